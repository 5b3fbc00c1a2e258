"""Pairs are judged by a dozen tests, each of which can fail alone."""

from dataclasses import replace
from datetime import date

import pytest

from xianggou.stages.matching.pairs import (
    Answered,
    Around,
    Asked,
    Link,
    Money,
    Offered,
    Quarter,
    Test,
    candidates,
    judge,
)

Q3 = Quarter(2026, 3, date(2026, 7, 1), date(2026, 9, 30))
NEED = Asked(
    id=1, matter="老年助餐", class_code="1.1", catalogue_code="0105", places=("T1-V1", "T1", "C"), groups=frozenset({"elder"}),
    windows=(), unit="人", standard=2, duty_levels=frozenset({"county", "township"}),
)  # fmt: skip
OFFER = Offered(
    id=7, series="爱心暖餐", face="a", class_code="1.1", catalogue_code="0105", list_year=2026, list_quarter=3, is_published=True,
    is_withdrawn=False, level="county", areas=frozenset({"T1"}), groups=frozenset({"elder"}), windows=(), unit="人", standard=2,
    money=Money.BUDGETED,
)  # fmt: skip
AROUND = Around(Q3, {("老年助餐", "爱心暖餐"): Link(is_served=True, face="a")}, {"L1": 4000_00})


def failed(need: Asked = NEED, offer: Offered = OFFER, around: Around = AROUND) -> tuple[Test, ...]:
    return judge(need, offer, around).failed


def test_a_pair_without_fault_passes_every_test():
    assert failed() == ()


@pytest.mark.parametrize(
    ("need", "offer", "alone"),
    [
        ({}, {"is_published": False}, Test.OFF_LIST),
        ({}, {"is_withdrawn": True}, Test.OFF_LIST),
        ({}, {"list_quarter": 2}, Test.OFF_LIST),
        ({"duty_levels": frozenset({"township"})}, {}, Test.DUTY),
        ({"places": ("T2-V1", "T2", "C")}, {}, Test.AREA),
        # an offer to one village does not serve a need of the whole township
        ({"places": ("T1", "C")}, {"areas": frozenset({"T1-V1"})}, Test.AREA),
        ({"groups": frozenset({"disabled"})}, {}, Test.GROUP),
        ({"windows": ((date(2026, 5, 1), date(2026, 6, 30)),)}, {}, Test.PERIOD),
        ({"unit": "户"}, {}, Test.UNIT),
        ({"standard": 3}, {}, Test.STANDARD),
        ({}, {"standard": None}, Test.STANDARD),
        ({"is_purchasable": False}, {}, Test.NOT_PURCHASABLE),
        ({}, {"money": Money.NONE}, Test.NEW_BURDEN),
        # a line with one 分 less than a unit costs
        ({}, {"money": Money.LINE, "line": "L1", "unit_cost_fen": 4000_01}, Test.NEW_BURDEN),
        ({}, {"money": Money.LINE, "line": "unknown", "unit_cost_fen": 1}, Test.NEW_BURDEN),
    ],
)
def test_each_test_fails_alone(need: dict, offer: dict, alone: Test):
    assert failed(replace(NEED, **need), replace(OFFER, **offer)) == (alone,)


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ({"windows": ((date(2026, 6, 30), date(2026, 7, 10)),)}, {}),  # one day of the quarter is enough
        ({"windows": ((date(2026, 9, 30), date(2026, 12, 1)),)}, {}),
        ({"places": ("T1", "C")}, {"areas": frozenset({"C"})}),
        ({"groups": frozenset()}, {}),
        ({"groups": frozenset({"disabled"})}, {"groups": frozenset()}),
        ({"standard": None}, {"standard": None}),
        ({}, {"money": Money.LINE, "line": "L1", "unit_cost_fen": 4000_00}),
        ({"class_code": "1.3"}, {}),  # another class, the same catalogue item
    ],
)
def test_what_passes_at_the_edge(need: dict, offer: dict):
    assert failed(replace(NEED, **need), replace(OFFER, **offer)) == ()


def test_an_unknown_item_equals_no_other_unknown_item():
    unlinked = replace(AROUND, links={})
    need, offer = replace(NEED, catalogue_code="", class_code="1.3"), replace(OFFER, catalogue_code="")
    assert failed(need, offer, unlinked) == (Test.CLASS, Test.NOT_LINKED)
    nothing = replace(need, class_code=""), replace(offer, class_code="")
    assert Test.CLASS in failed(*nothing, unlinked)
    assert candidates([nothing[0]], [nothing[1]], unlinked) == {}


def test_a_person_may_link_across_classes():
    need, offer = replace(NEED, class_code="2.1", catalogue_code=""), replace(OFFER, catalogue_code="")
    assert failed(need, offer) == ()
    assert list(candidates([need], [offer], AROUND)) == [(1, 7)]


def test_two_failed_tests_are_both_told_in_order():
    need = replace(NEED, groups=frozenset({"child"}), places=("T9", "C"))
    assert failed(need) == (Test.AREA, Test.GROUP)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (None, Answered.UNASKED),
        (Link(is_served=False, face="a"), Answered.NO),
        (Link(is_served=True, face="the title has changed"), Answered.CHANGED),
    ],
)
def test_nothing_is_given_that_nobody_said_yes_to(link: Link | None, said: Answered):
    links = {("老年助餐", "爱心暖餐"): link} if link else {}
    verdict = judge(NEED, OFFER, replace(AROUND, links=links))
    assert (verdict.failed, verdict.answered) == ((Test.NOT_LINKED,), said)


def test_a_pair_that_a_clerk_set_aside_fails():
    assert failed(around=replace(AROUND, set_aside=frozenset({(1, 7)}))) == (Test.SET_ASIDE,)
