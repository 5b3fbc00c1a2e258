"""Accounts and tokens are opened for whoever holds a seat, by the installation's own command."""

from __future__ import annotations

import pytest
from django.test import Client

from xianggou.base.access.actions import NotGranted
from xianggou.base.people import accounts, signing
from xianggou.base.people.models import Account, Seat
from xianggou.base.trail.models import Entry
from xianggou.core.actor import SYSTEM
from xianggou.core.findings import BadInput

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-its-own"


@pytest.fixture
def cast(county_a, db):
    return county_a


@pytest.fixture
def seat():
    return Seat.objects.get(function="支付复核").code


def test_open_account_lets_the_holder_of_a_seat_sign_in(cast, seat):
    opened = accounts.open_account(
        where=cast.county, by=SYSTEM, login="guoku", seat_code=seat, password=SECRET
    )
    assert signing.sign_in("guoku", SECRET).account == opened
    assert Entry.objects.filter(verb="people.open_account").count() == 1


def test_open_account_again_gives_a_new_password_and_ends_sessions(cast, seat):
    accounts.open_account(where=cast.county, by=SYSTEM, login="guoku", seat_code=seat, password=SECRET)
    before = Account.objects.get(login="guoku").epoch
    accounts.open_account(where=cast.county, by=SYSTEM, login="guoku", seat_code=seat, password=SECRET * 2)
    assert Account.objects.get(login="guoku").epoch == before + 1


def test_open_account_refuses_an_empty_seat_and_somebody_elses_name(cast, seat):
    for login, code in (("guoku", "no-such-seat"), ("buyer", seat)):
        with pytest.raises(BadInput):
            accounts.open_account(where=cast.county, by=SYSTEM, login=login, seat_code=code, password=SECRET)


def test_no_person_opens_accounts(cast, seat):
    with pytest.raises(NotGranted):
        accounts.open_account(
            where=cast.county, by=cast["finance"], login="x", seat_code=seat, password=SECRET
        )


def test_issue_token_lets_a_machine_in_with_the_seats_rights(cast, seat):
    token = accounts.issue_token(
        where=cast.county, by=SYSTEM, login="api-guoku", seat_code=seat, label="bank", days=30
    )
    answer = Client().get("/api/v1/payments", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert not Account.objects.filter(password__contains=token).exists()
