"""The payment request form (支付申请表): what it rests on, and how the sum to pay was worked out."""

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
)
from xianggou.core.money import Fen, capitals, yuan


@dataclass(frozen=True, slots=True)
class SourcePart:
    """The part of the payment that one budget line bears, and what the line has for it."""

    line: str
    fund: str
    payable_fen: Fen
    amount_fen: Fen


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One of the checks before paying: what was compared, its clause, whether it passed."""

    what: str
    basis: str
    passed: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequestFacts:
    """All that stands in the request. Money in 分."""

    number: str
    project: str
    project_code: str
    payer: str
    kind: str
    contract_number: str
    contract_fen: Fen
    amended_fen: Fen
    acceptance_number: str
    accepted_on: date | None
    advance_clause: str = ""
    payee: str
    payee_code: str
    bank: str
    account: str
    invoice_numbers: tuple[str, ...]
    invoiced_on: date | None
    due_fen: Fen
    deducted_fen: Fen
    net_fen: Fen
    paid_before_fen: Fen
    sources: tuple[SourcePart, ...]
    checks: tuple[CheckLine, ...]
    due_on: date | None
    due_basis: str
    requested_by: str
    requested_on: date
    made_on: date
    foot: Foot = field(default_factory=Foot)


def payment_request_pdf(facts: PaymentRequestFacts) -> bytes:
    """The request as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(payment_request_paper(facts))


def payment_request_word(facts: PaymentRequestFacts) -> bytes:
    """The request as .docx."""
    return word.build(payment_request_paper(facts))


def payment_request_paper(facts: PaymentRequestFacts) -> Paper:
    """The request before it is Word or PDF."""
    blocks: list[Block] = [
        Grid(
            (
                ("项目名称", facts.project),
                ("项目编号", facts.project_code),
                ("付款单位", facts.payer),
                ("款项类型", facts.kind),
                ("合同编号", facts.contract_number),
                ("验收书编号", or_nothing(facts.acceptance_number)),
                ("验收日期", chinese_date(facts.accepted_on) if facts.accepted_on else "无"),
                ("预付依据", or_nothing(facts.advance_clause)),
                ("收款人", facts.payee),
                ("统一社会信用代码", facts.payee_code),
                ("开户银行", or_nothing(facts.bank)),
                ("账号", or_nothing(facts.account)),
                ("发票号码", "、".join(facts.invoice_numbers) or "无"),
                ("收到发票日期", chinese_date(facts.invoiced_on) if facts.invoiced_on else "无"),
            )
        ),
        Heading("一、金额计算"),
        _computation(facts),
        Para(f"本次申请支付：人民币{capitals(facts.net_fen)}（¥{yuan(facts.net_fen)}元）。", strong=True),
        Heading("二、资金来源"),
        _sources(facts),
        Heading("三、付款前核对"),
        _checks(facts),
        Para(
            f"付款期限：{chinese_date(facts.due_on) if facts.due_on else '无'}"
            f"{f'（{facts.due_basis}）' if facts.due_basis else ''}。"
        ),
        Para(f"申请人：{facts.requested_by}　　申请日期：{chinese_date(facts.requested_on)}"),
        Signatures(
            (
                ("经办人", ("签字：", f"日期：{chinese_date(None)}")),
                ("审核人", ("签字：", f"日期：{chinese_date(None)}")),
                ("负责人（盖章）", ("签字：", f"日期：{chinese_date(None)}")),
            )
        ),
    ]
    return Paper(
        kind="payments.request",
        title="政府购买服务资金支付申请表",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.foot,
    )


def _computation(facts: PaymentRequestFacts) -> Table:
    """How the sum comes about and what it leaves of the contract."""
    whole = Fen(facts.contract_fen + facts.amended_fen)
    paid = Fen(facts.paid_before_fen + facts.net_fen)
    rows = (
        ("1", "合同价款（含变更）", f"{yuan(facts.contract_fen)}＋{yuan(facts.amended_fen)}", yuan(whole)),
        ("2", "本期应付", "合同付款计划", yuan(facts.due_fen)),
        ("3", "验收扣减", "验收书所列扣减之和", yuan(facts.deducted_fen)),
        ("4", "以前累计已付", "支付记录", yuan(facts.paid_before_fen)),
        ("5", "支付后累计", "第4行＋本次申请", yuan(paid)),
        ("6", "支付后合同余额", "第1行－第5行", yuan(Fen(whole - paid))),
        ("7", "本次申请支付", "第2行－第3行", yuan(facts.net_fen)),
    )
    return Table(
        head=("行", "项目", "算法", "金额"),
        rows=rows,
        widths=(2, 8, 12, 6),
        align="cllr",
        unit="金额单位：元",
        caption="计算表",
        total=True,
    )


def _sources(facts: PaymentRequestFacts) -> Table:
    """Which line bears what."""
    rows = [(s.line, s.fund, yuan(s.payable_fen), yuan(s.amount_fen)) for s in facts.sources]
    total = sum(s.amount_fen for s in facts.sources)
    rows.append(("合计", "", yuan(sum(s.payable_fen for s in facts.sources)), yuan(total)))
    return Table(
        head=("预算指标", "资金来源", "应付余额", "本次支付"),
        rows=tuple(rows),
        widths=(6, 6, 4, 4),
        align="llrr",
        unit="金额单位：元",
        caption="指标明细",
        total=True,
    )


def _checks(facts: PaymentRequestFacts) -> Table:
    """The checks, each with its clause."""
    return Table(
        head=("核对事项", "依据", "结果", "说明"),
        rows=tuple(
            (c.what, or_nothing(c.basis), "相符" if c.passed else "不符", or_nothing(c.note))
            for c in facts.checks
        ),
        widths=(6, 6, 2, 6),
        align="llcl",
    )
