"""Projects of several years: amounts by year that add up, within the law's term, under its conditions."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests.cast import facts as cast_facts
from tests.visits import client_of
from xianggou.base.people.models import Seat
from xianggou.core.findings import BadInput, Refused
from xianggou.stages.plans import actions, facts
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.plans.tests.test_pledges import stops
from xianggou.stages.plans.tests.typed import drafted, typed
from xianggou.stages.standards import actions as standards

pytestmark = pytest.mark.django_db
CONDITIONS = ("预算保障", "购买内容相对固定", "连续性强", "经费来源稳定", "价格变化幅度小")
SHOWN = dict.fromkeys(CONDITIONS, "见财政办说明（示例）")
TWO = {"ends_on": date(2025, 3, 31), "later_years_fen": [12_0000_00, 3_0000_00], "long_term": SHOWN}


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        (date(2023, 4, 1), date(2024, 3, 31), 12),
        (date(2023, 4, 1), date(2024, 4, 1), 13),
        (date(2023, 4, 1), date(2026, 3, 31), 36),
        (date(2023, 4, 1), date(2023, 4, 1), 1),
        (None, date(2023, 4, 1), 0),
    ],
)
def test_each_begun_month_counts(starts, ends, months):
    assert facts.months_of(starts, ends) == months


def test_the_years_add_up_to_the_total_and_only_the_first_is_asked_for(cast):
    item = drafted(cast, total_fen=27_0000_00, **TWO)
    assert item.total_fen == 27_0000_00 and item.budget_fen == 12_0000_00
    assert facts.later_years(item) == {2024: 12_0000_00, 2025: 3_0000_00}
    assert actions.submit(item.pk, by=cast["needs"]).budget_fen == 12_0000_00


def test_a_total_that_the_years_miss_by_a_fen_is_refused(cast):
    with pytest.raises(BadInput) as bad:
        drafted(cast, total_fen=27_0000_01, **TWO)
    assert [p.code for p in bad.value.problems] == ["split_years"]
    assert not PlanItem.objects.exists()


@pytest.mark.parametrize("later", [[-1], [10**16], [1] * 11])
def test_years_that_are_no_amounts_are_refused(cast, later):
    with pytest.raises(BadInput) as bad:
        drafted(cast, later_years_fen=later)
    assert [p.column for p in bad.value.problems] == ["later_years_fen"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"later_years_fen": [12_0000_00]}, ["plans.submit.later_years_open"]),
        ({"later_years_fen": [12_0000_00, 1, 1]}, ["plans.submit.later_years_idle"]),
        ({"long_term": {**SHOWN, "连续性强": " "}}, ["plans.submit.term_conditions"]),
        ({"ends_on": date(2026, 3, 31), "later_years_fen": [1, 1, 1]}, []),
        ({"ends_on": date(2026, 4, 1), "later_years_fen": [1, 1, 1]}, ["plans.submit.term_over_long"]),
        (
            {"ends_on": date(2027, 1, 1), "later_years_fen": [1, 1, 1, 1]},
            ["plans.submit.term_over_long", "plans.submit.beyond_medium_term"],
        ),
    ],
)
def test_what_the_law_asks_of_a_long_term(cast, change, codes):
    item = drafted(cast, **{**TWO, **change})
    if not codes:
        assert actions.submit(item.pk, by=cast["needs"]).status == "submitted"
        return
    with pytest.raises(Refused) as refused:
        actions.submit(item.pk, by=cast["needs"])
    assert stops(refused) == codes


def test_what_was_sent_keeps_its_years_in_the_database(cast):
    item = drafted(cast, **TWO)
    actions.submit(item.pk, by=cast["needs"])
    with pytest.raises(DatabaseError, match=r"XG012|frozen"), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(later_years_fen=[1])


def test_a_clerk_writes_the_years_in_the_browser(cast):
    clerk = client_of(cast["needs"])
    form = typed(ends_on="2025-03-31", year_2024="120,000.00", year_2025="３0000")
    answer = clerk.post("/plans/new/?year=2023", {**form, "then": "submit"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "plans.submit.term_conditions" in page
    assert 'value="120,000.00"' in page
    told = {f"condition_{n}": "说明" for n in range(5)}
    assert clerk.post("/plans/new/?year=2023", typed(**{**form, **told, "once": "again"})).status_code == 302
    item = PlanItem.objects.get()
    assert item.later_years_fen == [12_0000_00, 3_0000_00] and set(item.long_term) == set(CONDITIONS)
    page = clerk.get(f"/plans/{item.pk}/").content.decode()
    assert "270,000.00" in page and "2025 年（元）" in page
    edited = clerk.get(f"/plans/{item.pk}/edit/").content.decode()
    assert 'name="year_2025" value="30000.00"' in edited or "30000.00" in edited


def test_a_wrong_year_is_told_at_its_box(cast):
    clerk = client_of(cast["needs"])
    for bad in ("-1", "0.005", "1e9"):
        assert clerk.post("/plans/new/?year=2023", typed(year_2024=bad)).status_code == 400


def test_the_seat_that_answers_is_the_township_s_own(cast):
    mine = Seat.objects.get(town_code=cast.here.town_code, function="需求制定")
    theirs = Seat.objects.get(town_code=cast.there.town_code, function="需求制定")
    item = drafted(cast, owner_seat_id=mine.pk)
    assert item.owner_seat_id == mine.pk
    assert "需求登记岗" in client_of(cast["needs"]).get(f"/plans/{item.pk}/").content.decode()
    with pytest.raises(BadInput) as bad:
        drafted(cast, owner_seat_id=theirs.pk)
    assert [p.column for p in bad.value.problems] == ["owner_seat_id"]
    clerk = client_of(cast["needs"])
    assert clerk.post("/plans/new/", typed(owner_seat_id=str(theirs.pk))).status_code == 400


def test_an_open_item_follows_the_standard_in_force_and_a_sent_one_keeps_its_own(cast):
    open_, sent = drafted(cast), drafted(cast, name="先送的")
    actions.submit(sent.pk, by=cast["needs"])
    standards.adopt(
        where=cast.county, by=cast["finance"], catalogue_code=cast_facts()["catalogue_code"],
        issued_on=date(2023, 3, 1),
        indicators=[
            {"group": "数量", "name": "清运量", "target": "≥60", "unit": "吨", "measure": "地磅单", "weight": 100,
             "deduction": "每低1%扣1分"}
        ],
    )  # fmt: skip
    verdict = client_of(cast["needs"]).get(f"/plans/{open_.pk}/").content.decode()
    assert "plans.submit.standard_replaced" in verdict
    edited = actions.edit(open_.pk, by=cast["needs"], version=1, office="财政办")
    sent.refresh_from_db()
    assert edited.standard_id != sent.standard_id and edited.standard.number == sent.standard.number + 1
