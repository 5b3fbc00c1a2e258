"""Every case, given or our own, finds exactly the codes it names; and each rule of the law is in the house."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.law.given import domain
from tests.law.values_of_rules import values_by_code
from xianggou.core.findings import Level, level_of
from xianggou.core.law import library
from xianggou.core.law_cases import read_cases, run_case
from xianggou.core.rooms import load_rules
from xianggou.core.rules import all_rules

OURS = sorted((Path(__file__).parent / "cases").glob("*.toml"))
ROOMS = [
    "duties",
    "catalogue",
    "suppliers",
    "plans",
    "budget",
    "procurement",
    "contracts",
    "delivery",
    "payments",
]
LEVELS = {"B": Level.STOP, "B\\*": Level.STOP_UNTIL_REASON, "W": Level.WARN}
load_rules()


def failures(path):
    """What went wrong, case by case."""
    outcomes = [run_case(case, library()) for case in read_cases(path)]
    return [f"{one.case.id}: {'; '.join(one.wrong)}" for one in outcomes if not one.passed]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_cases(path):
    assert failures(path) == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_cases_have_names_of_their_own(path):
    names = Counter(case.id for case in read_cases(path))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.shared
def test_the_given_cases():
    assert failures(domain("law-cases.toml")) == []


def given_rules():
    """Code and level of each rule of the given law, for the rooms that are built."""
    text = domain("law.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_.]+)` \| (B\\\*|B|W) \| [AL] \|", text, re.MULTILINE)
    return {code: LEVELS[level] for code, level in rows if code.partition(".")[0] in ROOMS}


@pytest.mark.shared
def test_each_rule_of_these_rooms_is_in_the_house_with_its_level():
    wanted = given_rules()
    assert len(wanted) > 200
    assert sorted(wanted.keys() - all_rules().keys()) == []
    assert {code: level_of(code) for code in wanted} == wanted


@pytest.mark.shared
def test_each_parameter_of_the_given_law_is_in_the_house():
    text = domain("law.md").read_text("utf-8")
    keys = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \| .* \| (?:V|S|K1|K2) \|$", text, re.MULTILINE))
    assert len(keys) > 280
    assert sorted(keys - library().parameters.keys()) == []


def test_each_rule_makes_the_finding_of_its_own_code():
    made = values_by_code()
    assert sorted(all_rules().keys() - made.keys()) == []
    assert sorted(made.keys() - all_rules().keys()) == []
