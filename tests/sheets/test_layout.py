"""Tables as offices lay them out: found wherever they stand, with nothing dropped in silence."""

import pytest

from tests.sheets.made import HEAD, checked, codes, simple, xlsx
from xianggou.base.sheets.check import Choices


def test_a_plain_table_says_nothing():
    reading = simple([1, "甲口镇", "保洁", 100, 3], [2, "乙坝乡", "保洁", 200.5, 4])
    assert codes(reading, "info", "notice", "refuse") == []
    assert reading.sums_fen == {"金额": 30050}
    assert [r.values["amount_fen"] for r in reading.saved_rows("simple")] == [10000, 20050]


def test_title_unit_total_notes_and_blank_rows_are_told_apart():
    rows = [
        ["2023年示例表", None, None, None],
        ["填报单位:财政局", None, None, "单位:万元"],
        ["序号", "单位", "名称", "金额", "人数"],
        [1, "甲口镇", "保洁", 1.5, 3],
        [2, "甲口镇", "养路", 2.5, 3],
        ["小计", None, None, 4],
        [None],
        [3, "乙坝乡", "保洁", 6, 1],
        ["序号", "单位", "名称", "金额", "人数"],
        [4, "丙街街道", "保洁", 0.01, 1],
        ["合  计", None, None, 10.02, 9],
        ["注:本表一式两份"],
        ["审核人:", None, "填表人:"],
    ]
    reading = checked(xlsx(rows))
    found = codes(reading, "info", "notice", "refuse")
    assert (1, "A", "title_row") in found and (2, "A", "meta_row") in found and (2, "D", "unit_line") in found
    assert [(r, c) for r, _, c in found if r > 5] == [
        (6, "subtotal_row"), (7, "blank_row"), (9, "repeated_header"), (11, "total_row"), (11, "sum_off_001"), (11, "sum_off_001"),
        (12, "note_row"), (13, "note_row"),
    ]  # fmt: skip
    assert [p.suggestion for p in reading.problems if p.code == "sum_off_001"] == ["10.01", "8"]
    assert (reading.data_rows, reading.sums_fen, reading.year) == (4, {"金额": 1001_0000 // 100 * 100}, 2023)


def test_two_heading_rows_and_cells_merged_down_reach_every_row():
    rows = [
        ["序号", "乡镇", "内容", None, "人数"],
        [None, None, "项目", "金额(万元)", None],
        [1, "甲口镇", "保洁", 1, 1],
        [2, None, "养路", 2, 1],
        [3, None, "巡河", 3, 1],
    ]
    reading = checked(xlsx(rows, merges=("A1:A2", "B1:B2", "C1:D1", "E1:E2", "B3:B5")))
    assert [r["town"] for r in reading.rows] == ["甲口镇"] * 3
    assert reading.sums_fen == {"金额": 6_0000_00}
    assert {"header_two_rows", "merged_header", "merged_down"} <= {c for _, _, c in codes(reading, "info")}
    assert codes(reading) == []


def test_a_blank_cell_that_no_merge_covers_is_never_filled():
    assert codes(simple([1, "甲口镇", "保洁", 100, 3], [2, None, "养路", 200, 4])) == [
        (3, "B", "missing_required")
    ]


def test_all_faults_of_a_file_are_named_in_one_pass():
    reading = simple(
        [1, "甲口镇", "保洁", "3万", 3],
        [2, "丁口镇", None, "待定", "约4人"],
        [3, "乙坝乡", "养路", -1, 2.5],
        [4, "乙 坝乡", "巡河", "５", 1],
    )
    assert codes(reading) == [
        (2, "D", "amount_with_unit"), (3, "B", "unknown_town"), (3, "C", "missing_required"), (3, "D", "text_in_number"),
        (3, "E", "approx_number"), (4, "D", "negative_amount"), (4, "E", "not_whole"), (5, "B", "space_in_name"), (5, "D", "fullwidth_digit"),
    ]  # fmt: skip
    assert (reading.rows_ok, reading.rows_notice, reading.rows_refused) == (0, 2, 2)
    assert all(p.what and p.why and p.then and "—" not in p.what for p in reading.problems)


def test_a_missing_column_refuses_the_file_and_names_it():
    reading = simple([1, "保洁", 100], head=["序号", "项目", "金额(元)"])
    assert [(p.row, p.code, p.header) for p in reading.refusals] == [(0, "missing_column", "乡镇")]
    assert reading.whole_file_refused and reading.rows_refused == 1 and not reading.may_be_taken


def test_a_column_under_another_name_can_be_pointed_at():
    data = xlsx([["序号", "哪个地方", "项目", "金额(元)"], [1, "甲口镇", "保洁", 100]])
    assert checked(data).whole_file_refused
    pointed = checked(data, choices=Choices(mapping={"表": {"B": "town"}}))
    assert pointed.may_be_taken and [r["town"] for r in pointed.rows] == ["甲口镇"]


def test_a_file_without_our_table_is_refused_with_the_headings_to_use():
    reading = checked(xlsx([["姓名", "电话"], ["张三", "1"]]))
    assert [p.code for p in reading.refusals] == ["no_table"] and "乡镇" in reading.refusals[0].then


def test_sheets_that_are_not_ours_are_named_prose_is_passed_over():
    more = (("下拉", [["选项"], ["是"]]), ("说明", [["示例"], ["金额单位:元,两位小数;日期为日期格式。"]]))
    reading = checked(xlsx([HEAD, [1, "甲口镇", "保洁", 100, 1]], more=more))
    assert [(p.sheet, p.code) for p in reading.problems] == [
        ("下拉", "leftover_sheet"),
        ("说明", "note_sheet"),
    ]


def test_hidden_rows_and_columns_are_read_and_said():
    data = xlsx(
        [HEAD, [1, "甲口镇", "保洁", 100, 1], [2, "甲口镇", "养路", 100, 1]],
        hidden_rows=(3,),
        hidden_columns=(3,),
    )
    reading = checked(data)
    assert codes(reading) == [(1, "D", "hidden_col"), (3, "", "hidden_row")] and reading.sums_fen == {
        "金额": 20000
    }


def test_formulas_are_read_by_their_stored_result_only():
    reading = simple(
        [1, "甲口镇", "保洁", ("=1+2", 3), 1],
        [2, "甲口镇", "养路", ("=1+2", ""), 1],
        [3, "甲口镇", "巡河", ("=A1/0", "#DIV/0!"), 1],
    )
    assert codes(reading, "info", "refuse") == [
        (2, "D", "formula_cached"),
        (3, "D", "formula_no_cache"),
        (4, "D", "formula_error"),
    ]
    assert [p.value for p in reading.refusals] == ["=1+2", "=A1/0"]


def test_a_row_twice_is_left_out_a_row_under_another_number_is_asked_about():
    reading = simple(
        [1, "甲口镇", "保洁", 100, 1],
        [1, "甲口镇", "保洁", 100, 1],
        [2, "甲口镇", "保洁", 100, 1],
        [3, "甲口镇", "保洁", 200, 1],
    )
    assert codes(reading) == [
        (3, "", "duplicate_exact"),
        (4, "", "duplicate_suspect"),
        (5, "C", "duplicate_key"),
    ]
    assert (reading.rows_dropped, reading.rows_refused, len(reading.saved_rows())) == (1, 2, 1)


@pytest.mark.parametrize(
    ("unit", "wrong", "others"),
    [("万元", 216900, (21, 30, 18, 25, 40)), ("元", 21.69, (210000, 300000, 180000, 250000, 90000))],
)
def test_a_number_in_the_other_unit_is_asked_about(unit, wrong, others):
    rows = [[i, "甲口镇", f"项目{i}", n, 1] for i, n in enumerate((*others, wrong), 1)]
    reading = simple(*rows, before=[[f"单位:{unit}"]], head=["序号", "乡镇", "项目", "金额", "人数"])
    assert [(p.row, p.code, p.value) for p in reading.refusals] == [(8, "unit_slip", f"{wrong:g}")]


def test_a_large_but_honest_sum_is_believed():
    assert (
        codes(
            simple(
                *[[i, "甲口镇", f"项目{i}", n, 1] for i, n in enumerate((100, 200, 1e9, 50000, 3000000), 1)]
            )
        )
        == []
    )


def test_a_total_is_compared_with_what_could_be_read():
    rows = [[1, "甲口镇", "保洁", 100, 1], [2, "甲口镇", "养路", "待定", 2], ["合计", None, None, 150, 3]]
    assert codes(simple(*rows)) == [(3, "D", "text_in_number")]


def test_without_a_word_about_the_unit_the_sum_is_to_be_confirmed():
    assert codes(simple([1, "甲口镇", "保洁", 100, 1], head=["序号", "乡镇", "项目", "金额", "人数"])) == [
        (1, "", "unit_missing")
    ]
