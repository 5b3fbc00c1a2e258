"""Choosing under a budget: what the solver must never do with money, and what it must say about every item."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import chain, combinations

import pytest

from xianggou.stages.plans.choose import proposal
from xianggou.stages.plans.choose.facts import Candidate, Demand, Minimum, Problem, Stop, Weights
from xianggou.stages.plans.choose.money import pay
from xianggou.stages.plans.choose.proposal import certainty, choose, moved, preview, why_not
from xianggou.stages.plans.choose.settling import breaks
from xianggou.stages.plans.choose.solver import Found

WEIGHTS = Weights((1, 3, 9), 10)


def problem(*items: Candidate, lines: dict[str, int], people: int = 9, **more) -> Problem:
    """Items with needs 0 … 9 of ten people each, unless the item says otherwise."""
    demands = more.pop("demands", tuple(Demand(k, 10) for k in range(people + 1)))
    return Problem(items, lines, more.pop("weights", WEIGHTS), demands, **more)


def item(number: int, cost: int, *demands: int, lines: tuple[str, ...] = ("a",), **more) -> Candidate:
    return Candidate(number, cost, lines, demands=demands, **more)


def one_of_many(seed: int, count: int = 12, lines: int = 1) -> Problem:
    """An invented township: costs of 5 to 120 万元 with odd 分, needs shared by several items."""
    dice = random.Random(seed)
    codes = [f"line{k}" for k in range(lines)]
    demands = tuple(
        Demand(k, dice.randint(1, 900), dice.randrange(3), dice.random() < 0.3) for k in range(count * 3)
    )
    items = tuple(
        Candidate(
            k,
            dice.randint(5_000_000, 120_000_000),
            tuple(dice.sample(codes, dice.randint(1, lines))),
            demands=tuple(dice.sample(range(count * 3), dice.randint(1, 6))),
            group=f"class{dice.randrange(3)}",
            depends=(dice.randrange(count),) if dice.random() < 0.15 else (),
            later_fen=(dice.randint(0, 50_000_000),) if dice.random() < 0.3 else (),
        )
        for k in range(count)
    )
    whole = sum(c.cost_fen for c in items)
    shares = [dice.randint(1, 9) for _ in codes]
    money = {
        code: whole * dice.randint(30, 70) // 100 * s // sum(shares)
        for code, s in zip(codes, shares, strict=True)
    }
    return Problem(
        items, money, WEIGHTS, demands, excludes=((0, 1),) if count > 1 else (), later_fen=(100_000_000,)
    )


def best_by_trying_all(asked: Problem) -> int:
    """The best value there is: every set, one by one."""
    ids = list(asked.by_id)
    sets = chain.from_iterable(combinations(ids, k) for k in range(len(ids) + 1))
    return max(asked.value(s) for s in sets if not breaks(asked, s))


# ── money


def test_a_set_one_fen_over_is_never_chosen():
    over = []
    for seed in range(300):
        dice = random.Random(seed)
        items = [item(k, dice.randint(5_000_000, 120_000_000), k) for k in range(12)]
        demands = tuple(Demand(k, dice.randint(1, 999)) for k in range(12))
        best = [i for i in items if dice.random() < 0.5] or items[:1]
        budget = sum(i.cost_fen for i in best) - 1
        told = choose(problem(*items, lines={"a": budget}, demands=demands))
        spent = sum(items[i].cost_fen for i in told.chosen)
        over += [seed] if spent > budget or set(told.chosen) == {i.id for i in best} else []
        assert (
            sum(fen for parts in told.split.values() for _, fen in parts) == spent == budget - told.left["a"]
        )
    assert over == []


def test_a_cost_is_split_over_two_lines_to_the_fen_or_not_at_all():
    asked = problem(item(1, 10000, 1, lines=("a", "b")), lines={"a": 6000, "b": 4000})
    assert choose(asked).split == {1: (("a", 6000), ("b", 4000))}
    short = replace(asked, lines={"a": 6000, "b": 3999})
    told = choose(short)
    assert told.chosen == ()
    assert why_not(short, told, 1)[0] == Stop("line_short", (1,), ("a", "b"), 0, 1)


def test_money_that_is_wished_from_a_line_makes_room_for_who_has_no_other():
    flexible = item(1, 5000, 1, lines=("a", "b"), wished_fen=(5000, 0))
    payment = pay([flexible, item(2, 4000, 2)], {"a": 6000, "b": 3000})
    assert payment.split == {1: {"a": 2000, "b": 3000}, 2: {"a": 4000}}
    assert pay([flexible], {"a": 6000, "b": 3000}).split == {1: {"a": 5000}}


@pytest.mark.parametrize("lines", [1, 3])
def test_the_proposal_is_the_best_of_all_sets_and_stands_in_whole_numbers(lines):
    wrong = []
    for seed in range(25):
        asked = one_of_many(seed, 8, lines)
        told, quick = choose(asked), preview(asked)
        fine = told.proven and told.value == best_by_trying_all(asked) and not breaks(asked, told.chosen)
        fine = fine and not breaks(asked, quick.chosen) and quick.value <= told.value
        paid = {i: sum(fen for _, fen in parts) for i, parts in told.split.items()}
        fine = fine and paid == {i: asked.by_id[i].cost_fen for i in told.chosen}
        fine = fine and all(line in asked.by_id[i].lines for i, ps in told.split.items() for line, _ in ps)
        wrong += [] if fine else [seed]
    assert wrong == []


def test_more_money_and_another_item_never_lower_what_is_reached():
    lower = []
    for seed in range(25):
        asked = one_of_many(seed, 14, 2)
        richer = replace(asked, lines={code: fen + 1 for code, fen in asked.lines.items()})
        fewer = replace(
            asked, candidates=tuple(c for c in asked.candidates if c.id != 13 and 13 not in c.depends)
        )
        values = choose(fewer).value, choose(asked).value, choose(richer).value
        lower += [] if list(values) == sorted(values) else [(seed, values)]
    assert lower == []


def test_rows_in_another_order_give_the_same_proposal():
    for seed in range(6):
        asked = one_of_many(seed, 20, 3)
        mixed = replace(
            asked,
            candidates=tuple(random.Random(seed).sample(asked.candidates, 20)),
            demands=asked.demands[::-1],
            lines=dict(reversed(asked.lines.items())),
        )
        assert choose(mixed) == choose(asked)


# ── value


def test_a_need_counts_once_however_many_items_meet_it():
    told = choose(problem(item(1, 1, 1, 2), item(2, 1, 2, 3), lines={"a": 2}))
    assert (told.chosen, told.value) == ((1, 2), 30)


def test_what_no_need_speaks_for_takes_only_what_is_left_in_its_order():
    items = [item(1, 60, order=2), item(2, 60, order=1), item(3, 40, 1), item(4, 60, order=1)]
    assert choose(problem(*items, lines={"a": 100})).chosen == (2, 3)
    assert choose(problem(*items, lines={"a": 99})).chosen == (3,)


def test_of_two_equal_items_the_lower_number_is_chosen_every_time():
    twins = [item(7, 50, 1), item(3, 50, 2), item(5, 50, 3)]
    for order in (twins, twins[::-1]):
        assert choose(problem(*order, lines={"a": 50})).chosen == (3,)


# ── commitments, dependencies, exclusions, classes, years


def test_a_running_contract_stays_and_its_cost_comes_first():
    asked = problem(item(1, 60, must="contract"), item(2, 60, 1), item(3, 40, 2), lines={"a": 100})
    assert choose(asked).chosen == (1, 3)


def test_commitments_above_their_line_or_a_later_year_leave_no_plan_and_say_by_how_much():
    told = choose(problem(item(1, 60, must="contract"), item(2, 41, must="contract"), lines={"a": 100}))
    assert (told.chosen, told.stops) == ((), (Stop("line_short", (1, 2), ("a",), 0, 1),))
    later = problem(item(1, 60, must="contract", later_fen=(5, 70)), lines={"a": 60}, later_fen=(None, 69))
    assert choose(later).stops == (Stop("year_over", (1,), (), 2, 1),)


def test_an_item_without_what_it_depends_on_is_no_choice():
    asked = problem(item(1, 60, 1, depends=(2,)), item(2, 60), lines={"a": 100})
    assert choose(asked).chosen == (2,), "2 alone: it fits, and 1 does not fit beside it"
    assert choose(replace(asked, lines={"a": 120})).chosen == (1, 2)
    refused = choose(problem(item(1, 6, 1, depends=(2,)), item(2, 6, never="duty"), lines={"a": 100}))
    assert (refused.chosen, refused.out[1]) == ((), Stop("needs_out", (1, 2)))


def test_two_commitments_that_exclude_each_other_are_refused_before_solving():
    pair = [item(1, 6, must="contract"), item(2, 6, must="contract")]
    assert choose(problem(*pair, lines={"a": 100}, excludes=((1, 2),))).stops == (
        Stop("both_committed", (1, 2)),
    )
    told = choose(problem(pair[0], item(2, 6, 1), lines={"a": 100}, excludes=((2, 1),)))
    assert (told.chosen, told.out) == ((1,), {2: Stop("excluded", (2, 1))})


def test_what_a_rule_refused_is_not_weighed_and_keeps_the_reason_of_the_rule():
    asked = problem(item(1, 6, 1, never="review"), item(2, 6, 2), lines={"a": 6})
    told = choose(asked)
    assert (told.chosen, told.out) == ((2,), {1: Stop("never", (1,))})
    assert why_not(asked, told, 1)[0] == Stop("commitment_out", (1, 1))


def test_a_minimum_of_a_class_is_kept_where_it_can_be_and_named_where_it_can_not():
    items = [item(1, 60, 1, group="x"), item(2, 60, group="y"), item(3, 50, group="y")]
    asked = problem(*items, lines={"a": 100}, minimums=(Minimum("y", items=1),))
    assert choose(asked).chosen == (3,) and choose(replace(asked, minimums=())).chosen == (1,)
    both = replace(asked, minimums=(Minimum("x", items=1), Minimum("y", items=1)))
    assert len(choose(both).given_up) == 1 and choose(both).chosen == (1,)
    assert choose(replace(asked, minimums=(Minimum("y", fen=55),))).chosen == (2,)
    assert choose(replace(asked, minimums=(Minimum("z", items=1),))).given_up == (Minimum("z", items=1),)


# ── staying, asking why, being sure


def test_a_published_plan_that_still_fits_does_not_move():
    for seed in range(8):
        asked = one_of_many(seed, 20, 2)
        told = choose(asked)
        less = {code: fen - (1 if told.left[code] else 0) for code, fen in asked.lines.items()}
        again = choose(replace(asked, lines=less, published=frozenset(told.chosen)))
        assert again.chosen == told.chosen


def test_keeping_to_a_published_plan_costs_no_more_than_it_may():
    for seed in range(8):
        asked = one_of_many(seed, 20, 2)
        before = choose(asked)
        less = replace(asked, lines={code: fen * 95 // 100 for code, fen in asked.lines.items()})
        free, near = choose(less), choose(replace(less, published=frozenset(before.chosen)))
        steps = [len(moved(before.chosen, c.chosen)[1]) for c in (near, free)]
        assert near.value * 10_000 >= free.value * 9_900 and steps[0] <= steps[1]


def test_why_not_says_who_drops_out_and_what_it_costs():
    asked = problem(item(1, 60, 1, 2), item(2, 40, 3), item(3, 100, 4), lines={"a": 100})
    told = choose(asked)
    stop, other = why_not(asked, told, 3)
    assert (stop, moved(told.chosen, other.chosen), other.value - told.value) == (None, ((3,), (1, 2)), -20)
    assert why_not(replace(asked, lines={"a": 99}), told, 3)[0] == Stop("line_short", (3,), ("a",), 0, 1)


def test_sure_is_what_stays_under_all_weights():
    demands = (Demand(1, 100), Demand(2, 20, urgency=2), Demand(3, 900), Demand(4, 1))
    items = [item(1, 50, 1), item(2, 50, 2), item(3, 50, 3), item(4, 90, 4)]
    asked = problem(*items, lines={"a": 100}, demands=demands)
    assert choose(asked).chosen == (2, 3) or choose(asked).chosen == (1, 3)
    sure = certainty(asked, [Weights((1, 1, 1)), Weights((1, 2, 3), 3)])
    assert sure == {1: "open", 2: "open", 3: "in", 4: "out"}


def test_nothing_to_choose_and_nothing_to_choose_with_are_answers_too():
    assert choose(problem(lines={})).proven
    broke = choose(problem(item(1, 5, 1), item(2, 5, 2, lines=("gone",)), lines={"a": -3}))
    assert (broke.chosen, broke.left) == ((), {"a": 0})
    nobody = choose(problem(item(1, 5, 1), lines={"a": 5}, demands=(Demand(1, 0),)))
    assert nobody.value == 1, "people not counted yet count as one"


def test_without_time_the_greedy_answer_stands_with_a_true_bound(monkeypatch):
    asked = one_of_many(3, 12, 2)
    best = choose(asked)
    monkeypatch.setattr(proposal, "solve", lambda *_: Found(None, -1))
    told = choose(asked)
    assert (told.by, breaks(asked, told.chosen), told.proven) == ("greedy", None, False)
    assert told.value <= best.value <= told.bound and told.gap_bp > 0


def test_an_answer_that_overspends_is_asked_again_and_at_last_lightened(monkeypatch):
    """Should the solver ever be a 分 too generous, the whole numbers decide."""
    asked = problem(item(1, 60, 1), item(2, 41, 2, 3), lines={"a": 100})
    calls = []

    def generous(_problem, _admitted, given):
        calls.append(given.cuts)
        return Found(frozenset((1, 2)), 30)

    monkeypatch.setattr(proposal, "solve", generous)
    told = choose(asked)
    assert calls[1] == (frozenset((1, 2)),) and len(calls) == 5
    assert (told.chosen, told.value, told.proven) == ((2,), 20, False)
