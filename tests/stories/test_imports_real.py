"""Files as offices really send them: refused whole with every problem, then mended or set aside, then taken once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.stories.imports import CLEAN, PLACE, bring, bring_all, contents, given, real_files
from xianggou.base.sheets.mend import compare
from xianggou.stages.funds import queries as funds
from xianggou.stages.funds.pages import joined_rows
from xianggou.stages.plans.models import PlanItem
from xianggou.web.imports.stored import TABLES, existing
from xianggou.web.overview.town import savings

pytestmark = [pytest.mark.story, pytest.mark.shared]


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """County A with its clean lists in; loaded once, taken back at the end."""
    given("clean")
    with django_db_blocker.unblock(), transaction.atomic():
        bring_all()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def here(county: None) -> Iterator[None]:
    """What a test writes is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("kind", "name"), real_files() or [("plan", "none")])
def test_a_real_file_is_refused_whole_then_goes_in_mended(here, kind, name):
    path = given("reallife", name)
    told = tomllib.loads(path.with_name(f"{path.stem}.problems.toml").read_text("utf-8"))
    before = contents()

    refused = bring(kind, path)

    assert not refused.taken and contents() == before
    wanted = {(p["sheet"], p["row"], p["kind"]) for p in told["problem"] if p["action"] == "refuse"}
    found = {(p["sheet"], p["row"], p["code"]) for p in refused.problems() if p["severity"] == "refuse"}
    assert found == wanted

    aside = {
        (row.sheet, row.row): "待乡镇核实" for row in refused.reading.sheet_rows if row.status == "refuse"
    }
    held = bring(kind, path, set_aside=aside)
    assert not held.taken and held.needs_confirming == bool(told["rows_notice"]) and contents() == before

    taken = bring(kind, path, set_aside=aside, accept_notices=True)
    assert taken.taken, [p for p in taken.problems() if p["severity"] == "refuse"]
    again = bring(kind, path, set_aside=aside, accept_notices=True)
    assert again.taken and not again.loaded.wrote


def test_a_refused_row_goes_in_once_its_cell_is_mended(here):
    path = given("reallife", "2023年清岚县乡镇政府购买服务计划汇总表(1).xlsx")
    refused = bring("plan", path)
    rows = [row for row in refused.reading.sheet_rows if row.status == "refuse"]
    mended = next(
        r for r in rows if [p.code for p in r.problems if p.severity == "refuse"] == ["date_impossible"]
    )
    (problem,) = [p for p in mended.problems if p.severity == "refuse"]
    aside = {(row.sheet, row.row): "待核实" for row in rows if row is not mended}
    typed = {(problem.sheet, problem.row, problem.column): "2023-02-28"}

    outcome = bring("plan", path, set_aside=aside, corrections=typed, accept_notices=True)

    assert outcome.taken, [p for p in outcome.problems() if p["severity"] == "refuse"]
    assert PlanItem.objects.filter(name=mended["name"]).exists()


@pytest.mark.parametrize(("kind", "name"), CLEAN)
def test_the_preview_of_a_loaded_file_shows_no_change(here, kind, name):
    reading = bring(kind, given("clean", name)).reading

    for table in reading.kind.tables:
        if table.name in TABLES[kind] and reading.saved_rows(table.name):
            there = existing(kind, table.name, table.key, PLACE, reading.year)
            changes = compare(reading, table.name, there)
            assert [(c.row.row, c.fields) for c in changes.changed] == []
            assert (changes.added, changes.not_in_file) == ([], [])


def test_funds_and_savings_of_the_county_add_up_to_the_fen_township_by_township(here):
    rows, sums = joined_rows(funds.funds_of(PLACE, 2023), funds.decisions(PLACE, 2023))
    assert (len(rows), sums["amount_fen"]) == (6, 2736_0000_00)
    assert sum(sum(p.shares.values()) for p in funds.pockets(PLACE, 2023).values()) == 2736_0000_00
    saved = savings(PLACE)
    assert (len(saved), sum(saved.values())) == (24, 1_406_400_00)
