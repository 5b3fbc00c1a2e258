"""What an action raises, as JSON: the same codes and sentences as on the page."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from xianggou.base.access.actions import NotGranted, OnceConflict, sqlstate
from xianggou.base.access.requests import Request
from xianggou.base.access.wording import worded
from xianggou.base.trail.gates import CODES
from xianggou.core.findings import BadInput, Refused, Stale

log = logging.getLogger("xianggou.api")
BUSY = ("40001", "40P01", "53", "57014", "55P03")
RETRY_SECONDS = "1"


def _finding(found: Any) -> dict[str, Any]:
    said = worded(found)
    return {
        **{k: said.get(k, "") for k in ("code", "level", "what", "why", "then", "who")},
        "cites": said["cites"],
    }


def _problems(error: ValidationError) -> list[dict[str, Any]]:
    found = []
    for one in error.errors:
        where = ".".join(str(part) for part in one["loc"] if part not in {"body", "query", "path"})
        found.append(
            {
                "code": f"api.{one['type']}",
                "column": where,
                "what": gettext("%(where)s：%(said)s")
                % {"where": where or gettext("请求"), "said": one["msg"]},
                "then": gettext("按接口文档改正后再发"),
                "severity": "refuse",
            }
        )
    return found


def install(api: NinjaAPI) -> None:
    """Register the handlers."""

    def answer(request: Request, body: dict[str, Any], status: int) -> HttpResponse:
        return api.create_response(request, body, status=status)

    @api.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> HttpResponse:
        return answer(
            request, {"error": "refused", "findings": [_finding(f) for f in error.verdict.findings]}, 422
        )

    @api.exception_handler(BadInput)
    def bad(request: Request, error: BadInput) -> HttpResponse:
        return answer(request, {"error": "bad_input", **error.as_json()}, 400)

    @api.exception_handler(ValidationError)
    def invalid(request: Request, error: ValidationError) -> HttpResponse:
        return answer(request, {"error": "bad_input", "problems": _problems(error)}, 400)

    @api.exception_handler(HttpError)
    def http(request: Request, error: HttpError) -> HttpResponse:
        problems = [{"code": "api.request", "what": str(error), "then": gettext("按接口文档改正后再发")}]
        if error.status_code == 400:
            return answer(request, {"error": "bad_input", "problems": problems}, 400)
        return answer(request, {"error": "request", "what": str(error)}, error.status_code)

    @api.exception_handler(Stale)
    def stale(request: Request, error: Stale) -> HttpResponse:
        return answer(request, {"error": "stale", "what": gettext("别人先改过了，重新读取后再改")}, 409)

    @api.exception_handler(OnceConflict)
    def twice(request: Request, error: OnceConflict) -> HttpResponse:
        return answer(
            request,
            {"error": "once_key", "what": gettext("这个 Idempotency-Key 已用于另一份内容，换一个新的值")},
            409,
        )

    @api.exception_handler(NotGranted)
    def not_granted(request: Request, error: NotGranted) -> HttpResponse:
        if error.is_hidden:
            return answer(
                request, {"error": "not_found", "what": gettext("没有这一项，或不在这个账号的范围内")}, 404
            )
        return answer(
            request,
            {
                "error": "not_granted",
                "what": gettext("这个账号的岗位不能办 %(action)s") % {"action": error.action},
            },
            403,
        )

    @api.exception_handler(Http404)
    def missing(request: Request, error: Http404) -> HttpResponse:
        return answer(request, {"error": "not_found", "what": gettext("没有这个地址")}, 404)

    @api.exception_handler(AuthenticationError)
    def unknown(request: Request, error: AuthenticationError) -> HttpResponse:
        return answer(request, {"error": "not_signed_in", "what": gettext("没有登录，或令牌已失效")}, 401)

    @api.exception_handler(DatabaseError)
    def database(request: Request, error: DatabaseError) -> HttpResponse:
        return _of_database(api, request, error)

    @api.exception_handler(InterfaceError)
    def line(request: Request, error: InterfaceError) -> HttpResponse:
        return _busy(api, request)


def _busy(api: NinjaAPI, request: Request) -> HttpResponse:
    response = api.create_response(
        request, {"error": "busy", "what": gettext("现在忙，用同一个 Idempotency-Key 稍后再发")}, status=503
    )
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _of_database(api: NinjaAPI, request: Request, error: DatabaseError) -> HttpResponse:
    """A gate's refusal is 422 by its name; a lost race or a full database is 503; the rest is a defect."""
    state = sqlstate(error)
    if state.startswith(BUSY) or not state:
        return _busy(api, request)
    if state in CODES:
        name = CODES[state]
        finding = {
            "code": f"gate.{name}",
            "level": "stop",
            "what": name,
            "why": state,
            "then": "",
            "who": "",
            "cites": [],
        }
        return api.create_response(request, {"error": "refused", "findings": [finding]}, status=422)
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if state in {"23514", "23505", "23P01"} and constraint:
        finding = {
            "code": f"gate.{constraint}", "level": "stop", "what": constraint, "why": state, "then": "", "who": "", "cites": [],
        }  # fmt: skip
        return api.create_response(request, {"error": "refused", "findings": [finding]}, status=422)
    log.error("database said %s at %s: %s", state, request.path, error)
    raise error
