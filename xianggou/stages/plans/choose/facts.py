"""What choosing starts from and what it answers with: items, lines, needs, policy; chosen, split, reasons.

Amounts are whole 分 and values whole weighted people, so that two answers can be compared exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Candidate:
    """One plan item that asks for money. `must` and `never` are reasons judged by rules beforehand."""

    id: int
    cost_fen: int
    lines: tuple[str, ...]  # that may pay for it, the wished one first
    wished_fen: tuple[int, ...] = ()  # what its author wishes from each of them
    demands: tuple[int, ...] = ()
    group: str = ""  # the class that a minimum speaks of
    order: int = 0  # among those that no need speaks for, the lower goes first
    must: str = ""
    never: str = ""
    depends: tuple[int, ...] = ()
    later_fen: tuple[int, ...] = ()  # the years after this one


@dataclass(frozen=True, slots=True)
class Demand:
    """A need and whom it concerns. It counts once, however many items meet it."""

    id: int
    people: int
    urgency: int = 0  # step of urgency, from 0
    direct: bool = False  # named persons, as opposed to whoever lives there


@dataclass(frozen=True, slots=True)
class Weights:
    """What one person counts: by step of urgency, and for named persons against a whole area."""

    urgency: tuple[int, ...]
    direct: int = 1

    def of(self, demand: Demand) -> int:
        """The value of a demand. Nobody counted yet counts as one."""
        step = min(demand.urgency, len(self.urgency) - 1)
        return max(demand.people, 1) * self.urgency[step] * (self.direct if demand.direct else 1)


@dataclass(frozen=True, slots=True)
class Minimum:
    """So many items, or so much money, of a class at least."""

    group: str
    items: int = 0
    fen: int = 0


@dataclass(frozen=True)
class Problem:
    """A year's choice of one payer, or of several who share lines."""

    candidates: tuple[Candidate, ...]
    lines: Mapping[str, int]  # what each may still spend, in 分
    weights: Weights
    demands: tuple[Demand, ...] = ()
    excludes: tuple[tuple[int, int], ...] = ()  # two different items each
    minimums: tuple[Minimum, ...] = ()
    later_fen: tuple[int | None, ...] = ()  # the most that each later year may bear; None: not limited
    published: frozenset[int] = frozenset()
    slack_bp: int = 100  # of the best value, what keeping to a published choice may cost

    @cached_property
    def by_id(self) -> dict[int, Candidate]:
        """The items, in the order of their ids."""
        return {c.id: c for c in sorted(self.candidates, key=lambda c: c.id)}

    @cached_property
    def worth(self) -> dict[int, int]:
        """What each need counts."""
        return {d.id: self.weights.of(d) for d in self.demands}

    def value(self, chosen: Collection[int]) -> int:
        """Weighted people served by a set of items, each need once."""
        met = {d for i in chosen for d in self.by_id[i].demands}
        return sum(self.worth.get(d, 0) for d in met)

    def cost(self, chosen: Collection[int], year: int = 0) -> int:
        """What a set costs in the plan's year (0) or a later one."""
        if year == 0:
            return sum(self.by_id[i].cost_fen for i in chosen)
        return sum(c.later_fen[year - 1] for i in chosen if year <= len((c := self.by_id[i]).later_fen))


@dataclass(frozen=True, slots=True)
class Stop:
    """Why something can't be: a code, the items and lines it speaks of, and by how much."""

    code: str
    items: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()
    year: int = 0
    over_fen: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """The proposal. With `stops` there is none, and they say why."""

    chosen: tuple[int, ...] = ()
    value: int = 0
    bound: int = 0  # no choice can be worth more
    by: str = "solver"  # or "greedy"
    split: Mapping[int, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    out: Mapping[int, Stop] = field(default_factory=dict)  # refused before any counting
    given_up: tuple[Minimum, ...] = ()  # minimums that no plan could keep
    stops: tuple[Stop, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether nothing can be worth more."""
        return not self.stops and self.value == self.bound

    @property
    def gap_bp(self) -> int:
        """How far from the best at most, rounded up, in basis points."""
        return -(-(self.bound - self.value) * 10_000 // self.bound) if self.bound else 0
