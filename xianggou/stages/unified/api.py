"""Unified purchases for machines: propose, answer for a township, settle, give up."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from xianggou.base.access.machines import (
    Body,
    Day,
    Id,
    Short,
    Text,
    acted,
    listed,
    operation,
    seen,
    within_sight,
)
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.stages.unified import actions, queries
from xianggou.stages.unified.models import Delegation, UnifiedPurchase

router = Router(tags=["unified"])


class ProposalIn(Body):
    """Equal plan items of several townships, the department that leads, the terms."""

    place_code: Short
    year: Annotated[int, Field(ge=2000, le=2100)]
    catalogue_code: Short
    unit: Annotated[str, Field(max_length=20)]
    item_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    lead_code: Annotated[str, Field(max_length=32)]
    share_rule: Text
    acceptance_rule: Text
    title: Short = ""
    answer_by: Day | None = None
    why: Text = ""
    reasons: dict[Short, Text] = {}


class Because(Body):
    """What somebody says beside an act."""

    why: Text = ""


class Reason(Body):
    """A reason that must be written."""

    why: Annotated[Text, Field(min_length=1)]


class PartOut(Schema):
    """A township's part, with the amount as planned, in 分."""

    id: int
    purchase_id: int
    item_id: int
    town_code: str
    quantity: Decimal
    amount_fen: int
    number: str
    status: str


class PurchaseOut(Schema):
    """A unified purchase."""

    id: int
    code: str
    dossier_id: int
    year: int
    catalogue_code: str
    unit: str
    title: str
    lead_code: str
    status: str


class PurchaseWhole(PurchaseOut):
    """A unified purchase with the parts that the account may see."""

    parts: list[PartOut]


class Purchases(Schema):
    """One page of unified purchases."""

    items: list[PurchaseOut]
    next: int | None


def shape(u: UnifiedPurchase) -> dict[str, Any]:
    """A purchase as machines read it."""
    names = ("code", "dossier_id", "year", "catalogue_code", "unit", "title", "lead_code", "status")
    return {"id": u.pk, **{n: getattr(u, n) for n in names}}


def part(d: Delegation) -> dict[str, Any]:
    """A township's part."""
    names = ("purchase_id", "item_id", "town_code", "quantity", "amount_fen", "number", "status")
    told = {"id": d.pk, **{n: getattr(d, n) for n in names}}
    return {**told, "quantity": str(d.quantity)}


@operation(router, "GET", "/unified-purchases", asks="unified.see", answer=Purchases, summary="统一采购")
def purchases(request: Request, after: Id | None = None, status: Short | None = None) -> Any:
    """Unified purchases that the account may see, newest first, 50 a page."""
    rows = queries.seen_by(request.actor)
    return listed(rows.filter(status=status) if status else rows, shape, after)


@operation(
    router,
    "GET",
    "/unified-purchases/{purchase_id}",
    asks="unified.see",
    answer=PurchaseWhole,
    summary="一次统一采购",
)
def purchase(request: Request, purchase_id: Id) -> Any:
    """One purchase; a township sees its own part only."""
    row = seen(queries.seen_by(request.actor), purchase_id, "unified.see")
    mine = queries.parts_seen_by(request.actor).filter(purchase=row).order_by("town_code", "pk")
    return {**shape(row), "parts": [part(d) for d in mine]}


@operation(
    router,
    "POST",
    "/unified-purchases",
    asks="unified.propose",
    answer=PurchaseOut,
    summary="发起统一采购",
)
def propose(request: Request, body: ProposalIn) -> Any:
    """Merge equal items; each township is asked."""
    where = Where(body.place_code)
    given = body.model_dump(exclude={"place_code"})
    return acted(
        request,
        "unified.propose",
        body,
        lambda: shape(actions.propose(where=where, by=request.actor, **given)),
    )


@operation(
    router,
    "POST",
    "/unified-purchases/{purchase_id}/confirm",
    asks="unified.confirm",
    answer=PurchaseOut,
    summary="确定统一采购",
)
def confirm(request: Request, purchase_id: Id, body: Because) -> Any:
    """Settle who takes part."""
    within_sight(queries.seen_by(request.actor), purchase_id, "unified.confirm")
    return acted(
        request,
        "unified.confirm",
        body,
        lambda: shape(actions.confirm(purchase_id, by=request.actor, why=body.why)),
    )


@operation(
    router,
    "POST",
    "/unified-purchases/{purchase_id}/withdraw",
    asks="unified.withdraw",
    answer=PurchaseOut,
    summary="撤回统一采购",
)
def withdraw(request: Request, purchase_id: Id, body: Reason) -> Any:
    """Give a purchase up; every township gets its item back."""
    within_sight(queries.seen_by(request.actor), purchase_id, "unified.withdraw")
    return acted(
        request,
        "unified.withdraw",
        body,
        lambda: shape(actions.withdraw(purchase_id, by=request.actor, why=body.why)),
    )


@operation(
    router,
    "POST",
    "/unified-parts/{part_id}/delegate",
    asks="unified.delegate",
    answer=PartOut,
    summary="委托",
)
def delegate(request: Request, part_id: Id, body: Because) -> Any:
    """A township entrusts its item to the department."""
    within_sight(queries.parts_seen_by(request.actor), part_id, "unified.delegate")
    return acted(
        request,
        "unified.delegate",
        body,
        lambda: part(actions.delegate(part_id, by=request.actor, why=body.why)),
    )


@operation(
    router,
    "POST",
    "/unified-parts/{part_id}/decline",
    asks="unified.decline",
    answer=PartOut,
    summary="不委托",
)
def decline(request: Request, part_id: Id, body: Reason) -> Any:
    """A township keeps its item and says why."""
    within_sight(queries.parts_seen_by(request.actor), part_id, "unified.decline")
    return acted(
        request,
        "unified.decline",
        body,
        lambda: part(actions.decline(part_id, by=request.actor, why=body.why)),
    )
