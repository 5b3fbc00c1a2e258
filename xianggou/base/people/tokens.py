"""Tokens of service accounts: shown once, stored as a digest, with an end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from xianggou.base.people.models import Account, Person, Token
from xianggou.base.trail import queries as trails

DAYS = 365


@transaction.atomic
def issue(person: Person, login: str, label: str, *, days: int = DAYS) -> str:
    """Make a service account for a person's seats (if there is none by this login) and a token for it.

    Gives: the token, which is shown this once.  Queries: 4.
    """
    account, _ = Account.objects.get_or_create(
        login=login, defaults={"kind": Account.Kind.SERVICE, "person": person, "password": ""}
    )
    token = secrets.token_urlsafe(32)
    Token.objects.create(
        account=account,
        digest=hashlib.sha256(token.encode()).hexdigest(),
        label=label,
        expires_at=trails.now() + timedelta(days=days),
    )
    return token
