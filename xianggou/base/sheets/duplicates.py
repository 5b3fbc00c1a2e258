"""Rows that stand twice: whole copies are left out, near copies and doubled keys are asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xianggou.base.sheets.cells import restated
from xianggou.base.sheets.kinds import SERIAL
from xianggou.base.sheets.problems import Problem
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.workbook import letter

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context


def find(tabled: Tabled, ctx: Context) -> None:
    """Mark second copies as dropped, suspects and doubled keys as refused."""
    where = tabled.layout.where
    all_names = list(where)
    same_names = [n for n, w in where.items() if w.column.same and n != SERIAL]
    asks_suspects = SERIAL in where and bool(same_names)
    whole: dict[tuple[Any, ...], int] = {}
    near: dict[tuple[Any, ...], int] = {}
    for row in tabled.rows:
        told = _told(row, tabled)
        mark = tuple([told.get(n) for n in all_names])
        first = whole.setdefault(mark, row.row)
        if first != row.row:
            restated(
                row,
                [
                    Problem(
                        row.sheet, row.row, "", "", "duplicate_exact", scope="row", details={"other": first}
                    )
                ],
            )
            row.status = "dropped"
            continue
        if asks_suspects and row.status != "set_aside":
            alike = tuple([told.get(n) for n in same_names])
            other = near.setdefault(alike, row.row)
            if other != row.row and any(alike):
                tabled.about_row(row, "duplicate_suspect", other=other)


def doubled_keys(tabled: Tabled, seen: dict[tuple[Any, ...], int]) -> None:
    """Refuse the later of two rows with one natural key, unless it is asked about already."""
    table = tabled.table
    if not table.unique or not table.key:
        return
    for row in tabled.live():
        if any(p.code == "duplicate_suspect" for p in row.problems):
            continue
        key = row.key(table.key)
        if any(part is None for part in key):
            continue
        other = seen.setdefault(key, row.row)
        if other != row.row:
            column = next((n for n in reversed(table.key) if n in tabled.layout.where), "")
            tabled.problem(row, column, "duplicate_key", other=other)


def _told(row: RowRead, tabled: Tabled) -> dict[str, Any]:
    """Values by column, with what stands in the cell where nothing could be read."""
    if not row.problems:
        return row.values
    values = dict(row.values)
    for problem in row.problems:
        if problem.column and problem.severity == "refuse":
            for name, where in tabled.layout.where.items():
                if letter(where.index) == problem.column:
                    values[name] = ("?", problem.value)
    return values
