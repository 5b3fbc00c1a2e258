"""What changes a joint review: send round, give an opinion, agree again, step aside, name a stand-in, draw the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.base.reviews import actions as desks
from xianggou.base.reviews import queries as boards
from xianggou.base.reviews.asked import Answer
from xianggou.base.reviews.models import Choice
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.rules import judge
from xianggou.stages.joint_review import earlier, queries
from xianggou.stages.joint_review.models import Conclusion, Docket, Earlier, EarlierOpinion
from xianggou.stages.plans import actions as plan_actions
from xianggou.stages.plans import queries as plans

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem

S, Kind = boards.Status, Conclusion.Kind
MOST_WHY = 1000


@action("joint_review.open", on=plans.locked)
def open_review(
    item: PlanItem,
    *,
    by: Acting,
    on: date | None = None,
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Docket:
    """Ask the offices about a sent item: the first round, or the next one after it was mended.

    A draft or returned item is sent first, in the same act, by who may send it; `reasons` answer what stops the sending
    until one is given.
    Law: plans.joint_review_seats, plans.joint_review_subjects, plans.joint_review_within.  Locks: item, review.
    Raises: Refused by what stops the sending; BadInput where the place has no joint review; Stale while a round is open.
    """
    day = on or trails.today()
    pack = places.pack_of(item.place_code)
    if not pack.joint_review_required:
        raise BadInput([_problem(gettext("本地没有规定联动联审"), gettext("直接等县财政审核"))])
    if item.status in plans.OPEN:
        item = plan_actions.submit(item.pk, by=by.actor, on=day, reasons=reasons)
    if item.status != plans.Status.SUBMITTED:
        said = gettext("计划 %(code)s 是“%(status)s”，不用联审") % {
            "code": item.code,
            "status": item.get_status_display(),
        }
        raise BadInput([_problem(said, gettext("只有送审的计划项才联审"))])
    law = plans.law_for(item, day)
    docket = queries.docket_of(item.pk)
    judge("joint_review.open", queries.coming(item, docket, day), law).refuse_if_blocked()
    before = boards.locked_of(queries.KIND, item)
    if before is not None and before.status == S.OPEN and boards.board(before).now.version != item.version:
        desks.lapse(before, by=by)
    review = desks.open_round(
        item,
        queries.KIND,
        by=by,
        law=law,
        title=item.name,
        desks=queries.desks(item, pack),
        parts=queries.parts(item, pack),
        authors=queries.authors(item),
        basis=queries.BASIS,
        due=queries.due(law, day),
        version=item.version,
        why=why,
    )
    trail.note(item, "joint_review.open", by=by, why=why, law=law, changes={"round": review.round})
    if docket is None:
        kind = f"{pack.name}联审"
        number = series.take(
            item.place_code, kind, day.year, pattern=series.OFFICIAL, subject_id=item.dossier_id
        )
        docket = Docket.objects.create(
            item=item, review=review, place_code=item.place_code, number=number.text
        )
    return docket


@action("joint_review.opine", on=plans.locked)
def opine(item: PlanItem, *, by: Acting, answers: Mapping[str, Answer], on: date | None = None) -> str:
    """Give one's office's opinion on some subjects; one that returns sends the item back at once.

    Locks: item, review.  Raises: Refused, BadInput, Stale.  Gives: the state of the review.
    """
    review = queries.review_of(item)
    given = desks.opine(review, answers, by=by, law=plans.law_for(item, on or trails.today()))
    told = {"round": review.round, "desk": given[0].desk.name, "parts": len(given)}
    _remember(item, "joint_review.opine", review, by=by, why=_objections(given), told=told)
    return str(review.status)


@action("joint_review.reaffirm", on=plans.locked)
def reaffirm(item: PlanItem, *, by: Acting, on: date | None = None) -> int:
    """Agree again, in one act, to what did not change since one's office agreed to it.

    Locks: item, review.  Raises: Refused, Stale.  Gives: how many subjects.
    """
    review = queries.review_of(item)
    given = desks.reaffirm(review, by=by, law=plans.law_for(item, on or trails.today()))
    told = {"round": review.round, "desk": given[0].desk.name, "parts": len(given)}
    trail.note(item, "joint_review.reaffirm", by=by, changes=told)
    return len(given)


@action("joint_review.recuse", on=plans.locked)
def recuse(item: PlanItem, *, by: Acting, why: str, on: date | None = None) -> None:
    """Step aside for a conflict of interest, saying why; a deputy or whom the lead names takes the desk.

    Raises: Refused, BadInput, Stale.
    """
    review = queries.review_of(item)
    desks.recuse(review, by=by, law=plans.law_for(item, on or trails.today()), why=why)
    trail.note(item, "joint_review.recuse", by=by, changes={"round": review.round})


@action("joint_review.stand_in", on=plans.locked)
def stand_in(
    item: PlanItem, *, by: Acting, desk: str, person_id: int, why: str, on: date | None = None
) -> None:
    """The lead names somebody of the township for a desk that stepped aside, stays away, or has nobody.

    Raises: Refused, BadInput, Stale.
    """
    day = on or trails.today()
    review = queries.review_of(item)
    person = Person.objects.filter(pk=person_id, place_code=item.place_code).first()
    if person is None:
        raise BadInput([_problem(gettext("没有这个人"), gettext("从本乡镇在岗的人里选"), column="person_id")])
    desks.stand_in(review, desk, person, by=by, law=plans.law_for(item, day), day=day, why=why)
    trail.note(item, "joint_review.stand_in", by=by, changes={"round": review.round, "person": person.pk})


@action("joint_review.conclude", on=plans.locked)
def conclude(
    item: PlanItem,
    *,
    by: Acting,
    on: date | None = None,
    why: str = "",
    kind: str = Kind.MEND,
    again_on: date | None = None,
) -> str:
    """The lead draws the verdict that the opinions give; what did not pass goes back to the clerk.

    `kind`: of what did not pass, whether it is mended, put off to `again_on`, or refused for good.
    Law: plans.joint_review_seats, plans.joint_review_subjects.  Locks: item, review.  Raises: Refused while somebody
    has not spoken; BadInput.  Gives: the state of the review.
    """
    day = on or trails.today()
    review = queries.review_of(item)
    law = plans.law_for(item, day)
    board = boards.board(review)
    judge("plans.approve", spoken(board), law).refuse_if_blocked()
    present = queries.parts(item, places.pack_of(item.place_code))
    desks.conclude(review, by=by, law=law, present=present, why=why)
    told = {"round": review.round, "outcome": review.status}
    if review.status == S.RETURNED:
        docket = queries.docket_of(item.pk)
        assert docket is not None  # opened with the review
        _fit(kind, again_on, why, day)
        Conclusion.objects.create(
            docket=docket,
            round=review.round,
            kind=kind,
            again_on=again_on if kind == Kind.LATER else None,
            reason=why.strip(),
        )
        told["kind"] = str(kind)
    said = [f"{o.reason}" for o in board.now.said if o.choice != Choice.AGREE]
    because = "；".join(filter(None, [why.strip(), *said]))[:MOST_WHY]
    _remember(item, "joint_review.conclude", review, by=by, why=because, told=told)
    return str(review.status)


@action("joint_review.load")
def load(
    *,
    where: Where,
    by: Acting,
    reviews: Sequence[Row] = (),
    opinions: Sequence[Row] = (),
    source: str = "",
) -> Loaded:
    """Bring in joint reviews that took place outside the system, as a record; absence deletes nothing.

    Rows: reviews number, town_code, catalogue_code, name, amount_fen, sources, method, applied_on, verdict; opinions
    number, desk, part, money, scheme, method, choice, reason, signed_on.  Money: 分.
    Raises: BadInput for a number that the house itself gave, an unknown township, an opinion on nothing.
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    loads.refuse(earlier.unfit(place.code, reviews))
    given = [(row["number"], {**row, "place_code": place.code}) for row in reviews]
    loaded = loads.upserted(Earlier, earlier.by_number(place.code), given)
    found = earlier.by_number(place.code)
    loads.refuse(earlier.unknown(opinions, found))
    said = [
        (
            (found[row["number"]].pk, row["desk"]),
            {n: v for n, v in row.items() if n != "number"} | {"review_id": found[row["number"]].pk},
        )
        for row in opinions
    ]
    loaded += loads.upserted(EarlierOpinion, earlier.opinions_of(place.code), said)
    loads.noted(place, "joint_review.load", loaded, by=by, source=source)
    return loaded


