"""The access table, read from `roles.toml`: post -> scope -> actions. It prints as the matrix an auditor signs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xianggou.core.actor import Actor, SeatHeld

SCOPES = ("village", "town", "place", "self", "everyone", "system")


@dataclass(frozen=True, slots=True)
class Post:
    """What the seats of one role and function may do. `scope`: how far from the seat's own body it reaches."""

    key: str
    title: str
    roles: tuple[str, ...]
    functions: tuple[str, ...]
    scope: str
    actions: frozenset[str]

    def holds(self, seat: SeatHeld) -> bool:
        return seat.role in self.roles and (not self.functions or seat.function in self.functions)


@dataclass(frozen=True, slots=True)
class Where:
    """Where an act happens: which place, which township ("" = the place as a whole)."""

    place_code: str
    town_code: str = ""


@cache
def posts() -> tuple[Post, ...]:
    """All rows of the access table."""
    table = tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8"))
    found = []
    for key, row in table.items():
        if row["scope"] not in SCOPES:
            raise ValueError(f"roles.toml: [{key}] scope {row['scope']!r} is none of {SCOPES}")
        found.append(
            Post(
                key=key,
                title=row["title"],
                roles=tuple(row.get("roles", ())),
                functions=tuple(row.get("functions", ())),
                scope=row["scope"],
                actions=frozenset(row["actions"]),
            )
        )
    return tuple(found)


@cache
def posts_for(role: str, function: str) -> tuple[Post, ...]:
    """The rows that a seat of this role and function falls under."""
    return tuple(p for p in posts() if role in p.roles and (not p.functions or function in p.functions))


@cache
def everyone() -> frozenset[str]:
    """Actions open to anybody, signed in or not."""
    return frozenset().union(*(p.actions for p in posts() if p.scope == "everyone"))


def reaches(seat: SeatHeld, post: Post, where: Where) -> bool:
    """Whether a seat's scope reaches the place of the act."""
    if seat.place_code != where.place_code:
        return False
    if post.scope == "place":
        return True
    return bool(where.town_code) and seat.town_code == where.town_code


def seat_for(actor: Actor, action: str, where: Where | None) -> SeatHeld | None:
    """The first seat by which the actor may do this action there; without `where`: anywhere."""
    for seat in actor.seats:
        for post in posts_for(seat.role, seat.function):
            if action in post.actions and (
                where is None or post.scope == "self" or reaches(seat, post, where)
            ):
                return seat
    return None


def may_anywhere(actor: Actor, action: str) -> bool:
    """Whether the actor has any seat for this action, wherever it reaches."""
    return actor.kind == "system" or action in everyone() or seat_for(actor, action, None) is not None


def towns_seen(actor: Actor, action: str) -> tuple[set[str], set[str]]:
    """(places seen whole, townships seen) by this actor for a reading action: where every list begins."""
    places: set[str] = set()
    towns: set[str] = set()
    for seat in actor.seats:
        for post in posts_for(seat.role, seat.function):
            if action in post.actions:
                if post.scope == "place":
                    places.add(seat.place_code)
                elif seat.town_code:
                    towns.add(seat.town_code)
    return places, towns
