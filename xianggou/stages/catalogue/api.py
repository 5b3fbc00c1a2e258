"""The catalogue for machines: proposals, screening, reviews, what townships carry out, adjustments."""

from __future__ import annotations

from typing import Annotated, Any, Literal

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
    within_sight,
)
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.stages.catalogue import actions, queries
from xianggou.stages.catalogue.models import Adjustment, CarriedOut, Proposal

router = Router(tags=["catalogue"])


class Asked(Body):
    """The item as it would stand, and what the screening asks; only what is sent is taken."""

    name: Annotated[str, Field(max_length=120)] = ""
    why: Text = ""
    class_code: Annotated[str, Field(max_length=8)] = ""
    class_name: Annotated[str, Field(max_length=60)] = ""
    department: Annotated[str, Field(max_length=60)] = ""
    content: Text = ""
    suppliers: Short = ""
    unit: Annotated[str, Field(max_length=20)] = ""
    price_fen_min: Fen | None = None
    price_fen_max: Fen | None = None
    duty_codes: Annotated[list[Annotated[str, Field(max_length=16)]], Field(max_length=50)] = []
    content_kind: Annotated[str, Field(max_length=40)] = ""
    forbidden: Annotated[str, Field(max_length=40)] = ""
    professional: Text = ""
    evidence: Text = ""
    staff_fen: Fen | None = None
    running_fen: Fen | None = None
    prices: dict[Annotated[str, Field(max_length=120)], Positive] | None = None


