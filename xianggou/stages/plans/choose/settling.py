"""Whole-number work on a set of items: what it breaks, the same answer for equal items, room that is left, greedy."""

from __future__ import annotations

import heapq
from collections.abc import Collection
from fractions import Fraction

from xianggou.stages.plans.choose.admitting import Admitted
from xianggou.stages.plans.choose.facts import Minimum, Problem, Stop
from xianggou.stages.plans.choose.money import broken


def breaks(problem: Problem, chosen: Collection[int], minimums: Collection[Minimum] = ()) -> Stop | None:
    """The first thing a set breaks, in exact numbers."""
    held = set(chosen)
    for item in sorted(held):
        if gone := [d for d in problem.by_id[item].depends if d not in held]:
            return Stop("needs_out", (item, *gone))
    for pair in sorted(problem.excludes):
        if set(pair) <= held:
            return Stop("both_in", pair)
    for minimum in minimums:
        members = [i for i in held if problem.by_id[i].group == minimum.group]
        if len(members) < minimum.items or problem.cost(members) < minimum.fen:
            return Stop("minimum", tuple(sorted(members)), (minimum.group,))
    return broken(problem, held)


def settle(
    problem: Problem, admitted: Admitted, chosen: Collection[int], minimums: Collection[Minimum]
) -> frozenset[int]:
    """Of equally good sets always the same one: nothing idle, the lower id of equals, no money left that fits an item."""
    held = _trim(problem, admitted, set(chosen), minimums)
    _swap(problem, admitted, held, minimums)
    _fill(problem, admitted, held, minimums)
    return frozenset(held)


def _late(problem: Problem, ids: Collection[int]) -> list[int]:
    """Those that no need speaks for last in their order, so that the first of them stay longest."""
    return sorted(ids, key=lambda i: (problem.by_id[i].order, i), reverse=True)


def _trim(problem: Problem, admitted: Admitted, held: set[int], minimums: Collection[Minimum]) -> set[int]:
    """Take out what adds nothing: the solver may have put it in as well as not."""
    for item in _late(problem, held - admitted.musts - problem.published):
        less = held - {item}
        if problem.value(less) == problem.value(held) and not breaks(problem, less, minimums):
            held = less
    return held


def _swap(problem: Problem, admitted: Admitted, held: set[int], minimums: Collection[Minimum]) -> None:
    """Put the lower id in for the higher where nothing else changes."""
    outside = [i for i in admitted.open(problem) if i not in held]
    for low in outside:
        for high in sorted(held - admitted.musts, reverse=True):
            if high < low:
                break
            one, other = problem.by_id[low], problem.by_id[high]
            if one.cost_fen > other.cost_fen or (low in problem.published) != (high in problem.published):
                continue
            swapped = held - {high} | {low}
            same = problem.value(swapped) == problem.value(held) and one.order <= other.order
            if same and not breaks(problem, swapped, minimums):
                held.remove(high)
                held.add(low)
                break


def _fill(problem: Problem, admitted: Admitted, held: set[int], minimums: Collection[Minimum]) -> None:
    """What still fits comes in, most value for its money first, then in the order of those without a value."""
    base = problem.value(held)
    waiting = [i for i in admitted.open(problem) if i not in held]
    waiting.sort(key=lambda i: (-_density(problem, held, base, i), problem.by_id[i].order, i))
    for item in waiting:
        if not breaks(problem, held | {item}, minimums):
            held.add(item)


def _density(problem: Problem, held: Collection[int], base: int, item: int) -> Fraction:
    """Value that an item adds for each 分."""
    return Fraction(problem.value({*held, item}) - base, max(problem.by_id[item].cost_fen, 1))


def greedy(problem: Problem, admitted: Admitted, minimums: Collection[Minimum] = ()) -> frozenset[int]:
    """The preview, and the fallback when the solver finds nothing in time: most value for the money, again and again."""
    held = set(admitted.musts)
    for minimum in minimums:
        members = {i for i in admitted.open(problem) if problem.by_id[i].group == minimum.group}
        _gather(problem, held, members, minimum)
    _gather(problem, held, set(admitted.open(problem)), None)
    return frozenset(held)


def _gather(problem: Problem, held: set[int], among: set[int], until: Minimum | None) -> None:
    """Take the best of some items, each with what it depends on, until a minimum is met or nothing fits.

    What an item adds only falls as the set grows, so a look at the top of the heap is enough.
    """
    heap = [
        (-_density(problem, held, problem.value(held), i), problem.by_id[i].order, i) for i in among - held
    ]
    heapq.heapify(heap)
    while heap and (until is None or breaks(problem, held, [until])):
        _, order, item = heapq.heappop(heap)
        if item in held:
            continue
        now = -_density(problem, held, problem.value(held), item)
        if heap and (now, order, item) > heap[0]:
            heapq.heappush(heap, (now, order, item))
            continue
        bundle = {item}
        while missing := {d for i in bundle for d in problem.by_id[i].depends} - held - bundle:
            bundle |= missing
        if not breaks(problem, held | bundle):
            held |= bundle
