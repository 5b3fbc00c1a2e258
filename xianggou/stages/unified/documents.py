"""The agreement by which a township entrusts its purchase to a county department (委托县级部门统一实施协议)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xianggou.base.documents import pdf, word
from xianggou.base.documents.paper import (
    Foot,
    Heading,
    Paper,
    Para,
    Signatures,
    Table,
    chinese_date,
    paragraphs,
)
from xianggou.core.money import Fen, capitals, yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """All that stands in an agreement. Money in 分; `sources` add up to the amount."""

    number: str
    town: str
    lead: str
    title: str
    code: str
    year: int
    item: str
    item_code: str
    catalogue_code: str
    quantity: str
    amount_fen: Fen
    sources: tuple[tuple[str, Fen], ...]
    share_rule: str
    acceptance_rule: str
    agreed_on: date
    foot: Foot = field(default_factory=Foot)


def agreement_word(facts: AgreementFacts) -> bytes:
    """The agreement as .docx."""
    return word.build(agreement_paper(facts))


def agreement_pdf(facts: AgreementFacts) -> bytes:
    """The agreement as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(agreement_paper(facts))


def agreement_paper(facts: AgreementFacts) -> Paper:
    """Who entrusts what to whom, with which money, on which terms."""
    rows = [(facts.item, facts.item_code, facts.quantity, name, yuan(fen)) for name, fen in facts.sources]
    rows.append(("合计", "", facts.quantity, "", yuan(facts.amount_fen)))
    return Paper(
        kind="unified.agreement",
        title="委托县级部门统一实施协议",
        number=facts.number,
        made_on=facts.agreed_on,
        size="contract",
        blocks=(
            Para(f"甲方（委托乡镇）：{facts.town}", indent=False),
            Para(f"乙方（统一采购单位）：{facts.lead}", indent=False),
            Heading("一、委托事项"),
            Para(
                f"甲方将列入{facts.year}年购买服务计划的“{facts.item}”（{facts.item_code}，目录编码{facts.catalogue_code}）"
                f"委托乙方统一采购，编入“{facts.title}”（{facts.code}）。甲方不再单独采购。"
            ),
            Heading("二、数量和金额"),
            Table(
                head=("项目", "计划编号", "数量", "资金来源", "金额"),
                rows=tuple(rows),
                widths=(22, 14, 10, 20, 12),
                align="llrlr",
                unit="元",
                total=True,
            ),
            Para(f"甲方承担的金额以财政批复为准，不超过人民币{capitals(facts.amount_fen)}，从甲方自己的预算线列支。"),
            Heading("三、费用分摊"),
            *paragraphs(facts.share_rule),
            Heading("四、验收和评分"),
            *paragraphs(facts.acceptance_rule),
            Heading("五、付款"),
            Para("一份合同，各委托乡镇各付各的部分。乙方不代甲方付款，也不以一个乡镇的钱垫付另一个乡镇的部分。"),
            Heading("六、其他"),
            Para("乙方按政府采购和购买服务的规定组织采购，结果书面告知甲方。统一采购撤回的，本协议随之解除，事项回到甲方。"),
            Para(f"签订日期：{chinese_date(facts.agreed_on)}", indent=False),
            Signatures(
                (
                    (f"甲方：{facts.town}", ("负责人：", "（盖章）", "日期：")),
                    (f"乙方：{facts.lead}", ("负责人：", "（盖章）", "日期：")),
                )
            ),
        ),
        foot=facts.foot,
    )  # fmt: skip
