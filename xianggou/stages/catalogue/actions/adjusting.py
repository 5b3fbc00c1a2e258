"""Adjustments (动态调整): county finance collects what passed and what is dropped, and issues the next version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.reviews import queries as boards
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.actions.versions import FACTS, reviews_of, written
from xianggou.stages.catalogue.models import Adjustment, CarriedOut, Change, Proposal, Version
from xianggou.stages.catalogue.queries.proposals import KIND
from xianggou.stages.catalogue.unreadable import problem, reason_of, refuse_unreadable

EDITABLE = (
    "kind", "label", "effective_on", "reason", "continuing", "consulted", "touches_suppliers", "competition",
)  # fmt: skip
NEEDED = ("label", "reason")


@action("catalogue.adjust")
def adjust(
    *, where: Where, by: Acting, label: str, effective_on: date, reason: str, **facts: Any
) -> Adjustment:
    """Begin an adjustment; there is one at a time.  Locks: the place's lists.  Raises: BadInput."""
    loads.one_at_a_time(where.place_code)
    given = _known({**facts, "label": label, "effective_on": effective_on, "reason": reason})
    if queries.draft_of(where.place_code) is not None:
        raise BadInput([problem("label", gettext("已有一份调整在草拟"), gettext("接着办那一份，或先放弃它"))])
    day = trails.today()
    row = Adjustment(
        place_code=where.place_code,
        register=trails.register_of(where.place_code, "catalogue", "指导性目录"),
        year=day.year,
        drafted_on=day,
        **{"kind": Adjustment.Kind.YEARLY, **given},
    )
    trail.born(row, "catalogue.adjust", by=by, why=row.reason)
    return row


@action("catalogue.edit_adjustment", on=queries.locked_adjustment)
def edit_adjustment(
    row: Adjustment,
    *,
    by: Acting,
    version: int,
    proposals: Sequence[int] | None = None,
    drops: Mapping[str, str] | None = None,
    **facts: Any,
) -> Adjustment:
    """Change a draft: what it says, which passed proposals go in, which items are dropped and why (code → reason).

    Raises: Stale when it changed since `version` or is no draft; BadInput.
    """
    if row.version != version or row.status != Adjustment.Status.DRAFT:
        raise Stale()
    given = _known(facts)
    found = _changes(row, proposals, drops)
    told: dict[str, Any] = {name: [] for name, value in given.items() if getattr(row, name) != value}
    if found is not None:
        told["changes"] = [len(found)]
    for name, value in given.items():
        setattr(row, name, value)
    row.version += 1
    trail.note(row, "catalogue.edit_adjustment", by=by, changes=told)
    row.save(update_fields=[*given, "version"])
    if found is not None:
        Change.objects.filter(adjustment=row).delete()
        Change.objects.bulk_create(found)
    return row


@action("catalogue.drop_adjustment", on=queries.locked_adjustment)
def drop_adjustment(row: Adjustment, *, by: Acting, why: str) -> Adjustment:
    """Give a draft up; the proposals that passed stay passed.  Raises: BadInput, Stale."""
    why = reason_of(why, Adjustment, "reason")
    trail.move(row, "catalogue.drop_adjustment", Adjustment.Status.DROPPED, by=by, why=why)
    return row


@action("catalogue.issue", on=queries.locked_adjustment)
def issue(row: Adjustment, *, by: Acting, version: int | None = None, why: str = "") -> Adjustment:
    """Issue a draft as the next version of the catalogue, with its document and its notice numbered.

    Law: catalogue.reviews, consultation, fair_competition_review.  Locks: the adjustment, the place's lists.
    Raises: Refused with every finding; BadInput for an empty draft or a day that lies behind; Stale.
    """
    if row.status != Adjustment.Status.DRAFT or (version is not None and row.version != version):
        raise Stale()
    loads.one_at_a_time(row.place_code)
    day = trails.today()
    law = places.law_on(row.place_code, day)
    changes = queries.changes_of(row)
    verdict = judge("catalogue.adopt", queries.adopting(row, changes, day), law)
    verdict.refuse_if_blocked()
    last = queries.newest(row.place_code)
    loads.refuse(_unready(row, changes, last, day))
    facts = {i.code: {n: getattr(i, n) for n in FACTS} for i in queries.items_of(last)} if last else {}
    reviews = reviews_of(last)
    for change in changes:
        if change.proposal is None:
            facts.pop(change.dropped_code, None)
            reviews.pop(change.dropped_code, None)
            continue
        code = change.proposal.code or _next_code(row.place_code, change.proposal.class_code, facts)
        facts[code] = {n: getattr(change.proposal, n) for n in FACTS if n != "code"} | {"code": code}
        reviews[code] = _reviews_held(change.proposal)
        trail.move(change.proposal, "catalogue.issue", Proposal.Status.ISSUED, by=by, code=code)
    for carried in queries.live_of_codes(row.place_code, [c.dropped_code for c in changes if c.dropped_code]):
        reason = next(c.reason for c in changes if c.dropped_code == carried.code)
        trail.move(carried, "catalogue.issue", CarriedOut.Status.ENDED, by=by, why=reason, answer=reason)
    issued = _next_version(row, last, day, by, why, len(facts))
    written(issued, facts, {code: rows for code, rows in reviews.items() if code in facts})
    told = {"document": issued.document, "notice": issued.notice, "changes": len(changes)}
    trail.move(
        row, "catalogue.issue", Adjustment.Status.ISSUED, by=by, why=why, verdict=verdict, law=law, changes=told, issued=issued
    )  # fmt: skip
    return row


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(EDITABLE)
    if unknown:
        raise TypeError(f"no such facts of an adjustment: {sorted(unknown)}")
    refuse_unreadable(Adjustment, facts, tuple(n for n in NEEDED if n in facts))
    if "kind" in facts and facts["kind"] not in Adjustment.Kind.values:
        raise BadInput([problem("kind", gettext("没有选种类"), gettext("选年度调整或临时调整"))])
    return dict(facts)


