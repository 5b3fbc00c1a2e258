"""What the pages of matching show: the board, why, links that wait, a project list, the public's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.shapes import Cell, Column, Pair, Shape, Table, Text
from xianggou.core.actor import Actor
from xianggou.stages.matching import facts, queries
from xianggou.stages.matching.models import Project, ProjectList, Run, Unmet
from xianggou.stages.matching.pairs import Answered
from xianggou.stages.matching.wording import REASONS, TESTS
from xianggou.stages.resources import queries as resources

if TYPE_CHECKING:
    from xianggou.stages.needs.models import Need
    from xianggou.stages.resources.models import Quarter

L = ProjectList.Status
LIST_SHAPES: dict[str, Shape] = {L.PROPOSED: "run", L.ISSUED: "done", L.RETURNED: "back", L.REPLACED: "none"}
FEW = 5  # fewer people than this are shown as "fewer than" on a public page
BOARD = (
    Column("need", _("需求"), main=True),
    Column("who", _("谁、急不急")),
    Column("offers", _("对接资源")),
    Column("result", _("结果"), "status"),
    Column("next", _("下一步")),
)
PROJECTS = (
    Column("title", _("项目"), main=True),
    Column("class_name", _("类别")),
    Column("department", _("哪个部门")),
    Column("units", _("给出"), "number"),
    Column("unit", _("单位")),
    Column("needs", _("对接几条需求"), "number"),
    Column("people", _("受益人"), "number"),
    Column("cost", _("动用专项"), "fen"),
    Column("route", _("怎样实施")),
)
LISTS = (
    Column("name", _("清单"), main=True),
    Column("projects", _("项目"), "number"),
    Column("needs", _("需求"), "number"),
    Column("people", _("受益人"), "number"),
    Column("cost", _("动用专项"), "fen"),
    Column("day", _("日期"), "day"),
    Column("status", _("状态"), "status"),
)
LINKS = (
    Column("offer", _("资源"), main=True),
    Column("department", _("部门")),
    Column("groups", _("服务谁")),
    Column("unit", _("单位")),
    Column("fits", _("其他条件")),
    Column("before", _("以前的回答")),
)
WHY = (
    Column("offer", _("资源"), main=True),
    Column("result", _("结果"), "status"),
    Column("failed", _("没有通过的条件")),
    Column("given", _("给了几份"), "number"),
    Column("left", _("还剩几份"), "number"),
)


def people_shown(thousandths: int) -> str:
    """Weighted people as a person reads them."""
    return f"{thousandths // 1000:,}"


def share_shown(bp: int) -> str:
    """A share of 10 000 in per cent."""
    return f"{bp / 100:.1f} %"


def proof_shown(run: Run) -> str:
    """How good a run is, in words."""
    if run.proof == Run.Proof.PROVEN:
        return gettext("已证最优")
    if run.proof == Run.Proof.BOUNDED:
        return gettext("距理论最优不超过 %(gap)s %%") % {"gap": f"{run.gap_bp / 100:.2f}"}
    return gettext("贪心结果，没有证明")


# The board ------------------------------------------------------------------------------------


def found_needs(actor: Actor, run: Run, *, state: str, class_name: str, text: str) -> QuerySet[Need]:
    """The needs of a run within sight, filtered."""
    rows = queries.needs_seen(actor).filter(place_code=run.place_code, pk__in=[int(n) for n in run.looked_at])
    rows = rows.select_related("matter")
    if state == "met":
        rows = rows.exclude(pk__in=queries.unmet(run).values("need"))
    elif state in REASONS:
        rows = rows.filter(pk__in=queries.unmet(run).filter(reason=state).values("need"))
    elif state == "some":
        rows = rows.filter(pk__in=queries.given(run).values("need"))
    if class_name:
        rows = rows.filter(class_name=class_name)
    if text:
        rows = rows.filter(Q(text__contains=text) | Q(code__contains=text) | Q(matter__name__contains=text))
    return rows


def states_of(run: Run) -> list[tuple[str, Text, int]]:
    """Filters of the board with their counts.  Queries: 0."""
    told = [(reason, word, run.reasons.get(reason, 0)) for reason, (word, _next) in REASONS.items()]
    return [("met", _("全部满足"), run.met), *(one for one in told if one[2])]


def board_rows(run: Run, found: Sequence[Need], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Need, what it is given, what is left and why.  Queries: 2."""
    ids = [n.pk for n in found]
    given: dict[int, list[Any]] = defaultdict(list)
    for one in queries.given(run).filter(need__in=ids):
        given[one.need_id].append(one)
    left = {u.need_id: u for u in queries.unmet(run).filter(need__in=ids)}
    return [_board_row(run, n, given[n.pk], left.get(n.pk), names) for n in found]


