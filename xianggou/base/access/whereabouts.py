"""Where an actor stands: the place and township of the seat by which they may do something."""

from __future__ import annotations

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import Where
from xianggou.core.actor import Actor


def where_of(actor: Actor, action: str) -> Where:
    """The place and township of the first seat that has this action.

    Raises: NotGranted when no seat has it.
    """
    seat = roles.seat_for(actor, action, None)
    if seat is None:
        raise NotGranted(action)
    return Where(seat.place_code, seat.town_code)
