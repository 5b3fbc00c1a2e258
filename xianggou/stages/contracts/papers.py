"""From the rows of a contract to the facts of its paper."""

from __future__ import annotations

from datetime import date

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.money import Fen
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.contracts import queries
from xianggou.stages.contracts.documents import Asked, ContractFacts, Indicator, Party, Stage
from xianggou.stages.contracts.models import Contract
from xianggou.stages.procurement import queries as procurement
from xianggou.stages.standards import queries as standards

# What a purchase below the limit stands on; above it the Procurement Law joins (its papers come with that way).
BASIS = ("《中华人民共和国民法典》", "《政府购买服务管理办法》")


def foot(dossier: Subject) -> Foot:
    """Where a paper of the dossier came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=dossier.last_seq, demo=is_demo, clock_on=clock)


def standard_named(contract: Contract) -> str:
    """The standard that the contract carries, as its text names it.  Queries: 0–1."""
    standard = contract.standard
    return f"购买服务执行标准{standard.code}（第{standard.number}版）" if standard is not None else ""


@in_chinese
def contract_facts(contract: Contract, today: date) -> ContractFacts:
    """All that stands in the contract; unsigned it has no number and prints as a draft.  Queries: 9."""
    procedure = contract.award.procedure
    item = procurement.items(procedure)[0]
    entry = catalogue.item(item.catalogue_version, item.catalogue_code)
    made_on = contract.signed_on or today
    buyer = places.names_on([contract.town_code], made_on).get(contract.town_code, contract.town_code)
    internal = str(procedure.band.get("source", ""))
    return ContractFacts(
        number=contract.number,
        project=contract.dossier.title,
        project_code=contract.dossier.code,
        catalogue_item=str(entry) if entry is not None else item.catalogue_code,
        method=procedure.method,
        award_number=procedure.code,
        basis=(*BASIS, *((internal,) if internal else ())),
        buyer=Party(buyer, contract.town_code),
        supplier=Party(
            contract.supplier.name,
            contract.supplier.uscc,
            contact=contract.supplier.contact,
            bank=contract.payee_bank,
            account=contract.payee_account,
        ),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        indicators=tuple(
            Indicator(i.group, i.name, i.target, i.unit, i.measure, i.weight, i.deduction)
            for i in queries.indicators(contract)
        ),
        standard=standard_named(contract),
        qualifications=tuple(
            Asked(q.of, q.requirement, q.proof, q.is_dated)
            for q in standards.qualifications_of(contract.standard)
        ),
        rules=tuple(rule.name for rule in standards.rules_of(contract.standard)),
        price_fen=Fen(contract.price_fen),
        stages=tuple(
            Stage(
                i.title,
                "预付款" if i.is_advance else "验收后付款",
                Fen(i.amount_fen),
                i.condition,
                i.planned_on,
            )
            for i in queries.instalments(contract)
        ),
        payment_days=contract.pay_days,
        payment_from="自验收合格之日",
        clauses=tuple((c.name, c.text) for c in queries.clauses(contract)),
        made_on=made_on,
        signed_on=contract.signed_on,
        foot=foot(contract.dossier),
    )
