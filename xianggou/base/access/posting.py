"""From a form to an act: one place where a view's POST becomes one act, however often it is sent.

Each form carries a once-key (`form_tokens`). The same key with the same content gives the first answer again; with
other content it is refused (409), for the first one was done already.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, answered, once
from xianggou.base.access.requests import Request
from xianggou.core.findings import BadInput, Problem

KEY = re.compile(r"[\w.:\-]{1,80}", re.ASCII)
View = Callable[..., HttpResponseBase]
NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "once"})


def content_of(request: Request) -> dict[str, list[str]]:
    """What was sent, without the tokens: what makes two posts the same act."""
    return {name: request.POST.getlist(name) for name in sorted(request.POST) if name not in NOT_CONTENT}


def post_once(request: Request, verb: str, act: Callable[[], Any], *, part: object = "") -> Any:
    """Do `act` once for the form's key; a form without a key was not made by a page and acts as it is sent.

    `part` tells the acts of one form apart (several rows ticked at once).  Gives: the act's JSON-able answer.
    Raises: BadInput for a key that no page writes; OnceConflict; what the act raises.
    """
    key = request.POST.get("once", "")
    if not key:
        return act()
    if not KEY.fullmatch(key):
        raise BadInput(
            [
                Problem(
                    code="access.once.key",
                    what=gettext("这张表的编号读不出来"),
                    then=gettext("重新打开这一页再填"),
                )
            ]
        )
    return once(request.actor, f"{key}:{part}" if part else key, verb, _body(request), act)


def _body(request: Request) -> dict[str, Any]:
    return {"path": request.path, "sent": content_of(request)}


def again_leads_to(verb: str, where: str) -> Callable[[View], View]:
    """For a view whose page is gone once its act is done: the same form sent again leads where the first one led."""

    def dress(view: View) -> View:
        @wraps(view)
        def dressed(request: Request, *args: Any, **named: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **named)
            except (Http404, NotGranted):
                key = request.POST.get("once", "")
                made = answered(request.actor, key, verb, _body(request)) if KEY.fullmatch(key) else None
                if made is None:
                    raise
                return redirect(where, made)

        return dressed

    return dress
