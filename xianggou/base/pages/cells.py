"""From a Table to what its template writes: heads with their sort, cells with their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from xianggou.base.pages import figures
from xianggou.base.pages.figures import escaped
from xianggou.base.pages.shapes import Cell, Chip, Column, Shape, Table, Text

Write = Callable[[Any], str]

FIGURES = frozenset({"fen", "number"})
WRITTEN: Mapping[str, Write] = {
    "fen_yuan": figures.yuan,
    "fen_wan": figures.wan,
    "deadline": figures.deadline,
    "day": lambda value: f'<span class="fig">{escaped(figures.moment(value))}</span>',
    "code": lambda value: f'<span class="code">{figures.text(value)}</span>',
    "number": lambda value: f'<span class="fig">{figures.text(value)}</span>',
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column head: its words, where sorting leads, how it is sorted now."""

    column: Column
    unit: Text
    numeric: bool
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell ready to be written."""

    kind: str
    value: Any
    url: str = ""
    note: Text = ""
    shape: Shape | None = None
    label: Text = ""
    main: bool = False
    numeric: bool = False
    blank: bool = False


def of(row: Any, key: str) -> Any:
    """A value of a row, by key or attribute; absent is None."""
    if isinstance(row, Mapping):
        return row.get(key)
    return getattr(row, key, None)


def drawn(
    kind: str, value: Any, *, label: Text = "", main: bool = False, numeric: bool | None = None
) -> Drawn:
    """A value or Cell of a kind, ready to be written; `numeric` when the column decides it, not the kind."""
    given = value if isinstance(value, Cell) else Cell(value)
    shape = given.shape
    if kind == "status" and isinstance(given.value, tuple):
        shape, word = given.value
        given = Cell(word, given.url, given.note, shape)
    return Drawn(
        kind if given.shape is None else "status",
        given.value,
        given.url,
        given.note,
        given.shape,
        label,
        main,
        kind in FIGURES if numeric is None else numeric,
        is_blank(given.value) and not given.note,
    )


def is_blank(value: Any) -> bool:
    """Whether there is nothing to show. The type is asked first: comparing a promised text would translate it."""
    return value is None or (isinstance(value, str | tuple) and not value)


def content(cell: Drawn, unit: str) -> SafeString:
    """What stands in a cell of a plain kind (all but verbs and bars): link, value, note."""
    return SafeString(_content(_write(cell.kind, unit), cell.value, cell.url, cell.note, cell.shape))


def _content(write: Write, value: Any, url: str, note: Text, shape: Shape | None) -> str:
    """Link, value, note, as a cell holds them."""
    inside: str = figures.status(shape, value) if shape else write(value)
    if url:
        inside = f'<a href="{escaped(url)}">{inside}</a>'
    if note:
        inside += f'<span class="note">{escaped(note)}</span>'
    return f"<div>{inside}</div>"


def _write(kind: str, unit: str) -> Write:
    """What writes a value of a kind."""
    return figures.switching(unit) if kind == "fen" else WRITTEN.get(kind, figures.text)


def body(table: Table, unit: str, special: Callable[[Drawn], str]) -> SafeString:
    """The rows of a table as HTML; what is the same in every row (label, kind, class) is worked out once.

    `special` writes what needs a template: verbs and bars. A row of `table.marked` is marked, a `void` row is one
    that booked nothing (没有记账). A phone shows each label from `data-label`.
    """
    columns = [(column.key, _Column.of(column, unit, special).cell) for column in table.columns]
    lines = []
    for row in table.rows:
        get = row.get if isinstance(row, dict) else partial(of, row)
        marked = table.marked is not None and get("id") == table.marked
        name = ' class="marked"' if marked else ' class="void"' if get("void") else ""
        lines.append(f"<tr{name}>{''.join([cell(get(key)) for key, cell in columns])}</tr>")
    return SafeString("".join(lines))


@dataclass(frozen=True, slots=True)
class _Column:
    """What the cells of a column have in common, written once: its tag for a full and for a blank cell.

    A list says the same words and figures again and again, so what was drawn for one row is kept for the next.
    """

    kind: str
    write: Write
    full: str
    blank: str
    end: str
    special: Callable[[Drawn], str]
    kept: dict[Any, str] = field(default_factory=dict)

    @classmethod
    def of(cls, column: Column, unit: str, special: Callable[[Drawn], str]) -> _Column:
        kind = kind_of(column)
        if column.main:
            full = blank = '<th scope="row">'
        else:
            names = "num" if column.kind in FIGURES else "does" if column.kind == "verbs" else ""
            open_tag = f'<td data-label="{escaped(column.label)}"'
            full = f'{open_tag} class="{names}">' if names else f"{open_tag}>"
            blank = full if names == "num" else f'{open_tag} class="blank">'
        return cls(kind, _write(kind, unit), full, blank, "</th>" if column.main else "</td>", special)

    def cell(self, value: Any) -> str:
        """One cell."""
        if type(value) in PLAIN:
            found = self.kept.get(value)
            if found is None:
                found = self.kept[value] = self._drawn(value, "", "", None)
            return found
        if isinstance(value, Cell):
            return self._drawn(value.value, value.url, value.note, value.shape)
        return self._drawn(value, "", "", None)

    def _drawn(self, value: Any, url: str, note: Text, shape: Shape | None) -> str:
        if self.kind == "status" and isinstance(value, tuple):
            shape, value = value
        start = self.blank if not note and is_blank(value) else self.full
        if self.kind in ("verbs", "bar"):
            return f"{start}{self.special(Drawn(self.kind, value))}{self.end}"
        return f"{start}{_content(self.write, value, url, note, shape)}{self.end}"


# what draws alike whenever it is equal: a bool equals a number, so the type is asked, not what it is derived from
PLAIN = frozenset({str, int, type(None), date})


def head(table: Table, unit: str) -> list[Head]:
    """The heads of a table; the page's sort shows in the head it belongs to."""
    heads = []
    for column in table.columns:
        words: Text = {"yuan": gettext("元"), "wan": gettext("万元")}.get(str(column.unit), column.unit)
        if column.kind == "fen" and not column.unit:
            words = gettext("元") if unit == "yuan" else gettext("万元")
        url, now = "", ""
        if table.page is not None and column.sort:
            url = table.page.sort_urls.get(column.sort, "")
            name = table.page.sort.removeprefix("-")
            if name == column.sort:
                now = "descending" if table.page.sort.startswith("-") else "ascending"
        heads.append(Head(column, words, column.kind in FIGURES, url, now))
    return heads


