"""How capacities are shared among needs: the most people served, no place left behind, and a proof of how good it is.

Three programs (ADR 27): the most that can be served at all; within a small slack of it, the highest floor under every
township and protected group, staying with what is published; then whole units, checked exactly. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from xianggou.core.programs import Answer, Floats, Ints, Program, Rows
from xianggou.stages.matching.sharing.batches import keep_batches
from xianggou.stages.matching.sharing.problem import Problem, contradictions
from xianggou.stages.matching.sharing.shares import Shares, Usable, onto_fewest, share_greedily, usable_pairs
from xianggou.stages.matching.sharing.whole import Claim, hand_out

_FLOOR_FIRST = 1000.0  # how much more the floor counts than the value of everything together
_NEAR = 1e-9
TEN_THOUSAND = 10_000


class Proof(StrEnum):
    """How much is known of a result."""

    PROVEN = "proven"  # no better one exists
    BOUNDED = "bounded"  # none is better by more than the gap
    GREEDY = "greedy"  # the solver gave no answer in time; nothing is known of it


@dataclass(frozen=True, slots=True)
class Given:
    """Units of an offer that go to a need."""

    demand: int
    supply: int
    units: int
    persons: int
    cost_fen: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a township or a protected group got of what it could have had alone, both in thousandths."""

    claim: str
    worth: int
    alone: int

    @property
    def bp(self) -> int:
        """The share in 1/10 000."""
        return min(self.worth * TEN_THOUSAND // self.alone, TEN_THOUSAND) if self.alone else TEN_THOUSAND


@dataclass(frozen=True, slots=True)
class Result:
    """What is shared out, what it is worth, and what it could be worth at most (both in thousandths)."""

    digest: str
    proof: Proof
    given: tuple[Given, ...]
    worth: int
    bound: int
    gap_bp: int  # rounded up
    coverage: tuple[Coverage, ...]

    @property
    def floor_bp(self) -> int:
        """The worst share of any township or group that could have had anything."""
        return min((c.bp for c in self.coverage), default=TEN_THOUSAND)

    def units_of(self) -> dict[int, int]:
        """Need -> units it got."""
        units: dict[int, int] = {}
        for one in self.given:
            units[one.demand] = units.get(one.demand, 0) + one.units
        return units


class Contradicted(ValueError):
    """What people fixed cannot all be true."""

    def __init__(self, problem: Problem) -> None:
        self.found = contradictions(problem)
        super().__init__(f"{len(self.found)} contradictions")


class Frame:
    """The arrays of a problem: a column for each usable pair."""

    def __init__(self, problem: Problem) -> None:
        self.pairs: list[Usable] = usable_pairs(problem)
        self.weight: Floats = np.array([u.demand.weight for u in self.pairs])
        self.least: Floats = np.array([float(u.pair.least) for u in self.pairs])
        self.most: Floats = np.array([float(u.most) for u in self.pairs])
        demands: Mapping[int, int] = {d.id: i for i, d in enumerate(problem.demands)}
        supplies: Mapping[int, int] = {s.id: i for i, s in enumerate(problem.supplies)}
        self.demand: Ints = np.array([demands[u.demand.id] for u in self.pairs], np.int64)
        self.supply: Ints = np.array([supplies[u.supply.id] for u in self.pairs], np.int64)
        self.supply_ids = [s.id for s in problem.supplies]
        self.quantity: Floats = np.array([float(max(d.quantity, 0)) for d in problem.demands])
        self.capacity: Floats = np.array([float(max(s.capacity, 0)) for s in problem.supplies])
        self.cost: Floats = np.array([float(u.supply.unit_cost_fen) for u in self.pairs])
        self.lines = [u.supply.line if u.supply.unit_cost_fen > 0 else "" for u in self.pairs]
        self.free = problem.free_fen

    def rows(self, some: Ints) -> Rows:
        """Quantity, capacity and money of some of the pairs, numbered anew from nought."""
        rows = Rows()
        for of, limits in ((self.demand, self.quantity), (self.supply, self.capacity)):
            used, numbers = np.unique(of[some], return_inverse=True)
            rows.add_each(numbers, np.arange(len(some)), np.ones(len(some)), limits[used])
        for line in sorted({self.lines[i] for i in some} - {""}):
            paid = np.array([at for at, i in enumerate(some) if self.lines[i] == line], np.int64)
            rows.add(paid, self.cost[some][paid], upper=float(self.free.get(line, 0)))
        return rows

    def with_rows(self) -> tuple[Program, dict[int, int]]:
        """The first program, and which row limits which offer: to be solved again with another capacity."""
        everything = np.arange(len(self.pairs))
        rows = self.rows(everything)
        used = np.unique(self.supply)
        first = len(np.unique(self.demand))
        row_of = {self.supply_ids[s]: first + n for n, s in enumerate(used.tolist())}
        most = [float(min(u.demand.quantity, u.pair.most or u.demand.quantity)) for u in self.pairs]
        return Program(self.weight, self.least, np.array(most), rows), row_of

    def program(self, some: Ints, least: Floats) -> Program:
        """The most that some of the pairs can be worth."""
        return Program(self.weight[some], least, self.most[some], self.rows(some))

    def most_worth(self, seconds: float) -> Answer:
        """The first program: the most that can be served at all."""
        return self.program(np.arange(len(self.pairs)), self.least).best(seconds=seconds)

    def claims(self, problem: Problem) -> list[Claim]:
        """Every township and protected group with what it could have had alone."""
        members: dict[str, list[int]] = {}
        for one in self.pairs:
            for name in (one.demand.place, *one.demand.claims):
                if name:
                    members.setdefault(name, []).append(one.at)
        found = []
        for name, at in sorted(members.items()):
            some = np.array(at, np.int64)
            alone = self.program(some, np.zeros(len(some))).best().value
            if alone > 0:
                found.append(Claim(name, some, alone))
        return found

    def fairest(self, problem: Problem, top: float, claims: Sequence[Claim], seconds: float) -> Answer:
        """The second program: the highest floor under every claim, staying with the published list, close to the top."""
        policy = problem.policy
        slack = policy.slack_bp / TEN_THOUSAND
        stays = np.array([1.0 + policy.stay_bp / TEN_THOUSAND * bool(u.pair.published) for u in self.pairs])
        everything = np.arange(len(self.pairs))
        rho = len(self.pairs)
        rows = self.rows(everything)
        rows.add(everything, self.weight / top, lower=(1.0 - slack) * (1.0 - _NEAR))
        for claim in claims:
            columns = np.append(claim.pairs, rho)
            rows.add(columns, np.append(self.weight[claim.pairs] / claim.alone, -1.0), lower=0.0)
        # Above what the slack allows to lose, a floor is no better for being higher: staying may decide there.
        return Program(
            np.append(self.weight * stays / top, _FLOOR_FIRST),
            np.append(self.least, 0.0),
            np.append(self.most, 1.0 - slack),
            rows,
        ).best(seconds=seconds)


def most_worth(problem: Problem) -> int:
    """The most that can be served at all, in thousandths: what a pin or a refusal costs is the difference of two.

    Raises: Contradicted.
    """
    if contradictions(problem):
        raise Contradicted(problem)
    frame = Frame(problem)
    return round(1000 * frame.most_worth(60.0).value) if frame.pairs else 0


def allocate(problem: Problem, *, seconds: float = 60.0) -> Result:
    """Share out what there is.  Raises: Contradicted."""
    if contradictions(problem):
        raise Contradicted(problem)
    frame = Frame(problem)
    shares = Shares(problem, frame.pairs)
    if not frame.pairs:
        return _told(problem, shares, [], 0.0, is_bounded=True)
    top = frame.most_worth(seconds)
    if not top.is_found or top.value <= 0:
        share_greedily(shares)
        keep_batches(problem, shares)
        return _told(problem, shares, [], top.bound if top.is_found else 0.0, is_bounded=top.is_found)
    claims = frame.claims(problem)
    fair = frame.fairest(problem, top.value, claims, seconds)
    chosen = fair.columns[: len(frame.pairs)] if fair.is_found else top.columns
    hand_out(shares, chosen, claims, at_least=(1 - problem.policy.slack_bp / TEN_THOUSAND) * top.value)
    keep_batches(problem, shares)
    onto_fewest(shares)
    return _told(problem, shares, claims, top.value, is_bounded=top.is_proven)


def _told(
    problem: Problem, shares: Shares, claims: Sequence[Claim], top: float, *, is_bounded: bool
) -> Result:
    """The result of what is in hand, every figure added up again in whole numbers."""
    units = {d.id: sum(shares.units[at] for at in shares.of_demand[d.id]) for d in problem.demands}
    worth = sum(d.worth(units[d.id]) for d in problem.demands)
    value = sum(d.weight * units[d.id] for d in problem.demands)
    gap = max(top - value, 0.0) / top if top > 0 else 0.0
    gap_bp = 0 if gap <= _NEAR else int(-(-gap * TEN_THOUSAND // 1))
    proof = Proof.GREEDY if not is_bounded else Proof.BOUNDED if gap_bp else Proof.PROVEN
    coverage = tuple(Coverage(c.name, round(1000 * c.worth(shares)), round(1000 * c.alone)) for c in claims)
    given = tuple(
        Given(u.demand.id, u.supply.id, n, u.demand.persons(n), n * u.supply.unit_cost_fen)
        for u, n in zip(shares.pairs, shares.units, strict=True)
        if n
    )
    bound = max(round(1000 * top), worth) if is_bounded else 0
    return Result(problem.digest, proof, given, worth, bound, gap_bp, coverage)
