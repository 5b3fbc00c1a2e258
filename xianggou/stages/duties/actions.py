"""What changes duties: versions of the list, what is admitted to it and leaves it, objections, the posts of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from xianggou.base.access import following
from xianggou.base.access.actions import NotGranted, action
from xianggou.base.access.roles import Where, posts_for
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.base.trail.models import Subject
from xianggou.core import personal
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.duties import queries, versions
from xianggou.stages.duties.models import Admission, Duty, Objection, Opinion, PostHolder, PostPrice

STATED = (
    "name", "field", "mode", "county_part", "town_part", "reason", "basis", "bearer", "present_staff", "yearly_costs",
    "money_fen", "fund_source", "staff_coming",
)  # fmt: skip


@action("duties.adopt")
def adopt(
    *,
    where: Where,
    by: Acting,
    duties: Sequence[Row],
    on: date | None = None,
    source: str = "",
    why: str = "",
    document: str = "",
) -> Loaded:
    """Issue a new version of the duty list where the rows differ from the one in force; the same rows issue none.

    Rows: code ("" lets the house number it), field, name, department, mode, county_part, town_part, is_purchasable,
    catalogue_codes, basis, admitted_on, state.  What the rows leave out, a duty or a column of it, is carried into
    the new version as it is.
    Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    last = queries.list_in_force(place.code)
    before = {d.code: d for d in queries.duties_of(last)} if last is not None else {}
    loads.refuse(p for row in duties for p in loads.unfit(Duty, row))
    given = {row["code"]: loads.without_place(row) for row in versions.numbered(duties, before, place.code)}
    told = {code for code, row in given.items() if code in before and loads.differences(before[code], row)}
    new = given.keys() - before.keys()
    loaded = Loaded(saved=len(new), changed=len(told), unchanged=len(given) - len(new) - len(told))
    if not loaded.wrote:
        return loaded
    facts = versions.facts_of(before)
    for code, row in given.items():
        facts[code] = facts.get(code, {}) | row
    versions.issue(place.code, last, facts, "duties.adopt", by=by, why=why, on=on, document=document)
    loads.noted(place, "duties.adopt", loaded, by=by, source=source)
    return loaded


# Admission and exit --------------------------------------------------------------------------


@action("duties.apply")
def apply(
    *, where: Where, by: Acting, kind: str = Admission.Kind.ADMIT, duty_code: str = "", **stated: Any
) -> Admission:
    """Begin an application of the actor's department: to hand a duty down, or to take `duty_code` off the list.

    Stated: name, field, mode, county_part, town_part, reason, basis, bearer, present_staff, yearly_costs (year ->
    分), money_fen, fund_source, staff_coming; all may be left open while it is a draft.  Money: 分.
    Raises: BadInput.
    """
    if by.seat is None:
        raise NotGranted("duties.apply")
    if kind == Admission.Kind.EXIT:
        stated = {**queries.leaving(where.place_code, duty_code), **stated}
    elif duty_code:
        raise TypeError("the house numbers a new duty itself")
    facts = _stated(stated)
    day = trails.today()
    code = series.take(where.place_code, "QZ", day.year).text
    register = trail.open_subject(
        Subject.Kind.REGISTER, code, str(facts.get("name", "")), place_code=where.place_code
    )
    admission = Admission(
        place_code=where.place_code,
        register=register,
        code=code,
        kind=kind,
        duty_code=duty_code,
        body_code=by.seat.body_code,
        department=queries.called(by.seat.body_code, day) or by.seat.body_name,
        **facts,
    )
    trail.born(admission, "duties.apply", by=by)
    return admission


@action("duties.edit", on=queries.locked_admission)
def edit(admission: Admission, *, by: Acting, version: int, **stated: Any) -> Admission:
    """Change a draft or an application that came back; only the department that made it.

    Raises: Stale when somebody changed it since `version` or it was sent; BadInput.
    """
    _own(admission, by)
    if admission.edited != version or admission.status not in queries.OPEN:
        raise Stale()
    facts = _stated(stated)
    changed = [name for name, value in facts.items() if getattr(admission, name) != value]
    for name in changed:
        setattr(admission, name, facts[name])
    admission.edited += 1
    # free text is told by field name only
    trail.note(admission, "duties.edit", by=by, changes={name: [] for name in changed})
    admission.save()
    return admission


