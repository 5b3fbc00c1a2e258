"""Every page as every person: no axe violation, no sideways scroll, one heading, one main act, a quiet console.

A person walks from home along the links, one page of each route, read in both languages. The browser looks at a
page only where nobody before had one of the same make (route, elements, acts): it would be drawn the same.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import resolve

from tests import admitting
from tests import cast as people
from tests.stories import purchase
from tests.visits import client_of
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.delivery import actions as delivery
from xianggou.stages.duties import actions as duties

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1280, 390)
NOT_PAGES = re.compile(r"[./](docx|pdf|xlsx|csv|json)(?![a-z])|format=|/sign-out/|/static/|/api/|/language/")
LEAST = 14  # pages that even the seat with least to do must find
OWN = {"sources": {"OWN": 12_0000_00}}

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


def route_of(address):
    return resolve(re.split("[?#]", address)[0]).view_name


class Reading(HTMLParser):
    """What a page is made of: kinds of elements, acts offered, links, headings."""

    def __init__(self, html):
        super().__init__()
        self.kinds, self.acts, self.links, self.heads = set(), set(), [], 0
        self.act = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        classes = sorted((given.get("class") or "").split())
        self.kinds.add(".".join([tag, *classes]))
        self.heads += tag == "h1"
        if tag == "a" and (given.get("href") or "").startswith("/"):
            self.links.append(given["href"])
        if tag == "button" or (tag == "a" and "button" in classes):
            self.act = ""

    def handle_data(self, data):
        if self.act is not None:
            self.act += data.strip()

    def handle_endtag(self, tag):
        if tag in {"button", "a"} and self.act is not None:
            self.acts.add(self.act)
            self.act = None

    def make(self, route):
        """What tells this page from others: the same make is drawn the same, whoever it is shown to."""
        return route, frozenset(self.kinds), frozenset(self.acts)


class Walk:
    """One person's way along the links: what is wrong on it."""

    def __init__(self, client, open_browser, axe, sound):
        self.client, self.open_browser, self.axe, self.sound = client, open_browser, axe, sound
        self.seen, self.wrong = {}, []

    def along(self, start):
        todo = [start]
        while todo:
            address = todo.pop(0)
            if NOT_PAGES.search(address) or route_of(address) in self.seen:
                continue
            self.seen[route_of(address)] = address
            todo += self.look(address).links
        return self

    def look(self, address):
        """Read the page in both languages; in the browser it is looked at where its make is new."""
        route = route_of(address)
        self.client.cookies["django_language"] = "en"
        english = self.client.get(address)
        self.expect(route, english.status_code == 200 and b'lang="en"' in english.content, "not in English")
        self.client.cookies["django_language"] = "zh-hans"
        answer = self.client.get(address)
        page = Reading(answer.content.decode())
        self.expect(route, answer.status_code == 200, answer.status_code)
        self.expect(route, page.heads == 1, "not one h1")
        make = page.make(route)
        if make not in self.sound and self.is_sound(route, address):
            self.sound.add(make)
        return page

    def is_sound(self, route, address):
        before = len(self.wrong)
        page = self.open_browser().page
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        answer = page.goto(address)
        self.expect(route, answer.status == 200, answer.status)
        self.expect(route, page.title().replace("· 乡购", "").strip(), "no title")
        self.expect(route, page.locator(PRIMARY).count() <= 1, "more than one primary button")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate(SIDEWAYS)
            self.expect(route, over <= 0, f"{over} px too wide at {width}")
            found = self.axe.run(page).response["violations"]
            self.wrong += [(route, width, v["id"], v["nodes"][0]["html"][:160]) for v in found]
        return len(self.wrong) == before

    def expect(self, route, fine, what):
        if not fine:
            self.wrong.append((route, what))


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


def test_every_page_a_person_can_open_is_sound(desk, site, axe):
    cast = site[0]
    lay_work(cast)
    sound, wrong, short = set(), {}, {}
    for login in people.SEATS:
        if login.startswith("foreign"):
            continue
        walk = Walk(client_of(cast[login]), partial(desk, login, bypass_csp=True), axe, sound).along("/")
        if len(walk.seen) < LEAST:
            short[login] = walk.seen
        if walk.wrong:
            wrong[login] = walk.wrong
    assert wrong == {}
    assert short == {}


def test_the_page_to_sign_in_is_sound(chromium, site, axe):
    context = chromium.new_context(base_url=site[1], locale="zh-CN", bypass_csp=True)
    person = type("Stranger", (), {"context": context, "page": context.new_page()})
    walk = Walk(Client(), lambda: person, axe, set())
    walk.look("/sign-in/")
    context.close()
    assert walk.wrong == []
