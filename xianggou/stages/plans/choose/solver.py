"""The choice as a whole-number program for HiGHS, built from arrays in the order of ids.

Amounts go in as 分; with the tolerance below the solver does not overspend by one, and `settling` checks it again in
whole numbers. Needs met by the same items are one column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import highspy
import numpy as np

from xianggou.stages.plans.choose.admitting import Admitted
from xianggou.stages.plans.choose.facts import Minimum, Problem

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Asked:
    """What one call of the solver shall find."""

    minimums: tuple[Minimum, ...]
    cuts: tuple[frozenset[int], ...] = ()  # sets of items that can't be paid all together
    least: int | None = None  # then: the fewest moves against the published choice, worth so much at least
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Found:
    """What it found: a set, or none; and what no set can pass."""

    chosen: frozenset[int] | None
    bound: int
    infeasible: bool = False


@dataclass
class _Rows:
    """Rows of the matrix as they are written."""

    start: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, terms: Collection[tuple[int, int]], lower: float, upper: float) -> None:
        """One row: columns with their factors, between two bounds."""
        self.index += [column for column, _ in terms]
        self.value += [float(factor) for _, factor in terms]
        self.start.append(len(self.index))
        self.lower.append(lower)
        self.upper.append(upper)


def solve(problem: Problem, admitted: Admitted, asked: Asked) -> Found:
    """Build, run, read."""
    items = admitted.open(problem)
    column = {item: k for k, item in enumerate(items)}
    rows = _Rows()
    own, shared = _values(problem, items)
    covers = {cover: len(items) + k for k, cover in enumerate(sorted(shared))}
    for cover, z in covers.items():
        rows.add([*((column[i], 1) for i in cover), (z, -1)], 0, highspy.kHighsInf)
    width = _money(problem, items, column, rows, len(items) + len(covers))
    _policy(problem, column, rows, asked)
    gain = np.zeros(width)
    gain[: len(items)] = [own[i] for i in items]
    for cover, z in covers.items():
        gain[z] = shared[cover]
    if asked.least is None:
        cost = -gain
    else:
        rows.add([(int(k), int(gain[k])) for k in np.flatnonzero(gain)], asked.least, highspy.kHighsInf)
        cost = np.zeros(width)
        cost[: len(items)] = [-1 if i in problem.published else 1 for i in items]
    upper = np.full(width, highspy.kHighsInf)
    upper[: len(items) + len(covers)] = 1
    lower = np.zeros(width)
    lower[[column[i] for i in sorted(admitted.musts)]] = 1
    return _read(_run(cost, lower, upper, rows, len(items), asked.seconds), items)


def _values(problem: Problem, items: list[int]) -> tuple[dict[int, int], dict[tuple[int, ...], int]]:
    """What an item alone brings, and what is brought by any one of several."""
    met_by: dict[int, list[int]] = defaultdict(list)
    for item in items:
        for demand in sorted(set(problem.by_id[item].demands)):
            met_by[demand].append(item)
    own = dict.fromkeys(items, 0)
    shared: dict[tuple[int, ...], int] = defaultdict(int)
    for demand, by in met_by.items():
        worth = problem.worth.get(demand, 0)
        if len(by) == 1:
            own[by[0]] += worth
        elif worth:
            shared[tuple(by)] += worth
    return own, dict(shared)


def _money(problem: Problem, items: list[int], column: dict[int, int], rows: _Rows, width: int) -> int:
    """Lines of this year (items with one line directly, with several through parts) and later years."""
    on_line: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for item in items:
        candidate = problem.by_id[item]
        if len(candidate.lines) == 1:
            on_line[candidate.lines[0]].append((column[item], candidate.cost_fen))
            continue
        parts = range(width, width + len(candidate.lines))
        width += len(parts)
        rows.add([*((k, 1) for k in parts), (column[item], -candidate.cost_fen)], 0, 0)
        for line, part in zip(candidate.lines, parts, strict=True):
            on_line[line].append((part, 1))
    for line in sorted(on_line):
        rows.add(on_line[line], -highspy.kHighsInf, max(problem.lines.get(line, 0), 0))
    for year, most in enumerate(problem.later_fen):
        bearing = [(column[i], sum(problem.by_id[i].later_fen[year : year + 1])) for i in items]
        bearing = [(k, fen) for k, fen in bearing if fen]
        if most is not None and bearing:
            rows.add(bearing, -highspy.kHighsInf, max(most, 0))
    return width


def _policy(problem: Problem, column: dict[int, int], rows: _Rows, asked: Asked) -> None:
    """What depends on what, what excludes what, minimums of classes, and sets known to be too dear."""
    for item, k in column.items():
        for needed in sorted(set(problem.by_id[item].depends) - {item}):
            rows.add([(column[needed], 1), (k, -1)], 0, highspy.kHighsInf)
    for pair in sorted(problem.excludes):
        if set(pair) <= column.keys():
            rows.add([(column[i], 1) for i in sorted(set(pair))], -highspy.kHighsInf, 1)
    for minimum in asked.minimums:
        members = [i for i in column if problem.by_id[i].group == minimum.group]
        if minimum.items:
            rows.add([(column[i], 1) for i in members], minimum.items, highspy.kHighsInf)
        if minimum.fen:
            rows.add(
                [(column[i], problem.by_id[i].cost_fen) for i in members], minimum.fen, highspy.kHighsInf
            )
    for cut in asked.cuts:
        rows.add([(column[i], 1) for i in sorted(cut)], -highspy.kHighsInf, len(cut) - 1)


def _run(
    cost: np.ndarray, lower: np.ndarray, upper: np.ndarray, rows: _Rows, whole: int, seconds: int
) -> highspy.Highs:
    """Hand the arrays over and solve, the same way each time."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(rows.lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    lp.row_lower_, lp.row_upper_ = np.array(rows.lower), np.array(rows.upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_ = np.array(rows.start, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(rows.index, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(rows.value)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * whole + [highspy.HighsVarType.kContinuous] * (
        len(cost) - whole
    )
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, setting in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_feasibility_tolerance", _TOLERANCE),
        ("primal_feasibility_tolerance", _TOLERANCE),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),  # values are whole: less than one is nothing
        ("time_limit", float(seconds)),
    ):
        solver.setOptionValue(option, setting)
    if solver.passModel(lp) == highspy.HighsStatus.kError or solver.run() == highspy.HighsStatus.kError:
        raise ValueError("the solver does not take the model")
    return solver


def _read(solver: highspy.Highs, items: list[int]) -> Found:
    """The set, if there is one, and the bound turned back into a whole number."""
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Found(None, 0, infeasible=True)
    info = solver.getInfo()
    dual = info.mip_dual_bound
    bound = int(-dual // 1) if abs(dual) < highspy.kHighsInf else -1  # -1: not known
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Found(None, bound)
    values = solver.getSolution().col_value
    chosen = frozenset(item for k, item in enumerate(items) if round(values[k]) == 1)
    if status == highspy.HighsModelStatus.kOptimal:
        bound = round(-info.objective_function_value)
    return Found(chosen, bound)
