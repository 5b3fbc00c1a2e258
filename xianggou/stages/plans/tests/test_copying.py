"""Last year's plan copied: drafts under what holds today, what no longer holds said row by row, nothing twice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import FOREVER, set_clock
from tests.visits import MOST_QUERIES, client_of, once, statements
from xianggou.base.access.actions import NotGranted
from xianggou.base.ledger.models import Line
from xianggou.base.places import queries as places
from xianggou.base.places.models import Body, BodyName
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds.models import Fund, Share, TownBudget
from xianggou.stages.plans import actions, copying
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.plans.tests.rosters import bookkeeping, staffed
from xianggou.stages.plans.tests.typed import drafted
from xianggou.stages.standards import actions as standards

pytestmark = pytest.mark.django_db
DAY = date(2023, 12, 1)


@pytest.fixture
def past(cast):
    """Two items of 2023 that were sent; the clock stands in December."""
    items = [
        drafted(cast),
        drafted(cast, name="青山镇2023年河道保洁", budget_fen=3_0000_00, sources={"OWN": 3_0000_00}),
    ]
    for item in items:
        actions.submit(item.pk, by=cast["needs"])
    drafted(cast, name="没有送过的")
    set_clock("2023-12-01 09:00")
    return items


def copied(cast, *items, year=2024, by="needs", where=None):
    return actions.copy(where=where or cast.here, by=cast[by], year=year, items=[item.pk for item in items])


def offered(cast, year=2024):
    law = places.law_on(cast.county.place_code, DAY)
    return {one.item.name: one for one in copying.candidates(cast.here, year, DAY, law)}


def test_items_become_drafts_of_the_new_year_with_their_sources(cast, past):
    made = copied(cast, *past)

    assert (len(made.new), made.before) == (2, 0)
    item = PlanItem.objects.get(copied_from=past[0])
    assert (item.year, item.status, item.name) == (2024, "draft", "青山镇2024年农村生活垃圾收集转运")
    assert (item.starts_on, item.ends_on) == (date(2024, 4, 1), date(2024, 12, 31))
    assert dict(Funding.objects.filter(item=item).values_list("fund_code", "amount_fen")) == {
        "F6": 10_0000_00, "OWN": 2_0000_00,
    }  # fmt: skip
    assert item.code == f"{cast.here.town_code}-2024-0001" and item.dossier.code == item.code
    assert item.acceptance == past[0].acceptance and item.ex_ante["conclusion"] == ""
    entry = Entry.objects.get(subject=item.dossier)
    assert (entry.verb, entry.too, entry.changes["copied_from"]) == ("plans.copy", "draft", past[0].code)
    assert entry.person_id == cast["needs"].person_id
    assert item.standard_id == past[0].standard_id and item.catalogue_version.status == "issued"


def test_copying_twice_makes_nothing_twice(cast, past):
    copied(cast, past[0])
    entries = Entry.objects.count()
    again = copied(cast, *past)
    assert (len(again.new), again.before) == (1, 1)
    assert (len(copied(cast, *past).new), Entry.objects.count()) == (0, entries + 1)
    assert PlanItem.objects.filter(year=2024).count() == 2


def test_an_item_that_a_list_brought_in_is_not_copied_beside_it(cast, past):
    drafted(cast, year=2024, name="青山镇2024年农村生活垃圾收集转运")
    assert (len(copied(cast, past[0]).new), copied(cast, past[0]).before) == (0, 1)


def test_what_was_taken_out_may_be_copied_again(cast, past):
    (first,) = copied(cast, past[0]).new
    actions.withdraw(first.pk, by=cast["needs"], why="写错了")
    assert len(copied(cast, past[0]).new) == 1


def test_a_new_catalogue_and_standard_hold_and_are_said(cast, past):
    standards.adopt(
        where=cast.county, by=cast["finance"], catalogue_code="0101", issued_on=date(2023, 11, 1),
        indicators=[{"group": "数量", "name": "清运量", "target": "≥60", "unit": "吨", "measure": "地磅单",
                     "weight": 100, "deduction": "每低1%扣1分"}],
    )  # fmt: skip
    assert offered(cast)[past[0].name].verdict.codes == ("plans.copy.standard_changed",)
    (item,) = copied(cast, past[0]).new
    past[0].refresh_from_db()
    assert item.standard.number == past[0].standard.number + 1
    assert Entry.objects.get(subject=item.dossier).changes["found"] == ["plans.copy.standard_changed"]


def test_everything_that_no_longer_holds_is_said_row_by_row_at_once(cast, past, monkeypatch):
    monkeypatch.setattr(duties, "purchasable", lambda place: [])
    monkeypatch.setattr(catalogue, "items_in_force", lambda place: [])
    Body.objects.filter(code=cast.here.town_code).update(closed_on=date(2023, 6, 30))
    with pytest.raises(Refused) as refused:
        copied(cast, *past)
    told = {(f.code, f.values["name"][:8]) for f in refused.value.verdict.findings if f.level != "warn"}
    names = {"青山镇2024年农村生活垃圾收集转运"[:8], "青山镇2024年河道保洁"[:8]}
    codes = {"plans.copy.item_dropped", "plans.copy.duty_gone", "plans.copy.buyer_closed"}
    assert told == {(code, name) for code in codes for name in names}
    assert not PlanItem.objects.filter(year=2024).exists()


def test_before_the_money_of_the_year_is_known_nobody_says_that_a_fund_ended(cast, past):
    assert offered(cast)[past[0].name].verdict.codes == ()


def test_a_fund_that_ended_and_a_plate_over_the_pocket_are_said_and_do_not_stop(cast, past):
    fund = Fund.objects.create(
        place_code=cast.county.place_code, year=2024, code="F7", name="另一项资金", department="住建局", level="县级",
        document="清财预〔2024〕1号（示例）", amount_fen=1,
    )  # fmt: skip
    Share.objects.create(fund=fund, town_code=cast.here.town_code, amount_fen=1)
    TownBudget.objects.create(
        place_code=cast.county.place_code, town_code=cast.here.town_code, year=2024, transfers_fen=0, special_fen=0,
        own_fen=0, total_fen=0, purchases_fen=12_0000_00,
    )  # fmt: skip
    found = offered(cast)
    assert found[past[0].name].verdict.codes == ("plans.copy.fund_ended",)
    assert found[past[1].name].verdict.codes == ("plans.copy.over_pocket",)
    assert len(copied(cast, *past).new) == 2


def test_an_office_that_is_gone_is_said_and_left_open(cast, past):
    def opened(code, name):
        body = Body.objects.create(
            code=f"{cast.here.town_code}-{code}", place_code=cast.here.place_code, town_code=cast.here.town_code,
            level="town", kind="内设机构",
        )  # fmt: skip
        BodyName.objects.create(body=body, name=f"青山镇{name}", short=f"青山镇{name}", during=FOREVER)
        return body

    old = opened(4, "社会事务办")
    assert offered(cast)[past[0].name].verdict.codes == ()
    old.closed_on = date(2023, 11, 30)
    old.save()
    opened(7, "民生服务办")
    assert offered(cast)[past[0].name].verdict.codes == ("plans.copy.office_closed",)
    (made,) = copied(cast, past[0]).new
    assert (made.office, made.owner_seat_id) == ("", None)


def test_a_project_that_runs_takes_the_money_planned_for_the_year(cast):
    long_ = dict.fromkeys(
        ("预算保障", "购买内容相对固定", "连续性强", "经费来源稳定", "价格变化幅度小"), "有"
    )
    item = drafted(cast, ends_on=date(2025, 3, 31), later_years_fen=[9_0000_01, 3_0000_00], long_term=long_)
    actions.submit(item.pk, by=cast["needs"])
    (made,) = copied(cast, item).new
    assert (made.budget_fen, made.later_years_fen, made.long_term) == (9_0000_01, [3_0000_00], long_)
    assert (made.starts_on, made.ends_on) == (date(2024, 1, 1), date(2025, 3, 31))
    assert sum(Funding.objects.filter(item=made).values_list("amount_fen", flat=True)) == 9_0000_01
    assert not Line.objects.filter(item_id=made.pk).exists()


def test_only_items_of_the_own_township_s_year_before_are_copied(cast, past):
    for items in ([], [0], [past[0].pk, 10**12]):
        with pytest.raises(BadInput):
            actions.copy(where=cast.here, by=cast["needs"], year=2024, items=items)
    with pytest.raises(BadInput):
        copied(cast, past[0], year=2025)
    with pytest.raises(BadInput):
        copied(cast, past[0], by="foreign_needs", where=cast.there)
    for login in ("buyer", "mayor", "finance", "foreign_needs"):
        with pytest.raises(NotGranted):
            copied(cast, past[0], by=login)


# The page


def test_the_clerk_chooses_and_clicks_twice(cast, past):
    clerk = client_of(cast["needs"])
    page = clerk.get("/plans/copy/?year=2024").content.decode()
    assert "青山镇2024年河道保洁，30,000.00 元" in page and "没有送过的" not in page
    form = once(**{f"item_{past[0].pk}": "on"})
    for _click in range(2):
        assert clerk.post("/plans/copy/?year=2024", form).status_code == 302
    assert PlanItem.objects.filter(year=2024).count() == 1
    page = clerk.get("/plans/copy/?year=2024").content.decode()
    assert "今年已经有的" in page
    assert clerk.post("/plans/copy/?year=2024", once()).status_code == 400
    assert client_of(cast["mayor"]).get("/plans/copy/").status_code == 403


def test_the_statements_do_not_grow_with_the_items(cast, past):
    clerk = client_of(cast["needs"])
    few = statements(clerk, "/plans/copy/?year=2024")
    assert few <= MOST_QUERIES
    for n in range(20):
        item = drafted(cast, name=f"项目{n}", year=2023, budget_fen=1_0000_00, sources={"OWN": 1_0000_00})
        actions.submit(item.pk, by=cast["needs"])
    assert statements(clerk, "/plans/copy/?year=2024") == few


def test_posts_that_were_pledged_last_year_are_told_by_their_pledge(cast):
    roster = staffed(cast)
    item = bookkeeping(cast)
    pledge = actions.pledge(
        item.pk, by=cast["needs"], posts={roster["沈永成"].pk: "cut"}, by_on=date(2023, 6, 30)
    )
    actions.sign_pledge(item.pk, by=cast["mayor"], version=1)
    actions.submit(item.pk, by=cast["needs"])
    (made,) = copied(cast, item).new
    assert pledge.number in made.posts_reason and made.posts_cut == 0
