"""Where the table stands in a sheet: title, unit line, headings in one row or two, rows, totals, notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from xianggou.base.sheets.headings import bare, is_synonym, plain, unit_in
from xianggou.base.sheets.problems import Problem
from xianggou.base.sheets.workbook import Row, Sheet, as_shown, letter

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Column, Context, Table

_COUNTED = re.compile(r"(?:合计|总计|共计?)[:：]?\d+[条项件个户人]")
Role = Literal["data", "blank", "subtotal", "total", "repeated", "note"]

OUR_HEADINGS = ("原工作表", "原行号", "挑出原因", "问题")  # columns we add to a workbook of rows set aside
_LABEL = 36  # longer than any label of a total
_DEEPEST = 40  # headings stand in the first rows or nowhere
_SPACE = re.compile(r"[\s\u00a0\u3000]+")
_UNIT_LINE = re.compile(r"(?:金额)?(?:计量)?单位[::]\s*(?:人民币)?(亿元|万元|千元|元)")
_META = re.compile(
    r"(填报|汇总|制表|编制|报送|申报|填制|编报|主管|登记)?(单位|部门|机关|人|日期|时间)?[::]|(制表|填报|编制|编号|日期)"
)
_SUBTOTAL = re.compile(r".{0,20}小计([:(].{0,10})?")
_TOTAL = re.compile(r".{0,16}(合计|总计|共计)([:(].{0,10})?")
_NOTE = re.compile(
    r"(注|备注|附注|说明|填表说明|填报说明|编制说明)\s*[::\d一1]|(审核|填表|制表|填报|经办|复核|审批|负责)人?\s*[::]"
    r"|(单位负责人|分管领导|联系人|联系电话|填报日期|日期)\s*[::]|[※*]|[—\-_=]{3,}|[((]?[0-9一二三四五六七八九十]+[))]?[.、．]\D"
)
_FILE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年|^(20\d\d)$")


@dataclass(frozen=True, slots=True)
class Where:
    """A column of the table as found in the sheet."""

    column: Column
    index: int
    heading: str
    unit: str = ""


@dataclass(slots=True)
class Layout:
    """The table found in a sheet. `top` and `depth`: first row and number of rows of the headings."""

    table: Table
    top: int
    depth: int
    where: dict[str, Where] = field(default_factory=dict)
    extras: list[tuple[int, str]] = field(default_factory=list)
    row_totals: list[tuple[int, str]] = field(default_factory=list)
    unit: str = ""
    year: int | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def bottom(self) -> int:
        """The last row of the headings."""
        return self.top + self.depth - 1

    @property
    def missing(self) -> list[str]:
        """Titles of columns without which no row can be placed."""
        absent = [c.title for c in self.table.columns if c.needed and c.name not in self.where]
        for group in self.table.one_of:
            if not any(name in self.where for name in group):
                absent.append(self.table.column(group[0]).title)
        return absent


def squeezed(text: str) -> str:
    """Text without any white space, half-width."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def find(
    sheet: Sheet, tables: tuple[Table, ...], ctx: Context, mapping: dict[str, str] | None = None
) -> Layout | None:
    """The table of a kind that this sheet holds, with its headings, or None.

    `mapping` (column letter → column name) is what a person pointed at; it wins over the headings.
    """
    best: tuple[int, int, int, Layout] | None = None
    for position, row in enumerate(sheet.rows[:_DEEPEST]):
        if sum(1 for v in row.values if v is not None) < 2:
            continue
        for depth in (1, 2):
            headings = _headings(sheet, position, depth)
            if headings is None:
                continue
            for table in tables:
                layout = _matched(table, row.number, depth, headings, ctx, mapping)
                score = len(layout.where)
                needed = sum(1 for w in layout.where.values() if w.column.needed or w.column.required)
                if _is_enough(layout, headings) and (best is None or (score, needed, -depth) > best[:3]):
                    best = (score, needed, -depth, layout)
    if best is None:
        return None
    layout = best[3]
    layout.problems += _before(sheet, layout)
    layout.problems += _about_headings(sheet, layout)
    return layout


def _is_enough(layout: Layout, headings: list[tuple[str, str]]) -> bool:
    written = sum(1 for top, bottom in headings if top or bottom)
    score = len(layout.where)
    return score >= 3 or (score >= 2 and score * 2 >= written)


