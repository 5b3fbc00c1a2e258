"""What changes a ranking: tie two items, propose, depart from the proposal, decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.law import LawOn
from xianggou.stages.plans import queries, ranked, weighing
from xianggou.stages.plans.choose.facts import Choice
from xianggou.stages.plans.choose.placing import placed
from xianggou.stages.plans.choose.proposal import certainty, choose, moved
from xianggou.stages.plans.models import Departure, PlanChoice, PlanItem, PlanRun, PlanTie
from xianggou.stages.plans.weighing import Weighed

R = PlanRun.Status


def _problem(code: str, what: str, then: str, column: str = "") -> BadInput:
    return BadInput([Problem(code=code, what=what, then=then, column=column)])


@action("plans.tie", on=queries.locked)
def tie(item: PlanItem, *, by: Acting, other_id: int, kind: str, why: str = "") -> PlanTie:
    """Say that an item needs another one first, or that only one of the two can be had.  Raises: BadInput."""
    mine = PlanItem.objects.filter(town_code=item.town_code, year=item.year, status__in=queries.LIVE)
    other = mine.filter(pk=other_id).exclude(pk=item.pk).first()
    if other is None or kind not in PlanTie.Kind.values:
        raise _problem(
            "plans.tie.unknown",
            gettext("没有这样的另一项"),
            gettext("从本乡镇同一年的计划里选另一项"),
            "other_id",
        )
    standing = PlanTie.objects.filter(status=PlanTie.Status.STANDS, kind=kind)
    pairs = [(item.pk, other.pk), *([(other.pk, item.pk)] if kind == PlanTie.Kind.EXCLUDES else [])]
    if any(standing.filter(item=one, other=two).exists() for one, two in pairs):
        raise _problem(
            "plans.tie.again", gettext("这两项已经这样关联了"), gettext("要改的，先解除原来的"), "other_id"
        )
    made = PlanTie(
        place_code=item.place_code, town_code=item.town_code, dossier_id=item.dossier_id, item=item, other=other,
        kind=kind,
    )  # fmt: skip
    trail.born(made, "plans.tie", by=by, why=why, changes={"other": other.code, "kind": kind})
    return made


@action("plans.loose", on=ranked.locked_tie)
def loose(tied: PlanTie, *, by: Acting, why: str = "") -> PlanTie:
    """Take a tie off.  Raises: Stale."""
    if tied.status != PlanTie.Status.STANDS:
        raise Stale()
    trail.move(tied, "plans.loose", PlanTie.Status.LOOSED, by=by, why=why)
    return tied


@action("plans.rank")
def rank(
    *, where: Where, by: Acting, year: int, minimums: Mapping[str, int] | None = None, why: str = ""
) -> PlanRun:
    """Propose which items of a township's year pass, and keep all that was weighed.

    Money: none moves. The same facts give the same answer: then the proposal that stands is given back.
    Law: plans.rank_urgency, plans.rank_direct, plans.rank_slack, plans.rank_later_share.  Raises: BadInput.
    """
    law = places.law_on(where.place_code, trails.today())
    weighed = weighing.weighed(where.place_code, [where.town_code], year, law, minimums=minimums)
    mine = weighed[where.town_code]
    if not mine.items:
        raise _problem("plans.rank.nothing", gettext("这一年还没有计划项目"), gettext("先写计划，再排序"))
    inputs = weighing.frozen(mine, {})
    same = ranked.live(where.town_code, year).filter(input_hash=weighing.digest(inputs), status=R.PROPOSED)
    if (found := same.first()) is not None:
        trail.note(found, "plans.rank", by=by, why=why, law=law)
        return found
    choice = _planned(mine, choose(mine.problem))
    made = _kept(where, by, year, mine, choice, inputs, {})
    trail.born(
        made, "plans.rank", by=by, why=why, law=law, changes={"value": made.value, "bound": made.bound}
    )
    _write(made, mine, choice)
    return made


@action("plans.depart", on=ranked.locked_run)
def depart(run: PlanRun, *, by: Acting, item_id: int, put_in: bool, why: str) -> PlanRun:
    """Decide otherwise than proposed about one item; what that costs and who falls out is kept with the reason.

    Money: none moves; the new set is paid from the same lines.  Raises: Stale, BadInput.
    """
    if not why.strip():
        raise _problem(
            "plans.depart.no_reason", gettext("没有写理由"), gettext("写明为什么和建议不一样"), "why"
        )
    after = consequence(run, places.law_on(run.place_code, trails.today()), item_id, put_in=put_in)
    where = Where(run.place_code, run.town_code)
    made = _kept(where, by, run.year, after.weighed, after.choice, after.inputs, after.pins)
    lost = run.value - after.choice.value
    entry = trail.born(
        made, "plans.depart", by=by, why=why, changes={"item": item_id, "in": put_in, "lost": lost}
    )
    _write(made, after.weighed, after.choice)
    Departure.objects.create(
        run=made, before=run, item_id=item_id, is_in=put_in, lost_value=lost, entry=entry,
        came_in=[i for i in after.came_in if i != item_id], fell_out=[i for i in after.fell_out if i != item_id],
    )  # fmt: skip
    return made


@action("plans.settle", on=ranked.locked_run)
def settle(run: PlanRun, *, by: Acting, why: str = "") -> PlanRun:
    """Decide the ranking: what passes this year. The next proposal starts from it.  Raises: Stale, BadInput."""
    if run.status != R.PROPOSED:
        raise Stale()
    law = places.law_on(run.place_code, trails.today())
    if ranked.inputs_now(run, law).digest != run.input_hash:
        raise _changed()
    for before in ranked.live(run.town_code, run.year).filter(status=R.SETTLED):
        trail.move(before, "plans.replace_run", R.REPLACED, by=by)
    trail.move(run, "plans.settle", R.SETTLED, by=by, why=why, settled_on=trails.today(), settled_by=by.who)
    return run


def _changed() -> BadInput:
    return _problem(
        "plans.settle.changed", gettext("排序以后，计划、钱或需求变了"), gettext("再排一次，按新的排序决定")
    )


def _planned(weighed: Weighed, choice: Choice) -> Choice:
    """The choice, when there is one.  Raises: BadInput that says what stops every plan, by how much."""
    if not choice.stops:
        return choice
    told = [str(ranked.stopped(stop, weighed)) for stop in choice.stops]
    raise BadInput(
        [
            Problem(
                code="plans.rank.no_plan",
                what=one,
                then=gettext("先减少已经定下的项目，或增加资金，再排序"),
            )
            for one in told
        ]
    )


def consequence(run: PlanRun, law: LawOn, item_id: int, *, put_in: bool) -> ranked.Consequence:
    """What follows if one item is put in or taken out against a proposal; nothing is written.

    Raises: Stale when the proposal is none any more; BadInput when it can't be.  Queries: 13.
    """
    if run.status != R.PROPOSED:
        raise Stale()
    now = ranked.inputs_now(run, law)
    if now.digest != run.input_hash:
        raise _changed()
    candidate = now.weighed.problem.by_id.get(item_id)
    if candidate is None:
        raise _problem("plans.depart.unknown", gettext("这一项不在这次排序里"), gettext("从排序表里选"))
    if candidate.never not in ("", "office") or candidate.must not in ("", "office"):
        raise _problem(
            "plans.depart.fixed",
            gettext("这一项由规则或已有的承诺决定，不能改"),
            gettext("先改变它的依据：退回的改好再送，批复了的由县财政处理"),
        )
    pins = {**now.pins, item_id: put_in}
    mine = weighing.weighed(
        run.place_code, [run.town_code], run.year, law, pins=pins, minimums=run.inputs["minimums"]
    )[run.town_code]
    before = tuple(run.choices.filter(is_in=True).values_list("item_id", flat=True))
    if (item_id in before) == put_in:
        raise _problem("plans.depart.already", gettext("建议就是这样"), gettext("不用改"))
    near = replace(mine.problem, published=frozenset(before), slack_bp=0)
    choice = _planned(mine, choose(near))
    inputs = {**weighing.frozen(mine, pins), "near": sorted(before)}
    came, fell = moved(before, choice.chosen)
    return ranked.Consequence(mine, choice, inputs, pins, run.value - choice.value, came, fell)


def _kept(
    where: Where,
    by: Acting,
    year: int,
    weighed: Weighed,
    choice: Choice,
    inputs: Mapping[str, Any],
    pins: Mapping[int, bool],
) -> PlanRun:
    """The run to be born; the number is taken first, so that of two at once the second replaces the first."""
    serial = series.take(where.town_code, "PX", year).serial
    for before in (
        ranked.live(where.town_code, year).filter(status=R.PROPOSED).select_for_update(of=("self",))
    ):
        trail.move(before, "plans.replace_run", R.REPLACED, by=by)
    return PlanRun(
        place_code=where.place_code,
        town_code=where.town_code,
        year=year,
        register=trails.register_of(where.place_code, f"ranking/{where.town_code}", "排序"),
        number=serial,
        inputs=dict(inputs),
        input_hash=weighing.digest(inputs),
        pins={str(k): v for k, v in sorted(pins.items())},
        value=choice.value,
        bound=choice.bound,
        by_solver=choice.by == "solver",
        outcome={
            "left": dict(sorted(choice.left.items())),
            "given_up": [m.group for m in choice.given_up],
            "asked_fen": weighed.asked_fen,
            "left_out_fen": sum(
                c.cost_fen for c in weighed.problem.candidates if not c.never and c.id not in choice.chosen
            ),
            "free": dict(sorted(weighed.problem.lines.items())),
            "lines": dict(weighed.lines),
            "classes": dict(weighed.classes),
        },
        made_on=trails.today(),
        made_by=by.who,
    )


def _write(run: PlanRun, weighed: Weighed, choice: Choice) -> None:
    """The places of all items.  Queries: 1."""
    sure = certainty(weighed.problem, weighed.others)
    PlanChoice.objects.bulk_create(
        PlanChoice(
            run=run,
            item_id=one.item,
            place=n,
            is_in=one.is_in,
            code=one.code,
            facts={**one.facts, **ranked.cited(weighed, one)},
            sure=one.sure,
            cost_fen=weighed.problem.by_id[one.item].cost_fen,
            split=dict(choice.split.get(one.item, ())),
        )
        for n, one in enumerate(placed(weighed.problem, choice, sure), 1)
    )