class ProposalIn(Asked):
    """A proposal: who asks, for which township, a new item or a change of one."""

    place_code: Short
    town_code: Short = ""
    source: Literal["department", "township", "village", "public"]
    proposer: Annotated[str, Field(max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    why: Annotated[Text, Field(min_length=1)]
    kind: Literal["add", "change"] = "add"
    code: Annotated[str, Field(max_length=16)] = ""


class ProposalAnew(Asked):
    """A change of a proposal that was read in this version."""

    version: Annotated[int, Field(ge=1)]
    why_changed: Text = ""


class Because(Body):
    """What somebody says beside an act."""

    why: Text = ""


class Reason(Body):
    """A reason that must be written."""

    why: Annotated[Text, Field(min_length=1)]


class ReviewIn(Body):
    """What a desk says in its turn."""

    choice: Literal["pass", "mend", "refuse"]
    reason: Text = ""


class CarryIn(Body):
    """What a township applies to carry out."""

    place_code: Short
    town_code: Short
    code: Annotated[str, Field(max_length=16)]
    reason: Annotated[Text, Field(min_length=1)]
    name: Annotated[str, Field(max_length=120)] = ""


class AdjustmentIn(Body):
    """An adjustment: what it says, which passed proposals go in, which items are dropped and why."""

    place_code: Short
    label: Annotated[str, Field(min_length=1, max_length=40)]
    effective_on: Day
    reason: Annotated[Text, Field(min_length=1)]
    kind: Literal["yearly", "ad_hoc"] = "yearly"
    continuing: Text = ""
    consulted: Text = ""
    touches_suppliers: bool = False
    competition: Text = ""
    proposals: Annotated[list[Id], Field(max_length=500)] = []
    drops: dict[Annotated[str, Field(max_length=16)], Annotated[str, Field(max_length=300)]] = {}


class ProposalOut(Schema):
    """A proposal."""

    id: int
    number: str
    name: str
    town_code: str
    source: str
    kind: str
    code: str
    version: int
    status: str


class Proposals(Schema):
    """One page of proposals."""

    items: list[ProposalOut]
    next: int | None


class CarriedOutRow(Schema):
    """What a township carries out, or applied for."""

    id: int
    town_code: str
    code: str
    name: str
    reason: str
    answer: str
    status: str


class Carried(Schema):
    """One page of what townships carry out."""

    items: list[CarriedOutRow]
    next: int | None


class AdjustmentOut(Schema):
    """An adjustment; once issued, the document and notice of its version."""

    id: int
    label: str
    version: int
    status: str
    document: str
    notice: str


def shape(p: Proposal) -> dict[str, Any]:
    """A proposal as machines read it."""
    names = ("number", "name", "town_code", "source", "kind", "code", "version", "status")
    return {"id": p.pk, **{n: getattr(p, n) for n in names}}


def _carried(c: CarriedOut) -> dict[str, Any]:
    names = ("town_code", "code", "name", "reason", "answer", "status")
    return {"id": c.pk, **{n: getattr(c, n) for n in names}}


def _adjustment(a: Adjustment) -> dict[str, Any]:
    issued = a.issued
    told = {"document": issued.document if issued else "", "notice": issued.notice if issued else ""}
    return {"id": a.pk, "label": a.label, "version": a.version, "status": a.status, **told}


@operation(
    router,
    "GET",
    "/catalogue-proposals",
    asks="catalogue.see",
    answer=Proposals,
    summary="目录申报",
)
def proposals(request: Request, after: Id | None = None, status: Short | None = None) -> Any:
    """Proposals that the account may see, newest first, 50 a page."""
    rows = queries.proposals_seen_by(request.actor)
    return listed(rows.filter(status=status) if status else rows, shape, after)


@operation(
    router,
    "POST",
    "/catalogue-proposals",
    asks="catalogue.propose",
    answer=ProposalOut,
    summary="申报目录项",
)
def propose(request: Request, body: ProposalIn) -> Any:
    """Ask for a new item, or for a change of one."""
    where = Where(body.place_code, body.town_code)
    given = body.model_dump(exclude={"place_code", "town_code"}, exclude_unset=True)
    return acted(
        request,
        "catalogue.propose",
        body,
        lambda: shape(actions.propose(where=where, by=request.actor, **given)),
    )


@operation(
    router,
    "POST",
    "/catalogue-proposals/{proposal_id}/edit",
    asks="catalogue.edit_proposal",
    answer=ProposalOut,
    summary="改目录申报",
)
def edit(request: Request, proposal_id: Id, body: ProposalAnew) -> Any:
    """Change a proposal; one in review, or passed, goes back."""
    within_sight(queries.proposals_seen_by(request.actor), proposal_id, "catalogue.edit_proposal")
    given = body.model_dump(exclude_unset=True)
    return acted(
        request,
        "catalogue.edit_proposal",
        body,
        lambda: shape(actions.edit_proposal(proposal_id, by=request.actor, **given)),
    )


@operation(
    router,
    "POST",
    "/catalogue-proposals/{proposal_id}/screen",
    asks="catalogue.screen",
    answer=ProposalOut,
    summary="筛选",
)
def screen(request: Request, proposal_id: Id, body: Because) -> Any:
    """Send a proposal to its reviews when it answers the three criteria."""
    within_sight(queries.proposals_seen_by(request.actor), proposal_id, "catalogue.screen")
    return acted(
        request,
        "catalogue.screen",
        body,
        lambda: shape(actions.screen(proposal_id, by=request.actor, why=body.why)),
    )


@operation(
    router,
    "POST",
    "/catalogue-proposals/{proposal_id}/review",
    asks="catalogue.review",
    answer=ProposalOut,
    summary="目录审查意见",
)
def review(request: Request, proposal_id: Id, body: ReviewIn) -> Any:
    """Give a desk's opinion in its turn."""
    within_sight(queries.proposals_seen_by(request.actor), proposal_id, "catalogue.review")
    return acted(
        request,
        "catalogue.review",
        body,
        lambda: shape(actions.review(proposal_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/catalogue-proposals/{proposal_id}/reject",
    asks="catalogue.reject",
    answer=ProposalOut,
    summary="不采纳",
)
def reject(request: Request, proposal_id: Id, body: Reason) -> Any:
    """Take a proposal no further, saying why."""
    within_sight(queries.proposals_seen_by(request.actor), proposal_id, "catalogue.reject")
    return acted(
        request,
        "catalogue.reject",
        body,
        lambda: shape(actions.reject(proposal_id, by=request.actor, why=body.why)),
    )


@operation(
    router,
    "POST",
    "/catalogue-adjustments",
    asks="catalogue.adjust",
    answer=AdjustmentOut,
    summary="草拟目录调整",
)
def adjust(request: Request, body: AdjustmentIn) -> Any:
    """Draft an adjustment with its lines."""
    said = body.model_dump(exclude={"place_code", "proposals", "drops"})

    def act() -> dict[str, Any]:
        row = actions.adjust(where=Where(body.place_code), by=request.actor, **said)
        lines = {"proposals": body.proposals, "drops": body.drops}
        return _adjustment(actions.edit_adjustment(row.pk, by=request.actor, version=row.version, **lines))

    return acted(request, "catalogue.adjust", body, act)


@operation(
    router,
    "POST",
    "/catalogue-adjustments/{adjustment_id}/issue",
    asks="catalogue.issue",
    answer=AdjustmentOut,
    summary="印发目录调整",
)
def issue(request: Request, adjustment_id: Id, body: Because) -> Any:
    """Issue a draft as the next version of the catalogue."""
    places = {seat.place_code for seat in request.actor.seats}
    within_sight(Adjustment.objects.filter(place_code__in=places), adjustment_id, "catalogue.issue")
    return acted(
        request,
        "catalogue.issue",
        body,
        lambda: _adjustment(actions.issue(adjustment_id, by=request.actor, why=body.why)),
    )


@operation(router, "GET", "/carried-out", asks="catalogue.see", answer=Carried, summary="申报实施")
def carried(request: Request, after: Id | None = None, town_code: Short | None = None) -> Any:
    """What townships carry out or applied for, newest first, 50 a page."""
    rows = queries.carried_seen_by(request.actor)
    return listed(rows.filter(town_code=town_code) if town_code else rows, _carried, after)


@operation(
    router,
    "POST",
    "/carried-out",
    asks="catalogue.carry_out",
    answer=CarriedOutRow,
    summary="申报实施一项",
)
def carry_out(request: Request, body: CarryIn) -> Any:
    """A township applies to carry an item out."""
    where = Where(body.place_code, body.town_code)
    given = body.model_dump(exclude={"place_code", "town_code"})
    return acted(
        request,
        "catalogue.carry_out",
        body,
        lambda: _carried(actions.carry_out(where=where, by=request.actor, **given)),
    )


@operation(
    router,
    "POST",
    "/carried-out/{carried_id}/confirm",
    asks="catalogue.confirm",
    answer=CarriedOutRow,
    summary="同意实施",
)
def confirm(request: Request, carried_id: Id, body: Because) -> Any:
    """Finance or the department in charge confirms."""
    within_sight(queries.carried_seen_by(request.actor), carried_id, "catalogue.confirm")
    return acted(
        request,
        "catalogue.confirm",
        body,
        lambda: _carried(actions.confirm(carried_id, by=request.actor, answer=body.why)),
    )


@operation(
    router,
    "POST",
    "/carried-out/{carried_id}/decline",
    asks="catalogue.decline",
    answer=CarriedOutRow,
    summary="不同意实施",
)
def decline(request: Request, carried_id: Id, body: Reason) -> Any:
    """Answer an application with no, saying why."""
    within_sight(queries.carried_seen_by(request.actor), carried_id, "catalogue.decline")
    return acted(
        request,
        "catalogue.decline",
        body,
        lambda: _carried(actions.decline(carried_id, by=request.actor, why=body.why)),
    )
