"""Linear and whole-number programs from arrays: the most of c·x under rows of limits, always solved the same way.

One thread, the simplex method, a fixed seed, the tightest tolerances: the same input gives the same answer. The solver
counts in floating point, so whoever uses an answer for money or capacity adds it up again in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
from highspy._core import (
    _Highs,
)  # the public wrapper writes a banner to standard output and adds nothing used here
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

INFINITE = float(highspy.kHighsInf)
_TOLERANCE = 1e-9
_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "solver": "simplex",
    "primal_feasibility_tolerance": _TOLERANCE,
    "dual_feasibility_tolerance": _TOLERANCE,
    "mip_feasibility_tolerance": _TOLERANCE,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
}


@dataclass
class Rows:
    """Limits on sums of columns: row i lies between lower[i] and upper[i]; entries are (row, column, factor)."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    _rows: list[Ints] = field(default_factory=list)
    _columns: list[Ints] = field(default_factory=list)
    _factors: list[Floats] = field(default_factory=list)

    def add(
        self, columns: Ints, factors: Floats, *, lower: float = -INFINITE, upper: float = INFINITE
    ) -> int:
        """One more row; its number."""
        at = len(self.lower)
        self.lower.append(lower)
        self.upper.append(upper)
        self._put(np.full(len(columns), at, dtype=np.int64), columns, factors)
        return at

    def add_each(self, of: Ints, columns: Ints, factors: Floats, upper: Floats) -> int:
        """A row for each limit of `upper`; column j counts in row of[j]. The number of the first."""
        first = len(self.lower)
        self.lower += [-INFINITE] * len(upper)
        self.upper += upper.tolist()
        self._put(of + first, columns, factors)
        return first

    def _put(self, rows: Ints, columns: Ints, factors: Floats) -> None:
        self._rows.append(rows)
        self._columns.append(columns)
        self._factors.append(factors)

    def by_column(self, width: int) -> tuple[Ints, Ints, Floats]:
        """Starts, rows and factors of every column, in order."""
        rows = np.concatenate([*self._rows, np.empty(0, np.int64)])
        columns = np.concatenate([*self._columns, np.empty(0, np.int64)])
        factors = np.concatenate([*self._factors, np.empty(0)])
        order = np.lexsort((rows, columns))
        starts = np.zeros(width + 1, np.int64)
        np.cumsum(np.bincount(columns, minlength=width), out=starts[1:])
        return starts, rows[order], factors[order]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver found. `bound` is what no answer can exceed; without a solution `columns` is empty."""

    columns: Floats
    value: float
    bound: float
    is_proven: bool

    @property
    def is_found(self) -> bool:
        """Whether there is anything to use."""
        return self.columns.size > 0


class Program:
    """A program that can be solved again after one of its limits has moved."""

    def __init__(
        self,
        gain: Floats,
        lower: Floats,
        upper: Floats,
        rows: Rows,
        *,
        whole: NDArray[np.bool_] | None = None,
    ) -> None:
        self._solver = _Highs()
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(gain), len(rows.lower)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = gain, lower, upper
        lp.row_lower_, lp.row_upper_ = np.array(rows.lower), np.array(rows.upper)
        starts, index, factors = rows.by_column(len(gain))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, factors
        self._is_whole = whole is not None and bool(whole.any())
        if whole is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(w)] for w in whole]
        self._width = len(gain)
        self._solver.passModel(lp)

    def limit(self, row: int, upper: float) -> None:
        """Move the upper limit of a row."""
        self._solver.changeRowBounds(row, -INFINITE, upper)

    def best(self, *, seconds: float = 60.0) -> Answer:
        """The best answer, or the best found in the time given."""
        if self._width == 0:
            return Answer(np.empty(0), 0.0, 0.0, is_proven=True)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
        self._solver.run()
        status = self._solver.getModelStatus()
        is_proven = status == highspy.HighsModelStatus.kOptimal
        info = self._solver.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not (is_proven or (feasible and status == highspy.HighsModelStatus.kTimeLimit)):
            return Answer(np.empty(0), 0.0, INFINITE, is_proven=False)
        value = float(info.objective_function_value)
        bound = float(info.mip_dual_bound) if self._is_whole else (value if is_proven else INFINITE)
        return Answer(np.array(self._solver.getSolution().col_value), value, bound, is_proven)
