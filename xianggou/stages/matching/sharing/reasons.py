"""Why a need is not (wholly) met, and what would help at least cost: one reason each, by the first line that holds. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from xianggou.stages.matching.pairs import Answered, Asked, Test, Verdict
from xianggou.stages.matching.sharing.allocate import Result
from xianggou.stages.matching.sharing.problem import Demand, Problem, Supply


class Reason(StrEnum):
    """The reasons, in the order in which they are asked."""

    NOT_PURCHASABLE = "unmet.not_purchasable"
    NO_DUTY = "unmet.no_duty"
    OFF_CATALOGUE = "unmet.off_catalogue"
    NO_OFFER = "unmet.no_offer"
    NO_LINK = "unmet.no_link"
    NO_MONEY = "unmet.no_money"
    TOO_FEW = "unmet.too_few"
    NO_CAPACITY = "unmet.no_capacity"
    ONE_TEST = "unmet.one_test"
    SET_ASIDE = "unmet.set_aside"
    SEVERAL = "unmet.several"


_BENT = frozenset({Test.AREA, Test.GROUP, Test.PERIOD, Test.STANDARD})  # what a department could change


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to change about one offer to meet what is left: its failed tests, its missing units, money."""

    supply: int
    failed: tuple[Test, ...]
    short_units: int  # beyond what the offer has left
    spare: int
    extra_fen: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Cheapest first: money, then how many things must change, then the older offer."""
        return self.extra_fen, len(self.failed) + bool(self.short_units), self.supply


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need, what is left of it, why, and the cheapest change if any offer could be changed to serve it."""

    demand: int
    units_left: int
    reason: Reason
    change: Change | None
    missing_for_batch: int = 0  # units that a smallest batch still wants, with batch_min for how many it is
    batch_min: int = 0
    cut_off: float = 0.0  # weight of the lightest unit that got some of the same offers; 0: none


@dataclass(frozen=True)
class _Around:
    """What is left of everything after a result."""

    spare: Mapping[int, int]
    free_fen: Mapping[str, int]
    lightest: Mapping[int, float]
    supplies: Mapping[int, Supply]
    waiting: Mapping[int, int]  # units that still want this offer, all needs together


def unmet(
    problem: Problem, asked: Iterable[Asked], verdicts: Mapping[tuple[int, int], Verdict], result: Result
) -> list[Unmet]:
    """Every need that is not wholly met, in order of ids."""
    units = result.units_of()
    near: dict[int, list[int]] = defaultdict(list)
    for demand_id, supply_id in verdicts:
        near[demand_id].append(supply_id)
    around = _left_of(problem, verdicts, result, units)
    facts = {one.id: one for one in asked}
    found = []
    for demand in problem.demands:
        left = demand.quantity - units.get(demand.id, 0)
        if left > 0:
            mine = {s: verdicts[demand.id, s] for s in sorted(near[demand.id])}
            found.append(_why(demand, left, facts[demand.id], mine, around))
    return found


def _left_of(
    problem: Problem,
    verdicts: Mapping[tuple[int, int], Verdict],
    result: Result,
    units: Mapping[int, int],
) -> _Around:
    supplies = {s.id: s for s in problem.supplies}
    weight = {d.id: d.weight for d in problem.demands}
    left = {d.id: max(d.quantity, 0) - units.get(d.id, 0) for d in problem.demands}
    spare = {s.id: max(s.capacity, 0) for s in problem.supplies}
    free = dict(problem.free_fen)
    lightest: dict[int, float] = {}
    for one in result.given:
        spare[one.supply] -= one.units
        line = supplies[one.supply].line
        if line:
            free[line] = free.get(line, 0) - one.cost_fen
        lightest[one.supply] = min(lightest.get(one.supply, weight[one.demand]), weight[one.demand])
    waiting: dict[int, int] = defaultdict(int)
    for (demand_id, supply_id), verdict in verdicts.items():
        if verdict.passes:
            waiting[supply_id] += left.get(demand_id, 0)
    return _Around(spare, free, lightest, supplies, waiting)


def _why(demand: Demand, left: int, asked: Asked, mine: Mapping[int, Verdict], around: _Around) -> Unmet:
    change = min(
        (_change(supply, verdict, left, around) for supply, verdict in mine.items()),
        key=lambda c: c.order,
        default=None,
    )
    reason = _reason(asked, mine, around)
    if reason is not None:
        return Unmet(demand.id, left, reason, change)
    passing = [s for s, v in mine.items() if v.passes]
    if passing:
        return _short(demand, left, passing, change, around)
    failed = [v.failed for v in mine.values() if v.is_candidate and v.answered is Answered.YES]
    if any(len(f) == 1 and f[0] in _BENT for f in failed):
        return Unmet(demand.id, left, Reason.ONE_TEST, change)
    if any(f == (Test.NEW_BURDEN,) for f in failed):
        return Unmet(demand.id, left, Reason.NO_MONEY, change)
    if any(f == (Test.SET_ASIDE,) for f in failed):
        return Unmet(demand.id, left, Reason.SET_ASIDE, change)
    return Unmet(demand.id, left, Reason.SEVERAL, change)


def _reason(asked: Asked, mine: Mapping[int, Verdict], around: _Around) -> Reason | None:
    """Reasons that lie before any sharing out."""
    candidates = [v for v in mine.values() if v.is_candidate]
    if not asked.is_purchasable:
        return Reason.NOT_PURCHASABLE
    if not asked.duty_levels:
        return Reason.NO_DUTY
    if not asked.catalogue_code and not candidates:
        return Reason.OFF_CATALOGUE
    if all(v.answered is Answered.NO for v in candidates):
        return Reason.NO_OFFER
    if not any(v.answered is Answered.YES for v in candidates):
        return Reason.NO_LINK
    return None


def _short(demand: Demand, left: int, passing: list[int], change: Change | None, around: _Around) -> Unmet:
    """Offers fit, and still something is left: no money, too few for a batch, or all is used up."""
    cut_off = min((around.lightest[s] for s in passing if s in around.lightest), default=0.0)
    spare = [around.supplies[s] for s in passing if around.spare[s] > 0]
    for supply in spare:
        if supply.line and around.free_fen.get(supply.line, 0) < supply.unit_cost_fen:
            return Unmet(demand.id, left, Reason.NO_MONEY, change, cut_off=cut_off)
    for supply in spare:
        missing = supply.batch_min - around.waiting[supply.id]
        if supply.batch_min > 1 and around.spare[supply.id] == supply.capacity:
            return Unmet(demand.id, left, Reason.TOO_FEW, change, max(missing, 0), supply.batch_min, cut_off)
    return Unmet(demand.id, left, Reason.NO_CAPACITY, change, cut_off=cut_off)


def _change(supply_id: int, verdict: Verdict, left: int, around: _Around) -> Change:
    supply, spare = around.supplies[supply_id], around.spare[supply_id]
    cost = left * supply.unit_cost_fen if supply.line else 0
    extra = max(cost - around.free_fen.get(supply.line, 0), 0)
    return Change(supply_id, verdict.failed, max(left - spare, 0), spare, extra)
