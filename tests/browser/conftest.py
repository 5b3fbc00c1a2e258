"""The whole site in a real Chromium, on a database of its own; everybody of the cast signs in with a password."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from tests import cast as people
from xianggou.base.people.models import Account


@pytest.fixture
def address(chromium, fresh_db):
    """The address of a server for a database of its own."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def site(county_a, address):
    """The cast in its place, and the address of a server for it."""
    Account.objects.update(password=make_password(people.PASSWORD))
    return county_a, address


class Desk:
    """One person's browser: signed in, with whatever the console said."""

    def __init__(self, chromium, base, login, **options):
        self.said = []
        self.context = chromium.new_context(base_url=base, locale="zh-CN", accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.said.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.goto("/sign-in/")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", people.PASSWORD)
        self.page.click("button.primary")
        self.page.wait_for_url("**/")

    def fill(self, **typed):
        """Type into fields by name: text, choices, ticks."""
        for name, value in typed.items():
            field = self.page.locator(f"[name={name}]").first
            kind = field.evaluate("e => e.type || e.tagName")
            if kind == "select-one":
                field.select_option(value)
            elif kind == "checkbox":
                field.set_checked(bool(value))
            else:
                field.fill(value)

    def press(self, label):
        """Press the button that says so, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=label, exact=True).first.click()

    def text(self):
        return self.page.locator("main").inner_text()


@pytest.fixture
def desk_at(chromium, address):
    """`desk_at(login)` is that person's browser; whatever a console said other than a refusal fails the test."""
    opened = {}

    def open_(login, **options):
        who = (login, *sorted(options.items()))
        if who not in opened:
            opened[who] = Desk(chromium, address, login, **options)
        return opened[who]

    yield open_
    said = [line for one in opened.values() for line in one.said if "status of 4" not in line]
    for one in opened.values():
        one.context.close()
    assert said == []


@pytest.fixture
def desk(site, desk_at):
    """`desk(login)` opens the browser of one of the cast."""
    return desk_at
