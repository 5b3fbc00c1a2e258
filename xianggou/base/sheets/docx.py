"""Reading the tables of a .docx: each table is a sheet 表1, 表2 …, rows and columns counted inside it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from xianggou.base.sheets.container import refuse
from xianggou.base.sheets.limits import Limits
from xianggou.base.sheets.workbook import Range, Row, Sheet, Value

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPAN_LIMIT = 200


def tables(archive: zipfile.ZipFile, limits: Limits) -> tuple[list[Sheet], list[str]]:
    """The tables of a checked container, and the paragraphs around them."""
    try:
        body = ElementTree.fromstring(archive.read("word/document.xml")).find(f"{_W}body")
    except ElementTree.ParseError as error:
        raise refuse("bad_xml", part="word/document.xml") from error
    if body is None:
        raise refuse("bad_xml", part="word/document.xml")
    found = [_table(t, i) for i, t in enumerate(body.iter(f"{_W}tbl"), 1)]
    if sum(len(r.values) for s in found for r in s.rows) > limits.cells:
        raise refuse("too_many_cells", cell="", cells=limits.cells, limit=limits.cells)
    return found, [t for p in body.findall(f"{_W}p") if (t := _text(p))]


def _text(element: ElementTree.Element) -> str:
    parts = []
    for node in element.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab":
            parts.append("\t")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
    return "".join(parts)


def _cell_text(cell: ElementTree.Element) -> str:
    return "\n".join(_text(p) for p in cell.findall(f"{_W}p"))


def _table(table: ElementTree.Element, number: int) -> Sheet:
    sheet = Sheet(f"表{number}")
    open_merges: dict[int, tuple[int, int]] = {}  # column → first row, last row so far
    for index, line in enumerate(table.findall(f"{_W}tr"), 1):
        values: list[Value] = []
        for cell in _cells(line):
            span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            vertical = cell.find(f"{_W}tcPr/{_W}vMerge")
            column = len(values)
            if span > 1:
                sheet.merged.append(Range(index, column, index, column + span - 1))
            if vertical is not None and vertical.get(f"{_W}val") != "restart":
                if column in open_merges:
                    open_merges[column] = (open_merges[column][0], index)
                values += [None] * span
                continue
            if column in open_merges:
                _close(sheet, column, open_merges.pop(column))
            if vertical is not None:
                open_merges[column] = (index, index)
            values.append(_cell_text(cell) or None)
            values += [None] * (span - 1)
        while values and values[-1] is None:
            values.pop()
        properties = line.find(f"{_W}trPr/{_W}hidden")
        sheet.rows.append(Row(index, values, properties is not None))
    for column, rows in open_merges.items():
        _close(sheet, column, rows)
    return sheet


def _cells(line: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The cells of a row, also where a content control stands around them; not those of a table inside a cell."""
    for element in line:
        if element.tag == f"{_W}tc":
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _cells(element)


def _close(sheet: Sheet, column: int, rows: tuple[int, int]) -> None:
    if rows[1] > rows[0]:
        sheet.merged.append(Range(rows[0], column, rows[1], column))


def _number(element: ElementTree.Element | None, default: int) -> int:
    written = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(written), _SPAN_LIMIT) if written.isdigit() else default
