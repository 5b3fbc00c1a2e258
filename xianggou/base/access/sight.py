"""Whether somebody may know of a row at all, before an act reads it anew under its lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import towns_seen
from xianggou.base.ready import Ready
from xianggou.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Sight:
    """The rows of a table within sight: `seen_by` decides; where the row lies in the reach of a seat, it is not asked."""

    action: str
    seen_by: Callable[[Actor], QuerySet[Any]]
    lies: Ready[tuple[str, str]]

    def must_hold(self, actor: Actor, pk: int, action: str) -> None:
        """Before an act on a row.  Raises: NotGranted (404) when the actor may not know of it.  Queries: 1–2."""
        where = self.lies.first(pk)
        places, towns = towns_seen(actor, self.action)
        if where is not None and (where[0] in places or where[1] in towns):
            return
        if where is None or not self.seen_by(actor).filter(pk=pk).exists():
            raise NotGranted(action, is_hidden=True)


def sight(action: str, model: type[Model], seen_by: Callable[[Actor], QuerySet[Any]]) -> Sight:
    """The sight of a table whose rows lie in a place and a township; `action` is the reading action that reaches it."""

    def lies(pk: int) -> QuerySet[Any, Any]:
        return model._default_manager.filter(pk=pk).values_list("place_code", "town_code")

    return Sight(action, seen_by, Ready(lies, [int]))
