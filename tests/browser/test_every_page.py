"""Every page as every person: no axe violation, no sideways scroll, one heading, one main act, a quiet console.

A person walks from home along the links, one page of each route. Axe looks at a page only where nobody before had
one of the same make (route, elements, acts); all else is looked at for everybody.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import resolve

from tests import admitting
from tests import cast as people
from tests.stories import purchase
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.delivery import actions as delivery
from xianggou.stages.duties import actions as duties

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1280, 390)
NOT_PAGES = re.compile(r"[./](docx|pdf|xlsx|csv|json)(?![a-z])|format=|/sign-out/|/static/|/api/|/language/")
LEAST = 14  # pages that even the seat with least to do must find
OWN = {"sources": {"OWN": 12_0000_00}}

MAKE = """() => {
  const main = document.querySelector('main');
  const kinds = new Set([...document.querySelectorAll('body *')].map(e => e.tagName + '.' + [...e.classList].sort().join('.')));
  const acts = [...main.querySelectorAll('button, a.button')].map(e => e.textContent.trim());
  return [...kinds].sort().join('|') + '#' + [...new Set(acts)].sort().join('|');
}"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
PRIMARY = "main button.primary:visible, main a.button.primary:visible"


def lay_work(cast):
    """One purchase waiting at each stage, so that each seat finds its own pages."""
    purchase.plan(cast, name="送审的", **OWN)
    purchase.approved(cast, name="批复的", **OWN)
    purchase.awarded(cast, name="成交的", **OWN)
    purchase.drafted(cast, name="起草的", **OWN)
    contract = contracts.sign(purchase.drafted(cast, name="验收的", **OWN).pk, by=cast["contracts"])
    purchase.started(cast, name="收报价的", budget_fen=1_0000_00, sources={"F6": 1_0000_00})
    purchase.requested(cast, points=3)
    delivery.convene(
        contract.pk,
        by=cast["accepter"],
        instalment_id=contracted.instalments(contract)[0].pk,
        delivered_on=date(2023, 12, 30),
        quantity="600吨",
    )
    duties.apply(where=cast.county, by=cast["industry"], **admitting.stated(name="起草的事"))
    admitting.sent(cast, name="送审的事")
    admitting.reviewed(cast, name="审过的事")
    duties.object_(where=cast.here, by=cast["village"], matter="推下来的事", department="某局")


def links_of(page):
    return page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")


def route_of(address):
    return resolve(re.split("[?#]", address)[0]).view_name


class Walk:
    """One person's way along the links: what is wrong on it."""

    def __init__(self, person, axe, sound):
        self.person, self.axe, self.sound = person, axe, sound
        self.page = person.page
        self.seen, self.wrong = {}, []

    def along(self, start):
        todo = [start]
        while todo:
            address = todo.pop(0)
            if NOT_PAGES.search(address) or route_of(address) in self.seen:
                continue
            self.seen[route_of(address)] = address
            self.look(address)
            todo += links_of(self.page)
        return self

    def look(self, address):
        route = route_of(address)
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        answer = self.page.goto(address)
        self.expect(route, answer.status == 200, answer.status)
        self.expect(route, self.page.title().replace("· 乡购", "").strip(), "no title")
        self.expect(route, self.page.locator("h1").count() == 1, "not one h1")
        self.expect(route, self.page.locator(PRIMARY).count() <= 1, "more than one primary button")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            over = self.page.evaluate(SIDEWAYS)
            self.expect(route, over <= 0, f"{over} px too wide at {width}")
            make = (route, width, self.page.evaluate(MAKE))
            if make not in self.sound:
                found = self.axe.run(self.page).response["violations"]
                self.wrong += [(route, width, v["id"], v["nodes"][0]["html"][:160]) for v in found]
                if not found:
                    self.sound.add(make)
        english = self.person.context.request.get(address, headers={"Accept-Language": "en"})
        self.expect(route, english.status == 200 and 'lang="en"' in english.text(), "not in English")

    def expect(self, route, fine, what):
        if not fine:
            self.wrong.append((route, what))


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


@pytest.fixture(scope="module")
def sound():
    """Makes of pages in which axe found nothing, whoever they were shown to."""
    return set()


@pytest.mark.parametrize("login", [login for login in people.SEATS if not login.startswith("foreign")])
def test_every_page_a_person_can_open_is_sound(desk, site, axe, sound, login):
    lay_work(site[0])
    walk = Walk(desk(login, bypass_csp=True), axe, sound).along("/")
    assert len(walk.seen) >= LEAST, walk.seen
    assert walk.wrong == []


def test_the_page_to_sign_in_is_sound(chromium, site, axe, sound):
    context = chromium.new_context(base_url=site[1], locale="zh-CN", bypass_csp=True)
    person = type("Stranger", (), {"context": context, "page": context.new_page()})
    walk = Walk(person, axe, sound)
    walk.look("/sign-in/")
    context.close()
    assert walk.wrong == []
