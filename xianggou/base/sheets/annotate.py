"""Workbooks that go back to the office: the file with a comment at every problem, and the rows that were left out."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from xianggou.base.sheets.check import PROBLEM_SHEET, Reading, RowPlace
from xianggou.base.sheets.headings import plain
from xianggou.base.sheets.layout import OUR_HEADINGS
from xianggou.base.sheets.mend import left_out, reason_of
from xianggou.base.sheets.problems import Problem, Translate
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.workbook import Row, Sheet, Value, Workbook, as_shown, column_number

SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_SHADES = {"refuse": "#F8D7DA", "notice": "#FFF3CD"}
_LEVELS = {"refuse": "必改", "notice": "请确认", "info": "说明"}
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def _same(text: str) -> str:
    return text


def annotated(reading: Reading, translate: Translate = _same) -> bytes:
    """The workbook as a table again: what stood in each cell (mends put in), comments where something was found.

    Macros, formulas and links do not come back: cells hold values. A first sheet lists all problems.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SAFE)
    formats = _Formats(book)
    for sheet in reading.workbook.sheets:
        if sheet.name != PROBLEM_SHEET:
            _sheet(book, formats, sheet, reading, translate)
    _list_of_problems(book, formats, reading.problems, translate)
    book.close()
    return out.getvalue()


class _Formats:
    """The few cell formats used, made once for each shade."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Any] = {}

    def get(self, shade: str = "", number: str = "") -> Any:
        """A format with this background and number form."""
        if (shade, number) not in self.made:
            told: dict[str, Any] = {"bg_color": shade} if shade else {}
            self.made[shade, number] = self.book.add_format(told | ({"num_format": number} if number else {}))
        return self.made[shade, number]


def _sheet(
    book: xlsxwriter.Workbook, formats: _Formats, sheet: Sheet, reading: Reading, translate: Translate
) -> None:
    target = book.add_worksheet(_sheet_name(book, sheet.name))
    found: dict[tuple[int, int], list[Problem]] = {}
    for problem in reading.problems:
        if problem.sheet == sheet.name and problem.severity != "info" and problem.row:
            found.setdefault(
                (problem.row, column_number(problem.column) if problem.column else 0), []
            ).append(problem)
    tabled = next((t for t in reading.tables if t.sheet.name == sheet.name), None)
    mends = {
        (r, column_number(c)): text
        for (s, r, c), text in reading.choices.corrections.items()
        if s == sheet.name and c
    }
    read = {r.row: r for r in tabled.rows} if tabled else {}
    for row in sheet.rows:
        width = (
            max([len(row.values), *(c + 1 for r, c in {**found, **mends} if r == row.number)])
            if found or mends
            else len(row.values)
        )
        for column in range(width):
            value: Value = row.values[column] if column < len(row.values) else None
            if (row.number, column) in mends:
                value = mends[row.number, column]
            said = found.get((row.number, column), [])
            shade = _SHADES[max(said, key=lambda p: p.severity == "refuse").severity] if said else ""
            _cell(
                target,
                formats,
                row.number - 1,
                column,
                _typed(value, read.get(row.number), tabled, column, said),
                shade,
            )
            if said:
                target.write_comment(
                    row.number - 1, column, _comment(said, translate), {"x_scale": 2, "y_scale": 1.5}
                )
        if row.hidden:
            target.set_row(row.number - 1, None, None, {"hidden": True})
    for merge in sheet.merged:
        if merge.bottom <= len(sheet.rows) + 1:
            _merge(target, formats, sheet, merge.top, merge.left, merge.bottom, merge.right)
    for column in sheet.hidden_columns:
        target.set_column(column, column, None, None, {"hidden": True})
    if sheet.hidden:
        target.hide()


def _merge(
    target: Any, formats: _Formats, sheet: Sheet, top: int, left: int, bottom: int, right: int
) -> None:
    row = next((r for r in sheet.rows if r.number == top), None)
    value = row.values[left] if row and left < len(row.values) else None
    if (bottom, right) == (top, left):
        return
    try:
        target.merge_range(top - 1, left, bottom - 1, right, "", formats.get())
    except OverlappingRange:
        return  # a file whose merged cells overlap shows them unmerged
    _cell(target, formats, top - 1, left, value, "")


def _sheet_name(book: xlsxwriter.Workbook, name: str) -> str:
    """A name that a workbook may bear and that no sheet of it bears yet."""
    taken = {s.name.lower() for s in book.worksheets()}
    clean = _FORBIDDEN.sub("_", name).strip("' ")[:28] or "表"
    return clean if clean.lower() not in taken else f"{clean}_{len(taken)}"


def _typed(
    value: Value, row: RowRead | None, tabled: Tabled | None, column: int, said: list[Problem]
) -> Value:
    """In a CSV or Word table everything is text; what was read without a word becomes a real number or date."""
    if not isinstance(value, str) or row is None or tabled is None or said:
        return value
    where = next((w for w in tabled.layout.where.values() if w.index == column), None)
    if where is None:
        return value
    read = row.values.get(where.column.name)
    if isinstance(read, dt.date):
        return read
    is_number = where.column.is_money or where.column.summed
    return float(value) if is_number and read is not None and _NUMBER.fullmatch(value.strip()) else value


def _cell(target: Any, formats: _Formats, row: int, column: int, value: Any, shade: str) -> None:
    if value is None:
        if shade:
            target.write_blank(row, column, None, formats.get(shade))
    elif isinstance(value, bool):
        target.write_boolean(row, column, value, formats.get(shade))
    elif isinstance(value, (int, float)):
        target.write_number(row, column, value, formats.get(shade))
    elif isinstance(value, dt.date):
        target.write_datetime(row, column, value, formats.get(shade, "yyyy-mm-dd"))
    else:
        target.write_string(row, column, value[:32767], formats.get(shade))


def _comment(said: list[Problem], translate: Translate) -> str:
    lines = []
    for problem in said:
        words = problem.say(translate)
        lines.append(
            f"【{translate(_LEVELS[problem.severity])}】{words['what']}。{words['why']}。{words['then']}。"
        )
    return "\n".join(lines)[:32000]


def _list_of_problems(
    book: xlsxwriter.Workbook, formats: _Formats, problems: list[Problem], translate: Translate
) -> None:
    target = book.add_worksheet(PROBLEM_SHEET)
    headings = ("级别", "工作表", "行", "列", "表头", "内容", "问题", "原因", "怎么改", "代码")
    target.write_row(0, 0, [translate(h) for h in headings])
    target.freeze_panes(1, 0)
    target.set_column(5, 8, 36)
    shown = [p for p in problems if p.severity != "info"]
    for number, problem in enumerate(sorted(shown, key=lambda p: p.severity != "refuse"), 1):
        words = problem.say(translate)
        cells = (
            _LEVELS[problem.severity],
            problem.sheet,
            problem.row,
            problem.column,
            problem.header,
            problem.value,
        )
        told = (*cells, words["what"], words["why"], words["then"], problem.code)
        for column, value in enumerate(told):
            _cell(target, formats, number, column, value, _SHADES[problem.severity] if column == 0 else "")


def set_aside_workbook(reading: Reading) -> bytes:
    """The rows that do not go in now, one sheet a table, under the headings of the clean workbooks, each with its reason.

    Mended there, it can be sent like any other file; its own columns are not taken for data.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SAFE)
    formats = _Formats(book)
    rows = left_out(reading)
    for tabled in reading.tables:
        mine = [r for r in rows if r in tabled.rows]
        if mine:
            _left_out(book, formats, tabled, mine, reading)
    if not rows:
        book.add_worksheet("没有挑出的行")
    book.close()
    return out.getvalue()


