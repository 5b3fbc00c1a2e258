"""Each given real-life workbook gives exactly the problems that its list names; clean ones give none."""

from collections import Counter

import pytest

from tests.sheets.given import (
    PLACE_DATE,
    SHARED,
    counts,
    data,
    expected,
    expected_set,
    found_set,
    known_from_clean,
    opened,
)
from xianggou.base.sheets.check import check
from xianggou.base.sheets.kinds import find_kinds

KINDS = find_kinds()
DATASETS = {
    "fund_allocation": "funds",
    "budgets": "budget",
    "annual_plan": "plan",
    "village_finance_staff": "posts",
    "guidance_catalogue": "catalogue",
    "duty_list": "duties",
    "people": "people",
    "places": "places",
    "needs_raw": "voices",
    "resources": "resources",
    "execution_standard": "standards",
    "indicators": "standards",
    "joint_review": "joint-review",
}
PLACES = ("county-a", "district-b", "district-c")

# Where the list beside a file and the file itself do not agree, and why we keep to the file.
SHOWN_OTHERWISE = {
    # the label stood in the column that was taken out of this file; its first cell now holds a number
    ("南屏区2023年镇街预算(缺列).xlsx", "预算", 13, "A", "total_row"): "14460.6903",
    # the list writes days as a spreadsheet shows them; in the CSV they are written with slashes
    ("2023年第四季度资源清单.csv", "资源清单", 29, "J", "outside_period"): "2024/12/31",
}
# Problems of a list that its file does not bear out, and the other way round: (taken from the list, added to it).
TOLD_OTHERWISE = {
    # in a CSV every value is text, and this row's 24 looks like all others; the two offers of 陪诊 stand in this quarter as
    # in the other three
    "2023年第四季度资源清单.csv": (
        [("资源清单", 11, "G", "number_text", "notice")],
        [("资源清单", 50, "C", "double_offer", "notice")],
    ),
}


def given_files():
    for place in PLACES:
        for path in sorted(SHARED.joinpath("data", place, "reallife").glob("*")):
            if path.suffix != ".toml" and DATASETS.get(expected(path)["dataset"]) in KINDS:
                yield pytest.param(place, path.name, id=f"{place}/{path.name}")


@pytest.fixture(scope="module")
def known():
    held = {}

    def of(place):
        return held.setdefault(place, known_from_clean(place))

    return of


@pytest.mark.parametrize(
    ("place", "name"), [*given_files()] or [pytest.param("county-a", "", id="given data")]
)
def test_a_real_file_gives_exactly_the_problems_of_its_list(place, name, known):
    path = data(place, "reallife", name)
    told = expected(path)
    reading = check(KINDS[DATASETS[told["dataset"]]], opened(path), known(place), PLACE_DATE)

    wanted, found = expected_set(told), found_set(reading)
    not_there, there = TOLD_OTHERWISE.get(path.name, ([], []))
    wanted = wanted - Counter(not_there) + Counter(there)
    assert found - wanted == wanted - found == {}
    assert values(reading, told, path.name) == []
    noticed = {
        "rows_ok": told["rows_ok"] + len(not_there),
        "rows_notice": told["rows_notice"] - len(not_there),
    }
    assert counts(reading) == {k: (told | noticed)[k] for k in counts(reading)}
    if "sum_readable_fen" in told and not told["whole_file_refused"]:
        assert told["sum_readable_fen"] == reading.sums_fen[money_heading(reading)]


def money_heading(reading):
    for table in reading.kind.tables:
        for column in table.columns:
            if column.name == reading.kind.money and column.title.split("(")[0] in reading.sums_fen:
                return column.title.split("(")[0]
    raise AssertionError(reading.sums_fen)


def values(reading, told, name):
    """What is said to stand in a cell or to be read from it, where it differs from the list."""
    wanted = {(p["sheet"], p["row"], p["col"], p["kind"]): p for p in told["problem"]}
    wrong = []
    for problem in reading.problems:
        place = (problem.sheet, problem.row, problem.column, problem.code)
        given = wanted.get(place)
        if given is None:
            continue
        shown = SHOWN_OTHERWISE.get((name, *place), given["value"])
        if problem.value != shown:
            wrong.append((place, problem.value, shown))
        if given.get("expected", problem.suggestion) != problem.suggestion:
            wrong.append((place, problem.suggestion, given["expected"]))
    return wrong


CLEAN = {
    "places": ("08-places.xlsx", "08-places.xlsx", "03-places-population.xlsx"),
    "people": ("00-people.xlsx",) * 3,
    "duties": ("01-duty-list.xlsx", "09-duty-list.xlsx", "06-duty-list.xlsx"),
    "catalogue": ("02-guidance-catalogue.xlsx", "10-guidance-catalogue.xlsx", "07-guidance-catalogue.xlsx"),
    "funds": ("03-special-funds.xlsx", None, None),
    "budget": ("07-budgets.xlsx", "07-budgets.xlsx", "05-budgets.xlsx"),
    "plan": ("04-plan-2023.xlsx", None, None),
    "standards": ("09-execution-standards.xlsx", "01-indicators.xlsx", None),
    "posts": ("05-village-finance-staff.xlsx", None, None),
    "needs": (None, None, "01-needs.xlsx"),
    "joint-review": (None, "05-joint-review.xlsx", None),
}


@pytest.mark.parametrize("is_first_load", [True, False], ids=["nothing known", "all known"])
@pytest.mark.parametrize(
    ("kind", "place", "name"),
    [(k, p, f) for k, names in CLEAN.items() for p, f in zip(PLACES, names, strict=True) if f and k in KINDS],
)
def test_a_clean_file_gives_nothing_to_refuse_or_confirm(kind, place, name, is_first_load, known):
    path = data(place, "clean", name)
    everything = known(place)
    told = type(everything)(place=everything.place) if is_first_load else everything

    reading = check(KINDS[kind], opened(path), told, PLACE_DATE)

    assert [p.as_dict() for p in reading.refusals + reading.notices] == []
    assert reading.may_be_taken and reading.rows_ok == reading.data_rows > 0
