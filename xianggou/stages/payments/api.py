"""Payments for machines."""

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
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.payments import actions, queries
from xianggou.stages.payments.models import Payment

router = Router(tags=["payments"])


class RequestIn(Body):
    """A payment request; all that is due when no amount is given."""

    instalment_id: Id
    invoice_no: Annotated[str, Field(max_length=40)]
    invoiced_on: Day
    amount_fen: Positive | None = None
    payee_account: Annotated[str, Field(max_length=40)] = ""
    why: Text = ""
    reasons: dict[Short, Text] = {}


class ApproveIn(Body):
    """An approval of a request."""

    why: Text = ""


class PayIn(Body):
    """What the treasury paid."""

    paid_on: Day | None = None
    voucher_no: Annotated[str, Field(max_length=60)] = ""
    why: Text = ""


class PaymentOut(Schema):
    """A payment."""

    id: int
    code: str
    dossier_id: int
    contract_id: int
    instalment_id: int
    amount_fen: int
    due_on: Day | None
    status: str


class Payments(Schema):
    """One page of payments."""

    items: list[PaymentOut]
    next: int | None


def shape(p: Payment) -> dict[str, Any]:
    """A payment as machines read it."""
    names = ("code", "dossier_id", "contract_id", "instalment_id", "amount_fen", "status")
    return {
        "id": p.pk,
        **{n: getattr(p, n) for n in names},
        "due_on": p.due_on.isoformat() if p.due_on else None,
    }


@operation(
    router,
    "POST",
    "/contracts/{contract_id}/payments",
    asks="payments.request",
    answer=PaymentOut,
    summary="申请付款",
)
def request_(request: Request, contract_id: Id, body: RequestIn) -> Any:
    """Ask to pay an accepted instalment."""
    contracts.sight.must_hold(request.actor, contract_id, "payments.request")
    return acted(
        request,
        "payments.request",
        body,
        lambda: shape(actions.request(contract_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/payments/{payment_id}/approve",
    asks="payments.approve",
    answer=PaymentOut,
    summary="审批付款",
)
def approve(request: Request, payment_id: Id, body: ApproveIn) -> Any:
    """Approve a request; never one's own."""
    queries.sight.must_hold(request.actor, payment_id, "payments.approve")
    return acted(
        request,
        "payments.approve",
        body,
        lambda: shape(actions.approve(payment_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router, "POST", "/payments/{payment_id}/pay", asks="payments.pay", answer=PaymentOut, summary="支付"
)
def pay(request: Request, payment_id: Id, body: PayIn) -> Any:
    """Record that the treasury paid."""
    queries.sight.must_hold(request.actor, payment_id, "payments.pay")
    return acted(
        request,
        "payments.pay",
        body,
        lambda: shape(actions.pay(payment_id, by=request.actor, **body.model_dump())),
    )


@operation(router, "GET", "/payments", asks="payments.see", answer=Payments, summary="支付")
def payments(
    request: Request, after: Id | None = None, contract_id: Id | None = None, status: Short | None = None
) -> Any:
    """Payments that the account may see, newest first, 50 a page."""
    rows = queries.seen_by(request.actor)
    if contract_id is not None:
        rows = rows.filter(contract_id=contract_id)
    if status is not None:
        rows = rows.filter(status=status)
    return listed(rows, shape, after)
