"""Rankings read, and said in words: the runs somebody sees, each place with its reason, what follows from a departure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Action
from xianggou.base.trail.models import Reason
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.plans import queries, weighing
from xianggou.stages.plans.choose.facts import Choice, Stop
from xianggou.stages.plans.choose.placing import Placed
from xianggou.stages.plans.models import Departure, Funding, PlanChoice, PlanItem, PlanRun, PlanTie
from xianggou.stages.plans.weighing import Weighed

R = PlanRun.Status
SURE = {"in": _("稳入"), "open": _("看权重"), "out": _("稳出"), "": ""}


@dataclass(frozen=True)
class Consequence:
    """What follows from one departure: the new choice, and against the proposal what is lost and who moves."""

    weighed: Weighed
    choice: Choice
    inputs: dict[str, Any]
    pins: dict[int, bool]
    lost: int
    came_in: tuple[int, ...]
    fell_out: tuple[int, ...]


@dataclass(frozen=True)
class Now:
    """What a run would weigh today."""

    weighed: Weighed
    pins: dict[int, bool]
    digest: str


def runs_seen(actor: Actor) -> QuerySet[PlanRun]:
    """The rankings that the actor may see."""
    seen, towns = towns_seen(actor, "plans.see")
    return PlanRun.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def live(town_code: str, year: int) -> QuerySet[PlanRun]:
    """The proposal and the decision that stand for a township's year."""
    return PlanRun.objects.filter(town_code=town_code, year=year).exclude(status=R.REPLACED)


def locked_run(run_id: int) -> PlanRun:
    """A ranking, locked.  Queries: 1."""
    return PlanRun.objects.select_for_update(of=("self",)).get(pk=run_id)


def locked_tie(tie_id: int) -> PlanTie:
    """A tie, locked.  Queries: 1."""
    return PlanTie.objects.select_for_update(of=("self",)).get(pk=tie_id)


def places_of(run: PlanRun) -> list[PlanChoice]:
    """The places of a ranking, with their items.  Queries: 1."""
    rows = PlanChoice.objects.filter(run=run).select_related("item").order_by("place")
    return list(rows.only(*(f.name for f in PlanChoice._meta.concrete_fields), "item__name", "item__code"))


def departures(run: PlanRun) -> list[Departure]:
    """What was decided otherwise in this ranking and those it grew from, first to last.  Queries: 1."""
    reason = Reason.objects.filter(entry=OuterRef("entry")).values("text")[:1]
    rows = Departure.objects.filter(
        run__town_code=run.town_code, run__year=run.year, run__number__lte=run.number, item_id__in=run.pins
    )
    found = rows.annotate(why=Subquery(reason)).select_related("item").order_by("-run__number")
    newest: dict[int, Departure] = {}
    for one in found:
        newest.setdefault(one.item_id, one)
    return [one for one in reversed(newest.values()) if run.pins.get(str(one.item_id)) == one.is_in]


def ties_of(town_code: str, year: int) -> list[PlanTie]:
    """The ties that stand between items of a township's year.  Queries: 1."""
    rows = PlanTie.objects.filter(town_code=town_code, item__year=year, status=PlanTie.Status.STANDS)
    return list(rows.select_related("item", "other").order_by("id"))


def ways_to_tie(actor: Actor, item: PlanItem) -> list[Action]:
    """The way to say what an item has to do with another one.  Queries: 0."""
    open_ = item.status in queries.LIVE and queries.may(actor, "plans.tie", item)
    return [Action(_("和别的项目的关系"), reverse("plans:tie", args=[item.pk]))] if open_ else []


def inputs_now(run: PlanRun, law: LawOn) -> Now:
    """What this run would weigh today, to see whether anything changed since.  Queries: 12."""
    pins = {int(k): bool(v) for k, v in run.pins.items()}
    found = weighing.weighed(
        run.place_code, [run.town_code], run.year, law, pins=pins, minimums=run.inputs["minimums"]
    )[run.town_code]
    inputs = weighing.frozen(found, pins)
    if "near" in run.inputs:
        inputs["near"] = run.inputs["near"]
    return Now(found, pins, weighing.digest(inputs))


def cited(weighed: Weighed, place: Placed) -> dict[str, Any]:
    """The clauses of a refusal by rule, kept with the place."""
    if place.code != "never":
        return {}
    return {"cites": [str(c) for f in weighed.refused[place.item] for c in f.cites][:2]}


