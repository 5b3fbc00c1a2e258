"""Who may answer for a purchase of a township: its seats that somebody holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from xianggou.base.people.models import Seat
from xianggou.base.places.models import BodyName, Town


@dataclass(frozen=True, slots=True)
class TownSeats:
    """A township by name, with the seats that may answer for a purchase."""

    name: str
    seats: list[dict[str, Any]]


def town_with_seats(town_code: str, day: date) -> TownSeats:
    """A township's name and the seats that somebody holds on a day.  Queries: 1."""
    held = Seat.objects.filter(town_code=OuterRef("code"), terms__during__contains=day)
    called = BodyName.objects.filter(body=OuterRef("body_id"), during__contains=day)
    seats = held.annotate(called=Subquery(called.values("short")[:1])).order_by("code")
    one = JSONObject(id=F("pk"), title=F("title"), body=F("called"))
    row = Town.objects.filter(code=town_code).annotate(seats=ArraySubquery(seats.values(one=one))).first()
    return TownSeats(row.name, row.seats) if row is not None else TownSeats(town_code, [])
