"""What changes people: load persons, seats, who held them when and who stood in; accounts of a demo database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext, pgettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.people import queries
from xianggou.base.people.models import Account, Deputy, Person, Seat, Term
from xianggou.base.places import actions as places_actions
from xianggou.base.places import queries as places
from xianggou.base.places.models import Body
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.base.trail.models import Installation
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem

DAY = timedelta(days=1)
TermKey = tuple[int, int, date | None]  # seat, person, first day


@action("people.load")
def load(
    *,
    where: Where,
    by: Acting,
    bodies: Sequence[Row] = (),
    persons: Iterable[Row] = (),
    seats: Iterable[Row] = (),
    deputies: Iterable[Row] = (),
    source: str = "",
) -> Loaded:
    """Bring persons, seats, terms and deputies up to date, whole or not at all; absence deletes nothing.

    Rows: bodies as `places.load`; persons code, name, gender, body_code, phone, identity, state, came_on, left_on;
    seats (one row a term) code, title, role, function, body_code, person_code, starts_on, ends_on (last day held);
    deputies seat_code, holder_code, deputy_code, starts_on, ends_on, scope, reason.  No account is made.
    Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    loaded = Loaded()
    if bodies:
        loaded += places_actions.load(where=where, by=by.actor, bodies=bodies, source=source)
    mine = _persons(place.code, list(persons))
    held = list(seats)
    mine += _seats(place.code, held)
    mine += _terms(place.code, held)
    mine += _deputies(place.code, list(deputies))
    loads.noted(place, "people.load", mine, by=by, source=source)
    return loaded + mine


def _bodies(place_code: str, rows: Sequence[Row]) -> dict[str, Body]:
    """The bodies that rows name.  Raises: BadInput for one that does not exist."""
    found = {b.code: b for b in Body.objects.filter(place_code=place_code)}
    loads.refuse(_unknown(rows, "body_code", found, pgettext("one", "机构"), "unknown_office"))
    return found


def _unknown(
    rows: Sequence[Row], column: str, found: Mapping[str, Any], what: str, code: str
) -> Iterable[Problem]:
    for row in rows:
        if row[column] not in found:
            yield loads.problem(
                row,
                code,
                gettext("没有%(what)s %(code)s") % {"what": what, "code": row[column]},
                gettext("先登记这个%(what)s，或更正编码") % {"what": what},
            )


def _persons(place_code: str, rows: list[Row]) -> Loaded:
    if not rows:
        return Loaded()
    bodies = _bodies(place_code, rows)
    found = {p.code: p for p in Person.objects.filter(code__in=[r["code"] for r in rows])}
    loads.refuse(
        loads.problem(
            r,
            "foreign_code",
            gettext("编号 %(code)s 属于其他地方") % {"code": r["code"]},
            gettext("核对编号"),
        )
        for r in rows
        if r["code"] in found and found[r["code"]].place_code != place_code
    )
    given = (
        (
            r["code"],
            {n: v for n, v in r.items() if n != "body_code"}
            | {"place_code": place_code, "body_id": bodies[r["body_code"]].pk},
        )
        for r in rows
    )
    return loads.upserted(Person, found, given)


def _seats(place_code: str, rows: list[Row]) -> Loaded:
    """The seats themselves: of the rows of one seat the last one says what it is now."""
    if not rows:
        return Loaded()
    bodies = _bodies(place_code, rows)
    newest: dict[str, Row] = {}
    for row in sorted(rows, key=lambda r: r["starts_on"] or date.min):
        newest[row["code"]] = row
    found = {s.code: s for s in Seat.objects.filter(code__in=list(newest))}
    given = (
        (
            code,
            {
                "code": code,
                "place_code": place_code,
                "town_code": bodies[row["body_code"]].town_code,
                "body_id": bodies[row["body_code"]].pk,
                "title": row["title"],
                "role": row["role"],
                "function": row["function"],
                loads.AT: row.get(loads.AT),
            },
        )
        for code, row in newest.items()
    )
    return loads.upserted(Seat, found, given)


def _terms(place_code: str, rows: list[Row]) -> Loaded:
    """Who held a seat from when to when; two at a time are refused before the database would."""
    if not rows:
        return Loaded()
    persons = {p.code: p.pk for p in Person.objects.filter(place_code=place_code)}
    loads.refuse(_unknown(rows, "person_code", persons, pgettext("one", "人员"), "unknown_person"))
    seats = {s.code: s.pk for s in Seat.objects.filter(code__in={r["code"] for r in rows})}
    found = {
        (t.seat_id, t.person_id, t.during.lower): t for t in Term.objects.filter(seat_id__in=seats.values())
    }
    given: dict[TermKey, Row] = {}
    for row in rows:
        key = (seats[row["code"]], persons[row["person_code"]], row["starts_on"])
        given[key] = {
            "seat_id": key[0],
            "person_id": key[1],
            "during": _range(row),
            loads.AT: row.get(loads.AT),
            "code": row["code"],
        }
    given = {_same_term(key, row, found, given): row for key, row in given.items()}
    loads.refuse(_doubly_held(found, given))
    facts = [(key, {n: v for n, v in row.items() if n != "code"}) for key, row in given.items()]
    return loads.upserted(Term, found, facts)


