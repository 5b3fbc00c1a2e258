"""What is settled before the solver sees anything: items out by rule, items in by commitment, and what contradicts."""

from __future__ import annotations

from dataclasses import dataclass

from xianggou.stages.plans.choose.facts import Problem, Stop
from xianggou.stages.plans.choose.money import broken


@dataclass(frozen=True, slots=True)
class Admitted:
    """Items in and out before counting, and why there can be no plan at all."""

    musts: frozenset[int]
    out: dict[int, Stop]
    stops: tuple[Stop, ...]

    def open(self, problem: Problem) -> list[int]:
        """The items the solver may choose among, musts included."""
        return [i for i in problem.by_id if i not in self.out]


def admit(problem: Problem, forced: tuple[int, ...] = ()) -> Admitted:
    """Judge reasons, dependencies and exclusions; a forced item is held like a commitment."""
    out = {i: Stop("never", (i,)) for i, c in problem.by_id.items() if c.never}
    _drop_dependants(problem, out)
    committed = {i for i, c in problem.by_id.items() if c.must} | set(forced)
    musts = _with_needed(problem, committed)
    stops = [
        Stop("commitment_out", (i, *out[i].items)) for i in sorted(musts & out.keys()) if i in committed
    ] + [Stop("commitment_needs_out", (i,)) for i in sorted(musts & out.keys()) if i not in committed]
    stops += [Stop("both_committed", pair) for pair in sorted(problem.excludes) if set(pair) <= musts]
    if not stops:
        stops += [over] if (over := broken(problem, musts)) else []
    for one, other in problem.excludes:
        for kept, gone in ((one, other), (other, one)):
            if kept in musts and gone not in musts and gone in problem.by_id:
                out.setdefault(gone, Stop("excluded", (gone, kept)))
    _drop_dependants(problem, out)
    return Admitted(frozenset(musts), out, tuple(stops))


def _with_needed(problem: Problem, ids: set[int]) -> set[int]:
    """The items and everything they depend on."""
    found, waiting = set(), [i for i in ids if i in problem.by_id]
    while waiting:
        item = waiting.pop()
        if item not in found:
            found.add(item)
            waiting += [d for d in problem.by_id[item].depends if d in problem.by_id]
    return found


def _drop_dependants(problem: Problem, out: dict[int, Stop]) -> None:
    """What depends on an item that is out, or on none there is, is out as well."""
    again = True
    while again:
        again = False
        for item, candidate in problem.by_id.items():
            gone = [d for d in candidate.depends if d in out or d not in problem.by_id]
            if item not in out and gone:
                out[item], again = Stop("needs_out", (item, *sorted(gone))), True
