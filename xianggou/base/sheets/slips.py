"""A bare number in the other unit: too far from its neighbours to be believed, so it is asked about."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from xianggou.base.sheets.rows import Tabled
from xianggou.base.sheets.workbook import Value

if TYPE_CHECKING:
    from xianggou.base.sheets.layout import Where

_FAR = 300  # 万 apart is ten thousand; a neighbour thirty times as large is still a neighbour
_BEYOND = 20
_FEWEST = 4


def find(tabled: Tabled) -> None:
    """Ask about sums that stand hundreds of times away from all others of their column or table."""
    steady = [w for w in tabled.layout.where.values() if w.column.steady]
    groups: dict[str, list[Where]] = {}
    for where in steady:
        group = "spread" if where.column.name.startswith("spread:") else where.column.name
        groups.setdefault(group, []).append(where)
    for wheres in groups.values():
        for where in wheres:
            _ask(tabled, where)


def _ask(tabled: Tabled, where: Where) -> None:
    name = where.column.name
    numbers = sorted(r.values[name] for r in tabled.live() if r.values.get(name))
    if len(numbers) < _FEWEST:
        return
    middle = median(numbers)
    unit = where.unit or tabled.layout.unit or "元"
    if unit == "元":
        near = [n for n in numbers if n * _FAR > middle]
        suspects = {n for n in numbers if n * _FAR <= middle and near and n * _BEYOND <= near[0]}
    else:
        near = [n for n in numbers if n < middle * _FAR]
        suspects = {n for n in numbers if n >= middle * _FAR and near and n >= near[-1] * _BEYOND}
    if not suspects or len(suspects) * 5 > len(numbers):
        return
    for row in tabled.live():
        value = row.values.get(name)
        if value in suspects and not _says_unit(row.raw, where.index):
            row.values[name] = None
            tabled.problem(row, name, "unit_slip", unit=unit)


def _says_unit(raw: list[Value], index: int) -> bool:
    written = raw[index] if index < len(raw) else None
    return isinstance(written, str) and any(mark in written for mark in "元万亿¥¥")
