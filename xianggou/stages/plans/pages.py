"""What the pages of plans show: the list, one item with its money, the form with what it offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.whereabouts import address_if_built
from xianggou.base.access.wording import term
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.paging import by_status, numbered, statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Pair, Shape, Text
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import answering, facts, queries, ranked
from xianggou.stages.plans.forms import CONDITION, SOURCE, TARGET, TOPIC, YEAR, Offer
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.plans.purse import money_rows, sides_of
from xianggou.stages.standards import queries as standards

S = PlanItem.Status
SHAPES: dict[str, Shape] = {
    S.DRAFT: "none",
    S.SUBMITTED: "run",
    S.RETURNED: "back",
    S.APPROVED: "done",
    S.WITHDRAWN: "none",
}
COLUMNS = (
    Column("name", _("项目"), main=True),
    Column("town", _("乡镇")),
    Column("catalogue_code", _("目录"), "code"),
    Column("quantity", _("数量")),
    Column("budget_fen", _("预算"), "fen", sort="budget_fen"),
    Column("owner", _("牵头和负责")),
    Column("term", _("起止日期")),
    Column("gaps", _("还缺什么")),
    Column("sources", _("资金来源")),
    Column("method", _("拟采购方式")),
    Column("status", _("状态"), "status"),
)
MONEY = (
    Column("name", _("来源"), main=True),
    Column("pocket_fen", _("口袋"), "fen"),
    Column("sent_fen", _("已送审和批复的其他项"), "fen"),
    Column("mine_fen", _("这一项"), "fen"),
    Column("left_fen", _("还剩"), "fen"),
    Column("state", _("够不够"), "status"),
)


# The list ------------------------------------------------------------------------------------


def listed(actor: Actor, *, year: int | None, town: str = "", text: str = "") -> QuerySet[PlanItem]:
    """The items that the actor sees, narrowed; status comes after, so that it can be counted."""
    rows = queries.seen_by(actor)
    if year:
        rows = rows.filter(year=year)
    if town:
        rows = rows.filter(town_code=town)
    if text:
        rows = rows.filter(name__contains=text) | rows.filter(code__contains=text)
    return rows


def standing(rows: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """What counts as plan: all but what was taken out."""
    return rows.filter(status__in=queries.LIVE)


def beside(rows: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """The items with all that a row of the list says, and nothing else."""
    names = "code name catalogue_code quantity unit budget_fen year starts_on ends_on office method status place_code"
    return queries.listed(rows).only(*names.split())


def statuses(rows: QuerySet[PlanItem]) -> list[tuple[str, Any, int | None]]:
    """The filters of the list; what was taken out shows only when there is some.  Queries: 1."""
    return [one for one in by_status(rows, S) if one[2] != 0 or one[0] != S.WITHDRAWN]


def total_fen(rows: QuerySet[PlanItem]) -> int:
    """What the rows cost together, in 分.  Queries: 1."""
    return int(rows.aggregate(fen=Sum("budget_fen"))["fen"] or 0)


# What a list says in a word, and where on the form it is mended; "" is mended on the page itself.
GAPS: dict[str, tuple[Text, str]] = {
    "plans.submit.no_owner": (_("负责岗位"), "what"),
    "plans.submit.dates_open": (_("起止日期"), "how"),
    "plans.submit.term_over_long": (_("服务期太长"), "how"),
    "plans.submit.term_conditions": (_("跨年条件"), "years"),
    "plans.submit.later_years_open": (_("各年金额"), "years"),
    "plans.submit.later_years_idle": (_("各年金额"), "years"),
    "plans.submit.beyond_medium_term": (_("服务期太长"), "years"),
    "plans.submit.no_ex_ante": (_("事前评估"), "before"),
    "plans.submit.ex_ante_topic_missing": (_("事前评估"), "before"),
    "plans.submit.no_feasibility": (_("可行性"), "before"),
    "plans.submit.no_targets": (_("绩效目标"), "targets"),
    "plans.submit.no_acceptance_standard": (_("验收办法"), "after"),
    "plans.submit.staff_exit_missing": (_("人员退出"), ""),
    "plans.submit.standard_replaced": (_("标准有新版"), "what"),
    "plans.submit.no_assessment": (_("评估问卷"), ""),
    "plans.submit.assessment_below_line": (_("评估问卷"), ""),
    "plans.submit.assessment_outdated": (_("评估问卷"), ""),
    "plans.submit.no_study": (_("可行性问卷"), ""),
    "plans.submit.study_negative": (_("可行性问卷"), ""),
    "plans.submit.pledge_unsigned": (_("承诺书没签"), ""),
    "plans.submit.pledge_outdated": (_("承诺书金额"), ""),
}


def gaps_shown(item: PlanItem, codes: Sequence[str], *, may_mend: bool) -> Cell | str:
    """What an open item still lacks, in words; for who may mend it, the way to the first of it.  Queries: 0."""
    told = [GAPS[code] for code in GAPS if code in codes]
    if not told:
        return ""
    words = gettext("、").join(dict.fromkeys(str(word) for word, _anchor in told))
    if not may_mend:
        return words
    anchor = told[0][1]
    page = reverse("plans:edit" if anchor else "plans:detail", args=[item.pk])
    return Cell(words, f"{page}#{anchor}" if anchor else page)


def owner_shown(item: PlanItem) -> str:
    """The office and the seat that answer, of an item read by `queries.listed`.  Queries: 0."""
    return " ".join(part for part in (item.office, item.owner_title or "") if part)  # type: ignore[attr-defined]


def term_shown(item: PlanItem) -> str:
    """From when to when, in figures; the year is told where it is not the plan's.  Queries: 0."""

    def told(day: date | None) -> str:
        return "?" if day is None else f"{day:%m.%d}" if day.year == item.year else f"{day:%Y.%m.%d}"

    return f"{told(item.starts_on)}—{told(item.ends_on)}"


