"""Signing in: password, and a brake that slows strangers and never bars the owner.

A browser that once signed in carries a signed device cookie and has a counter of its own; strangers share one
per login name, which makes them wait, never longer than a minute. Nobody can lock anybody out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction

from xianggou.base.people.models import Account, Attempt
from xianggou.base.trail import queries as trails

DEVICE_COOKIE = "xg_device"
DEVICE_DAYS = 180
FREE_TRIES = 5
LONGEST_WAIT_SECONDS = 60


@cache
def _nobody() -> str:
    """What a wrong login name is checked against, so that time does not tell whether the name exists."""
    return make_password("nobody")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: the account, or how many seconds to wait."""

    account: Account | None = None
    wait_seconds: int = 0


def device_cookie(account: Account) -> str:
    """A signed mark that this browser signed in as this account."""
    return signing.dumps([account.pk, account.epoch], salt="device")


def _is_known_device(cookie: str, account: Account | None) -> bool:
    if account is None or not cookie:
        return False
    try:
        held = signing.loads(cookie, salt="device", max_age=DEVICE_DAYS * 86400)
    except signing.BadSignature:
        return False
    return bool(held == [account.pk, account.epoch])


def _key(login: str, cookie: str) -> str:
    return hashlib.sha256(f"{login}\x1f{cookie}".encode()).hexdigest()


def sign_in(login: str, password: str, *, cookie: str = "") -> Outcome:
    """Try a password.  Queries: 3–4."""
    login = login.strip()[:60]
    account = Account.objects.filter(login=login, ended_at=None, kind=Account.Kind.PERSON).first()
    key = _key(login, cookie if _is_known_device(cookie, account) else "")
    now = trails.now()
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().filter(key=key).first()
        if attempt is not None and attempt.failures >= FREE_TRIES:
            wait = min(LONGEST_WAIT_SECONDS, 2 ** (attempt.failures - FREE_TRIES + 1))
            left = int((attempt.last_at + timedelta(seconds=wait) - now).total_seconds())
            if left > 0:
                return Outcome(wait_seconds=left)
        right = check_password(password, account.password if account and account.password else _nobody())
        if right and account is not None and account.password:
            if attempt is not None:
                attempt.delete()
            return Outcome(account=account)
        Attempt.objects.update_or_create(
            key=key, defaults={"failures": (attempt.failures if attempt else 0) + 1, "last_at": now}
        )
    return Outcome()
