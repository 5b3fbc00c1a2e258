"""Reading delivery: acceptances seen by a person, locks, facts for accepting."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from xianggou.base.access.roles import towns_seen
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.delivery.models import Acceptance, Member, Result


def seen_by(actor: Actor) -> QuerySet[Acceptance]:
    """The acceptances that the actor may see."""
    seen, towns = towns_seen(actor, "delivery.see")
    return Acceptance.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def locked(acceptance_id: int) -> Acceptance:
    """An acceptance, locked.  Queries: 1."""
    return (
        Acceptance.objects.select_for_update(of=("self",))
        .select_related("contract", "contract__award", "contract__award__procedure", "instalment")
        .get(pk=acceptance_id)
    )


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
    return Acceptance.objects.filter(instalment_id=instalment_id, status=Acceptance.Status.PASSED).first()
