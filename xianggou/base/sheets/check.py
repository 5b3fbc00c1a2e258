"""Check a workbook as one kind: everything found in one pass, nothing written, no database asked."""

from __future__ import annotations

import datetime as dt
import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from xianggou.base.sheets import cells, duplicates, layout, slips, totals
from xianggou.base.sheets.kinds import Column, Context, Kind, Table
from xianggou.base.sheets.known import Known
from xianggou.base.sheets.lawful import lawful
from xianggou.base.sheets.problems import Problem, Unreadable
from xianggou.base.sheets.reading import Choices, Place, Reading, RowPlace
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.workbook import Row, Sheet, Workbook, column_number, letter

__all__ = ["PROBLEM_SHEET", "Choices", "Place", "Reading", "RowPlace", "check", "spread_column"]

_LARGE = 20_000  # rows
PROBLEM_SHEET = "问题清单(系统生成)"  # our own sheet in a workbook that comes back


def check(
    kind: Kind,
    workbook: Workbook | Unreadable,
    known: Known,
    place_date: dt.date,
    choices: Choices | None = None,
) -> Reading:
    """Read and check a workbook; all problems at once.

    Gives: a `Reading`; a file that could not be read gives one with the reason and no rows.
    """
    choices = choices or Choices()
    known = lawful(known, place_date)
    if isinstance(workbook, Unreadable):
        reading = Reading(kind, Workbook("", ""), known, place_date, choices, whole_file_refused=True)
        reading.problems = [workbook.problem]
        return reading
    with _without_sweeps(workbook):
        return _checked(Reading(kind, workbook, known, place_date, choices))


@contextmanager
def _without_sweeps(workbook: Workbook) -> Iterator[None]:
    """Spare a large check the garbage collector: its records hold no cycles, and sweeping them took a third of the time."""
    is_large = sum(len(s.rows) for s in workbook.sheets) > _LARGE and gc.isenabled()
    if is_large:
        gc.disable()
    try:
        yield
    finally:
        if is_large:
            gc.enable()


def _name_from_file(kind: Kind, workbook: Workbook) -> None:
    """A CSV's one table bears no name; where the file is called after a table of this kind, problems say that."""
    called = [t.title for t in kind.tables if t.title in workbook.name]
    if workbook.format == "csv" and len(workbook.sheets) == 1 and len(called) == 1:
        workbook.sheets[0].name = called[0]


def _checked(reading: Reading) -> Reading:
    kind, workbook, known = reading.kind, reading.workbook, reading.known
    choices, place_date = reading.choices, reading.place_date
    _name_from_file(kind, workbook)
    reading.problems += _about_file(workbook)
    ctx = Context(
        known, place_date, choices.year, workbook.is_typed, workbook.date_1904, workbook.format == "docx"
    )
    found = _layouts(kind, workbook, ctx, choices, reading)
    reading.year = ctx.year = choices.year or _year(found, workbook) or _year_of_dates(found)
    if found and ctx.year is None and any(_needs_year(w) for _, w in found):
        _assume_year(found[0][0], ctx, reading)
    for table in kind.tables:
        for sheet, where in found:
            if where.table is table:
                _read_table(sheet, where, ctx, choices, reading)
        _after_table(table, ctx)
    _refuse_whole(reading)
    for rule in kind.across:
        for tabled in reading.tables:
            rule(tabled, ctx)
    _gather(reading, workbook)
    return reading


def _about_file(workbook: Workbook) -> list[Problem]:
    found = []
    first = workbook.sheets[0].name if workbook.sheets else ""
    if workbook.encoding in ("gb18030", "utf-16"):
        code = {"gb18030": "encoding_gb18030", "utf-16": "encoding_utf16"}[workbook.encoding]
        found.append(Problem(first, 1, "", workbook.encoding.upper(), code, scope="file"))
    if workbook.format == "xls":
        found.append(Problem(first, 1, "", "BIFF8", "xls_biff8", scope="file"))
    if workbook.date_1904:
        found.append(Problem(first, 0, "", "1904", "date_1904", scope="file"))
    return found


def _layouts(
    kind: Kind, workbook: Workbook, ctx: Context, choices: Choices, reading: Reading
) -> list[tuple[Sheet, layout.Layout]]:
    """Which sheet holds which table; sheets without a table of ours are named."""
    found: list[tuple[Sheet, layout.Layout]] = []
    foreign: list[Sheet] = []
    for original in workbook.sheets:
        if original.name == PROBLEM_SHEET:
            continue
        sheet = _copied(original, choices)
        where = layout.find(sheet, kind.tables, ctx, dict(choices.mapping.get(sheet.name, {})))
        if where is None:
            if any(not r.is_blank for r in sheet.rows):
                foreign.append(sheet)
        else:
            found.append((sheet, where))
            if sheet.hidden:
                reading.problems.append(
                    Problem(sheet.name, 1, "A", sheet.name, "hidden_sheet_read", scope="sheet")
                )
    if not found:
        title = "、".join(t.title for t in kind.tables if not t.ignored)
        details = {"title": kind.title, "headings": kind.tables[0].headings or title}
        name = workbook.sheets[0].name if workbook.sheets else ""
        reading.problems.append(Problem(name, 0, "", "", "no_table", scope="file", details=details))
        reading.whole_file_refused = True
    reading.problems += [_foreign(s) for s in foreign]
    return found


