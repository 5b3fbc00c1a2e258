"""The lists of the two districts go through the same doors: clean ones whole, real ones with every problem, then once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from tests.stories.imports import KIND_OF, SHARED
from xianggou.base.access.roles import Where
from xianggou.base.people.models import Seat
from xianggou.base.places import actions as places
from xianggou.base.places.models import Village
from xianggou.base.trail.models import Entry
from xianggou.core.actor import SYSTEM
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds.models import TownBudget
from xianggou.web.imports import door, rights

pytestmark = [pytest.mark.story, pytest.mark.shared]
# In the order in which a place loads them; what later rooms bring in is tried by them.
CLEAN = {
    "district-b": (
        ("people", "00-people"),
        ("places", "08-places"),
        ("budget", "07-budgets"),
        ("duties", "09-duty-list"),
    ),
    "district-c": (
        ("people", "00-people"),
        ("places", "03-places-population"),
        ("budget", "05-budgets"),
        ("duties", "06-duty-list"),
    ),
}
CODES = {"district-b": "590102", "district-c": "590103"}
MINE = ("people", "places", "budget")


def folder(place: str, *parts: str) -> Path:
    path = SHARED.joinpath("data", place, *parts)
    if not path.exists():
        pytest.skip(f"the given sample data is not at {SHARED}: set XIANGGOU_SHARED")
    return path


def real_files() -> list[tuple[str, str, str]]:
    found = []
    for place in CLEAN:
        for path in sorted(SHARED.joinpath("data", place, "reallife").glob("*.problems.toml")):
            told = tomllib.loads(path.read_text("utf-8"))
            kind = KIND_OF.get(told["dataset"], "")
            if kind in MINE:
                found.append((place, kind, told["file"]))
    return found


def bring(place: str, kind: str, path: Path, **choices: object) -> door.Outcome:
    actor = rights.usual_actor(kind, door.place_of(CODES[place]))
    return door.take(kind, path.read_bytes(), path.name, CODES[place], actor, **choices)


@pytest.fixture(scope="module")
def districts(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Both districts with their clean lists in; loaded once, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        for place, lists in CLEAN.items():
            folder(place, "clean")
            places.open_place(place, by=SYSTEM, where=Where(CODES[place]))
            for kind, name in lists:
                outcome = bring(place, kind, folder(place, "clean", f"{name}.xlsx"))
                assert outcome.taken, outcome.problems()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def here(districts: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("place", "seats", "villages", "budgets"), [("district-b", 235, 94, 20), ("district-c", 232, 72, 18)]
)
def test_the_clean_lists_are_in_to_the_row(here, place, seats, villages, budgets):
    code = CODES[place]
    assert Village.objects.filter(town_code__startswith=code).count() == villages
    assert TownBudget.objects.filter(place_code=code).count() == budgets
    assert 0 < Seat.objects.filter(place_code=code).count() <= seats
    for kind, name in CLEAN[place]:
        again = bring(place, kind, folder(place, "clean", f"{name}.xlsx"))
        assert again.taken and not again.loaded.wrote


@pytest.mark.parametrize(("place", "kind", "name"), real_files() or [("district-b", "budget", "none")])
def test_a_real_file_of_a_district_is_refused_whole_then_goes_in_mended(here, place, kind, name):
    path = folder(place, "reallife", name)
    told = tomllib.loads(path.with_name(f"{path.stem}.problems.toml").read_text("utf-8"))
    before = Entry.objects.count(), TownBudget.objects.count(), Village.objects.count()

    first = bring(place, kind, path)

    wanted = {(p["sheet"], p["row"], p["kind"]) for p in told["problem"] if p["action"] == "refuse"}
    found = {(p["sheet"], p["row"], p["code"]) for p in first.problems() if p["severity"] == "refuse"}
    assert found == wanted
    if wanted or told["rows_notice"]:
        assert not first.taken
        assert (Entry.objects.count(), TownBudget.objects.count(), Village.objects.count()) == before
    aside = {(row.sheet, row.row): "待核实" for row in first.reading.sheet_rows if row.status == "refuse"}
    taken = bring(place, kind, path, set_aside=aside, accept_notices=True)
    if told["whole_file_refused"]:
        assert not taken.taken
        return
    assert taken.taken, [p for p in taken.problems() if p["severity"] == "refuse"]
    again = bring(place, kind, path, set_aside=aside, accept_notices=True)
    assert again.taken and not again.loaded.wrote


@pytest.mark.parametrize("place", sorted(CLEAN))
def test_somebody_answers_for_every_duty_of_a_district(districts, place):
    version = duties.list_in_force(CODES[place])
    assert version is not None and len(duties.duties_of(version)) > 50
    assert [(gap.duty.code, str(gap.why)) for gap in duties.gaps(CODES[place], date(2023, 6, 1))] == []
