"""What the pages of rankings show: townships, one ranking with its reasons and money, what follows, what-if."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Action, Cell, Column, Empty, Pair, Shape, Table, Text
from xianggou.base.places import queries as places
from xianggou.base.sheets.export import Field
from xianggou.core.actor import Actor
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.plans import queries, ranked
from xianggou.stages.plans.models import PlanChoice, PlanItem, PlanRun, PlanTie
from xianggou.stages.plans.ranked import SURE, Consequence, line_names, people
from xianggou.stages.plans.whatif import Answer

R = PlanRun.Status
SHAPES: dict[str, Shape] = {R.PROPOSED: "run", R.SETTLED: "done", R.REPLACED: "none"}
TOWNS = (
    Column("town", _("乡镇"), main=True),
    Column("status", _("排序"), "status"),
    Column("asked_fen", _("要的钱"), "fen"),
    Column("free_fen", _("有的钱"), "fen"),
    Column("short_fen", _("没有列入的"), "fen"),
    Column("count", _("列入"), "number"),
    Column("value", _("服务加权人"), "number"),
    Column("made_on", _("排于"), "day"),
)
PLACES = (
    Column("place", _("位次"), "number"),
    Column("name", _("项目"), main=True),
    Column("state", _("建议"), "status"),
    Column("cost_fen", _("今年的钱"), "fen"),
    Column("why", _("为什么")),
    Column("sure", _("换一套权数")),
    Column("split", _("从哪里付")),
    Column("verbs", _("改"), "verbs"),
)
LINES = (
    Column("name", _("来源"), main=True),
    Column("free_fen", _("可用"), "fen"),
    Column("left_fen", _("还剩"), "fen"),
)
CHANGES = (
    Column("town", _("乡镇"), main=True),
    Column("free_fen", _("钱"), "fen"),
    Column("came", _("进来")),
    Column("fell", _("退出")),
    Column("value", _("服务加权人")),
    Column("how", _("算到哪一步")),
)
DEPARTED = (
    Column("name", _("项目"), main=True),
    Column("what", _("决定")),
    Column("why", _("理由")),
    Column("lost", _("少服务加权人"), "number"),
    Column("after", _("跟着变的")),
)
FIELDS = (
    Field("place", "位次"), Field("code", "项目编号"), Field("name", "项目名称"), Field("state", "建议"),
    Field("cost_fen", "今年的钱(元)"), Field("why", "理由"), Field("sure", "换一套权数"), Field("split", "从哪里付"),
)  # fmt: skip


def title(run: PlanRun) -> str:
    """How a ranking is called."""
    return gettext("第 %(n)s 次排序") % {"n": run.number}


def towns_of(actor: Actor, place_code: str, year: int) -> list[dict[str, Any]]:
    """The townships within sight with the ranking that is newest; those without one stand below.  Queries: 3."""
    seen, mine = towns_seen(actor, "plans.see")
    names = places.town_names(place_code)
    shown = [code for code in names if place_code in seen or code in mine]
    live = PlanRun.objects.filter(town_code__in=shown, year=year).exclude(status=R.REPLACED)
    runs = {run.town_code: run for run in live.defer("inputs").order_by("number")}
    counted = PlanChoice.objects.filter(run__in=[r.pk for r in runs.values()], is_in=True)
    inside = dict(counted.values_list("run").annotate(Count("id")))
    return [
        _town_row(code, names[code], runs.get(code), inside)
        for code in sorted(shown, key=lambda c: c not in runs)
    ]


def _town_row(code: str, name: str, run: PlanRun | None, inside: Mapping[int, int]) -> dict[str, Any]:
    if run is None:
        return {"town": name, "status": Cell(gettext("没有排过"), shape="none")}
    free = sum(run.outcome["free"].values())
    return {
        "town": Cell(name, reverse("plans:ranking", args=[run.pk]), note=title(run)),
        "status": Cell(run.get_status_display(), shape=SHAPES[run.status]),
        "asked_fen": run.outcome["asked_fen"],
        "free_fen": free,
        "short_fen": run.outcome["left_out_fen"],
        "count": inside.get(run.pk, 0),
        "value": run.value,
        "made_on": run.made_on,
    }


def leading(actor: Actor, year: int) -> list[Action]:
    """What leads from the list.  Queries: 0."""
    found = []
    if roles.may_anywhere(actor, "plans.rank"):
        found.append(Action(_("排一次"), f"{reverse('plans:rank')}?year={year}", primary=True))
    if roles.may_anywhere(actor, "plans.what_if"):
        found.append(Action(_("推演"), f"{reverse('plans:what_if')}?year={year}"))
    return found


def classes_of(where: Where, year: int) -> list[tuple[str, str, int]]:
    """The classes of the catalogue in a township's plan, with how many items ask in each.  Queries: 2."""
    rows = PlanItem.objects.filter(town_code=where.town_code, year=year, status__in=queries.LIVE)
    codes = dict(rows.order_by().values_list("catalogue_code").annotate(Count("id")))
    found: dict[str, tuple[str, int]] = {}
    for entry in catalogue.rows_in_force(where.place_code).filter(code__in=codes).order_by("class_code"):
        name, count = found.get(entry.class_code, (entry.class_name, 0))
        found[entry.class_code] = (name, count + codes[entry.code])
    return [(code, name, count) for code, (name, count) in found.items()]


