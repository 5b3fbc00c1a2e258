"""District B's lists of joint reviews: the clean one goes in, the real one is refused whole, mended, and taken once."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from tests import cast as people
from tests import desks
from tests.stories.imports import SHARED
from tests.visits import client_of
from xianggou.base.access.roles import Where
from xianggou.base.places import actions as places
from xianggou.base.trail.models import Entry
from xianggou.core.actor import SYSTEM
from xianggou.core.findings import BadInput
from xianggou.stages.joint_review import actions
from xianggou.stages.joint_review.models import Earlier, EarlierOpinion
from xianggou.stages.joint_review.tests.conftest import Office
from xianggou.web.imports import door, rights
from xianggou.web.imports.stored import TABLES

DISTRICT = "590102"
FIRST = (
    ("people", "00-people.xlsx"),
    ("places", "08-places.xlsx"),
    ("duties", "09-duty-list.xlsx"),
    ("catalogue", "10-guidance-catalogue.xlsx"),
)
CLEAN, REAL = "05-joint-review.xlsx", "联审意见汇总表(9月-10月).xlsx"


def given(*parts: str) -> Path:
    path = SHARED.joinpath("data", "district-b", *parts)
    if not path.exists():
        reason = f"the given sample data is not at {SHARED}: set XIANGGOU_SHARED"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def bring(kind: str, path: Path, **choices: object) -> door.Outcome:
    actor = rights.usual_actor(kind, door.place_of(DISTRICT))
    return door.take(kind, path.read_bytes(), path.name, DISTRICT, actor, **choices)


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """District B with its first lists in; loaded once, taken back at the end."""
    given("clean")
    with django_db_blocker.unblock(), transaction.atomic():
        places.open_place("district-b", by=SYSTEM, where=Where(DISTRICT))
        for kind, name in FIRST:
            outcome = bring(kind, given("clean", name))
            assert outcome.taken, outcome.problems()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def here(district: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.shared
@pytest.mark.story
def test_the_clean_list_goes_in_whole_and_only_once(here):
    path = given("clean", CLEAN)
    outcome = bring("joint-review", path)
    assert outcome.taken, outcome.problems()
    assert (outcome.loaded.saved, Earlier.objects.count(), EarlierOpinion.objects.count()) == (180, 36, 144)
    assert sum(Earlier.objects.values_list("amount_fen", flat=True)) == outcome.reading.sums_fen["申报金额"]
    assert Entry.objects.filter(verb="joint_review.load").count() == 1

    again = bring("joint-review", path)
    assert (again.loaded.unchanged, again.loaded.wrote) == (180, False)
    assert Entry.objects.filter(verb="joint_review.load").count() == 1
    assert [len(list(rows(DISTRICT))) for rows in TABLES["joint-review"].values()] == [36, 144]


@pytest.mark.shared
@pytest.mark.story
def test_the_real_list_is_refused_whole_then_goes_in_mended(here):
    path = given("reallife", REAL)
    told = tomllib.loads(path.with_name(f"{path.stem}.problems.toml").read_text("utf-8"))

    refused = bring("joint-review", path)
    assert not refused.taken and not Earlier.objects.exists()
    assert refused.reading.rows_refused == told["rows_refused"] == 4

    mends = {("申报", 25, "F"): "镇本级预算", ("意见", 13, "F"): "同意"}
    aside = {("申报", 12): "金额没有核实", ("申报", 15): "重复登记"}
    unsure = bring("joint-review", path, corrections=mends, set_aside=aside)
    assert unsure.needs_confirming and not unsure.taken
    taken = bring("joint-review", path, corrections=mends, set_aside=aside, accept_notices=True)
    assert taken.taken, taken.problems()
    assert (Earlier.objects.count(), EarlierOpinion.objects.count()) == (
        35,
        140,
    )  # 9号 waits with its opinions
    assert not Earlier.objects.filter(number="澄联审〔2023〕9号").exists()
    assert Earlier.objects.get(number="澄联审〔2023〕2号").amount_fen == 45_2300_00
    assert Earlier.objects.get(number="澄联审〔2023〕13号").town_code == "590102106"


@pytest.fixture
def office(district_b: people.Cast, db: None) -> Office:
    return Office(district_b, desks.offices())


ROW = {
    "number": "联审〔2022〕7号", "town_code": people.QINGSHAN, "catalogue_code": "0101", "name": "去年的垃圾清运",
    "amount_fen": 9_0000_00, "sources": "镇本级预算", "method": "询价比选", "applied_on": "2022-09-01", "verdict": "缓办",
}  # fmt: skip
SAID = {
    "number": "联审〔2022〕7号", "desk": "纪委", "part": "协同", "money": "符合", "scheme": "不符合", "method": "符合",
    "choice": "不同意", "reason": "标准不量化", "signed_on": "2022-09-03",
}  # fmt: skip


def test_what_was_brought_in_is_a_record_that_passes_nothing(office):
    actions.load(by=office.cast["finance"], where=office.cast.county, reviews=[ROW], opinions=[SAID])
    shown = client_of(office.desks["纪委"]).get(reverse("joint_review:before")).content.decode()
    assert "去年的垃圾清运" in shown and "纪委 不同意（标准不量化）" in shown and "缓办" in shown
    assert "不作批预算的依据" in shown
    foreign = client_of(office.cast["foreign_needs"]).get(reverse("joint_review:before"))
    assert "去年的垃圾清运" not in foreign.content.decode()


@pytest.mark.parametrize("wrong", ["own number", "township", "opinion on nothing", "amount"])
def test_a_list_that_does_not_fit_is_refused_whole(office, wrong):
    item = office.sent()
    number = office.board(item).review.pk and "澄湖区联审〔2023〕1号"
    rows = {
        "own number": ([{**ROW, "number": number}], []),
        "township": ([{**ROW, "town_code": "590121999"}], []),
        "opinion on nothing": ([ROW], [{**SAID, "number": "别的号"}]),
        "amount": ([{**ROW, "amount_fen": 10**19}], []),
    }
    reviews, opinions = rows[wrong]
    with pytest.raises(BadInput), transaction.atomic():
        actions.load(by=office.cast["finance"], where=office.cast.county, reviews=reviews, opinions=opinions)
    assert not Earlier.objects.exists()
