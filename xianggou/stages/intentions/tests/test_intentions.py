"""Intentions: drafted from the plan, published under a number, excepted by name, read by everybody, due by a last day."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.cast import PLACE, facts
from tests.visits import client_of, expected_counts, once, statements
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.funds.models import TownBudget
from xianggou.stages.intentions import actions, queries
from xianggou.stages.intentions.models import Intention
from xianggou.stages.plans import actions as plans
from xianggou.stages.plans.tests.test_assessments import assess, study

pytestmark = pytest.mark.django_db
LARGE = {"budget_fen": 90_0000_00, "sources": {"OWN": 90_0000_00}, "quantity": 4500, "name": "青山镇全域保洁"}
TOLD = {"summary": "全镇保洁，4500吨，按月完成", "expected_on": date(2023, 6, 1)}


def sent(cast, **more):
    """A plan item that was sent; the pocket is large enough for one above the limit."""
    TownBudget.objects.update(purchases_fen=500_0000_00)
    item = plans.draft(where=cast.here, by=cast["needs"], **facts(**{**LARGE, **more}))
    assess(cast, item)  # of this sum the county asks for both questionnaires
    study(cast, item)
    return plans.submit(item.pk, by=cast["needs"])


def drafted(cast, **more):
    return actions.draft(sent(cast).pk, by=cast["buyer"], **{**TOLD, **more})


def published(cast, **more):
    return actions.publish(drafted(cast, **more).pk, by=cast["buyer"])


# What is told


def test_an_intention_is_published_with_number_and_day(cast):
    row = published(cast)
    assert (row.number, row.published_on) == ("YX-590121-2023-0001", date(2023, 3, 1))
    assert (row.buyer, row.budget_fen, row.title) == ("青山镇人民政府", 90_0000_00, LARGE["name"])
    told = queries.told_of(item_id=row.item_id)
    assert told.published_on == date(2023, 3, 1) and len(told.contents) == 4
    assert Entry.objects.filter(verb="intentions.publish", subject_id=row.dossier_id).count() == 1
    with pytest.raises(Stale):
        actions.publish(row.pk, by=cast["buyer"])


@pytest.mark.parametrize(
    ("more", "missing"), [({"summary": ""}, "采购需求概况"), ({"expected_on": None}, "预计采购时间")]
)
def test_what_the_law_asks_for_is_told_or_it_is_not_published(cast, more, missing):
    row = drafted(cast, **more)
    with pytest.raises(Refused) as refused:
        actions.publish(row.pk, by=cast["buyer"])
    (found,) = [f for f in refused.value.verdict.findings if f.code == "intentions.publish.incomplete"]
    assert list(found.values["missing"]) == [missing]
    assert Intention.objects.get().status == "draft"


def test_less_than_the_laws_days_is_warned_and_published(cast):
    row = published(cast, expected_on=date(2023, 3, 30))
    (entry,) = Entry.objects.filter(verb="intentions.publish", object_id=row.pk)
    assert [f["code"] for f in entry.findings] == ["intentions.publish.too_close"]
    assert entry.findings[0]["values"]["days"] == 29


def test_thirty_days_are_enough(cast):
    row = published(cast, expected_on=date(2023, 3, 31))
    assert Entry.objects.get(verb="intentions.publish", object_id=row.pk).findings == []


def test_a_draft_is_edited_until_it_is_published(cast):
    row = drafted(cast)
    actions.edit(row.pk, by=cast["needs"], version=1, summary="改过", expected_on=date(2023, 7, 1))
    with pytest.raises(Stale):
        actions.edit(row.pk, by=cast["buyer"], version=1, summary="旧的")
    row = actions.publish(row.pk, by=cast["buyer"])
    assert row.summary == "改过"
    with pytest.raises(Stale):
        actions.edit(row.pk, by=cast["buyer"], version=row.version, summary="公开以后")


def test_an_item_has_one_intention_and_another_once_it_is_withdrawn(cast):
    row = published(cast)
    with pytest.raises(BadInput, match="已经有采购意向"):
        actions.draft(row.item_id, by=cast["buyer"])
    actions.withdraw(row.pk, by=cast["buyer"], why="写错金额")
    assert queries.told_of(item_id=row.item_id).published_on is None
    again = actions.publish(actions.draft(row.item_id, by=cast["buyer"], **TOLD).pk, by=cast["buyer"])
    assert again.number.endswith("0002")


def test_an_exception_is_one_that_the_law_names_with_its_reason(cast):
    item = sent(cast)
    with pytest.raises(Refused, match="not_named"):
        actions.leave_out(item.pk, by=cast["buyer"], exception="来不及", why="忙")
    row = actions.leave_out(item.pk, by=cast["buyer"], exception="不可预见的急需项目", why="洪水冲毁垃圾点")
    assert queries.told_of(item_id=item.pk).is_excepted and row.status == "excepted"
    assert not queries.public().exists()


def test_nobody_writes_for_another_township(cast):
    item = sent(cast)
    for login in ("foreign", "mayor", "audit", "industry"):
        with pytest.raises(NotGranted):
            actions.draft(item.pk, by=cast[login])
    draft = plans.draft(where=cast.here, by=cast["needs"], **facts())
    with pytest.raises(BadInput, match="还没有送审"):
        actions.draft(draft.pk, by=cast["buyer"])


# What is due


def test_what_is_due_waits_with_the_last_day(cast):
    item = sent(cast, starts_on=date(2023, 5, 1))
    plans.submit(
        plans.draft(where=cast.here, by=cast["needs"], **facts()).pk, by=cast["needs"]
    )  # below the limit
    (waits,) = queries.waiting_for(cast["buyer"])
    assert (waits.code, waits.due_on, waits.amount_fen) == (item.code, date(2023, 4, 1), 90_0000_00)
    assert queries.waiting_for(cast["foreign"]) == [] == queries.waiting_for(cast["mayor"])
    row = actions.draft(item.pk, by=cast["buyer"], **TOLD)
    (waits,) = queries.waiting_for(cast["buyer"])
    assert waits.verb == "intentions.publish"
    actions.publish(row.pk, by=cast["buyer"])
    assert queries.waiting_for(cast["buyer"]) == []


# Gates


@pytest.mark.parametrize(
    ("sql", "gate"),
    [
        ("UPDATE intentions_intention SET budget_fen = 1", "XG012"),
        ("UPDATE intentions_intention SET status = 'withdrawn'", "XG013"),
        ("UPDATE intentions_intention SET published_on = '2023-01-01'", "XG012"),
        ("DELETE FROM intentions_intention", "permission|XG009"),
    ],
)
def test_what_was_published_is_not_changed_by_hand(cast, sql, gate):
    published(cast)
    with pytest.raises(DatabaseError, match=gate), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_day_of_publication_is_the_houses(cast, monkeypatch):
    row = drafted(cast)
    monkeypatch.setattr(actions.trails, "today", lambda: date(2023, 1, 1))
    with pytest.raises(DatabaseError, match="XG052"), transaction.atomic():
        actions.publish(row.pk, by=cast["buyer"])


# Pages


def test_the_public_reads_searches_and_downloads_without_an_account(cast):
    published(cast)
    drafts = sent(cast, name="没有公开的")
    actions.draft(drafts.pk, by=cast["buyer"], **TOLD)
    nobody = Client()
    page = nobody.get("/intentions/public/").content.decode()
    assert LARGE["name"] in page and "2023年6月" in page and "90.00" in page and "没有公开的" not in page
    for person in cast.actors.values():
        assert person.name not in page
    assert LARGE["name"] in nobody.get("/intentions/public/?q=保洁").content.decode()
    for strange in ("?q=没有这个", "?q=" + "长" * 500, "?q=😀"):
        answer = nobody.get(f"/intentions/public/{strange}")
        assert answer.status_code == 200 and LARGE["name"] not in answer.content.decode()
    assert nobody.get("/intentions/public/?q=%00&after=x").status_code == 200
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(nobody.get("/intentions/public.xlsx").streaming_content))
    )
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 2 and rows[1][0] == "YX-590121-2023-0001" and rows[1][4] == 900000
    for url in ("/intentions/", f"/intentions/{Intention.objects.first().pk}/"):
        assert nobody.get(url).status_code in {302, 401, 403}


def test_writing_and_publishing_by_page(cast):
    item = sent(cast)
    client = client_of(cast["buyer"])
    assert item.code in client.get("/intentions/").content.decode()
    page = client.get(f"/intentions/items/{item.pk}/new/").content.decode()
    assert "4500吨" in page and "leave-out" in page
    assert (
        client.post(
            f"/intentions/items/{item.pk}/new/", once(title="", summary="x", expected_on="2023.6")
        ).status_code
        == 400
    )
    assert (
        client.post(
            f"/intentions/items/{item.pk}/new/", once(title="a\x00", summary="x", expected_on="2023-06-01")
        ).status_code
        == 400
    )
    form = once(title=item.name, summary="保洁", expected_on="２０２３年6月15日", remark="")
    for _click in range(2):
        answer = client.post(f"/intentions/items/{item.pk}/new/", form)
        assert answer.status_code == 302
    row = Intention.objects.get()
    assert row.expected_on == date(2023, 6, 1)
    edit = once(title=item.name, summary="改", expected_on="2023-06-01", remark="", version="1")
    assert client.post(f"/intentions/{row.pk}/edit/", edit).status_code == 302
    late = client.post(
        f"/intentions/{row.pk}/edit/", once(title="x", summary="y", expected_on="2023-06-01", version="1")
    )
    assert late.status_code == 409
    form = once(why="")
    for _click in range(2):
        assert client.post(f"/intentions/{row.pk}/publish/", form).status_code == 302
    assert client.post(f"/intentions/{row.pk}/withdraw/", once(why="")).status_code == 400
    assert client_of(cast["foreign"]).get(f"/intentions/{row.pk}/").status_code == 404
    assert client_of(cast["mayor"]).get(f"/intentions/{row.pk}/publish/").status_code == 403
    assert client.get("/intentions/?format=xlsx").status_code == 200


def test_leaving_out_by_page(cast):
    item = sent(cast)
    client = client_of(cast["buyer"])
    url = f"/intentions/items/{item.pk}/leave-out/"
    assert "不可预见的急需项目" in client.get(url).content.decode()
    assert client.post(url, once(exception="来不及", why="忙")).status_code == 400
    assert client.post(url, once(exception="不可预见的急需项目", why="")).status_code == 400
    assert client.post(url, once(exception="不可预见的急需项目", why="洪水")).status_code == 302
    assert Intention.objects.get().reason == "洪水"


def test_more_rows_take_no_more_statements(cast):
    row = published(cast)
    client = client_of(cast["buyer"])
    counts = {url.format(row=row.pk): n for url, n in expected_counts(__file__).items()}
    few = {url: statements(client, url) for url in counts}
    for n in range(4):
        other = sent(cast, name=f"保洁{n}", budget_fen=60_0000_00, sources={"OWN": 60_0000_00}, quantity=3000)
        if n % 2:
            actions.publish(actions.draft(other.pk, by=cast["buyer"], **TOLD).pk, by=cast["buyer"])
    assert few == {url: statements(client, url) for url in counts} == counts
    assert queries.of_place(PLACE).count() == 3