def _headings(sheet: Sheet, position: int, depth: int) -> list[tuple[str, str]] | None:
    """Each column's heading as (group above, heading): with one row the group is empty."""
    rows = sheet.rows[position : position + depth]
    if len(rows) < depth or (depth == 2 and rows[1].number != rows[0].number + 1):
        return None
    width = max(len(r.values) for r in rows)
    top = [_written(rows[0], i) for i in range(width)]
    if depth == 1:
        return [("", t) for t in top]
    for merge in sheet.merged:
        if merge.top == merge.bottom == rows[0].number:
            for index in range(merge.left + 1, min(merge.right + 1, width)):
                top[index] = top[merge.left]
    bottom = [_written(rows[1], i) for i in range(width)]
    if not any(bottom) or not any(t and not b for t, b in zip(top, bottom, strict=True)):
        return None
    return [(t, b) if b else ("", t) for t, b in zip(top, bottom, strict=True)]


def _written(row: Row, index: int) -> str:
    value = row.values[index] if index < len(row.values) else None
    return (
        value
        if isinstance(value, str) and value.strip()
        else ""
        if value is None
        else as_shown(value).strip()
    )


def _matched(
    table: Table,
    number: int,
    depth: int,
    headings: list[tuple[str, str]],
    ctx: Context,
    mapping: dict[str, str] | None,
) -> Layout:
    layout = Layout(table, number, depth)
    taken: set[int] = set()
    names = {c.name: c for c in table.columns}
    for index, (_, heading) in enumerate(headings):
        name = (mapping or {}).get(letter(index))
        if name in names:
            _place(layout, names[name], index, heading, taken)
    titles = {plain(c.title): c for c in table.columns}
    keys = {key: c for c in table.columns for key in c.keys}
    for known, form in ((titles, plain), (keys, plain), (keys, _joined), (keys, bare)):
        for index, (group, heading) in enumerate(headings):
            if index in taken or not heading:
                continue
            column = known.get(_joined(f"{group}{heading}") if form is _joined else form(heading))
            if column is not None and column.name not in layout.where:
                _place(layout, column, index, heading, taken)
    for index, (group, heading) in enumerate(headings):
        if index in taken or not heading:
            continue
        if table.spread and _spread(layout, index, group, heading, ctx):
            continue
        if heading not in OUR_HEADINGS:
            layout.extras.append((index, heading))
    return layout


def _joined(heading: str) -> str:
    return plain(heading)


def _place(layout: Layout, column: Column, index: int, heading: str, taken: set[int]) -> None:
    layout.where[column.name] = Where(column, index, heading, unit_in(heading) if column.is_money else "")
    taken.add(index)


def _spread(layout: Layout, index: int, group: str, heading: str, ctx: Context) -> bool:
    """In a matrix: a heading that names a value of the spread column becomes a column of its own."""
    if _TOTAL.fullmatch(squeezed(heading)) or _SUBTOTAL.fullmatch(squeezed(heading)):
        layout.row_totals.append((index, heading))
        return True
    column = layout.table.spread_of(plain(heading), group, ctx)
    if column is None or column.name in layout.where:
        return False
    layout.where[column.name] = Where(column, index, heading, unit_in(heading))
    return True


def _before(sheet: Sheet, layout: Layout) -> Iterator[Problem]:
    """Lines above the headings: title, who filled it in, unit of money; they also date the table."""
    for row in sheet.rows:
        if row.number >= layout.top:
            break
        texts = [(i, v) for i, v in enumerate(row.values) if isinstance(v, str) and v.strip()]
        for position, (index, text) in enumerate(texts):
            half = squeezed(text)
            unit = _UNIT_LINE.search(half)
            if unit:
                layout.unit = unit.group(1)
            if unit and unit.start() == 0:
                yield Problem(
                    sheet.name,
                    row.number,
                    letter(index),
                    text,
                    "unit_line",
                    suggestion=layout.unit,
                    scope="sheet",
                )
            elif position == 0:
                code = "meta_row" if _META.match(half) else "title_row"
                yield Problem(sheet.name, row.number, letter(index), text, code, scope="row")
            found = _YEAR.search(half)
            if found and layout.year is None:
                layout.year = int(found.group(1) or found.group(2))


