"""Reading what townships carry out of the county's catalogue: the rows, and who may answer an application."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from xianggou.base.access import roles
from xianggou.base.access.roles import Where
from xianggou.base.places import queries as places
from xianggou.base.places.models import Town
from xianggou.core.actor import Actor, SeatHeld
from xianggou.stages.catalogue.models import CarriedOut

S = CarriedOut.Status
LIVE = (S.APPLIED, S.CONFIRMED)
DEPARTMENT = "industry_department"


def carried_seen_by(actor: Actor) -> QuerySet[CarriedOut]:
    """The townships' lists of the places in which the actor has a seat: as open as the catalogue itself."""
    return CarriedOut.objects.filter(place_code__in={seat.place_code for seat in actor.seats})


def carried(rows: QuerySet[CarriedOut]) -> QuerySet[CarriedOut]:
    """Rows with the name of their township, in the same statement."""
    return rows.annotate(
        town_name=Subquery(Town.objects.filter(code=OuterRef("town_code")).values("name")[:1])
    )


def locked_carried(carried_id: int) -> CarriedOut:
    """A row of a township's list, locked.  Queries: 1."""
    return CarriedOut.objects.select_for_update(of=("self",)).get(pk=carried_id)


def live_of_codes(place_code: str, codes: Iterable[str]) -> list[CarriedOut]:
    """The rows that townships still carry of these items, locked.  Queries: 1."""
    rows = CarriedOut.objects.filter(place_code=place_code, code__in=list(codes), status__in=LIVE)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def may_answer(actor: Actor, action: str, row: CarriedOut) -> bool:
    """Whether a seat of the actor may answer an application: finance, or the department in charge.  Queries: 0–1."""
    able = seats_for(actor, action, Where(row.place_code, row.town_code))
    return answers_for(able, row.place_code, row.department, row.applied_on)


def seats_for(actor: Actor, action: str, where: Where) -> list[SeatHeld]:
    """The actor's seats that have an action there.  Queries: 0."""
    return [
        seat
        for seat in actor.seats
        for post in roles.posts_for(seat.role, seat.function)
        if action in post.actions and roles.reaches(seat, post, where)
    ]


def answers_for(able: Sequence[SeatHeld], place_code: str, department: str, day: date) -> bool:
    """Whether one of some seats speaks for an item: a department's only for its own items.  Queries: 0–1."""
    if not able or any(seat.role != DEPARTMENT for seat in able):
        return bool(able)
    body = places.body_called(place_code, department, day)
    return bool(body) and any(seat.body_code == body for seat in able)
