"""What people decide about matching: which offer serves a matter, what is fixed by hand, what is tried, what is published."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.reviews import actions as reviews
from xianggou.base.reviews import queries as boards
from xianggou.base.reviews.asked import Answer
from xianggou.base.reviews.models import Choice, Review
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.weighing import Weighing
from xianggou.stages.matching import facts, queries
from xianggou.stages.matching.models import Allocation, Link, Project, ProjectList, Run, Unmet, Wish
from xianggou.stages.matching.sharing import reasons
from xianggou.stages.matching.sharing.allocate import Result, allocate, most_worth
from xianggou.stages.matching.sharing.bottlenecks import bottlenecks
from xianggou.stages.matching.sharing.problem import Pair, contradictions
from xianggou.stages.resources import queries as resources

if TYPE_CHECKING:
    from xianggou.stages.resources.models import Quarter

WHY_MOST = 300
MANY = 1000


def _problem(column: str, what: str, then: str) -> Problem:
    return Problem(code="matching.input", column=column, what=what, then=then)


def _refuse(column: str, what: str, then: str) -> None:
    raise BadInput([_problem(column, what, then)])


def _said(why: str, column: str = "why", *, needed: bool = True) -> str:
    """A reason that can be kept.  Raises: BadInput."""
    text = why.strip()
    if "\x00" in text:
        _refuse(column, gettext("文字中有空字符"), gettext("删去后再办"))
    if len(text) > WHY_MOST:
        _refuse(
            column,
            gettext("有 %(n)s 个字，最多 %(most)s 个字") % {"n": len(text), "most": WHY_MOST},
            gettext("改短后再办"),
        )
    if needed and not text:
        _refuse(column, gettext("没有写理由"), gettext("写明理由"))
    return text


def _policy(place_code: str) -> Weighing:
    """How the place shares out.  Raises: BadInput when its pack does not say."""
    found = facts.weighing(place_code)
    if found is None:
        raise BadInput(
            [_problem("", gettext("本地的实践包没有写供需对接的办法"), gettext("请系统管理员在实践包里写明"))]
        )
    return found


@action("matching.link", on=queries.locked_matter)
def link(
    held: queries.HeldMatter,
    *,
    by: Acting,
    offer_id: int,
    is_served: bool,
    is_per_person: bool = True,
    note: str = "",
) -> Link:
    """Say once whether an offer serves a matter; it holds for the offer's series while the offer reads the same.

    Locks: the matter.  Raises: BadInput for an offer that is on no list in force.
    """
    matter = held.row
    row = facts.offer_listed(matter.place_code, offer_id)
    if row is None:
        raise BadInput([_problem("offer_id", gettext("这项资源不在现行的资源清单里"), gettext("刷新后重选"))])
    told = _said(note, "note", needed=False)
    register = queries.register_of(matter.place_code)
    made = Link.objects.create(
        place_code=matter.place_code,
        register=register,
        matter=matter,
        series_id=row.series_id,
        is_served=is_served,
        is_per_person=is_per_person,
        face=facts.face_of(row),
        seen_title=row.title,
        unit=row.unit,
        note=told,
        answered_on=trails.today(),
        answered_by=by.person_id,
    )
    changes = {"matter": matter.name, "offer": row.code, "served": is_served, "per_person": is_per_person}
    trail.note(made, "matching.link", by=by, why=told, changes=changes, subject_id=register.pk)
    return made


def _gathered(quarter: Quarter) -> facts.Input:
    """The input as it stands now.  Raises: BadInput."""
    policy = _policy(quarter.place_code)
    if resources.list_in_force(quarter.pk) is None:
        _refuse("", gettext("本季度的资源清单还没有公布"), gettext("公布以后再对接"))
    return facts.gather(quarter, policy)


@action("matching.try_out", on=queries.locked_quarter)
def try_out(quarter: Quarter, *, by: Acting, why: str = "") -> Run:
    """Share out what the list in force offers among the needs that stand: a frozen run, nothing is promised by it.

    Locks: the quarter, so that runs of one place and quarter go one after the other.  Raises: BadInput, with every
    contradiction of what was fixed by hand.
    """
    told = _said(why, needed=False)
    since = time.monotonic()
    here = _gathered(quarter)
    _no_contradiction(here)
    result = allocate(here.problem)
    why_not = reasons.unmet(here.problem, here.asked.values(), here.verdicts, result)
    more = bottlenecks(here.problem, result)
    listed = resources.list_in_force(quarter.pk)
    assert listed is not None  # _gathered has refused otherwise
    last = queries.newest_run(quarter.pk)
    run = Run.objects.create(
        place_code=quarter.place_code,
        register=queries.register_of(quarter.place_code),
        quarter=quarter,
        resource_list=listed,
        based_on=queries.list_in_force(quarter.pk),
        number=(last.number if last is not None else 0) + 1,
        made_on=trails.today(),
        made_by=by.person_id,
        solver=f"HiGHS {version('highspy')}",
        milliseconds=round(1000 * (time.monotonic() - since)),
        policy={"slack_bp": here.problem.policy.slack_bp, "stay_bp": here.problem.policy.stay_bp},
        bottlenecks=[
            [here.offers[b.supply].title, b.units, here.offers[b.supply].unit, b.persons] for b in more
        ],
        reasons=dict(sorted(Counter(u.reason.value for u in why_not).items())),
        **_figures(here, result, len(why_not)),
    )
    _keep_rows(run, result, why_not)
    changes = {"number": run.number, "digest": run.digest, "worth": run.worth, "bound": run.bound}
    trail.note(run, "matching.try_out", by=by, why=told, changes=changes, subject_id=run.register_id)
    return run


def _figures(here: facts.Input, result: Result, unmet: int) -> dict[str, Any]:
    """What a run keeps of its input and result."""
    looked: dict[str, Any] = {
        str(d.id): {"q": d.quantity, "w": round(1000 * d.weight), "o": {}} for d in here.problem.demands
    }
    for (need, offer), verdict in here.verdicts.items():
        looked[str(need)]["o"][str(offer)] = [t.value for t in verdict.failed]
    return {
        "digest": result.digest,
        "proof": result.proof.value,
        "worth": result.worth,
        "bound": result.bound,
        "wanted": sum(d.worth(d.quantity) for d in here.problem.demands),
        "gap_bp": result.gap_bp,
        "floor_bp": result.floor_bp,
        "needs": len(here.problem.demands),
        "met": len(here.problem.demands) - unmet,
        "offers": len(here.problem.supplies),
        "waiting_links": len(here.waiting),
        "coverage": [[c.claim, c.worth, c.alone] for c in result.coverage],
        "looked_at": looked,
    }


def _keep_rows(run: Run, result: Result, why_not: list[reasons.Unmet]) -> None:
    Allocation.objects.bulk_create(
        (
            Allocation(
                run=run,
                need_id=g.demand,
                offer_id=g.supply,
                units=g.units,
                people=g.persons,
                cost_fen=g.cost_fen,
            )
            for g in result.given
        ),
        batch_size=MANY,
    )
    Unmet.objects.bulk_create(
        (
            Unmet(
                run=run,
                need_id=u.demand,
                units_left=u.units_left,
                reason=u.reason.value,
                offer_id=u.change.supply if u.change else None,
                failed=[t.value for t in u.change.failed] if u.change else [],
                short_units=u.change.short_units if u.change else 0,
                spare=u.change.spare if u.change else 0,
                extra_fen=u.change.extra_fen if u.change else 0,
                batch_min=u.batch_min,
                missing=u.missing_for_batch,
            )
            for u in why_not
        ),
        batch_size=MANY,
    )


def _no_contradiction(here: facts.Input) -> None:
    """What was fixed by hand can all be true.  Raises: BadInput, naming each."""
    kinds = {
        "quantity": gettext("需求"),
        "capacity": gettext("资源"),
        "money": gettext("资金"),
        "pair": gettext("同一对"),
    }
    found = [
        _problem(
            "units",
            gettext("%(kind)s %(of)s：定下的合计 %(fixed)s，只有 %(there)s")
            % {
                "kind": kinds[c.kind],
                "of": _code_of(here, c.kind, c.of),
                "fixed": c.fixed,
                "there": c.there_is,
            },
            gettext("取消或改小定下的份数"),
        )
        for c in contradictions(here.problem)
    ]
    if found:
        raise BadInput(found)


def _code_of(here: facts.Input, kind: str, of: str) -> str:
    if kind == "quantity":
        return here.needs[int(of)].code
    return here.offers[int(of)].code if kind == "capacity" else of


@action("matching.wish", on=queries.locked_quarter)
def wish(
    quarter: Quarter, *, by: Acting, need_id: int, offer_id: int, kind: str, why: str, units: int = 0
) -> Wish:
    """Pin units of a pair or forbid it, with a reason; what that costs in weighted people is kept with it.

    Locks: the quarter.  Raises: BadInput for a pair that does not fit, or units that are not there.
    """
    told = _said(why)
    if kind not in Wish.Kind.values:
        _refuse("kind", gettext("没有选怎样定"), gettext("选定下或排除"))
    here = _gathered(quarter)
    cost = cost_of(here, need_id, offer_id, kind, units)
    if queries.wishes(quarter.pk).filter(need=need_id, offer=offer_id).exists():
        _refuse("kind", gettext("这一对已经定过了"), gettext("先取消原来的，再重新定"))
    made = Wish(
        place_code=quarter.place_code,
        register=queries.register_of(quarter.place_code),
        quarter=quarter,
        need_id=need_id,
        offer_id=offer_id,
        kind=kind,
        units=units if kind == Wish.Kind.PIN else 0,
        why=told,
        cost=cost,
    )
    trail.born(
        made,
        "matching.wish",
        by=by,
        why=told,
        changes={"need": need_id, "offer": offer_id, "kind": kind, "cost": cost},
    )
    return made


def cost_of(here: facts.Input, need_id: int, offer_id: int, kind: str, units: int) -> int:
    """What fixing a pair would cost, in thousandths of a weighted person.  Raises: BadInput."""
    if not any((p.demand, p.supply) == (need_id, offer_id) for p in here.problem.pairs):
        _refuse(
            "offer_id", gettext("这一对现在不能对接，没有什么可定"), gettext("先看“为何”里没有通过的条件")
        )
    before = most_worth(here.problem)
    if kind == Wish.Kind.FORBID:
        pairs = tuple(p for p in here.problem.pairs if (p.demand, p.supply) != (need_id, offer_id))
        return max(before - most_worth(replace(here.problem, pairs=pairs)), 0)
    if units < 1:
        _refuse("units", gettext("定下的份数要是一以上的整数"), gettext("重新填"))
    pinned = replace(
        here.problem,
        pairs=tuple(
            Pair(p.demand, p.supply, p.published, units) if (p.demand, p.supply) == (need_id, offer_id) else p
            for p in here.problem.pairs
        ),
    )
    _no_contradiction(replace(here, problem=pinned))
    return max(before - most_worth(pinned), 0)


@action("matching.lift", on=queries.locked_wish)
def lift(row: Wish, *, by: Acting, why: str = "") -> Wish:
    """Take back what was fixed by hand.  Raises: Stale."""
    trail.move(row, "matching.lift", Wish.Status.LIFTED, by=by, why=_said(why, needed=False))
    return row


@action("matching.propose", on=queries.locked_quarter)
def propose(quarter: Quarter, *, by: Acting, run_id: int, why: str = "") -> ProjectList:
    """Put a run's result before all concerned: every department with a project on it and the leader in charge.

    Only the newest run, made on the lists in force now.  Locks: the quarter.  Raises: Stale, BadInput.
    """
    told = _said(why, needed=False)
    run = queries.newest_run(quarter.pk)
    listed, in_force = resources.list_in_force(quarter.pk), queries.list_in_force(quarter.pk)
    if run is None or run.pk != run_id or listed is None or run.resource_list_id != listed.pk:
        raise Stale()
    if run.based_on_id != (in_force.pk if in_force is not None else None):
        raise Stale()
    if ProjectList.objects.filter(quarter=quarter, status=ProjectList.Status.PROPOSED).exists():
        raise Stale()
    rows = _projects_of(run)
    if not rows:
        _refuse("", gettext("这次试算没有对接上任何需求"), gettext("先在待关联里逐项确认，再试算"))
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    if in_force is not None and in_force.digest == digest:
        _refuse(
            "", gettext("与现行的第 %(n)s 版完全一样") % {"n": in_force.number}, gettext("有变动后再送会签")
        )
    made = ProjectList(
        place_code=quarter.place_code,
        register_id=run.register_id,
        quarter=quarter,
        run=run,
        number=ProjectList.objects.filter(quarter=quarter).count() + 1,
        proposed_on=trails.today(),
        projects=len(rows),
        needs=len(set(queries.given(run).values_list("need_id", flat=True))),
        people=sum(r["people"] for r in rows),
        cost_fen=sum(r["cost_fen"] for r in rows),
        digest=digest,
    )
    trail.born(
        made, "matching.propose", by=by, why=told, changes={"run": run.number, "projects": made.projects}
    )
    Project.objects.bulk_create(
        (Project(project_list=made, order=n, **row) for n, row in enumerate(rows, 1)), batch_size=MANY
    )
    day = trails.today()
    reviews.open_round(
        made,
        queries.KIND,
        by=by,
        law=queries.law_on(quarter.place_code, day),
        title=f"{quarter.code} {made.number}",
        desks=queries.desks_for(quarter.place_code, [r["department_code"] for r in rows], day),
        parts=[queries.part_of(made)],
        authors=[by.person_id or 0],
        why=told,
    )
    return made


def _projects_of(run: Run) -> list[dict[str, Any]]:
    """A run by offer: what each offer is given for, in order of class and number.  Queries: 1."""
    found: dict[int, dict[str, Any]] = {}
    for one in queries.given(run):
        offer = one.offer
        row = found.setdefault(
            offer.pk,
            {
                "offer_id": offer.pk,
                "title": offer.title,
                "class_name": offer.class_name,
                "catalogue_code": offer.catalogue_code,
                "department_code": offer.department_code,
                "unit": offer.unit,
                "units": 0,
                "needs": 0,
                "people": 0,
                "cost_fen": 0,
                "route": Project.Route.PLAN.value if offer.fund_id is not None else Project.Route.OWN.value,
            },
        )
        row["units"] += one.units
        row["needs"] += 1
        row["people"] += one.people
        row["cost_fen"] += int(one.cost_fen)
    return sorted(found.values(), key=lambda r: (r["class_name"], r["department_code"], r["offer_id"]))


@action("matching.agree", on=queries.locked_list)
def agree(row: ProjectList, *, by: Acting, choice: str, reason: str = "") -> ProjectList:
    """Give a desk's word on a proposed list; the last agreement publishes it, one return sends it back.

    Locks: quarter, list, its review.  Raises: Refused away from one's desk or on one's own; BadInput; Stale.
    """
    if row.status != ProjectList.Status.PROPOSED:
        raise Stale()
    if choice not in (Choice.AGREE, Choice.RETURN):
        _refuse("choice", gettext("没有选意见"), gettext("选同意或退回"))
    told = _said(reason, "reason", needed=choice == Choice.RETURN)
    held = boards.locked_of(queries.KIND, row)
    assert held is not None  # a list that was proposed has one
    law = queries.law_on(row.place_code, trails.today())
    part = queries.part_of(row)
    reviews.opine(held, {part.name: Answer(choice, told)}, by=by, law=law)
    if choice == Choice.RETURN:
        trail.move(row, "matching.agree", ProjectList.Status.RETURNED, by=by, why=told, law=law)
    elif boards.board(held).now.outcome == Review.Status.PASSED:
        reviews.conclude(held, by=by, law=law, present=[part], needs_lead=False)
        before = queries.list_in_force(row.quarter_id)
        if before is not None:
            trail.move(before, "matching.replace_list", ProjectList.Status.REPLACED, by=by)
        trail.move(
            row, "matching.agree", ProjectList.Status.ISSUED, by=by, law=law, published_on=trails.today()
        )
    return row


@action("matching.withdraw", on=queries.locked_list)
def withdraw(row: ProjectList, *, by: Acting, why: str) -> ProjectList:
    """Take a proposed list back before all have agreed.  Raises: BadInput, Stale."""
    told = _said(why)
    trail.move(row, "matching.withdraw", ProjectList.Status.RETURNED, by=by, why=told)
    held = boards.locked_of(queries.KIND, row)
    if held is not None and held.status == Review.Status.OPEN:
        reviews.lapse(held, by=by, why=told)
    return row
