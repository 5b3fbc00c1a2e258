"""What comes next in a dossier: which act, what stops it, in whose hands it lies, since and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.pages.shapes import Action, Deadline, Holder, Text
from xianggou.base.pages.verbs import led_by_first_open
from xianggou.base.people.models import Term
from xianggou.core.actor import PUBLIC, Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import library
from xianggou.stages.budget import queries as budget
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.delivery import queries as delivery
from xianggou.stages.joint_review import queries as joint_review
from xianggou.stages.payments import queries as payments
from xianggou.stages.payments.models import Payment
from xianggou.stages.plans import queries as plans
from xianggou.stages.procurement import queries as procurement
from xianggou.web.dossier.gathered import Gathered

MOST_BUTTONS = 3


@dataclass(frozen=True, slots=True)
class Ahead:
    """The act that goes on: its row of the access table, its word, since and until when, what the rules say."""

    action: str
    word: Text
    since: date | None = None
    until: date | None = None
    provisional: bool = False
    verdict: Verdict | None = None
    seats: tuple[str, ...] = ()  # where only these of all that have the right may act


def ahead(g: Gathered, day: date) -> Ahead | None:
    """The next act of a dossier; None when its life (as far as it is built) is over.  Queries: 0–3."""
    item, procedure = g.item, g.procedure
    if item.status in plans.OPEN:
        return Ahead("plans.submit", _("送审"), item.submitted_on)
    if item.status == plans.S.SUBMITTED:
        step = joint_review.step_of(item)
        if step is not None:
            return Ahead(step.verb, step.word, step.since, step.due_on, step.is_provisional, seats=step.seats)
        return Ahead("budget.approve", _("批复预算"), item.submitted_on)
    if item.status != plans.S.APPROVED or g.approval is None:
        return None
    if procedure is None or procedure.status in (procurement.P.FAILED, procurement.P.CANCELLED):
        return Ahead("procurement.start", _("启动采购"), g.approval.approved_on)
    if g.award is None:
        valid = sum(q.is_valid for q in g.quotes)
        if valid < int(procedure.band.get("quotes_min", 0)):
            return Ahead("procurement.quote", _("登记报价"), procedure.started_on)
        verdict = procurement.award_verdict(procedure, valid, PUBLIC)
        return Ahead("procurement.award", _("确定成交"), procedure.started_on, verdict=verdict)
    return _after_award(g, day)


def _after_award(g: Gathered, day: date) -> Ahead | None:
    """The next act from the award on.  Queries: 1–3."""
    award, contract = g.award, g.contract
    assert award is not None
    if contract is None or contract.status == contract.Status.DRAFT:
        last = contracts.last_days_to_sign([award])[award.pk]
        until, unsure = last.on, last.provisional
        if contract is None:
            return Ahead("contracts.draft", _("起草合同"), award.notified_on, until, unsure)
        verdict = contracts.signing_verdict(contract, day)
        return Ahead("contracts.sign", _("签订合同"), award.notified_on, until, unsure, verdict)
    money = _money_ahead(g, day)
    if money is not None or contract.status == contract.Status.CLOSED:
        return money
    opened = [a for a in g.acceptances if a.status == a.Status.OPEN]
    if opened:
        return Ahead("delivery.accept", _("出具验收书"), opened[0].delivered_on)
    accepted = {a.instalment_id for a in g.acceptances if a.status == a.Status.PASSED}
    open_plan = [i for i in g.plan if i.pk not in accepted and not i.is_advance]
    if open_plan:
        return Ahead("delivery.convene", _("组织验收"), contract.signed_on, open_plan[0].planned_on)
    paid_on = max((p.paid_on for p in g.payments if p.paid_on), default=contract.signed_on)
    return Ahead("contracts.close", _("办结合同"), paid_on)


def _money_ahead(g: Gathered, day: date) -> Ahead | None:
    """A payment that waits: to be paid, approved, asked for.  Queries: 0–3."""
    status = Payment.Status
    for state, action, word in (
        (status.APPROVED, "payments.pay", _("登记支付")),
        (status.REQUESTED, "payments.approve", _("审批付款")),
    ):
        for p in g.payments:
            if p.status == state:
                verdict = payments.step_verdict(p, PUBLIC, day)
                return Ahead(action, word, p.requested_on, p.due_on, verdict=verdict)
    asked = {p.instalment_id for p in g.payments if p.status != status.RETURNED}
    for a in g.acceptances:
        if a.status == a.Status.PASSED and a.accrued_fen and a.instalment_id not in asked:
            return Ahead("payments.request", _("申请付款"), a.accepted_on, payments.last_days([a])[a.pk])
    return None


def deadline(on: date | None, day: date, *, provisional: bool = False) -> Deadline | None:
    """A last day seen from today, in working days too.  Queries: 0."""
    if on is None:
        return None
    left, calendar = (on - day).days, library().calendar
    working = calendar.working_days(day, on) if left >= 0 else -calendar.working_days(on, day)
    return Deadline(on, left, working, provisional=provisional)


def holder(g: Gathered, step: Ahead | None, day: date) -> Holder | None:
    """In whose hands the next act lies: who holds a seat for it today, the township's own before the county's.

    Queries: 0–1.
    """
    if step is None:
        return None
    posts = [post for post in roles.posts() if step.action in post.actions and post.roles]
    seats = Q(pk__in=())
    for post in posts:
        one = Q(seat__role__in=post.roles)
        if post.functions:
            one &= Q(seat__function__in=post.functions)
        if post.scope == "town":
            one &= Q(seat__town_code=g.item.town_code)
        seats |= one
    if step.seats:
        seats = Q(seat__code__in=step.seats)
    terms = Term.objects.filter(seats, seat__place_code=g.item.place_code, during__contains=day)
    found = terms.select_related("seat", "person").order_by("-seat__town_code", "seat_id").first()
    days = (day - step.since).days if step.since else None
    until = deadline(step.until, day, provisional=step.provisional)
    if found is None:
        return Holder(posts[0].title if posts else step.word, _("还没有人在岗"), step.since, days, until)
    return Holder(found.person.name, found.seat.title, step.since, days, until)


def buttons(g: Gathered, actor: Actor, day: date) -> list[Action]:
    """What this actor may do to the dossier now, the act that goes on first; three at most.  Queries: 0–8."""
    found = [*_early_buttons(g, actor), *_late_buttons(g, actor, day)]
    found.sort(key=lambda one: not one.open)
    return led_by_first_open(found[:MOST_BUTTONS])


def _early_buttons(g: Gathered, actor: Actor) -> list[Action]:
    """Acts of plan, budget and the start of the purchase."""
    if g.item.status != plans.S.APPROVED:
        asked = joint_review.open_actions(g.item, actor)
        return [*plans.open_actions(g.item, actor), *(asked or budget.open_actions(g.item, actor))]
    ended = (procurement.P.FAILED, procurement.P.CANCELLED)
    free = g.procedure is None or g.procedure.status in ended
    if free and g.approval is not None and procurement.may(actor, "procurement.start", g.approval):
        return [Action(_("启动采购"), reverse("procurement:start", args=[g.item.pk]))]
    return []


def _late_buttons(g: Gathered, actor: Actor, day: date) -> list[Action]:
    """Acts from the procedure to the payment, the latest room first."""
    found: list[Action] = []
    for p in g.payments:
        found += payments.open_actions(p, actor, day)
    asked = {p.instalment_id for p in g.payments if p.status != p.Status.RETURNED}
    for a in g.acceptances:
        found += delivery.open_actions(a, actor, day)
        is_due = a.status == a.Status.PASSED and a.accrued_fen and a.instalment_id not in asked
        if is_due and payments.may(actor, "payments.request", a):
            found.append(Action(_("申请付款"), reverse("payments:request", args=[a.instalment_id])))
    begun = {a.instalment_id for a in g.acceptances if a.status != a.Status.FAILED}
    if g.contract is not None:
        is_signed = g.contract.status == g.contract.Status.SIGNED
        waiting = [i for i in g.plan if i.pk not in begun and not i.is_advance]
        if is_signed and waiting and delivery.may(actor, "delivery.convene", g.contract):
            found.append(Action(_("组织验收"), reverse("delivery:convene", args=[waiting[0].pk])))
        found += contracts.open_actions(g.contract, actor, day)
    elif g.award is not None and contracts.may(actor, "contracts.draft", g.award):
        found.append(Action(_("起草合同"), reverse("contracts:draft", args=[g.award.pk])))
    if g.procedure is not None and g.contract is None:
        valid = sum(q.is_valid for q in g.quotes)
        found += procurement.open_actions(g.procedure, actor, valid)
    return found
