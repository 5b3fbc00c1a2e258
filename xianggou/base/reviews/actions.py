"""Opening rounds, giving opinions, stepping aside, drawing the verdict: called by a room inside its own action.

As with trail and ledger, the room's action decides who may act where; what is kept here holds for every review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import models
from django.utils.translation import gettext

from xianggou.base.people.models import Person
from xianggou.base.reviews import queries
from xianggou.base.reviews.asked import Answer, DeskAsked, PartAsked
from xianggou.base.reviews.models import Choice, Desk, Opinion, Part, Recusal, Review, Round, StandIn
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.base.trail.gates import label
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.law import LawOn
from xianggou.core.rules import judge

MOST_REASON = 1000
S = Review.Status


def open_round(
    about: models.Model,
    kind: str,
    *,
    by: Acting,
    law: LawOn,
    title: str,
    desks: Sequence[DeskAsked],
    parts: Sequence[PartAsked],
    authors: Sequence[int] = (),
    basis: str = "",
    due: tuple[date | None, bool] = (None, False),
    is_ordered: bool = False,
    version: int = 0,
    why: str = "",
) -> Review:
    """Ask all desks about all parts: the first round of a row's review, or the next one after it was mended.

    `authors`: persons who wrote or sent it; `basis`: the parameter that names the desks; `due`: last day, provisional.
    Locks: the review.  Raises: Stale while a round is open, or when it passed as it stands; BadInput for an
    empty desk.
    """
    _whole(desks, parts)
    review = queries.locked_of(kind, about)
    changes = {"desks": [d.name for d in desks], "parts": {p.name: p.digest for p in parts}}
    if review is None:
        review = Review(
            subject_id=trail.subject_of(about),
            place_code=about.place_code,  # type: ignore[attr-defined]
            town_code=about.town_code,  # type: ignore[attr-defined]
            kind=kind,
            object=label(type(about)),
            object_id=about.pk,
            title=title[:200],
            basis=basis,
            is_ordered=is_ordered,
        )
        trail.born(review, "reviews.open", by=by, why=why, law=law, changes={**changes, "round": 1})
    else:
        last = queries.board(review).now
        same = {p.name: p.digest for p in last.parts} == changes["parts"] and last.version == version
        if review.status == S.OPEN or (review.status == S.PASSED and same):
            raise Stale()
        number = review.round + 1
        told = {**changes, "round": number}
        trail.move(review, "reviews.open", S.OPEN, by=by, why=why, law=law, changes=told, round=number)
    asked = Round.objects.create(
        review=review,
        number=review.round,
        version=version,
        authors=sorted({a for a in authors if a}),
        opened_at=trails.now(),
        opened_by=by.person_id,
        due_on=due[0],
        is_provisional=due[1],
    )
    Desk.objects.bulk_create(
        Desk(round=asked, number=n, name=d.name, seats=list(d.seats), is_lead=d.is_lead)
        for n, d in enumerate(desks, 1)
    )
    Part.objects.bulk_create(
        Part(round=asked, number=n, name=p.name, facts=p.kept, digest=p.digest)
        for n, p in enumerate(parts, 1)
    )
    return review


def opine(review: Review, answers: Mapping[str, Answer], *, by: Acting, law: LawOn) -> list[Opinion]:
    """Give a desk's opinion on some parts by name; one that returns ends the round for all.

    Locks: nothing; the caller holds the review (`queries.locked`).  Raises: Refused; BadInput; Stale when the round
    has ended or the desk has spoken on a part.
    """
    board = _open_board(review)
    verdict = judge("reviews.opine", queries.speaking(board, by.actor), law)
    verdict.refuse_if_blocked()
    desk = board.now.desk_of(by.actor)
    assert desk is not None
    _readable(answers, board.now)
    given = [
        _say(board, desk, part, answers[part.name], by=by, law=law)
        for part in board.now.parts
        if part.name in answers
    ]
    _end_if_returned(review, given, by=by, law=law)
    return given


def reaffirm(review: Review, *, by: Acting, law: LawOn) -> list[Opinion]:
    """Agree again, in one act, to every part that did not change since this desk agreed to it.

    Raises: Refused; Stale when nothing is left to agree to again.
    """
    board = _open_board(review)
    judge("reviews.opine", queries.speaking(board, by.actor), law).refuse_if_blocked()
    desk = board.now.desk_of(by.actor)
    assert desk is not None
    again = board.reaffirmable(desk)
    if not again:
        raise Stale()
    return [
        _say(board, desk, part, Answer(Choice.AGREE, said.reason), by=by, law=law, reaffirms=said.id)
        for part, said in again
    ]


def recuse(review: Review, *, by: Acting, law: LawOn, why: str) -> Recusal:
    """Step aside for a conflict of interest, saying why.  Raises: Refused for who has no desk; Stale after speaking."""
    board = _open_board(review)
    verdict = judge("reviews.opine", queries.speaking(board, by.actor), law)
    verdict.refuse_if_blocked()
    desk = board.now.desk_of(by.actor)
    assert desk is not None
    reason = _reason(why, most=200)
    if any(o.person_id == by.who for o in board.now.said):
        raise Stale()
    trail.note(
        review, "reviews.recuse", by=by, why=reason, verdict=verdict, law=law, changes={"desk": desk.name}
    )
    return Recusal.objects.create(
        round_id=board.now.id, desk_id=desk.id, person_id=by.who, reason=reason, at=trails.now()
    )


def stand_in(
    review: Review, desk_name: str, person: Person, *, by: Acting, law: LawOn, day: date, why: str
) -> StandIn:
    """Name somebody for a desk whose own people stepped aside, stay away past the deadline, or are not there.

    Raises: Refused unless the leading desk names, and somebody who may speak; BadInput for a desk that is not there.
    """
    board = _open_board(review)
    desk = next((d for d in board.now.desks if d.name == desk_name), None)
    if desk is None:
        raise BadInput([_problem("desk", gettext("没有“%(desk)s”这一方") % {"desk": desk_name[:40]})])
    held = [p for people in queries.holders(desk.seats, day).values() for p, _name in people]
    barred = {*desk.recused, *board.now.authors}
    has_holder = any(p not in barred for p in held)
    named = queries.naming(board, desk, person, day, has_holder=has_holder)
    lead = queries.concluding(board, by.actor, None)
    verdict = judge("reviews.stand_in", named, law).joined(
        judge("reviews.stand_in", {"is_lead": lead.is_lead, "lead": lead.lead, "basis": review.basis}, law)
    )
    verdict.refuse_if_blocked()
    if person.pk in desk.stand_ins:
        raise Stale()
    reason = _reason(why, most=200)
    told = {"desk": desk.name, "person": person.pk}
    trail.note(review, "reviews.stand_in", by=by, why=reason, verdict=verdict, law=law, changes=told)
    return StandIn.objects.create(
        round_id=board.now.id,
        desk_id=desk.id,
        person_id=person.pk,
        named_by=by.who,
        reason=reason,
        at=trails.now(),
    )


def conclude(
    review: Review,
    *,
    by: Acting,
    law: LawOn,
    present: Sequence[PartAsked],
    needs_lead: bool = True,
    why: str = "",
) -> Review:
    """Draw the verdict that the opinions give: passed when all agreed on all, else returned.

    `present`: the parts as they stand now; `needs_lead`: only the leading desk may (False where the last desk's
    agreement concludes by itself).  Raises: Refused while something is missing or has changed.
    """
    board = _open_board(review)
    facts = queries.concluding(board, by.actor, present)
    if not needs_lead:
        facts = replace(facts, is_lead=True)
    verdict = judge("reviews.conclude", facts, law)
    verdict.refuse_if_blocked()
    told = {"round": review.round, "opinions": len(board.now.said)}
    trail.move(
        review, "reviews.conclude", board.now.outcome, by=by, why=why, verdict=verdict, law=law, changes=told
    )
    return review


def lapse(review: Review, *, by: Acting, why: str = "") -> Review:
    """End a review, open or passed, because what it is about was taken back or has changed; its opinions end with it."""
    trail.move(review, "reviews.lapse", S.LAPSED, by=by, why=why, changes={"round": review.round})
    return review


def _open_board(review: Review) -> queries.Board:
    if review.status != S.OPEN:
        raise Stale()
    return queries.board(review)


def _say(
    board: queries.Board,
    desk: queries.DeskHere,
    part: queries.PartHere,
    answer: Answer,
    *,
    by: Acting,
    law: LawOn,
    reaffirms: int | None = None,
) -> Opinion:
    """One opinion beside its entry."""
    if board.now.opinion(desk.id, part.id) is not None:
        raise Stale()
    seat = board.now.seat_of(by.actor, desk) or by.seat
    mine = Acting(by.actor, seat)
    reason = answer.reason.strip()
    opinion = Opinion(
        subject_id=board.review.subject_id,
        round_id=board.now.id,
        desk_id=desk.id,
        part_id=part.id,
        choice=answer.choice,
        reason=reason,
        digest=part.digest,
        person_id=by.who,
        seat_id=seat.id if seat else None,
        acting_for_id=seat.acting_for_id if seat else None,
        reaffirms_id=reaffirms,
        at=trails.now(),
    )
    told = {"desk": desk.name, "part": part.name, "round": board.now.number, "digest": part.digest}
    verb = "reviews.opine" if reaffirms is None else "reviews.reaffirm"
    trail.born(opinion, verb, by=mine, why=reason, law=law, changes=told)
    return opinion


def _end_if_returned(review: Review, given: Sequence[Opinion], *, by: Acting, law: LawOn) -> None:
    back = [o for o in given if o.choice == Choice.RETURN]
    if back:
        why = "；".join(o.reason for o in back)[:MOST_REASON]
        told = {"round": review.round}
        trail.move(review, "reviews.return", S.RETURNED, by=by, why=why, law=law, changes=told)


def _whole(desks: Sequence[DeskAsked], parts: Sequence[PartAsked]) -> None:
    """Somebody must be able to speak at each desk, about something."""
    empty = [d.name for d in desks if not d.seats]
    if empty or not desks or not parts:
        said = gettext("这几方还没有人在岗：%(desks)s") % {"desks": "、".join(empty)}
        raise BadInput([_problem("desks", said, gettext("先登记岗位和任职"))])


def _readable(answers: Mapping[str, Answer], now: queries.RoundHere) -> None:
    """Answers are about parts of this round, known choices, with a reason where they object."""
    names = {p.name for p in now.parts}
    found = [
        _problem(name, gettext("没有“%(part)s”这一项") % {"part": name[:40]})
        for name in answers
        if name not in names
    ]
    if not answers:
        found.append(_problem("", gettext("还没有写意见"), gettext("至少对一项表态")))
    for name, answer in answers.items():
        if answer.choice not in Choice.values:
            found.append(_problem(name, gettext("没有选意见"), gettext("选同意、不同意或退回")))
        elif answer.choice != Choice.AGREE and not answer.reason.strip():
            found.append(_problem(name, gettext("没有写理由"), gettext("不同意或退回的，写明理由")))
        found += _unfit(answer.reason, name, MOST_REASON)
    if found:
        raise BadInput(found)


def _reason(why: str, *, most: int) -> str:
    """A reason that must be there.  Raises: BadInput."""
    reason = why.strip()
    found = _unfit(reason, "why", most)
    if not reason:
        found.append(_problem("why", gettext("没有写理由"), gettext("写明理由")))
    if found:
        raise BadInput(found)
    return reason


def _unfit(text: str, column: str, most: int) -> list[Problem]:
    if "\x00" in text:
        return [_problem(column, gettext("文字中有空字符"), gettext("删去后再办"))]
    if len(text) > most:
        said = gettext("有 %(length)s 个字，最多 %(most)s 个字") % {"length": len(text), "most": most}
        return [_problem(column, said, gettext("改短后再办"))]
    return []


def _problem(column: str, what: str, then: str = "") -> Problem:
    return Problem(code="reviews.input", column=column, what=what, then=then or gettext("核对后再办"))
