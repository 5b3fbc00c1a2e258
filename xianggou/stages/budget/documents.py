"""Papers of the budget: the township's request for its plan (预算申报表), finance's approval of an item (预算批复)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xianggou.base.documents import pdf, word
from xianggou.base.documents.paper import (
    Block,
    Foot,
    Grid,
    Paper,
    Para,
    Signatures,
    Table,
    chinese_date,
    or_nothing,
)
from xianggou.core.money import Fen, capitals, yuan


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One plan item of the request. `sources` as they are called, with their 分, adding up to what is asked."""

    code: str
    name: str
    catalogue_code: str
    quantity: str
    asked_fen: Fen
    sources: tuple[tuple[str, Fen], ...]
    is_central: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """All that stands in a township's request of a year. Money in 分."""

    number: str
    town: str
    year: int
    lines: tuple[AskedLine, ...]
    made_on: date
    foot: Foot = field(default_factory=Foot)

    @property
    def asked_fen(self) -> Fen:
        return Fen(sum(line.asked_fen for line in self.lines))


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One budget line of an approval."""

    number: str
    source: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """All that stands in the approval of one plan item. Money in 分."""

    number: str
    issuer: str
    town: str
    year: int
    name: str
    code: str
    asked_fen: Fen
    given_fen: Fen
    reason: str
    use_only: str
    use_basis: str
    lines: tuple[GivenLine, ...]
    made_on: date
    foot: Foot = field(default_factory=Foot)


def request_word(facts: RequestFacts) -> bytes:
    """The request as .docx."""
    return word.build(request_paper(facts))


def request_pdf(facts: RequestFacts) -> bytes:
    """The request as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(request_paper(facts))


def approval_word(facts: ApprovalFacts) -> bytes:
    """The approval as .docx."""
    return word.build(approval_paper(facts))


def approval_pdf(facts: ApprovalFacts) -> bytes:
    """The approval as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(approval_paper(facts))


def request_paper(facts: RequestFacts) -> Paper:
    """The request: every item sent, its money by source, the sum."""
    rows = [
        (
            str(n),
            line.code,
            line.name,
            line.catalogue_code,
            line.quantity,
            yuan(line.asked_fen),
            "\n".join(f"{name} {yuan(fen)}" for name, fen in line.sources),
            "是" if line.is_central else "否",
            line.state,
        )
        for n, line in enumerate(facts.lines, 1)
    ]
    rows.append(("", "合计", f"{len(facts.lines)} 项", "", "", yuan(facts.asked_fen), "", "", ""))
    blocks: tuple[Block, ...] = (
        Grid(
            (("申报单位", facts.town), ("年度", str(facts.year)), ("申报日期", chinese_date(facts.made_on)))
        ),
        Table(
            head=(
                "序号",
                "计划编号",
                "项目名称",
                "目录编码",
                "数量",
                "申报金额",
                "资金来源明细",
                "集中采购目录内",
                "审核情况",
            ),
            rows=tuple(rows),
            widths=(4, 12, 20, 7, 8, 11, 20, 8, 8),
            align="cllcrrlcc",
            unit="元",
            total=True,
        ),
        Para(f"申报合计人民币{capitals(facts.asked_fen)}。"),
        Signatures(
            (
                ("乡镇财政办", ("经办人：", "日期：")),
                ("乡镇主要领导", ("签字：", "日期：")),
                ("县财政局", ("审核人：", "日期：")),
            )
        ),
    )
    return Paper(
        kind="budget.request",
        title=f"{facts.town}{facts.year}年政府采购（购买服务）预算申报表",
        number=facts.number,
        made_on=facts.made_on,
        size="form",
        blocks=blocks,
        foot=facts.foot,
    )


def approval_paper(facts: ApprovalFacts) -> Paper:
    """The approval: what was asked, given and cut, the lines that carry it, what it may be used for."""
    cut = Fen(facts.asked_fen - facts.given_fen)
    rows = [(line.number, line.source, yuan(line.amount_fen)) for line in facts.lines]
    rows.append(("合计", "", yuan(facts.given_fen)))
    blocks: list[Block] = [
        Para(f"{facts.town}：", indent=False),
        Para(f"你单位报送的{facts.year}年购买服务计划“{facts.name}”（{facts.code}）收悉。经审核，批复如下：" ),
        Para(
            f"一、同意列入{facts.year}年政府采购（购买服务）预算。申报{yuan(facts.asked_fen)}元，"
            f"批复人民币{capitals(facts.given_fen)}（¥{yuan(facts.given_fen)}元），"
            + (f"核减{yuan(cut)}元。核减理由：{or_nothing(facts.reason)}。" if cut else "没有核减。")
        ),
        Para("二、资金列入下列预算线："),
        Table(
            head=("预算线", "资金来源", "批复金额"),
            rows=tuple(rows),
            widths=(24, 30, 14),
            align="llr",
            unit="元",
            total=True,
        ),
        Para(f"三、用途：{facts.use_only}{f'（{facts.use_basis}）' if facts.use_basis else ''}。"),
        Para("四、请按批复的金额和用途组织采购，没有列入预算的不得采购，没有采购的不得支付。"),
        Para(facts.issuer, indent=False, align="right"),
        Para(chinese_date(facts.made_on), indent=False, align="right"),
    ]  # fmt: skip
    return Paper(
        kind="budget.approval",
        title=f"关于{facts.name}预算的批复",
        number=facts.number,
        made_on=facts.made_on,
        issuer=facts.issuer,
        size="letter",
        blocks=tuple(blocks),
        foot=facts.foot,
    )