@action("duties.submit", on=queries.locked_admission)
def submit(admission: Admission, *, by: Acting) -> Admission:
    """Send an application to the townships and to the legality review; refused with all that is missing.

    Law: duties.admission_needs, duties.cost_years; county-a 准入制度、费随事转.  Locks: the application.
    Raises: Refused, Stale (nothing is written).
    """
    _own(admission, by)
    day = trails.today()
    law = queries.law_for(admission, day)
    verdict = judge("duties.admit", queries.application(admission, day), law)
    verdict.refuse_if_blocked()
    least = law.get("duties.township_opinions")
    trail.move(
        admission,
        "duties.submit",
        Admission.Status.SUBMITTED,
        by=by,
        verdict=verdict,
        law=law,
        submitted_on=day,
        submitted_by=by.who,
        round=admission.round + 1,
        opinions_needed=int(least.amount) if least is not None else 0,
        edited=admission.edited + 1,
    )
    return admission


@action("duties.opine")
def opine(admission_id: int, *, where: Where, by: Acting, agrees: bool, text: str) -> Opinion:
    """A township says whether the duty should come down, once for each time the application was sent.

    Locks: the application.  Raises: Stale when it is not asked (any more) or has spoken.
    """
    admission = queries.locked_admission(admission_id)
    if admission.place_code != where.place_code or not where.town_code:
        raise NotGranted("duties.opine", is_hidden=True)
    if admission.status not in queries.ASKED or queries.has_spoken(admission, where.town_code):
        raise Stale()
    opinion = Opinion.objects.create(
        admission=admission,
        round=admission.round,
        town_code=where.town_code,
        agrees=agrees,
        text=text,
        given_on=trails.today(),
        given_by=by.who,
    )
    trail.note(
        admission, "duties.opine", by=by, why=text, changes={"town": where.town_code, "agrees": agrees}
    )
    return opinion


@action("duties.review", on=queries.locked_admission)
def review(admission: Admission, *, by: Acting, passed: bool, opinion: str) -> Admission:
    """The legality review: passed on to the county's decision, or back to the department with the reason.

    Law: duties.admission_needs 合法性审查; 内部控制规范 第十五条.  Locks: the application.
    Raises: Refused (own application), Stale.
    """
    day = trails.today()
    law = queries.law_for(admission, day)
    facts = {"sender_id": admission.submitted_by, "judge_ids": (by.who,), "person_name": by.actor.name}
    verdict = judge("duties.admit", facts, law)
    verdict.refuse_if_blocked()
    trail.move(
        admission,
        "duties.review",
        Admission.Status.REVIEWED if passed else Admission.Status.RETURNED,
        by=by,
        why=opinion,
        verdict=verdict,
        law=law,
        reviewed_on=day,
        reviewed_by=by.who,
        legality_opinion=opinion,
    )
    return admission


