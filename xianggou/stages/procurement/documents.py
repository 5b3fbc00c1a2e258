"""Papers of the below-limit procedure: the record that compares the quotes, and the award letter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from xianggou.base.documents import pdf, word
from xianggou.base.documents.paper import (
    Block,
    Foot,
    Grid,
    Heading,
    Paper,
    Para,
    Signatures,
    Table,
    chinese_date,
    or_nothing,
    paragraphs,
)
from xianggou.core.money import Fen, capitals, yuan


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One quote as compared. `refused_for` is empty when it meets every requirement."""

    supplier: str
    credit_code: str
    price_fen: Fen
    received_at: datetime
    meets: str
    refused_for: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class PanelMember:
    """Who compared, for which seat, and whether the person declared to have no interest."""

    name: str
    seat: str
    without_interest: bool
    opinion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonFacts:
    """All that stands in the comparison record (比选记录). Money in 分."""

    number: str
    project: str
    project_code: str
    buyer: str
    buyer_code: str
    method: str
    internal_rule: str
    budget_line: str
    ceiling_fen: Fen
    least_quotes: int
    invited: tuple[str, ...]
    invited_how: str
    criterion: str
    opened_at: datetime
    place: str
    quotes: tuple[QuoteLine, ...]
    panel: tuple[PanelMember, ...]
    winner: str
    price_fen: Fen
    reason: str
    dissent: str = ""
    notice: str = ""
    made_on: date
    foot: Foot = field(default_factory=Foot)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLetterFacts:
    """All that stands in the award letter (成交通知书). Money in 分."""

    number: str
    issuer: str
    supplier: str
    credit_code: str
    project: str
    project_code: str
    method: str
    price_fen: Fen
    content: str
    starts_on: date
    ends_on: date
    sign_by: date
    sign_basis: str
    contact: str
    made_on: date
    foot: Foot = field(default_factory=Foot)


def comparison_pdf(facts: ComparisonFacts) -> bytes:
    """The comparison record as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(comparison_paper(facts))


def comparison_word(facts: ComparisonFacts) -> bytes:
    """The comparison record as .docx."""
    return word.build(comparison_paper(facts))


def award_letter_pdf(facts: AwardLetterFacts) -> bytes:
    """The award letter as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(award_letter_paper(facts))


def award_letter_word(facts: AwardLetterFacts) -> bytes:
    """The award letter as .docx."""
    return word.build(award_letter_paper(facts))


def comparison_paper(facts: ComparisonFacts) -> Paper:
    """Who was asked, what each offered, who decided and why."""
    valid = [q for q in facts.quotes if not q.refused_for]
    blocks: list[Block] = [
        Grid(
            (
                ("项目名称", facts.project),
                ("项目编号", facts.project_code),
                ("采购人", facts.buyer),
                ("统一社会信用代码", facts.buyer_code),
                ("选定方式", facts.method),
                ("内控依据", or_nothing(facts.internal_rule)),
                ("预算指标", or_nothing(facts.budget_line)),
                ("最高限价", f"{yuan(facts.ceiling_fen)}元"),
                ("开启时间", moment(facts.opened_at)),
                ("地点", or_nothing(facts.place)),
            )
        ),
        Heading("一、邀请情况"),
        Para(
            f"{facts.invited_how}，共邀请{len(facts.invited)}家："
            f"{'、'.join(facts.invited) or '无'}。按内控规定报价不少于{facts.least_quotes}家。"
        ),
        Heading("二、评定方法"),
        *paragraphs(facts.criterion),
        Heading("三、报价和符合情况"),
        _quotes_table(facts),
        Para(
            f"收到报价{len(facts.quotes)}份，其中有效{len(valid)}份、无效{len(facts.quotes) - len(valid)}份。"
        ),
        Heading("四、比选人员意见"),
        Table(
            head=("姓名", "岗位", "利害关系", "意见", "签字"),
            rows=tuple(
                (m.name, m.seat, "无" if m.without_interest else "未声明", m.opinion or "同意", "")
                for m in facts.panel
            ),
            widths=(3, 5, 3, 6, 4),
            align="ccclc",
        ),
        Heading("五、结论"),
        Para(
            f"成交供应商：{facts.winner}；成交金额：人民币{capitals(facts.price_fen)}（¥{yuan(facts.price_fen)}元）。"
        ),
        Para(f"理由：{or_nothing(facts.reason)}"),
        Para(f"不同意见：{or_nothing(facts.dissent)}"),
        Para(f"公示情况：{or_nothing(facts.notice)}"),
        Signatures(
            (
                ("经办人", ("签字：", f"日期：{chinese_date(None)}")),
                ("监督人", ("签字：", f"日期：{chinese_date(None)}")),
                ("负责人", ("签字：", f"日期：{chinese_date(None)}")),
            )
        ),
    ]
    return Paper(
        kind="procurement.comparison",
        title="限额以下采购询价比选记录",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.foot,
    )


def _quotes_table(facts: ComparisonFacts) -> Table:
    """Each quote in the order of its receipt, with rank or the reason it was refused."""
    by_receipt = sorted(facts.quotes, key=lambda q: (q.received_at, q.supplier))
    return Table(
        head=("供应商和统一社会信用代码", "收到时间", "报价", "要求符合情况", "排序"),
        rows=tuple(
            (
                f"{q.supplier}\n{q.credit_code}",
                moment(q.received_at),
                yuan(q.price_fen),
                f"无效：{q.refused_for}" if q.refused_for else or_nothing(q.meets),
                str(q.rank) if q.rank and not q.refused_for else "/",
            )
            for q in by_receipt
        ),
        widths=(9, 5, 5, 7, 3),
        align="lcrlc",
        caption="报价对比",
        unit="金额单位：元",
    )


def award_letter_paper(facts: AwardLetterFacts) -> Paper:
    """The letter that tells the winner, with the last day to sign."""
    return Paper(
        kind="procurement.award_letter",
        title="成交通知书",
        number=facts.number,
        made_on=facts.made_on,
        issuer=facts.issuer,
        size="letter",
        blocks=(
            Para(f"{facts.supplier}：", indent=False),
            Para(
                f"你单位参加{facts.project}（项目编号：{facts.project_code}）的{facts.method}，经评定确定为成交供应商。"
                f"成交金额为人民币{capitals(facts.price_fen)}（¥{yuan(facts.price_fen)}元）。"
            ),
            Para(f"服务内容：{facts.content}"),
            Para(f"服务期限：{chinese_date(facts.starts_on)}至{chinese_date(facts.ends_on)}。"),
            Para(
                f"请于{chinese_date(facts.sign_by)}前（含当日）与我单位签订书面合同，合同内容应当与采购文件和你单位的响应一致"
                f"{f'（{facts.sign_basis}）' if facts.sign_basis else ''}。无正当理由不签订的，依法承担责任。"
            ),
            Grid((("成交供应商", facts.supplier), ("统一社会信用代码", facts.credit_code)), columns=1),
            Para(f"联系方式：{or_nothing(facts.contact)}"),
            Para(facts.issuer, indent=False, align="right"),
            Para(chinese_date(facts.made_on), indent=False, align="right"),
        ),
        foot=facts.foot,
    )


def moment(at: datetime) -> str:
    """A moment to the minute, in the zone it carries."""
    return f"{chinese_date(at.date())}{at:%H:%M}"
