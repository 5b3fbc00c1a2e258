"""What the database knows of a place, in the form in which workbooks are checked against it."""

from __future__ import annotations

from datetime import date
from typing import Any

from xianggou.base.people.models import Person, Seat, Term
from xianggou.base.places import queries as places
from xianggou.base.places.models import BodyName, Town, Village
from xianggou.base.sheets import known
from xianggou.base.sheets.known import Known
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds.models import Fund, Share
from xianggou.stages.standards import queries as standards

DAYS = 1


def known_of(place_code: str, day: date, year: int | None = None) -> Known:
    """Everything that references are checked against, on a day; funds of `year`, else of the newest.  Queries: 13."""
    place = places.place(place_code)
    towns = {t.code: t for t in Town.objects.filter(place_code=place_code).order_by("code")}
    duty_list = duties.list_in_force(place_code)
    held = duties.duties_of(duty_list) if duty_list is not None else []
    version = catalogue.in_force(place_code)
    items = catalogue.items_of(version) if version is not None else []
    funds = _funds(place_code, year)
    return Known(
        place=place.name,
        towns=tuple(known.Town(t.code, t.name) for t in towns.values()),
        villages=tuple(
            known.Village(v.code, v.town_code, towns[v.town_code].name, v.name)
            for v in Village.objects.filter(place_code=place_code).order_by("code")
            if v.town_code in towns
        ),
        offices=_offices(place_code, day),
        duties=frozenset(d.code for d in held),
        duty_names={d.code: d.name for d in held},
        items=tuple(
            known.Item(i.code, i.name, i.class_name, i.price_fen_min, i.price_fen_max) for i in items
        ),
        funds=tuple(known.Fund(f.code, f.name, f.amount_fen) for f in funds),
        shares={
            (town, code): fen
            for town, code, fen in Share.objects.filter(fund__in=funds).values_list(
                "town_code", "fund__code", "amount_fen"
            )
        },
        people=tuple(
            known.KnownPerson(p.code, p.name, p.phone, p.left_on)
            for p in Person.objects.filter(place_code=place_code).order_by("code")
        ),
        existing={"standards": standards.registered_weights(place_code)},
        seats=_seats(place_code, day),
        collecting=places.pack_of(place_code).collecting,
        offering=places.pack_of(place_code).offering,
        separated=separated(place_code, day),
    )


def _funds(place_code: str, year: int | None) -> list[Fund]:
    rows = Fund.objects.filter(place_code=place_code)
    if year is None:
        newest = rows.order_by("-year").first()
        year = newest.year if newest is not None else 0
    return list(rows.filter(year=year).order_by("code"))


def _offices(place_code: str, day: date) -> tuple[known.Office, ...]:
    """Bodies by their name of the day; a closed one is nobody's reference any more."""
    rows = (
        BodyName.objects.filter(body__place_code=place_code, during__contains=day)
        .exclude(body__closed_on__lt=day)
        .select_related("body")
        .order_by("body__code")
    )
    return tuple(
        known.Office(
            n.body.code, n.name, tuple(a for a in (n.short, *n.others) if a), n.body.kind, n.body.may_buy
        )
        for n in rows
    )


def _seats(place_code: str, day: date) -> tuple[known.KnownSeat, ...]:
    terms = (
        Term.objects.filter(seat__place_code=place_code)
        .select_related("seat", "person", "seat__body")
        .order_by("seat__code", "during")
    )
    found = list(terms)
    names = places.names_on(sorted({t.seat.body.code for t in found}), day)
    return tuple(
        known.KnownSeat(
            t.seat.code,
            names.get(t.seat.body.code, t.seat.body.code),
            t.seat.title,
            t.person.code,
            t.during.lower,
            last_day(t.during),
            t.seat.function,
        )
        for t in found
    )


def last_day(during: Any) -> date | None:
    """The last day inside a range; the range itself leaves its upper bound out."""
    return date.fromordinal(during.upper.toordinal() - DAYS) if during.upper else None


def separated(place_code: str, day: date) -> tuple[tuple[str, str], ...]:
    """Pairs of duties that one person may not hold.  Law: procurement.separated_duties."""
    found = places.law_on(place_code, day).get("procurement.separated_duties")
    pairs = (item.split("与", 1) for item in (found.items if found is not None else ()))
    return tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2)


def seat_codes(place_code: str) -> set[str]:
    """Codes of all seats of a place, held or not.  Queries: 1."""
    return set(Seat.objects.filter(place_code=place_code).values_list("code", flat=True))