def _fit(kind: str, again_on: date | None, why: str, day: date) -> None:
    """What must be said of a round that did not pass.  Raises: BadInput."""
    found = []
    if kind not in Kind.values:
        found.append(_problem(gettext("没有选结论"), gettext("从表里选一项"), column="kind"))
    if kind == Kind.LATER and (again_on is None or again_on <= day):
        said = gettext("缓办要写到哪一天，而且在今天以后")
        found.append(_problem(said, gettext("填一个日期"), column="again_on"))
    if kind != Kind.MEND and not why.strip():
        found.append(_problem(gettext("缓办和不通过要写理由"), gettext("写明理由"), column="why"))
    loads.refuse(found)


def spoken(board: boards.Board) -> dict[str, Any]:
    """The facts of the rules on joint review: which seats spoke, which left a subject open.  Queries: 0."""
    now = board.now
    begun = {o.desk_id for o in now.said}
    return {
        "name": board.review.title,
        "seats_given": tuple(d.name for d in now.desks if d.id in begun),
        "subjects_missing": tuple(
            (d.name, p.name) for d in now.desks if d.id in begun for p in now.open_parts(d.id)
        ),
    }


def _remember(item: PlanItem, verb: str, review: Any, *, by: Acting, why: str, told: dict[str, Any]) -> None:
    """The act on the item's own record; it goes back to the clerk when the review sent it back."""
    if review.status == S.RETURNED:
        trail.move(item, verb, plans.Status.RETURNED, by=by, why=why, changes=told)
    else:
        trail.note(item, verb, by=by, why=why, changes=told)


def _objections(given: Sequence[Any]) -> str:
    said = [o.reason for o in given if o.choice != Choice.AGREE]
    return "；".join(filter(None, said))[:MOST_WHY]


def _problem(what: str, then: str, column: str = "") -> Problem:
    return Problem(code="joint_review.input", column=column, what=what, then=then)
