"""Reading delivery: acceptances seen by a person, locks, facts for accepting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.pages.shapes import Action
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.places import queries as places
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.delivery.models import Acceptance, Member, Result

if TYPE_CHECKING:
    from xianggou.stages.contracts.models import Contract, Instalment


def seen_by(actor: Actor) -> QuerySet[Acceptance]:
    """The acceptances that the actor may see."""
    seen, towns = towns_seen(actor, "delivery.see")
    return Acceptance.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def locked(acceptance_id: int) -> Acceptance:
    """An acceptance, locked.  Queries: 1."""
    return _locked.one(acceptance_id)


@ready(int)
def _locked(acceptance_id: int) -> QuerySet[Acceptance]:
    beside = ("contract", "contract__award", "contract__award__procedure", "instalment")
    rows = Acceptance.objects.select_for_update(of=("self",)).select_related(*beside)
    return rows.filter(pk=acceptance_id)


def law_for(acceptance: Acceptance) -> LawOn:
    """The law that governs an acceptance.  Queries: 1."""
    day = acceptance.accepted_on or acceptance.delivered_on
    return places.law_on(
        acceptance.place_code,
        {"accepted_on": day, "signed_on": acceptance.contract.signed_on or day, "today": day,
         "activity_started_on": acceptance.contract.award.procedure.started_on},
    )  # fmt: skip


def results(acceptance: Acceptance) -> list[Result]:
    """What was found, indicator by indicator.  Queries: 1."""
    return list(
        Result.objects.filter(acceptance=acceptance).select_related("indicator").order_by("indicator__order")
    )


def members(acceptance: Acceptance) -> list[Member]:
    """The panel.  Queries: 1."""
    return list(Member.objects.filter(acceptance=acceptance).order_by("id"))


def of_contract(contract_id: int) -> list[Acceptance]:
    """The acceptances of a contract.  Queries: 1."""
    return list(
        Acceptance.objects.filter(contract_id=contract_id).select_related("instalment").order_by("id")
    )


def passed_of(instalment_id: int) -> Acceptance | None:
    """The passed acceptance of an instalment.  Queries: 1."""
    return _passed_of.first(instalment_id)


@ready(int)
def _passed_of(instalment_id: int) -> QuerySet[Acceptance]:
    rows = Acceptance.objects.filter(instalment_id=instalment_id, status=Acceptance.Status.PASSED)
    return rows.order_by("id")[:1]


def may(actor: Actor, action: str, row: Acceptance | Contract) -> bool:
    """Whether one of the actor's seats may do this to the row.  Queries: 0."""
    return roles.seat_for(actor, action, Where(row.place_code, row.town_code)) is not None


def awaited(actor: Actor) -> QuerySet[Instalment]:
    """Instalments of signed contracts that nobody accepts yet, within reach of the actor's accepting seats."""
    begun = Acceptance.objects.filter(
        instalment_id=OuterRef("pk"), status__in=[Acceptance.Status.OPEN, Acceptance.Status.PASSED]
    )
    return contracts.performing(actor, "delivery.convene").filter(~Exists(begun)).order_by("-id")


def passed_within(actor: Actor, action: str) -> QuerySet[Acceptance]:
    """Passed acceptances with something due, within reach of the actor's seats for an action (of a later room)."""
    seen, towns = towns_seen(actor, action)
    return Acceptance.objects.filter(
        Q(place_code__in=seen) | Q(town_code__in=towns), status=Acceptance.Status.PASSED, accrued_fen__gt=0
    ).select_related("contract", "contract__supplier", "instalment", "dossier")


def acceptor_facts(acceptance: Acceptance, actor: Actor, day: date) -> dict[str, Any]:
    """What is known about an acceptance before anything is typed: who signed the contract, who accepts.  Queries: 0."""
    return {
        "below_limit": bool(acceptance.contract.award.procedure.band),
        "public_service": True,
        "signer_id": acceptance.contract.signed_by,
        "acceptor_id": actor.person_id,
        "acceptor_name": actor.name,
        "accepted_on": day,
        "passed": True,
        "open_defects": 0,
        "today": day,
    }


def panel_facts(members: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What a panel brings to the rules.  Queries: 0."""
    panel = list(members)
    return {
        "user_opinions": sum(1 for m in panel if m["part"] == Member.Part.USER and m.get("opinion")),
        "unsigned_members": tuple(m["name"] for m in panel if not m.get("has_signed")),
        "acceptors": len(panel),
        "industry_present": any(m["part"] == Member.Part.INDUSTRY for m in panel),
    }


def accept_verdict(
    acceptance: Acceptance, actor: Actor, day: date, members: Iterable[Mapping[str, Any]] | None = None
) -> Verdict:
    """What the rules say about this actor accepting, run dry; with a panel, about the panel too.  Queries: 1."""
    facts = acceptor_facts(acceptance, actor, day)
    if members is not None:
        facts |= panel_facts(members)
    return judge("delivery.accept", facts, law_for(acceptance))


def open_actions(acceptance: Acceptance, actor: Actor, day: date) -> list[Action]:
    """What the actor may do to an acceptance now: access ∩ state ∩ the rules run dry.  Queries: 0–1."""
    found: list[Action] = []
    if acceptance.status != Acceptance.Status.OPEN:
        return found
    if may(actor, "delivery.accept", acceptance):
        url = reverse("delivery:accept", args=[acceptance.pk])
        found.append(verb(_("出具验收书"), url, accept_verdict(acceptance, actor, day)))
    if may(actor, "delivery.reject", acceptance):
        found.append(Action(_("验收不合格"), reverse("delivery:reject", args=[acceptance.pk])))
    return led_by_first_open(found)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Instalments to convene an acceptance for, acceptances to conclude.  Queries: 0–2."""
    found: list[Waiting] = []
    if roles.may_anywhere(actor, "delivery.convene"):
        found += [
            Waiting(
                "delivery.convene", _("组织验收"), i.contract.dossier.code, f"{i.contract.title} {i.title}",
                i.contract.town_code, reverse("delivery:convene", args=[i.pk]), since=i.contract.signed_on,
                due_on=i.planned_on, amount_fen=i.amount_fen,
            )
            for i in awaited(actor)[:MOST]
        ]  # fmt: skip
    if roles.may_anywhere(actor, "delivery.accept"):
        seen, towns = towns_seen(actor, "delivery.accept")
        rows = Acceptance.objects.filter(
            Q(place_code__in=seen) | Q(town_code__in=towns), status=Acceptance.Status.OPEN
        ).select_related("contract", "instalment", "dossier")
        found += [
            Waiting(
                "delivery.accept", _("出具验收书"), a.dossier.code, f"{a.contract.title} {a.instalment.title}",
                a.town_code, reverse("delivery:accept", args=[a.pk]), since=a.delivered_on,
                amount_fen=a.instalment.amount_fen,
            )
            for a in rows.order_by("-id")[:MOST]
        ]  # fmt: skip
    return found


def standing_of(instalment_id: int) -> Acceptance | None:
    """The acceptance of an instalment that is open or passed.  Queries: 1."""
    return _standing_of.first(instalment_id)


@ready(int)
def _standing_of(instalment_id: int) -> QuerySet[Acceptance]:
    standing = (Acceptance.Status.OPEN, Acceptance.Status.PASSED)
    return Acceptance.objects.filter(instalment_id=instalment_id, status__in=standing).order_by("id")[:1]