def _left_out(
    book: xlsxwriter.Workbook, formats: _Formats, tabled: Tabled, rows: list[RowRead], reading: Reading
) -> None:
    target = book.add_worksheet(_sheet_name(book, tabled.sheet.name))
    where = list(tabled.layout.where.values())
    has_money = any(w.column.is_money for w in where)
    title = f"{reading.kind.title}（挑出待改的行）"
    target.write_string(0, 0, f"{reading.year}年{title}" if reading.year else title)
    if has_money:
        target.write_string(1, max(len(where) - 1, 1), f"单位:{tabled.layout.unit or '元'}")
    top = 2
    headings = [plain(w.column.title) if w.column.is_money else w.column.title for w in where]
    for column, heading in enumerate([*headings, *OUR_HEADINGS]):
        target.write_string(top, column, heading)
    for number, row in enumerate(rows, top + 1):
        for column, place in enumerate(where):
            value = row.raw[place.index] if place.index < len(row.raw) else None
            _cell(target, formats, number, column, _typed(value, row, tabled, place.index, row.problems), "")
        problems = "；".join(p.what for p in row.problems if p.severity == "refuse")
        for column, text in enumerate((row.sheet, row.row, reason_of(row), problems), len(where)):
            _cell(target, formats, number, column, text, "")


def named_in(workbook: Workbook) -> Mapping[RowPlace, str]:
    """The rows of the original file that a set-aside workbook names, with the reason written there."""
    found: dict[RowPlace, str] = {}
    for sheet in workbook.sheets:
        columns: dict[str, int] = {}
        for row in sheet.rows:
            if not columns:
                columns = {str(v): i for i, v in enumerate(row.values) if v in OUR_HEADINGS}
                columns = columns if {"原工作表", "原行号"} <= set(columns) else {}
                continue
            place = _text(row, columns["原工作表"]), _text(row, columns["原行号"])
            if place[0] and place[1].isdigit():
                found[place[0], int(place[1])] = _text(row, columns.get("挑出原因", -1)) or "暂不导入"
    return found


def _text(row: Row, index: int) -> str:
    return as_shown(row.values[index]).strip() if 0 <= index < len(row.values) else ""
