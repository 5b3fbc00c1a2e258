"""Who someone is today: the actor of a session or a token, and people by seat on any date."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import check_password
from django.db import connection

from xianggou.base.people.models import Account
from xianggou.core.actor import Actor, SeatHeld

# One statement a request: account, person, the database's time, and the seats held or stood in for on its day.
ACTOR = """
SELECT a.id, a.kind, a.login, a.epoch, p.id, p.name, n.now,
       s.id, s.code, s.title, s.role, s.function, b.code, bn.name, s.place_code, s.town_code, held.acting_for
FROM people_account a JOIN people_person p ON p.id = a.person_id
CROSS JOIN (SELECT xg_now() AS now) n
LEFT JOIN LATERAL (
  SELECT t.seat_id, NULL::bigint AS acting_for FROM people_term t
    WHERE t.person_id = p.id AND t.during @> (n.now AT TIME ZONE 'Asia/Shanghai')::date
  UNION ALL
  SELECT d.seat_id, d.holder_id FROM people_deputy d
    WHERE d.deputy_id = p.id AND d.during @> (n.now AT TIME ZONE 'Asia/Shanghai')::date
) held ON true
LEFT JOIN people_seat s ON s.id = held.seat_id
LEFT JOIN places_body b ON b.id = s.body_id
LEFT JOIN places_bodyname bn ON bn.body_id = b.id AND bn.during @> (n.now AT TIME ZONE 'Asia/Shanghai')::date
WHERE {where} AND a.ended_at IS NULL
ORDER BY held.acting_for NULLS FIRST, s.id
"""


def _actor(where: str, values: list[Any]) -> tuple[Actor, datetime, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(ACTOR.format(where=where), values)
        rows = cursor.fetchall()
    if not rows:
        return None
    first = rows[0]
    seats = tuple(
        SeatHeld(
            id=r[7],
            code=r[8],
            title=r[9],
            role=r[10],
            function=r[11],
            body_code=r[12],
            body_name=r[13] or "",
            place_code=r[14],
            town_code=r[15],
            acting_for_id=r[16],
        )
        for r in rows
        if r[7] is not None
    )
    kind = "service" if first[1] == Account.Kind.SERVICE else "person"
    return (
        Actor(kind=kind, account_id=first[0], person_id=first[4], name=first[5], seats=seats),
        first[6],
        first[3],
    )


def actor_of_account(account_id: int) -> tuple[Actor, datetime, int] | None:
    """The actor of an account, the database's time, and the account's epoch (sessions of an older one end).

    Queries: 1.
    """
    return _actor("a.id = %s", [account_id])


def actor_of_token(token: str) -> tuple[Actor, datetime, int] | None:
    """The actor of a machine's token that has not ended.  Queries: 1."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return _actor(
        "a.id = (SELECT account_id FROM people_token WHERE digest = %s AND ended_at IS NULL AND expires_at > xg_now())",
        [digest],
    )


def holders_on(day: date, place_code: str) -> list[dict[str, Any]]:
    """Every seat of a place with its holder on a day (岗位 × 人员), for the matrix of people.  Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.code, s.title, s.role, s.function, coalesce(bn.name, b.code), p.code, p.name,
                      lower(t.during), upper(t.during), s.town_code, p.id
               FROM people_seat s JOIN people_term t ON t.seat_id = s.id AND t.during @> %s::date
               JOIN people_person p ON p.id = t.person_id JOIN places_body b ON b.id = s.body_id
               LEFT JOIN places_bodyname bn ON bn.body_id = b.id AND bn.during @> %s::date
               WHERE s.place_code = %s ORDER BY b.code, s.code""",
            [day, day, place_code],
        )
        names = (
            "seat", "title", "role", "function", "body", "person", "name", "since", "until", "town", "person_id",
        )  # fmt: skip
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def bodies_with(role: str, place_code: str, day: date) -> set[str]:
    """Codes of the bodies that have somebody in a seat of this role on a day.  Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT b.code FROM people_seat s
               JOIN people_term t ON t.seat_id = s.id AND t.during @> %s::date
               JOIN places_body b ON b.id = s.body_id WHERE s.place_code = %s AND s.role = %s""",
            [day, place_code, role],
        )
        return {code for (code,) in cursor.fetchall()}


def demo_accounts() -> list[dict[str, Any]]:
    """The demo accounts with the seats of their people, to be shown on the sign-in page of a demo.  Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.login, p.name, string_agg(DISTINCT coalesce(bn.name, '') || ' ' || s.title, '、')
               FROM people_account a JOIN people_person p ON p.id = a.person_id
               JOIN people_term t ON t.person_id = p.id
                 AND t.during @> (xg_now() AT TIME ZONE 'Asia/Shanghai')::date
               JOIN people_seat s ON s.id = t.seat_id
               LEFT JOIN places_bodyname bn ON bn.body_id = s.body_id
                 AND bn.during @> (xg_now() AT TIME ZONE 'Asia/Shanghai')::date
               WHERE a.is_demo AND a.ended_at IS NULL AND a.kind = 'person'
               GROUP BY a.id, a.login, p.name ORDER BY a.id LIMIT 100"""
        )
        return [{"login": login, "name": name, "seats": seats} for login, name, seats in cursor.fetchall()]


def password_is(account_id: int | None, password: str) -> bool:
    """Whether this is the account's password.  Queries: 1."""
    stored = Account.objects.filter(pk=account_id or 0).values_list("password", flat=True).first()
    return bool(stored and check_password(password, stored))


def is_common_password(account_id: int | None, password: str) -> bool:
    """Whether a password holds a word that everybody here would try: the place, the body, the name, the login.

    Queries: 2.
    """
    account = Account.objects.select_related("person", "person__body").filter(pk=account_id or 0).first()
    if account is None:
        return False
    words = {account.login, account.person.name, *COMMON}
    for name in account.person.body.names.all():
        words |= {name.name, name.short}
    return any(word and word.lower() in password.lower() for word in words)


COMMON = ("123456", "password", "admin", "qwerty", "xiangzhen", "xianggou", "11111", "88888")


@dataclass(frozen=True, slots=True)
class Located:
    """An account and where its person's office lies."""

    account: Account
    place_code: str
    town_code: str


def locked_account(account_id: int) -> Located:
    """An account, locked, with its place.  Queries: 1."""
    account = (
        Account.objects.select_for_update(of=("self",))
        .select_related("person", "person__body")
        .get(pk=account_id)
    )
    return Located(account, account.person.place_code, account.person.body.town_code)
