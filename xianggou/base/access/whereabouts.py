"""Where an actor stands, and where a page lies that a later room may not have built yet."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

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


def address_if_built(name: str, *args: object) -> str:
    """The address of a page of a later room, or "" while nobody serves it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
