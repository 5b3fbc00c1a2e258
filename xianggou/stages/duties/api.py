"""Duties for machines: applications to hand one down, what townships, reviewer and county say; objections and answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from xianggou.base.access.machines import (
    Body,
    Day,
    Fen,
    Id,
    Short,
    Text,
    acted,
    listed,
    operation,
    within_sight,
)
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.stages.duties import actions, applying, objecting
from xianggou.stages.duties.models import Admission, Objection

router = Router(tags=["duties"])


class Stated(Body):
    """What a department states; what is left open must be there before it is sent."""

    name: Annotated[str, Field(max_length=200)]
    field: Annotated[str, Field(max_length=40)] = ""
    mode: Annotated[str, Field(max_length=12)] = ""
    county_part: Text = ""
    town_part: Text = ""
    reason: Text = ""
    basis: Text = ""
    bearer: Short = ""
    present_staff: Annotated[int, Field(ge=0, le=10**6)] | None = None
    yearly_costs: dict[Annotated[str, Field(pattern=r"^20\d\d$")], Fen] = {}
    money_fen: Fen = 0
    fund_source: Text = ""
    staff_coming: Text = ""


class ApplicationIn(Stated):
    """An application to hand a duty down."""

    place_code: Short


class OpinionIn(Body):
    """What a township says."""

    town_code: Short
    agrees: bool
    text: Annotated[Text, Field(min_length=1)]


class ReviewIn(Body):
    """What the legality reviewer says."""

    passed: bool
    opinion: Annotated[Text, Field(min_length=1)]


class DecisionIn(Body):
    """What the county decides about a duty that brings no money; with money it is moved down by its own act."""

    admit: bool
    why: Annotated[Text, Field(min_length=1)]
    decided_by: Short = ""
    document: Short = ""
    reasons: dict[Short, Text] = {}


class ObjectionIn(Body):
    """A matter that was pushed down without admission."""

    place_code: Short
    town_code: Short
    matter: Annotated[Text, Field(min_length=1)]
    department: Short
    pushed_by: Short = ""
    is_unnamed: bool = False


class AnswerIn(Body):
    """The county's answer."""

    finding: Literal["upheld", "listed", "unfounded"]
    answer: Annotated[Text, Field(min_length=1)]


class AdmissionOut(Schema):
    """An application, its money in 分."""

    id: int
    code: str
    name: str
    department: str
    kind: str
    round: int
    money_fen: int
    duty_code: str
    status: str


class Admissions(Schema):
    """One page of applications."""

    items: list[AdmissionOut]
    next: int | None


class ObjectionOut(Schema):
    """An objection with its deadline and answer."""

    id: int
    code: str
    town_code: str
    matter: str
    department: str
    is_listed: bool
    due_on: Day
    finding: str
    status: str


class Objections(Schema):
    """One page of objections."""

    items: list[ObjectionOut]
    next: int | None


class OpinionOut(Schema):
    """An opinion that was given."""

    id: int
    admission_id: int
    town_code: str
    agrees: bool


def shape(a: Admission) -> dict[str, Any]:
    """An application as machines read it."""
    names = ("code", "name", "department", "kind", "round", "money_fen", "duty_code", "status")
    return {"id": a.pk, **{n: getattr(a, n) for n in names}}


def told(o: Objection) -> dict[str, Any]:
    """An objection as machines read it."""
    names = ("code", "town_code", "matter", "department", "is_listed", "finding", "status")
    return {"id": o.pk, **{n: getattr(o, n) for n in names}, "due_on": o.due_on.isoformat()}


@operation(router, "GET", "/admissions", asks="duties.see", answer=Admissions, summary="事权准入和退出")
def admissions(request: Request, after: Id | None = None, status: Short | None = None) -> Any:
    """Applications that the account may see, newest first, 50 a page."""
    rows = applying.seen_by(request.actor)
    return listed(rows.filter(status=status) if status else rows, shape, after)


