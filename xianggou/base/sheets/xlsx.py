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
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003
            parser.Parse(b"", True)  # noqa: FBT003
    except (KeyError, expat.ExpatError) as error:
        raise refuse("bad_xml", part=part) from error
    return scan


class _Walker:
    """Handlers of one pass. Text is only listened to inside formulas and their results."""

    def __init__(self, scan: Scan, parser: expat.XMLParserType, sheet: str, limits: Limits) -> None:
        self.scan, self.parser, self.sheet, self.limit = scan, parser, sheet, limits.cells
        self.columns: dict[str, int] = {}
        self.cell = ""
        self.type = ""
        self.formula: list[str] | None = None
        self.result: list[str] | None = None
        self.row = self.implied = 0
        self.widest = self.deepest = 0
        parser.StartElementHandler = self.root

    def root(self, tag: str, _attributes: dict[str, str]) -> None:
        """The first element tells the prefix that the others bear."""
        prefix = f"{tag.rpartition(':')[0]}:" if ":" in tag else ""
        cell, row, formula, value, inline = (f"{prefix}{t}" for t in ("c", "row", "f", "v", "is"))
        merge, column = f"{prefix}mergeCell", f"{prefix}col"
        columns, scan = self.columns, self.scan

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == cell:
                ref = attributes.get("r") or self.next_ref()
                letters = ref.rstrip(_DIGITS)
                if letters not in columns:
                    self.wider(letters, ref)
                if ref[len(letters) :] != self.row_text:
                    self.deeper(ref, letters)
                self.cell, self.type = ref, attributes.get("t", "")
                if self.formula is not None:
                    self.keep()
            elif tag == row:
                if self.formula is not None:
                    self.keep()
                self.row_text = ""
                self.new_row(attributes)
            elif tag == formula:
                self.formula, self.result = [], []
                self.owner = (self.cell, self.type)
                self.parser.CharacterDataHandler = self.formula.append
                self.parser.EndElementHandler = self.end
            elif tag in (value, inline):
                if self.formula is not None and self.result is not None:
                    self.parser.CharacterDataHandler = self.result.append
            elif tag == merge:
                self.merge(attributes.get("ref", ""))
            elif tag == column and attributes.get("hidden") in ("1", "true"):
                first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
                scan.hidden_columns.update(range(first - 1, min(last, 16384)))

        self.row_text = ""
        self.owner = ("", "")
        self.parser.StartElementHandler = start

    def end(self, tag: str) -> None:
        """Stop listening when the formula or the cell ends."""
        self.parser.CharacterDataHandler = None
        if tag.endswith("c") and tag.rpartition(":")[2] == "c":
            self.keep()

    def keep(self) -> None:
        """Write down the formula just walked through."""
        ref, kind = self.owner
        found = _REF.fullmatch(ref)
        if found and self.formula is not None:
            result = "".join(self.result or [])
            error = result if kind == "e" else ""
            place = (int(found.group(2)), column_number(found.group(1)))
            self.scan.formulas[place] = Formula("".join(self.formula), bool(result), error)
        self.formula = self.result = None
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None

    def new_row(self, attributes: dict[str, str]) -> None:
        """Count rows; remember hidden ones."""
        number = int(attributes.get("r") or self.row + 1)
        self.row, self.implied = number, 0
        if attributes.get("hidden") in ("1", "true"):
            self.scan.hidden_rows.add(number)

    def wider(self, letters: str, ref: str) -> None:
        """A column not met before."""
        number = column_number(letters) + 1 if letters.isalpha() else 0
        self.columns[letters] = number
        self.widest = max(self.widest, number)
        self.measure(ref)

    def deeper(self, ref: str, letters: str) -> None:
        """The first cell of a row, or one that does not stand in the row it says."""
        self.row_text = ref[len(letters) :]
        self.measure(ref)

    def next_ref(self) -> str:
        """A cell may leave out where it stands: then it follows the one before."""
        self.implied += 1
        return f"{letter(self.implied - 1)}{self.row}"

    def measure(self, ref: str) -> None:
        """Refuse a sheet whose cells lie so far apart that reading it would take the memory of the machine."""
        found = _REF.fullmatch(ref)
        self.deepest = max(self.deepest, self.row, int(found.group(2)) if found else 0)
        if self.deepest * self.widest > self.limit:
            raise refuse(
                "too_many_cells",
                self.sheet,
                self.deepest,
                "",
                cell=ref,
                cells=self.deepest * self.widest,
                limit=self.limit,
            )

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
