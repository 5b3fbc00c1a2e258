"""Mends in place, rows set aside, second uploads, differences: what was decided is kept, nothing is half-saved."""

import io

import openpyxl

from tests.sheets.made import HEAD, checked, codes, simple, xlsx
from xianggou.base.sheets.annotate import PROBLEM_SHEET, annotated, named_in, set_aside_workbook
from xianggou.base.sheets.check import Choices
from xianggou.base.sheets.child import open_file
from xianggou.base.sheets.limits import Limits
from xianggou.base.sheets.mend import again, carried, compare, mend, set_aside, undo

ROWS = (
    [1, "甲口镇", "保洁", "待定", 3],
    [2, "丁口镇", "养路", 200, 4],
    [3, "乙坝乡", "巡河", "3万", "约5人"],
    [4, "乙坝乡", "治安", 50, 1],
)


def test_a_mend_is_checked_like_the_file_and_can_be_undone():
    reading = simple(*ROWS)
    mended = mend(reading, {("表", 2, "D"): "120.5", ("表", 3, "B"): "丙街街道"})
    assert codes(mended) == [(4, "D", "amount_with_unit"), (4, "E", "approx_number")] and mended.may_be_taken
    assert mended.sums_fen == {"金额": 120_50 + 200_00 + 3_0000_00 + 50_00}
    worse = mend(mended, {("表", 2, "D"): "若干"})
    assert codes(worse, "refuse") == [(2, "D", "text_in_number")] and worse.refusals[0].value == "若干"
    assert codes(undo(mended, [("表", 2, "D"), ("表", 3, "B")])) == codes(reading)


def test_a_formula_is_mended_by_a_number():
    reading = simple([1, "甲口镇", "保洁", ("=1+2", ""), 3])
    assert codes(reading) == [(2, "D", "formula_no_cache")]
    assert codes(mend(reading, {("表", 2, "D"): "3"})) == []


def test_a_cell_merged_over_rows_is_mended_for_all_of_them():
    data = xlsx([HEAD, [1, "丁口镇", "保洁", 1, 1], [2, None, "养路", 2, 1]], merges=("B2:B3",))
    reading = checked(data)
    assert [c for _, _, c in codes(reading)] == ["unknown_town"] * 2
    mended = mend(reading, {("表", 2, "B"): "甲口镇"})
    assert codes(mended) == [] and [r["town"] for r in mended.rows] == ["甲口镇"] * 2


def test_rows_set_aside_leave_the_rest_whole():
    reading = set_aside(simple(*ROWS), {("表", 2): "金额未定", ("表", 3): "待核"})
    assert reading.may_be_taken and (reading.rows_set_aside, reading.rows_notice, reading.rows_ok) == (
        2,
        1,
        1,
    )
    assert [r.row for r in reading.saved_rows()] == [4, 5]
    assert reading.sums_fen == {"金额": 3_0050_00}


def test_a_row_set_aside_no_longer_makes_its_twin_a_suspect():
    reading = simple([1, "甲口镇", "保洁", 100, 1], [2, "甲口镇", "保洁", 100, 1])
    assert codes(reading) == [(3, "", "duplicate_suspect")]
    assert set_aside(reading, {("表", 2): "重复"}).may_be_taken


def test_the_set_aside_workbook_holds_exactly_the_rows_left_out_each_with_its_reason():
    reading = set_aside(simple(*ROWS), {("表", 3): "待核"})
    data = set_aside_workbook(reading)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=3)]
    assert lines[0] == ["序号", "乡镇", "项目", "金额", "人数", "原工作表", "原行号", "挑出原因", "问题"]
    assert [(x[2], x[5], x[6], x[7]) for x in lines[1:]] == [
        ("保洁", "表", 2, "“金额(元)”不是数字：待定"),
        ("养路", "表", 3, "待核"),
    ]
    assert named_in(open_file(data, "x.xlsx", Limits())) == {
        ("表", 2): "“金额(元)”不是数字：待定",
        ("表", 3): "待核",
    }
    back = checked(data)
    assert codes(back) == [(4, "D", "text_in_number"), (5, "B", "unknown_town")]


