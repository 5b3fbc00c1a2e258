"""Subtotals and totals: never imported, always compared with the rows they stand for."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from xianggou.base.sheets.layout import Layout, Role, Where
from xianggou.base.sheets.numbers import FEN, exact, money, plain_decimal, quantity
from xianggou.base.sheets.problems import Problem
from xianggou.base.sheets.readers import Found
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.workbook import Row, Sheet, Value, as_shown, letter

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context

_NOT_COUNTED = frozenset({"duplicate_suspect"})


def unlabelled(roles: list[tuple[Row, Role]], layout: Layout) -> list[tuple[Row, Role]]:
    """A last row whose every number is the sum of those above is a total even where its label is missing."""
    data = [row for row, role in roles if role == "data"]
    indexes = [w.index for w in layout.where.values() if w.column.summed]
    if not layout.missing or len(data) < 3 or not indexes:
        return roles
    *_above, last = data
    for index in indexes:
        column = [_number(r.values[index] if index < len(r.values) else None) for r in data]
        numbers = [n for n in column if n is not None]
        if len(numbers) != len(data) or sum(numbers[:-1], Decimal(0)) != numbers[-1]:
            return roles
    return [(row, "total" if row is last else role) for row, role in roles]


def _number(value: Value) -> Decimal | None:
    return exact(value) if type(value) in (float, int) else None  # type: ignore[arg-type]


def compare(tabled: Tabled, roles: list[tuple[Row, Role]], ctx: Context) -> list[Problem]:
    """What stands in total rows and total columns against the sum of the rows."""
    found: list[Problem] = []
    rows = {r.row: r for r in tabled.rows}
    block: list[RowRead] = []
    everything: list[RowRead] = []
    for row, role in roles:
        if role == "data" and row.number in rows:
            block.append(rows[row.number])
            everything.append(rows[row.number])
        elif role in ("subtotal", "total"):
            code = "subtotal_row" if role == "subtotal" else "total_row"
            found.append(_label(tabled.sheet, row, code))
            found += _stated(tabled, row, block if role == "subtotal" else everything, ctx)
            block = []
        elif role in ("blank", "repeated", "note"):
            found.append(
                _label(
                    tabled.sheet,
                    row,
                    {"blank": "blank_row", "repeated": "repeated_header", "note": "note_row"}[role],
                )
            )
    for index, _heading in tabled.layout.row_totals:
        found += _row_totals(tabled, index, rows, roles)
    return found


def _label(sheet: Sheet, row: Row, code: str) -> Problem:
    index = next((i for i, v in enumerate(row.values) if v is not None and as_shown(v).strip()), None)
    value = sheet.shown(row.number, index, row.values[index]) if index is not None else ""
    return Problem(
        sheet.name, row.number, letter(index) if index is not None else "", value, code, scope="row"
    )


def _stated(tabled: Tabled, row: Row, rows: list[RowRead], ctx: Context) -> list[Problem]:
    found = []
    for where in tabled.layout.where.values():
        value = row.values[where.index] if where.index < len(row.values) else None
        formula = tabled.sheet.formulas.get((row.number, where.index))
        if formula is not None:
            code = "formula_cached" if formula.cached else "formula_no_cache_total"
            found.append(_cell(tabled, row, where, value, code))
            if not formula.cached or any(r.status in ("refuse", "dropped") for r in rows):
                continue  # the stored result counts copies and rows that will be mended
        if not where.column.summed or value is None or (formula is not None and formula.error):
            continue
        sums = _sums(rows, where)
        stated = _read_total(value, where, tabled.layout, ctx)
        if stated is None or not sums or stated in sums:
            continue
        said = _in_sheet_unit(sums[0], where, tabled.layout)
        found.append(_cell(tabled, row, where, value, "sum_off_001", said))
    return found


def _sums(rows: list[RowRead], where: Where) -> list[Decimal]:
    """The sums a stated total may honestly be: of all rows, or of all but those that are refused.

    Gives: nothing where a cell could not be read, because then nobody can know.
    """
    name = where.column.name
    live = [r for r in rows if r.status != "dropped"]
    refused = [r for r in live if r.status == "refuse"]
    if any(
        p.severity == "refuse" and p.column == letter(where.index) and r.values.get(name) is None
        for r in refused
        for p in r.problems
    ):
        return []
    whole = sum((Decimal(r.values.get(name) or 0) for r in live), Decimal(0))
    doubtful = sum(
        (
            Decimal(r.values.get(name) or 0)
            for r in refused
            if any(p.code in _NOT_COUNTED for p in r.problems)
        ),
        Decimal(0),
    )
    without = sum((Decimal(r.values.get(name) or 0) for r in refused), Decimal(0))
    return [whole - doubtful, whole, whole - without]


def _read_total(value: Value, where: Where, layout: Layout, ctx: Context) -> Decimal | None:
    if type(value) in (float, int) and where.column.is_money:
        fen = exact(value) * FEN[where.unit or layout.unit or "元"]  # type: ignore[arg-type]
        return fen.to_integral_value(ROUND_HALF_UP)
    reader = money() if where.column.is_money else quantity()
    read = reader(ctx, where.unit or layout.unit or "元")(value)
    number = read.value if type(read) is Found else read
    return None if number is None else Decimal(number)


def _in_sheet_unit(number: Decimal, where: Where, layout: Layout) -> str:
    unit = FEN[where.unit or layout.unit or "元"] if where.column.is_money else Decimal(1)
    return plain_decimal(number / unit)


def _cell(tabled: Tabled, row: Row, where: Where, value: Value, code: str, read_as: str = "") -> Problem:
    shown = tabled.sheet.shown(row.number, where.index, value) if not read_as else as_shown(value)
    return Problem(tabled.sheet.name, row.number, letter(where.index), shown, code, where.heading, read_as)


def _row_totals(
    tabled: Tabled, index: int, rows: dict[int, RowRead], roles: list[tuple[Row, Role]]
) -> list[Problem]:
    """A 合计 column of a matrix: its formulas are named, its numbers compared with their row."""
    found = []
    spread = [w for w in tabled.layout.where.values() if w.column.is_money]
    for row, role in roles:
        value = row.values[index] if index < len(row.values) else None
        formula = tabled.sheet.formulas.get((row.number, index))
        where = Where(spread[0].column, index, "合计") if spread else None
        if where is None or role not in ("data", "subtotal", "total"):
            continue
        if formula is not None:
            code = "formula_cached" if formula.cached else "formula_no_cache_total"
            found.append(_cell(tabled, row, where, value, code))
        read = rows.get(row.number)
        if type(value) is not float or read is None or read.status in ("refuse", "dropped"):
            continue
        total = sum(Decimal(read.values.get(w.column.name) or 0) for w in spread)
        stated = (exact(value) * FEN[tabled.layout.unit or "元"]).to_integral_value(ROUND_HALF_UP)
        if stated != total:
            found.append(
                _cell(
                    tabled,
                    row,
                    where,
                    value,
                    "sum_off_001",
                    plain_decimal(Decimal(total) / FEN[tabled.layout.unit or "元"]),
                )
            )
    return found
