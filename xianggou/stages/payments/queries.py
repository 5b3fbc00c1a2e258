"""Reading payments: seen by a person, locks, facts for requesting and paying."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access import sight as access
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.ledger import queries as ledger
from xianggou.base.pages.shapes import Action
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.places import queries as places
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn, library
from xianggou.core.rules import judge
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.delivery import queries as delivery
from xianggou.stages.payments import rules
from xianggou.stages.payments.models import Payment

if TYPE_CHECKING:
    from xianggou.core.packs import Pack
    from xianggou.stages.contracts.models import Contract, Instalment
    from xianggou.stages.delivery.models import Acceptance


def seen_by(actor: Actor) -> QuerySet[Payment]:
    """The payments that the actor may see."""
    seen, towns = towns_seen(actor, "payments.see")
    return Payment.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


sight = access.sight("payments.see", Payment, seen_by)


def locked(payment_id: int) -> Payment:
    """A payment, locked.  Queries: 1."""
    return _locked.one(payment_id)


@ready(int)
def _locked(payment_id: int) -> QuerySet[Payment]:
    beside = ("contract", "contract__supplier", "contract__award__procedure", "instalment", "acceptance")
    rows = Payment.objects.select_for_update(of=("self",)).select_related(*beside)
    return rows.filter(pk=payment_id)


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
    return sum(int(fen) for fen in _paid(contract_id))


@ready(int)
def _paid(contract_id: int) -> QuerySet[Payment, int]:
    rows = Payment.objects.filter(contract_id=contract_id, status=Payment.Status.PAID)
    return rows.values_list("amount_fen", flat=True)


def payable_fen(dossier_id: int) -> int:
    """What is accepted and not yet paid, in 分.  Queries: 1."""
    return ledger.dossier_standing(dossier_id).payable


_BY_FUND = """
    SELECT a.line_id, a.balance_fen, f.name, s.id, s.received_fen,
           (SELECT coalesce(sum(p.balance_fen), 0) FROM ledger_account p JOIN ledger_line o ON o.id = p.line_id
             WHERE p.bucket = 'paid' AND NOT o.is_opening AND o.place_code = l.place_code
               AND o.town_code = l.town_code AND o.year = l.year AND o.fund_code = l.fund_code)
      FROM ledger_account a JOIN ledger_line l ON l.id = a.line_id
      LEFT JOIN funds_fund f ON f.place_code = l.place_code AND f.year = l.year AND f.code = l.fund_code
                            AND f.kind <> 'general' AND NOT l.is_opening
      LEFT JOIN funds_share s ON s.fund_id = f.id AND s.town_code = l.town_code
     WHERE a.dossier_id = %s AND a.bucket = 'payable' AND a.balance_fen > 0 ORDER BY a.line_id"""


def arrived(payment: Payment) -> dict[str, Any]:
    """Of the earmarked fund that covers its part of the payment least: what arrived, was paid, and is asked of it.

    Nothing where no earmarked fund pays.  Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_FUND, [payment.dossier_id])
        rows = cursor.fetchall()
    parts = [(line, int(fen)) for line, fen, *_rest in rows]
    asked = ledger.spread(parts, min(payment.amount_fen, sum(fen for _line, fen in parts)))
    by_share: dict[int, list[Any]] = {}
    for line, _fen, name, share, received, paid in rows:
        if share is not None:
            told = by_share.setdefault(share, [name, int(received), int(paid), 0])
            told[3] += asked.get(line, 0)
    if not by_share:
        return {}
    name, received, paid, wanted = min(by_share.values(), key=lambda told: told[1] - told[2] - told[3])
    return {
        "fund_name": name,
        "fund_received_fen": received,
        "fund_paid_fen": paid,
        "fund_asked_fen": wanted,
    }


def of_contract(contract_id: int) -> list[Payment]:
    """The payments of a contract.  Queries: 1."""
    return _of_contract(contract_id)


@ready(int)
def _of_contract(contract_id: int) -> QuerySet[Payment]:
    return Payment.objects.filter(contract_id=contract_id).select_related("instalment").order_by("id")


def open_for(instalment: Instalment) -> Payment | None:
    """The payment of an instalment that was not returned.  Queries: 1."""
    return _open_for.first(instalment.pk)


@ready(int)
def _open_for(instalment_id: int) -> QuerySet[Payment]:
    rows = Payment.objects.filter(instalment_id=instalment_id).exclude(status=Payment.Status.RETURNED)
    return rows.order_by("id")[:1]


def may(actor: Actor, action: str, row: Payment | Contract | Acceptance) -> bool:
    """Whether one of the actor's seats may do this to the row.  Queries: 0."""
    return roles.seat_for(actor, action, Where(row.place_code, row.town_code)) is not None


def _paid_or_asked() -> QuerySet[Payment]:
    """Payments of an instalment that were not returned."""
    return Payment.objects.filter(instalment_id=OuterRef("instalment_id")).exclude(
        status=Payment.Status.RETURNED
    )


def payable(actor: Actor, action: str = "payments.request") -> QuerySet[Acceptance]:
    """Passed acceptances that nobody asked to pay yet, within reach of the actor's seats."""
    return delivery.passed_within(actor, action).filter(~Exists(_paid_or_asked())).order_by("-id")


def advances(actor: Actor, action: str = "payments.request") -> QuerySet[Instalment]:
    """Advances that a signed contract names and nobody asked for yet, within reach of the actor's seats."""
    asked = Payment.objects.filter(instalment_id=OuterRef("pk")).exclude(status=Payment.Status.RETURNED)
    return contracts.performing(actor, action, is_advance=True).filter(~Exists(asked)).order_by("-id")