@action("duties.decide", on=queries.locked_admission)
def decide(
    admission: Admission,
    *,
    by: Acting,
    admit: bool,
    why: str,
    decided_by: str = "",
    document: str = "",
    on: date | None = None,
    moved_fen: int = 0,
    open_dossiers: int | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Admission:
    """The county decides: yes makes a new version of the list that names this decision, no keeps its reason.

    Money: `moved_fen` 分 are passed on in the same transaction by whoever calls (`funds.move_down`); they equal the
    application's money.  `reasons` lifts what waits for a written reason (a duty without its money).
    `open_dossiers`: running purchases on a duty that leaves; who asks for its exit counts them.
    Law: duties.admission_decided_by, duties.admission_needs, duties.township_opinions.
    Locks: the place's lists, the application.  Raises: Refused, BadInput, Stale (nothing is written).
    """
    if admission.status != Admission.Status.REVIEWED:
        raise Stale()
    day = trails.today()
    decided_on = on or day
    _not_in_the_future(decided_on, day)
    law = queries.law_for(admission, day)
    facts = queries.deciding(admission, by.who, by.actor.name, decided_on, admit=admit)
    if admit:
        facts = {**facts, "decided_by": decided_by, "moved_fen": moved_fen}
    verdict = judge("duties.admit", facts, law, reasons)
    if admit and admission.kind == Admission.Kind.EXIT:
        if open_dossiers is None:
            raise TypeError("who lets a duty go counts the purchases that run on it")
        running = {"open_dossiers": open_dossiers, "item": admission.name}
        verdict = verdict.joined(judge("duties.adjust", running, law))
    verdict.refuse_if_blocked()
    settled: dict[str, Any] = {
        "decided_on": decided_on,
        "decided_by": by.who,
        "decided_by_body": decided_by,
        "decision_document": document,
    }
    if admit:
        version, code = versions.put_on_the_list(admission, by, why, document, decided_on)
        reason = (reasons or {}).get("duties.admit.unfunded", "") if not admission.money_fen else ""
        settled |= {"version": version, "duty_code": code, "unfunded_reason": reason}
    trail.move(
        admission, "duties.decide", Admission.Status.ADMITTED if admit else Admission.Status.REFUSED, by=by, why=why, verdict=verdict, law=law,
        **settled,
    )  # fmt: skip
    return admission


@action("duties.withdraw", on=queries.locked_admission)
def withdraw(admission: Admission, *, by: Acting, why: str) -> Admission:
    """Take back an application before the county decides; it stays readable with its reason."""
    _own(admission, by)
    trail.move(admission, "duties.withdraw", Admission.Status.WITHDRAWN, by=by, why=why)
    return admission


def _own(admission: Admission, by: Acting) -> None:
    """Only the department that applied touches its application.  Raises: NotGranted."""
    held = (seat for seat in by.actor.seats if seat.body_code == admission.body_code)
    if not any(
        "duties.apply" in post.actions for seat in held for post in posts_for(seat.role, seat.function)
    ):
        raise NotGranted("duties.apply")


def _stated(stated: Mapping[str, Any]) -> dict[str, Any]:
    """What a department states, fit for its columns, with the cost of a year on average.  Raises: BadInput."""
    unknown = set(stated) - set(STATED)
    if unknown:
        raise TypeError(f"no such facts of an application: {sorted(unknown)}")
    facts = dict(stated)
    costs = facts.get("yearly_costs")
    amounts = [*(costs or {}).values(), facts.get("money_fen") or 0, facts.get("present_staff") or 0]
    if any(not isinstance(fen, int) or fen < 0 for fen in amounts):
        raise BadInput(
            [
                Problem(
                    code="duties.apply.negative",
                    what=gettext("经费和人数不能是负数"),
                    then=gettext("改成 0 或正数"),
                )
            ]
        )
    loads.refuse(p for p in loads.unfit(Admission, {k: v for k, v in facts.items() if k != "yearly_costs"}))
    if costs is not None:
        facts["yearly_costs"] = {str(year): fen for year, fen in sorted(costs.items())}
        facts["cost_fen"] = sum(costs.values()) // len(costs) if costs else 0
    return facts


def _not_in_the_future(decided_on: date, day: date) -> None:
    if decided_on > day:
        raise BadInput(
            [
                Problem(
                    code="duties.decide.future",
                    column="on",
                    what=gettext("决定日期 %(on)s 还没有到") % {"on": decided_on},
                    then=gettext("填实际决定的日期"),
                )
            ]
        )


# Objections ----------------------------------------------------------------------------------


@action("duties.object")
def object_(
    *, where: Where, by: Acting, matter: str, department: str, pushed_by: str = "", is_unnamed: bool = False
) -> Objection:
    """Somebody says that a matter was pushed down without admission: it becomes a task of the county, with a deadline.

    Whether the matter is on the list is looked up today.  Law: duties.objection_answered_within.
    Raises: BadInput.
    """
    said_by = "" if is_unnamed or by.seat is None else by.seat.body_name
    objection, law = _objection(
        where,
        matter=matter,
        department=department,
        pushed_by=pushed_by,
        said_by=said_by,
        is_unnamed=not said_by,
    )
    trail.born(objection, "duties.object", by=by, law=law)
    return objection


@action("duties.object_publicly")
def object_publicly(
    *, where: Where, by: Acting, matter: str, department: str, pushed_by: str = "", village: str = ""
) -> Objection:
    """A villager says it on the public page, without an account; the same words again lead to what stands already.

    Persons named or numbered in the words are cut out before anything is kept.
    Locks: the words.  Law: duties.objection_answered_within.
    """
    matter, pushed_by = personal.without(matter.strip()), personal.without(pushed_by.strip())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{where.town_code} {matter}"])
    again = queries.told_before(where.town_code, matter, trails.today())
    if again is not None:
        return again
    said_by = f"{queries.VILLAGER}（{village}）" if village else queries.VILLAGER
    objection, law = _objection(
        where,
        matter=matter,
        department=personal.without(department.strip()),
        pushed_by=pushed_by,
        said_by=said_by,
    )
    trail.born(objection, "duties.object_publicly", by=by, law=law)
    return objection


def _objection(
    where: Where, *, matter: str, department: str, pushed_by: str, said_by: str, is_unnamed: bool = False
) -> tuple[Objection, LawOn]:
    """An objection not yet saved: numbered, looked up on today's list, with its deadline and its code."""
    day = trails.today()
    law = queries.law_on_objection(where.place_code, day)
    found = queries.looked_up(where.place_code, matter, day)
    code = series.take(where.place_code, "YY", day.year).text
    register = trail.open_subject(
        Subject.Kind.REGISTER,
        code,
        "责任转嫁异议",
        place_code=where.place_code,
        town_code=where.town_code,
    )
    within = int(law["duties.objection_answered_within"].amount)
    objection = Objection(
        place_code=where.place_code,
        town_code=where.town_code,
        register=register,
        code=code,
        said_by=said_by,
        is_unnamed=is_unnamed,
        follow_code=following.new_code(),
        matter=matter,
        pushed_by=pushed_by,
        department=department,
        raised_on=day,
        due_on=law.calendar.add_working_days(day, within).on,
        duty_code=found.code,
        is_listed=bool(found.code),
        looked_up_in=found.version,
    )
    return objection, law


@action("duties.answer", on=queries.locked_objection)
def answer(objection: Objection, *, by: Acting, finding: str, answer: str) -> Objection:
    """The county answers an objection: whether it holds, and why.

    Law: duties.objection_answered_within (late is told, not refused).  Locks: the objection.  Raises: Stale.
    """
    day = trails.today()
    law = queries.law_on_objection(objection.place_code, objection.raised_on)
    facts = {"raised_on": objection.raised_on, "no": objection.code, "answered_on": day}
    verdict = judge("duties.answer", facts, law)
    trail.move(
        objection, "duties.answer", Objection.Status.ANSWERED, by=by, why=answer, verdict=verdict, law=law,
        finding=finding, answer=answer, answered_on=day, answered_by=by.who,
    )  # fmt: skip
    return objection


# Posts ---------------------------------------------------------------------------------------


@action("duties.load_posts")
def load_posts(
    *,
    where: Where,
    by: Acting,
    posts: Iterable[Row],
    prices: Iterable[Row] = (),
    source: str = "",
) -> Loaded:
    """Bring the posts that do what may be bought up to date, and what the service in their place costs a year.

    Rows: posts town_code, key, name, post, identity, yearly_cost_fen, disposal, effective_on, details;
    prices town_code, villages, village_fen, price_fen.  A township's clerk loads only its own.
    Money: 分 a year.  Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    held = [{**row, "place_code": place.code} for row in posts]
    paid = [{**row, "place_code": place.code} for row in prices]
    loads.refuse(
        loads.problem(
            row, "other_town", gettext("这一行不是本乡镇的"), gettext("只导入本乡镇的行，或请县财政部门导入")
        )
        for row in [*held, *paid]
        if where.town_code and row["town_code"] != where.town_code
    )
    known: dict[Any, Any] = {
        p.key: p for p in PostHolder.objects.filter(place_code=place.code, key__in=[r["key"] for r in held])
    }
    loaded = loads.upserted(PostHolder, known, ((row["key"], row) for row in held))
    costs: dict[Any, Any] = {p.town_code: p for p in PostPrice.objects.filter(place_code=place.code)}
    loaded += loads.upserted(PostPrice, costs, ((row["town_code"], row) for row in paid))
    loads.noted(place, "duties.load_posts", loaded, by=by, source=source)
    return loaded
