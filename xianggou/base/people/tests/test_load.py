"""Persons, seats, terms and deputies follow the list; accounts are made apart, and only in a demo."""

from datetime import date

import pytest

from xianggou.base.access.roles import Where
from xianggou.base.people import actions, queries
from xianggou.base.people.models import Account, Seat, Term
from xianggou.base.places import actions as places
from xianggou.base.trail.loads import Loaded
from xianggou.base.trail.models import Installation
from xianggou.core.actor import SYSTEM
from xianggou.core.findings import BadInput

pytestmark = pytest.mark.django_db
A = Where("590121")
BUREAU = {"code": "590121-02", "name": "清岚县财政局", "level": "county", "kind": "行政机关", "may_buy": True}
ANNA = {"code": "R1", "name": "赵一", "body_code": "590121-02", "phone": "10000000001"}
BEN = {"code": "R2", "name": "钱二", "body_code": "590121-02", "phone": "10000000002"}
SEAT = {
    "code": "590121-02-G1",
    "title": "计划和预算审核岗",
    "role": "county_finance",
    "function": "预算审核",
    "body_code": "590121-02",
    "person_code": "R1",
    "starts_on": date(2020, 1, 1),
    "ends_on": None,
}


def load(**rows):
    return actions.load(where=A, by=SYSTEM, **rows)


@pytest.fixture
def place():
    places.open_place("county-a", by=SYSTEM, where=A)
    load(bodies=[BUREAU], persons=[ANNA, BEN], seats=[SEAT])


def test_the_same_list_changes_nothing(place):
    again = load(bodies=[BUREAU], persons=[ANNA, BEN], seats=[SEAT])

    assert again == Loaded(unchanged=5)  # body, two persons, the seat and its term
    assert not Account.objects.exists()


def test_a_successor_takes_the_seat_the_day_after(place):
    left = {**SEAT, "ends_on": date(2023, 5, 31)}
    came = {**SEAT, "person_code": "R2", "starts_on": date(2023, 6, 1)}

    loaded = load(seats=[left, came])

    assert loaded == Loaded(saved=1, changed=1, unchanged=1)
    held = {
        day: queries.holders_on(day, "590121")[0]["name"] for day in (date(2023, 5, 31), date(2023, 6, 1))
    }
    assert held == {date(2023, 5, 31): "赵一", date(2023, 6, 1): "钱二"}


def test_two_holders_at_one_time_are_refused_at_the_row(place):
    came = {**SEAT, "person_code": "R2", "starts_on": date(2023, 6, 1), "at": ("岗位", 9)}

    with pytest.raises(BadInput) as refused:
        load(seats=[came])

    assert [(p.code, p.sheet, p.row) for p in refused.value.problems] == [("seat_overlap", "岗位", 9)]
    assert Term.objects.count() == 1


def test_a_corrected_first_day_puts_the_term_right(place):
    loaded = load(seats=[{**SEAT, "starts_on": date(2020, 2, 1)}])

    assert loaded == Loaded(changed=1, unchanged=1)
    assert Term.objects.get().during.lower == date(2020, 2, 1)


def test_a_seat_of_an_unknown_person_or_office_is_refused(place):
    for wrong, code in (
        ({"person_code": "R9"}, "unknown_person"),
        ({"body_code": "590121-99"}, "unknown_office"),
    ):
        with pytest.raises(BadInput) as refused:
            load(seats=[{**SEAT, **wrong}])
        assert [p.code for p in refused.value.problems] == [code]
    assert Seat.objects.count() == 1


def test_a_deputy_stands_in_for_days(place):
    row = {
        "seat_code": SEAT["code"], "holder_code": "R1", "deputy_code": "R2", "starts_on": date(2023, 8, 7),
        "ends_on": date(2023, 8, 18), "scope": "预算审核", "reason": "休假",
    }  # fmt: skip

    assert load(deputies=[row]) == Loaded(saved=1)
    assert load(deputies=[row]) == Loaded(unchanged=1)


def test_demo_accounts_are_made_for_the_seats_and_again_changes_none(place):
    made = actions.make_demo_accounts(where=A, by=SYSTEM, logins={"a-finance": SEAT["code"]})
    again = actions.make_demo_accounts(where=A, by=SYSTEM, logins={"a-finance": SEAT["code"]})

    assert [(a.login, a.name, a.role) for a in made] == [("a-finance", "赵一", "county_finance")]
    assert again == made
    account = Account.objects.get()
    assert account.is_demo and account.password


def test_no_demo_account_in_a_real_database(place, monkeypatch):
    monkeypatch.setattr(actions.trails, "installation", lambda: Installation(kind="real"))

    with pytest.raises(BadInput):
        actions.make_demo_accounts(where=A, by=SYSTEM, logins={"a-finance": SEAT["code"]})

    assert not Account.objects.exists()
