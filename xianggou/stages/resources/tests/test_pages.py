"""The pages of resources, as department, gathering office, township clerk."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import cast as people
from tests.cast import set_clock
from tests.sending import send
from tests.visits import client_of, expected_counts, statements
from xianggou.stages.resources import actions, queries
from xianggou.stages.resources.models import Offer, Pool, Quarter, ResourceList
from xianggou.stages.resources.tests.conftest import CIVIL, HEALTH, opened, part, published, write

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "爱心暖餐", "content": "中午送餐到家", "aliases": "送餐、暖餐", "nature": "服务", "class_name": "养老助残",
    "catalogue_code": "0101", "groups_text": "独居、空巢老人", "areas": people.QINGSHAN, "from_on": "2023.1.1",
    "to_on": "2023年3月31日", "capacity": "400", "unit": "人", "batch_min": "", "standard": "", "money": "own",
    "budget_ref": "清财预〔2023〕6号", "fund_code": "", "unit_cost_fen": "", "only_by": "", "office": "养老服务科",
}  # fmt: skip


def url(name, *args):
    return reverse(f"resources:{name}", args=args)


def seen(cast, login, name, *args, **query):
    return client_of(cast[login]).get(url(name, *args), query)


def test_a_department_writes_sends_and_the_list_is_published(here):
    civil, finance = client_of(here["civil"]), client_of(here["finance"])
    sending, quarter = part(), Quarter.objects.get()
    assert [w.verb for w in queries.waiting_for(here["civil"])] == ["resources.send"]
    where = url("write", sending.pk)
    assert "全部" in civil.get(where).content.decode()
    refused = send(civil, where, **(TYPED | {"money": "none", "unit_cost_fen": "20"}))
    page = refused.content.decode()
    assert refused.status_code == 422 and "没有预算来源" in page and "中午送餐到家" in page
    for wrong in (
        {"capacity": "若干"},
        {"capacity": "0"},
        {"title": ""},
        {"areas": "590199"},
        {"unit_cost_fen": "-1"},
    ):
        assert send(civil, where, **(TYPED | wrong)).status_code == 400
    assert not Offer.objects.exists()
    assert send(civil, where, **TYPED).status_code == 302
    one = Offer.objects.get()
    assert (one.aliases, one.batch_min, one.windows) == (["送餐", "暖餐"], 1, [["2023-01-01", "2023-03-31"]])
    assert "400 人" in civil.get(url("offer", one.pk)).content.decode()
    assert client_of(here["needs"]).get(url("offer", one.pk)).status_code == 404  # not published yet
    again = send(civil, url("edit", one.pk), **(TYPED | {"capacity": "300", "version": str(one.version)}))
    assert again.status_code == 302
    stale = send(civil, url("edit", one.pk), **(TYPED | {"capacity": "200", "version": "1"}))
    assert stale.status_code == 409
    assert send(civil, url("send", sending.pk), nothing_why="").status_code == 302
    assert [w.verb for w in queries.waiting_for(here["finance"]) if w.verb.startswith("resources")] == [
        "resources.publish"
    ]
    assert "1 " in finance.get(url("quarter", quarter.pk)).content.decode()
    assert send(finance, url("publish", quarter.pk), why="").status_code == 302
    version = ResourceList.objects.get()
    shown = client_of(here["needs"]).get(url("published", version.pk)).content.decode()
    assert "爱心暖餐" in shown and "清岚县卫健局" in shown  # who had not sent
    book = load_workbook(io.BytesIO(b"".join(finance.get(url("published", version.pk), {"format": "xlsx"}))))
    assert "爱心暖餐" in [c.value for row in book.active.iter_rows() for c in row]
    for paper in (url("list_paper", version.pk, "docx"), url("call_paper", quarter.pk, "docx")):
        assert finance.get(paper).content[:2] == b"PK"
    assert finance.get(url("list_paper", version.pk, "exe")).status_code == 404


def test_the_list_is_filtered_by_whom_it_serves_department_class_and_area(here):
    published(here)
    for query, there in (
        ({}, True),
        ({"group": "独居老人"}, True),
        ({"group": "残疾人"}, False),
        ({"department": CIVIL}, True),
        ({"department": HEALTH}, False),
        ({"class": "养老助残"}, True),
        ({"class": "卫生健康"}, False),
        ({"area": people.QINGSHAN}, True),
        ({"area": people.BAISHUI}, False),
        ({"q": "暖餐"}, True),
        ({"q": "\x00'<script>"}, False),
        ({"quarter": "9" * 40}, True),
    ):
        page = seen(here, "needs", "list", **query)
        assert page.status_code == 200 and ("/offers/" in page.content.decode()) is there, query


def test_the_leading_office_reminds_records_and_sends_back_and_others_may_not(here):
    finance = client_of(here["finance"])
    sending = part(HEALTH)
    assert send(finance, url("remind", sending.pk)).status_code == 302
    assert send(finance, url("record", sending.pk), why="", nothing_why="本季度没有").status_code == 400
    assert (
        send(finance, url("record", sending.pk), why="电话报来", nothing_why="本季度没有").status_code == 302
    )
    assert send(finance, url("send_back", sending.pk), why="请再核实").status_code == 302
    assert "请再核实" in seen(here, "health", "sending", sending.pk).content.decode()
    assert seen(here, "civil", "sending", sending.pk).status_code == 404
    assert seen(here, "needs", "sending", sending.pk).status_code == 404
    assert client_of(here["industry"]).get(url("write", sending.pk)).status_code == 404
    assert finance.get(url("write", sending.pk)).status_code == 403
    assert send(finance, url("ask", sending.quarter_id), department_code="nobody").status_code == 400
    assert send(finance, url("open_quarter")).status_code == 302 and Quarter.objects.count() == 1


def test_two_departments_pool_on_the_pages(here):
    one = write(here, "陪诊志愿服务", capacity=30)
    other = write(here, "老年陪诊服务", by="health", code=HEALTH, capacity=20)
    for login, code in (("civil", CIVIL), ("health", HEALTH)):
        actions.send(part(code).pk, by=here[login])
    quarter = one.quarter_id
    assert "像是同一件事" in seen(here, "finance", "quarter", quarter).content.decode()
    typed = {"title": "老年人陪诊", "offer_ids": [str(one.pk), str(other.pk)], "lead_department": CIVIL}
    assert send(client_of(here["civil"]), url("propose_pool", quarter), **typed).status_code == 302
    pool = Pool.objects.get()
    assert "resources.agree_pool" in [w.verb for w in queries.waiting_for(here["health"])]
    assert send(client_of(here["health"]), url("agree_pool", pool.pk)).status_code == 302
    assert "民政局牵头" in seen(here, "health", "pool", pool.pk).content.decode()
    assert send(client_of(here["health"]), url("part_pool", pool.pk), why="分开办").status_code == 302
    pool.refresh_from_db()
    assert pool.status == Pool.Status.PARTED


def test_copied_offers_are_confirmed_and_withdrawn_on_the_pages(here):
    published(here)
    set_clock("2023-04-03 09:00")
    opened(here, 2)
    civil, sending = client_of(here["civil"]), part(quarter=2)
    assert send(civil, url("copy", sending.pk)).status_code == 302
    copied = Offer.objects.get(quarter=sending.quarter_id)
    assert send(civil, url("send", sending.pk), nothing_why="").status_code == 400
    assert send(civil, url("confirm", copied.pk)).status_code == 302
    assert send(civil, url("send", sending.pk), nothing_why="").status_code == 302
    assert send(civil, url("take_back", sending.pk)).status_code == 302
    assert send(civil, url("drop", copied.pk), why="不办了").status_code == 302
    first = Offer.objects.get(quarter__quarter=1)
    assert send(civil, url("withdraw", first.pk), why="车坏了").status_code == 302
    assert "车坏了" in seen(here, "needs", "offer", first.pk).content.decode()


def test_pages_stay_within_their_statements(here):
    made = published(here)
    counts = expected_counts(__file__)
    addresses = {
        "list": url("list"),
        "quarters": url("quarters"),
        "quarter": url("quarter", made.quarter_id),
        "sending": url("sending", part().pk),
        "offer": url("offer", made.pk),
        "published": url("published", ResourceList.objects.get().pk),
    }
    client = client_of(here["civil"])
    assert {name: statements(client, address) for name, address in addresses.items()} == counts
