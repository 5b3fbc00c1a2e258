"""Home by role: what is stopped, what waits for me, by deadline, gathered from every room."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache

from xianggou.base.access.waiting import Waiting
from xianggou.core.actor import Actor

ROOMS = ("plans", "budget", "procurement", "contracts", "delivery", "payments")


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
        found, key=lambda w: (not w.is_stopped, w.due_on is None, w.due_on or 0, str(w.since or ""), w.code)
    )
