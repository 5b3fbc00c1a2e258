"""Reading .csv: the encoding is proved, never guessed; UTF-8 strictly, then GB18030 strictly."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from xianggou.base.sheets.container import refuse
from xianggou.base.sheets.kinds import Kind
from xianggou.base.sheets.limits import Limits
from xianggou.base.sheets.workbook import Row, Sheet, Value, Workbook, letter

_FIELD = 1 << 20


def sheet(data: bytes, limits: Limits) -> tuple[Sheet, str]:
    """The one table of a CSV and the encoding it proved to be in. Raises: Unreadable."""
    text, encoding = decoded(data)
    if "\x00" in text:
        raise refuse("nul_byte", "csv", text[: text.index("\x00")].count("\n") + 1)
    csv.field_size_limit(_FIELD)
    rows: list[Row] = []
    width = 0
    try:
        for number, fields in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1
        ):
            values: list[Value] = [f or None for f in fields]
            while values and values[-1] is None:
                values.pop()
            width = max(width, len(values))
            if number * width > limits.cells:
                raise refuse(
                    "too_many_cells",
                    "csv",
                    number,
                    cell=f"{letter(width - 1)}{number}",
                    cells=number * width,
                    limit=limits.cells,
                )
            rows.append(Row(number, values))
    except csv.Error as error:
        raise refuse("cut_off") from error
    while rows and not rows[-1].values:
        rows.pop()
    return Sheet("csv", rows), encoding


def from_pack(kind: Kind, folder: Path) -> Workbook | None:
    """The lists of a kind in a pack as one workbook, to be checked like any other; None where the pack has none.

    Raises: Unreadable, for a list that is not UTF-8 or not a table.
    """
    book = Workbook(folder.name, "csv", encoding="utf-8-sig")
    digest = hashlib.sha256()
    for pattern in kind.pack:
        for path in sorted(folder.glob(f"{pattern}.csv")):
            data = path.read_bytes()
            digest.update(data)
            table, _encoding = sheet(data, Limits())
            table.name = path.stem
            book.sheets.append(table)
    book.digest = digest.hexdigest()
    return book if book.sheets else None


def decoded(data: bytes) -> tuple[str, str]:
    """Text and encoding. A file that is neither UTF-8, UTF-16 with its mark, nor GB18030 is refused."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise refuse("unknown_encoding") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and not _is_plausible(text):
            break
        return text, encoding
    raise refuse("unknown_encoding")


def _is_plausible(text: str) -> bool:
    """GB18030 decodes much that was never meant so: private and unassigned characters betray it."""
    odd = sum(1 for c in text if "\ue000" <= c <= "\uf8ff" or "\x80" <= c <= "\x9f")
    controls = sum(1 for c in text if c < " " and c not in "\t\r\n\x00")
    han = sum(1 for c in text if "\u4e00" <= c <= "\u9fff")
    return controls == 0 and odd * 20 <= han + 1


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:20]
    return max(",\t;", key=lambda d: (sum(line.count(d) for line in lines), d == ","))
