"""The proposal: the best set that can be paid, close to what is published, checked in whole numbers before it is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations

from xianggou.stages.plans.choose.admitting import Admitted, admit
from xianggou.stages.plans.choose.facts import Choice, Minimum, Problem, Stop, Weights
from xianggou.stages.plans.choose.money import pay
from xianggou.stages.plans.choose.settling import breaks, greedy, settle
from xianggou.stages.plans.choose.solver import Asked, Found, solve

_TRIES = 5  # again with a set forbidden that can't be paid


def choose(problem: Problem, forced: tuple[int, ...] = (), seconds: int = 60) -> Choice:
    """What to buy. A forced item is in, whatever it costs."""
    admitted = admit(problem, forced)
    if admitted.stops:
        return Choice(out=admitted.out, stops=admitted.stops)
    if not admitted.open(problem):
        return _told(problem, admitted, frozenset(), 0, (), problem.minimums)
    found, minimums = _best(problem, admitted, seconds)
    if found.chosen is None:
        held = greedy(problem, admitted, minimums)
        most = found.bound if found.bound > 0 else problem.value(admitted.open(problem))
        told = _told(problem, admitted, held, max(most, problem.value(held)), minimums)
        return replace(told, by="greedy")
    bound = max(found.bound, problem.value(found.chosen))
    held = found.chosen
    if problem.published:
        least = -(-problem.value(held) * (10_000 - problem.slack_bp) // 10_000)
        near, _ = _checked(problem, admitted, Asked(minimums, least=least, seconds=seconds))
        held = near.chosen if near.chosen is not None else held
    return _told(problem, admitted, settle(problem, admitted, held, minimums), bound, minimums)


def preview(problem: Problem) -> Choice:
    """The greedy answer, at once."""
    admitted = admit(problem)
    if admitted.stops:
        return Choice(out=admitted.out, stops=admitted.stops)
    held = greedy(problem, admitted, problem.minimums)
    return replace(
        _told(problem, admitted, held, problem.value(admitted.open(problem)), problem.minimums), by="greedy"
    )


def _told(
    problem: Problem,
    admitted: Admitted,
    held: Collection[int],
    bound: int,
    kept: Collection[Minimum],
    given_up: Collection[Minimum] | None = None,
) -> Choice:
    """The set with its split, what is left of each line, and which minimums it could not keep."""
    payment = pay([problem.by_id[i] for i in held], problem.lines)
    lost = tuple(m for m in problem.minimums if m not in kept or breaks(problem, held, [m]))
    return Choice(
        chosen=tuple(sorted(held)),
        value=problem.value(held),
        bound=bound,
        split={i: tuple(sorted(parts.items())) for i, parts in sorted(payment.split.items())},
        left=payment.left,
        out=admitted.out,
        given_up=lost if given_up is None else tuple(given_up),
    )


def _best(problem: Problem, admitted: Admitted, seconds: int) -> tuple[Found, tuple[Minimum, ...]]:
    """The best set; where minimums of classes can't be kept, with the fewest of them given up."""
    all_of = problem.minimums
    for given_up in range(len(all_of) + 1):
        for kept in combinations(all_of, len(all_of) - given_up):
            found, shut = _checked(problem, admitted, Asked(tuple(kept), seconds=seconds))
            if not shut:
                return found, tuple(kept)
    return Found(None, 0), ()


def _checked(problem: Problem, admitted: Admitted, asked: Asked) -> tuple[Found, bool]:
    """Solve until the answer stands in whole numbers; what can't be paid together is forbidden and asked again."""
    found = Found(None, 0)
    for _ in range(_TRIES):
        found = solve(problem, admitted, asked)
        if found.infeasible or found.chosen is None:
            return found, found.infeasible
        wrong = breaks(problem, found.chosen, asked.minimums)
        if wrong is None:
            return found, False
        if wrong.code not in ("line_short", "year_over"):
            break
        asked = replace(asked, cuts=(*asked.cuts, frozenset(wrong.items)))
    return replace(found, chosen=_lightened(problem, admitted, set(found.chosen or ()))), False


def _lightened(problem: Problem, admitted: Admitted, held: set[int]) -> frozenset[int]:
    """Drop the item that brings least, until the set stands. Commitments stand by themselves."""
    while wrong := breaks(problem, held):
        free = [
            i for i in (wrong.items[:1] if wrong.code == "needs_out" else held) if i not in admitted.musts
        ]
        held -= {min(free, key=lambda i: (problem.value(held) - problem.value(held - {i}), -i))}
    return frozenset(held)


def moved(before: Collection[int], after: Collection[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Who comes in and who drops out."""
    return tuple(sorted(set(after) - set(before))), tuple(sorted(set(before) - set(after)))


def certainty(problem: Problem, others: Sequence[Weights]) -> dict[int, str]:
    """Under all weights in, under none, or a matter of weights (稳入, 稳出, 看权重)."""
    answers = [choose(replace(problem, weights=w, published=frozenset())) for w in (problem.weights, *others)]
    counts = {i: sum(i in answer.chosen for answer in answers) for i in problem.by_id}
    return {i: "in" if n == len(answers) else "open" if n else "out" for i, n in counts.items()}


def why_not(problem: Problem, choice: Choice, item: int) -> tuple[Stop | None, Choice]:
    """What happens if an item is put in all the same: it can't be, with the reason, or others drop out for it."""
    alone = admit(problem, (item,))
    if alone.stops:
        return alone.stops[0], Choice(out=alone.out, stops=alone.stops)
    near = replace(problem, published=frozenset(choice.chosen), slack_bp=0)
    return None, choose(near, (item,))
