"""Days are counted as the law counts them, and what is not known yet says so."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianggou.core.calendar import add_months, add_years
from xianggou.core.law import library

calendar = library().calendar
known_days = st.dates(date(2023, 1, 1), date(2026, 9, 30))


@given(known_days, st.integers(1, 60))
def test_adding_working_days_is_undone_by_counting_them(start, count):
    deadline = calendar.add_working_days(start, count)
    assert calendar.working_days(start, deadline.on) == count
    assert calendar.is_working(deadline.on)
    assert calendar.working_days(start, deadline.on - timedelta(days=1)) == count - 1


@given(known_days, st.integers(0, 200), st.integers(0, 200))
def test_counts_of_two_stretches_add_up(start, one, two):
    middle, end = start + timedelta(days=one), start + timedelta(days=one + two)
    whole = calendar.working_days(start, end)
    assert whole == calendar.working_days(start, middle) + calendar.working_days(middle, end)


@given(known_days)
def test_rolling_moves_only_from_days_off_and_never_back(day):
    rolled = calendar.roll(day).on
    assert rolled >= day
    assert calendar.is_working(rolled)
    assert (rolled == day) == calendar.is_working(day)
    assert calendar.roll(rolled).on == rolled


def test_the_first_day_is_not_counted():
    assert calendar.working_days(date(2025, 3, 3), date(2025, 3, 3)) == 0
    assert calendar.working_days(date(2025, 3, 3), date(2025, 3, 4)) == 1


def test_a_make_up_weekend_day_is_worked_and_a_holiday_is_not():
    assert calendar.is_working(date(2026, 10, 10))
    assert not calendar.is_working(date(2026, 10, 7))


@pytest.mark.parametrize(
    ("start", "provisional"),
    [
        (date(2026, 12, 1), False),
        (date(2026, 12, 30), True),
        (date(2027, 3, 1), True),
        (date(2022, 6, 1), True),
    ],
)
def test_beyond_the_known_tables_deadlines_are_provisional(start, provisional):
    assert calendar.add_working_days(start, 5).provisional is provisional


def test_a_deadline_that_rolls_into_an_unknown_year_is_provisional():
    known = calendar.roll(date(2026, 12, 31))
    assert (known.on, known.provisional) == (date(2026, 12, 31), False)
    assert calendar.roll(date(2027, 1, 2)).provisional


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 2, date(2025, 3, 31)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
    ],
)
def test_months_are_reckoned_from_the_start(start, count, end):
    assert add_months(start, count) == end


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_years_are_twelve_months(start, count):
    assert add_years(start, count) == add_months(start, 12 * count)


def test_a_working_day_count_must_be_positive():
    with pytest.raises(ValueError):
        calendar.add_working_days(date(2025, 1, 1), 0)