def others_of(item: PlanItem) -> list[tuple[str, str]]:
    """The other items of the township's year.  Queries: 1."""
    rows = PlanItem.objects.filter(town_code=item.town_code, year=item.year, status__in=queries.LIVE)
    found = rows.exclude(pk=item.pk).order_by("id").values_list("pk", "name", "code")
    return [(str(pk), f"{name} {code}") for pk, name, code in found]


def sees(actor: Actor, tied: PlanTie) -> bool:
    """Whether a tie is within sight.  Queries: 0."""
    seen, towns = towns_seen(actor, "plans.see")
    return tied.place_code in seen or tied.town_code in towns


def tie_rows(ties: Sequence[PlanTie], *, may_loose: bool) -> list[tuple[str, str, str, str]]:
    """Ties as lines: first item, how, second item, where to take it off (for whom may)."""
    return [
        (
            t.item.name,
            str(t.get_kind_display()),
            t.other.name,
            reverse("plans:loose", args=[t.pk]) if may_loose else "",
        )
        for t in ties
    ]


# One ranking ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class RunPage:
    """One ranking as a page."""

    title: str
    town: str
    status: tuple[Shape, str]
    table: Table
    lines: Table
    departed: Table | None
    ties: list[tuple[str, str, str, str]]
    facts: list[Pair]
    told: list[Text]
    is_short: bool


def run_page(run: PlanRun, *, may_depart: bool, may_loose: bool = False) -> RunPage:
    """A ranking with its reasons.  Queries: 4."""
    found = ranked.places_of(run)
    names = {c.item_id: c.item.name for c in found}
    open_ = may_depart and run.status == R.PROPOSED
    rows = [_place_row(run, c, names, open_=open_) for c in found]
    columns = PLACES if open_ else PLACES[:-1]
    asked, free = run.outcome["asked_fen"], sum(run.outcome["free"].values())
    made = ranked.departures(run) if run.pins else []
    return RunPage(
        title=title(run),
        town=places.town_names(run.place_code).get(run.town_code, run.town_code),
        status=(SHAPES[run.status], str(run.get_status_display())),
        table=Table(caption=_("逐项排序"), columns=columns, rows=rows),
        lines=Table(caption=_("钱"), columns=LINES, rows=_line_rows(run)),
        departed=Table(
            caption=_("和建议不同的地方"), columns=DEPARTED, rows=[_departed(d, names) for d in made]
        )
        if made
        else None,
        ties=tie_rows(ranked.ties_of(run.town_code, run.year), may_loose=may_loose),
        facts=[
            Pair(
                _("列入"),
                gettext("%(n)s 项，共 %(all)s 项") % {"n": sum(c.is_in for c in found), "all": len(found)},
            ),
            Pair(_("服务加权人"), people(run.value)),
            Pair(_("要的钱"), asked, "fen"),
            Pair(_("有的钱"), free, "fen"),
            Pair(_("以前年度留下的承诺"), run.inputs["carried_fen"], "fen"),
            Pair(_("算到哪一步"), proof(run.value, run.bound, by_solver=run.by_solver)),
        ],
        told=_told(run),
        is_short=bool(run.outcome["left_out_fen"]),
    )


