"""Deny by default: each view names what it asks, and the access table is asked before it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext

from xianggou.base.access import roles
from xianggou.core.actor import PUBLIC, Actor

SIGN_IN = "/sign-in/"


class DenyByDefault:
    """Refuses a view that asks nothing, and one whose row the actor does not have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do but pass on: the question is asked per view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Ask the access table.  Raises: PermissionDenied (403)."""
        actor: Actor = getattr(request, "actor", PUBLIC)
        by_method: dict[str, str] | None = getattr(view, "asks_by_method", None)
        if by_method is not None:
            return self._machine(request, actor, by_method)
        action = getattr(view, "asks", None)
        if action is None:
            raise PermissionDenied("no row asked")
        if action in roles.everyone():
            return None
        if not actor.is_known:
            return HttpResponseRedirect(f"{SIGN_IN}?next={quote(request.get_full_path())}")
        if not roles.may_anywhere(actor, action):
            raise PermissionDenied(action)
        return None

    def _machine(self, request: HttpRequest, actor: Actor, by_method: dict[str, str]) -> HttpResponse | None:
        """Ask for an operation of the API before its body is read; who is not known is answered there (401)."""
        action = by_method.get(str(request.method))
        if action is None or not actor.is_known or roles.may_anywhere(actor, action):
            return None
        told = {
            "error": "not_granted",
            "what": gettext("这个账号的岗位不能办 %(action)s") % {"action": action},
        }
        return JsonResponse(told, status=403, json_dumps_params={"ensure_ascii": False})
