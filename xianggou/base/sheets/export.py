"""Every list out of the house in one way: workbook, CSV or JSON, streamed, safe to open in a spreadsheet program.

Money leaves as numbers in 元, dates as dates; text is never taken for a formula or an address.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

from xianggou.base.sheets.numbers import yuan

Format = Literal["xlsx", "csv", "json"]
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a list: its name for machines, its heading for people; `_fen` names hold money."""

    name: str
    title: str

    @property
    def is_money(self) -> bool:
        """Whether the value is 分 and leaves as 元."""
        return self.name.endswith("_fen")


def exported(
    fields: Sequence[Field], rows: Iterable[Sequence[Any]], form: Format, title: str = "清单"
) -> Iterator[bytes]:
    """Rows (values in the order of the fields) as a file, piece by piece; memory does not grow with the rows."""
    if form == "xlsx":
        return _xlsx(fields, rows, title)
    return _csv(fields, rows) if form == "csv" else _json(fields, rows)


def _xlsx(fields: Sequence[Field], rows: Iterable[Sequence[Any]], title: str) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        money = book.add_format({"num_format": "#,##0.00"})
        for column, field in enumerate(fields):
            sheet.write_string(
                0,
                column,
                f"{field.title}(元)" if field.is_money and "元" not in field.title else field.title,
                head,
            )
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for column, (field, value) in enumerate(zip(fields, row, strict=True)):
                if value is None or value == "":
                    continue
                if field.is_money:
                    sheet.write_number(number, column, float(Decimal(value) / 100), money)
                elif isinstance(value, bool):
                    sheet.write_string(number, column, "是" if value else "否")
                elif isinstance(value, (int, float, Decimal)):
                    sheet.write_number(number, column, value)
                elif isinstance(value, dt.datetime):
                    sheet.write_datetime(number, column, value.replace(tzinfo=None), moment)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, column, value, date)
                else:
                    sheet.write_string(number, column, _text(value)[:32767])
        book.close()
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece


def _csv(fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    yield b"\xef\xbb\xbf"
    writer.writerow([f"{f.title}(元)" if f.is_money and "元" not in f.title else f.title for f in fields])
    for row in rows:
        writer.writerow([_plain(field, value) for field, value in zip(fields, row, strict=True)])
        if buffer.tell() > _CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _plain(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.is_money:
        return yuan(int(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    return guarded(_text(value))


def guarded(text: str) -> str:
    """Text that a spreadsheet program will not run: a leading formula sign gets an apostrophe."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    return ";".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _json(fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    yield b"["
    for number, row in enumerate(rows):
        record = {f.name: _machine(f, v) for f, v in zip(fields, row, strict=True)}
        yield (",\n" if number else "\n").encode() + json.dumps(record, ensure_ascii=False).encode()
    yield b"\n]\n"


def _machine(field: Field, value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return (
        [_machine(field, v) for v in value]
        if isinstance(value, (list, tuple))
        else value
        if isinstance(value, (float, str))
        else _text(value)
    )
