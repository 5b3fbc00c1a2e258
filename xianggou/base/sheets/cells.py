"""From the rows of a found table to typed records: merged cells filled down, every cell read once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from xianggou.base.sheets.layout import Layout, Role, Where
from xianggou.base.sheets.numbers import yuan
from xianggou.base.sheets.problems import Problem
from xianggou.base.sheets.readers import Found, One
from xianggou.base.sheets.rows import RowRead, Tabled, mark, shown_value
from xianggou.base.sheets.workbook import Row, Sheet, Value, as_shown, letter

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context

Place = tuple[str, int, str]  # sheet, row, column letter


def filled_down(sheet: Sheet, layout: Layout, roles: list[tuple[Row, Role]]) -> list[Problem]:
    """Give every row its share of cells merged downwards; says each such cell once."""
    rows = {row.number: row for row, role in roles if role == "data"}
    used = {w.index for w in layout.where.values()}
    found = []
    for merge in sorted(sheet.merged, key=lambda m: (m.left, m.top)):
        if merge.top <= layout.bottom or merge.bottom == merge.top or merge.left not in used:
            continue
        first = rows.get(merge.top)
        value = first.values[merge.left] if first and merge.left < len(first.values) else None
        if value is None:
            continue
        for number in range(merge.top + 1, merge.bottom + 1):
            row = rows.get(number)
            if row is not None:
                row.values += [None] * (merge.left + 1 - len(row.values))
                row.values[merge.left] = value
        shown = as_shown(value)
        found.append(
            Problem(
                sheet.name,
                merge.top,
                letter(merge.left),
                shown,
                "merged_down",
                suggestion=shown,
                details={"until": merge.bottom},
            )
        )
    return found


def read(
    sheet: Sheet,
    layout: Layout,
    roles: list[tuple[Row, Role]],
    ctx: Context,
    corrections: Mapping[Place, str],
) -> Tabled:
    """Read every data row of a table. Corrections are values a person typed for single cells."""
    tabled = Tabled(sheet, layout.table, layout)
    data = [row for row, role in roles if role == "data"]
    broken = _broken_formulas(sheet, layout)
    columns: list[list[Any]] = []
    findings: list[tuple[int, Where, Found]] = []
    for where in layout.where.values():
        unit = where.unit or layout.unit or "元"
        one = where.column.read(ctx, unit)
        spoiled = {number: found for (number, index), found in broken.items() if index == where.index}
        out = _column(data, where, one, spoiled, findings)
        _corrected(sheet, data, where, corrections, ctx, unit, out, findings)
        columns.append(out)
    names = list(layout.where)
    name, table = sheet.name, layout.table.spread_into or layout.table.name
    tabled.rows = [
        RowRead(name, row.number, table, dict(zip(names, values, strict=True)), row.values)
        for row, values in zip(data, zip(*columns, strict=True), strict=True)
    ]
    for position, where, found in findings:
        row = tabled.rows[position]
        tabled.problem(row, where.column.name, found.code, read_as=found.read_as, **found.details)
    for position, line in enumerate(data):
        if line.hidden:
            tabled.about_row(tabled.rows[position], "hidden_row")
    _cached_formulas(sheet, layout, tabled, corrections)
    return tabled


def _column(
    data: list[Row],
    where: Where,
    one: One,
    spoiled: dict[int, Found],
    findings: list[tuple[int, Where, Found]],
) -> list[Any]:
    """One column of all rows. The same text read twice gives the same answer, so it is read once."""
    index, column = where.index, where.column
    default, is_required = column.default, column.required
    memo: dict[Value, Any] = {None: None, "": None}
    out: list[Any] = []
    append = out.append
    for position, row in enumerate(data):
        values = row.values
        raw = values[index] if index < len(values) else None
        if spoiled and row.number in spoiled:
            result: Any = spoiled[row.number]
        elif raw in memo and raw is not True:
            result = memo[raw]
        else:
            result = memo[raw] = one(raw)
        if type(result) is Found:
            findings.append((position, where, result))
            append(result.value)
        elif result is None:
            if is_required:
                findings.append((position, where, Found("missing_required")))
            append(default)
        else:
            append(result)
    return out


def _broken_formulas(sheet: Sheet, layout: Layout) -> dict[tuple[int, int], Found]:
    """Formulas that give nothing: an error, or no stored result."""
    found = {}
    for (number, index), formula in sheet.formulas.items():
        if number <= layout.bottom:
            continue
        if formula.error or "#REF!" in formula.text:
            found[number, index] = Found("formula_error")
        elif not formula.cached:
            found[number, index] = Found("formula_no_cache")
    return found


def _cached_formulas(sheet: Sheet, layout: Layout, tabled: Tabled, corrections: Mapping[Place, str]) -> None:
    if not sheet.formulas:
        return
    rows = {row.row: row for row in tabled.rows}
    columns = {w.index: w.column for w in layout.where.values()}
    for (number, index), formula in sheet.formulas.items():
        row, column = rows.get(number), columns.get(index)
        if row is None or column is None or not formula.cached or formula.error:
            continue
        if (sheet.name, number, letter(index)) in corrections or "#REF!" in formula.text:
            continue
        value = row.values.get(column.name)
        said = yuan(value) if column.is_money and value is not None else shown_value(value)
        tabled.problem(row, column.name, "formula_cached", read_as=said)


def _corrected(
    sheet: Sheet,
    data: list[Row],
    where: Where,
    corrections: Mapping[Place, str],
    ctx: Context,
    unit: str,
    out: list[Any],
    findings: list[tuple[int, Where, Found]],
) -> None:
    """Put typed corrections in the place of what the file says; text is then how numbers are written."""
    if not corrections:
        return
    column_letter = letter(where.index)
    positions = {row.number: position for position, row in enumerate(data)}
    untyped, ctx.typed = ctx.typed, False
    one = where.column.read(ctx, unit)
    ctx.typed = untyped
    for (name, number, column), typed in corrections.items():
        if name != sheet.name or column != column_letter or number not in positions:
            continue
        position = positions[number]
        findings[:] = [f for f in findings if not (f[0] == position and f[1].index == where.index)]
        result = one(typed)
        row = data[position]
        row.values += [None] * (where.index + 1 - len(row.values))
        row.values[where.index] = typed
        if type(result) is Found:
            out[position] = result.value
            findings.append((position, where, result))
        else:
            out[position] = where.column.default if result is None else result
            if result is None and where.column.required:
                findings.append((position, where, Found("missing_required")))


def restated(row: RowRead, problems: list[Problem]) -> None:
    """Replace a row's findings by others and let its status follow."""
    row.problems = []
    row.status = "ok"
    for problem in problems:
        mark(row, problem)
