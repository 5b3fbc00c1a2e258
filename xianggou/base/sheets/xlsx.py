"""Reading .xlsx: an expat pass over every sheet for safety, formulas, hidden rows and merged cells; calamine for values.

Two passes because each does what the other cannot: the parser meets an endless sheet before anything is allocated
and names the cell, calamine is fast and knows number formats.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import python_calamine

from xianggou.base.files.tokens import Fed
from xianggou.base.sheets.container import guarded_parser, refuse
from xianggou.base.sheets.limits import Limits
from xianggou.base.sheets.workbook import Formula, Range, Row, Sheet, Value, column_number, letter

_CHUNK = 1 << 16
_DIGITS = "0123456789"
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(slots=True)
class Scan:
    """What the pass over one sheet's XML found."""

    rows: int = 0
    columns: int = 0
    formulas: dict[tuple[int, int], Formula] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def sheets(data: bytes, archive: zipfile.ZipFile, limits: Limits) -> tuple[list[Sheet], bool]:
    """The sheets of a checked container without their rows, and whether it counts days from 1904."""
    names, is_1904 = _listed(archive)
    found = []
    for name, state, part in names:
        scan = scanned(archive, part, name, limits)
        sheet = Sheet(
            name,
            hidden=state != "visible",
            merged=scan.merged,
            formulas=scan.formulas,
            hidden_columns=scan.hidden_columns,
        )
        found.append((sheet, scan.hidden_rows))
    return _filled(data, found), is_1904


def _listed(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str, str]], bool]:
    """Sheet names, states and parts in order."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError) as error:
        raise refuse("bad_xml", part="xl/workbook.xml") from error
    targets = {r.get("Id"): r for r in relations}
    space = _STRICT if book.tag.startswith(_STRICT) else _MAIN
    properties = book.find(f"{space}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    found = []
    for sheet in book.iter(f"{space}sheet"):
        relation = targets.get(sheet.get(_REL) or sheet.get(_STRICT_REL))
        if relation is None or not (relation.get("Type") or "").endswith("/worksheet"):
            continue
        target = (relation.get("Target") or "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        found.append((sheet.get("name") or "", sheet.get("state") or "visible", part))
    return found, is_1904


def scanned(archive: zipfile.ZipFile, part: str, name: str, limits: Limits) -> Scan:
    """Walk a sheet's XML once. Raises: Unreadable, naming the cell that lies too far out."""
    scan = Scan()
    parser = guarded_parser(part)
    _Walker(scan, parser, name, limits)
    fed = Fed(parser)
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                fed.piece(chunk)
            fed.end()
    except (KeyError, expat.ExpatError) as error:
        raise refuse("bad_xml", part=part) from error
    return scan


