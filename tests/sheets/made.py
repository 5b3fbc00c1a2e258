"""Small workbooks made for a test: as calm or as hostile as the test needs."""

import datetime as dt
import io
import zipfile

import xlsxwriter

from xianggou.base.sheets.check import check
from xianggou.base.sheets.child import open_file
from xianggou.base.sheets.kinds import Column, Kind, Table
from xianggou.base.sheets.known import Known, Town
from xianggou.base.sheets.limits import Limits
from xianggou.base.sheets.numbers import count, money
from xianggou.base.sheets.readers import name, serial, town

DATE = dt.date(2023, 12, 31)
TOWNS = Known(towns=(Town("1", "甲口镇"), Town("2", "乙坝乡"), Town("3", "丙街街道")))

SIMPLE = Kind(
    "simple",
    "示例表",
    (
        Table(
            "simple",
            "示例表",
            (
                Column("serial", "序号", serial(), same=False),
                Column("town", "乡镇", town(), ("单位",), required=True, needed=True),
                Column("name", "项目", name(), ("名称",), required=True, needed=True),
                Column(
                    "amount_fen", "金额(元)", money(), required=True, needed=True, summed=True, steady=True
                ),
                Column("people", "人数", count(), summed=True),
            ),
            key=("town", "name"),
        ),
    ),
    money="amount_fen",
)


def xlsx(rows, *, sheet="表", merges=(), hidden_rows=(), hidden_columns=(), more=()):
    """A workbook of one sheet (or more) from lists of values; a str beginning with `=` and a result makes a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    for title, lines in ((sheet, rows), *more):
        target = book.add_worksheet(title)
        for r, line in enumerate(lines):
            for c, value in enumerate(line):
                if isinstance(value, tuple):
                    target.write_formula(r, c, value[0], None, value[1])
                elif isinstance(value, dt.date):
                    target.write_datetime(r, c, value, date)
                elif value is not None:
                    target.write(r, c, value)
        if title == sheet:
            for merge in merges:
                target.merge_range(
                    merge,
                    rows[int("".join(filter(str.isdigit, merge.split(":")[0]))) - 1][ord(merge[0]) - 65],
                )
            for number in hidden_rows:
                target.set_row(number - 1, None, None, {"hidden": True})
            for column in hidden_columns:
                target.set_column(column, column, None, None, {"hidden": True})
    book.close()
    return out.getvalue()


HEAD = ["序号", "乡镇", "项目", "金额(元)", "人数"]


def simple(*rows, head=HEAD, before=(), **options):
    """A workbook of the simple kind, opened in this process and checked."""
    return checked(xlsx([*before, head, *rows], **options))


def checked(data, name="表.xlsx", kind=SIMPLE, known=TOWNS, choices=None):
    return check(kind, open_file(data, name, Limits()), known, DATE, choices)


def codes(reading, *severities):
    wanted = severities or ("notice", "refuse")
    return [(p.row, p.column, p.code) for p in reading.problems if p.severity in wanted]


def package(**parts):
    """A zip from part names (dots and slashes as they are) to bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    return out.getvalue()


def with_part(data, part, body):
    """A workbook with one part added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info.filename))
        new.writestr(part, body)
    return out.getvalue()
