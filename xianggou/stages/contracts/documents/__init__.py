"""The government service contract as Word and PDF: facts in, both papers out of the same wording.

Each part says which demands of law and pack it meets, so that a contract with an empty part is seen before it
is signed; a Word file that comes back edited is read part by part.
"""

from __future__ import annotations

from dataclasses import dataclass

from xianggou.base.documents import pdf, reading, word
from xianggou.base.documents.paper import chinese_date
from xianggou.core.money import capitals, yuan
from xianggou.stages.contracts.documents.articles import contract_paper
from xianggou.stages.contracts.documents.facts import (
    PARTS,
    Asked,
    ContractFacts,
    Indicator,
    Party,
    Stage,
    filled,
    missing_clauses,
)

__all__ = [
    "PARTS",
    "Asked",
    "ContractFacts",
    "Indicator",
    "Party",
    "ReturnedWord",
    "Stage",
    "contract_paper",
    "contract_pdf",
    "contract_word",
    "missing_clauses",
    "read_contract_word",
    "template_facts",
]


@dataclass(frozen=True, slots=True)
class ReturnedWord:
    """An edited contract read back: the text of each part found, and the titles of parts that are gone."""

    parts: dict[str, str]
    missing: tuple[str, ...]


def contract_word(facts: ContractFacts, template: bytes | None = None) -> bytes:
    """The contract as .docx; with `template`, filled into the office's own file instead."""
    paper = contract_paper(facts)
    return word.fill(template, template_facts(facts), paper) if template else word.build(paper)


def contract_pdf(facts: ContractFacts) -> bytes:
    """The contract as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(contract_paper(facts))


def read_contract_word(data: bytes) -> ReturnedWord:
    """The parts of an edited contract by their code.  Raises: UnreadableWord."""
    found = reading.parts(data)
    kept = {part.code: found[part.code] for part in PARTS if found.get(part.code, "").strip()}
    return ReturnedWord(kept, tuple(part.title for part in PARTS if part.code not in kept))


def template_facts(facts: ContractFacts) -> dict[str, object]:
    """The names an office's own template may use, all of them finished text."""
    facts = filled(facts)
    return {
        "编号": facts.number,
        "项目名称": facts.project,
        "项目编号": facts.project_code,
        "目录项目": facts.catalogue_item,
        "采购方式": facts.method,
        "甲方": facts.buyer.name,
        "甲方代码": facts.buyer.credit_code,
        "乙方": facts.supplier.name,
        "乙方代码": facts.supplier.credit_code,
        "乙方开户行": facts.supplier.bank,
        "乙方账号": facts.supplier.account,
        "开始日期": chinese_date(facts.starts_on),
        "结束日期": chinese_date(facts.ends_on),
        "服务范围": facts.scope,
        "服务内容": facts.content,
        "数量": facts.quantity,
        "服务要求": facts.requirements,
        "质量": facts.quality,
        "绩效目标": facts.targets,
        "价款": yuan(facts.price_fen),
        "价款大写": capitals(facts.price_fen),
        "指标": [
            {
                "类别": i.group,
                "名称": i.name,
                "目标": f"{i.target}{i.unit}",
                "核验": i.measured_by,
                "权重": str(i.weight),
                "扣减": i.deduction,
            }
            for i in facts.indicators
        ],
        "付款": [
            {"款项": s.name, "性质": s.kind, "金额": yuan(s.amount_fen), "条件": s.condition}
            for s in facts.stages
        ],
        "违约责任": list(facts.breach),
        "签订日期": chinese_date(facts.signed_on),
        "标记": contract_paper(facts).mark(),
    }
