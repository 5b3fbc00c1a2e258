"""What is to be shared out, frozen: needs with weights, offers with capacities, the pairs that pass, what people fixed.

The digest of the input names it: the same input has the same digest and the same result. Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Demand:
    """How much of what is asked for, by how many, how pressing. `place`: whose share is watched; `claims`: protected groups."""

    id: int
    place: str
    quantity: int
    people: int
    urgency: int  # weight of its degree
    benefit: int = 1  # weight of its class: named persons or a whole area
    claims: tuple[str, ...] = ()
    is_divisible: bool = True

    @property
    def weight(self) -> float:
        """What one unit is worth: people, weighted, per unit."""
        return self.urgency * self.benefit * self.people / self.quantity if self.quantity > 0 else 0.0

    def worth(self, units: int) -> int:
        """What so many units are worth, in thousandths of a weighted person."""
        if self.quantity <= 0:
            return 0
        return self.urgency * self.benefit * (1000 * self.people * units // self.quantity)

    def persons(self, units: int) -> int:
        """How many persons so many units reach."""
        return self.people * units // self.quantity if self.quantity > 0 else 0


@dataclass(frozen=True, slots=True)
class Supply:
    """How much of an offer there is, what a unit costs which line, and how many units make it worth coming."""

    id: int
    capacity: int
    unit_cost_fen: int = 0
    line: str = ""
    batch_min: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and an offer that may serve it. `least`/`most`: what people fixed; `published`: units on the list that stands."""

    demand: int
    supply: int
    published: int = 0
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What a county has set: how much value fairness may cost, how much staying is worth (both in 1/10 000)."""

    slack_bp: int = 200
    stay_bp: int = 200


@dataclass(frozen=True)
class Problem:
    """One frozen input; everything in order of ids."""

    demands: tuple[Demand, ...]
    supplies: tuple[Supply, ...]
    pairs: tuple[Pair, ...]
    free_fen: Mapping[str, int] = field(default_factory=dict)
    policy: Policy = Policy()

    @classmethod
    def of(
        cls,
        demands: Iterable[Demand],
        supplies: Iterable[Supply],
        pairs: Iterable[Pair],
        free_fen: Mapping[str, int] | None = None,
        policy: Policy | None = None,
    ) -> Problem:
        """A problem in the one order; the order of what comes in does not matter."""
        return cls(
            tuple(sorted(demands, key=lambda d: d.id)),
            tuple(sorted(supplies, key=lambda s: s.id)),
            tuple(sorted(pairs, key=lambda p: (p.demand, p.supply))),
            dict(sorted((free_fen or {}).items())),
            policy or Policy(),
        )

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical form of the input."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What people fixed cannot all be true: more fixed than there is."""

    kind: str  # "quantity" of a need, "capacity" of an offer, "money" of a line, "pair"
    of: str
    fixed: int
    there_is: int


def contradictions(problem: Problem) -> list[Contradiction]:
    """Everything fixed beyond a need's quantity, an offer's capacity, a line's money, or a pair's own limit."""
    asked: dict[int, int] = defaultdict(int)
    offered: dict[int, int] = defaultdict(int)
    paid: dict[str, int] = defaultdict(int)
    supplies = {s.id: s for s in problem.supplies}
    found = []
    for pair in problem.pairs:
        asked[pair.demand] += pair.least
        offered[pair.supply] += pair.least
        supply = supplies[pair.supply]
        if supply.line:
            paid[supply.line] += pair.least * supply.unit_cost_fen
        if pair.most is not None and pair.least > pair.most:
            found.append(Contradiction("pair", f"{pair.demand}/{pair.supply}", pair.least, pair.most))
    for demand in problem.demands:
        if asked[demand.id] > max(demand.quantity, 0):
            found.append(Contradiction("quantity", str(demand.id), asked[demand.id], demand.quantity))
    for supply in problem.supplies:
        if offered[supply.id] > max(supply.capacity, 0):
            found.append(Contradiction("capacity", str(supply.id), offered[supply.id], supply.capacity))
    for line, fen in sorted(paid.items()):
        if fen > problem.free_fen.get(line, 0):
            found.append(Contradiction("money", line, fen, problem.free_fen.get(line, 0)))
    return found
