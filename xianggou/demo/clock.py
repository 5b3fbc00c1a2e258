"""The demo's clock: the house's time is set before each act, and only to moments in office hours."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from django.db import connection

from xianggou.base.trail.queries import BEIJING
from xianggou.core.calendar import Calendar

LEFT_AT = datetime(2023, 12, 20, 10, 0, tzinfo=BEIJING)  # where the demo leaves the clock, running on
OPENS, CLOSES = 9 * 60, 17 * 60  # office hours, in minutes of the day


def set_clock(moment: datetime) -> None:
    """Set the house's clock; the database refuses it anywhere but in a demo or training database.  Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xg_set_clock(%s)", [moment])


class Diary:
    """One dossier's time: moves on by working days, at another minute of office hours each time."""

    def __init__(self, calendar: Calendar, chance: random.Random, begins: date) -> None:
        """`chance` gives the minutes, so that one seed gives one year."""
        self._calendar, self._chance = calendar, chance
        self.now = self._at(begins, OPENS)

    def _at(self, day: date, earliest: int) -> datetime:
        worked = self._calendar.roll(day).on
        minute = (
            self._chance.randint(earliest, CLOSES) if worked == day else self._chance.randint(OPENS, CLOSES)
        )
        return datetime.combine(worked, time(minute // 60, minute % 60), BEIJING)

    def later(self, days: int) -> datetime:
        """So many working days on; 0 is later on the same day."""
        if days:
            day = self._calendar.add_working_days(self.now.date(), days).on
            self.now = self._at(day, OPENS)
        else:
            self.now += timedelta(minutes=self._chance.randint(2, 9))
        return self.now

    def not_before(self, day: date) -> datetime:
        """The first office day from `day` on, unless it is later already."""
        if self.now.date() < day:
            self.now = self._at(day, OPENS)
        return self.now
