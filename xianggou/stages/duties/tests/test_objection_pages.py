"""An objection as its people meet it: said in a village, answered in the county, overdue shown; nobody else's seen."""

from __future__ import annotations

import pytest

from tests import cast as casting
from tests.visits import client_of, once
from xianggou.stages.duties import queries
from xianggou.stages.duties.models import Objection

pytestmark = pytest.mark.django_db


def say(cast, login="village", **more):
    form = once(matter="要村里填六张统计表", department="统计局", pushed_by="电话通知", **more)
    answer = client_of(cast[login]).post("/duties/objections/new/", form)
    assert answer.status_code == 302
    return Objection.objects.latest("id")


def test_a_village_says_it_and_the_county_answers(cast):
    objection = say(cast)
    keeper = client_of(cast["keeper"])
    (task,) = [w for w in queries.waiting_for(cast["keeper"]) if w.verb == "duties.answer"]
    assert (task.due_on, task.url) == (objection.due_on, f"/duties/objections/{objection.pk}/")
    form = once(finding="upheld", answer="责成统计局收回")
    assert keeper.post(f"/duties/objections/{objection.pk}/answer/", form).status_code == 302
    assert (
        keeper.post(
            f"/duties/objections/{objection.pk}/answer/", once(finding="upheld", answer="x")
        ).status_code
        == 409
    )
    page = client_of(cast["village"]).get(f"/duties/objections/{objection.pk}/").content.decode()
    assert "责成统计局收回" in page and "反映属实" in page


def test_an_answer_needs_a_reason(cast):
    objection = say(cast)
    answer = client_of(cast["keeper"]).post(
        f"/duties/objections/{objection.pk}/answer/", once(finding="upheld", answer=" ")
    )
    assert answer.status_code == 400
    objection.refresh_from_db()
    assert objection.status == "raised"


def test_overdue_is_shown(cast):
    objection = say(cast)
    keeper = client_of(cast["keeper"])
    assert "件过期未答" not in keeper.get("/duties/objections/").content.decode()
    casting.set_clock("2023-03-25 09:00")
    assert "1 件过期未答" in keeper.get("/duties/objections/").content.decode()
    assert objection.code in keeper.get("/duties/objections/?late=1").content.decode()
    assert "应在 15 个内答复" in keeper.get(f"/duties/objections/{objection.pk}/").content.decode()


def test_an_unnamed_one_tells_no_name_on_any_page(cast):
    objection = say(cast, is_unnamed="on")
    for url in ("/duties/objections/", f"/duties/objections/{objection.pk}/"):
        page = client_of(cast["keeper"]).get(url).content.decode()
        assert "不具名" in page and "青山镇人民政府" not in page.replace("县", "")


def test_another_township_sees_nothing(cast):
    objection = say(cast)
    foreign = client_of(cast["foreign_mayor"])
    assert objection.code not in foreign.get("/duties/objections/").content.decode()
    assert foreign.get(f"/duties/objections/{objection.pk}/").status_code == 404
    assert client_of(cast["industry"]).get("/duties/objections/").status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"matter": ""}, {"matter": "字" * 501}, {"department": ""}, {"pushed_by": "\x00"}]
)
def test_what_cannot_be_read_is_told_and_kept(cast, wrong):
    form = {**once(matter="推下来的事", department="某局"), **wrong}
    answer = client_of(cast["village"]).post("/duties/objections/new/", form)
    assert answer.status_code == 400 and not Objection.objects.exists()


def test_whoever_may_not_read_objections_is_not_told_of_them(cast):
    objection = say(cast)
    assert objection.code in client_of(cast["finance"]).get("/").content.decode()
    for login in ("industry", "accountant"):
        assert objection.code not in client_of(cast[login]).get("/").content.decode()
