"""A villager says without an account what was pushed down, and reads the county's answer by a code."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast as casting
from tests.visits import client_of, once
from xianggou.base.access import following
from xianggou.base.trail.models import Entry
from xianggou.stages.duties.models import Objection

pytestmark = pytest.mark.django_db
REPORT = f"/duties/report/?town={casting.QINGSHAN}"
SAID = {"matter": "要村里填六张统计表", "department": "不清楚"}


def test_it_becomes_a_task_of_the_county_and_the_code_tells_the_answer(cast):
    villager = Client()
    where = villager.get("/needs/speak/", {"town": casting.QINGSHAN, "about": "duty"})
    assert where.url == REPORT
    answer = villager.post(REPORT, once(**SAID))
    objection = Objection.objects.get()
    assert answer.url == f"/needs/follow/?code={objection.follow_code}&new=1"
    assert (objection.town_code, objection.said_by, objection.due_on.isoformat()) == (
        casting.QINGSHAN,
        "群众",
        "2023-03-22",
    )
    entry = Entry.objects.get(object="duties.objection", object_id=objection.pk)
    assert (entry.verb, entry.kind, entry.person_id) == ("duties.object_publicly", "public", None)
    assert following.shown(objection.follow_code) in villager.get(answer.url).content.decode()

    keeper = client_of(cast["keeper"])
    assert objection.code in keeper.get("/duties/objections/").content.decode()
    reply = once(finding="upheld", answer="责成统计局收回")
    assert keeper.post(f"/duties/objections/{objection.pk}/answer/", reply).status_code == 302
    told = villager.get("/needs/follow/", {"code": objection.follow_code}).content.decode()
    assert "反映属实" in told and "责成统计局收回" in told and "李keeper" not in told


def test_the_same_words_of_a_day_are_one_task_with_one_code(cast):
    codes = {Client().post(REPORT, once(**SAID)).url for _again in range(3)}
    assert len(codes) == 1 and Objection.objects.count() == 1


def test_a_person_in_the_words_is_never_kept(cast):
    told = {**SAID, "matter": "要村里填表。联系人王某,电话13800138000"}
    answer = Client().post(REPORT, once(**told))
    assert answer.status_code == 400 and "改为：要村里填表。" in answer.content.decode()
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"matter": ""}, {"matter": "字" * 501}, {"matter": "a\x00"}, {"department": "某局"}, {"village": "9"}],
)
def test_what_cannot_be_read_is_told(cast, wrong):
    assert Client().post(REPORT, once(**{**SAID, **wrong})).status_code == 400
    assert not Objection.objects.exists()


@pytest.mark.parametrize("town", ["", "999", "\x00", "9" * 40])
def test_an_unknown_township_leads_to_the_question_where(cast, town):
    answer = Client().get("/duties/report/", {"town": town})
    assert (answer.status_code, answer.url) == (302, "/needs/speak/")
