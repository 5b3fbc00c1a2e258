"""How a machine signs in: a token of a service account, or a cookie session with its CSRF token."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import gettext
from ninja import Router, Schema
from ninja.security import APIKeyCookie, HttpBearer

from xianggou.base.access.machines import Body, Short, operation
from xianggou.base.access.requests import Request
from xianggou.base.people import accounts, signing
from xianggou.base.people import middleware as who
from xianggou.core.actor import Actor
from xianggou.core.findings import BadInput, Problem

router = Router(tags=["session"])


class Token(HttpBearer):
    """A service account's token; the middleware has looked it up."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The actor, or None."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.kind == "service" else None


class Session(APIKeyCookie):
    """A cookie session; anything that changes must carry the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The actor, or None."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.is_known else None


class SignIn(Body):
    """Login name and password."""

    login: Short
    password: Short


class SessionOut(Schema):
    """A session was opened; send `csrf` as X-CSRFToken with every POST."""

    name: str
    csrf: str


@operation(router, "POST", "/session", asks="access.sign_in", answer=SessionOut, summary="登录", auth=None)
def open_session(request: Request, body: SignIn) -> Any:
    """Open a cookie session."""
    outcome = signing.sign_in(
        body.login, body.password, cookie=request.COOKIES.get(signing.DEVICE_COOKIE, "")
    )
    if outcome.account is None:
        what = (
            gettext("试的次数多了，等 %(wait_seconds)s 秒再试") % {"wait_seconds": outcome.wait_seconds}
            if outcome.wait_seconds
            else gettext("账号和密码对不上")
        )
        raise BadInput([Problem(code="access.sign_in.wrong", what=what, then=gettext("核对账号和密码"))])
    request.session.cycle_key()
    request.session[who.ACCOUNT] = outcome.account.pk
    request.session[who.EPOCH] = outcome.account.epoch
    request.session[who.SEEN] = int(time.time())
    accounts.note_sign_in(outcome.account)
    return {"name": outcome.account.person.name, "csrf": get_token(request)}
