"""Who is asking: a session's account or a machine's token becomes the request's actor, with the house's time."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from xianggou.base.people import queries
from xianggou.core.actor import PUBLIC

ACCOUNT, EPOCH, SEEN = "account", "epoch", "seen"
IDLE_SECONDS = 30 * 60
SEEN_EVERY_SECONDS = 60  # a session's last use is written once a minute, not at each page


class Who:
    """Sets `request.actor` and `request.moment`. Sessions end with the account's epoch, or after half an hour idle."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the actor, then pass on.  Queries: 1 for the session, 1 for the actor."""
        request.actor = PUBLIC  # type: ignore[attr-defined]
        request.moment = None  # type: ignore[attr-defined]
        bearer = request.headers.get("Authorization", "")
        if bearer.startswith("Bearer "):
            self._by_token(request, bearer.removeprefix("Bearer ").strip())
        elif (account := request.session.get(ACCOUNT)) is not None:
            self._by_session(request, account)
        return self.get_response(request)

    def _by_token(self, request: HttpRequest, token: str) -> None:
        found = queries.actor_of_token(token)
        if found is not None:
            request.actor, request.moment, _ = found  # type: ignore[attr-defined]
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # a token is no cookie

    def _by_session(self, request: HttpRequest, account: int) -> None:
        now = int(time.time())
        seen = int(request.session.get(SEEN, 0))
        found = queries.actor_of_account(account) if now - seen <= IDLE_SECONDS else None
        if found is None or found[2] != request.session.get(EPOCH):
            request.session.flush()
            return
        request.actor, request.moment, _ = found  # type: ignore[attr-defined]
        if now - seen > SEEN_EVERY_SECONDS:
            request.session[SEEN] = now