def _told(run: PlanRun) -> list[Text]:
    """What must be said above a ranking."""
    found: list[Text] = []
    classes = run.outcome["classes"]
    if run.outcome["given_up"]:
        named = gettext("、").join(classes.get(c, c) for c in run.outcome["given_up"])
        found.append(gettext("%(classes)s 的最少项数达不到，已放下这一条") % {"classes": named})
    urgency, direct = run.inputs["weights"]
    steps = "、".join(str(n) for n in urgency)
    found.append(
        gettext("一名受益人按紧急程度由轻到重计 %(steps)s 人，重点人群再乘 %(direct)s；一项需求只算一次。")
        % {"steps": steps, "direct": direct}
    )
    return found


def proof(value: int, bound: int, *, by_solver: bool) -> str:
    """How far from the best at most."""
    if not by_solver:
        return gettext("贪心（没有算完）")
    if value >= bound:
        return gettext("已证最优")
    basis = -(-(bound - value) * 10_000 // bound)
    return gettext("距最优不超过 %(share)s %%") % {"share": f"{basis / 100:.2f}"}


def _place_row(run: PlanRun, c: PlanChoice, names: Mapping[int, str], *, open_: bool) -> dict[str, Any]:
    verbs = []
    if open_ and (
        c.code in ("worth", "needed", "room", "behind", "office") or c.facts.get("why") == "office"
    ):
        word = _("不列入") if c.is_in else _("仍要列入")
        verbs = [Action(word, reverse("plans:depart", args=[run.pk, c.item_id]))]
    return {
        "place": c.place,
        "name": Cell(c.item.name, reverse("plans:detail", args=[c.item_id]), note=c.item.code),
        "state": Cell(gettext("列入") if c.is_in else gettext("不列入"), shape="done" if c.is_in else "none"),
        "cost_fen": c.cost_fen,
        "why": reason_of(run, c, names),
        "sure": SURE[c.sure],
        "split": _split(run, c),
        "verbs": verbs,
    }


def reason_of(run: PlanRun, c: PlanChoice, names: Mapping[int, str]) -> str:
    """The reason of a place in words."""
    outcome = run.outcome
    return ranked.reason(c.code, c.facts, names, outcome["lines"], run.year, outcome["classes"])


def _split(run: PlanRun, c: PlanChoice) -> str:
    parts = [
        f"{line_names([code], run.outcome['lines'])} {yuan_text(fen)}"
        for code, fen in sorted(c.split.items())
    ]
    return gettext("；").join(parts)


def _line_rows(run: PlanRun) -> list[dict[str, Any]]:
    left = run.outcome["left"]
    return [
        {"name": line_names([code], run.outcome["lines"]), "free_fen": fen, "left_fen": left.get(code, 0)}
        for code, fen in sorted(run.outcome["free"].items())
    ]


def _departed(d: Any, names: Mapping[int, str]) -> dict[str, Any]:
    after = [gettext("%(name)s 进来") % {"name": names.get(i, i)} for i in d.came_in]
    after += [gettext("%(name)s 退出") % {"name": names.get(i, i)} for i in d.fell_out]
    return {
        "name": Cell(d.item.name, reverse("plans:detail", args=[d.item_id])),
        "what": gettext("列入") if d.is_in else gettext("不列入"),
        "why": d.why or gettext("（理由已删去）"),
        "lost": d.lost_value,
        "after": gettext("；").join(after),
    }


def verbs_of(run: PlanRun, *, may_settle: bool, may_rank: bool, may_export: bool) -> list[Action]:
    """What may be done with a ranking.  Queries: 0."""
    found = []
    if may_settle and run.status == R.PROPOSED:
        found.append(Action(_("定下来"), reverse("plans:settle", args=[run.pk]), primary=True))
    if may_rank:
        found.append(Action(_("再排一次"), f"{reverse('plans:rank')}?year={run.year}"))
    if may_export:
        found.append(Action(_("导出到 Excel"), reverse("plans:ranking_file", args=[run.pk])))
    return found


def values(run: PlanRun) -> Iterator[tuple[Any, ...]]:
    """The rows of the workbook.  Queries: 1."""
    found = ranked.places_of(run)
    names = {c.item_id: c.item.name for c in found}
    for c in found:
        state = gettext("列入") if c.is_in else gettext("不列入")
        yield (
            c.place, c.item.code, c.item.name, state, c.cost_fen, reason_of(run, c, names), str(SURE[c.sure]),
            _split(run, c),
        )  # fmt: skip


# What follows, what if -----------------------------------------------------------------------


def follows(run: PlanRun, told: Consequence, item_id: int) -> dict[str, Any]:
    """What a departure brings with it."""
    names = {pk: item.name for pk, item in told.weighed.items.items()}
    return {
        "lost": people(abs(told.lost)),
        "is_gain": told.lost < 0,
        "is_even": told.lost == 0,
        "came": [names[i] for i in told.came_in if i != item_id],
        "fell": [names[i] for i in told.fell_out if i != item_id],
        "given_up": [told.weighed.classes.get(m.group, m.group) for m in told.choice.given_up],
    }


def answered(found: Mapping[str, Answer], names: Mapping[str, str], year: int) -> Table:
    """Township by township: what comes in, what drops out, how many are served then."""
    rows = [_answer_row(names.get(town, town), one, year) for town, one in found.items()]
    done = [one for one in found.values() if not one.after.stops]
    moved = sum(len(one.came_in) + len(one.fell_out) for one in done)
    before, after = sum(a.value_before for a in done), sum(a.after.value for a in done)
    return Table(
        caption=_("计划会变成怎样"),
        columns=CHANGES,
        rows=rows,
        totals={
            "town": gettext("合计，变动 %(n)s 项") % {"n": moved},
            "free_fen": sum(one.free_fen for one in done),
            "value": f"{people(before)} → {people(after)}",
        }
        if rows
        else {},
        empty=Empty(_("这一年还没有计划项目"), _("先写计划，再推演")),
    )


def _answer_row(town: str, one: Answer, year: int) -> dict[str, Any]:
    items = one.weighed.items
    note = gettext("从定下的排序算起") if one.is_decided else gettext("还没有定，从现在的建议算起")
    if one.after.stops:
        told = [ranked.stopped(stop, one.weighed) for stop in one.after.stops]
        return {"town": Cell(town, note=note), "how": gettext("排不出来：") + gettext("；").join(told)}
    called = [
        gettext("、").join(
            f"{items[i].name}（{yuan_text(int(items[i].budget_fen))}）" for i in ids if i in items
        )
        for ids in (one.came_in, one.fell_out)
    ]
    return {
        "town": Cell(town, note=note),
        "free_fen": one.free_fen,
        "came": called[0] or gettext("不变"),
        "fell": called[1] or gettext("不变"),
        "value": f"{people(one.value_before)} → {people(one.after.value)}",
        "how": proof(one.after.value, one.after.bound, by_solver=one.after.by == "solver"),
    }