class _Walker:
    """Handlers of one pass. Text is only listened to inside formulas and their results.

    `start` runs for every cell of the file: what it does in the usual case (a cell in a column and row met before)
    is one look-up and one comparison; everything else goes through `unusual`.
    """

    def __init__(self, scan: Scan, parser: expat.XMLParserType, sheet: str, limits: Limits) -> None:
        self.scan, self.parser, self.sheet, self.limit = scan, parser, sheet, limits.cells
        self.columns: dict[str, int] = {}
        self.seen: set[str] = set()
        self.formula: list[str] | None = None
        self.result: list[str] | None = None
        self.owner: dict[str, str] = {}
        self.row = self.implied = 0
        self.widest = self.deepest = 0
        parser.StartElementHandler = self.root

    def root(self, tag: str, _attributes: dict[str, str]) -> None:
        """The first element tells the prefix that the others bear."""
        prefix = f"{tag.rpartition(':')[0]}:" if ":" in tag else ""
        cell, value, row = f"{prefix}c", f"{prefix}v", f"{prefix}row"
        here: dict[str, str] = {}
        figures, size = "", 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal here, figures, size
            if tag == value:
                if self.formula is not None and self.result is not None:
                    self.parser.CharacterDataHandler = self.result.append
            elif tag == cell:
                here = attributes
                if self.formula is not None:
                    self.keep()
                ref = attributes.get("r", "")
                if ref[:-size] not in self.seen or not ref.endswith(figures):
                    self.unusual(attributes)
            elif tag == row:
                if self.formula is not None:
                    self.keep()
                figures = self.new_row(attributes)
                size = len(figures)
            else:
                self.other(tag.removeprefix(prefix), attributes, here)

        self.parser.StartElementHandler = start

    def other(self, tag: str, attributes: dict[str, str], here: dict[str, str]) -> None:
        """Elements that are few: formulas, inline texts, merged blocks, columns."""
        if tag == "f":
            self.formula, self.result, self.owner = [], [], here
            self.parser.CharacterDataHandler = self.formula.append
            self.parser.EndElementHandler = self.end
        elif tag == "is" and self.formula is not None and self.result is not None:
            self.parser.CharacterDataHandler = self.result.append
        elif tag == "mergeCell":
            self.merge(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.scan.hidden_columns.update(range(first - 1, min(last, 16384)))

    def unusual(self, attributes: dict[str, str]) -> None:
        """The first cell of a column, one that stands in another row than it says, or that leaves out where it stands."""
        ref = attributes.get("r", "")
        if not ref:
            self.implied += 1
            ref = attributes["r"] = f"{letter(self.implied - 1)}{self.row}"
        letters = ref.rstrip(_DIGITS)
        number = self.columns.get(letters)
        if number is None:
            number = self.columns[letters] = (
                column_number(letters) + 1 if letters.isascii() and letters.isalpha() else 0
            )
        self.widest = max(self.widest, number)
        self.deepest = max(self.deepest, self.row, int(ref[len(letters) :] or 0))
        cells = self.deepest * self.widest
        if cells > self.limit:
            raise refuse(
                "too_many_cells", self.sheet, self.deepest, "", cell=ref, cells=cells, limit=self.limit
            )
        self.seen.add(letters)

    def end(self, tag: str) -> None:
        """Stop listening when the formula or the cell ends."""
        self.parser.CharacterDataHandler = None
        if tag.endswith("c") and tag.rpartition(":")[2] == "c":
            self.keep()

    def keep(self) -> None:
        """Write down the formula just walked through."""
        found = _REF.fullmatch(self.owner.get("r", ""))
        if found and self.formula is not None:
            result = "".join(self.result or [])
            error = result if self.owner.get("t") == "e" else ""
            place = (int(found.group(2)), column_number(found.group(1)))
            self.scan.formulas[place] = Formula("".join(self.formula), bool(result), error)
        self.formula = self.result = None
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None

    def new_row(self, attributes: dict[str, str]) -> str:
        """Count rows and remember hidden ones. Gives: the figures that the row's cells should bear."""
        figures = attributes.get("r") or str(self.row + 1)
        number = int(figures)
        if number <= self.row:  # rows out of order: no earlier one may be forgotten
            self.deepest = max(self.deepest, self.row)
            self.seen.clear()
        self.row, self.implied = number, 0
        if attributes.get("hidden") in ("1", "true"):
            self.scan.hidden_rows.add(self.row)
        if self.row * self.widest > self.limit:
            self.seen.clear()  # this row's cells are measured one by one; without any, the row costs nothing
        return figures

    def merge(self, ref: str) -> None:
        """A merged block of cells."""
        found = re.fullmatch(rf"{_REF.pattern}:{_REF.pattern}", ref)
        if found:
            left, top, right, bottom = found.groups()
            self.scan.merged.append(Range(int(top), column_number(left), int(bottom), column_number(right)))


def _filled(data: bytes, found: list[tuple[Sheet, set[int]]]) -> list[Sheet]:
    """Let calamine read the values of each sheet."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.CalamineError as error:
        raise refuse("bad_xml", part="xl/workbook.xml") from error
    for sheet, hidden in found:
        sheet.rows = list(rows_of(book, sheet.name, hidden))
    return [s for s, _ in found]


def rows_of(book: Any, name: str, hidden: set[int]) -> Iterator[Row]:
    """Rows of one sheet as values, numbered as shown; blank ones at the end are left out."""
    try:
        sheet = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, KeyError) as error:
        raise refuse("bad_xml", part=name) from error
    if sheet.start is None:
        return
    blank: list[Row] = []
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
        row = Row(number, clean(values), number in hidden)
        blank.append(row)
        if row.values:
            yield from blank
            blank = []


_PLAIN_TYPES = frozenset({str, float, int})


def clean(values: list[Any]) -> list[Value]:
    """Calamine's values as ours: empty cells None, times of day dropped, trailing empties cut."""
    out: list[Value] = [None if v == "" else v if type(v) in _PLAIN_TYPES else _other(v) for v in values]
    while out and out[-1] is None:
        out.pop()
    return out


def _other(value: Any) -> Value:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, (dt.date, bool)):
        return value
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / 86400
    return None if value is None else str(value)