def _same_term(
    key: TermKey, row: Row, found: Mapping[TermKey, Term], given: Mapping[TermKey, Row]
) -> TermKey:
    """The term here that a row puts right: of the same person in the same seat, at an overlapping time."""
    if key in found:
        return key
    begins, ends = row["during"].lower or date.min, row["during"].upper or date.max
    for other, term in found.items():
        overlaps = (term.during.lower or date.min) < ends and begins < (term.during.upper or date.max)
        if other[:2] == key[:2] and other not in given and overlaps:
            return other
    return key


def _range(row: Row) -> DateRange:
    """From the first day to the last one held; the range leaves its upper bound out."""
    return DateRange(row["starts_on"], row["ends_on"] + DAY if row["ends_on"] else None)


def _doubly_held(found: Mapping[TermKey, Term], given: Mapping[TermKey, Row]) -> Iterable[Problem]:
    """Terms of one seat that overlap, as they would stand after the load."""
    stands: dict[int, list[tuple[date, date, Row]]] = {}
    told: dict[TermKey, Row] = {
        key: {"during": term.during, "code": ""} for key, term in found.items()
    } | dict(given)
    for key, row in told.items():
        during = row["during"]
        stands.setdefault(key[0], []).append((during.lower or date.min, during.upper or date.max, row))
    for terms in stands.values():
        terms.sort(key=lambda t: t[0])
        for (_, until, _before), (since, _, row) in pairwise(terms):
            if since < until:
                yield loads.problem(
                    row,
                    "seat_overlap",
                    gettext("岗位 %(code)s 同一时间有两人任职") % {"code": row["code"]},
                    gettext("核对起止日期"),
                )


def _deputies(place_code: str, rows: list[Row]) -> Loaded:
    if not rows:
        return Loaded()
    persons = {p.code: p.pk for p in Person.objects.filter(place_code=place_code)}
    seats = {s.code: s.pk for s in Seat.objects.filter(place_code=place_code)}
    loads.refuse(
        [
            *_unknown(rows, "seat_code", seats, pgettext("one", "岗位"), "unknown_seat"),
            *_unknown(rows, "holder_code", persons, pgettext("one", "人员"), "unknown_person"),
            *_unknown(rows, "deputy_code", persons, pgettext("one", "人员"), "unknown_person"),
        ]
    )
    found = {
        (d.seat_id, d.deputy_id, d.during.lower): d
        for d in Deputy.objects.filter(seat__place_code=place_code)
    }
    given = [
        (
            (seats[r["seat_code"]], persons[r["deputy_code"]], r["starts_on"]),
            {
                "seat_id": seats[r["seat_code"]],
                "holder_id": persons[r["holder_code"]],
                "deputy_id": persons[r["deputy_code"]],
                "during": _range(r),
                "scope": r.get("scope") or "",
                "reason": r.get("reason") or "",
                loads.AT: r.get(loads.AT),
            },
        )
        for r in rows
    ]
    return loads.upserted(Deputy, found, given)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo: whom it shows, where it works."""

    login: str
    name: str
    title: str
    role: str
    function: str
    body: str
    town_code: str


DEMO_PASSWORD = "demo-xianggou"  # shown on the sign-in page of a demo and by `start`


@action("people.make_demo_accounts")
def make_demo_accounts(
    *, where: Where, by: Acting, logins: Mapping[str, str], password: str = DEMO_PASSWORD
) -> list[DemoAccount]:
    """One account for each seat named, all with the same password: only in a demo or training database.

    `logins`: sign-in name -> code of a seat; the account is of whoever holds the seat today.  Gives: the accounts
    in the order of `logins`.  Raises: BadInput in a real database, or for a seat that nobody holds.
    """
    here = trails.installation()
    if here is None or here.kind == Installation.Kind.REAL:
        raise BadInput(
            [
                Problem(
                    code="people.make_demo_accounts.real",
                    what=gettext("这是正式库，不能建立演示账号"),
                    then=gettext("在演示库或培训库中操作"),
                )
            ]
        )
    place = places.place(where.place_code)
    held = {row["seat"]: row for row in queries.holders_on(trails.today(), place.code)}
    loads.refuse(
        Problem(
            code="people.make_demo_accounts.empty_seat",
            what=gettext("岗位 %(seat)s 今天没有人任职") % {"seat": seat},
            then=gettext("换一个岗位，或先登记任职"),
            value=login,
        )
        for login, seat in logins.items()
        if seat not in held
    )
    secret = make_password(password)
    made = []
    for login, code in logins.items():
        seat = held[code]
        Account.objects.update_or_create(
            login=login, defaults={"person_id": seat["person_id"], "password": secret, "is_demo": True}
        )
        made.append(
            DemoAccount(
                login, seat["name"], seat["title"], seat["role"], seat["function"], seat["body"], seat["town"]
            )
        )
    trail.note(place, "people.make_demo_accounts", by=by, changes={"accounts": len(made)})
    return made