# In words ------------------------------------------------------------------------------------


def line_names(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Sources as a person calls them."""
    own = gettext("本级资金")
    return "、".join(own if c == Funding.OWN else names.get(c) or c for c in codes)


def people(value: int) -> str:
    """Weighted people in figures."""
    return f"{value:,}"


def stopped(stop: Stop, weighed: Weighed) -> str:
    """Why there is no plan at all."""
    names = {pk: item.name for pk, item in weighed.items.items()}
    facts = {
        "items": list(stop.items),
        "lines": list(stop.lines),
        "year": stop.year,
        "over_fen": stop.over_fen,
    }
    return reason(stop.code, facts, names, weighed.lines, next(iter(weighed.items.values())).year)


def reason(
    code: str,
    facts: Mapping[str, Any],
    names: Mapping[int, str],
    lines: Mapping[str, str],
    year: int,
    classes: Mapping[str, str] | None = None,
) -> str:
    """The reason of a place, as a clerk reads it."""
    called = {
        "items": gettext("、").join(f"“{names.get(i, i)}”" for i in facts.get("items", ())),
        "out": gettext("、").join(f"“{names.get(i, i)}”" for i in facts.get("out", ())),
        "into": gettext("、").join(f"“{names.get(i, i)}”" for i in facts.get("in", ())),
        "lines": line_names(facts.get("lines", ()), lines),
        "yuan": yuan_text(facts.get("over_fen", 0)),
        "year": year + int(facts.get("year", 0)),
        "needs": facts.get("needs", 0),
        "worth": people(facts.get("worth", 0)),
        "lost": people(facts.get("lost", 0)),
        "classes": gettext("、").join((classes or {}).get(c, c) for c in facts.get("classes", ())),
        "cites": gettext("、").join(facts.get("cites", ())),
    }
    if code == "never":
        return _NEVER.get(str(facts.get("why", "")), _NEVER[""]) % called
    if code == "behind":
        return _behind(facts, called)
    if code == "room":
        return (_ROOM_WITH_NEEDS if facts.get("needs") else _ROOM) % called
    return str(_REASONS[code]) % called


def _behind(facts: Mapping[str, Any], called: Mapping[str, Any]) -> str:
    """Why something that could be paid is not in: what would drop out for it, and what that costs."""
    if facts.get("out"):
        text = gettext("放它进来，%(out)s 要退出，少服务 %(lost)s 加权人") % called
    else:
        text = gettext("放它进来，合计少服务 %(lost)s 加权人") % called
    if facts.get("classes"):
        text += gettext("；%(classes)s 就达不到最少项数") % called
    if facts.get("in"):
        text += gettext("；%(into)s 随着进来") % called
    return text


_REASONS = {
    "approved": _("已经批复，它的钱先占住"),
    "carried": _("以前年度定下的跨年项目，今年的钱先留出"),
    "office": _("办公室决定列入，理由见下面的“和建议不同的地方”"),
    "worth": _("满足 %(needs)s 项需求，计 %(worth)s 加权人；没有它，少 %(lost)s"),
    "needed": _("%(items)s 要先有它"),
    "line_short": _("%(lines)s 合起来不够，差 %(yuan)s 元"),
    "year_over": _("%(year)s 年的承诺超过上限 %(yuan)s 元"),
    "excluded": _("和%(items)s只能要一项，那一项已经定了"),
    "both_committed": _("和%(items)s只能要一项，而那一项是定下的"),
    "needs_out": _("要先有%(items)s，而那一项不在内"),
    "commitment_out": _("定下的项目依靠的%(items)s不能列入"),
    "commitment_needs_out": _("定下的项目依靠的%(items)s不能列入"),
}
_NEVER = {
    "returned": _("审查退回，改好再送审后参加排序"),
    "office": _("办公室决定不列入，理由见下面的“和建议不同的地方”"),
    "plans.submit.not_own_duty": _("不是本级清单里可以购买的事权（%(cites)s）"),
    "plans.submit.not_in_catalogue": _("不在现行目录内（%(cites)s）"),
    "": _("规则不允许（%(cites)s）"),
}
_ROOM = _("没有登记的需求指向它；前面的都列入后还有钱，按事权次序列入")
_ROOM_WITH_NEEDS = _("它的 %(needs)s 项需求已由别的项目满足；前面的都列入后还有钱")
