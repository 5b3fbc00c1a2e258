"""Every unmet need has exactly one reason, and the cheapest change is told."""

from dataclasses import replace

import pytest

from xianggou.stages.matching.pairs import Around, Asked, Link, Money, Offered, Test, candidates
from xianggou.stages.matching.sharing.allocate import allocate
from xianggou.stages.matching.sharing.problem import Demand, Pair, Problem, Supply
from xianggou.stages.matching.sharing.reasons import Reason, Unmet, unmet
from xianggou.stages.matching.tests.test_pairs import AROUND, NEED, OFFER

YES = Link(is_served=True, face="a")


def told(
    needs: list[tuple[Asked, int]], offers: list[tuple[Offered, int]], around: Around = AROUND
) -> dict[int, Unmet]:
    """Judge, share out, explain: needs with their quantity, offers with their capacity; urgency 3 for the first, 1 after."""
    verdicts = candidates([n for n, _ in needs], [o for o, _ in offers], around)
    demands = [Demand(n.id, n.places[0], q, q, 3 if i == 0 else 1) for i, (n, q) in enumerate(needs)]
    supplies = [Supply(o.id, k, o.unit_cost_fen, o.line, o.batch_min) for o, k in offers]
    pairs = [Pair(d, s) for (d, s), v in verdicts.items() if v.passes]
    problem = Problem.of(demands, supplies, pairs, around.free_fen)
    return {u.demand: u for u in unmet(problem, [n for n, _ in needs], verdicts, allocate(problem))}


SAID_NO = replace(AROUND, links={("老年助餐", "爱心暖餐"): Link(is_served=False, face="a")})
UNASKED = replace(AROUND, links={})


@pytest.mark.parametrize(
    ("need", "offer", "around", "reason"),
    [
        ({"is_purchasable": False}, {}, AROUND, Reason.NOT_PURCHASABLE),
        ({"duty_levels": frozenset()}, {}, AROUND, Reason.NO_DUTY),
        ({"catalogue_code": "", "class_code": "9.9", "matter": "?"}, {}, AROUND, Reason.OFF_CATALOGUE),
        ({"catalogue_code": "0999", "class_code": "9.9", "matter": "?"}, {}, AROUND, Reason.NO_OFFER),
        ({}, {"list_quarter": 2}, AROUND, Reason.NO_OFFER),
        ({}, {}, SAID_NO, Reason.NO_OFFER),
        ({}, {}, UNASKED, Reason.NO_LINK),
        ({"groups": frozenset({"disabled"})}, {}, AROUND, Reason.ONE_TEST),
        ({}, {"money": Money.LINE, "line": "L1", "unit_cost_fen": 4000_01}, AROUND, Reason.NO_MONEY),
        ({}, {}, replace(AROUND, set_aside=frozenset({(1, 7)})), Reason.SET_ASIDE),
        ({"unit": "户"}, {}, AROUND, Reason.SEVERAL),
        ({"groups": frozenset({"disabled"}), "standard": 9}, {}, AROUND, Reason.SEVERAL),
    ],
)
def test_the_reason_is_the_first_that_holds(need: dict, offer: dict, around: Around, reason: Reason):
    found = told([(replace(NEED, **need), 10)], [(replace(OFFER, **offer), 10)], around)
    assert (found[1].reason, found[1].units_left) == (reason, 10)


def test_a_need_that_is_met_has_no_reason():
    assert told([(NEED, 10)], [(OFFER, 10)]) == {}


def test_who_comes_too_late_learns_what_is_missing_and_where_the_cut_was():
    found = told([(NEED, 10), (replace(NEED, id=2), 10)], [(OFFER, 12)])
    assert list(found) == [2]
    assert (found[2].reason, found[2].units_left, found[2].cut_off) == (Reason.NO_CAPACITY, 8, 1.0)
    assert found[2].change is not None
    assert (found[2].change.supply, found[2].change.short_units, found[2].change.failed) == (7, 8, ())


def test_too_few_people_are_told_how_many_are_missing():
    found = told([(NEED, 12)], [(replace(OFFER, batch_min=20), 40)])
    assert (found[1].reason, found[1].batch_min, found[1].missing_for_batch) == (Reason.TOO_FEW, 20, 8)


def test_a_line_that_is_used_up_is_the_reason_not_the_capacity():
    paid = replace(OFFER, money=Money.LINE, line="L1", unit_cost_fen=500_00)
    found = told([(NEED, 10)], [(paid, 10)])
    assert (found[1].reason, found[1].units_left) == (Reason.NO_MONEY, 2)
    assert found[1].change is not None
    assert found[1].change.extra_fen == 2 * 500_00


def test_the_cheapest_change_looks_at_every_offer_of_the_class():
    """An offer that is full, one that costs money, and a neighbour that only misses the area and has room."""
    other = replace(OFFER, id=8, series="配餐", areas=frozenset({"T9"}))
    dear = replace(OFFER, id=9, series="点餐", money=Money.LINE, line="none left", unit_cost_fen=1)
    around = replace(AROUND, links={("老年助餐", s): YES for s in ("爱心暖餐", "配餐", "点餐")})
    found = told([(NEED, 10)], [(OFFER, 4), (other, 6), (dear, 10)], around)
    assert found[1].change is not None
    assert (found[1].change.supply, found[1].change.extra_fen) == (
        7,
        0,
    )  # 6 more of the first: one change, no money
    smaller = told([(NEED, 10)], [(OFFER, 0), (other, 10)], around)
    assert smaller[1].reason is Reason.NO_CAPACITY
    assert smaller[1].change is not None
    assert (smaller[1].change.supply, smaller[1].change.failed) == (7, ())
    alone = told([(NEED, 10)], [(other, 10)], around)
    assert (alone[1].reason, alone[1].change.failed if alone[1].change else None) == (
        Reason.ONE_TEST,
        (Test.AREA,),
    )