def _about_headings(sheet: Sheet, layout: Layout) -> Iterator[Problem]:
    """What is unusual about the headings: two rows, merged groups, other words, foreign and hidden columns."""
    top = layout.top
    if layout.depth == 2:
        yield Problem(sheet.name, top, "A", "", "header_two_rows", scope="sheet")
        first = next(r for r in sheet.rows if r.number == top)
        for merge in sheet.merged:
            if merge.top == merge.bottom == top and merge.right > merge.left:
                yield Problem(
                    sheet.name,
                    top,
                    letter(merge.left),
                    _written(first, merge.left),
                    "merged_header",
                    scope="sheet",
                )
    for where in layout.where.values():
        column, title = where.column, where.column.title
        if not column.name.startswith("spread:") and is_synonym(where.heading, title):
            yield Problem(
                sheet.name,
                top,
                letter(where.index),
                where.heading,
                "header_synonym",
                title,
                title,
                scope="sheet",
            )
        if where.index in sheet.hidden_columns:
            yield Problem(
                sheet.name,
                top,
                letter(where.index),
                where.heading,
                "hidden_col",
                where.heading,
                column.title,
                "sheet",
            )
    for index, heading in layout.extras:
        yield Problem(sheet.name, top, letter(index), heading, "extra_column", heading, scope="sheet")


def year_in(text: str, *, is_file_name: bool = False) -> int | None:
    """The year a title, sheet or file name speaks of; in a file name the bare number is enough."""
    found = _YEAR.search(squeezed(text))
    if found:
        return int(found.group(1) or found.group(2))
    bare_year = _FILE_YEAR.search(text) if is_file_name else None
    return int(bare_year.group(1)) if bare_year else None


def roles(sheet: Sheet, layout: Layout) -> list[tuple[Row, Role]]:
    """Each row below the headings with what it is; blank rows at the end are left out."""
    below = [r for r in sheet.rows if r.number > layout.bottom]
    while below and below[-1].is_blank:
        below.pop()
    end = len(below)
    while end and (below[end - 1].is_blank or _is_note(below[end - 1], layout, trailing=True)):
        end -= 1
    keys = _repeats(layout)
    found: list[tuple[Row, Role]] = []
    for position, row in enumerate(below):
        if position >= end:
            if not row.is_blank:
                found.append((row, "note"))
        else:
            found.append((row, _role(row, layout, keys)))
    return found


def _repeats(layout: Layout) -> list[tuple[int, str]]:
    return sorted((w.index, squeezed(w.heading)) for w in layout.where.values())


def _role(row: Row, layout: Layout, keys: list[tuple[int, str]]) -> Role:
    values = row.values
    seen = 0
    for index, value in enumerate(values):
        if value is None:
            continue
        if type(value) is str:
            if not value.strip():
                continue
            if "计" in value and seen < 3 and len(value) < _LABEL and (role := _total_role(value)):
                return role
            if seen < 2 and _repeats_heading(row, index, value, keys):
                return "repeated"
        seen += 1
        if seen >= 3:
            return "data"
    if not seen:
        return "blank"
    return "note" if _is_note(row, layout, trailing=False) else "data"


def _total_role(value: str) -> Role | None:
    label = squeezed(value)
    if _SUBTOTAL.fullmatch(label):
        return "subtotal"
    return "total" if _TOTAL.fullmatch(label) else None


def _repeats_heading(row: Row, index: int, value: str, keys: list[tuple[int, str]]) -> bool:
    headings = dict(keys)
    if headings.get(index) != squeezed(value):
        return False
    filled = [(i, squeezed(v)) for i, v in enumerate(row.values) if isinstance(v, str) and v.strip()]
    return len(filled) >= 2 and sum(1 for i, v in filled if headings.get(i) == v) * 2 >= len(filled)


def _is_note(row: Row, layout: Layout, *, trailing: bool) -> bool:
    filled = [(i, v) for i, v in enumerate(row.values) if v is not None and as_shown(v).strip()]
    if not filled:
        return False
    index, first = filled[0]
    if not isinstance(first, str):
        return False
    is_worded = bool(_NOTE.match(squeezed(first)))
    if len(filled) == 1:
        is_counted = bool(
            _COUNTED.fullmatch(squeezed(first))
        )  # 合计:44条 says how many rows, and adds up nothing
        return is_worded or (trailing and index == 0 and (is_counted or _total_role(first) is None))
    return trailing and is_worded and all(isinstance(v, str) for _, v in filled) and len(filled) <= 4
