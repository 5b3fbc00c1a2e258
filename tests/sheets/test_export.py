"""Lists out: the same rows in three forms, money as numbers in 元, nothing that runs."""

import csv
import datetime as dt
import io
import json

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from xianggou.base.sheets.export import Field, exported, guarded

FIELDS = (
    Field("name", "名称"),
    Field("amount_fen", "金额"),
    Field("on", "日期"),
    Field("many", "多项"),
    Field("yes", "可否"),
)
ROWS = [
    ("=cmd|'/c calc'!A1", 1234_56, dt.date(2023, 3, 15), ("0101", "0102"), True),
    ("https://x", None, None, (), False),
]


def test_a_workbook_holds_numbers_and_dates_and_runs_nothing():
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(exported(FIELDS, ROWS, "xlsx", "清单")))).active
    assert [c.value for c in sheet[1]] == ["名称", "金额(元)", "日期", "多项", "可否"]
    assert [c.data_type for c in sheet[2]] == ["s", "n", "d", "s", "s"]
    assert sheet["B2"].value == 1234.56 and sheet["A3"].hyperlink is None


def test_a_csv_opens_in_a_spreadsheet_program_and_runs_nothing():
    data = b"".join(exported(FIELDS, ROWS, "csv"))
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[1] == ["'=cmd|'/c calc'!A1", "1234.56", "2023-03-15", "0101;0102", "是"]


def test_json_keeps_fen_and_field_names():
    rows = json.loads(b"".join(exported(FIELDS, ROWS, "json")))
    assert rows[0] == {
        "name": ROWS[0][0],
        "amount_fen": 123456,
        "on": "2023-03-15",
        "many": ["0101", "0102"],
        "yes": True,
    }


def test_an_empty_list_is_still_a_file():
    assert json.loads(b"".join(exported(FIELDS, [], "json"))) == []
    assert b"".join(exported(FIELDS, [], "csv")).count(b"\n") == 1


@given(st.text(max_size=30))
def test_no_text_leaves_as_a_formula(text):
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_rows_are_taken_one_at_a_time():
    taken = []

    def rows():
        for number in range(20_000):
            taken.append(number)
            yield (f"名称{number}" * 4, number, None, (), True)

    pieces = exported(FIELDS, rows(), "csv")
    next(pieces), next(pieces)
    assert 0 < len(taken) < 20_000
