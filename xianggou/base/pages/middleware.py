"""Around every page: security headers, and what actions raise outside a form turned into pages that say what next."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from xianggou.base.access.actions import NotGranted, OnceConflict, sqlstate
from xianggou.base.pages import errors
from xianggou.core.findings import BadInput, Refused, Stale

log = logging.getLogger("xianggou.pages")

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# SQLSTATE classes that mean: the line broke, the outcome is unknown; too busy or full; someone holds the lock.
UNKNOWN = ("08", "57P0", "25006")
BUSY = ("40001", "40P01", "53", "57014")
HELD = "55P03"

Answer = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Strict policy on every answer; an answer that set its own (a download) keeps it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with headers."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Language", get_language() or "zh-hans")
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if html and getattr(getattr(request, "actor", None), "is_known", False):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Refusals:
    """What an action raises where no form catches it: 400, 403, 404, 409, 422, 503 with words; the rest is a defect."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a known refusal; None lets Django log a defect and show 500."""
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        if isinstance(exception, Stale):
            return errors.conflict(request, exception)
        if isinstance(exception, BadInput):
            return errors.bad_request(request, exception)
        if isinstance(exception, NotGranted):
            return errors.not_found(request) if exception.is_hidden else errors.not_granted(request)
        if isinstance(exception, OnceConflict):
            return errors.once_conflict(request)
        if isinstance(exception, DatabaseError | InterfaceError):
            return self._of_database(request, exception)
        self._defect(request, exception)
        return None

    def _of_database(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        state = sqlstate(exception)
        if state == HELD:
            return errors.conflict(request, Stale())
        if (
            state.startswith(BUSY)
            or state.startswith(UNKNOWN)
            or (not state and isinstance(exception, InterfaceError))
        ):
            code = errors.new_id()
            log.error("%s: database said %s: %s", code, state or "nothing", exception)
            return errors.unavailable(request, code, outcome_unknown=not state.startswith(BUSY))
        self._defect(request, exception)
        return None

    def _defect(self, request: HttpRequest, exception: Exception) -> None:
        request.trouble_id = errors.new_id()  # type: ignore[attr-defined]
        log.error("%s: %s at %s", request.trouble_id, type(exception).__name__, request.path)  # type: ignore[attr-defined]
