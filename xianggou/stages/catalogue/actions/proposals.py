"""Proposals: written by whoever needs an item, screened by finance, reviewed in order, mended, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from xianggou.base.access import following
from xianggou.base.access.actions import NotGranted, action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.files import actions as files
from xianggou.base.files.inspect import RefusedFile
from xianggou.base.places import queries as places
from xianggou.base.reviews import actions as reviews
from xianggou.base.reviews import queries as boards
from xianggou.base.reviews.asked import Answer
from xianggou.base.reviews.models import Choice, Review
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core import personal
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Stale
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.models import Evidence, Price, Proposal
from xianggou.stages.catalogue.queries.proposals import BASIS, KIND
from xianggou.stages.catalogue.unreadable import problem, reason_of, refuse_unreadable

S = Proposal.Status
EDITABLE = (*Proposal.ITEM, *Proposal.SCREENING, "why")
OPEN = (S.PROPOSED, S.RETURNED)
MOST_FILES = 20
# What a desk may say (F14): 通过、修改、不通过
PASS, MEND, REFUSE = "pass", "mend", "refuse"


@action("catalogue.propose")
def propose(
    *,
    where: Where,
    by: Acting,
    source: str,
    proposer: str,
    name: str,
    why: str,
    kind: str = Proposal.Kind.ADD,
    code: str = "",
    prices: Mapping[str, int] | None = None,
    **facts: Any,
) -> Proposal:
    """Ask for a new item, or for a change of one (`code`); what is not known yet is filled in before screening.

    Money: `prices` who was asked → 分 a year, `staff_fen`, `running_fen` 分 a year.  Raises: BadInput.
    """
    given = _known(facts) | {"name": name.strip(), "why": why.strip(), "proposer": proposer.strip()}
    refuse_unreadable(Proposal, given, ("name", "why", "proposer"))
    if source not in Proposal.Source.values or kind not in Proposal.Kind.values:
        raise BadInput([problem("source", gettext("没有选来源或种类"), gettext("重新选一次"))])
    if kind == Proposal.Kind.CHANGE:
        entry = queries.item(queries.newest(where.place_code), code)
        if entry is None:
            raise BadInput(
                [problem("code", gettext("目录中没有 %(code)s") % {"code": code[:16]}, gettext("重新选一项"))]
            )
        given = {n: getattr(entry, n) for n in Proposal.ITEM} | given
    given |= {"kind": kind, "code": code if kind == Proposal.Kind.CHANGE else "", "proposed_by": by.who}
    row = _row(where, source=source, **given)
    trail.born(row, "catalogue.propose", by=by, why=row.why, changes={"source": source, "kind": kind})
    _priced(row, prices or {})
    return row


@action("catalogue.suggest")
def suggest(*, where: Where, by: Acting, name: str, why: str, village: str = "") -> Proposal:
    """Somebody of the public asks for a service, without an account; the same words again lead to what stands already.

    Persons named or numbered in the words are cut out before anything is kept.  Locks: the words.  Raises: BadInput.
    """
    told = {"name": personal.without(name.strip()), "why": personal.without(why.strip())}
    refuse_unreadable(Proposal, told, ("name", "why"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{where.town_code} {told['name']}"])
    again = queries.suggested_before(where.town_code, told["name"], told["why"], trails.today())
    if again is not None:
        return again
    source = Proposal.Source.PUBLIC
    proposer = f"{queries.PUBLIC}（{village}）" if village else queries.PUBLIC
    row = _row(where, source=source, proposer=proposer, **told)
    trail.born(row, "catalogue.suggest", by=by, changes={"source": str(source)})
    return row


def _row(where: Where, **given: Any) -> Proposal:
    """A proposal not yet saved: numbered, with the code by which it is followed."""
    day = trails.today()
    row = Proposal(
        place_code=where.place_code,
        town_code=where.town_code,
        register=trails.register_of(where.place_code, "catalogue", "指导性目录"),
        proposed_on=day,
        follow_code=following.new_code(),
        **given,
    )
    row.number = series.take(where.place_code, "MS", day.year, subject_id=row.register_id).text
    return row


@action("catalogue.edit_proposal", on=queries.locked_proposal)
def edit_proposal(
    row: Proposal,
    *,
    by: Acting,
    version: int,
    prices: Mapping[str, int] | None = None,
    why_changed: str = "",
    **facts: Any,
) -> Proposal:
    """Change a proposal; one that is being reviewed, or passed, goes back: every review begins anew.

    Locks: the proposal, its review.  Raises: Stale when somebody changed it since `version`; BadInput.
    """
    _theirs(row, by, "catalogue.edit_proposal")
    if row.version != version:
        raise Stale()
    given = _known(facts)
    refuse_unreadable(Proposal, given, tuple(n for n in ("name", "why") if n in given))
    held = {p.given_by: int(p.amount_fen) for p in queries.prices_of(row)}
    told = [name for name, value in given.items() if getattr(row, name) != value]
    if prices is not None and dict(prices) != held:
        told.append("prices")
    if not told:
        return row
    if row.status in {S.REVIEW, S.PASSED}:
        _sent_back(row, by, why_changed)
    if row.status not in OPEN:
        raise Stale()
    for name, value in given.items():
        setattr(row, name, value)
    row.version += 1
    row.edited_by = by.person_id
    trail.note(row, "catalogue.edit_proposal", by=by, why=why_changed, changes={name: [] for name in told})
    row.save(update_fields=[*given, "version", "edited_by"])
    if prices is not None:
        _priced(row, prices)
    return row


@action("catalogue.attach", on=queries.locked_proposal)
def attach(row: Proposal, *, by: Acting, about: str, name: str, data: bytes) -> Evidence:
    """Hand in a file that backs the screening, before the reviews or after they sent it back.

    Raises: BadInput for a file that is not taken; Stale once it is under review.
    """
    _theirs(row, by, "catalogue.attach")
    if row.status not in OPEN:
        raise Stale()
    if about not in Evidence.About.values:
        raise BadInput([problem("about", gettext("没有选这份文件证明什么"), gettext("从表里选一项"))])
    if Evidence.objects.filter(proposal=row).count() >= MOST_FILES:
        told = {"most": MOST_FILES}
        raise BadInput(
            [problem("file", gettext("已经有 %(most)s 份文件") % told, gettext("先取下一份，或合成一份"))]
        )
    try:
        kept = files.store(
            data, name, kind="evidence", at=trails.now(), by=by.person_id, subject_id=row.register_id
        )
    except RefusedFile as refused:
        then = gettext("换一份 PDF、Word、Excel 或图片")
        raise BadInput([problem("file", str(refused), then)]) from refused
    made = Evidence.objects.create(proposal=row, about=about, file=kept, handed_in_on=trails.today())
    trail.note(row, "catalogue.attach", by=by, changes={"about": about}, files=[kept.digest])
    return made


@action("catalogue.detach", on=queries.locked_proposal)
def detach(row: Proposal, *, by: Acting, file_id: int) -> Proposal:
    """Take a file off a proposal that is not under review; the trail keeps that it was there.  Raises: Stale."""
    _theirs(row, by, "catalogue.detach")
    found = Evidence.objects.filter(proposal=row, file_id=file_id).select_related("file").first()
    if row.status not in OPEN or found is None:
        raise Stale()
    trail.note(row, "catalogue.detach", by=by, changes={"about": found.about}, files=[found.file.digest])
    found.delete()
    return row


@action("catalogue.screen", on=queries.locked_proposal)
def screen(row: Proposal, *, by: Acting, why: str = "") -> Proposal:
    """Send a proposal to its reviews when it answers the three criteria and may be bought at all.

    Law: catalogue.negative_list, content_kinds, infrastructure_banned, reviews.  Locks: the proposal, its review.
    Raises: Refused with every finding; BadInput while nobody holds the seats of a review.
    """
    day = trails.today()
    law = places.law_on(row.place_code, day)
    prices = queries.prices_of(row)
    facts = queries.entering(row, [int(p.amount_fen) for p in prices], day)
    verdict = judge("catalogue.enter", facts, law)
    verdict.refuse_if_blocked()
    _whole(row)
    trail.move(
        row, "catalogue.screen", S.REVIEW, by=by, why=why, verdict=verdict, law=law, screened_on=day, version=row.version + 1
    )  # fmt: skip
    reviews.open_round(
        row,
        KIND,
        by=by,
        law=law,
        title=f"{row.number} {row.name}",
        desks=queries.desks_for(row, law, day),
        parts=[queries.reviewed_as(row, prices)],
        authors=[row.proposed_by or 0, row.edited_by or 0],
        basis=BASIS,
        is_ordered=True,
        version=row.version,
        why=why,
    )
    return row


@action("catalogue.review", on=queries.locked_proposal)
def review(row: Proposal, *, by: Acting, choice: str, reason: str = "") -> Proposal:
    """Give a desk's opinion in its turn: pass, mend (goes back), refuse (ends it). The last pass passes it.

    Locks: the proposal, its review.  Raises: Refused out of turn, away from one's desk, on one's own; BadInput; Stale.
    """
    if row.status != S.REVIEW:
        raise Stale()
    if choice not in (PASS, MEND, REFUSE):
        raise BadInput([problem("choice", gettext("没有选意见"), gettext("选通过、修改或不通过"))])
    held = boards.locked_of(KIND, row)
    assert held is not None  # a proposal in review has one
    law = places.law_on(row.place_code, trails.today())
    part = queries.reviewed_as(row, queries.prices_of(row))
    answer = Answer(Choice.AGREE if choice == PASS else Choice.RETURN, reason)
    if choice != PASS and not reason.strip():
        raise BadInput([problem("reason", gettext("没有写理由"), gettext("不通过或要改的，写明理由"))])
    reviews.opine(held, {part.name: answer}, by=by, law=law)
    if choice == REFUSE:
        trail.move(row, "catalogue.review", S.REJECTED, by=by, why=reason, law=law)
    elif choice == MEND:
        trail.move(row, "catalogue.review", S.RETURNED, by=by, why=reason, law=law)
    elif boards.board(held).now.outcome == Review.Status.PASSED:
        reviews.conclude(held, by=by, law=law, present=[part], needs_lead=False)
        trail.move(row, "catalogue.review", S.PASSED, by=by, why=reason, law=law)
    return row


@action("catalogue.reject", on=queries.locked_proposal)
def reject(row: Proposal, *, by: Acting, why: str) -> Proposal:
    """Take a proposal no further, saying why.  Raises: BadInput, Stale."""
    trail.move(row, "catalogue.reject", S.REJECTED, by=by, why=reason_of(why, Proposal, "why"))
    return row


@action("catalogue.merge", on=queries.locked_proposal)
def merge(row: Proposal, *, by: Acting, into: int, why: str = "") -> Proposal:
    """Take a proposal into another that asks for the same; both stay as what led to the item.

    Raises: BadInput for one that is not there or has ended; Stale.
    """
    other = Proposal.objects.filter(pk=into, place_code=row.place_code).exclude(pk=row.pk).first()
    if other is None or other.status in {S.MERGED, S.REJECTED, S.WITHDRAWN}:
        raise BadInput([problem("into", gettext("没有可并入的这一份申报"), gettext("重新选一份"))])
    told = {"into": other.number}
    trail.move(row, "catalogue.merge", S.MERGED, by=by, why=why, changes=told, into=other)
    return row


@action("catalogue.withdraw_proposal", on=queries.locked_proposal)
def withdraw_proposal(row: Proposal, *, by: Acting, why: str) -> Proposal:
    """Take back what one asked for; it stays readable with its reason.  Raises: BadInput, Stale."""
    _theirs(row, by, "catalogue.withdraw_proposal")
    trail.move(row, "catalogue.withdraw_proposal", S.WITHDRAWN, by=by, why=reason_of(why, Proposal, "why"))
    return row


def _theirs(row: Proposal, by: Acting, code: str) -> None:
    if by.actor.kind != "system" and not queries.may_write(by.actor, code, row):
        raise NotGranted(code)


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(EDITABLE)
    if unknown:
        raise TypeError(f"no such facts of a proposal: {sorted(unknown)}")
    low, high = facts.get("price_fen_min"), facts.get("price_fen_max")
    if low is not None and high is not None and low > high:
        raise BadInput([problem("price_fen_min", gettext("参考单价下限高于上限"), gettext("核对两个价"))])
    return dict(facts)


def _priced(row: Proposal, prices: Mapping[str, int]) -> None:
    """Lay down whose prices were asked for."""
    for given_by, fen in prices.items():
        refuse_unreadable(Price, {"given_by": given_by, "amount_fen": fen}, ("given_by",))
    Price.objects.filter(proposal=row).delete()
    Price.objects.bulk_create(Price(proposal=row, given_by=n, amount_fen=f) for n, f in prices.items())


def _sent_back(row: Proposal, by: Acting, why: str) -> None:
    """End the reviews of a proposal that changes: no opinion was about what it says from now on."""
    held = boards.locked_of(KIND, row)
    if held is not None and held.status in {Review.Status.OPEN, Review.Status.PASSED}:
        reviews.lapse(held, by=by, why=why)
    trail.move(row, "catalogue.edit_proposal", S.RETURNED, by=by, why=why)


def _whole(row: Proposal) -> None:
    """What an item of the list must say (F12) is there before anybody reviews it."""
    needed = ("class_code", "department", "content", "suppliers", "unit")
    refuse_unreadable(Proposal, {n: getattr(row, n) for n in needed}, needed)
