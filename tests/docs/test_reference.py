"""The pages written from the code say what the code says, and nothing in them is left from yesterday."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.docs import reference, said
from xianggou.base.sheets.wording import WORDING
from xianggou.base.trail.gates import CODES
from xianggou.core.law import library
from xianggou.core.rules import all_rules

AGAIN = "write it anew: python -m tests.docs.reference"


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_page_of_reference_is_up_to_date(name: str):
    written = (reference.DOCS / name).read_text("utf-8")
    assert written == reference.PAGES[name](), f"docs/{name} is out of date; {AGAIN}"


def test_every_code_of_the_house_is_on_the_page_of_codes():
    page = reference.codes()
    wanted = {*reference.acts(), *reference.rights(), *all_rules(), *CODES, *WORDING, *reference.problems()}
    assert [code for code in sorted(wanted) if f"| `{code}` |" not in page] == []


def test_every_parameter_is_on_the_page_of_the_law():
    page = reference.law_parameters()
    assert [key for key in library().parameters if f"| `{key}` |" not in page] == []


def test_no_line_is_kept_for_what_is_gone():
    known, problems = {*reference.rights(), *reference.acts()}, reference.problems()
    assert [code for code in said.RIGHTS if code not in known] == []
    assert set(said.GATES) == set(CODES)
    assert [code for code in said.PROBLEMS if code not in problems] == []


def test_the_description_of_the_api_names_every_step_of_the_recorded_purchase():
    paths = json.loads(reference.openapi())["paths"]
    recorded = json.loads((reference.DOCS / "api-purchase.json").read_text("utf-8"))
    steps = {(step["path"].split("?")[0], step["method"].lower()) for step in recorded}
    known = {
        (shape(path.removeprefix("/api/v1")), method) for path, verbs in paths.items() for method in verbs
    }
    assert {(shape(path), method) for path, method in steps} <= known


def shape(path: str) -> str:
    """A path with what varies taken out: `/dossiers/X-1` and `/dossiers/{code}` are the same."""
    parts = path.split("/")
    return "/".join("*" if "{" in part or any(c.isdigit() for c in part) else part for part in parts)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('Problem(code="a.b", what="缺少甲")', {"a.b": "缺少甲"}),
        ('Problem(code="a.b", what=f"缺少{x}元")', {"a.b": "缺少…元"}),
        ('problem(row, "no_fund", "没有资金", "先导入")', {"no_fund": "没有资金"}),
        ('Other(code="a.b", what="缺少甲")', {}),
    ],
)
def test_problems_are_read_from_the_code(source: str, found: dict, tmp_path: Path, monkeypatch):
    (tmp_path / "xianggou").mkdir()
    (tmp_path / "xianggou" / "actions.py").write_text(source, "utf-8")
    monkeypatch.setattr(reference, "ROOT", tmp_path)
    assert reference.problems() == found


def test_a_problem_nobody_put_in_words_is_a_defect(tmp_path: Path, monkeypatch):
    (tmp_path / "xianggou").mkdir()
    (tmp_path / "xianggou" / "actions.py").write_text('Problem(code="a.b", what=told)', "utf-8")
    monkeypatch.setattr(reference, "ROOT", tmp_path)
    with pytest.raises(KeyError, match=r"a\.b"):
        reference.problems()


def test_bars_in_a_cell_do_not_break_a_table():
    assert reference.table(["a"], [["x|y"]]).splitlines()[-1] == "| x\\|y |"
