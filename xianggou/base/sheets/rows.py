"""Rows as read: typed values, where they stood, and what was found in them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from xianggou.base.sheets.problems import Problem
from xianggou.base.sheets.wording import WORDING
from xianggou.base.sheets.workbook import Sheet, Value, as_shown, letter

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Table
    from xianggou.base.sheets.layout import Layout

Status = Literal["ok", "notice", "refuse", "dropped", "set_aside"]

# What is said about a total, or about another row beside this one, says nothing about the row itself.
UNMARKING = frozenset({"formula_no_cache_total", "sum_off_001", "double_offer"})


@dataclass(slots=True, eq=False)
class RowRead:
    """One record: values by column name, the row it stood in, and its worst finding."""

    sheet: str
    row: int
    table: str
    values: dict[str, Any]
    raw: list[Value]
    status: Status = "ok"
    problems: list[Problem] = field(default_factory=list)
    waits_for: str = ""  # the row this one hangs on is refused or set aside
    reason: str = ""  # why it was set aside

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def key(self, names: tuple[str, ...]) -> tuple[Any, ...]:
        """The natural key of the record."""
        return tuple(self.values.get(n) for n in names)

    @property
    def is_saved(self) -> bool:
        """Whether the record goes in when the file is taken."""
        return self.status in ("ok", "notice") and not self.waits_for

    @property
    def digest(self) -> str:
        """SHA-256 of what the row means, whatever it looks like: the same meaning, the same digest."""
        meaning = {k: v for k, v in self.values.items() if v is not None and k != "serial"}
        text = json.dumps(meaning, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Tabled:
    """One sheet read as one table."""

    sheet: Sheet
    table: Table
    layout: Layout
    rows: list[RowRead] = field(default_factory=list)

    def problem(self, row: RowRead, column: str, code: str, **details: Any) -> Problem:
        """Note a finding at a column of a row; it stays with the row."""
        where = self.layout.where.get(column)
        index = where.index if where else -1
        value = ""
        if where:
            value = self.sheet.shown(row.row, index, row.raw[index] if index < len(row.raw) else None)
        found = Problem(
            sheet=self.sheet.name,
            row=row.row,
            column=letter(index) if where else "",
            value=value,
            code=code,
            header=where.heading if where else "",
            suggestion=str(details.pop("read_as", "")),
            scope="cell" if column else "row",
            details=details,
        )
        if code == "text_over_number" and column.startswith("spread:"):
            row.problems.append(found)  # a mark for nothing in a matrix: there is no record to confirm
        else:
            mark(row, found)
        return found

    def about_row(self, row: RowRead, code: str, **details: Any) -> Problem:
        """Note a finding about the row as a whole."""
        found = Problem(self.sheet.name, row.row, "", "", code, scope="row", details=details)
        mark(row, found)
        return found

    def letter(self, column: str) -> str:
        """The letter of a column as found in this sheet."""
        where = self.layout.where.get(column)
        return letter(where.index) if where else ""

    def restate(self, row: RowRead, column: str, read_as: str) -> None:
        """Change what the notices at a cell say was read."""
        where = self.letter(column)
        row.problems[:] = [
            replace(p, suggestion=read_as) if p.column == where and p.severity == "notice" else p
            for p in row.problems
        ]

    def live(self) -> Iterator[RowRead]:
        """Rows that are neither second copies nor set aside."""
        return (r for r in self.rows if r.status not in ("dropped", "set_aside"))


def mark(row: RowRead, problem: Problem) -> None:
    """Keep a finding with its row and let the row bear its severity."""
    row.problems.append(problem)
    if row.status == "set_aside":
        return
    severity = WORDING[problem.code].severity
    if severity == "refuse":
        row.status = "refuse"
    elif severity == "notice" and row.status == "ok" and problem.code not in UNMARKING:
        row.status = "notice"


def shown_value(value: Any) -> str:
    """A read value for a person: dates in ISO form, lists with separators."""
    if isinstance(value, (list, tuple)):
        return ";".join(str(v) for v in value)
    if isinstance(value, (str, int, float, dt.date)) or value is None:
        return as_shown(value)
    return str(value)