def test_a_row_set_aside_on_a_sheet_in_wan_comes_back_worth_the_same():
    rows = [["单位:万元"], ["序号", "乡镇", "项目", "金额", "人数"], [1, "甲口镇", "保洁", 12.5, 1]]
    back = checked(set_aside_workbook(set_aside(checked(xlsx(rows)), {("表", 3): "待核"})))
    assert codes(back) == [] and back.sums_fen == {"金额": 12_5000_00}


def test_the_annotated_workbook_comments_each_cell_and_gives_the_same_findings_again():
    reading = mend(simple(*ROWS, before=[["2023年示例表"]]), {("表", 4, "B"): "丙街街道"})
    data = annotated(reading)
    book = openpyxl.load_workbook(io.BytesIO(data))
    commented = {c.coordinate for row in book["表"].iter_rows() for c in row if c.comment}
    assert commented == {f"{p.column}{p.row}" for p in reading.refusals + reading.notices}
    assert "待定" in book["表"]["D3"].comment.text and book["表"]["B4"].value == "丙街街道"
    listed = list(book[PROBLEM_SHEET].iter_rows(min_row=2, values_only=True))
    assert len(listed) == len(reading.refusals) + len(reading.notices)
    assert codes(checked(data)) == codes(reading)


def test_what_looks_like_a_formula_stays_text_in_what_goes_back():
    reading = simple([1, "甲口镇", '=HYPERLINK("http://x","点")', 100, 1])
    book = openpyxl.load_workbook(io.BytesIO(annotated(reading)))
    assert book["表"]["C2"].data_type == "s" and book["表"]["C2"].hyperlink is None


def test_mends_follow_their_row_into_a_changed_file():
    before, after = (
        xlsx([HEAD, *ROWS]),
        xlsx([HEAD, [9, "甲口镇", "新项目", 1, 1], *ROWS[:1], [2, "甲口镇", "养路", 200, 4], *ROWS[2:]]),
    )
    choices = Choices(
        corrections={("表", 2, "D"): "120", ("表", 3, "B"): "甲口镇"}, set_aside={("表", 4): "待核"}
    )
    old, new = open_file(before, "a.xlsx", Limits()), open_file(after, "a.xlsx", Limits())
    kept = carried(choices, old, new)
    assert kept.corrections == {("表", 3, "D"): "120"} and kept.set_aside == {("表", 5): "待核"}
    assert codes(checked(after, choices=kept)) == []


def test_differences_are_shown_and_absence_deletes_nothing():
    reading = set_aside(simple(*ROWS), {("表", 2): "未定", ("表", 3): "待核"})
    existing = {
        ("乙坝乡", "巡河"): {"amount_fen": 2_0000_00, "people": 5, "id": 7},
        ("乙坝乡", "治安"): {"amount_fen": 50_00, "people": 1},
        ("甲口镇", "旧项目"): {"amount_fen": 1},
    }
    changes = compare(reading, "simple", existing)
    assert [(c.row.row, c.fields) for c in changes.changed] == [(4, {"amount_fen": (2_0000_00, 3_0000_00)})]
    assert ([r.row for r in changes.unchanged], changes.added, changes.not_in_file) == (
        [5],
        [],
        [("甲口镇", "旧项目")],
    )


def test_the_same_file_again_changes_nothing():
    first = simple(*ROWS[3:])
    existing = {r.key(("town", "name")): r.values for r in first.saved_rows()}
    changes = compare(again(first, first.choices), "simple", existing)
    assert not changes.added and not changes.changed and len(changes.unchanged) == 1
    assert [r.digest for r in first.rows] == [r.digest for r in again(first, first.choices).rows]
