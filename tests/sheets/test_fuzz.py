"""Whatever stands in the cells of whatever kind: a check ends, its words are complete, its counts add up."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets.made import DATE, TOWNS, xlsx
from xianggou.base.sheets import problems
from xianggou.base.sheets.annotate import annotated, set_aside_workbook
from xianggou.base.sheets.check import check
from xianggou.base.sheets.child import read
from xianggou.base.sheets.kinds import find_kinds
from xianggou.base.sheets.mend import set_aside
from xianggou.base.sheets.problems import Unreadable
from xianggou.base.sheets.workbook import Formula, Range, Row, Sheet, Workbook, letter

KINDS = find_kinds()
WORDS = [
    "",
    " ",
    "合计",
    "小计",
    "—",
    "3万",
    "待定",
    "约3人",
    "2023.2.30",
    "二〇二三年三月",
    "甲口",
    "甲口镇",
    "0101",
    "301",
    "是",
    "注:1",
    "\x07",
    "单位:万元",
    "=1",
    "D1;D2",
]
CELL = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**16), 10**16).map(float),
    st.dates(dt.date(1800, 1, 1), dt.date(2300, 1, 1)),
    st.booleans(),
)


@pytest.fixture(autouse=True)
def _every_blank_is_filled(monkeypatch):
    def missing(self, key):
        raise AssertionError(f"nothing given for %({key})s")

    monkeypatch.setattr(problems._Fills, "__missing__", missing)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_cells_under_any_headings_are_checked_to_the_end(data):
    kind = KINDS[data.draw(st.sampled_from(sorted(KINDS)))]
    table = data.draw(st.sampled_from(kind.tables))
    headings = [c.title for c in table.columns if c.needed or c.required or data.draw(st.booleans())]
    width = len(headings)
    rows = data.draw(st.lists(st.lists(CELL, min_size=width, max_size=width + 1), max_size=6))
    sheet = Sheet("表", [Row(i, list(v)) for i, v in enumerate([headings, *rows], 1)])
    if data.draw(st.booleans()) and rows:
        column = data.draw(st.integers(0, width - 1))
        sheet.merged = [Range(2, column, 1 + len(rows), column)]
        sheet.formulas = {
            (2, column): Formula(
                "SUM(A1)", data.draw(st.booleans()), data.draw(st.sampled_from(["", "#REF!"]))
            )
        }
    reading = check(
        kind, Workbook("表.xlsx", data.draw(st.sampled_from(["xlsx", "csv", "docx"])), [sheet]), TOWNS, DATE
    )

    for problem in reading.problems:
        assert all(problem.say().values())
    parts = reading.rows_ok + reading.rows_notice + reading.rows_refused + reading.rows_dropped
    assert parts == reading.data_rows <= len(rows)
    if not reading.whole_file_refused:
        refused = {(r.sheet, r.row): "待核" for r in reading.sheet_rows if r.status == "refuse"}
        assert set_aside(reading, refused).refusals == []
    assert annotated(reading) and set_aside_workbook(reading)


GOOD = xlsx([["序号", "乡镇"], *[[i, f"乡镇{i}"] for i in range(30)]])


@pytest.mark.parametrize("seed", range(12))
def test_a_file_with_bytes_changed_never_brings_the_caller_down(seed):
    dice = random.Random(seed)
    data = bytearray(GOOD)
    for _ in range(dice.randint(1, 12)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    found = read(bytes(data[: dice.randint(100, len(data))] if seed % 3 == 0 else data), "表.xlsx")
    assert isinstance(found, Workbook | Unreadable)


def test_columns_are_lettered_as_a_spreadsheet_does():
    assert [letter(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
