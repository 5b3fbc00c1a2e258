"""Sharing out: the cases a clerk can count on the fingers, and what holds for any input."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xianggou.stages.matching.sharing.allocate import Contradicted, Proof, Result, allocate, most_worth
from xianggou.stages.matching.sharing.bottlenecks import bottlenecks
from xianggou.stages.matching.sharing.problem import Contradiction, Demand, Pair, Policy, Problem, Supply
from xianggou.stages.matching.sharing.shares import Shares, share_greedily, usable_pairs


def need(number: int, quantity: int, weight: int, place: str = "x", **more: object) -> Demand:
    """A need whose unit is worth `weight`: as many people as units, so many times urgent."""
    return Demand(number, place, quantity, quantity, weight, **more)  # type: ignore[arg-type]


def every_pair(demands: list[Demand], supplies: list[Supply]) -> list[Pair]:
    return [Pair(d.id, s.id) for d in demands for s in supplies]


def shared(demands: list[Demand], supplies: list[Supply], **more: object) -> Result:
    return allocate(Problem.of(demands, supplies, every_pair(demands, supplies), **more))  # type: ignore[arg-type]


A, B = 1, 2


@pytest.mark.parametrize(
    ("capacity", "demands", "slack_bp", "expected"),
    [
        (10, [need(A, 10, 9), need(B, 10, 1)], 200, {A: 10}),  # the pressing one first
        (6, [need(A, 10, 1)], 200, {A: 6}),
        (10, [need(A, 10, 3), need(B, 10, 3, "y")], 200, {A: 5, B: 5}),  # two villages alike
        (10, [need(A, 10, 9), need(B, 10, 1, "y")], 200, {A: 10}),  # one unit moved would cost 8 of 90
        (10, [need(A, 10, 9), need(B, 10, 1, "y")], 1000, {A: 9, B: 1}),
        (10, [need(A, 10, 3), need(B, 4, 3, "y")], 200, {A: 7, B: 3}),  # 7.14 and 2.86, then the worst served
    ],
)
def test_one_offer_among_two_needs(
    capacity: int, demands: list[Demand], slack_bp: int, expected: dict[int, int]
):
    result = shared(demands, [Supply(1, capacity)], policy=Policy(slack_bp=slack_bp))
    assert result.units_of() == expected


def test_a_need_gets_one_offer_where_one_is_enough():
    demands = [need(A, 10, 1)]
    two = shared(demands, [Supply(1, 6), Supply(2, 6)])
    assert (two.units_of(), len(two.given)) == ({A: 10}, 2)
    one = shared(demands, [Supply(1, 6), Supply(2, 10)])
    assert [(g.supply, g.units) for g in one.given] == [(2, 10)]


@pytest.mark.parametrize(("free_fen", "units"), [(4000_00, 8), (3999_99, 7), (499_99, 0)])
def test_a_line_pays_for_whole_units_only(free_fen: int, units: int):
    result = shared(
        [need(A, 10, 1)], [Supply(1, 10, unit_cost_fen=500_00, line="L")], free_fen={"L": free_fen}
    )
    assert result.units_of().get(A, 0) == units
    assert sum(g.cost_fen for g in result.given) == units * 500_00


@pytest.mark.parametrize(("weight_of_b", "keeps"), [(1015, A), (1030, B)])
def test_what_is_published_stays_while_a_newcomer_is_hardly_better(weight_of_b: int, keeps: int):
    demands = [need(A, 10, 1000), need(B, 10, weight_of_b)]
    pairs = [Pair(A, 1, published=10), Pair(B, 1)]
    assert allocate(Problem.of(demands, [Supply(1, 10)], pairs)).units_of() == {keeps: 10}


def test_nothing_is_shared_out_of_nothing():
    empty = [Demand(1, "x", 0, 5, 9), Demand(2, "x", 5, 0, 9), need(3, 5, 9)]
    result = shared(empty, [Supply(1, 0)])
    assert (result.given, result.worth, result.bound, result.gap_bp) == ((), 0, 0, 0)
    assert shared([], []).proof is Proof.PROVEN


def test_the_order_of_the_rows_changes_nothing():
    demands = [need(n, 3 + n, 1 + n % 3, f"v{n % 4}") for n in range(12)]
    supplies = [Supply(n, 4 + n) for n in range(5)]
    pairs = [p for p in every_pair(demands, supplies) if (p.demand + p.supply) % 2]
    one = Problem.of(demands, supplies, pairs)
    other = Problem.of(demands[::-1], supplies[::-1], pairs[::-1])
    assert (one.digest, allocate(one)) == (other.digest, allocate(other))
    assert replace(one, policy=Policy(slack_bp=100)).digest != one.digest


def test_too_few_for_a_batch_get_nothing_and_a_second_need_makes_it_come():
    offer = [Supply(1, 40, batch_min=20)]
    assert shared([need(A, 12, 1)], offer).given == ()
    assert shared([need(A, 12, 1), need(B, 9, 1)], offer).units_of() == {A: 12, B: 9}


def test_a_batch_is_gathered_where_sharing_out_would_split_it():
    # Alone each offer gets 6 of the 12; together one of them is worth coming.
    demands = [need(A, 6, 1, "x"), need(B, 6, 1, "y")]
    result = shared(demands, [Supply(1, 12, batch_min=10), Supply(2, 5, batch_min=10)])
    assert {g.supply for g in result.given} == {1}
    assert result.units_of() == {A: 6, B: 6}


def test_what_cannot_be_cut_is_given_whole_or_not():
    whole = need(A, 10, 9, is_divisible=False)
    assert shared([whole, need(B, 4, 1)], [Supply(1, 8)]).units_of() == {B: 4}
    assert shared([whole, need(B, 4, 1)], [Supply(1, 8), Supply(2, 10)]).units_of() == {A: 10, B: 4}


def test_a_pin_is_kept_and_its_cost_is_told():
    demands, supplies = [need(A, 10, 9), need(B, 10, 1)], [Supply(1, 10)]
    free = Problem.of(demands, supplies, every_pair(demands, supplies))
    pinned = Problem.of(demands, supplies, [Pair(A, 1), Pair(B, 1, least=4)])
    assert allocate(pinned).units_of() == {A: 6, B: 4}
    assert most_worth(free) - most_worth(pinned) == 4 * (9 - 1) * 1000


def test_pins_that_contradict_are_named():
    demands = [need(A, 10, 9), need(B, 3, 1)]
    pins = [Pair(A, 1, least=8), Pair(B, 1, least=4)]
    with pytest.raises(Contradicted) as refused:
        allocate(Problem.of(demands, [Supply(1, 10)], pins))
    assert refused.value.found == [
        Contradiction("quantity", "2", 4, 3),
        Contradiction("capacity", "1", 12, 10),
    ]


def test_protected_groups_have_a_floor_as_places_have():
    demands = [need(A, 10, 3, "x"), need(B, 10, 3, "x", claims=("老年人",))]
    result = shared(demands, [Supply(1, 10)])
    assert {c.claim for c in result.coverage} == {"x", "老年人"}
    assert result.units_of()[B] >= 9  # the group's own share of what it could have had, up to the slack


def test_a_bottleneck_is_what_one_more_unit_really_brings():
    demands = [need(A, 10, 9), need(B, 10, 1)]
    supplies = [Supply(1, 10), Supply(2, 3)]
    problem = Problem.of(demands, supplies, [Pair(A, 1), Pair(B, 1), Pair(B, 2)])
    found = bottlenecks(problem, allocate(problem))
    assert [(b.supply, b.worth, b.persons) for b in found] == [(1, 1000, 1), (2, 1000, 1)]


def test_no_result_costs_one_fen_more_than_there_is():
    """The line holds the best set less one 分, at sizes where a solver's tolerance would let it through."""
    for seed in range(100):
        cost = 5_0000_00 + 7 * seed * 13_37
        best = 3 * cost
        result = shared(
            [need(A, 3, 1)], [Supply(1, 3, unit_cost_fen=cost, line="L")], free_fen={"L": best - 1}
        )
        assert (result.units_of(), sum(g.cost_fen for g in result.given)) == ({A: 2}, 2 * cost)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A small county: every figure that can be nought is nought sometimes."""
    demands = [
        Demand(
            n, draw(st.sampled_from("xyz")), draw(st.integers(0, 12)), draw(st.integers(0, 30)), draw(st.sampled_from((1, 3, 9))),
            draw(st.sampled_from((1, 10))), draw(st.sampled_from(((), ("老年人",)))),
        )
        for n in range(draw(st.integers(1, 7)))
    ]  # fmt: skip
    supplies = [
        Supply(n, draw(st.integers(0, 15)), draw(st.sampled_from((0, 0, 33_33, 500_00))), draw(st.sampled_from(("", "L", "M"))))
        for n in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    pairs = [p for p in every_pair(demands, supplies) if draw(st.integers(0, 3))]
    return Problem.of(demands, supplies, pairs, {"L": draw(st.integers(0, 3000_00)), "M": 1000_00})


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_limit_is_passed_and_the_value_is_what_it_says(problem: Problem):
    result = allocate(problem)
    supplies, demands = {s.id: s for s in problem.supplies}, {d.id: d for d in problem.demands}
    of_supply, cost = Counter[int](), Counter[str]()
    for one in result.given:
        of_supply[one.supply] += one.units
        if supplies[one.supply].line:
            cost[supplies[one.supply].line] += one.units * supplies[one.supply].unit_cost_fen
    allowed = {(p.demand, p.supply) for p in problem.pairs}
    assert all((g.demand, g.supply) in allowed and g.units > 0 for g in result.given)
    assert all(of_supply[s] <= supplies[s].capacity for s in of_supply)
    assert all(units <= demands[d].quantity for d, units in result.units_of().items())
    assert all(fen <= problem.free_fen[line] for line, fen in cost.items())
    assert result.worth == sum(d.worth(result.units_of().get(d.id, 0)) for d in problem.demands)
    greedy = Shares(problem, usable_pairs(problem))
    share_greedily(greedy)
    by_hand = sum(u.demand.weight * n for u, n in zip(greedy.pairs, greedy.units, strict=True))
    top = most_worth(problem)
    assert result.worth <= result.bound
    assert 1000 * by_hand <= top + 1
    assert allocate(problem) == result


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(0, 6))
def test_more_never_serves_fewer(problem: Problem, which: int):
    top = most_worth(problem)
    supply = problem.supplies[which % len(problem.supplies)]
    bigger = [replace(s, capacity=s.capacity + 1) if s is supply else s for s in problem.supplies]
    assert most_worth(replace(problem, supplies=tuple(bigger))) >= top
    more_offers = Problem.of(
        problem.demands,
        [*problem.supplies, Supply(99, 5)],
        [*problem.pairs, *(Pair(d.id, 99) for d in problem.demands)],
        problem.free_fen,
    )
    assert most_worth(more_offers) >= top
    newcomer = Demand(99, "y", 5, 5, 3)
    more_needs = Problem.of(
        [*problem.demands, newcomer],
        problem.supplies,
        [*problem.pairs, Pair(99, supply.id)],
        problem.free_fen,
    )
    assert most_worth(more_needs) >= top
    fewer = Problem.of(problem.demands, problem.supplies, problem.pairs[1:], problem.free_fen)
    assert most_worth(fewer) <= top
