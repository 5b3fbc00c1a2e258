"""The budget as pages: finance's queue and its decisions, the ledger and a line's entries."""

from __future__ import annotations

import pytest

from tests import cast as people
from tests import paperwork
from tests.stories import purchase
from tests.visits import client_of, expected_counts, once, statements
from xianggou.base.ledger.models import Line
from xianggou.base.trail.models import Entry
from xianggou.stages.budget import actions, queries
from xianggou.stages.budget.models import Approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(cast):
    return client_of(cast["finance"])


def decided(item, form, client, what="approve"):
    return client.post(f"/budget/queue/{item.pk}/{what}/", form)


# The queue


def test_the_queue_shows_the_facts_beside_each_item(cast, finance):
    item = purchase.plan(cast)
    page = finance.get("/budget/queue/").content.decode()
    assert item.name in page and "青山镇" in page and "200.00 / 吨" in page and "在参考价内" in page
    assert f'name="item" value="{item.pk}"' in page


def test_a_price_over_the_reference_is_not_approved_with_others(cast, finance):
    item = purchase.plan(cast, quantity=400)
    page = finance.get("/budget/queue/").content.decode()
    assert "高出上限 15%" in page and f'name="item" value="{item.pk}"' not in page


def test_a_plate_over_the_pocket_is_seen_and_not_approved_with_others(cast, finance):
    item = purchase.plan(cast)
    paperwork.shrink_pocket(cast, people.QINGSHAN, 9_9999_99)
    page = finance.get("/budget/queue/").content.decode()
    assert "差 0.01 元" in page and f'name="item" value="{item.pk}"' not in page
    assert "plans.submit.over_pocket" in finance.get(f"/budget/queue/{item.pk}/").content.decode()


def test_the_queue_is_for_approving_seats_only(cast):
    item = purchase.plan(cast)
    for login in ("needs", "mayor", "treasury", "audit", "foreign"):
        client = client_of(cast[login])
        assert client.get("/budget/queue/").status_code == 403
        assert client.get(f"/budget/queue/{item.pk}/").status_code == 403
        assert decided(item, once(amount="120000"), client).status_code == 403
        assert client.post("/budget/queue/approve/", once(item=item.pk)).status_code == 403
    assert Approval.objects.count() == 0


def test_an_empty_queue_says_so(finance):
    assert "没有等审核的计划" in finance.get("/budget/queue/").content.decode()


def test_what_waits_is_told_to_finance_alone(cast):
    item = purchase.plan(cast)
    (waits,) = queries.waiting_for(cast["finance"])
    assert waits.code == item.code and waits.amount_fen == 12_0000_00
    assert queries.waiting_for(cast["needs"]) == [] == queries.waiting_for(cast["treasury"])


# Decisions


def test_an_item_is_approved_once(cast, finance):
    item, form = purchase.plan(cast), once(amount="120,000.00", why="")
    for _click in range(2):
        answer = finance.post(f"/budget/queue/{item.pk}/approve/", form, follow=True)
        assert "已批复" in answer.content.decode()
    assert Approval.objects.get().amount_fen == 12_0000_00 and Line.objects.count() == 2
    assert Entry.objects.filter(verb="budget.approve", object="plans.planitem").count() == 1


def test_a_cut_needs_its_reason_and_keeps_what_was_typed(cast, finance):
    item = purchase.plan(cast)
    answer = decided(item, once(amount="100000", why=""), finance)
    page = answer.content.decode()
    assert answer.status_code == 400 and "没有写理由" in page and 'value="100000"' in page
    assert decided(item, once(amount="100000", why="单价偏高"), finance).status_code == 302
    approval = Approval.objects.get()
    assert (approval.asked_fen, approval.amount_fen, approval.reason) == (12_0000_00, 10_0000_00, "单价偏高")


def test_more_than_asked_is_refused(cast, finance):
    item = purchase.plan(cast)
    answer = decided(item, once(amount="120000.01", why="多给一分"), finance)
    assert answer.status_code == 400 and "不超过申报的" in answer.content.decode()
    assert Approval.objects.count() == 0


def test_an_item_is_returned_with_its_reason(cast, finance):
    item = purchase.plan(cast)
    assert decided(item, once(why=""), finance, "return").status_code == 400
    form = once(why="缺询价记录")
    for _click in range(2):
        assert decided(item, form, finance, "return").status_code == 302
    item.refresh_from_db()
    assert item.status == "returned" and Entry.objects.filter(verb="budget.return_item").count() == 1


def test_who_comes_second_is_told(cast, finance):
    item = purchase.plan(cast)
    actions.return_item(item.pk, by=cast["finance"], why="先退回")
    for what, form in (("approve", once(amount="120000")), ("return", once(why="再退一次"))):
        answer = decided(item, form, finance, what)
        assert answer.status_code == 409 and "这一份刚被改过" in answer.content.decode()
    assert Approval.objects.count() == 0
    assert decided(type("No", (), {"pk": 999999}), once(amount="1"), finance).status_code == 404


# The ledger


def test_the_ledger_adds_up_to_the_fen(cast, finance):
    item = purchase.plan(cast, budget_fen=333_34, sources={"F6": 111_11, "OWN": 222_23}, quantity=2)
    actions.approve(item.pk, by=cast["finance"])
    page = finance.get("/budget/").content.decode()
    assert "账平" in page and 'data-yuan="333.34"' in page and 'data-yuan="111.11"' in page


def test_the_ledger_is_narrowed_by_township_and_fund(cast, finance):
    purchase.approved(cast)
    assert Line.objects.count() == 2
    own = finance.get("/budget/?fund=OWN").content.decode()
    assert "1 条预算线" in own
    assert "0 条预算线" in finance.get(f"/budget/?town={people.BAISHUI}").content.decode()
    assert "0 条预算线" in finance.get("/budget/?year=2022").content.decode()


def test_a_township_sees_its_own_lines_only(cast):
    purchase.approved(cast)
    line = Line.objects.first()
    mine, foreign = client_of(cast["accountant"]), client_of(cast["foreign_needs"])
    assert "2 条预算线" in mine.get("/budget/").content.decode()
    assert mine.get(f"/budget/lines/{line.pk}/").status_code == 200
    assert "0 条预算线" in foreign.get("/budget/").content.decode()
    assert foreign.get(f"/budget/lines/{line.pk}/").status_code == 404
    assert client_of(cast["industry"]).get("/budget/").status_code == 403


def test_a_line_tells_every_move_with_document_balance_and_who(cast):
    purchase.started(cast)
    line = Line.objects.get(fund_code="F6")
    page = client_of(cast["accountant"]).get(f"/budget/lines/{line.pk}/").content.decode()
    assert "批复" in page and "采购启动，预留" in page and "可用 → 预留" in page
    assert Approval.objects.get().document in page
    assert cast["finance"].name in page and cast["buyer"].name in page and "100,000.00" in page


def test_more_items_take_no_more_statements(cast, finance):
    waits, first = purchase.plan(cast), purchase.approved(cast)
    line = Line.objects.filter(item_id=first.pk).first()
    urls = expected_counts(__file__)
    counts = {url.format(item=waits.pk, line=line.pk): n for url, n in urls.items()}
    few = {url: statements(finance, url) for url in counts}
    for n in range(12):
        small = {"budget_fen": 1_0000_00, "sources": {"F6": 1_0000_00}, "quantity": 60}
        purchase.plan(cast, name=f"项目{n}", **small)
        purchase.approved(cast, name=f"批复{n}", **small)
    assert few == {url: statements(finance, url) for url in counts} == counts
