"""The pocket for machines: shares and what of them arrived, decisions that join funds, a duty moved down with its money."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from xianggou.base.access.actions import NotGranted
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
    within_sight,
)
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import actions, queries
from xianggou.stages.funds.models import Consolidation, Fund, Receipt, Share

router = Router(tags=["funds"])


class ReceiptIn(Body):
    """Money that arrived of a share, whole or in part."""

    amount_fen: Positive
    voucher: Annotated[str, Field(min_length=1, max_length=60)]
    received_on: Day | None = None


class Reason(Body):
    """A reason that must be written."""

    why: Annotated[Text, Field(min_length=1)]


class Decided(Body):
    """Whether a fund's purpose is lifted, and what holds from now on."""

    is_lifted: bool
    purpose: Annotated[str, Field(min_length=1, max_length=300)]


class ConsolidationIn(Body):
    """The decision to join earmarked funds: fund code → what was decided about it."""

    place_code: Short
    year: Annotated[int, Field(ge=2000, le=2100)]
    document: Annotated[str, Field(min_length=1, max_length=80)]
    decided_on: Day
    decided_by: Annotated[str, Field(min_length=1, max_length=60)]
    decisions: dict[Annotated[str, Field(max_length=16)], Decided]


class MoveIn(Body):
    """The county's decision with the townships' shares: township code → 分; they make the application's money."""

    shares: dict[Short, Positive]
    decided_by: Annotated[str, Field(min_length=1, max_length=60)]
    document: Short
    why: Annotated[Text, Field(min_length=1)]
    on: Day | None = None
    notice: Short = ""
    expected_on: Day | None = None
    reasons: dict[Short, Text] = {}


class ShareOut(Schema):
    """A township's share of a fund, in 分."""

    id: int
    fund_code: str
    fund_name: str
    year: int
    town_code: str
    amount_fen: int
    received_fen: int


class Shares(Schema):
    """One page of shares."""

    items: list[ShareOut]
    next: int | None


class ReceiptOut(Schema):
    """A receipt; one that takes another back is negative."""

    id: int
    share_id: int
    amount_fen: int
    received_on: Day
    voucher: str


class JoinedOut(Schema):
    """What holds for a fund from now on."""

    id: int
    document: str
    amount_fen: int
    is_lifted: bool
    purpose_before: str
    purpose_after: str


class Joined(Schema):
    """What was decided about each fund."""

    items: list[JoinedOut]


class FundOut(Schema):
    """Money that follows a duty."""

    id: int
    code: str
    name: str
    document: str
    amount_fen: int
    duty_codes: list[str]


def shape(s: Share) -> dict[str, Any]:
    """A share as machines read it."""
    told = {"id": s.pk, "fund_code": s.fund.code, "fund_name": s.fund.name, "year": s.fund.year}
    return {**told, **{n: getattr(s, n) for n in ("town_code", "amount_fen", "received_fen")}}


def _receipt(r: Receipt) -> dict[str, Any]:
    told = {"id": r.pk, "share_id": r.share_id, "amount_fen": r.amount_fen, "voucher": r.voucher}
    return {**told, "received_on": r.received_on.isoformat()}


def _joined(rows: list[Consolidation]) -> dict[str, Any]:
    names = ("document", "amount_fen", "is_lifted", "purpose_before", "purpose_after")
    return {"items": [{"id": c.pk, **{n: getattr(c, n) for n in names}} for c in rows]}


def _fund(f: Fund) -> dict[str, Any]:
    names = ("code", "name", "document", "amount_fen", "duty_codes")
    return {"id": f.pk, **{n: getattr(f, n) for n in names}}


@operation(router, "GET", "/fund-shares", asks="funds.see", answer=Shares, summary="各乡镇的资金")
def shares(
    request: Request, after: Id | None = None, year: int | None = None, town_code: Short | None = None
) -> Any:
    """Shares of funds that the account may see, newest first, 50 a page."""
    rows = queries.shares_seen(request.actor).select_related("fund")
    if year is not None:
        rows = rows.filter(fund__year=year)
    if town_code is not None:
        rows = rows.filter(town_code=town_code)
    return listed(rows, shape, after)


@operation(
    router,
    "POST",
    "/fund-shares/{share_id}/receipts",
    asks="funds.receive",
    answer=ReceiptOut,
    summary="登记到账",
)
def receive(request: Request, share_id: Id, body: ReceiptIn) -> Any:
    """Record that money of a share arrived."""
    within_sight(queries.shares_seen(request.actor), share_id, "funds.receive")
    return acted(
        request,
        "funds.receive",
        body,
        lambda: _receipt(actions.receive(share_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/receipts/{receipt_id}/undo",
    asks="funds.undo_receipt",
    answer=ReceiptOut,
    summary="冲回到账",
)
def undo(request: Request, receipt_id: Id, body: Reason) -> Any:
    """Take back a receipt that was written wrongly, by a negative one."""
    seen = queries.shares_seen(request.actor).values("pk")
    within_sight(Receipt.objects.filter(share__in=seen), receipt_id, "funds.undo_receipt")
    return acted(
        request,
        "funds.undo_receipt",
        body,
        lambda: _receipt(actions.undo_receipt(receipt_id, by=request.actor, why=body.why)),
    )


@operation(
    router,
    "POST",
    "/consolidations",
    asks="funds.consolidate",
    answer=Joined,
    summary="登记资金整合",
)
def consolidate(request: Request, body: ConsolidationIn) -> Any:
    """Record the decision to join earmarked funds."""
    decisions = {code: (one.is_lifted, one.purpose) for code, one in body.decisions.items()}
    given = body.model_dump(exclude={"place_code", "decisions"})
    return acted(
        request,
        "funds.consolidate",
        body,
        lambda: _joined(
            actions.consolidate(where=Where(body.place_code), by=request.actor, decisions=decisions, **given)
        ),
    )


@operation(
    router,
    "POST",
    "/admissions/{admission_id}/move-down",
    asks="funds.move_down",
    answer=FundOut,
    summary="事权连同经费下达",
)
def move_down(request: Request, admission_id: Id, body: MoveIn) -> Any:
    """Admit a duty with its money: the decision and the townships' shares, both or neither."""
    row = duties.admission(admission_id)
    if row is None or row.place_code not in {seat.place_code for seat in request.actor.seats}:
        raise NotGranted("funds.move_down", is_hidden=True)
    return acted(
        request,
        "funds.move_down",
        body,
        lambda: _fund(actions.move_down(admission_id, by=request.actor, **body.model_dump())),
    )
