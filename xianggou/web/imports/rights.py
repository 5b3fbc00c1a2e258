"""Which action takes which kind of workbook, where an actor may do it, and who does it when nobody is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import Where
from xianggou.base.people import actions as people
from xianggou.base.people import queries as people_queries
from xianggou.base.people.models import Account, Seat
from xianggou.base.places import actions as places
from xianggou.base.places.models import Place
from xianggou.base.sheets.check import Reading
from xianggou.base.sheets.kinds import Kind, find_kinds
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded
from xianggou.core.actor import SYSTEM, Actor, SeatHeld
from xianggou.stages.catalogue import actions as catalogue
from xianggou.stages.duties import actions as duties
from xianggou.stages.funds import actions as funds
from xianggou.stages.joint_review import actions as joint_review
from xianggou.stages.needs import actions as needs
from xianggou.stages.plans import actions as plans
from xianggou.stages.resources import actions as resources
from xianggou.stages.standards import actions as standards
from xianggou.web.imports import seats, shapes, told


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of workbook goes in: the action's code, the action, and the rows it takes of a reading."""

    action: str
    run: Callable[..., Loaded]
    rows: Callable[[Reading], dict[str, Any]]
    keeper: str = (
        ""  # the action that the place's own keeper of this list has, where others may bring it in too
    )


WAYS: dict[str, Way] = {
    "people": Way("people.load", people.load, seats.people),
    "places": Way("places.load", places.load, shapes.places),
    "duties": Way("duties.adopt", duties.adopt, shapes.duties),
    "catalogue": Way("catalogue.adopt", catalogue.adopt, shapes.catalogue),
    "standards": Way("standards.load", standards.load, shapes.standards, keeper="standards.adopt"),
    "funds": Way("funds.load", funds.load, shapes.funds),
    "budget": Way("funds.load_budgets", funds.load_budgets, shapes.budgets),
    "plan": Way("plans.load", plans.load, shapes.plan),
    "voices": Way("needs.load_voices", needs.load_voices, told.voices),
    "needs": Way("needs.load_list", needs.load_list, told.needs),
    "resources": Way("resources.load", resources.load, told.resources, keeper="resources.publish"),
    "posts": Way("duties.load_posts", duties.load_posts, shapes.posts),
    "joint-review": Way("joint_review.load", joint_review.load, shapes.joint_reviews),
}
# What a place is made of: until somebody holds a seat, the installation itself brings these in.
FIRST = ("people", "places")


def kinds() -> dict[str, Kind]:
    """The kinds that can go in, in the order in which a place loads them."""
    declared = find_kinds()
    return {name: declared[name] for name in WAYS if name in declared}


def where_of(actor: Actor, kind: str, place_code: str) -> Where:
    """Where the actor may bring in this kind: the whole place, else its own township.  Raises: NotGranted."""
    whole = Where(place_code)
    code = WAYS[kind].action
    if actor.kind == "system" or roles.seat_for(actor, code, whole):
        return whole
    for seat in actor.seats:
        own = Where(place_code, seat.town_code)
        if seat.place_code == place_code and seat.town_code and roles.seat_for(actor, code, own):
            return own
    raise NotGranted(code)


def kinds_of(actor: Actor, place_code: str) -> dict[str, Kind]:
    """The kinds that an actor may bring in."""
    found = {}
    for name, kind in kinds().items():
        try:
            where_of(actor, name, place_code)
        except NotGranted:
            continue
        found[name] = kind
    return found


def actor_of_login(login: str) -> Actor | None:
    """The actor of a sign-in name.  Queries: 2."""
    account = Account.objects.filter(login=login, ended_at=None).first()
    found = people_queries.actor_of_account(account.pk) if account is not None else None
    return found[0] if found is not None else None


def usual_actor(kind: str, place: Place) -> Actor:
    """Who brings a kind in when nobody is named: today's holder of the seat for it; the system before there is one.

    Raises: NotGranted when seats are held but none of them may.
    """
    code = WAYS[kind].keeper or WAYS[kind].action
    held = people_queries.holders_on(trails.today(), place.code)
    for row in held:
        posts = roles.posts_for(row["role"], row["function"])
        if not row["town"] and any(code in p.actions and p.scope == "place" for p in posts):
            return _holding(row, place)
    if kind in FIRST and place.status == Place.Status.PREPARING:
        return SYSTEM
    raise NotGranted(code)


def _holding(row: dict[str, Any], place: Place) -> Actor:
    """A seat's holder as an actor without an account.  Queries: 1."""
    seat = Seat.objects.select_related("body").get(code=row["seat"])
    held = SeatHeld(
        seat.pk, seat.code, seat.title, seat.role, seat.function, seat.body.code, row["body"], place.code
    )
    return Actor(kind="person", person_id=row["person_id"], name=row["name"], seats=(held,))