def last_days(acceptances: Iterable[Acceptance]) -> dict[int, date | None]:
    """Acceptance id -> the last day to pay it.  Queries: 1 a place."""
    packs: dict[str, Pack] = {}
    found = {}
    for one in acceptances:
        if one.place_code not in packs:
            packs[one.place_code] = places.pack_of(one.place_code)
        day = one.accepted_on or one.delivered_on
        dates = {
            "signed_on": one.contract.signed_on or day,
            "accepted_on": day,
            "delivered_on": day,
            "today": day,
        }
        found[one.pk] = due_on(library().on(dates, packs[one.place_code]), one.contract, one)
    return found


def request_verdict(
    contract: Contract, instalment: Instalment, acceptance: Acceptance | None, actor: Actor, day: date
) -> Verdict:
    """What the rules say about asking for all that is due, run dry before an invoice is named.  Queries: 3."""
    due = instalment.amount_fen if instalment.is_advance else acceptance.accrued_fen if acceptance else 0
    ready = payable_fen(contract.dossier_id) + (due if instalment.is_advance else 0)
    facts = {
        "has_award": True,
        "has_contract": contract.signed_on is not None,
        "accepted": acceptance is not None,
        "is_advance": instalment.is_advance,
        "instalment": instalment.number,
        "price_fen": contract.price_fen,
        "paid_fen": paid_fen(contract.pk),
        "asked_fen": due,
        "commitment_left_fen": min(ready, due),
        "requester_id": actor.person_id,
    }
    accepted_on = acceptance.accepted_on if acceptance else None
    law = law_for(contract, accepted_on=accepted_on, invoiced_on=day, day=day)
    return judge("payments.request", facts, law)


def step_verdict(payment: Payment, actor: Actor, day: date) -> Verdict:
    """What the rules say about this actor taking the next step of a request, run dry.  Queries: 1–4."""
    acceptance = payment.acceptance
    accepted_on = acceptance.accepted_on if acceptance else None
    law = law_for(payment.contract, accepted_on=accepted_on, invoiced_on=payment.invoiced_on, day=day)
    facts = {"requester_id": payment.requested_by, "person_name": actor.name, "today": day}
    if payment.status == Payment.Status.REQUESTED:
        return judge("payments.request", {**facts, "approver_id": actor.person_id}, law)
    facts |= {
        "approver_id": payment.approved_by,
        "bookkeeper_id": actor.person_id,
        "asked_fen": payment.amount_fen,
        "price_fen": payment.contract.price_fen,
        "paid_fen": paid_fen(payment.contract_id),
        "commitment_left_fen": payable_fen(payment.dossier_id),
        "supplier_is_sme": payment.contract.supplier.is_sme,
        "agreed_days": payment.contract.pay_days,
        "accepted_on": accepted_on,
        "invoiced_on": payment.invoiced_on,
        "paid_on": day,
        "owed_fen": payment.amount_fen,
        **arrived(payment),
    }
    return judge("payments.pay", facts, law)


def open_actions(payment: Payment, actor: Actor, day: date) -> list[Action]:
    """What the actor may do to a payment now: access ∩ state ∩ the rules run dry.  Queries: 0–4."""
    found: list[Action] = []

    def url(name: str) -> str:
        return reverse(f"payments:{name}", args=[payment.pk])

    steps = {
        Payment.Status.REQUESTED: ("payments.approve", _("同意付款"), "approve"),
        Payment.Status.APPROVED: ("payments.pay", _("登记支付"), "pay"),
    }
    step = steps.get(Payment.Status(payment.status))
    if step is None:
        return found
    action, label, name = step
    if may(actor, action, payment):
        found.append(verb(label, url(name), step_verdict(payment, actor, day)))
    found = led_by_first_open(found)
    if may(actor, "payments.return_request", payment):
        found.append(Action(_("退回"), url("return")))
    return found


def _asked(actor: Actor, action: str, status: str, label: object, name: str) -> list[Waiting]:
    """Requests in one state that wait for an action.  Queries: 0–1."""
    if not roles.may_anywhere(actor, action):
        return []
    seen, towns = towns_seen(actor, action)
    rows = Payment.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns), status=status)
    return [
        Waiting(
            action, str(label), p.dossier.code, f"{p.contract.title} {p.instalment.title}", p.town_code,
            reverse(f"payments:{name}", args=[p.pk]), since=p.requested_on, due_on=p.due_on,
            amount_fen=p.amount_fen,
        )
        for p in rows.select_related("contract", "instalment", "dossier").order_by("-id")[:MOST]
    ]  # fmt: skip


def waiting_for(actor: Actor) -> list[Waiting]:
    """What is accepted and not asked for, requests to approve, approved ones to pay.  Queries: 0–5."""
    found: list[Waiting] = []
    if roles.may_anywhere(actor, "payments.request"):
        passed = list(payable(actor)[:MOST])
        days = last_days(passed)
        found += [
            Waiting(
                "payments.request", _("申请付款"), a.dossier.code, f"{a.contract.title} {a.instalment.title}",
                a.town_code, reverse("payments:request", args=[a.instalment_id]), since=a.accepted_on,
                due_on=days[a.pk], amount_fen=a.accrued_fen,
            )
            for a in passed
        ]  # fmt: skip
        found += [
            Waiting(
                "payments.request", _("申请预付款"), i.contract.dossier.code, f"{i.contract.title} {i.title}",
                i.contract.town_code, reverse("payments:request", args=[i.pk]), since=i.contract.signed_on,
                due_on=i.planned_on, amount_fen=i.amount_fen,
            )
            for i in advances(actor)[:MOST]
        ]  # fmt: skip
    found += _asked(actor, "payments.approve", Payment.Status.REQUESTED, _("审批付款"), "approve")
    found += _asked(actor, "payments.pay", Payment.Status.APPROVED, _("登记支付"), "pay")
    return found