def _board_row(
    run: Run, need: Need, given: list[Any], left: Unmet | None, names: Mapping[str, str]
) -> dict[str, Any]:
    where = names.get(need.village_code) or names.get(need.town_code, "")
    wanted = run.looked_at[str(need.pk)]["q"]
    got = sum(a.units for a in given)
    offers = "；".join(f"{a.offer.title} {a.units} {a.offer.unit}" for a in given)
    reason, step = REASONS[left.reason] if left is not None else ("", "")
    shape: Shape = "done" if left is None else "run" if got else "stop"
    near = f"{left.offer.title}{_change(left)}" if left is not None and left.offer is not None else ""
    return {
        "id": need.pk,
        "need": Cell(
            need.matter.name if need.matter is not None else need.text[:40],
            reverse("matching:why", args=[need.pk]),
            f"{where} · {need.code}",
        ),
        "who": f"{'、'.join(need.traits[:2])} · {need.urgency} · {_people(need)}",
        "offers": offers or "—",
        "result": Cell(
            gettext("%(got)s/%(wanted)s 全部满足") % {"got": got, "wanted": wanted}
            if left is None
            else f"{got}/{wanted} {reason}",
            shape=shape,
        ),
        "next": Cell(step or "—", note=near),
    }


def _people(need: Need) -> str:
    if need.people is None:
        return gettext("人数待核")
    return gettext("%(n)s 人") % {"n": need.people}


def _change(left: Unmet) -> str:
    """The cheapest change in words."""
    found = [str(TESTS[code][1]) for code in left.failed]
    if left.short_units:
        found.append(gettext("再要 %(n)s 份") % {"n": left.short_units})
    if left.missing:
        found.append(
            gettext("至少 %(min)s 份才办，还差 %(n)s 份") % {"min": left.batch_min, "n": left.missing}
        )
    if left.extra_fen:
        found.append(gettext("另需 %(yuan)s 元") % {"yuan": f"{left.extra_fen / 100:,.2f}"})
    return f"：{'、'.join(found)}" if found else ""


