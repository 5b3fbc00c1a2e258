"""The acceptance certificate (履约验收书): each standard with its result, who accepted, and each deduction step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

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
class StandardResult:
    """One standard of the contract: target, what was found, whether it is met."""

    group: str
    name: str
    target: str
    actual: str
    evidence: str
    is_met: bool
    score: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the acceptance group: name, seat, side (购买主体、行业部门、服务对象…) and opinion."""

    name: str
    seat: str
    side: str
    agrees: bool
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class DeductionStep:
    """One deduction: by which rule, how it was worked out, how much."""

    standard: str
    rule: str
    working: str
    amount_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceFacts:
    """All that stands in the certificate. Money in 分."""

    number: str
    project: str
    contract_number: str
    buyer: str
    supplier: str
    supplier_code: str
    stage: str
    period_from: date
    period_to: date
    quantity: str
    standards: tuple[StandardResult, ...]
    users_opinion: str
    members: tuple[Member, ...]
    due_fen: Fen
    deductions: tuple[DeductionStep, ...]
    payable_fen: Fen
    conclusion: str
    dissent: str = ""
    mending: str = ""
    publish: str = ""
    accepted_on: date
    made_on: date
    foot: Foot = field(default_factory=Foot)


def acceptance_pdf(facts: AcceptanceFacts) -> bytes:
    """The certificate as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(acceptance_paper(facts))


def acceptance_word(facts: AcceptanceFacts) -> bytes:
    """The certificate as .docx."""
    return word.build(acceptance_paper(facts))


def acceptance_paper(facts: AcceptanceFacts) -> Paper:
    """The certificate before it is Word or PDF."""
    met = sum(1 for s in facts.standards if s.is_met)
    blocks: list[Block] = [
        Grid(
            (
                ("项目名称", facts.project),
                ("合同编号", facts.contract_number),
                ("购买主体", facts.buyer),
                ("验收日期", chinese_date(facts.accepted_on)),
                ("承接主体", facts.supplier),
                ("统一社会信用代码", facts.supplier_code),
                ("验收期次", facts.stage),
                ("服务时段", f"{chinese_date(facts.period_from)}至{chinese_date(facts.period_to)}"),
                ("确认的服务数量", or_nothing(facts.quantity)),
            )
        ),
        Heading("一、逐项核对"),
        _standards(facts),
        Para(
            f"合同约定考核指标{len(facts.standards)}项，达到{met}项，未达到{len(facts.standards) - met}项。"
        ),
        Heading("二、服务对象意见"),
        *paragraphs(facts.users_opinion),
        Heading("三、应付和扣减"),
        *_money(facts),
        Heading("四、结论"),
        Para(f"验收结论：{facts.conclusion}。", strong=True),
        Para(f"整改要求：{or_nothing(facts.mending)}"),
        Para(f"不同意见：{or_nothing(facts.dissent)}"),
        Para(f"结果公告：{or_nothing(facts.publish)}"),
        Heading("五、验收小组"),
        _members(facts),
        Signatures(
            (
                ("购买主体（盖章）", ("负责人签字：", f"日期：{chinese_date(None)}")),
                ("承接主体（盖章）", ("代表签字：", f"日期：{chinese_date(None)}")),
            )
        ),
    ]
    return Paper(
        kind="delivery.acceptance",
        title="政府购买服务履约验收书",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.foot,
    )


def _standards(facts: AcceptanceFacts) -> Table:
    """Every standard of the contract with its result; none may be left out."""
    return Table(
        head=("类别", "指标", "目标", "实际", "依据材料", "结果", "得分"),
        rows=tuple(
            (
                s.group,
                s.name,
                s.target,
                s.actual,
                or_nothing(s.evidence),
                "达到" if s.is_met else "未达到",
                s.score or "/",
            )
            for s in facts.standards
        ),
        widths=(3, 7, 4, 4, 6, 3, 3),
        align="clcclcc",
        caption="考核指标核对",
    )


def _money(facts: AcceptanceFacts) -> list[Block]:
    """From what is due to what is payable, one step a line."""
    rows = [("", "本期应付", "合同付款计划", "", yuan(facts.due_fen), yuan(facts.due_fen))]
    left = facts.due_fen
    for number, step in enumerate(facts.deductions, 1):
        left = Fen(left - step.amount_fen)
        rows.append(
            (str(number), step.standard, step.rule, step.working, f"-{yuan(step.amount_fen)}", yuan(left))
        )
    rows.append(("", "本期可支付", "", "", "", yuan(facts.payable_fen)))
    text = "本期无扣减。" if not facts.deductions else f"本期扣减{len(facts.deductions)}项。"
    return [
        Table(
            head=("序", "项目", "依据", "计算过程", "金额", "余额"),
            rows=tuple(rows),
            widths=(2, 7, 7, 8, 6, 6),
            align="clllrr",
            caption="扣减计算",
            unit="金额单位：元",
            total=True,
        ),
        Para(f"{text}本期可支付金额：人民币{capitals(facts.payable_fen)}（¥{yuan(facts.payable_fen)}元）。"),
    ]


def _members(facts: AcceptanceFacts) -> Table:
    """Members with side and opinion, and room to sign."""
    return Table(
        head=("姓名", "岗位", "代表方", "意见", "签字"),
        rows=tuple(
            (
                m.name,
                m.seat,
                m.side,
                "，".join(t for t in ("同意" if m.agrees else "不同意", m.opinion) if t),
                "",
            )
            for m in facts.members
        ),
        widths=(3, 5, 4, 7, 4),
        align="ccclc",
    )
