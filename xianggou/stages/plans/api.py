"""The plan for machines: the same actions and lists as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from xianggou.base.access.machines import (
    Body,
    Day,
    Fen,
    Id,
    Positive,
    Short,
    Text,
    acted,
    listed,
    operation,
)
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.stages.plans import actions, queries
from xianggou.stages.plans.models import PlanItem

router = Router(tags=["plans"])


class ExAnte(Body):
    """The ex-ante assessment: an answer to each topic, a conclusion, the targets by group."""

    topics: dict[Short, Text] = {}
    conclusion: Short = ""
    targets: dict[Short, Text] = {}


class PlanItemIn(Body):
    """A plan item as an office sends it."""

    place_code: Short
    town_code: Short
    year: Annotated[int, Field(ge=2000, le=2100)]
    catalogue_code: Short
    duty_code: Short
    name: Short
    quantity: Annotated[Decimal, Field(gt=0, le=10**12)]
    unit: Short
    budget_fen: Positive
    sources: dict[Short, Fen]
    carried_out: Annotated[str, Field(max_length=20)] = "乡镇自主"
    method: Annotated[str, Field(max_length=20)] = ""
    starts_on: Day | None = None
    ends_on: Day | None = None
    office: Annotated[str, Field(max_length=40)] = ""
    target: Text = ""
    acceptance: Text = ""
    feasibility: Text = ""
    ex_ante: ExAnte = ExAnte()
    posts_cut: Annotated[int, Field(ge=0, le=10000)] = 0
    posts_reason: Text = ""


class Why(Body):
    """A reason, and the written reasons of the authority for findings that stop until one is given."""

    why: Text = ""
    reasons: dict[Short, Text] = {}


class PlanItemOut(Schema):
    """A plan item."""

    id: int
    code: str
    dossier_id: int
    town_code: str
    year: int
    name: str
    budget_fen: int
    status: str


class PlanItems(Schema):
    """One page of plan items."""

    items: list[PlanItemOut]
    next: int | None


def shape(item: PlanItem) -> dict[str, Any]:
    """A plan item as machines read it."""
    return {
        "id": item.pk,
        "code": item.code,
        "dossier_id": item.dossier_id,
        "town_code": item.town_code,
        "year": item.year,
        "name": item.name,
        "budget_fen": item.budget_fen,
        "status": item.status,
    }


@operation(router, "POST", "/plan-items", asks="plans.draft", answer=PlanItemOut, summary="编制一项购买计划")
def draft(request: Request, body: PlanItemIn) -> Any:
    """Write a new plan item; its dossier is born with it."""
    given = body.model_dump()
    where = Where(given.pop("place_code"), given.pop("town_code"))
    return acted(
        request, "plans.draft", body, lambda: shape(actions.draft(where=where, by=request.actor, **given))
    )


@operation(
    router, "POST", "/plan-items/{item_id}/submit", asks="plans.submit", answer=PlanItemOut, summary="送审"
)
def submit(request: Request, item_id: Id, body: Why) -> Any:
    """Send a plan item to finance."""
    queries.sight.must_hold(request.actor, item_id, "plans.submit")
    return acted(
        request,
        "plans.submit",
        body,
        lambda: shape(actions.submit(item_id, by=request.actor, **body.model_dump())),
    )


@operation(router, "GET", "/plan-items", asks="plans.see", answer=PlanItems, summary="购买计划")
def items(
    request: Request,
    after: Id | None = None,
    year: int | None = None,
    town_code: Short | None = None,
    status: Short | None = None,
    q: Short | None = None,
) -> Any:
    """Plan items that the account may see, newest first, 50 a page."""
    rows = queries.seen_by(request.actor)
    for name, value in (("year", year), ("town_code", town_code), ("status", status), ("name__contains", q)):
        if value is not None:
            rows = rows.filter(**{name: value})
    return listed(rows, shape, after)
