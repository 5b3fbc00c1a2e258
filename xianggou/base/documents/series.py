"""Numbers for official papers, without gaps: taken last in a transaction, given back only by its rollback.

The counter's row stays locked until the transaction ends, so that a second taker waits and then gets the
next number. The application's login can't move the counter or write a number; the function can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from xianggou.base.documents.models import IssuedNumber, Series, VoidedNumber

OFFICIAL = "{kind}〔{year}〕{serial}号"  # 清财购〔2023〕12号: GB/T 9704, no leading zeros
BUSINESS = "{kind}-{place}-{year}-{serial4}"  # HT-590121104-2023-0001
_WORDS = {"kind", "place", "year", "serial", "serial4"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was given: `text` is what the paper shows."""

    id: int
    place_code: str
    kind: str
    year: int
    serial: int
    text: str


def take(
    place_code: str, kind: str, year: int, *, pattern: str = BUSINESS, subject_id: int | None = None
) -> Number:
    """Give the next number of a series; without a gap, because a rollback gives it back.

    Call it last in the action: until the transaction ends, everybody else who wants one of this series waits.
    Locks: the series' row.  Raises: ValueError for a pattern that can't tell two numbers apart.
    """
    _checked(pattern)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken inside the transaction of its paper")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number_id, serial, shown FROM xg_take_number(%s::text, %s::text, %s::int, %s::text, %s::bigint)",
            [place_code, kind, year, pattern, subject_id],
        )
        number_id, serial, text = cursor.fetchone()
    return Number(number_id, place_code, kind, year, serial, text)


def take_many(place_code: str, kind: str, year: int, count: int, *, pattern: str = BUSINESS) -> list[str]:
    """The next numbers of a series, for a list that goes in whole; as `take` for each of them.  Queries: 1."""
    _checked(pattern)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "numbers are taken inside the transaction of their papers"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT taken.shown FROM generate_series(1, %s::int) AS n
               CROSS JOIN LATERAL xg_take_number(%s::text, %s::text, %s::int + 0 * n, %s::text, NULL::bigint) AS taken
               ORDER BY taken.serial""",
            [count, place_code, kind, year, pattern],
        )
        return [shown for (shown,) in cursor.fetchall()]


def void(number_id: int, *, why: str, by: int | None, at: datetime) -> None:
    """Mark a number whose paper was withdrawn; it is never given again."""
    VoidedNumber.objects.create(number_id=number_id, why=why, voided_by=by, voided_at=at)


def history(place_code: str, kind: str, year: int) -> list[IssuedNumber]:
    """All numbers of a series in order, each with its `voided` where there is one.  Queries: 1."""
    numbers = IssuedNumber.objects.filter(series__place_code=place_code, series__kind=kind, series__year=year)
    return list(numbers.select_related("voided").order_by("serial"))


def series_of(place_code: str, year: int) -> list[Series]:
    """The series a place keeps in a year.  Queries: 1."""
    return list(Series.objects.filter(place_code=place_code, year=year).order_by("kind"))


def _checked(pattern: str) -> None:
    """A pattern names year and serial, and nothing it doesn't know."""
    words = set(re.findall(r"{([^{}]*)}", pattern))
    if words - _WORDS or "year" not in words or not words & {"serial", "serial4"}:
        raise ValueError(f"a number pattern needs year and serial, and knows {sorted(_WORDS)}: {pattern!r}")
