"""Purchase intentions for machines: written for a plan item or a unified purchase, changed, made public, taken back."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from xianggou.base.access.machines import Body, Day, Id, Short, Text, acted, listed, operation, within_sight
from xianggou.base.access.requests import Request
from xianggou.stages.intentions import actions, queries
from xianggou.stages.intentions.models import Intention
from xianggou.stages.plans import queries as plans
from xianggou.stages.unified import queries as unified

router = Router(tags=["intentions"])


class Told(Body):
    """What an intention tells besides what the plan says already; `expected_on` is the month of the purchase."""

    summary: Text = ""
    expected_on: Day | None = None


class ToldAnew(Told):
    """A change of a draft that was read in this version."""

    version: Annotated[int, Field(ge=1)]


class Because(Body):
    """What somebody says beside an act."""

    why: Text = ""


class Reason(Body):
    """A reason that must be written."""

    why: Annotated[Text, Field(min_length=1)]


class Excepted(Reason):
    """A case that the law names, with the reason."""

    exception: Short


class IntentionOut(Schema):
    """An intention, its budget in 分."""

    id: int
    number: str
    dossier_id: int
    title: str
    buyer: str
    budget_fen: int
    expected_on: Day | None
    published_on: Day | None
    version: int
    status: str


class Intentions(Schema):
    """One page of intentions."""

    items: list[IntentionOut]
    next: int | None


def shape(i: Intention) -> dict[str, Any]:
    """An intention as machines read it."""
    names = ("number", "dossier_id", "title", "buyer", "budget_fen", "version", "status")
    days = {n: d.isoformat() if (d := getattr(i, n)) else None for n in ("expected_on", "published_on")}
    return {"id": i.pk, **{n: getattr(i, n) for n in names}, **days}


def _given(body: Told) -> dict[str, Any]:
    told = body.model_dump(include={"summary", "expected_on"}, exclude_unset=True)
    return {**told, **({"expected_on": actions.expected(body.expected_on)} if body.expected_on else {})}


@operation(router, "GET", "/intentions", asks="intentions.see", answer=Intentions, summary="采购意向")
def intentions(request: Request, after: Id | None = None, status: Short | None = None) -> Any:
    """Intentions that the account may see, newest first, 50 a page."""
    rows = queries.seen_by(request.actor)
    return listed(rows.filter(status=status) if status else rows, shape, after)


@operation(
    router,
    "POST",
    "/plan-items/{item_id}/intention",
    asks="intentions.draft",
    answer=IntentionOut,
    summary="写采购意向",
)
def draft(request: Request, item_id: Id, body: Told) -> Any:
    """Write the intention of a plan item that was sent."""
    within_sight(plans.seen_by(request.actor), item_id, "intentions.draft")
    return acted(
        request,
        "intentions.draft",
        body,
        lambda: shape(actions.draft(item_id, by=request.actor, **_given(body))),
    )


@operation(
    router,
    "POST",
    "/plan-items/{item_id}/no-intention",
    asks="intentions.leave_out",
    answer=IntentionOut,
    summary="不公开意向",
)
def leave_out(request: Request, item_id: Id, body: Excepted) -> Any:
    """Say by which case of the law an item's intention need not be public."""
    within_sight(plans.seen_by(request.actor), item_id, "intentions.leave_out")
    return acted(
        request,
        "intentions.leave_out",
        body,
        lambda: shape(actions.leave_out(item_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/unified-purchases/{purchase_id}/intention",
    asks="intentions.draft_unified",
    answer=IntentionOut,
    summary="写统一采购的意向",
)
def draft_unified(request: Request, purchase_id: Id, body: Told) -> Any:
    """Write the intention of a confirmed unified purchase."""
    within_sight(unified.seen_by(request.actor), purchase_id, "intentions.draft_unified")
    return acted(
        request,
        "intentions.draft_unified",
        body,
        lambda: shape(actions.draft_unified(purchase_id, by=request.actor, **_given(body))),
    )


@operation(
    router,
    "POST",
    "/intentions/{intention_id}/edit",
    asks="intentions.edit",
    answer=IntentionOut,
    summary="改采购意向",
)
def edit(request: Request, intention_id: Id, body: ToldAnew) -> Any:
    """Change a draft."""
    within_sight(queries.seen_by(request.actor), intention_id, "intentions.edit")
    return acted(
        request,
        "intentions.edit",
        body,
        lambda: shape(actions.edit(intention_id, by=request.actor, version=body.version, **_given(body))),
    )


@operation(
    router,
    "POST",
    "/intentions/{intention_id}/publish",
    asks="intentions.publish",
    answer=IntentionOut,
    summary="公开采购意向",
)
def publish(request: Request, intention_id: Id, body: Because) -> Any:
    """Make an intention public under its number."""
    within_sight(queries.seen_by(request.actor), intention_id, "intentions.publish")
    return acted(
        request,
        "intentions.publish",
        body,
        lambda: shape(actions.publish(intention_id, by=request.actor, why=body.why)),
    )


@operation(
    router,
    "POST",
    "/intentions/{intention_id}/withdraw",
    asks="intentions.withdraw",
    answer=IntentionOut,
    summary="撤回采购意向",
)
def withdraw(request: Request, intention_id: Id, body: Reason) -> Any:
    """Take an intention back; its number stays."""
    within_sight(queries.seen_by(request.actor), intention_id, "intentions.withdraw")
    return acted(
        request,
        "intentions.withdraw",
        body,
        lambda: shape(actions.withdraw(intention_id, by=request.actor, why=body.why)),
    )
