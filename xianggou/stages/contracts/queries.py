"""Reading contracts: seen by a person, locks, facts for signing, the parts a contract must have."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from xianggou.base.access.roles import towns_seen
from xianggou.base.ledger import queries as ledger
from xianggou.base.ledger.models import Bucket
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.contracts import rules
from xianggou.stages.contracts.models import Clause, Contract, ContractIndicator, Instalment


def seen_by(actor: Actor) -> QuerySet[Contract]:
    """The contracts that the actor may see."""
    seen, towns = towns_seen(actor, "contracts.see")
    return Contract.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def locked(contract_id: int) -> Contract:
    """A contract, locked.  Queries: 1."""
    return (
        Contract.objects.select_for_update(of=("self",))
        .select_related("award", "award__procedure", "supplier")
        .get(pk=contract_id)
    )


def law_for(contract: Contract, signed_on: date) -> LawOn:
    """The law that governs a contract.  Queries: 1."""
    award = contract.award
    return places.law_on(
        contract.place_code,
        {
            "notified_on": award.notified_on,
            "signed_on": signed_on,
            "activity_started_on": award.procedure.started_on,
            "today": signed_on,
        },
    )


def required_parts(law: LawOn) -> tuple[str, ...]:
    """Names of the parts that the pack and the law ask for, each once."""
    keys = ("contracts.clauses_district_b", "contracts.clauses")
    found = [value for key in keys if (value := law.get(key)) is not None]
    return tuple(dict.fromkeys(name for value in found for name in value.items))


def clauses(contract: Contract) -> list[Clause]:
    """The parts of a contract, in order.  Queries: 1."""
    return list(Clause.objects.filter(contract=contract).order_by("order"))


def instalments(contract: Contract) -> list[Instalment]:
    """The payment plan.  Queries: 1."""
    return list(Instalment.objects.filter(contract=contract).order_by("number"))


def instalment(instalment_id: int) -> Instalment:
    """One instalment with its contract.  Queries: 1."""
    return Instalment.objects.select_related("contract", "contract__supplier").get(pk=instalment_id)


def indicators(contract: Contract) -> list[ContractIndicator]:
    """The indicators that the contract carries.  Queries: 1."""
    return list(ContractIndicator.objects.filter(contract=contract).order_by("order"))


def signing(contract: Contract, signed_on: date) -> rules.Signing:
    """The facts of signing.  Queries: 2."""
    award = contract.award
    held = ledger.dossier_parts(contract.dossier_id, Bucket.HELD)
    filled = tuple(c.name for c in clauses(contract) if c.text.strip())
    months = (
        (contract.ends_on.year - contract.starts_on.year) * 12
        + contract.ends_on.month
        - contract.starts_on.month
    )
    return rules.Signing(
        below_limit=bool(award.procedure.band),
        notified_on=award.notified_on,
        signed_on=signed_on,
        award_fen=award.price_fen,
        price_fen=contract.price_fen,
        hold_fen=sum(fen for _, fen in held),
        term_months=months + (1 if contract.ends_on.day >= contract.starts_on.day else 0),
        long_conditions=tuple(contract.facts.get("long_conditions", ())),
        clauses=filled,
        supplier_code=contract.supplier.uscc,
        awardee_code=contract.supplier.uscc if award.supplier_id == contract.supplier_id else "",
        is_written=True,
        supplier_is_sme=contract.supplier.is_sme,
        pay_days=contract.pay_days,
        audit_settlement_clause=bool(contract.facts.get("audit_settlement")),
        handles_personal_data=bool(contract.facts.get("personal_data")),
        has_privacy_terms=bool(contract.facts.get("privacy_terms")),
    )


def of_award(award_id: int) -> list[Contract]:
    """The contracts made for an award.  Queries: 1."""
    return list(Contract.objects.filter(award_id=award_id).order_by("id"))