def figures(
    run: Run, names: Mapping[str, str]
) -> tuple[tuple[Pair, ...], tuple[Pair, ...], tuple[Pair, ...]]:
    """The run's figures, shares by place and group, bottlenecks.  Queries: 0."""
    head = (
        Pair(
            _("满足加权受益人"),
            f"{people_shown(run.worth)} / {people_shown(run.wanted)}",
            strong=True,
        ),
        Pair(_("好到什么程度"), proof_shown(run)),
        Pair(_("份额最低的一方"), share_shown(run.floor_bp)),
        Pair(_("需求"), gettext("%(met)s 条全部满足，共 %(all)s 条") % {"met": run.met, "all": run.needs}),
        Pair(_("资源"), run.offers, "number"),
        Pair(_("待关联"), Cell(run.waiting_links, reverse("matching:links"))),
        Pair(_("资源清单"), gettext("第 %(n)s 版") % {"n": run.resource_list.number}),
        Pair(_("哪天试算"), run.made_on, "day"),
        Pair(_("输入摘要"), run.digest[:12], "code"),
        Pair(_("求解"), f"{run.solver} · {run.milliseconds / 1000:.1f} s"),
    )
    shares = tuple(
        Pair(
            names.get(claim, gettext("重点群体：%(group)s") % {"group": claim}),
            share_shown(min(worth * 10_000 // alone, 10_000)),
        )
        for claim, worth, alone in run.coverage
        if alone
    )
    more = tuple(
        Pair(
            title,
            gettext("再增 %(n)s %(unit)s，多服务 %(people)s 人")
            % {"n": units, "unit": unit, "people": persons},
        )
        for title, units, unit, persons in run.bottlenecks
    )
    return head, shares, more


def _offers(ids: Sequence[int]) -> list[Any]:
    return list(resources.offers_numbered(ids))


# Why ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WhyPage:
    """One need in a run: its weight, every offer that was looked at, what is fixed by hand."""

    need: Need
    facts: tuple[Pair, ...]
    table: Table
    wishes: list[Any]
    may_fix: bool


def why_page(actor: Actor, run: Run, need: Need) -> WhyPage:
    """Every test, the weight, the cut-off.  Queries: 5."""
    looked = run.looked_at[str(need.pk)]
    given = {a.offer_id: a.units for a in queries.given(run).filter(need=need)}
    offers = {o.pk: o for o in _offers([int(o) for o in looked["o"]])}
    used: dict[int, int] = defaultdict(int)
    lightest: dict[int, int] = {}
    for one in queries.given(run).filter(offer__in=offers):
        used[one.offer_id] += one.units
        weight = run.looked_at[str(one.need_id)]["w"]
        lightest[one.offer_id] = min(lightest.get(one.offer_id, weight), weight)
    may_fix = queries.may(actor, "matching.wish", run.place_code)
    rows = []
    for offer_id, failed in sorted(looked["o"].items(), key=lambda pair: (len(pair[1]), int(pair[0]))):
        offer = offers[int(offer_id)]
        cut = lightest.get(offer.pk)
        note = gettext("得到的里面最轻的一份 %(w)s") % {"w": f"{cut / 1000:.2f}"} if cut is not None else ""
        fix = reverse("matching:wish", args=[need.pk, offer.pk]) if may_fix and not failed else ""
        got = given.get(offer.pk, 0)
        rows.append(
            {
                "id": offer.pk,
                "offer": Cell(offer.title, fix, f"{offer.code} {note}".strip()),
                "result": Cell(gettext("对接上了"), shape="done") if got
                else Cell(gettext("条件都符合"), shape="run") if not failed
                else Cell(gettext("不符合"), shape="stop"),
                "failed": "、".join(str(TESTS[code][1]) for code in failed) or "—",
                "given": got,
                "left": (offer.capacity or 0) - used[offer.pk],
            }
        )  # fmt: skip
    left = queries.unmet(run).filter(need=need).first()
    reason, step = REASONS[left.reason] if left is not None else (_("全部满足"), "—")
    told = (
        Pair(_("需求"), need.text),
        Pair(_("要几份"), looked["q"], "number"),
        Pair(_("还差几份"), left.units_left if left is not None else 0, "number"),
        Pair(_("一份的分量"), f"{looked['w'] / 1000:.2f}"),
        Pair(_("为什么"), reason, strong=True),
        Pair(_("下一步"), step),
    )
    fixed = [w for w in queries.wishes(run.quarter_id) if w.need_id == need.pk]
    table = Table(caption=_("看过的资源"), columns=WHY, rows=rows)
    return WhyPage(need, told, table, fixed, may_fix)


# Links ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToLink:
    """One matter with the offers of its kind that nobody has answered yet, likeliest first."""

    matter_id: int
    name: str
    class_name: str
    needs: int
    people: int
    offers: list[dict[str, Any]]


def to_link(quarter: Quarter, *, most: int) -> tuple[list[ToLink], int]:
    """Matters that wait for an answer, those of most people first; how many wait in all.  Queries: 14."""
    policy = facts.weighing(quarter.place_code)
    if policy is None:
        return [], 0
    here = facts.gather(quarter, policy)
    waiting: dict[int, set[int]] = defaultdict(set)
    offer_of = {o.series_id: o for o in here.offers.values()}
    for matter, series in here.waiting:
        waiting[matter].add(series)
    needs: dict[int, list[Need]] = defaultdict(list)
    for need in here.needs.values():
        if need.matter_id in waiting:
            needs[need.matter_id].append(need)
    order = sorted(waiting, key=lambda m: (-sum(n.people or 1 for n in needs[m]), m))
    answers = facts.newest_links(quarter.place_code)
    found = []
    for matter in order[:most]:
        mine = needs[matter]
        name = mine[0].matter.name if mine[0].matter is not None else ""
        ranked = facts.by_words(
            quarter.place_code, f"{name} {mine[0].text}", [offer_of[s] for s in waiting[matter]]
        )
        rows = [
            _to_link_row(here, mine, offer, answers.get((matter, offer.series_id)), policy.per_person)
            for offer in ranked
        ]
        found.append(
            ToLink(matter, name, mine[0].class_name, len(mine), sum(n.people or 1 for n in mine), rows)
        )
    return found, len(here.waiting)


def _to_link_row(
    here: facts.Input, mine: list[Need], offer: Any, before: Any, per_person: tuple[str, ...]
) -> dict[str, Any]:
    verdicts = [here.verdicts[n.pk, offer.id] for n in mine if (n.pk, offer.id) in here.verdicts]
    others = [v for v in verdicts if set(v.failed) <= {"pair.not_linked", "pair.unit"}]
    asked_again = any(v.answered is Answered.CHANGED for v in verdicts)
    return {
        "offer": offer,
        "fits": gettext("%(n)s 条需求的其他条件都符合") % {"n": len(others)}
        if others
        else gettext("其他条件都有不符"),
        "before": (gettext("原来答“是”") if before.is_served else gettext("原来答“否”"))
        + f" {before.seen_title}"
        if before is not None and asked_again
        else "",
        "per_person": offer.unit in per_person,
    }


# Lists ----------------------------------------------------------------------------------------


def list_rows(found: Sequence[ProjectList]) -> list[dict[str, Any]]:
    """Versions of project lists.  Queries: 0."""
    return [
        {
            "id": row.pk,
            "name": Cell(list_name(row), reverse("matching:list", args=[row.pk])),
            "projects": row.projects,
            "needs": row.needs,
            "people": row.people,
            "cost": int(row.cost_fen),
            "day": row.published_on or row.proposed_on,
            "status": (LIST_SHAPES[row.status], row.get_status_display()),
        }
        for row in found
    ]


def list_name(row: ProjectList) -> str:
    """What a version of a list is called."""
    told = {"year": row.quarter.year, "q": row.quarter.quarter, "n": row.number}
    return gettext("%(year)s 年第 %(q)s 季度项目清单 第 %(n)s 版") % told


def project_rows(
    found: Sequence[Project], names: Mapping[str, str], *, public: bool = False
) -> list[dict[str, Any]]:
    """Lines of a list; on the public page small numbers of people are not told.  Queries: 0."""
    return [
        {
            "id": p.pk,
            "title": Cell(p.title, note=p.offer.code),
            "class_name": p.class_name,
            "department": names.get(p.department_code, ""),
            "units": "" if public and p.people < FEW else p.units,
            "unit": p.unit,
            "needs": p.needs,
            "people": gettext("少于 %(n)s 人") % {"n": FEW} if public and p.people < FEW else p.people,
            "cost": int(p.cost_fen),
            "route": p.get_route_display(),
        }
        for p in found
    ]


def compared(row: ProjectList, before: ProjectList | None) -> tuple[Pair, ...]:
    """What is new, changed, gone against the list in force.  Queries: 2."""
    if before is None:
        return ()
    pairs = {(a.need_id, a.offer_id): a.units for a in queries.given(before.run)}
    now = {(a.need_id, a.offer_id): a.units for a in queries.given(row.run)}
    return (
        Pair(_("新增"), len(now.keys() - pairs.keys()), "number"),
        Pair(_("调整"), sum(1 for k in now.keys() & pairs.keys() if now[k] != pairs[k]), "number"),
        Pair(_("退出"), len(pairs.keys() - now.keys()), "number"),
    )


def today_names(rows: Sequence[Project], place_code: str, day: date) -> dict[str, str]:
    """Departments of these projects by name.  Queries: 1."""
    return queries.department_names(place_code, [p.department_code for p in rows], day)
