"""Money adds up to the last 分, and capital numerals read back as what they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianggou.core.money import (
    Fen,
    capitals,
    exceeds_share,
    from_capitals,
    rounded,
    share_of,
    split,
    wan,
    yuan,
)

amounts = st.integers(min_value=-(10**16), max_value=10**16)


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(sum))
def test_split_parts_add_up_and_stray_less_than_one_fen(whole, weights):
    parts = split(Fen(whole), weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - whole * weight) < sum(weights)


def test_split_gives_the_odd_fen_to_the_largest_remainder():
    assert split(Fen(100), [1, 1, 1]) == (34, 33, 33)
    assert split(Fen(10), [3, 7, 0]) == (3, 7, 0)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_split_refuses_weights_that_share_nothing(weights):
    with pytest.raises(ValueError):
        split(Fen(1), weights)


@given(amounts)
def test_capitals_read_back(fen):
    assert from_capitals(capitals(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (128_6000_50, "壹佰贰拾捌万陆仟元伍角整"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (1_00, "壹元整"),
        (325_04, "叁佰贰拾伍元零肆分"),
        (6007_14, "陆仟零柒元壹角肆分"),
        (10_0001_00, "壹拾万零壹元整"),
        (1_0000_0000_00, "壹亿元整"),
        (1_0001_0000_05, "壹亿零壹万元零伍分"),
        (-1_00, "负壹元整"),
    ],
)
def test_capitals_are_written_as_banks_write_them(fen, text):
    assert capitals(fen) == text


@pytest.mark.parametrize("text", ["", "一元整", "壹元", "壹元整整", "零壹元整", "壹佰佰元整", "元整"])
def test_capitals_that_no_bank_writes_are_refused(text):
    with pytest.raises(ValueError):
        from_capitals(text)


@pytest.mark.parametrize(
    ("fen", "in_yuan", "in_wan"),
    [
        (1234_50, "1,234.50", "0.12"),
        (-5, "-0.05", "0.00"),
        (1381_9300_00, "13,819,300.00", "1,381.93"),
        (2_3049_99, "23,049.99", "2.30"),
        (2_3050_00, "23,050.00", "2.31"),
    ],
)
def test_amounts_are_shown(fen, in_yuan, in_wan):
    assert (yuan(fen), wan(fen)) == (in_yuan, in_wan)


def test_a_share_is_rounded_half_up_once():
    assert share_of(Fen(10_01), 5000) == 5_01
    assert share_of(Fen(-10_01), 5000) == -5_01
    assert rounded(7, 2) == 4
    assert rounded(-7, 2) == -4


@given(st.integers(0, 10**14), st.integers(0, 20_000))
def test_a_share_at_its_limit_does_not_exceed_it(whole, bp):
    most = whole * bp // 10_000
    assert not exceeds_share(most, whole, bp)
    assert exceeds_share(most + 1, whole, bp)
