"""Who says that something was pushed down without admission gets an answer from the county, by a day."""

from datetime import date

import pytest

from tests import cast as casting
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import Where
from xianggou.base.trail.models import Entry
from xianggou.core.findings import Stale
from xianggou.stages.duties import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(county_a, db):
    return county_a


def said(cast, login="village", **more):
    facts = {"matter": "要求村里出人给企业送证照", "department": "市监局", "pushed_by": "3月会议", **more}
    return actions.object_(where=cast.here, by=cast[login], **facts)


@pytest.mark.parametrize("login", ["village", "mayor", "needs"])
def test_it_becomes_a_task_with_a_deadline_in_working_days(cast, login):
    objection = said(cast, login)
    assert (objection.status, objection.due_on) == (
        "raised",
        date(2023, 3, 22),
    )  # 15 working days after 1 March
    assert (objection.is_listed, objection.duty_code) == (False, "")
    assert objection.code.startswith("YY-590121-2023-")


def test_whether_it_is_on_the_list_is_looked_up_on_the_day(cast):
    objection = said(cast, matter="让我们负责农村生活垃圾治理")
    assert (objection.is_listed, objection.duty_code, objection.looked_up_in.number) == (True, "D052", 1)


def test_an_unnamed_one_shows_no_body(cast):
    assert said(cast, is_unnamed=True).said_by == ""
    assert said(cast).said_by == "青山镇人民政府"


def test_the_keeper_answers_once_with_a_reason_and_late_is_told(cast):
    objection = said(cast)
    casting.set_clock("2023-03-30 09:00")
    answered = actions.answer(objection.pk, by=cast["keeper"], finding="upheld", answer="已责成部门收回")
    assert (answered.status, answered.answered_on) == ("answered", date(2023, 3, 30))
    entry = Entry.objects.get(subject=objection.register, verb="duties.answer")
    assert [f["code"] for f in entry.findings] == ["duties.answer.overdue"]
    with pytest.raises(Stale):
        actions.answer(objection.pk, by=cast["keeper"], finding="unfounded", answer="又想了想")


@pytest.mark.parametrize("login", ["village", "mayor", "industry", "finance"])
def test_only_the_keeper_answers(cast, login):
    with pytest.raises(NotGranted):
        actions.answer(said(cast).pk, by=cast[login], finding="upheld", answer="x")


def test_nobody_speaks_for_another_township(cast):
    with pytest.raises(NotGranted):
        actions.object_(
            where=Where(casting.PLACE, casting.BAISHUI), by=cast["village"], matter="x", department="y"
        )
