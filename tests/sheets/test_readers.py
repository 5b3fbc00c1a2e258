"""Cell readers: every form offices write is read exactly or refused by its name, and no input makes them fail."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets.made import DATE, TOWNS
from xianggou.base.sheets import dates, numbers, readers
from xianggou.base.sheets.kinds import Context
from xianggou.base.sheets.readers import Found
from xianggou.base.sheets.wording import WORDING

CTX = Context(TOWNS, DATE)
CSV = Context(TOWNS, DATE, typed=False)


def read(reader, raw, unit="元", ctx=CTX):
    """(code or None, value)."""
    found = reader(ctx, unit)(raw)
    return (found.code, found.value) if type(found) is Found else (None, found)


@pytest.mark.parametrize(
    ("raw", "unit", "code", "fen"),
    [
        (37.62, "万元", None, 37_6200_00),
        (0.1 + 0.2, "元", None, 30),
        (250.82999999999998, "万元", None, 250_8300_00),
        (1e9, "元", None, 10_0000_0000_00),
        ("1e9", "元", "text_in_number", None),
        (-0.01, "元", "negative_amount", None),
        ("-0.01", "元", "negative_amount", None),
        (0.005, "元", "below_fen", None),
        ("0.005", "元", "below_fen", None),
        (1e17, "元", "too_large", None),
        ("3万", "元", "amount_with_unit", 3_0000_00),
        ("3万", "万元", "amount_with_unit", 3_0000_00),
        ("3 万元", "元", "amount_with_unit", 3_0000_00),
        ("1.2亿", "元", "amount_with_unit", 1_2000_0000_00),
        ("84400元", "万元", "unit_explicit", 8_4400_00),
        ("¥84,400.00", "万元", "unit_explicit", 8_4400_00),
        ("1,073.50", "元", "thousands_sep", 1073_50),
        ("1，073.50", "元", "thousands_sep", 1073_50),
        ("1,07.50", "元", "text_in_number", None),
        ("２１．１６", "万元", "fullwidth_digit", 21_1600_00),
        ("19.51", "万元", "number_text", 19_5100_00),
        ("—", "元", "text_over_number", 0),
        ("5-8万", "元", "range_amount", None),
        ("5万至8万", "元", "range_amount", None),
        ("11.9~17.9", "万元", "range_amount", None),
        ("下浮8%", "元", "price_rate", None),
        ("待定", "元", "text_in_number", None),
        ("约3万", "元", "text_in_number", None),
        (True, "元", "text_in_number", None),
        (dt.date(2023, 1, 1), "元", "text_in_number", None),
        ("  ", "元", None, None),
    ],
)
def test_money_is_read_to_the_fen_or_refused(raw, unit, code, fen):
    assert read(numbers.money(), raw, unit) == (code, fen)


def test_a_number_in_a_csv_is_no_number_stored_as_text():
    assert read(numbers.money(), "19.51", ctx=CSV) == (None, 19_51)
    assert read(numbers.count(), "19", ctx=CSV) == (None, 19)


@given(st.integers(0, 10**14))
def test_any_sum_to_the_fen_comes_back_the_same_from_every_form(fen):
    yuan = f"{fen // 100}.{fen % 100:02d}"
    grouped = f"{fen // 100:,}.{fen % 100:02d}"
    for written in (
        yuan,
        grouped,
        f"{yuan}元",
        f"¥{yuan}",
        yuan.translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    ):
        assert read(numbers.money(), written)[1] == fen
    assert read(numbers.money(), numbers.in_unit(fen, "万元"), "万元")[1] == fen
    if fen < 10**13:
        assert read(numbers.money(), float(Decimal(fen) / 100))[1] == fen


@given(
    st.one_of(
        st.text(max_size=40),
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(),
        st.booleans(),
        st.dates(),
    )
)
def test_no_value_makes_a_reader_fail(raw):
    every = [
        readers.name(), readers.text(), readers.code(4), readers.codes(4), readers.choice("是", "否"), readers.yes_no(),
        readers.phone(), readers.serial(), readers.town(), readers.year(), readers.klass(), numbers.money(), numbers.count(),
        numbers.quantity(), numbers.percent(), dates.day(), dates.month(),
    ]  # fmt: skip
    for reader in every:
        for unit in ("元", "万元"):
            found = reader(CTX, unit)(raw)
            if type(found) is Found:
                assert found.code in WORDING
                assert (found.value is None) == (
                    WORDING[found.code].severity == "refuse"
                ) or found.value is not None


@pytest.mark.parametrize(
    ("raw", "code", "number"),
    [
        (30.0, None, 30), (30.5, "not_whole", None), (-1.0, "negative_amount", None), ("30", "number_text", 30),
        ("约30人", "approx_number", 30), ("30余人", "approx_number", 30), ("786左右", "approx_number", 786),
        ("1,328", "thousands_sep", 1328), ("１１", "fullwidth_digit", 11), ("若干", "text_in_number", None),
        ("30人", "number_text", 30), ("-3", "negative_amount", None), ("—", "text_over_number", 0), ("10-20", "range_amount", None),
    ],
)  # fmt: skip
def test_counts(raw, code, number):
    assert read(numbers.count(), raw) == (code, number)


DAY = dt.date(2023, 3, 15)


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        (DAY, None, DAY), ("2023-03-15", None, DAY), ("2023/3/15", None, DAY), ("2023-3-15 00:00:00", None, DAY),
        ("2023.3.15", "date_dot", DAY), ("2023年3月15日", "date_cn", DAY), ("2023 年 3 月 15 日", "date_cn", DAY),
        ("二〇二三年三月十五日", "date_cn_numerals", DAY), ("二零二三年三月十五日", "date_cn_numerals", DAY),
        ("二〇二三年十二月三十一日", "date_cn_numerals", dt.date(2023, 12, 31)), ("二〇二三年十月二十日", "date_cn_numerals", dt.date(2023, 10, 20)),
        (45000.0, "date_serial", DAY), ("45000", "date_serial", DAY), (20230315.0, "date_8digits", DAY), ("20230315", "date_8digits", DAY),
        ("2023.2.30", "date_impossible", None), ("2023年13月1日", "date_impossible", None), ("20230230", "date_impossible", None),
        ("2023年3月", "date_month_only", None), ("二〇二三年三月", "date_month_only", None), ("2023.3", "date_month_only", None),
        ("202303", "date_month_only", None), ("2023", "date_month_only", None),
        ("3/1/23", "date_ambiguous", None), ("3/1/2023", "date_ambiguous", None), ("1/2/24", "date_ambiguous", None), ("23.3.1", "date_ambiguous", None),
        ("长期", "date_unreadable", None), (7.0, "date_unreadable", None), (dt.date(1023, 3, 1), "date_out_of_range", None), ("", None, None),
    ],
)  # fmt: skip
def test_dates(raw, code, value):
    assert read(dates.day(), raw) == (code, value)


def test_a_serial_in_a_1904_workbook_does_not_shift_by_four_years():
    assert read(dates.day(), 43538.0, ctx=Context(TOWNS, DATE, date_1904=True)) == ("date_serial", DAY)


def test_in_word_a_chinese_date_is_nothing_to_confirm():
    assert read(dates.day(), "2023年3月15日", ctx=Context(TOWNS, DATE, is_word=True)) == (None, DAY)


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        ("196507", "month_text", dt.date(1965, 7, 1)), (196507.0, "month_text", dt.date(1965, 7, 1)), ("1974年11月", "month_text", dt.date(1974, 11, 1)),
        ("1974.11", "month_text", dt.date(1974, 11, 1)), (dt.date(1988, 4, 1), None, dt.date(1988, 4, 1)), ("1985.2.30", "date_impossible", None),
    ],
)  # fmt: skip
def test_months(raw, code, value):
    assert read(dates.month(), raw) == (code, value)


@given(st.dates(dt.date(1930, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_from_every_form(day):
    figures = "〇一二三四五六七八九"
    spoken = {
        n: ("" if n < 20 else figures[n // 10])
        + ("十" if n >= 10 else "")
        + (figures[n % 10] if n % 10 else "")
        for n in range(1, 32)
    }
    numerals = f"{''.join(figures[int(c)] for c in str(day.year))}年{spoken[day.month]}月{spoken[day.day]}日"
    serial = float((day - dt.date(1899, 12, 30)).days)
    for raw in (
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        numerals,
        serial,
    ):
        assert read(dates.day(), raw)[1] == day


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        ("岚心镇", None, "岚心镇"), ("何 燕", "space_in_name", "何燕"), ("何\u3000燕", "space_in_name", "何燕"), ("\u3000亩次\xa0", "nbsp", "亩次"),
        ("茶苑\n社区", "line_break", "茶苑社区"), (" 村 ", None, "村"), ("A B", None, "A B"), ("=1+1", "formula_like_text", "=1+1"),
        ("@老支书", "formula_like_text", "@老支书"), ("坏\x07字", "control_char", None), ("长" * 300, "too_long", None), ("𠀀村", None, "𠀀村"), (12.0, None, "12"),
    ],
)  # fmt: skip
def test_names(raw, code, value):
    assert read(readers.name(), raw) == (code, value)


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        (301.0, "zero_lost", "0301"),
        ("301", "zero_lost", "0301"),
        ("0301", None, "0301"),
        ("\u30000301", "nbsp", "0301"),
        ("D052", None, "D052"),
    ],
)
def test_codes(raw, code, value):
    assert read(readers.code(4), raw) == (code, value)


def test_several_codes_in_a_cell():
    assert read(readers.codes(4), "0301;302、0303") == ("zero_lost", ("0301", "0302", "0303"))
    assert read(readers.codes(), "D036;D037") == (None, ("D036", "D037"))


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        ("甲口镇", None, "甲口镇"), ("甲口", "town_alias", "甲口镇"), ("甲 口镇", "space_in_name", "甲口镇"), ("甲口镇人民政府", "town_alias", "甲口镇"),
        ("甲口乡", "unknown_town", None), ("丁口镇", "unknown_town", None), ("丙街", "town_alias", "丙街街道"),
    ],
)  # fmt: skip
def test_towns(raw, code, value):
    assert read(readers.town(), raw) == (code, value)


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        (10000000001.0, None, "10000000001"), ("100 0000 0034", "phone_separators", "10000000034"), ("100-0000-0112", "phone_separators", "10000000112"),
        ("1000000001", "phone_wrong", None), ("1OO00000032", "phone_wrong", None), ("１００００００００３４", "fullwidth_digit", "10000000034"),
    ],
)  # fmt: skip
def test_phones(raw, code, value):
    assert read(readers.phone(), raw) == (code, value)


def test_percent_is_read_in_basis_points():
    assert read(numbers.percent(), "98%") == ("percent_text", 9800)
    assert read(numbers.percent(), 92.5) == (None, 9250)
    assert read(numbers.percent(), -1.0) == ("negative_amount", None)
