"""Procurement for machines."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from xianggou.base.access.machines import (
    Body,
    Day,
    Id,
    Positive,
    Short,
    Text,
    acted,
    listed,
    operation,
)
from xianggou.base.access.requests import Request
from xianggou.stages.plans import queries as plans
from xianggou.stages.procurement import actions, queries
from xianggou.stages.procurement.models import Award, Procedure

router = Router(tags=["procurement"])


class StartIn(Body):
    """Start of a purchase, of a part of the item when a sum is given; the method is the place's own for this sum."""

    hold_fen: Positive | None = None
    method: Annotated[str, Field(max_length=20)] = ""
    why: Text = ""
    reasons: dict[Short, Text] = {}


class QuoteIn(Body):
    """One supplier's price."""

    uscc: Annotated[str, Field(min_length=18, max_length=18)]
    name: Short
    kind: Annotated[str, Field(max_length=30)] = "企业"
    price_fen: Positive
    quoted_on: Day
    is_sme: bool = True
    is_valid: bool = True
    note: Short = ""
    account_no: Annotated[str, Field(max_length=40)] = ""
    account_bank: Annotated[str, Field(max_length=80)] = ""


class QuotesIn(Body):
    """Prices of several suppliers."""

    quotes: Annotated[list[QuoteIn], Field(min_length=1, max_length=50)]
    why: Text = ""


class AwardIn(Body):
    """The choice among valid quotes."""

    supplier_id: Id
    why: Text = ""
    reasons: dict[Short, Text] = {}


class EndIn(Body):
    """Why a procedure ends without a contract."""

    why: Text


class ProcedureOut(Schema):
    """A procedure."""

    id: int
    code: str
    dossier_id: int
    town_code: str
    title: str
    method: str
    value_fen: int
    hold_fen: int
    status: str


class Procedures(Schema):
    """One page of procedures."""

    items: list[ProcedureOut]
    next: int | None


class QuoteOut(Schema):
    """A recorded quote."""

    id: int
    supplier_id: int
    price_fen: int


class QuotesOut(Schema):
    """The recorded quotes."""

    quotes: list[QuoteOut]


class AwardOut(Schema):
    """An award."""

    id: int
    procedure_id: int
    supplier_id: int
    price_fen: int
    awarded_on: Day
    status: str


def shape(p: Procedure) -> dict[str, Any]:
    """A procedure as machines read it."""
    names = ("code", "dossier_id", "town_code", "title", "method", "value_fen", "hold_fen", "status")
    return {"id": p.pk, **{n: getattr(p, n) for n in names}}


def award_shape(a: Award) -> dict[str, Any]:
    """An award as machines read it."""
    names = ("procedure_id", "supplier_id", "price_fen", "status")
    return {"id": a.pk, **{n: getattr(a, n) for n in names}, "awarded_on": a.awarded_on.isoformat()}


@operation(
    router,
    "POST",
    "/plan-items/{item_id}/procedure",
    asks="procurement.start",
    answer=ProcedureOut,
    summary="启动采购",
)
def start(request: Request, item_id: Id, body: StartIn) -> Any:
    """Start the purchase of an approved plan item; its money is held."""
    plans.sight.must_hold(request.actor, item_id, "procurement.start")
    return acted(
        request,
        "procurement.start",
        body,
        lambda: shape(actions.start(item_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/procedures/{procedure_id}/quotes",
    asks="procurement.quote",
    answer=QuotesOut,
    summary="登记报价",
)
def quote(request: Request, procedure_id: Id, body: QuotesIn) -> Any:
    """Record suppliers' prices."""
    queries.sight.must_hold(request.actor, procedure_id, "procurement.quote")

    def act() -> dict[str, Any]:
        found = actions.quote(procedure_id, by=request.actor, **body.model_dump())
        return {
            "quotes": [{"id": q.pk, "supplier_id": q.supplier_id, "price_fen": q.price_fen} for q in found]
        }

    return acted(request, "procurement.quote", body, act)


@operation(
    router,
    "POST",
    "/procedures/{procedure_id}/award",
    asks="procurement.award",
    answer=AwardOut,
    summary="确定成交",
)
def award(request: Request, procedure_id: Id, body: AwardIn) -> Any:
    """Award to one of the valid quotes."""
    queries.sight.must_hold(request.actor, procedure_id, "procurement.award")
    return acted(
        request,
        "procurement.award",
        body,
        lambda: award_shape(actions.award(procedure_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/procedures/{procedure_id}/cancel",
    asks="procurement.cancel",
    answer=ProcedureOut,
    summary="终止采购",
)
def cancel(request: Request, procedure_id: Id, body: EndIn) -> Any:
    """Stop a procedure; what is held goes back."""
    queries.sight.must_hold(request.actor, procedure_id, "procurement.cancel")
    return acted(
        request,
        "procurement.cancel",
        body,
        lambda: shape(actions.cancel(procedure_id, by=request.actor, why=body.why)),
    )


@operation(router, "GET", "/procedures", asks="procurement.see", answer=Procedures, summary="采购")
def procedures(
    request: Request, after: Id | None = None, town_code: Short | None = None, status: Short | None = None
) -> Any:
    """Procedures that the account may see, newest first, 50 a page."""
    rows = queries.seen_by(request.actor)
    if town_code is not None:
        rows = rows.filter(town_code=town_code)
    if status is not None:
        rows = rows.filter(status=status)
    return listed(rows, shape, after)