def _foreign(sheet: Sheet) -> Problem:
    code = "hidden_sheet" if sheet.hidden else "note_sheet" if _is_prose(sheet) else "leftover_sheet"
    return Problem(sheet.name, 1, "A", sheet.name, code, scope="sheet")


def _is_prose(sheet: Sheet) -> bool:
    """Whether a sheet holds nothing but sentences in one column."""
    filled = [[v for v in r.values if v is not None] for r in sheet.rows]
    lines = [str(r[0]) for r in filled if r]
    return all(len(r) <= 1 for r in filled) and any(
        len(t) >= 12 and any(m in t for m in "。;；:：,，") for t in lines
    )


def _copied(sheet: Sheet, choices: Choices) -> Sheet:
    """A sheet that may be filled down and corrected without touching the one that was read."""
    formulas = dict(sheet.formulas)
    rows = [Row(r.number, list(r.values), r.hidden) for r in sheet.rows]
    merged = list(sheet.merged)
    anchors = {(m.top, m.left) for m in merged}
    numbered = {r.number: r for r in rows} if choices.corrections else {}
    for (name, number, column), typed in choices.corrections.items():
        index = column_number(column) if column else -1
        if name != sheet.name or index < 0:
            continue
        formulas.pop((number, index), None)
        if (number, index) in anchors and number in numbered:
            values = numbered[number].values
            values += [None] * (index + 1 - len(values))
            values[index] = typed
    return replace(sheet, rows=rows, formulas=formulas, merged=merged)


def _year(found: list[tuple[Sheet, layout.Layout]], workbook: Workbook) -> int | None:
    for sheet, where in found:
        if where.year or layout.year_in(sheet.name):
            return where.year or layout.year_in(sheet.name)
    prose = [str(v) for s in workbook.sheets if _is_prose(s) for r in s.rows[:20] for v in r.values if v]
    texts = [*workbook.text_before, *prose]
    named = next((y for y in map(layout.year_in, texts) if y), None)
    names = (*(s.name for s, _ in found), workbook.name.rsplit("/", 1)[-1])
    return named or next((y for n in names if (y := layout.year_in(n, is_file_name=True))), None)


def _needs_year(where: layout.Layout) -> bool:
    return where.table.year_from_title and "year" not in where.where


def _year_of_dates(found: list[tuple[Sheet, layout.Layout]]) -> int | None:
    """The year in which most dates of the tables lie, if it is far the most frequent."""
    years = Counter(v.year for s, _ in found for r in s.rows for v in r.values if isinstance(v, dt.date))
    if not years:
        return None
    year, times = years.most_common(1)[0]
    return year if times * 5 >= years.total() * 3 else None


def _assume_year(sheet: Sheet, ctx: Context, reading: Reading) -> None:
    """Nothing tells the year: take that of the place's date, and have it confirmed."""
    reading.year = ctx.year = ctx.place_date.year
    problem = Problem(sheet.name, 0, "", "", "year_assumed", suggestion=str(ctx.year), scope="sheet")
    reading.problems.append(problem)


def _read_table(sheet: Sheet, where: layout.Layout, ctx: Context, choices: Choices, reading: Reading) -> None:
    roles = totals.unlabelled(layout.roles(sheet, where), where)
    reading.problems += where.problems
    titles = (p.value for p in where.problems if p.code == "title_row")
    ctx.texts = (*titles, *reading.workbook.text_before, sheet.name, reading.workbook.name)
    reading.problems += cells.filled_down(sheet, where, roles)
    tabled = cells.read(sheet, where, roles, ctx, choices.corrections)
    if reading.workbook.encoding == "gb18030":
        reading.problems += _rare_characters(tabled)
    has_money = any(w.column.is_money for w in where.where.values())
    if has_money and not where.unit and not _headings_say(where):
        reading.problems.append(Problem(sheet.name, where.top, "", "", "unit_missing", scope="sheet"))
    _set_aside(tabled, choices.set_aside)
    slips.find(tabled)
    duplicates.find(tabled, ctx)
    if where.table.finish:
        for row in tabled.rows:
            if row.status != "dropped":
                where.table.finish(row, tabled, ctx)
    ctx.tables.setdefault(where.table.spread_into or where.table.name, []).append(tabled)
    reading.tables.append(tabled)
    reading.problems += _other_order(tabled, ctx)
    for rule in where.table.rules:
        rule(tabled, ctx)
    if not where.table.ignored:  # what is only read for comparison keeps no file out
        reading.problems += totals.compare(tabled, roles, ctx)
        reading.problems += _missing_columns(tabled)


