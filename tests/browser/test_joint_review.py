"""The four offices in a real browser: opinions on three subjects, a return, one click for what did not change, the verdict."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password

from tests import cast as people
from tests import desks
from tests.browser.conftest import Desk
from tests.browser.test_every_page import Walk, axe
from tests.visits import client_of
from xianggou.base.people.models import Account
from xianggou.base.reviews.models import Choice, Review
from xianggou.stages.joint_review import actions
from xianggou.stages.joint_review.tests.conftest import Office
from xianggou.stages.plans import actions as plans

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["axe"]
SMALL = {"budget_fen": 1_0000_00, "sources": {"F6": 1_0000_00}}


@pytest.fixture
def office(district_b, address):
    """District B's four offices, all with a password."""
    found = Office(district_b, desks.offices())
    Account.objects.update(password=make_password(people.PASSWORD))
    return found


def at_desk(chromium, address, actor, **options):
    login = Account.objects.get(pk=actor.account_id).login
    return Desk(chromium, address, login, **options)


def mended(office, item):
    item.refresh_from_db()
    plans.edit(item.pk, by=office.cast["needs"], version=item.version, method="公开比选")
    actions.open_review(item.pk, by=office.cast["needs"])


def test_the_pages_of_the_joint_review_are_sound(chromium, address, office, axe):
    sound = set()
    item = office.sent()
    actions.recuse(item.pk, by=office.desks["党政办"], why="亲属在承接主体任职")
    office.say("纪委", item, 采购方式=Choice.DISAGREE)
    again = office.sent(name="青山镇2023年治安巡防", **SMALL)
    office.say("财政办", again)
    office.say("纪委", again, 采购方式=Choice.RETURN)
    mended(office, again)
    office.drafted(name="还没有送的", **SMALL)
    for actor in (office.desks["财政办"], office.desks["社会事务办"], office.cast["needs"]):
        person = at_desk(chromium, address, actor, bypass_csp=True)
        walk = Walk(client_of(actor), lambda person=person: person, axe, sound)
        for page in (
            "/joint-review/",
            "/joint-review/before/",
            f"/joint-review/{item.pk}/",
            f"/joint-review/{again.pk}/",
        ):
            walk.look(page)
        if actor is not office.cast["needs"]:
            for act in ("opine", "stand-in", "conclude", "recuse", "reaffirm"):
                if act in ("opine", "recuse", "reaffirm") or actor is office.desks["财政办"]:
                    walk.look(f"/joint-review/{item.pk}/{act}/")
        assert walk.wrong == []
        assert person.said == []


def test_four_offices_take_an_item_through_by_clicks_alone(chromium, address, office):
    item = office.drafted(**SMALL)
    clerk = at_desk(chromium, address, office.cast["needs"])
    clerk.page.goto(f"/plans/{item.pk}/")
    clerk.page.locator("main").get_by_role("link", name="联审", exact=True).click()
    clerk.page.get_by_role("link", name="送联审", exact=True).click()
    clerk.press("送联审")
    assert "已送联审" in clerk.page.inner_text("body")

    for name in ("党政办", "纪委"):
        person = at_desk(chromium, address, office.desks[name])
        person.page.get_by_role("link", name="出联审意见").first.click()
        for n in range(3):
            back = name == "纪委" and n == 2
            person.page.locator(f"input[name=choice_{n}][value={'return' if back else 'agree'}]").check()
        person.page.fill("[name=reason_2]", "单价要附询价记录")
        person.press("签署意见")
    assert Review.objects.get().status == Review.Status.RETURNED

    clerk.page.goto("/")
    assert "改好再送" in clerk.text()
    mended(office, item)
    person = at_desk(chromium, address, office.desks["党政办"])
    person.page.goto(f"/joint-review/{item.pk}/")
    person.press("没变的照旧同意")
    assert "同意（沿用上一轮）" in person.text()
    person.page.get_by_role("link", name="出意见", exact=True).click()
    person.page.locator("input[name=choice_0][value=agree]").check()
    person.press("签署意见")
    for name in ("财政办", "纪委", "社会事务办"):
        person = at_desk(chromium, address, office.desks[name])
        person.page.goto(f"/joint-review/{item.pk}/opine/")
        for n in range(3):
            person.page.locator(f"input[name=choice_{n}][value=agree]").check()
        person.press("签署意见")
    lead = at_desk(chromium, address, office.desks["财政办"])
    lead.page.get_by_role("link", name="汇总联审意见").first.click()
    lead.page.get_by_role("link", name="汇总，下结论", exact=True).click()
    lead.press("下结论")
    assert "联审结论：通过" in lead.page.inner_text("body")
    assert lead.said == [] and clerk.said == []
