"""Reading the old binary .xls (BIFF8): calamine for values, a walk over the records for what it does not tell.

The walk finds hidden rows, columns and sheets, formula cells, the 1904 flag, merged cells, encryption and macros.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import python_calamine

from xianggou.base.sheets.container import refuse
from xianggou.base.sheets.limits import Limits
from xianggou.base.sheets.workbook import Formula, Range, Sheet, letter
from xianggou.base.sheets.xlsx import rows_of

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_MACRO_STORAGES = ("_vba_project_cur", "vba", "_vba_project", "macros")
_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _DATEMODE = 0x809, 0x0A, 0x85, 0x2F, 0x22
_ROW, _COLINFO, _FORMULA, _MERGED, _STRING, _SUPBOOK = 0x208, 0x7D, 0x06, 0xE5, 0x207, 0x1AE
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class Compound:
    """An OLE2 container, read defensively: chains are bounded by the number of sectors."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            (shift, mini_shift) = struct.unpack_from("<HH", data, 30)
            (_, self.first_dir, _, self.mini_cutoff, first_mini, _, first_difat, _) = struct.unpack_from(
                "<8I", data, 44
            )
        except struct.error as error:
            raise refuse("cut_off") from error
        if shift not in (9, 12) or mini_shift != 6:
            raise refuse("not_a_workbook")
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        self.fat = self._fat(first_difat)
        self.entries = list(self._directory())
        self.mini_fat = self._numbers(self._chain(first_mini, self.fat))
        root = next((e for e in self.entries if e[1] == 5), None)
        self.mini = b"".join(self._chain(root[2], self.fat)) if root else b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.data[start : start + self.size]

    def _numbers(self, blocks: Iterator[bytes]) -> list[int]:
        raw = b"".join(blocks)
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _fat(self, first_difat: int) -> list[int]:
        sectors = [s for s in struct.unpack_from("<109I", self.data, 76) if s < _END]
        current, steps = first_difat, 0
        while current < _END and steps < 4096:
            numbers = self._numbers(iter([self._sector(current)]))
            if not numbers:
                break
            sectors += [s for s in numbers[:-1] if s < _END]
            current, steps = numbers[-1], steps + 1
        return self._numbers(self._sector(s) for s in sectors[: len(self.data) // self.size + 1])

    def _chain(self, first: int, table: list[int]) -> Iterator[bytes]:
        current, steps = first, 0
        while current < _END and current < len(table) and steps <= len(table):
            yield self._sector(current)
            current, steps = table[current], steps + 1

    def _directory(self) -> Iterator[tuple[str, int, int, int]]:
        raw = b"".join(self._chain(self.first_dir, self.fat))
        for start in range(0, len(raw) - 127, 128):
            length = struct.unpack_from("<H", raw, start + 64)[0]
            if 2 <= length <= 64:
                name = raw[start : start + length - 2].decode("utf-16-le", "replace")
                first, size = struct.unpack_from("<II", raw, start + 116)
                yield name, raw[start + 66], first, size

    def stream(self, *names: str) -> bytes | None:
        """The bytes of the first stream of one of these names."""
        for name, kind, first, size in self.entries:
            if kind == 2 and name.lower() in names:
                if size >= self.mini_cutoff:
                    return b"".join(self._chain(first, self.fat))[:size]
                return self._mini_stream(first)[:size]
        return None

    def _mini_stream(self, first: int) -> bytes:
        blocks: list[bytes] = []
        current = first
        while current < len(self.mini_fat) and len(blocks) <= len(self.mini_fat):
            blocks.append(self.mini[current * self.mini_size : (current + 1) * self.mini_size])
            current = self.mini_fat[current]
        return b"".join(blocks)


@dataclass(slots=True)
class _Found:
    name: str
    offset: int
    hidden: bool
    is_table: bool
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], Formula] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    deepest: int = 0
    widest: int = 0


def sheets(data: bytes, limits: Limits) -> tuple[list[Sheet], bool]:
    """The sheets of an .xls and whether it counts days from 1904. Raises: Unreadable."""
    compound = Compound(data)
    names = {e[0].lower() for e in compound.entries}
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise refuse("encrypted")
    if "worddocument" in names:
        raise refuse("old_doc")
    stream = compound.stream("workbook", "book")
    if stream is None:
        raise refuse("not_a_workbook")
    if names & set(_MACRO_STORAGES):
        raise refuse("macros", part="VBA")
    listed, is_1904 = _globals(stream)
    for found in listed:
        _walk_sheet(stream, found, limits)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, OSError) as error:
        raise refuse("cut_off") from error
    return [_sheet(book, f) for f in listed if f.is_table], is_1904


def _sheet(book: object, found: _Found) -> Sheet:
    sheet = Sheet(
        found.name,
        hidden=found.hidden,
        merged=found.merged,
        formulas=found.formulas,
        hidden_columns=found.columns,
    )
    sheet.rows = list(rows_of(book, found.name, found.rows))
    return sheet


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    position = start
    while position + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, position)
        yield code, stream[position + 4 : position + 4 + length]
        position += 4 + length


def _globals(stream: bytes) -> tuple[list[_Found], bool]:
    listed: list[_Found] = []
    is_1904 = False
    for code, body in _records(stream, 0):
        if code == _FILEPASS:
            raise refuse("encrypted")
        if code == _BOUNDSHEET and len(body) >= 8:
            offset, state, kind, length, wide = struct.unpack_from("<IBBBB", body)
            raw = body[8 : 8 + length * (2 if wide & 1 else 1)]
            name = raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace")
            if kind == 1:
                raise refuse("macros", part=name)
            listed.append(_Found(name, offset, state & 3 != 0, kind == 0))
        elif code == _DATEMODE and len(body) >= 2:
            is_1904 = body[:2] == b"\x01\x00"
        elif code == _EOF:
            break
    return listed, is_1904


def _walk_sheet(stream: bytes, found: _Found, limits: Limits) -> None:
    depth = 0
    for code, body in _records(stream, found.offset):
        if code == _BOF:
            depth += 1
        elif code == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif code == _ROW and len(body) >= 16:
            number, _, last = struct.unpack_from("<HHH", body)
            found.deepest, found.widest = max(found.deepest, number + 1), max(found.widest, last)
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                found.rows.add(number + 1)
        elif code == _COLINFO and len(body) >= 10:
            first, last, _, _, options = struct.unpack_from("<5H", body)
            if options & 1:
                found.columns.update(range(first, min(last, 255) + 1))
        elif code == _FORMULA and len(body) >= 14:
            row, column = struct.unpack_from("<HH", body)
            found.formulas[row + 1, column] = _formula(body[6:14])
        elif code == _MERGED and len(body) >= 2:
            for index in range(struct.unpack_from("<H", body)[0]):
                if 2 + index * 8 + 8 <= len(body):
                    top, bottom, left, right = struct.unpack_from("<4H", body, 2 + index * 8)
                    found.merged.append(Range(top + 1, left, bottom + 1, right))
    if found.deepest * max(found.widest, 1) > limits.cells:
        cell = f"{letter(found.widest - 1)}{found.deepest}"
        raise refuse(
            "too_many_cells",
            found.name,
            found.deepest,
            "",
            cell=cell,
            cells=found.deepest * found.widest,
            limit=limits.cells,
        )


def _formula(result: bytes) -> Formula:
    """A formula's stored result tells errors apart; its text is not decoded, the value stands for it."""
    if result[6:8] == b"\xff\xff":
        kind = result[0]
        if kind == 2:
            return Formula("", error=_ERRORS.get(result[2], "#?"))
        return Formula("", cached=kind != 3)
    return Formula("")
