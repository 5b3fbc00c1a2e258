"""The budget for machines."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from xianggou.base.access.machines import Body, Id, Positive, Short, Text, acted, operation
from xianggou.base.access.requests import Request
from xianggou.stages.budget import actions, queries
from xianggou.stages.budget.models import Approval
from xianggou.stages.plans import queries as plans

router = Router(tags=["budget"])


class ApprovalIn(Body):
    """Finance's approval, whole or cut (a cut needs a reason)."""

    amount_fen: Positive | None = None
    document: Short = ""
    why: Text = ""


class ReturnIn(Body):
    """Finance's return with its reason."""

    why: Text


class ApprovalOut(Schema):
    """An approval."""

    id: int
    item_id: int
    dossier_id: int
    asked_fen: int
    amount_fen: int
    document: str
    status: str


class ReturnedOut(Schema):
    """A returned plan item."""

    id: int
    status: str


class LineOut(Schema):
    """A budget line and how its money stands, in 分."""

    id: int
    town_code: str
    year: int
    fund_code: str
    item_id: int
    item_code: str
    approved_fen: int
    available_fen: int
    held_fen: int
    committed_fen: int
    payable_fen: int
    paid_fen: int
    returned_fen: int


class Lines(Schema):
    """One page of lines."""

    items: list[LineOut]
    next: int | None


def shape(a: Approval) -> dict[str, Any]:
    """An approval as machines read it."""
    names = ("item_id", "dossier_id", "asked_fen", "amount_fen", "document", "status")
    return {"id": a.pk, **{n: getattr(a, n) for n in names}}


@operation(
    router,
    "POST",
    "/plan-items/{item_id}/approval",
    asks="budget.approve",
    answer=ApprovalOut,
    summary="批复预算",
)
def approve(request: Request, item_id: Id, body: ApprovalIn) -> Any:
    """Approve a plan item into the procurement budget."""
    plans.sight.must_hold(request.actor, item_id, "budget.approve")
    return acted(
        request,
        "budget.approve",
        body,
        lambda: shape(actions.approve(item_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/plan-items/{item_id}/return",
    asks="budget.return_item",
    answer=ReturnedOut,
    summary="退回计划",
)
def return_item(request: Request, item_id: Id, body: ReturnIn) -> Any:
    """Return a plan item with the reason."""
    plans.sight.must_hold(request.actor, item_id, "budget.return_item")

    def act() -> dict[str, Any]:
        item = actions.return_item(item_id, by=request.actor, why=body.why)
        return {"id": item.pk, "status": item.status}

    return acted(request, "budget.return_item", body, act)


@operation(router, "GET", "/budget-lines", asks="budget.see", answer=Lines, summary="预算线")
def lines(
    request: Request, after: Id | None = None, year: int | None = None, town_code: Short | None = None
) -> Any:
    """Budget lines that the account may see, newest first, 50 a page."""
    rows = queries.lines_seen_by(request.actor)
    if year is not None:
        rows = rows.filter(year=year)
    if town_code is not None:
        rows = rows.filter(town_code=town_code)
    page = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[:51])
    found = queries.line_rows(page[:50])
    return {"items": [_line(r) for r in found], "next": page[49].pk if len(page) > 50 else None}


def _line(row: queries.LineRow) -> dict[str, Any]:
    names = ("town_code", "year", "fund_code", "item_id", "item_code")
    buckets = ("approved", "available", "held", "committed", "payable", "paid", "returned")
    return {
        "id": row.line.pk,
        **{n: getattr(row.line, n) for n in names},
        **{f"{b}_fen": getattr(row.standing, b) for b in buckets},
    }
