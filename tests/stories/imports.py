"""The given workbooks of County A and how the stories bring them in."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from xianggou.base.access.roles import Where
from xianggou.base.people.models import Deputy, Person, Seat, Term
from xianggou.base.places import actions as places
from xianggou.base.places.models import Body, Place, Town, Village
from xianggou.base.trail.models import Entry
from xianggou.core.actor import SYSTEM
from xianggou.stages.catalogue.models import Item, Review
from xianggou.stages.duties.models import Duty, DutyList, PostHolder, PostPrice
from xianggou.stages.funds.models import Fund, Share, TownBudget
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.standards.models import Indicator, Standard
from xianggou.web.imports import door, rights

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("XIANGGOU_SHARED") or ROOT.parent / "shared")
PLACE = "590121"
CLEAN = (
    ("people", "00-people.xlsx"),
    ("places", "08-places.xlsx"),
    ("duties", "01-duty-list.xlsx"),
    ("catalogue", "02-guidance-catalogue.xlsx"),
    ("standards", "09-execution-standards.xlsx"),
    ("funds", "03-special-funds.xlsx"),
    ("budget", "07-budgets.xlsx"),
    ("plan", "04-plan-2023.xlsx"),
    ("posts", "05-village-finance-staff.xlsx"),
)
KIND_OF = {
    "fund_allocation": "funds",
    "budgets": "budget",
    "annual_plan": "plan",
    "village_finance_staff": "posts",
    "guidance_catalogue": "catalogue",
    "duty_list": "duties",
    "people": "people",
    "places": "places",
    "execution_standard": "standards",
}


def given(*parts: str) -> Path:
    """A given file; the test is skipped (failed in CI) where it is not there."""
    path = SHARED.joinpath("data", "county-a", *parts)
    if not path.exists():
        reason = f"the given sample data is not at {SHARED}: set XIANGGOU_SHARED"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def real_files() -> list[tuple[str, str]]:
    folder = SHARED / "data" / "county-a" / "reallife"
    found = []
    for path in sorted(folder.glob("*.problems.toml")) if folder.is_dir() else []:
        told = tomllib.loads(path.read_text("utf-8"))
        if told["dataset"] in KIND_OF:
            found.append((KIND_OF[told["dataset"]], Path(told["file"]).name))
    return found


def opened() -> Place:
    return places.open_place("county-a", by=SYSTEM, where=Where(PLACE))


def bring(kind: str, path: Path, **choices: object) -> door.Outcome:
    actor = rights.usual_actor(kind, door.place_of(PLACE))
    return door.take(kind, path.read_bytes(), path.name, PLACE, actor, **choices)


def bring_all() -> None:
    opened()
    for kind, name in CLEAN:
        outcome = bring(kind, given("clean", name))
        assert outcome.taken, outcome.problems()


def contents() -> dict[str, int]:
    tables = (
        Body,
        Town,
        Village,
        Person,
        Seat,
        Term,
        Deputy,
        Duty,
        DutyList,
        Item,
        Review,
        Fund,
        Share,
        TownBudget,
        Standard,
        Indicator,
    )
    more = (PlanItem, Funding, PostHolder, PostPrice, Entry)
    return {model.__name__: model.objects.count() for model in (*tables, *more)}
