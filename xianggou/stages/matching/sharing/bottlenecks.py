"""What one more batch of an offer would bring: solved again for each, since shadow prices promise too much. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from xianggou.stages.matching.sharing.allocate import Frame, Result
from xianggou.stages.matching.sharing.problem import Problem, Supply


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """So many more units of an offer would be worth so much (thousandths) and reach so many persons."""

    supply: int
    units: int
    worth: int
    persons: int


def bottlenecks(problem: Problem, result: Result, *, most: int = 5, looked_at: int = 40) -> list[Bottleneck]:
    """The offers of which one more batch would serve most, best first. Only those are solved again that promise most."""
    frame = Frame(problem)
    used: dict[int, int] = defaultdict(int)
    for one in result.given:
        used[one.supply] += one.units
    full = [s for s in problem.supplies if 0 < s.capacity <= used[s.id]]
    units = result.units_of()
    promise: dict[int, float] = defaultdict(float)
    for pair in frame.pairs:
        if units.get(pair.demand.id, 0) < pair.demand.quantity:
            step = _step(pair.supply)
            promise[pair.supply.id] = max(promise[pair.supply.id], step * pair.demand.weight)
    full = sorted((s for s in full if promise[s.id] > 0), key=lambda s: (-promise[s.id], s.id))[:looked_at]
    if not full:
        return []
    program, row_of = frame.with_rows()
    base = program.best()
    share = np.array([u.demand.people / u.demand.quantity for u in frame.pairs])
    found = []
    for supply in full:
        program.limit(row_of[supply.id], float(supply.capacity + _step(supply)))
        more = program.best()
        program.limit(row_of[supply.id], float(supply.capacity))
        worth = round(1000 * (more.value - base.value))
        persons = round(float(share @ (more.columns - base.columns)))
        if worth > 0:
            found.append(Bottleneck(supply.id, _step(supply), worth, max(persons, 0)))
    return sorted(found, key=lambda b: (-b.worth, b.supply))[:most]


def _step(supply: Supply) -> int:
    return max(supply.batch_min, 1)
