"""Every finding has its words, and the words fit the figures the finding carries."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.law.values_of_rules import values_by_code
from xianggou.base.access.wording import percent, shown_value, worded, wordings
from xianggou.core.law import library
from xianggou.core.law_cases import read_cases
from xianggou.core.rooms import load_rules
from xianggou.core.rules import all_rules, judge, rules_of

load_rules()
VALUES = values_by_code()
OURS = sorted((Path(__file__).parent / "cases").glob("*.toml"))
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# ux.md §5: words that blame, hide or plead
UNWANTED = ("失败", "非法", "错误", "异常", "无权限", "参数", "系统繁忙", "操作成功")


def sentences(code):
    """The sentences of a code as text."""
    said = wordings()[code]
    return {"what": str(said.what), "why": str(said.why), "then": str(said.then), "who": str(said.who)}


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_each_code_has_words_that_fit_its_values(code):
    said = sentences(code)
    assert all(said.values())
    for text in said.values():
        assert set(PLACEHOLDER.findall(text)) <= VALUES[code] | {"cites"}
        assert "%" not in PLACEHOLDER.sub("", text).replace("%%", ""), text
        assert not any(word in text for word in UNWANTED), text
        assert not text.startswith("请")


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_no_figure_of_a_statute_is_spelt_in_a_sentence(code):
    for text in sentences(code).values():
        assert not re.search(r"\d", PLACEHOLDER.sub("", text)), text


def test_no_words_are_left_without_a_rule():
    rooms = {code.partition(".")[0] for code in all_rules()}
    ours = {code for code in wordings() if code.partition(".")[0] in rooms and code.count(".") == 2}
    assert sorted(code for code in ours - all_rules().keys() if not code.startswith("sheets.")) == []


def found_in_our_cases():
    """The findings that our cases make."""
    for path in OURS:
        for case in read_cases(path):
            if rules_of(case.verb) and case.expect:
                facts = {name: value for name, value in case.given.items() if name != "pack"}
                pack = case.given.get("pack")
                yield from judge(case.verb, facts, library().on(case.on, pack)).findings


def test_findings_are_shown_with_figures_clauses_and_gists():
    shown = [worded(finding) for finding in found_in_our_cases()]
    assert len(shown) > 50
    for one in shown:
        text = one["what"] + one["why"] + one["then"]
        assert "%(" not in text
        assert "%%" not in text
        assert one["cites"]
        assert all(cite["gist"] for cite in one["cites"] if cite["statute"])


def test_a_refusal_reads_as_a_sentence():
    law = library().on(date(2023, 6, 1), "county-a")
    (finding,) = judge("budget.hold", {"available_fen": 2_3000_00, "asked_fen": 3_0000_00}, law).findings
    said = worded(finding)
    assert said["what"] == "这条线可用 23,000.00 元，本次要 30,000.00 元，差 7,000.00 元"
    assert said["cites"][0]["title"] == "中华人民共和国预算法"
    assert said["who"] == "乡镇经办人"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("price_fen", 50_0000_01, "500,000.01"),
        ("value_bp", 2001, "20.01"),
        ("value_bp", 1000, "10"),
        ("weights_bp", (1000, 4050), "10、40.5"),
        ("due", date(2025, 7, 31), "2025-07-31"),
        ("due", datetime(2025, 7, 31, 9, 30, tzinfo=UTC), "2025-07-31 09:30"),
        ("missing", (), "无"),
        ("until", None, "未填"),
        ("name", "", "本项"),
        ("n", 3, "3"),
        ("provisional", True, "是"),
    ],
)
def test_values_are_shown(name, value, text):
    assert shown_value(name, value) == text


def test_percent_keeps_its_sign():
    assert percent(-1550) == "-15.5"
