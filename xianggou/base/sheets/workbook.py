"""A workbook as plain values: what every reader (xlsx, xls, csv, docx) gives and every check takes.

Rows are numbered as the spreadsheet program shows them; columns are counted from 0 and named by
letter. Numbers stay as stored (float), dates are dates, everything else is text; an empty cell is None.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

Value = str | float | int | bool | dt.date | None


@cache
def letter(column: int) -> str:
    """Column number (from 0) to its letters: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Letters to column number from 0: A is 0, AA is 26."""
    number = 0
    for char in letters.upper():
        number = number * 26 + ord(char) - 64
    return number - 1


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell: its text, whether a result is stored, and the error stored as result."""

    text: str
    cached: bool = True
    error: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, for showing a row as it looks in the file."""

    column: str
    value: Value
    kind: str  # text, number, date, bool, formula, empty
    formula: str = ""


@dataclass(slots=True)
class Row:
    """One row with the values of its cells from column A on."""

    number: int
    values: list[Value]
    hidden: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything but white space."""
        return all(v is None or (isinstance(v, str) and not v.strip()) for v in self.values)


@dataclass(frozen=True, slots=True)
class Range:
    """Merged cells; rows as shown, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet (or one table of a Word document, or the one table of a CSV)."""

    name: str
    rows: list[Row] = field(default_factory=list)
    hidden: bool = False
    merged: list[Range] = field(default_factory=list)
    formulas: dict[tuple[int, int], Formula] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)

    def cells(self, row: Row) -> Iterator[Cell]:
        """The cells of a row as they look in the file."""
        for index, value in enumerate(row.values):
            formula = self.formulas.get((row.number, index))
            yield Cell(letter(index), value, _kind(value, formula), formula.text if formula else "")

    def shown(self, row: int, column: int, value: Value) -> str:
        """The value as a person sees it when asked what stands in the cell: formulas as text."""
        formula = self.formulas.get((row, column))
        return f"={formula.text.removeprefix('=')}" if formula and formula.text else as_shown(value)


def _kind(value: Value, formula: Formula | None) -> str:
    if formula:
        return "formula"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, dt.date):
        return "date"
    return "text" if isinstance(value, str) else "number"


def as_shown(value: Value) -> str:
    """A stored value as text: whole numbers without point, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value == int(value) and abs(value) < 1e15:
            return str(int(value))
        return f"{value:.15g}"
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return str(value)


@dataclass(slots=True)
class Workbook:
    """A file as read: its sheets and what its form says about the values."""

    name: str
    format: str  # xlsx, xls, csv, docx
    sheets: list[Sheet] = field(default_factory=list)
    digest: str = ""
    encoding: str = ""
    date_1904: bool = False
    text_before: list[str] = field(default_factory=list)  # paragraphs of a Word document

    @property
    def is_typed(self) -> bool:
        """Whether the format tells numbers from text, so that a number stored as text is worth a word."""
        return self.format in ("xlsx", "xls")