def _other_order(tabled: Tabled, ctx: Context) -> list[Problem]:
    """Say that the columns of a later sheet stand in another order than on the first sheet of the same table."""
    first = ctx.tables[tabled.table.spread_into or tabled.table.name][0]
    if first is tabled or first.table is not tabled.table:
        return []
    mine, theirs = _in_order(tabled), _in_order(first)
    shared = set(mine) & set(theirs)
    if [n for n in mine if n in shared] == [n for n in theirs if n in shared]:
        return []
    return [Problem(tabled.sheet.name, tabled.layout.bottom, "A", "", "column_order", scope="sheet")]


def _in_order(tabled: Tabled) -> list[str]:
    """The names of a sheet's columns as they stand from left to right."""
    where = tabled.layout.where
    return sorted(where, key=lambda name: where[name].index)


def _headings_say(where: layout.Layout) -> bool:
    money = [w for w in where.where.values() if w.column.is_money]
    return all(w.unit for w in money)


def _rare_characters(tabled: Tabled) -> list[Problem]:
    found = []
    for row in tabled.rows:
        for index, value in enumerate(row.raw):
            if isinstance(value, str) and not value.isascii():
                rare = [c for c in value if len(c.encode("gb18030")) == 4]
                if rare:
                    details = {"chars": "".join(rare)}
                    found.append(
                        Problem(row.sheet, row.row, letter(index), value, "four_byte_char", details=details)
                    )
    return found


def _missing_columns(tabled: Tabled) -> list[Problem]:
    absent = tabled.layout.missing
    return [Problem(tabled.sheet.name, 0, "", "", "missing_column", title, scope="file") for title in absent]


def _after_table(table: Table, ctx: Context) -> None:
    """Let a table's rows be known to the tables after it; look for doubled keys over all its sheets."""
    seen: dict[tuple[Any, ...], int] = {}
    sheets = [t for t in ctx.tables.get(table.spread_into or table.name, []) if t.table is table]
    for tabled in sheets:
        duplicates.doubled_keys(tabled, seen)
    if table.provides and sheets:
        ctx.known = table.provides([r for t in sheets for r in t.rows if r.status != "dropped"], ctx.known)


def _refuse_whole(reading: Reading) -> None:
    if any(p.code in ("missing_column", "no_table") for p in reading.problems):
        reading.whole_file_refused = True
        for row in (r for t in reading.tables for r in t.rows):
            row.status, row.problems = "refuse", []


def _set_aside(tabled: Tabled, reasons: Mapping[RowPlace, str]) -> None:
    """Leave out rows by name and reason; they no longer count in any comparison of rows."""
    if not reasons:
        return
    for row in tabled.rows:
        if (row.sheet, row.row) in reasons:
            row.status, row.reason = "set_aside", reasons[row.sheet, row.row]


def _gather(reading: Reading, workbook: Workbook) -> None:
    """Bring the findings of all rows into one list in reading order, and make the records."""
    for row in (r for t in reading.tables if not t.table.ignored for r in t.rows):
        if row.status != "set_aside":
            reading.problems += row.problems
    for tabled in reading.tables:
        if tabled.table.ignored:
            continue
        for row in tabled.rows:
            reading.rows += _records(row, tabled)
    order = {s.name: i for i, s in enumerate(workbook.sheets)}
    reading.problems.sort(
        key=lambda p: (order.get(p.sheet, -1), p.row, column_number(p.column) if p.column else -1)
    )


def _records(row: RowRead, tabled: Tabled) -> list[RowRead]:
    """A row of a matrix is one record for each of its filled cells; any other row is itself."""
    table = tabled.table
    if not table.spread:
        return [row]
    common = {n: v for n, v in row.values.items() if not n.startswith("spread:")}
    found = []
    for name, where in tabled.layout.where.items():
        if name.startswith("spread:") and row.values.get(name):
            values = {
                **common,
                table.spread: name.removeprefix("spread:"),
                table.spread_name: row.values[name],
            }
            values[f"{table.spread}_name"] = where.column.title
            kept = (row.raw, row.status, row.problems, row.waits_for, row.reason)
            found.append(RowRead(row.sheet, row.row, table.spread_into, values, *kept))
    return found


def spread_column(name: str, title: str, base: Column) -> Column:
    """A column of a matrix for one value of the spread."""
    return replace(
        base, name=f"spread:{name}", title=title, synonyms=(), required=False, holds_fen=base.is_money
    )
