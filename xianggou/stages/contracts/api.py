"""Contracts for machines."""

from __future__ import annotations

from decimal import Decimal
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
    seen,
)
from xianggou.base.access.requests import Request
from xianggou.stages.contracts import actions, queries
from xianggou.stages.contracts.models import Contract
from xianggou.stages.procurement import queries as procurement

router = Router(tags=["contracts"])


class InstalmentIn(Body):
    """One instalment of the payment plan."""

    title: Annotated[str, Field(max_length=60)]
    amount_fen: Positive
    is_advance: bool = False
    condition: Short = ""
    planned_on: Day | None = None


class DraftIn(Body):
    """A contract's draft; parts not given are filled from the dossier."""

    starts_on: Day
    ends_on: Day
    pay_days: Annotated[int, Field(ge=1, le=365)] | None = None
    payee_name: Annotated[str, Field(max_length=120)] = ""
    payee_account: Annotated[str, Field(max_length=40)] = ""
    payee_bank: Annotated[str, Field(max_length=80)] = ""
    instalments: Annotated[list[InstalmentIn], Field(max_length=60)] = []
    clauses: dict[Annotated[str, Field(max_length=30)], Text] = {}
    facts: dict[Short, Any] = {}
    why: Text = ""


class SignIn(Body):
    """A signature; the day is the house's own when not given."""

    signed_on: Day | None = None
    why: Text = ""
    reasons: dict[Short, Text] = {}


class InstalmentOut(Schema):
    """An instalment."""

    id: int
    number: int
    title: str
    amount_fen: int
    is_advance: bool


class IndicatorOut(Schema):
    """An indicator that the contract carries."""

    id: int
    name: str
    target: str
    weight: int | Decimal


class ContractOut(Schema):
    """A contract with its instalments and indicators."""

    id: int
    number: str
    dossier_id: int
    award_id: int
    supplier_id: int
    price_fen: int
    status: str
    clauses: list[str]
    instalments: list[InstalmentOut]
    indicators: list[IndicatorOut]


class ContractRow(Schema):
    """A contract in a list."""

    id: int
    number: str
    title: str
    dossier_id: int
    supplier_id: int
    price_fen: int
    status: str


class Contracts(Schema):
    """One page of contracts."""

    items: list[ContractRow]
    next: int | None


def shape(c: Contract) -> dict[str, Any]:
    """A contract as machines read it.  Queries: 3."""
    names = ("number", "dossier_id", "award_id", "supplier_id", "price_fen", "status")
    return {
        "id": c.pk,
        **{n: getattr(c, n) for n in names},
        "clauses": [x.name for x in queries.clauses(c)],
        "instalments": [
            {
                "id": i.pk,
                "number": i.number,
                "title": i.title,
                "amount_fen": i.amount_fen,
                "is_advance": i.is_advance,
            }
            for i in queries.instalments(c)
        ],
        "indicators": [
            {"id": i.pk, "name": i.name, "target": i.target, "weight": i.weight}
            for i in queries.indicators(c)
        ],
    }


def row(c: Contract) -> dict[str, Any]:
    """A contract in a list."""
    names = ("number", "title", "dossier_id", "supplier_id", "price_fen", "status")
    return {"id": c.pk, **{n: getattr(c, n) for n in names}}


@operation(
    router,
    "POST",
    "/awards/{award_id}/contract",
    asks="contracts.draft",
    answer=ContractOut,
    summary="起草合同",
)
def draft(request: Request, award_id: Id, body: DraftIn) -> Any:
    """Draft the contract of an award: its parts, payment plan and indicators."""
    if not procurement.seen_by(request.actor).filter(awards__pk=award_id).exists():
        raise NotGranted("contracts.draft", is_hidden=True)
    return acted(
        request,
        "contracts.draft",
        body,
        lambda: shape(actions.draft(award_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/contracts/{contract_id}/sign",
    asks="contracts.sign",
    answer=ContractRow,
    summary="签订合同",
)
def sign(request: Request, contract_id: Id, body: SignIn) -> Any:
    """Sign; the money held is committed, the unused rest goes back."""
    queries.sight.must_hold(request.actor, contract_id, "contracts.sign")
    return acted(
        request,
        "contracts.sign",
        body,
        lambda: row(actions.sign(contract_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router, "GET", "/contracts/{contract_id}", asks="contracts.see", answer=ContractOut, summary="一份合同"
)
def contract(request: Request, contract_id: Id) -> Any:
    """One contract with its instalments and indicators."""
    return shape(seen(queries.seen_by(request.actor), contract_id, "contracts.see"))


@operation(router, "GET", "/contracts", asks="contracts.see", answer=Contracts, summary="合同")
def contracts(
    request: Request, after: Id | None = None, town_code: Short | None = None, status: Short | None = None
) -> Any:
    """Contracts that the account may see, newest first, 50 a page."""
    rows = queries.seen_by(request.actor)
    if town_code is not None:
        rows = rows.filter(town_code=town_code)
    if status is not None:
        rows = rows.filter(status=status)
    return listed(rows, row, after)