def rows_of(
    items: Sequence[PlanItem], gaps: Mapping[int, Sequence[str]] | None = None, *, may_mend: bool = False
) -> list[dict[str, Any]]:
    """Items as the list shows them; `may_mend`: the reader writes plans.  Queries: 0."""
    gaps = gaps or {}
    url, status, own = numbered("plans:detail"), statuses_shown(S, SHAPES), own_word()
    return [
        {
            "id": item.pk,
            "name": Cell(item.name, url(item.pk), item.code),
            "town": item.town_name,  # type: ignore[attr-defined]
            "catalogue_code": item.catalogue_code,
            "quantity": f"{item.quantity.normalize():f} {item.unit}",
            "budget_fen": item.budget_fen,
            "owner": owner_shown(item),
            "term": term_shown(item),
            "gaps": gaps_shown(item, gaps[item.pk], may_mend=may_mend) if item.pk in gaps else "",
            "sources": "、".join(own if code == Funding.OWN else code for code in queries.sources_of(item)),
            "method": term(item.method),
            "status": status[item.status],
        }
        for item in items
    ]


def own_word() -> str:
    """What the township's own money is called."""
    return gettext("镇本级")


TOWNS_SHOWN = 40


def towns_offered(actor: Actor, place_code: str) -> list[tuple[str, str]]:
    """Townships to filter by: those of the place for a county seat, none for a seat of one township.  Queries: 0–1."""
    seen, _towns = towns_seen(actor, "plans.see")
    return list(places.town_names(place_code).items()) if place_code in seen else []


def exports(actor: Actor, query: str) -> tuple[list[Action], str]:
    """(links that give the list as a file, why there is none).  Queries: 0."""
    path = "/exports/plan.xlsx"
    try:
        resolve(path)
    except Resolver404:
        return [], ""
    if not roles.may_anywhere(actor, "lists.export"):
        return [], gettext("没有导出的岗位")
    return [Action(gettext("导出到 Excel"), f"{path}?{query}" if query else path)], ""


# One item ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item: what, whose, with which money, what stops it, what may be done."""

    item: PlanItem
    trail: list[Crumb]
    status: tuple[Shape, str]
    facts: list[Pair]
    money: list[dict[str, Any]]
    sides: list[Pair]
    topics: list[tuple[str, str]]
    targets: list[tuple[str, str]]
    conditions: list[tuple[str, str]]
    verdict: Verdict | None
    actions: list[Action]
    dossier_url: str


def seen_item(actor: Actor, item_id: int) -> PlanItem:
    """An item that the actor may see.  Raises: Http404.  Queries: 1."""
    rows = facts.whole(queries.shown(queries.seen_by(actor)))
    rows = rows.select_related("catalogue_version", "standard", "owner_seat")
    item = queries.with_review(rows).filter(pk=item_id).first()
    if item is None:
        raise Http404(str(item_id))
    return item


