"""Working days and deadlines, counted by the State Council's yearly tables.

The day a period starts on is never counted. Where a year's table is not known yet, days are
counted by the plain week and every answer says that it is provisional (暂定).
"""

import calendar as months
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, and whether a table still to come may move it."""

    on: date
    provisional: bool = False

    def as_json(self) -> dict[str, object]:
        """The form that pages, papers and the API share."""
        return {"on": self.on.isoformat(), "provisional": self.provisional}


@dataclass(frozen=True, slots=True)
class Year:
    """One year's table: weekdays off, weekend days worked, and whether it is whole."""

    year: int
    off: frozenset[date]
    work: frozenset[date]
    complete: bool = True
    number: str = ""


class Calendar:
    """The working days of all years whose tables are known."""

    def __init__(self, years: Iterable[Year]) -> None:
        """Join the yearly tables."""
        tables = tuple(years)
        self.years = {table.year: table for table in tables}
        self._off = frozenset(day for table in tables for day in table.off)
        self._work = frozenset(day for table in tables for day in table.work)
        self._sure = frozenset(table.year for table in tables if table.complete)
        moved = sorted(self._off | self._work)
        self._moved = [day.toordinal() for day in moved]
        self._gained = [0, *accumulate(self.is_working(day) - (day.weekday() < 5) for day in moved)]

    def is_working(self, day: date) -> bool:
        """Whether offices work on a day."""
        if day in self._work:
            return True
        return day not in self._off and day.weekday() < 5

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether some day after `start` up to `end` lies in a year without a whole table."""
        first = start + _DAY if start < end else end
        return any(year not in self._sure for year in range(first.year, end.year + 1))

    def working_days(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`."""
        if end <= start:
            return 0
        first, last = start.toordinal(), end.toordinal()
        gained = (
            self._gained[bisect_right(self._moved, last)] - self._gained[bisect_right(self._moved, first)]
        )
        return _weekdays(last) - _weekdays(first) + gained

    def add_working_days(self, start: date, days: int) -> Deadline:
        """The day on which the given number of working days after `start` is reached."""
        if days < 1:
            raise ValueError("at least one working day")
        day, left = start, days
        while left:
            day += _DAY
            left -= self.is_working(day)
        return Deadline(day, self.is_provisional(start, day))

    def roll(self, day: date) -> Deadline:
        """The day itself, or the next working day when nobody works on it."""
        last = day
        while not self.is_working(last):
            last += _DAY
        return Deadline(last, self.is_provisional(day - _DAY, last))

    def add_days(self, start: date, days: int, *, rolled: bool) -> Deadline:
        """The last of so many calendar days after `start`, rolled over days off where due."""
        plain = start + timedelta(days=days)
        return self.roll(plain) if rolled else Deadline(plain)


def _weekdays(ordinal: int) -> int:
    """How many days from Monday to Friday lie up to and with a day; day 1 of the count was a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def add_months(start: date, count: int) -> date:
    """The same day so many months on, or the month's last day where there is no such day.

    Always reckoned from the start: two steps of one month may differ from one step of two.
    """
    whole = start.year * 12 + start.month - 1 + count
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(start.day, months.monthrange(year, month)[1]))


def add_years(start: date, count: int) -> date:
    """The same day so many years on."""
    return add_months(start, 12 * count)
