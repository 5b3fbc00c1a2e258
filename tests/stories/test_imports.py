"""County A's own workbooks go in through the door, and the database then says exactly what they say."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from tests.stories.imports import CLEAN, bring, bring_all, contents, given
from xianggou.base.people.models import Account, Deputy, Person, Term
from xianggou.base.places.models import Body, Town, Village
from xianggou.base.trail.models import Entry
from xianggou.core.law import library
from xianggou.stages.catalogue.models import Item, Review
from xianggou.stages.duties.models import Duty, PostHolder, PostPrice
from xianggou.stages.funds.models import Fund, Share, TownBudget
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.standards import queries
from xianggou.stages.standards.models import Indicator, Standard
from xianggou.web.imports import packs

pytestmark = [pytest.mark.story, pytest.mark.shared]


def test_the_clean_files_give_exactly_the_county_s_figures(fresh_db):
    given("clean")
    bring_all()

    assert Duty.objects.filter(duty_list__status="issued").count() == 109
    items = Item.objects.filter(version__status="issued")
    assert (items.values("class_code").distinct().count(), items.count()) == (4, 25)
    assert Review.objects.filter(item__in=items).count() == 75
    assert Fund.objects.aggregate(fen=Sum("amount_fen"))["fen"] == 2736_0000_00
    assert Share.objects.aggregate(fen=Sum("amount_fen"))["fen"] == 2736_0000_00
    assert PlanItem.objects.aggregate(fen=Sum("budget_fen"))["fen"] == 1381_9300_00
    assert Funding.objects.aggregate(fen=Sum("amount_fen"))["fen"] == 1381_9300_00
    saved = PostHolder.objects.filter(disposal="减聘").aggregate(fen=Sum("yearly_cost_fen"))["fen"]
    price = PostPrice.objects.aggregate(fen=Sum("price_fen"))["fen"]
    assert saved - price == 140_6400_00
    assert (Body.objects.count(), Person.objects.count(), Term.objects.count(), Deputy.objects.count()) == (
        252,
        327,
        439,
        6,
    )
    assert (Town.objects.count(), Village.objects.count(), TownBudget.objects.count()) == (24, 236, 48)
    assert not Account.objects.exists()


def test_each_plan_item_is_born_with_its_dossier_and_its_entry(fresh_db):
    given("clean")
    bring_all()

    item = PlanItem.objects.get(code="QL2023-100-001")
    (entry,) = Entry.objects.filter(subject=item.dossier)
    assert (entry.verb, entry.frm, entry.too, item.dossier.code) == (
        "plans.load",
        "",
        "draft",
        "QL2023-100-001",
    )
    assert entry.person_id is not None and entry.seat_id is not None
    assert dict(Funding.objects.filter(item=item).values_list("fund_code", "amount_fen")) == {
        "F6": 37_6200_00
    }


def test_the_same_files_again_change_nothing_and_say_so(fresh_db):
    given("clean")
    bring_all()
    before = contents()

    for kind, name in CLEAN:
        outcome = bring(kind, given("clean", name))
        assert outcome.taken and not outcome.loaded.wrote and outcome.loaded.unchanged

    assert contents() == before


def test_a_place_is_loaded_from_its_lists_through_the_same_door(fresh_db):
    said: list[str] = []

    brought = packs.load_place("county-a", said.append, folder=given("clean"))
    again = packs.load_place("county-a", said.append, folder=given("clean"))

    assert [b.kind for b in brought] == [kind for kind, _ in CLEAN]
    assert not any(b.outcome.loaded.wrote for b in again)
    assert PlanItem.objects.count() == 160 and said


def test_standards_come_with_the_pack_once(fresh_db):
    given("clean")
    bring_all()

    packs.load_place("county-a", lambda _: None, kinds=("standards",))
    packs.load_place("county-a", lambda _: None, kinds=("standards",))

    every = Standard.objects.filter(place_code="590121")
    found = every.filter(status="issued")
    assert found.count() == 10 and set(found.values_list("number", flat=True)) == {1}
    # two services have a qualification and no indicators yet: drafts for their departments to finish
    assert set(every.exclude(status="issued").values_list("catalogue_code", "status", "department")) == {
        ("0202", "draft", "政法委"),
        ("0402", "draft", "司法局"),
    }
    rows = Indicator.objects.filter(standard__in=found)
    assert rows.count() == 80 and rows.aggregate(n=Sum("weight_bp"))["n"] == 10 * 100_00
    assert sum(len(queries.qualifications_of(s)) for s in every) == 10
    assert sum(len(queries.rules_of(s)) for s in every) == 4
    assert set(rows.values_list("group", flat=True)) == set(
        library().on(date(2023, 3, 1))["plans.standard_groups"].items
    )
    # and the plan chose them
    assert (
        PlanItem.objects.filter(catalogue_code__in=found.values("catalogue_code"), standard=None).count() == 0
    )
