"""Acceptance for machines: convened and concluded in one call, in one transaction."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from xianggou.base.access.machines import Body, Day, Id, Short, Text, acted, listed, operation
from xianggou.base.access.requests import Request
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.delivery import actions, queries
from xianggou.stages.delivery.models import Acceptance

router = Router(tags=["delivery"])


class ResultIn(Body):
    """What was found for one indicator."""

    indicator_id: Id
    actual: Annotated[str, Field(max_length=60)]
    points_lost: Annotated[int, Field(ge=0, le=100)] = 0


class MemberIn(Body):
    """A member of the panel."""

    part: Literal["lead", "member", "industry", "user"]
    name: Annotated[str, Field(max_length=60)]
    body: Annotated[str, Field(max_length=80)] = ""
    opinion: Short = ""
    has_signed: bool = False
    person_id: Id | None = None


class AcceptanceIn(Body):
    """An acceptance with quantities and findings."""

    instalment_id: Id
    delivered_on: Day
    accepted_on: Day | None = None
    quantity: Annotated[str, Field(max_length=60)] = ""
    results: Annotated[list[ResultIn], Field(max_length=200)] = []
    members: Annotated[list[MemberIn], Field(min_length=1, max_length=60)]
    remark: Text = ""
    why: Text = ""
    reasons: dict[Short, Text] = {}


class AcceptanceOut(Schema):
    """An acceptance: what became payable and what was deducted, in 分."""

    id: int
    contract_id: int
    instalment_id: int
    dossier_id: int
    accrued_fen: int
    deducted_fen: int
    status: str


class Acceptances(Schema):
    """One page of acceptances."""

    items: list[AcceptanceOut]
    next: int | None


def shape(a: Acceptance) -> dict[str, Any]:
    """An acceptance as machines read it."""
    names = ("contract_id", "instalment_id", "dossier_id", "accrued_fen", "deducted_fen", "status")
    return {"id": a.pk, **{n: getattr(a, n) for n in names}}


@operation(
    router,
    "POST",
    "/contracts/{contract_id}/acceptance",
    asks="delivery.accept",
    answer=AcceptanceOut,
    summary="验收",
)
def accept(request: Request, contract_id: Id, body: AcceptanceIn) -> Any:
    """Accept an instalment: results by indicator, panel, deductions by the contract's formula."""
    contracts.sight.must_hold(request.actor, contract_id, "delivery.accept")

    def act() -> dict[str, Any]:
        opened = actions.convene(
            contract_id,
            by=request.actor,
            instalment_id=body.instalment_id,
            delivered_on=body.delivered_on,
            quantity=body.quantity,
        )
        given = body.model_dump(include={"results", "members", "accepted_on", "remark", "why", "reasons"})
        return shape(actions.accept(opened.pk, by=request.actor, **given))

    return acted(request, "delivery.accept", body, act)


@operation(router, "GET", "/acceptances", asks="delivery.see", answer=Acceptances, summary="验收记录")
def acceptances(request: Request, after: Id | None = None, contract_id: Id | None = None) -> Any:
    """Acceptances that the account may see, newest first, 50 a page."""
    rows = queries.seen_by(request.actor)
    if contract_id is not None:
        rows = rows.filter(contract_id=contract_id)
    return listed(rows, shape, after)