def _changes(
    row: Adjustment, proposals: Sequence[int] | None, drops: Mapping[str, str] | None
) -> list[Change] | None:
    """The draft's new lines, checked; None where neither list was given.  Raises: BadInput."""
    if proposals is None and drops is None:
        return None
    held = queries.changes_of(row)
    ready = {p.pk: p for p in queries.collected(row.place_code)}
    wanted = (
        [c.proposal_id for c in held if c.proposal_id]
        if proposals is None
        else list(dict.fromkeys(proposals))
    )
    dropped = {c.dropped_code: c.reason for c in held if c.dropped_code} if drops is None else dict(drops)
    last = queries.newest(row.place_code)
    codes = {i.code for i in queries.items_of(last)} if last else set()
    found = [
        problem("proposals", gettext("选的申报没有通过审查，或已经列入"), gettext("重新打开这一页再选"))
        for one in wanted
        if one not in ready
    ]
    for code, reason in dropped.items():
        if code not in codes:
            said = gettext("目录中没有 %(code)s") % {"code": code[:16]}
            found.append(problem("drops", said, gettext("重新选一项")))
        elif not reason.strip():
            said = gettext("没有写移出 %(code)s 的理由") % {"code": code}
            found.append(problem("drops", said, gettext("写明理由")))
        refuse_unreadable(Change, {"dropped_code": code, "reason": reason})
    changed = {ready[p].code for p in wanted if p in ready and ready[p].code}
    for code in sorted(changed & set(dropped)):
        said = gettext("%(code)s 不能又改又移出") % {"code": code}
        found.append(problem("drops", said, gettext("只留一样")))
    loads.refuse(found)
    return [
        *(Change(adjustment=row, proposal=ready[p]) for p in wanted),
        *(
            Change(adjustment=row, dropped_code=code, reason=reason.strip())
            for code, reason in dropped.items()
        ),
    ]


def _unready(row: Adjustment, changes: Sequence[Change], last: Version | None, day: date) -> list[Problem]:
    """What a draft lacks that no law has to say."""
    found = []
    if not changes:
        found.append(
            problem("changes", gettext("这份调整什么也没有改"), gettext("选上通过的申报，或写要移出的项"))
        )
    if row.effective_on < day or (last is not None and row.effective_on < last.effective_on):
        said = gettext("生效日期 %(day)s 早于今天或上一版") % {"day": row.effective_on.isoformat()}
        found.append(problem("effective_on", said, gettext("改为今天或以后")))
    if not row.continuing.strip():
        found.append(
            problem(
                "continuing", gettext("没有写在执行项目怎样衔接"), gettext("写明正在执行的项目照原版办完")
            )
        )
    codes = [c.proposal.code for c in changes if c.proposal is not None and c.proposal.code]
    for code in sorted({c for c in codes if codes.count(c) > 1}):
        said = gettext("有两份申报都改 %(code)s") % {"code": code}
        found.append(problem("changes", said, gettext("只留一份，另一份并入它")))
    return found


def _next_version(
    row: Adjustment, last: Version | None, day: date, by: Acting, why: str, count: int
) -> Version:
    """The version that follows, born with its numbers; the one before is replaced."""
    if last is not None and last.status == Version.Status.ISSUED:
        trail.move(last, "catalogue.replace", Version.Status.REPLACED, by=by)
    register = row.register_id
    pack = places.pack_of(row.place_code)
    document = series.take(
        row.place_code, f"{pack.name}购服目", day.year, pattern=series.OFFICIAL, subject_id=register
    )
    notice = series.take(
        row.place_code, f"{pack.name}购服公告", day.year, pattern=series.OFFICIAL, subject_id=register
    )
    version = Version(
        place_code=row.place_code,
        register_id=register,
        number=last.number + 1 if last else 1,
        label=row.label,
        effective_on=row.effective_on,
        document=document.text,
        notice=notice.text,
        issued_on=day,
    )
    trail.born(
        version, "catalogue.issue", by=by, why=why, changes={"items": count, "document": document.text}
    )
    return version


def _next_code(place_code: str, class_code: str, taken: Mapping[str, Any]) -> str:
    """The next code of a class that no version ever gave."""
    used = {
        int(c[len(class_code) :])
        for c in (*queries.codes_ever(place_code, class_code), *taken)
        if _is_of(c, class_code)
    }
    return f"{class_code}{max(used, default=0) + 1:02d}"


def _is_of(code: str, class_code: str) -> bool:
    rest = code.removeprefix(class_code)
    return code.startswith(class_code) and rest.isascii() and rest.isdigit()


def _reviews_held(row: Proposal) -> list[dict[str, Any]]:
    """The reviews that a proposal passed here, as a version keeps them: body, person, day, reason."""
    held = boards.of(KIND, row)
    assert held is not None  # the rule asked for it
    return queries.reviews_held(held)