@operation(router, "POST", "/admissions", asks="duties.apply", answer=AdmissionOut, summary="申请准入")
def apply(request: Request, body: ApplicationIn) -> Any:
    """Begin an application of the account's department."""
    given = body.model_dump(exclude={"place_code", "yearly_costs"}, exclude_unset=True)
    costs = {int(year): fen for year, fen in body.yearly_costs.items()}
    return acted(
        request,
        "duties.apply",
        body,
        lambda: shape(
            actions.apply(where=Where(body.place_code), by=request.actor, yearly_costs=costs, **given)
        ),
    )


@operation(
    router,
    "POST",
    "/admissions/{admission_id}/submit",
    asks="duties.submit",
    answer=AdmissionOut,
    summary="送出准入申请",
)
def submit(request: Request, admission_id: Id) -> Any:
    """Send an application to the townships and the legality reviewer."""
    within_sight(applying.seen_by(request.actor), admission_id, "duties.submit")
    return acted(request, "duties.submit", {}, lambda: shape(actions.submit(admission_id, by=request.actor)))


@operation(
    router,
    "POST",
    "/admissions/{admission_id}/opinion",
    asks="duties.opine",
    answer=OpinionOut,
    summary="乡镇意见",
)
def opine(request: Request, admission_id: Id, body: OpinionIn) -> Any:
    """A township says what it thinks of an application."""
    within_sight(applying.seen_by(request.actor), admission_id, "duties.opine")

    def act() -> dict[str, Any]:
        place = Admission.objects.values_list("place_code", flat=True).get(pk=admission_id)
        where = Where(place, body.town_code)
        made = actions.opine(admission_id, where=where, by=request.actor, agrees=body.agrees, text=body.text)
        names = ("admission_id", "town_code", "agrees")
        return {"id": made.pk, **{n: getattr(made, n) for n in names}}

    return acted(request, "duties.opine", body, act)


@operation(
    router,
    "POST",
    "/admissions/{admission_id}/review",
    asks="duties.review",
    answer=AdmissionOut,
    summary="合法性审查",
)
def review(request: Request, admission_id: Id, body: ReviewIn) -> Any:
    """Pass an application on to the county, or send it back."""
    within_sight(applying.seen_by(request.actor), admission_id, "duties.review")
    return acted(
        request,
        "duties.review",
        body,
        lambda: shape(actions.review(admission_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "POST",
    "/admissions/{admission_id}/decision",
    asks="duties.decide",
    answer=AdmissionOut,
    summary="县级决定",
)
def decide(request: Request, admission_id: Id, body: DecisionIn) -> Any:
    """Admit or refuse; a duty that brings money is refused here and goes by the act that moves both."""
    within_sight(applying.seen_by(request.actor), admission_id, "duties.decide")
    return acted(
        request,
        "duties.decide",
        body,
        lambda: shape(actions.decide(admission_id, by=request.actor, **body.model_dump())),
    )


@operation(
    router,
    "GET",
    "/objections",
    asks="duties.see_objections",
    answer=Objections,
    summary="责任转嫁异议",
)
def objections(request: Request, after: Id | None = None, status: Short | None = None) -> Any:
    """Objections that the account may see, newest first, 50 a page."""
    rows = objecting.seen_by(request.actor)
    return listed(rows.filter(status=status) if status else rows, told, after)


@operation(router, "POST", "/objections", asks="duties.object", answer=ObjectionOut, summary="反映责任转嫁")
def object_(request: Request, body: ObjectionIn) -> Any:
    """Say that a matter was pushed down; it becomes the county's task with a deadline."""
    where = Where(body.place_code, body.town_code)
    given = body.model_dump(exclude={"place_code", "town_code"})
    return acted(
        request,
        "duties.object",
        body,
        lambda: told(actions.object_(where=where, by=request.actor, **given)),
    )


@operation(
    router,
    "POST",
    "/objections/{objection_id}/answer",
    asks="duties.answer",
    answer=ObjectionOut,
    summary="答复异议",
)
def answer(request: Request, objection_id: Id, body: AnswerIn) -> Any:
    """The county answers: whether it holds, and why."""
    within_sight(objecting.seen_by(request.actor), objection_id, "duties.answer")
    return acted(
        request,
        "duties.answer",
        body,
        lambda: told(actions.answer(objection_id, by=request.actor, **body.model_dump())),
    )
