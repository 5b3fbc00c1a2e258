"""Whole units in hand: who has how many, and how much of every need, capacity and line is left. Exact, in whole numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from xianggou.stages.matching.sharing.problem import Demand, Pair, Problem, Supply


@dataclass(frozen=True, slots=True)
class Usable:
    """A pair with both its ends, and the most it can take."""

    at: int
    pair: Pair
    demand: Demand
    supply: Supply
    most: int


def usable_pairs(problem: Problem) -> list[Usable]:
    """The pairs that can take anything: nothing is asked by nobody, nothing is shared out of nothing."""
    demands = {d.id: d for d in problem.demands}
    supplies = {s.id: s for s in problem.supplies}
    found: list[Usable] = []
    for pair in problem.pairs:
        demand, supply = demands[pair.demand], supplies[pair.supply]
        most = min(demand.quantity, supply.capacity)
        most = most if pair.most is None else min(most, pair.most)
        if most > 0 and (demand.weight > 0 or pair.least > 0):
            found.append(Usable(len(found), pair, demand, supply, most))
    return found


class Shares:
    """Units given so far. `give` never goes past what is left, so nothing can be given twice."""

    def __init__(self, problem: Problem, pairs: list[Usable]) -> None:
        self.pairs = pairs
        self.units = [0] * len(pairs)
        self.wanted = {d.id: max(d.quantity, 0) for d in problem.demands}
        self.left = {s.id: max(s.capacity, 0) for s in problem.supplies}
        self.free_fen = dict(problem.free_fen)
        self.of_demand: dict[int, list[int]] = defaultdict(list)
        self.of_supply: dict[int, list[int]] = defaultdict(list)
        for one in pairs:
            self.of_demand[one.demand.id].append(one.at)
            self.of_supply[one.supply.id].append(one.at)

    def room(self, at: int) -> int:
        """How many more units a pair can take now."""
        one = self.pairs[at]
        room = min(one.most - self.units[at], self.wanted[one.demand.id], self.left[one.supply.id])
        if one.supply.line and one.supply.unit_cost_fen > 0:
            room = min(room, self.free_fen.get(one.supply.line, 0) // one.supply.unit_cost_fen)
        return max(room, 0)

    def give(self, at: int, units: int) -> int:
        """Give a pair so many units, or as many as there are; how many it got. Negative takes back."""
        units = max(min(units, self.room(at)), -self.units[at])
        one = self.pairs[at]
        self.units[at] += units
        self.wanted[one.demand.id] -= units
        self.left[one.supply.id] -= units
        if one.supply.line:
            self.free_fen[one.supply.line] = (
                self.free_fen.get(one.supply.line, 0) - units * one.supply.unit_cost_fen
            )
        return units

    def used(self, supply_id: int) -> int:
        """Units of an offer that are given."""
        return sum(self.units[at] for at in self.of_supply[supply_id])

    def givers(self, demand_id: int) -> list[int]:
        """The pairs that give a need anything, the largest share first."""
        given = [at for at in self.of_demand[demand_id] if self.units[at]]
        return sorted(given, key=lambda at: (-self.units[at], at))


def share_greedily(shares: Shares) -> None:
    """The heaviest unit first, after what people fixed: the preview, and what is left when no solver answers in time."""
    for one in shares.pairs:
        shares.give(one.at, one.pair.least)
    for one in sorted(shares.pairs, key=lambda u: (-u.demand.weight, u.at)):
        shares.give(one.at, shares.room(one.at))


def onto_fewest(shares: Shares) -> None:
    """Move the units of a need onto one offer where that changes nothing for anybody else and costs the same."""
    for demand_id in sorted(shares.of_demand):
        for source in reversed(shares.givers(demand_id)):
            _move_away(shares, demand_id, source)


def _move_away(shares: Shares, demand_id: int, source: int) -> None:
    """Move all units of a pair to another pair of its need, if one can take them all."""
    units, old = shares.units[source], shares.pairs[source]
    stays = shares.used(old.supply.id) - units
    if not units or old.pair.least or old.pair.published or 0 < stays < old.supply.batch_min:
        return
    price = (old.supply.line, old.supply.unit_cost_fen)
    others = [at for at in shares.of_demand[demand_id] if at != source and shares.units[at]]
    for target in sorted(others, key=lambda at: (-shares.units[at], at)):
        new = shares.pairs[target]
        fits = min(shares.left[new.supply.id], new.most - shares.units[target]) >= units
        if fits and (new.supply.line, new.supply.unit_cost_fen) == price:
            shares.give(source, -units)
            shares.give(target, units)
            return
