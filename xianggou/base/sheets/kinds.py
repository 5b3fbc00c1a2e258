"""How a room declares the workbooks it reads: kinds, their tables, columns and cross-row rules.

A room's `sheets.py` holds `KINDS`, a tuple of `Kind`. Adding a kind is adding that file; nothing here knows
any room by name.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xianggou.base.sheets.headings import plain
from xianggou.base.sheets.readers import Reader

if TYPE_CHECKING:
    from xianggou.base.sheets.known import Known
    from xianggou.base.sheets.rows import RowRead, Tabled


@dataclass(frozen=True)
class Column:
    """One column of a table: its heading in the clean workbooks and all else it is known by."""

    name: str
    title: str
    read: Reader
    synonyms: tuple[str, ...] = ()
    required: bool = False  # a cell of it may not be empty
    needed: bool = False  # without the column no row can be placed
    same: bool = True  # counts when two rows are compared but for their number
    summed: bool = False  # totals are compared with the rows
    steady: bool = False  # neighbours tell whether the unit slipped
    default: object = None  # value of an empty cell
    holds_fen: bool = False  # money under a name that does not end in _fen (the cells of a matrix)

    @property
    def is_money(self) -> bool:
        """Whether the column holds 分."""
        return self.holds_fen or self.name.endswith("_fen")

    @property
    def keys(self) -> frozenset[str]:
        """Every heading it is known by, stripped of spaces and units."""
        return frozenset(plain(t) for t in (self.title, *self.synonyms))


SERIAL = "serial"  # the column 序号, present in most tables

Rule = Callable[["Tabled", "Context"], None]


@dataclass(frozen=True)
class Table:
    """One table of a kind: a sheet whose headings fit it is read as such."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()  # at least one column of each group must be there
    provides: Callable[[list[RowRead], Known], Known] | None = None
    spread: str = ""  # a matrix: its other headings are values of this column
    spread_of: Callable[[str, str, Context], Column | None] = field(default=lambda *_: None)
    spread_into: str = ""  # the records of a matrix belong to this table
    spread_name: str = ""  # ... and hold the value of its cells in this column
    sum_title: str = ""  # ... under this heading in the sums
    ignored: bool = False  # read for comparison only, never saved
    unique: bool = True  # the key may stand once only
    finish: Callable[[RowRead, Tabled, Context], None] | None = None
    year_from_title: bool = False

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(c for c in self.columns if c.name == name)

    @property
    def headings(self) -> str:
        """The headings a person should use, for messages."""
        return "、".join(c.title for c in self.columns if c.needed or c.required)


@dataclass(frozen=True)
class Kind:
    """One kind of workbook that can be imported."""

    name: str
    title: str
    tables: tuple[Table, ...]
    money: str = ""  # the column whose sum a person compares first
    across: tuple[Rule, ...] = ()  # rules over several tables, run last
    pack: tuple[str, ...] = ()  # names (with * for a year) of the lists in a pack that hold this kind

    def table(self, name: str) -> Table:
        """The table of this name."""
        return next(t for t in self.tables if t.name == name)


@dataclass
class Context:
    """What a reader or rule may ask while one workbook is checked."""

    known: Known
    place_date: dt.date
    year: int | None = None
    typed: bool = True
    date_1904: bool = False
    is_word: bool = False  # in Word, 2023年3月1日 is simply how a date is written
    unit: str = "元"
    texts: tuple[
        str, ...
    ] = ()  # what stands around the table being read: its titles, paragraphs, name of the file
    tables: dict[str, list[Tabled]] = field(default_factory=dict)

    def rows(self, table: str) -> list[RowRead]:
        """Rows of a table already read, second copies left out."""
        return [r for t in self.tables.get(table, []) for r in t.rows if r.status != "dropped"]


def find_kinds(packages: Iterable[str] = ("xianggou.base", "xianggou.stages")) -> dict[str, Kind]:
    """Every kind declared in a room's `sheets.py`, by name."""
    found: dict[str, Kind] = {}
    for package in packages:
        parent = importlib.import_module(package)
        for room in pkgutil.iter_modules(parent.__path__):
            name = f"{package}.{room.name}.sheets"
            if room.ispkg and importlib.util.find_spec(name):
                found |= {k.name: k for k in getattr(importlib.import_module(name), "KINDS", ())}
    return found
