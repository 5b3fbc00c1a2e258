"""From a Table to what its template writes: heads with their sort, cells with their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from xianggou.base.pages import figures
from xianggou.base.pages.shapes import Cell, Column, Shape, Table, Text

FIGURES = frozenset({"fen", "number"})
WRITTEN: Mapping[str, Callable[[Any], SafeString]] = {
    "fen_yuan": figures.yuan,
    "fen_wan": figures.wan,
    "deadline": figures.deadline,
    "day": lambda value: format_html('<span class="fig">{}</span>', figures.moment(value)),
    "code": lambda value: format_html('<span class="code">{}</span>', figures.text(value)),
    "number": lambda value: format_html('<span class="fig">{}</span>', figures.text(value)),
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


def drawn(kind: str, value: Any, *, label: Text = "", main: bool = False) -> Drawn:
    """A value or Cell of a kind, ready to be written."""
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
        kind in FIGURES,
        blank and not given.note,
    )


def content(cell: Drawn, unit: str) -> SafeString:
    """What stands in a cell of a plain kind (all but verbs and bars): link, value, note."""
    inside = _plain(cell, unit)
    if cell.url:
        inside = format_html('<a href="{}">{}</a>', cell.url, inside)
    if cell.note:
        inside = format_html('{}<span class="note">{}</span>', inside, cell.note)
    return format_html("<div>{}</div>", inside)


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
        return format_html('<th scope="row">{}</th>', inside)
    names = "num" if cell.numeric else "blank" if cell.blank else "does" if cell.kind == "verbs" else ""
    kind = format_html(' class="{}"', names) if names else ""
    return format_html('<td data-label="{}"{}>{}</td>', cell.label, kind, inside)


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


def row(table: Table, given: Any) -> Row:
    """A row of the table."""
    cells = []
    for column in table.columns:
        cell = drawn(kind_of(column), of(given, column.key), label=column.label, main=column.main)
        if column.kind in FIGURES and not cell.numeric:
            cell = Drawn(
                cell.kind,
                cell.value,
                cell.url,
                cell.note,
                cell.shape,
                cell.label,
                cell.main,
                numeric=True,
                blank=cell.blank,
            )
        cells.append(cell)
    key = of(given, "id")
    return Row(cells, table.marked is not None and key == table.marked, bool(of(given, "void")))


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
