"""From a Table to what its template writes: heads with their sort, cells with their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from xianggou.base.pages import figures
from xianggou.base.pages.figures import escaped
from xianggou.base.pages.shapes import Cell, Column, Shape, Table, Text

FIGURES = frozenset({"fen", "number"})
WRITTEN: Mapping[str, Callable[[Any], SafeString]] = {
    "fen_yuan": figures.yuan,
    "fen_wan": figures.wan,
    "deadline": figures.deadline,
    "day": lambda value: mark_safe(f'<span class="fig">{escaped(figures.moment(value))}</span>'),
    "code": lambda value: mark_safe(f'<span class="code">{figures.text(value)}</span>'),
    "number": lambda value: mark_safe(f'<span class="fig">{figures.text(value)}</span>'),
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


@dataclass(frozen=True, slots=True)
class Row:
    """A row ready to be written; `void` rows are those that booked nothing (没有记账)."""

    cells: list[Drawn]
    marked: bool
    void: bool


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
    blank = given.value is None or given.value == "" or given.value == ()
    return Drawn(
        kind if given.shape is None else "status",
        given.value,
        given.url,
        given.note,
        given.shape,
        label,
        main,
        kind in FIGURES if numeric is None else numeric,
        blank and not given.note,
    )


def content(cell: Drawn, unit: str) -> SafeString:
    """What stands in a cell of a plain kind (all but verbs and bars): link, value, note."""
    inside: str = _plain(cell, unit)
    if cell.url:
        inside = f'<a href="{escaped(cell.url)}">{inside}</a>'
    if cell.note:
        inside += f'<span class="note">{escaped(cell.note)}</span>'
    return mark_safe(f"<div>{inside}</div>")


def _plain(cell: Drawn, unit: str) -> SafeString:
    """The value as its kind is written."""
    if cell.kind == "fen":
        return figures.switched(cell.value, unit)
    if cell.kind == "status" and cell.shape:
        return figures.status(cell.shape, cell.value)
    if cell.kind in WRITTEN:
        return WRITTEN[cell.kind](cell.value)
    return figures.text(cell.value)


def wrapped(cell: Drawn, inside: SafeString) -> SafeString:
    """The cell of the table around its content; a phone shows the label from `data-label`."""
    if cell.main:
        return mark_safe(f'<th scope="row">{inside}</th>')
    names = "num" if cell.numeric else "blank" if cell.blank else "does" if cell.kind == "verbs" else ""
    kind = f' class="{names}"' if names else ""
    return mark_safe(f'<td data-label="{escaped(cell.label)}"{kind}>{inside}</td>')


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


def kind_of(column: Column) -> str:
    """The kind that draws the cell: an amount with a fixed unit does not follow the switch."""
    return f"fen_{column.unit}" if column.kind == "fen" and column.unit in ("yuan", "wan") else column.kind


def rows(table: Table) -> list[Row]:
    """The rows of the table; what is the same in every row (label, kind) is worked out once."""
    columns = [(c, kind_of(c), mark_safe(escaped(c.label)), c.kind in FIGURES) for c in table.columns]
    found = []
    for given in table.rows:
        cells = [
            drawn(kind, of(given, c.key), label=label, main=c.main, numeric=numeric)
            for c, kind, label, numeric in columns
        ]
        key = of(given, "id")
        found.append(Row(cells, table.marked is not None and key == table.marked, bool(of(given, "void"))))
    return found


def foot(table: Table) -> list[Drawn]:
    """The totals row, in the order of the columns; nothing when the table has no totals."""
    if not table.totals:
        return []
    cells = []
    for column in table.columns:
        value = table.totals.get(column.key)
        kind = kind_of(column) if value is not None and column.kind in FIGURES else "text"
        cell = drawn(kind, value, label=column.label, main=column.main)
        cells.append(
            Drawn(
                cell.kind,
                cell.value,
                label=cell.label,
                main=cell.main,
                numeric=column.kind in FIGURES,
                blank=value is None,
            )
        )
    return cells