def item_page(actor: Actor, item_id: int, day: date) -> ItemPage:
    """One item; the rules are run dry for those who may send it.  Raises: Http404.  Queries: 4, or 8 with the rules."""
    item = seen_item(actor, item_id)
    money = queries.money_of(item, queries.sources_of(item))
    is_mine = item.status in {S.DRAFT, S.RETURNED} and queries.may(actor, "plans.submit", item)
    verdict = queries.dry_run(item, day, money) if is_mine else None
    return ItemPage(
        item=item,
        trail=trail_of(item),
        status=(SHAPES[item.status], item.get_status_display()),
        facts=facts_shown(item),
        money=money_rows(money),
        sides=sides_of(money),
        topics=[(term(k), v) for k, v in item.ex_ante.get("topics", {}).items() if v],
        targets=[(term(k), v) for k, v in item.ex_ante.get("targets", {}).items() if v],
        conditions=[(term(k), v) for k, v in item.long_term.items() if v],
        verdict=verdict,
        actions=[
            *queries.open_actions(item, actor, verdict),
            *_reviewed_jointly(actor, item),
            *ranked.ways_to_tie(actor, item),
        ],
        dossier_url=address_if_built("dossier:show", item.code),
    )


def _reviewed_jointly(actor: Actor, item: PlanItem) -> list[Action]:
    """The way to the joint review, where the place has one.  Queries: 0."""
    url = address_if_built("joint_review:board", item.pk)
    wanted = item.is_reviewed_jointly and item.status != S.WITHDRAWN  # type: ignore[attr-defined]
    return (
        [Action(_("联审"), url)] if url and wanted and roles.may_anywhere(actor, "joint_review.see") else []
    )


def trail_of(item: PlanItem, *more: Crumb) -> list[Crumb]:
    """The path to an item."""
    back = f"{reverse('plans:list')}?year={item.year}"
    here = reverse("plans:detail", args=[item.pk]) if more else ""
    return [
        Crumb(_("计划"), back),
        Crumb(item.town_name, f"{back}&town={item.town_code}"),  # type: ignore[attr-defined]
        Crumb(item.code, here),
        *more,
    ]


def facts_shown(item: PlanItem) -> list[Pair]:
    """The facts of an item.  Queries: 0."""
    standard = item.standard
    number = (gettext("第 %(n)s 版") % {"n": standard.number}) if standard else gettext("还没有执行标准")
    return [
        Pair(_("目录项"), Cell(item.catalogue_code, reverse("catalogue:detail", args=[item.catalogue_code]))),
        Pair(_("对应事权"), Cell(item.duty_code, reverse("duties:detail", args=[item.duty_code]))),
        Pair(_("数量"), f"{item.quantity.normalize():f} {item.unit}"),
        Pair(_("预算（元）"), item.budget_fen, "fen_yuan", strong=True),
        *[
            Pair(gettext("%(year)s 年（元）") % {"year": year}, fen, "fen_yuan")
            for year, fen in facts.later_years(item).items()
        ],
        *([Pair(_("各年合计（元）"), item.total_fen, "fen_yuan")] if item.later_years_fen else []),
        Pair(_("实施方式"), term(item.carried_out)),
        Pair(_("拟采购方式"), term(item.method)),
        Pair(_("服务期"), _between(item)),
        Pair(_("牵头办公室"), item.office),
        Pair(_("负责岗位"), item.owner_seat.title if item.owner_seat else ""),
        Pair(
            _("执行标准"),
            Cell(number, reverse("standards:detail", args=[standard.pk]) if standard else ""),
        ),
        Pair(_("减聘或转岗"), gettext("%(n)s 人") % {"n": item.posts_cut} if item.posts_cut else None),
        Pair(_("送审日期"), item.submitted_on, "day"),
        *queries.place_shown(item),
    ]


