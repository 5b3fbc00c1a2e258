"""What the rows of seats must obey among themselves: one holder at a time, duties that must be apart, no seat after leaving."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

from xianggou.base.sheets.kinds import Context
from xianggou.base.sheets.rows import RowRead, Tabled

_NEVER = dt.date.max


def of_a_person(tabled: Tabled, ctx: Context) -> None:
    """The number is registered and belongs to the person named."""
    people = ctx.known.person_by_number
    if not people:
        return
    for row in tabled.live():
        number, name = row["person"], row["holder"]
        if not number:
            continue
        person = people.get(number)
        if person is None:
            tabled.problem(row, "person", "unknown_person")
        elif name and person.name and person.name != name:
            tabled.problem(row, "person", "name_mismatch", owner=person.name, name=name)


def after_leaving(tabled: Tabled, ctx: Context) -> None:
    """Nobody holds a seat after leaving."""
    for row in tabled.live():
        person = ctx.known.person_by_number.get(row["person"])
        if person is None or person.left_on is None or _has(row, "name_mismatch"):
            continue
        until = row["ends_on"] or _NEVER
        if until > person.left_on:
            said = row["ends_on"].isoformat() if row["ends_on"] else "今"
            tabled.problem(
                row,
                "ends_on",
                "seat_after_leaving",
                name=person.name,
                left=person.left_on.isoformat(),
                until=said,
            )


def held_by_one(tabled: Tabled, _ctx: Context) -> None:
    """One seat has one holder at a time; of two that overlap the later row is named."""
    seats: dict[tuple[object, ...], list[RowRead]] = {}
    for row in tabled.live():
        start, end = _term(row)
        if start is None or start > end:
            continue
        seat = (row["code"],) if row["code"] else (row["office"] or row["office_code"], row["seat"])
        for other in seats.setdefault(seat, []):
            first, last = _term(other)
            if other["person"] != row["person"] and first is not None and start <= last and first <= end:
                tabled.problem(
                    row,
                    "starts_on",
                    "seat_overlap",
                    seat=f"{row['office'] or ''}{row['seat']}",
                    start=start.isoformat(),
                    holder=other["holder"],
                    until=last.isoformat() if last != _NEVER else "今",
                )
                break
        seats[seat].append(row)


def apart(tabled: Tabled, ctx: Context) -> None:
    """Duties that must be apart do not meet in one person at one time.  Law: procurement.separated_duties."""
    partner: dict[str, set[str]] = {}
    for a, b in ctx.known.separated:
        partner.setdefault(a, set()).add(b)
        partner.setdefault(b, set()).add(a)
    held: dict[str, list[RowRead]] = {}
    for row in tabled.live():
        if row["person"] and not _has(row, "name_mismatch") and partner.keys() & set(row["duties"] or ()):
            held.setdefault(row["person"], []).append(row)
    for rows in held.values():
        told: set[int] = set()
        for first, later in combinations(rows, 2):
            pair = _clash(first, later, partner)
            if pair and id(later) not in told and _meet(first, later):
                told.add(id(later))
                tabled.problem(
                    later,
                    "holder",
                    "incompatible_seats",
                    name=later["holder"],
                    a=f"{first['office'] or ''}{first['seat']}",
                    b=f"{later['office'] or ''}{later['seat']}",
                    duty_a=pair[0],
                    duty_b=pair[1],
                    cites=ctx.known.cites.get("incompatible_seats", ""),
                )


def _clash(first: RowRead, later: RowRead, partner: dict[str, set[str]]) -> tuple[str, str] | None:
    for duty in first["duties"] or ():
        for other in later["duties"] or ():
            if other in partner.get(duty, ()):
                return duty, other
    return None


def _meet(first: RowRead, later: RowRead) -> bool:
    (start, end), (other, until) = _term(first), _term(later)
    return start is not None and other is not None and start <= until and other <= end


def _term(row: RowRead) -> tuple[dt.date | None, dt.date]:
    return row["starts_on"], row["ends_on"] or _NEVER


def _has(row: RowRead, code: str) -> bool:
    return any(p.code == code for p in row.problems)


def deputy_is_another(tabled: Tabled, _ctx: Context) -> None:
    """Nobody deputises for oneself."""
    for row in tabled.live():
        same_number = row["deputy_number"] and row["deputy_number"] == row["holder_number"]
        same_name = (
            row["deputy"]
            and row["deputy"] == row["holder"]
            and not (row["deputy_number"] and row["holder_number"])
        )
        if same_number or same_name:
            tabled.problem(row, "deputy", "deputy_self")


def known_seat(tabled: Tabled, ctx: Context) -> None:
    """A deputy stands in for a seat that exists."""
    if not ctx.known.seats:
        return
    codes = {s.code for s in ctx.known.seats if s.code}
    named = {(s.office, s.name) for s in ctx.known.seats}
    for row in tabled.live():
        if row["code"]:
            if row["code"] not in codes:
                tabled.problem(row, "code", "unknown_seat")
        elif row["seat"] and row["office"] and (row["office"], row["seat"]) not in named:
            tabled.problem(row, "seat", "unknown_seat")
