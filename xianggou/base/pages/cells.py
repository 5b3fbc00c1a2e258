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

Write = Callable[[Any], SafeString]

FIGURES = frozenset({"fen", "number"})
WRITTEN: Mapping[str, Write] = {
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
    return mark_safe(_content(_write(cell.kind, unit), cell.value, cell.url, cell.note, cell.shape))


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
    columns = [_Column.of(column, unit) for column in table.columns]
    lines = []
    for row in table.rows:
        marked = table.marked is not None and of(row, "id") == table.marked
        name = ' class="marked"' if marked else ' class="void"' if of(row, "void") else ""
        lines.append(f"<tr{name}>{''.join([c.cell(of(row, c.key), special) for c in columns])}</tr>")
    return mark_safe("".join(lines))


@dataclass(frozen=True, slots=True)
class _Column:
    """What the cells of a column have in common, written once: its tag for a full and for a blank cell."""

    key: str
    kind: str
    write: Write
    full: str
    blank: str
    end: str

    @classmethod
    def of(cls, column: Column, unit: str) -> _Column:
        kind = kind_of(column)
        if column.main:
            full = blank = '<th scope="row">'
        else:
            names = "num" if column.kind in FIGURES else "does" if column.kind == "verbs" else ""
            open_tag = f'<td data-label="{escaped(column.label)}"'
            full = f'{open_tag} class="{names}">' if names else f"{open_tag}>"
            blank = full if names == "num" else f'{open_tag} class="blank">'
        return cls(column.key, kind, _write(kind, unit), full, blank, "</th>" if column.main else "</td>")

    def cell(self, value: Any, special: Callable[[Drawn], str]) -> str:
        """One cell."""
        url, note, shape = "", "", None
        if isinstance(value, Cell):
            value, url, note, shape = value.value, value.url, value.note, value.shape
        if self.kind == "status" and isinstance(value, tuple):
            shape, value = value
        start = self.blank if not note and is_blank(value) else self.full
        if self.kind in ("verbs", "bar"):
            return f"{start}{special(Drawn(self.kind, value))}{self.end}"
        return f"{start}{_content(self.write, value, url, note, shape)}{self.end}"


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
