"""Amounts and dates as offices type them: read to the 分, or refused with how to mend."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianggou.base.pages import typed
from xianggou.core import money


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("98500", 98_500_00),
        ("98,500.00", 98_500_00),
        ("９８，５００．５", 98_500_50),
        ("￥ 1 234.5", 1_234_50),
        ("12元", 12_00),
        (" 0.01 ", 1),
        ("1.", 1_00),
        ("007.10", 7_10),
        ("1.500", 1_50),
    ],
)
def test_an_amount_is_read_to_the_fen(text, fen):
    assert typed.yuan_typed(text) == fen


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-0.01", "负数"),
        ("−0.01", "负数"),
        ("0.005", "小数超过两位"),
        ("3万", "30000"),
        ("3.5亿", "单位"),
        ("1e9", "科学记数"),
        ("1E+5", "科学记数"),
        ("约三千", "单位"),
        ("1,23.00", "读不成金额"),
        ("1.2.3", "读不成金额"),
        ("=1+1", "读不成金额"),
        ("NaN", "读不成金额"),
        ("９" * 14, "太大"),
        ("1" * 400, "太大"),
        ("", "读不成金额"),
    ],
)
def test_what_is_no_amount_says_how_to_write_it(text, says):
    with pytest.raises(typed.Unreadable, match=says):
        typed.yuan_typed(text)


def test_nothing_is_less_than_the_least_amount_taken():
    with pytest.raises(typed.Unreadable, match="大于 0"):
        typed.yuan_typed("0", least_fen=1)
    assert typed.yuan_typed("0", least_fen=0) == 0
    assert typed.yuan_typed("-5", least_fen=-10_00) == -5_00


@given(st.integers(min_value=0, max_value=typed.FEN_MAX))
def test_every_amount_shown_is_read_back(fen):
    assert typed.yuan_typed(money.yuan(fen)) == fen


@pytest.mark.parametrize(
    "text",
    [
        "2023-03-01",
        "2023.3.1",
        "2023/3/1",
        "2023年3月1日",
        "２０２３．３．１",
        "20230301",
        "2023 年 3 月 1 日",
    ],
)
def test_a_date_is_read_as_offices_write_it(text):
    assert typed.day_typed(text) == date(2023, 3, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2025.13.2", "没有 13 月"),
        ("2025-02-29", "没有 29 日"),
        ("2025-11-00", "没有 0 日"),
        ("25.3.1", "读不成日期"),
        ("45986", "读不成日期"),
        ("1789-07-14", "年份不对"),
        ("明天", "读不成日期"),
    ],
)
def test_what_is_no_date_names_the_part(text, says):
    with pytest.raises(typed.Unreadable, match=says):
        typed.day_typed(text)


@pytest.mark.parametrize("text", ["坏\x00字", "半个\ud83d", "响铃\x07", "长" * 11])
def test_text_that_cannot_be_kept_is_refused(text):
    with pytest.raises(typed.Unreadable):
        typed.said_clean(text, length=10)


def test_four_byte_characters_and_line_ends_are_kept():
    assert typed.said_clean("𠮷村\n🏠\t", length=10) == "𠮷村\n🏠\t"
