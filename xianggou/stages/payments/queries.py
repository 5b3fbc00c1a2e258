"""Reading payments: seen by a person, locks, facts for requesting and paying."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet, Sum

from xianggou.base.access.roles import towns_seen
from xianggou.base.ledger import queries as ledger
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.contracts.models import Contract, Instalment
from xianggou.stages.delivery.models import Acceptance
from xianggou.stages.payments import rules
from xianggou.stages.payments.models import Payment


def seen_by(actor: Actor) -> QuerySet[Payment]:
    """The payments that the actor may see."""
    seen, towns = towns_seen(actor, "payments.see")
    return Payment.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def locked(payment_id: int) -> Payment:
    """A payment, locked.  Queries: 1."""
    return (
        Payment.objects.select_for_update(of=("self",))
        .select_related(
            "contract", "contract__supplier", "contract__award__procedure", "instalment", "acceptance"
        )
        .get(pk=payment_id)
    )


def law_for(contract: Contract, *, accepted_on: date | None, invoiced_on: date, day: date) -> LawOn:
    """The law that governs a payment.  Queries: 1."""
    dates = {"signed_on": contract.signed_on or day, "invoiced_on": invoiced_on, "paid_on": day, "today": day}
    if accepted_on is not None:
        dates["accepted_on"] = dates["delivered_on"] = accepted_on
    return places.law_on(contract.place_code, dates)


def due_on(law: LawOn, contract: Contract, acceptance: Acceptance | None) -> date | None:
    """The last day of payment: the agreed days from acceptance, rolled over days off; none for an advance."""
    if acceptance is None or acceptance.accepted_on is None:
        return None
    found = rules.due(law, agreed_days=contract.pay_days, accepted_on=acceptance.accepted_on)
    return found[1].on if found else None


def paid_fen(contract_id: int) -> int:
    """Sum of a contract's payments that were made, in 分.  Queries: 1."""
    rows = Payment.objects.filter(contract_id=contract_id, status=Payment.Status.PAID)
    return int(rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def payable_fen(dossier_id: int) -> int:
    """What is accepted and not yet paid, in 分.  Queries: 1."""
    return ledger.dossier_standing(dossier_id).payable


def of_contract(contract_id: int) -> list[Payment]:
    """The payments of a contract.  Queries: 1."""
    return list(Payment.objects.filter(contract_id=contract_id).select_related("instalment").order_by("id"))


def open_for(instalment: Instalment) -> Payment | None:
    """The payment of an instalment that was not returned.  Queries: 1."""
    return Payment.objects.filter(instalment=instalment).exclude(status=Payment.Status.RETURNED).first()
