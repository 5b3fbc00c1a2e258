"""What waits in the catalogue: applications to answer, proposals to screen, mend or review, a draft to issue."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.reviews import queries as reviews
from xianggou.core.actor import Actor
from xianggou.stages.catalogue.models import Adjustment, CarriedOut, Proposal
from xianggou.stages.catalogue.queries.carried import DEPARTMENT
from xianggou.stages.catalogue.queries.proposals import KIND


def waiting_for(actor: Actor) -> list[Waiting]:
    """Everything in this room that waits for an actor.  Queries: 0–1 for each kind of task the actor's seats have."""
    return [*_to_review(actor), *_to_answer(actor), *_to_screen(actor), *_to_mend(actor), *_to_issue(actor)]


def _reach(actor: Actor, action: str) -> Q:
    places, towns = towns_seen(actor, action)
    return Q(place_code__in=places) | Q(town_code__in=towns)


def _to_review(actor: Actor) -> list[Waiting]:
    if not roles.may_anywhere(actor, "catalogue.review"):
        return []
    return [
        Waiting(
            "catalogue.review",
            _("审查目录项"),
            desk.name,
            desk.round.review.title,
            desk.round.review.town_code,
            reverse("catalogue:proposal", args=[desk.round.review.object_id]),
            since=desk.round.opened_at,
            due_on=desk.round.due_on,
        )
        for desk in reviews.desks_waiting(KIND, actor, most=MOST)
    ]


def _to_answer(actor: Actor) -> list[Waiting]:
    able = [s for s in actor.seats if roles.seat_for(_only(actor, s), "catalogue.confirm", None)]
    if not able or all(s.role == DEPARTMENT for s in able):
        return []  # finance answers; a department may, for its own, on the page
    rows = CarriedOut.objects.filter(_reach(actor, "catalogue.confirm"), status=CarriedOut.Status.APPLIED)
    return [
        Waiting(
            "catalogue.confirm",
            _("确认申报实施"),
            row.code,
            row.name,
            row.town_code,
            reverse("catalogue:carried_one", args=[row.pk]),
            since=row.applied_on,
        )
        for row in rows.order_by("pk")[:MOST]
    ]


def _only(actor: Actor, seat: object) -> Actor:
    return Actor(kind=actor.kind, person_id=actor.person_id, name=actor.name, seats=(seat,))  # type: ignore[arg-type]


def _proposals(
    actor: Actor, action: str, status: str, label: object, reach: Q | None = None
) -> list[Waiting]:
    if not roles.may_anywhere(actor, action):
        return []
    rows = Proposal.objects.filter(_reach(actor, action) if reach is None else reach, status=status)
    return [
        Waiting(
            action,
            label,  # type: ignore[arg-type]
            row.number,
            row.name,
            row.town_code,
            reverse("catalogue:proposal", args=[row.pk]),
            since=row.proposed_on,
        )
        for row in rows.order_by("pk")[:MOST]
    ]


def _to_screen(actor: Actor) -> list[Waiting]:
    return _proposals(actor, "catalogue.screen", Proposal.Status.PROPOSED, _("筛选目录申报"))


def _to_mend(actor: Actor) -> list[Waiting]:
    """Returned ones go back to who wrote them, and to the township whose they are."""
    towns = towns_seen(actor, "catalogue.edit_proposal")[1]
    mine = Q(proposed_by=actor.person_id or 0) | Q(edited_by=actor.person_id or 0) | Q(town_code__in=towns)
    return _proposals(actor, "catalogue.edit_proposal", Proposal.Status.RETURNED, _("修改退回的申报"), mine)


def _to_issue(actor: Actor) -> list[Waiting]:
    if not roles.may_anywhere(actor, "catalogue.issue"):
        return []
    rows = Adjustment.objects.filter(_places(actor), status=Adjustment.Status.DRAFT)
    return [
        Waiting(
            "catalogue.issue",
            _("印发目录调整"),
            str(row.year),
            row.label,
            "",
            reverse("catalogue:adjustment", args=[row.pk]),
            since=row.drafted_on,
        )
        for row in rows.order_by("pk")[:MOST]
    ]


def _places(actor: Actor) -> Q:
    places, _towns = towns_seen(actor, "catalogue.issue")
    return Q(place_code__in=places)
