"""Many items approved together: only where nothing was found, each on its own, in parts that can be gone on with."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests import cast as people
from tests import paperwork
from tests.sending import once_key
from tests.stories import purchase
from tests.visits import client_of, once
from xianggou.base.ledger import checks
from xianggou.base.ledger.models import Voucher
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput
from xianggou.stages.budget import actions, queries, views
from xianggou.stages.budget.models import Approval, Batch, BatchItem

pytestmark = pytest.mark.django_db
SMALL = {"budget_fen": 1_0000_00, "sources": {"F6": 6000_00, "OWN": 4000_00}, "quantity": 50}


@pytest.fixture
def finance(cast):
    return client_of(cast["finance"])


def small(cast, n):
    return [purchase.plan(cast, name=f"项目{k}", **SMALL) for k in range(n)]


def kept(cast, items):
    return actions.approve_many(where=cast.county, by=cast["finance"], item_ids=[i.pk for i in items])


def entries():
    return Entry.objects.filter(verb="budget.approve", object="plans.planitem").count()


def test_the_ticked_are_confirmed_with_totals_and_approved_each_on_its_own(cast, finance):
    good, dear = small(cast, 2), purchase.plan(cast, name="贵的", quantity=400)
    asked = finance.get("/budget/queue/confirm/", {"item": [*(i.pk for i in good), dear.pk]})
    page = asked.content.decode()
    assert "一起批复 2 项计划" in page and "20,000.00" in page and "不在内：1 项要单独审核" in page
    assert Approval.objects.count() == 0
    form = once(item=[*(i.pk for i in good), dear.pk, 999999])
    for _click in range(2):
        page = finance.post("/budget/queue/approve/", form, follow=True).content.decode()
        assert "批复了 2 项，共勾选 4 项" in page and "高出上限" in page and "1 项已经不在队里" in page
    assert {a.item_id for a in Approval.objects.all()} == {i.pk for i in good}
    assert len({a.document for a in Approval.objects.all()}) == 2 and Batch.objects.count() == 1
    assert entries() == 2 and Voucher.objects.filter(kind="appropriate").count() == 2
    assert [c for c in checks.checks() if not c.ok] == []


def test_each_approval_of_many_leaves_what_a_single_one_leaves(cast):
    one, other = small(cast, 2)
    actions.approve(one.pk, by=cast["finance"])
    actions.run_batch(kept(cast, [other]).pk, by=cast["finance"])

    def left(item):
        rows = Entry.objects.filter(subject_id=item.dossier_id, verb="budget.approve").order_by("seq")
        return [(e.verb, e.object, e.frm, e.too, e.kind, e.person_id, e.seat_id, e.findings) for e in rows]

    assert left(one) == left(other)
    figures = [(a.asked_fen, a.amount_fen, a.approved_by, a.approved_on) for a in Approval.objects.all()]
    assert len(set(figures)) == 1
    assert [v.amount_fen for v in Voucher.objects.filter(kind="appropriate")] == [1_0000_00] * 2


def test_all_without_findings_are_taken_by_the_filter(cast, finance):
    good = small(cast, 3)
    purchase.plan(cast, name="贵的", quantity=400)
    page = finance.get("/budget/queue/confirm/?all=1&year=2023")
    assert "一起批复 3 项计划" in page.content.decode()
    form = {"once": once_key(page), "all": "1", "year": "2023", "count": "3", "fen": str(3_0000_00)}
    answer = finance.post("/budget/queue/approve/", form, follow=True)
    assert "批复了 3 项，共勾选 3 项" in answer.content.decode()
    assert {a.item_id for a in Approval.objects.all()} == {i.pk for i in good}


def test_a_queue_that_changed_since_is_shown_again_and_nothing_is_approved(cast, finance):
    small(cast, 2)
    page = finance.get("/budget/queue/confirm/?all=1&year=2023")
    purchase.plan(cast, name="后到的", **SMALL)
    form = {"once": once_key(page), "all": "1", "year": "2023", "count": "2", "fen": str(2_0000_00)}
    answer = finance.post("/budget/queue/approve/", form)
    assert answer.status_code == 409 and "一项也没有批" in answer.content.decode()
    assert Approval.objects.count() == 0 == Batch.objects.count()


def test_the_queue_is_filtered_by_words_and_by_findings(cast, finance):
    small(cast, 2)
    purchase.plan(cast, name="贵的", quantity=400)
    clear, found = (
        finance.get(f"/budget/queue/?show={show}").content.decode() for show in ("clear", "found")
    )
    assert "项目0" in clear and "贵的" not in clear
    assert "贵的" in found and "项目0" not in found
    assert "项目1" in (page := finance.get("/budget/queue/?q=项目1").content.decode()) and "项目0" not in page
    assert finance.get("/budget/queue/?q=%00&show=%F0%9F%98%80&year=９９").status_code == 200


def test_a_batch_cut_short_is_gone_on_with_and_nothing_is_done_twice(cast, finance, monkeypatch):
    monkeypatch.setattr(actions, "PART", 2)
    monkeypatch.setattr(views, "PARTS", 1)
    items = small(cast, 5)
    form = once(item=[i.pk for i in items])
    page = finance.post("/budget/queue/approve/", form, follow=True).content.decode()
    batch = Batch.objects.get()
    assert "还有 3 项" in page and Approval.objects.count() == 2
    (waits,) = [w for w in queries.waiting_for(cast["finance"]) if w.verb == "budget.run_batch"]
    assert waits.url == f"/budget/batches/{batch.pk}/"
    actions.return_item(items[3].pk, by=cast["finance"], why="缺询价记录")
    for _click in range(4):
        page = finance.post(f"/budget/batches/{batch.pk}/go/", once(), follow=True).content.decode()
    assert "批复了 4 项，共勾选 5 项" in page and "已经不在队里" in page
    assert Approval.objects.count() == 4 == entries()
    assert not [w for w in queries.waiting_for(cast["finance"]) if w.verb == "budget.run_batch"]


def test_what_was_found_meanwhile_stays_in_the_queue(cast):
    items = small(cast, 2)
    batch = kept(cast, items)
    paperwork.shrink_pocket(cast, people.QINGSHAN, 1)
    assert actions.run_batch(batch.pk, by=cast["finance"]) == 0
    assert Approval.objects.count() == 0
    assert all(one.outcome == BatchItem.Outcome.LEFT and one.why for one in batch.items.all())


def test_nobody_goes_on_with_what_somebody_else_confirmed(cast, finance):
    batch = kept(cast, small(cast, 1))
    with pytest.raises(BadInput, match="别人勾选"):
        actions.run_batch(kept_by_other(cast, batch).pk, by=cast["finance"])
    assert Approval.objects.count() == 0


def kept_by_other(cast, batch):
    other = Batch(
        place_code=batch.place_code, ticked=1, asked_fen=1, made_by=cast["needs"].person_id, made_at=batch.made_at
    )  # fmt: skip
    other.save()
    item = batch.items.get().item_id
    BatchItem.objects.create(batch=other, item_id=item, asked_fen=1)
    return other


def test_a_batch_is_for_approving_seats_only(cast):
    items = small(cast, 1)
    batch = kept(cast, items)
    for login in ("needs", "mayor", "treasury", "audit", "foreign"):
        client = client_of(cast[login])
        for url in ("/budget/queue/confirm/?all=1", "/budget/batches/", f"/budget/batches/{batch.pk}/"):
            assert client.get(url).status_code == 403
        assert client.post("/budget/queue/approve/", once(item=items[0].pk)).status_code == 403
        assert client.post(f"/budget/batches/{batch.pk}/go/", once()).status_code == 403
    assert client_of(cast["finance"]).get("/budget/batches/999999/").status_code == 404


def test_nothing_ticked_approves_nothing(cast, finance):
    purchase.plan(cast)
    for answer in (
        finance.get("/budget/queue/confirm/", follow=True),
        finance.post("/budget/queue/approve/", once(), follow=True),
        finance.post("/budget/queue/approve/", once(item=["-1", "９", "9" * 30, "x\x00"]), follow=True),
    ):
        assert answer.status_code == 200
    assert Approval.objects.count() == 0 == Batch.objects.count()


def test_a_part_takes_few_statements_an_item(cast, django_assert_max_num_queries):
    items = small(cast, 4)
    small_batch, large_batch = kept(cast, items[:1]), kept(cast, items[1:])
    with django_assert_max_num_queries(40) as few:
        actions.run_batch(small_batch.pk, by=cast["finance"])
    with django_assert_max_num_queries(60) as more:
        actions.run_batch(large_batch.pk, by=cast["finance"])
    assert (len(more) - len(few)) / 2 == 6  # entry, status, number, approval, its entry, the moves


@pytest.mark.parametrize(
    ("sql", "gate"),
    [
        ("UPDATE budget_batch SET ticked = 9", "XG009"),
        ("UPDATE budget_batchitem SET outcome = 'done'", "XG020"),
        ("UPDATE budget_batchitem SET asked_fen = 1, outcome = 'left'", "XG012"),
    ],
)
def test_a_batch_is_not_rewritten_by_hand(cast, sql, gate):
    kept(cast, small(cast, 1))
    with pytest.raises(DatabaseError, match=gate), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