def head_row(heads: Sequence[Head], unit: str) -> SafeString:
    """The heads as HTML: the label, where it sorts as a link with its arrow, and the unit of its figures."""
    opens, shuts = escaped(gettext("（")), escaped(gettext("）"))
    return SafeString("".join([_head_cell(one, unit, opens, shuts) for one in heads]))


def _head_cell(one: Head, unit: str, opens: str, shuts: str) -> str:
    words = escaped(one.column.label)
    if one.url:
        words = f'<a href="{escaped(one.url)}">{words}{ARROWS[one.sorted]}</a>'
    elif one.column.kind == "verbs":
        words = f'<span class="unseen">{words}</span>'
    if one.unit:
        switches = one.column.kind == "fen" and not one.column.unit
        words += f"{opens}{figures.unit_word(unit) if switches else escaped(one.unit)}{shuts}"
    numeric = ' class="num"' if one.numeric else ""
    turned = f' aria-sort="{one.sorted}"' if one.sorted else ""
    return f'<th scope="col"{numeric}{turned}>{words}</th>'


ARROWS = {"": "", "ascending": " ↑", "descending": " ↓"}


def kind_of(column: Column) -> str:
    """The kind that draws the cell: an amount with a fixed unit does not follow the switch."""
    return f"fen_{column.unit}" if column.kind == "fen" and column.unit in ("yuan", "wan") else column.kind


def foot(table: Table, unit: str) -> SafeString:
    """The cells of the totals row as HTML, in the order of the columns; nothing when the table has no totals."""
    if not table.totals:
        return SafeString("")
    return SafeString("".join([_foot_cell(table, n, unit) for n in range(len(table.columns))]))


def _foot_cell(table: Table, n: int, unit: str) -> str:
    column = table.columns[n]
    value = table.totals.get(column.key)
    if not n:
        return f'<th scope="row">{escaped(value or gettext("合计"))}</th>'
    names = f"{'num' if column.kind in FIGURES else ''}{' blank' if value is None else ''}"
    kind = kind_of(column) if value is not None and column.kind in FIGURES else "text"
    inside = "" if value is None else content(drawn(kind, value), unit)
    return f'<td data-label="{escaped(column.label)}" class="{names}">{inside}</td>'


def chips(found: Sequence[Chip]) -> SafeString:
    """Filters as links, the one that is on marked; how many rows each would show stands in it where it was counted."""
    return SafeString("".join([_chip(one) for one in found]))


def _chip(one: Chip) -> str:
    on = ' aria-current="true"' if one.on else ""
    count = "" if one.count is None else f" <b>{one.count}</b>"
    return f'<a class="chip" href="{escaped(one.url)}"{on}>{escaped(one.label)}{count}</a>'