def _between(item: PlanItem) -> str:
    if not (item.starts_on or item.ends_on):
        return ""
    return gettext("%(from)s 至 %(to)s") % {"from": item.starts_on or "—", "to": item.ends_on or "—"}


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a form of an item stands on: where and for which year, what it offers, the money beside it."""

    where: Where
    year: int
    town_name: str
    offer: Offer
    money: queries.Money
    warnings: Verdict
    item: PlanItem | None = None

    @property
    def sides(self) -> list[Pair]:
        return sides_of(self.money)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return money_rows(self.money)


def form_page(where: Where, year: int, day: date, item: PlanItem | None = None) -> FormPage:
    """What a new item, or one to be changed, is written with.  Queries: 6."""
    about = item or PlanItem(place_code=where.place_code, town_code=where.town_code, year=year, budget_fen=0)
    sources = queries.sources_of(item) if item else {}
    money = queries.money_of(about, sources)
    law = places.law_on(where.place_code, day)
    town = answering.town_with_seats(where.town_code, day)
    steps = law.get("procurement.below_limit_steps")
    names = {code: f"{code} {name}" for code, name in money.pocket.names.items()}
    for code in sources:
        names.setdefault(code, code)
    names.pop(Funding.OWN, None)
    offer = Offer(
        items=[(i.code, f"{i.code} {i.name}") for i in catalogue.items_in_force(where.place_code)],
        duties=[(d.code, f"{d.code} {d.name}") for d in duties.purchasable(where.place_code)],
        methods=[*(steps.items if steps else ()), *law["procurement.methods"].items],
        sources={**dict(sorted(names.items())), Funding.OWN: gettext("镇本级资金")},
        topics=law["plans.ex_ante_topics"].items,
        targets=law["plans.target_groups"].items,
        exits=exits.items if (exits := law.get("plans.staff_exit_kinds")) else (),
        seats=[(str(one["id"]), f"{one['title']}（{one['body']}）") for one in town.seats],
        years=tuple(range(year + 1, year + 1 + law["budget.medium_term_years"].amount)),
        conditions=law["contracts.term_long_conditions"].items,
        months=law["contracts.term_usual_max"].amount,
        hints=_hints(money),
    )
    return FormPage(
        where=where,
        year=year,
        town_name=town.name,
        offer=offer,
        money=money,
        warnings=queries.over_pocket(money, law),
        item=item,
    )


def _hints(money: queries.Money) -> dict[str, str]:
    """What each fund still has for this township, beside its box."""
    return {
        code: gettext("分给本乡镇 %(share)s 元，其他项已用 %(sent)s 元，还可安排 %(left)s 元")
        % {
            "share": yuan_text(share),
            "sent": yuan_text(money.sent.by_fund.get(code, 0)),
            "left": yuan_text(share - money.sent.by_fund.get(code, 0)),
        }
        for code, share in money.pocket.shares.items()
    }


def fitting(page: FormPage, sources: Mapping[str, int]) -> dict[str, int]:
    """Field of a source that takes more than its fund has left -> what would fit, in 分.  Queries: 0."""
    found = {}
    for code, fen in sources.items():
        left = page.money.pocket.shares.get(code, 0) - page.money.sent.by_fund.get(code, 0)
        if code != Funding.OWN and 0 < left < fen:
            found[f"{SOURCE}{code}"] = left
    return found


def initial_of(page: FormPage) -> dict[str, Any]:
    """What the form starts with: the item as it stands, or what is known of a new one.  Queries: 0."""
    item = page.item
    if item is None:
        return {"carried_out": "乡镇自主", "starts_on": None, "posts_cut": 0}
    told = item.ex_ante
    return {
        **{name: getattr(item, name) for name in FACTS},
        **{f"{YEAR}{year}": fen or None for year, fen in facts.later_years(item).items()},
        **{f"{CONDITION}{n}": item.long_term.get(label, "") for n, label in enumerate(page.offer.conditions)},
        "conclusion": told.get("conclusion", ""),
        **{f"{SOURCE}{code}": fen for code, fen in queries.sources_of(item).items()},
        **{f"{TOPIC}{n}": told.get("topics", {}).get(label, "") for n, label in enumerate(page.offer.topics)},
        **{f"{TARGET}{n}": _target(told, label) for n, label in enumerate(page.offer.targets)},
    }


def _target(told: Mapping[str, Any], label: str) -> str:
    """The target of a group; a shorter word for the group (产出) counts as the group itself."""
    given: Mapping[str, str] = told.get("targets", {})
    return next((text for name, text in given.items() if name and (name == label or name in label)), "")


FACTS = (
    "catalogue_code", "duty_code", "name", "quantity", "unit", "office", "owner_seat_id", "carried_out", "method",
    "starts_on", "ends_on", "target", "feasibility", "acceptance", "posts_cut", "posts_reason",
)  # fmt: skip


def with_money(page: FormPage, sources: Mapping[str, int]) -> FormPage:
    """The page with the money that is typed, so that a refused form shows its own plate.  Queries: 0."""
    return replace(page, money=queries.Money(dict(sources), page.money.pocket, page.money.sent))


def tried(page: FormPage, given: Mapping[str, Any], sources: Mapping[str, int], day: date) -> FormPage:
    """The page with what is typed: its money, and what the rules would say to it.  Queries: 8–10."""
    version = page.item.catalogue_version if page.item else catalogue.in_force(page.where.place_code)
    typed = PlanItem(
        pk=page.item.pk if page.item else None,
        place_code=page.where.place_code,
        town_code=page.where.town_code,
        year=page.year,
        catalogue_version=version,
        budget_fen=sum(sources.values()),
        standard=standards.in_force(page.where.place_code, given["catalogue_code"]),
        **given,
    )
    money = queries.Money(dict(sources), page.money.pocket, page.money.sent)
    verdict = queries.dry_run(typed, day, money)
    return FormPage(page.where, page.year, page.town_name, page.offer, money, verdict, page.item)


def years_offered(place_code: str, today: date) -> list[int]:
    """The years of a plan: those with money, the running one and the next, newest first.  Queries: 1."""
    return sorted({*funds.years(place_code), today.year, today.year + 1}, reverse=True)
