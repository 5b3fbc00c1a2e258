"""What every machine interface stands on: typed bodies, once-keys, lists by keyset, and what an operation asks."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import BeforeValidator, ConfigDict, Field

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted, once
from xianggou.base.access.requests import Request
from xianggou.core.findings import BadInput, Problem

MOST_FEN = 10**15
PAGE = 50


def _clean(value: Any) -> Any:
    """Text without NUL, which the database cannot hold."""
    if isinstance(value, str) and "\x00" in value:
        raise ValueError("不能含空字符 NUL")
    return value


Text = Annotated[str, BeforeValidator(_clean), Field(max_length=4000)]
Short = Annotated[str, BeforeValidator(_clean), Field(max_length=200)]
Fen = Annotated[int, Field(ge=0, le=MOST_FEN, strict=True, description="分")]
Positive = Annotated[int, Field(gt=0, le=MOST_FEN, strict=True, description="分")]
Id = Annotated[int, Field(ge=1, le=2**62)]
Day = date


class Body(Schema):
    """A request body: nothing unknown, nothing unclean."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FindingOut(Schema):
    """A finding in words."""

    code: str
    level: str
    what: str
    why: str
    then: str
    who: str
    cites: list[dict[str, str]]


class RefusedOut(Schema):
    """422: what the rules say; nothing was written."""

    error: str = "refused"
    findings: list[FindingOut]


class ProblemsOut(Schema):
    """400: input that can't be understood; nothing was written."""

    error: str = "bad_input"
    problems: list[dict[str, Any]]


class ErrorOut(Schema):
    """Any other refusal: a code and a sentence."""

    error: str
    what: str


ANSWERS = {
    400: ProblemsOut,
    401: ErrorOut,
    403: ErrorOut,
    404: ErrorOut,
    409: ErrorOut,
    422: RefusedOut,
    503: ErrorOut,
}


def operation(
    router: Router, method: str, path: str, *, asks: str, answer: Any, summary: str = "", auth: Any = ...
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register one operation with the row of the access table it asks; the row is asked before anything is read."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def asked(request: Request, *args: Any, **kwargs: Any) -> Any:
            if asks not in roles.everyone() and not roles.may_anywhere(request.actor, asks):
                raise NotGranted(asks)
            return function(request, *args, **kwargs)

        asked.asks = asks  # type: ignore[attr-defined]
        # the framework reads types from the signature; those of the room's own module, not of this one
        asked.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
        asked.__annotations__ = {n: p.annotation for n, p in asked.__signature__.parameters.items()}  # type: ignore[attr-defined]
        extra = {} if auth is ... else {"auth": auth}
        register = router.api_operation(
            [method], path, response={200: answer, **ANSWERS}, summary=summary, **extra
        )
        register(asked)
        return asked

    return wrap


def acted(request: Request, verb: str, body: Any, act: Callable[[], Any]) -> Any:
    """Do an act under the request's Idempotency-Key; the same key gives the same answer.

    Raises: BadInput without a key, OnceConflict for another body under the same key.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > 80:
        raise BadInput(
            [
                Problem(
                    code="api.idempotency_key",
                    column="Idempotency-Key",
                    what=gettext("请求头缺少 Idempotency-Key，或长于 80 个字符"),
                    why=gettext("同一请求重发时，靠它只办一次"),
                    then=gettext("每次新的办理用一个新的值，重发时用原来的值"),
                )
            ]
        )
    told = body.model_dump(mode="json") if isinstance(body, Schema) else body
    return once(request.actor, key, verb, {"path": request.path, "body": told}, act)


def listed(
    queryset: QuerySet[Any], shape: Callable[[Any], dict[str, Any]], after: int | None
) -> dict[str, Any]:
    """One page of a list, newest first, by keyset: `next` is the `after` of the following page.  Queries: 1."""
    rows: list[Model] = list(
        (queryset.filter(pk__lt=after) if after else queryset).order_by("-pk")[: PAGE + 1]
    )
    more = len(rows) > PAGE
    return {"items": [shape(r) for r in rows[:PAGE]], "next": rows[PAGE - 1].pk if more else None}


def seen(queryset: QuerySet[Any], pk: int, action: str) -> Any:
    """The row, if the actor may know of it.  Raises: NotGranted (404).  Queries: 1."""
    row = queryset.filter(pk=pk).first()
    if row is None:
        raise NotGranted(action, is_hidden=True)
    return row


def within_sight(queryset: QuerySet[Any], pk: int, action: str) -> None:
    """Before an act, which reads the row anew under its lock.  Raises: NotGranted (404).  Queries: 1."""
    if not queryset.filter(pk=pk).exists():
        raise NotGranted(action, is_hidden=True)
