"""Home by role: what is stopped, what waits for me, what waits with others, drafts; gathered from every room."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.waiting import Waiting
from xianggou.base.pages.shapes import Cell, Column, Empty, Table
from xianggou.base.people import queries as people
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor, SeatHeld

ROOMS = (
    "duties",
    "funds",
    "catalogue",
    "standards",
    "needs",
    "resources",
    "matching",
    "plans",
    "unified",
    "joint_review",
    "budget",
    "intentions",
    "procurement",
    "contracts",
    "delivery",
    "payments",
)
SHOWN = 10


@lru_cache(maxsize=1)
def _doors() -> tuple[Callable[[Actor], list[Waiting]], ...]:
    found = []
    for room in ROOMS:
        queries = importlib.import_module(f"xianggou.stages.{room}.queries")
        if hasattr(queries, "waiting_for"):
            found.append(queries.waiting_for)
    return tuple(found)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Everything that waits for an actor: stopped first, then by deadline, then by age.  Queries: a few a room."""
    found = [w for door in _doors() for w in door(actor)]
    return sorted(
        found, key=lambda w: (not w.is_stopped, w.due_on is None, w.due_on or date.max, str(w.since), w.code)
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What waits with somebody else whom I may see: the thing, and in whose hands it is."""

    waiting: Waiting
    holder: str


def elsewhere(actor: Actor, day: date, mine: Iterable[Waiting]) -> list[Held]:
    """What others hold, within what the actor may see of dossiers.

    Everybody's seats of the places and townships seen are put together, and the rooms are asked as for one actor:
    what waits is never stored, so it cannot be stale.  Queries: 1 a place, and as `waiting_for`.
    """
    whole, towns = roles.towns_seen(actor, "dossier.see")
    found: list[Held] = []
    taken = {(w.verb, w.code, w.url) for w in mine}
    for place in sorted(whole | {s.place_code for s in actor.seats if s.town_code in towns}):
        held = people.holders_on(day, place)
        seats = tuple(
            _seat(row, place) for row in held if place in whole or row["town"] in towns or not row["town"]
        )
        everyone = replace(actor, seats=seats)
        for waiting in waiting_for(everyone):
            if place not in whole and waiting.town_code not in towns:
                continue
            if waiting.read_asks and not roles.may_anywhere(actor, waiting.read_asks):
                continue
            if (waiting.verb, waiting.code, waiting.url) not in taken:
                found.append(Held(waiting, waiting.holder or _holder(held, waiting)))
    return found


def _seat(row: dict[str, Any], place: str) -> SeatHeld:
    return SeatHeld(
        id=0, code=row["seat"], title=row["title"], role=row["role"], function=row["function"], body_code="",
        body_name=row["body"], place_code=place, town_code=row["town"],
    )  # fmt: skip


def _holder(held: list[dict[str, Any]], waiting: Waiting) -> str:
    """Names of those who can do it, at most two: the township's own first, else those of the county."""
    able = [
        row
        for row in held
        if row["town"] in {"", waiting.town_code}
        and any(
            waiting.verb in post.actions and (post.scope == "place") == (not row["town"])
            for post in roles.posts_for(row["role"], row["function"])
        )
    ]
    nearest = [row for row in able if row["town"]] or able
    return "、".join(f"{row['name']}（{row['title']}）" for row in nearest[:2]) or str(_("没有人在岗"))


COLUMNS = (
    Column("what", _("要办的事"), main=True),
    Column("name", _("卷宗")),
    Column("amount_fen", _("金额"), kind="fen", unit="yuan"),
    Column("since", _("何时来的"), kind="day"),
    Column("due", _("期限"), kind="day"),
)
ELSEWHERE = (
    Column("what", _("等着办的事"), main=True),
    Column("name", _("卷宗")),
    Column("holder", _("在谁手里")),
    Column("since", _("何时来的"), kind="day"),
    Column("due", _("期限"), kind="day"),
)


def _row(waiting: Waiting, towns: dict[str, str], *, url: str = "", holder: str = "") -> dict[str, Any]:
    town = towns.get(waiting.town_code, "")
    since = waiting.since.date() if isinstance(waiting.since, datetime) else waiting.since
    return {
        "what": Cell(waiting.label, url=url or waiting.url),
        "name": Cell(waiting.name, note=f"{waiting.code} · {town}" if town else waiting.code),
        "amount_fen": waiting.amount_fen,
        "since": since,
        "due": waiting.due_on,
        "holder": holder,
    }


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page: counts and tables."""

    title: str | Promise
    stopped: list[Waiting]
    mine: Table
    mine_more: int
    others: Table | None
    others_more: int


def page(actor: Actor, day: date, *, every: bool) -> HomePage:
    """Home of an actor.  Queries: 1 a place, and twice as `waiting_for`."""
    towns: dict[str, str] = {}
    for code in sorted({s.place_code for s in actor.seats}):
        towns |= places.town_names(code)
    waiting = waiting_for(actor)
    stopped = [w for w in waiting if w.is_stopped]
    todo = [w for w in waiting if not w.is_stopped]
    others = elsewhere(actor, day, waiting)
    limit = None if every else SHOWN
    return HomePage(
        title=_title(len(stopped), len(todo)),
        stopped=stopped,
        mine=Table(
            caption=_("要我办的"),
            columns=COLUMNS,
            rows=[_row(w, towns) for w in todo[:limit]],
            empty=Empty(sentence=_("没有等您办的事"), cause=_("新的事到了会出现在这里")),
        ),
        mine_more=0 if every else max(0, len(todo) - SHOWN),
        others=Table(
            caption=_("别人手里的"),
            columns=ELSEWHERE,
            rows=[_row(h.waiting, towns, url=_read_at(h.waiting), holder=h.holder) for h in others[:limit]],
        )
        if others
        else None,
        others_more=0 if every else max(0, len(others) - SHOWN),
    )


def _read_at(waiting: Waiting) -> str:
    """Where somebody who only looks on reads it."""
    return waiting.read_url or reverse("dossier:show", args=[waiting.code])


def _title(stopped: int, todo: int) -> str | Promise:
    if stopped:
        return _("有 %(n)s 件被挡住") % {"n": stopped}
    if todo:
        return _("%(n)s 件要您办") % {"n": todo}
    return _("今天没有要办的")
