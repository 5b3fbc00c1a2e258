"""Signing in: strangers can't lock the owner out; a wrong name and a wrong password look the same."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from xianggou.base.people import signing
from xianggou.base.people.models import Account
from xianggou.base.trail.models import Entry

pytestmark = pytest.mark.django_db
RIGHT = "demo-xianggou-2023"


@pytest.fixture
def account(county_a, db):
    found = Account.objects.get(login="finance")
    found.password = make_password(RIGHT)
    found.save()
    return found


def test_the_right_password_signs_in_and_leaves_an_entry(account):
    client = Client()
    answer = client.post("/sign-in/", {"login": "finance", "password": RIGHT, "next": "/"})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    assert Entry.objects.filter(verb="access.sign_in", person_id=account.person_id).count() == 1


def test_a_wrong_password_and_an_unknown_name_look_the_same(account):
    answers = [
        Client().post("/sign-in/", {"login": login, "password": "wrong"})
        for login in ("finance", "nobody-here")
    ]
    assert [a.status_code for a in answers] == [400, 400]
    assert answers[0].content.decode().count("对不上") == answers[1].content.decode().count("对不上") > 0


def test_strangers_are_slowed_and_the_owner_on_a_known_browser_gets_in(account):
    cookie = signing.device_cookie(account)
    for _ in range(30):
        signing.sign_in("finance", "guess")
    assert signing.sign_in("finance", RIGHT).wait_seconds > 0
    assert signing.sign_in("finance", RIGHT, cookie=cookie).account == account


def test_nobody_waits_longer_than_a_minute(account):
    for _ in range(200):
        outcome = signing.sign_in("finance", "guess")
        assert outcome.wait_seconds <= signing.LONGEST_WAIT_SECONDS


def test_a_changed_password_ends_the_other_sessions(account):
    mine, other = Client(), Client()
    for client in (mine, other):
        client.post("/sign-in/", {"login": "finance", "password": RIGHT})
    answer = mine.post("/account/", {"old": RIGHT, "new": "另一个够长的口令abc9"})
    assert answer.status_code == 302
    assert mine.get("/").status_code == 200
    assert other.get("/").status_code == 302


@pytest.mark.parametrize(
    "new", ["short", "清岚县财政局2023年的口令", "finance-finance-finance", "password-password"]
)
def test_a_weak_password_is_refused(account, new):
    client = Client()
    client.post("/sign-in/", {"login": "finance", "password": RIGHT})
    assert client.post("/account/", {"old": RIGHT, "new": new}).status_code == 400


def test_the_next_page_is_never_another_site(account):
    answer = Client().post(
        "/sign-in/", {"login": "finance", "password": RIGHT, "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/"


def test_a_session_is_refused_without_its_csrf_token(account):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/", {"login": "finance", "password": RIGHT}).status_code == 403
