"""A plan goes in whole: items are born with their dossiers, open ones follow the list, settled ones refuse."""

from datetime import date

import pytest

from tests import cast as casting
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.loads import Loaded
from xianggou.base.trail.models import Entry, Subject
from xianggou.core.findings import BadInput
from xianggou.stages.plans import actions
from xianggou.stages.plans.models import Funding, PlanItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(county_a, db):
    return county_a


def row(n=1, town=casting.QINGSHAN, **more):
    return {
        "code": f"QL-{town[-3:]}-{n:04d}", "town_code": town, "year": 2023, "catalogue_code": "0101",
        "duty_code": "D052", "name": f"清运{n}", "quantity": 600, "unit": "吨", "budget_fen": 12_0000_00,
        "sources": {"F6": 10_0000_00, "OWN": 2_0000_00}, "carried_out": "乡镇自主", "method": "询价比选",
        "starts_on": date(2023, 4, 1), "ends_on": date(2023, 12, 31), "office": "社会事务办", "target": "按月完成",
        "posts_cut": 0, **more,
    }  # fmt: skip


def load(cast, *rows, by="finance", where=None):
    return actions.load(where=where or cast.county, by=cast[by], rows=list(rows))


def test_items_are_born_each_with_dossier_sources_and_entry(cast):
    loaded = load(cast, row(1), row(2))

    assert loaded == Loaded(saved=2)
    item = PlanItem.objects.get(code="QL-901-0001")
    assert (item.dossier.kind, item.dossier.code, item.status) == (Subject.Kind.DOSSIER, item.code, "draft")
    assert item.standard is not None
    entry = Entry.objects.get(subject=item.dossier)
    assert (entry.verb, entry.object_id, entry.frm, entry.too) == ("plans.load", item.pk, "", "draft")
    assert sum(Funding.objects.filter(item=item).values_list("amount_fen", flat=True)) == item.budget_fen


def test_the_same_plan_again_changes_nothing(cast):
    load(cast, row(1), row(2))
    entries = Entry.objects.count()

    assert load(cast, row(1), row(2)) == Loaded(unchanged=2)
    assert Entry.objects.count() == entries


def test_a_draft_follows_the_list_and_the_trail_tells_what_changed(cast):
    load(cast, row(1))

    loaded = load(cast, row(1, budget_fen=13_0000_00, sources={"F6": 13_0000_00}))

    assert loaded == Loaded(changed=1)
    item = PlanItem.objects.get(code="QL-901-0001")
    assert (item.budget_fen, item.version) == (13_0000_00, 2)
    assert dict(Funding.objects.filter(item=item).values_list("fund_code", "amount_fen")) == {
        "F6": 13_0000_00
    }
    told = Entry.objects.filter(subject=item.dossier).order_by("-seq").first().changes
    assert told == {"budget_fen": ["12000000", "13000000"], "sources": []}


def test_a_row_without_number_finds_its_item_by_name_or_gets_the_next(cast):
    load(cast, row(1))

    assert load(cast, row(1, code="")) == Loaded(unchanged=1)
    assert load(cast, row(7, code="")) == Loaded(saved=1)
    assert PlanItem.objects.get(name="清运7").code == f"{casting.QINGSHAN}-2023-0001"


def test_an_item_sent_to_finance_refuses_its_row_and_the_whole_list(cast):
    item = actions.draft(where=cast.here, by=cast["needs"], **casting.facts())
    actions.submit(item.pk, by=cast["needs"])
    same = {n: getattr(item, n) for n in row() if hasattr(item, n)} | {
        "sources": {"F6": 10_0000_00, "OWN": 2_0000_00}
    }

    assert load(cast, same).unchanged == 1
    with pytest.raises(BadInput) as refused:
        load(cast, row(2), {**same, "quantity": 601, "at": ("汇总", 12)})

    assert [(p.code, p.sheet, p.row) for p in refused.value.problems] == [("plans.load.settled", "汇总", 12)]
    assert not PlanItem.objects.filter(name="清运2").exists()


def test_every_row_that_can_not_go_in_is_named_at_once(cast):
    rows = [
        row(1, sources={"F6": 1}, at=("汇总", 3)),
        row(2, budget_fen=0, sources={}, at=("汇总", 4)),
        row(3, name="长" * 201, at=("汇总", 5)),
    ]

    with pytest.raises(BadInput) as refused:
        load(cast, *rows)

    assert sorted((p.row, p.code) for p in refused.value.problems) == [
        (3, "split_parts"), (4, "negative_amount"), (5, "too_long"),
    ]  # fmt: skip


def test_a_township_loads_its_own_rows_only(cast):
    assert load(cast, row(1), by="needs", where=cast.here) == Loaded(saved=1)

    with pytest.raises(BadInput) as refused:
        load(cast, row(1, casting.BAISHUI), by="needs", where=cast.here)
    assert [p.code for p in refused.value.problems] == ["other_town"]
    with pytest.raises(NotGranted):
        load(cast, row(9), by="buyer", where=cast.here)


def test_a_row_without_a_number_gets_the_next_of_the_same_series_as_a_typed_one(cast):
    brought = f"{casting.QINGSHAN}-2023-0002"
    load(cast, row(1, code=""), row(2, code=brought), row(3, code=""), row(4, code="乡-2023-甲"))
    typed = actions.draft(where=cast.here, by=cast["needs"], **casting.facts())

    codes = dict(PlanItem.objects.values_list("name", "code"))
    assert codes["清运1"].endswith("-2023-0001") and codes["清运2"] == brought
    assert codes["清运3"].endswith("-2023-0003") and typed.code.endswith("-2023-0004")


def test_a_number_brought_by_a_workbook_never_stands_in_the_way_of_the_next(cast):
    load(cast, *(row(n, code=f"{casting.QINGSHAN}-2023-{n:04d}") for n in (1, 2, 3)))

    assert (
        actions.draft(where=cast.here, by=cast["needs"], **casting.facts()).code
        == f"{casting.QINGSHAN}-2023-0004"
    )


def test_the_number_of_statements_does_not_grow_with_each_row(cast, django_assert_max_num_queries):
    load(cast, row(1))

    with django_assert_max_num_queries(60):
        loaded = load(cast, *(row(n) for n in range(2, 2002)))

    assert loaded == Loaded(saved=2000)
