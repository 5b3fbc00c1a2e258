"""What the pages of resources show: the list, a quarter and who has sent, a department's part, an offer, a version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.paging import numbered, statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Deadline, Pair, Shape, Text
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.stages.funds import queries as funds
from xianggou.stages.resources import queries
from xianggou.stages.resources.models import ListedOffer, Offer, Pool, Quarter, ResourceList, Sending

F, S, Q_, P = Offer.Status, Sending.Status, Quarter.Status, Pool.Status
OFFER_SHAPES: dict[str, Shape] = {
    F.DRAFT: "none", F.SENT: "run", F.LISTED: "done", F.DROPPED: "back", F.WITHDRAWN: "back",
}  # fmt: skip
SENDING_SHAPES: dict[str, Shape] = {S.ASKED: "run", S.SENT: "done"}
QUARTER_SHAPES: dict[str, Shape] = {Q_.CALLED: "run", Q_.PUBLISHED: "done"}
POOL_SHAPES: dict[str, Shape] = {P.PROPOSED: "run", P.AGREED: "done", P.PARTED: "back"}
OFFER_COLUMNS = (
    Column("title", _("资源"), main=True),
    Column("department", _("提供部门")),
    Column("class_name", _("类别")),
    Column("groups", _("服务对象")),
    Column("areas", _("服务区域")),
    Column("capacity", _("能力"), "number"),
    Column("unit", _("单位")),
    Column("money", _("经费")),
    Column("quarter", _("季度")),
    Column("status", _("状态"), "status"),
)
SENDING_COLUMNS = (
    Column("department", _("部门"), main=True),
    Column("offers", _("资源"), "number"),
    Column("reminders", _("提醒次数"), "number"),
    Column("sent_on", _("报送日期"), "day"),
    Column("note", _("说明")),
    Column("status", _("状态"), "status"),
)
LISTED_COLUMNS = (
    Column("order", _("序号"), "number"),
    Column("title", _("资源"), main=True),
    Column("department", _("提供部门")),
    Column("class_name", _("类别")),
    Column("groups", _("服务对象")),
    Column("areas", _("服务区域")),
    Column("windows", _("服务时间")),
    Column("capacity", _("能力"), "number"),
    Column("unit", _("单位")),
    Column("money", _("经费")),
    Column("pool", _("统筹")),
)
QUARTER_COLUMNS = (
    Column("name", _("季度"), main=True),
    Column("due", _("报送截止"), "deadline"),
    Column("sent", _("已报部门"), "number"),
    Column("asked", _("应报部门"), "number"),
    Column("status", _("状态"), "status"),
)


def crumbs(*steps: tuple[Text, str]) -> tuple[Crumb, ...]:
    """The path above a page; the last step has no address."""
    first = Crumb(_("资源"), reverse("resources:list"))
    return (first, *(Crumb(label, url) for label, url in steps))


# The list -------------------------------------------------------------------------------------


def found_offers(actor: Actor, asked: dict[str, str]) -> QuerySet[Offer]:
    """Offers within sight, filtered by group served, department, class, area, quarter, status and words."""
    rows = queries.offers_seen(actor)
    if asked["status"] in F.values:
        rows = rows.filter(status=asked["status"])
    else:
        rows = rows.exclude(status=F.DROPPED)
    if asked["group"]:
        rows = rows.filter(Q(is_for_all=True) | Q(groups__contains=[asked["group"]]))
    if asked["area"]:
        reached = Q(areas__contains=[asked["area"]])
        for whole in queries.places_seen(actor):
            reached |= Q(areas__contains=[whole])
        rows = rows.filter(reached)
    for name, column in (("department", "department_code"), ("class", "class_name")):
        if asked[name]:
            rows = rows.filter(**{column: asked[name]})
    if asked["quarter"].isdecimal() and len(asked["quarter"]) < 12:
        rows = rows.filter(quarter=int(asked["quarter"]))
    if asked["q"]:
        words = asked["q"]
        rows = rows.filter(Q(title__contains=words) | Q(code__contains=words) | Q(content__contains=words))
    return rows


def offer_rows(
    found: Sequence[Offer],
    day: date,
    names: dict[str, str] | None = None,
    towns: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Rows of a list of offers; `names` of departments, `towns` of the one place, where they are known.  Queries: 0–1, and 2–3 a place."""
    if names is None:
        names = queries.named({o.department_code for o in found}, day)
    areas: dict[str, str] = {}
    held = sorted({o.place_code for o in found})
    for code in held:
        needed = {a for o in found for a in o.areas if o.place_code == code}
        areas |= queries.area_names(code, needed, towns if len(held) == 1 else None)
    url, status = numbered("resources:offer"), statuses_shown(F, OFFER_SHAPES)
    return [
        {
            "id": o.pk,
            "title": Cell(o.title, url(o.pk), o.code),
            "department": names.get(o.department_code, o.department_code),
            "class_name": o.class_name or "—",
            "groups": o.groups_text,
            "areas": _some([areas.get(a, a) for a in o.areas]),
            "capacity": o.capacity,
            "unit": o.unit if o.is_countable else gettext("不可计量"),
            "money": o.get_money_display(),
            "quarter": queries.quarter_name(o.quarter),
            "status": status[o.status],
        }
        for o in found
    ]


def _some(words: Sequence[str], most: int = 4) -> str:
    more = gettext(" 等 %(n)s 处") % {"n": len(words)} if len(words) > most else ""
    return "、".join(words[:most]) + more


# Quarters -------------------------------------------------------------------------------------


def quarter_of(quarter_id: int, actor: Actor) -> Quarter:
    """A quarter within sight.  Raises: Http404."""
    return get_object_or_404(queries.quarters_seen(actor), pk=quarter_id)


def quarter_rows(found: Sequence[Quarter], today: date) -> list[dict[str, Any]]:
    """Rows of the list of quarters.  Queries: 1."""
    counts = (
        Sending.objects.filter(quarter__in=[q.pk for q in found])
        .values_list("quarter")
        .annotate(n=Count("pk"), sent=Count("pk", filter=Q(status=S.SENT)))
    )
    counted = {key: (n, sent) for key, n, sent in counts}
    url, status = numbered("resources:quarter"), statuses_shown(Q_, QUARTER_SHAPES)
    return [
        {
            "id": q.pk,
            "name": Cell(queries.quarter_name(q), url(q.pk), q.code),
            "due": Deadline(q.due_on, (q.due_on - today).days),
            "asked": counted.get(q.pk, (0, 0))[0],
            "sent": counted.get(q.pk, (0, 0))[1],
            "status": status[q.status],
        }
        for q in found
    ]


def sending_rows(found: Sequence[Sending], today: date) -> list[dict[str, Any]]:
    """Rows of who was asked: those who have not sent first.  Queries: 2."""
    names = queries.named({s.department_code for s in found}, today)
    counts = dict(
        Offer.objects.filter(quarter__in={s.quarter_id for s in found}, status__in=Offer.LIVE)
        .values_list("department_code")
        .annotate(n=Count("pk"))
    )
    url, status = numbered("resources:sending"), statuses_shown(S, SENDING_SHAPES)
    return [
        {
            "id": s.pk,
            "department": Cell(names.get(s.department_code, s.department_code), url(s.pk)),
            "offers": counts.get(s.department_code, 0),
            "reminders": s.reminders,
            "sent_on": s.sent_on if s.status == S.SENT else None,
            "note": _noted(s),
            "status": status[s.status],
        }
        for s in found
    ]


def _noted(s: Sending) -> str:
    if s.nothing_why:
        return gettext("报“无”：%(why)s") % {"why": s.nothing_why}
    if s.returned_why:
        return gettext("退回：%(why)s") % {"why": s.returned_why}
    return gettext("过了截止日期才报") if s.is_late else ""


def pairs_alike(quarter: Quarter, actor: Actor, day: date) -> list[list[dict[str, Any]]]:
    """Offers of two departments that look alike, side by side.  Queries: 5."""
    rows = queries.offers_seen(actor).filter(quarter=quarter, status__in=Offer.LIVE).order_by("id")
    found = queries.alike(list(rows))
    shown = {r["id"]: r for r in offer_rows([o for pair in found for o in pair], day)}
    return [[shown[a.pk], shown[b.pk]] for a, b in found]


# A department's part and an offer -----------------------------------------------------------------


def sending_of(sending_id: int, actor: Actor) -> Sending:
    """A department's part of a quarter within sight: its own, or all for the gathering office.  Raises: Http404."""
    rows = Sending.objects.filter(place_code__in=queries.places_seen(actor)).select_related("quarter")
    mine = Q(department_code__in=queries.bodies_of(actor))
    mine |= Q(place_code__in={s.place_code for s in actor.seats if queries.gathers(actor, s.place_code)})
    return get_object_or_404(rows.filter(mine), pk=sending_id)


def offer_of(offer_id: int, actor: Actor) -> Offer:
    """An offer within sight.  Raises: Http404."""
    return get_object_or_404(queries.offers_seen(actor).select_related("fund"), pk=offer_id)


def pool_of(pool_id: int, actor: Actor) -> Pool:
    """A pool within sight.  Raises: Http404."""
    rows = Pool.objects.filter(place_code__in=queries.places_seen(actor)).select_related("quarter")
    return get_object_or_404(rows, pk=pool_id)


def offer_facts(o: Offer, day: date, pool: Pool | None) -> tuple[Pair, ...]:
    """Everything an offer says.  Queries: 5."""
    areas, names = queries.area_names(o.place_code, o.areas), queries.named([o.department_code], day)
    items = queries.items_in_force(o.place_code)
    item = (
        f"{o.catalogue_code} {items.get(o.catalogue_code, '')}" if o.catalogue_code else _("没有对应的目录项")
    )
    spans = "；".join(f"{a.isoformat()} — {b.isoformat()}" for a, b in queries.windows_of(o))
    capacity = f"{o.capacity} {o.unit}" if o.is_countable else _("不可计量：只供了解，不参加分配")
    return (
        Pair(_("编号"), o.code, "code"),
        Pair(
            _("季度"),
            Cell(queries.quarter_name(o.quarter), reverse("resources:quarter", args=[o.quarter_id])),
        ),
        Pair(_("提供部门"), names.get(o.department_code, o.department_code), strong=True),
        Pair(
            _("类别"),
            Cell(o.class_name or "—", note=_("系统建议，待部门核对") if o.is_class_proposed else ""),
        ),
        Pair(_("目录项"), item),
        Pair(_("服务对象"), Cell(o.groups_text, note=_("所有人") if o.is_for_all else "、".join(o.groups))),
        Pair(_("服务区域"), "、".join(areas.get(a, a) for a in o.areas)),
        Pair(_("服务时间"), spans),
        Pair(_("能力"), capacity, strong=True),
        Pair(_("凑够多少才办"), o.batch_min if o.batch_min > 1 else _("不限")),
        Pair(_("标准"), o.standard or "—"),
        Pair(_("经费"), o.get_money_display()),
        *([Pair(_("预算文号"), o.budget_ref)] if o.budget_ref else []),
        *([Pair(_("资金"), f"{o.fund.code} {o.fund.name}")] if o.fund is not None else []),
        *([Pair(_("每个单位"), o.unit_cost_fen, "fen")] if o.unit_cost_fen else []),
        Pair(_("联系科室"), o.office or "—"),
        Pair(_("本季度确认"), o.confirmed_on or _("还没有确认"), "day" if o.confirmed_on else "text"),
        *(
            [Pair(_("统筹"), Cell(pool.title, reverse("resources:pool", args=[pool.pk])))]
            if pool is not None
            else []
        ),
        *(
            [Pair(_("撤回"), o.withdrawn_on, "day"), Pair(_("为什么"), o.withdrawn_why)]
            if o.withdrawn_why
            else []
        ),
    )


def series_rows(o: Offer) -> list[tuple[str, str, Any]]:
    """The same offer in other quarters, newest first: where, its page, how much.  Queries: 1."""
    rows = Offer.objects.filter(series=o.series_id, status__in=[F.LISTED, F.WITHDRAWN]).exclude(pk=o.pk)
    found = rows.select_related("quarter").order_by("-quarter__from_on", "-id")[:12]
    return [
        (
            queries.quarter_name(r.quarter),
            reverse("resources:offer", args=[r.pk]),
            f"{r.capacity or ''} {r.unit}",
        )
        for r in found
    ]


ACTS = (
    # code of the action, label, address, of what, in which state
    ("resources.confirm", _("确认本季度照样提供"), "confirm", F.DRAFT),
    ("resources.edit", _("改"), "edit", F.DRAFT),
    ("resources.drop", _("不报了"), "drop", F.DRAFT),
    ("resources.withdraw", _("撤回"), "withdraw", F.SENT),
    ("resources.withdraw", _("撤回"), "withdraw", F.LISTED),
)


def offer_actions(o: Offer, actor: Actor) -> list[Action]:
    """What the actor may do with an offer now.  Queries: 0."""
    if queries.seat_of(actor, o.department_code) is None:
        return []
    return [
        Action(label, reverse(f"resources:{name}", args=[o.pk]), primary=name == "confirm")
        for code, label, name, status in ACTS
        if o.status == status and queries.may(actor, code, o) and not (name == "confirm" and o.confirmed_on)
    ]


def sending_actions(s: Sending, actor: Actor) -> list[Action]:
    """What the actor may do with a department's part now.  Queries: 0."""
    own = queries.seat_of(actor, s.department_code) is not None
    gathers = queries.gathers(actor, s.place_code)
    is_open = s.status == S.ASKED
    acts = (
        (own and is_open, _("报送"), "send", True),
        (own and is_open, _("添一项"), "write", False),
        (own and is_open, _("沿用上次的"), "copy", False),
        (own and not is_open, _("收回再改"), "take_back", False),
        (gathers and is_open, _("提醒"), "remind", False),
        (gathers and is_open, _("登记报来的清单"), "record", False),
        (gathers and not is_open, _("退回"), "send_back", False),
    )
    return [
        Action(label, reverse(f"resources:{name}", args=[s.pk]), primary=first)
        for may, label, name, first in acts
        if may
    ]


# Choices ------------------------------------------------------------------------------------------


def choices_for(quarter: Quarter) -> dict[str, Any]:
    """The lists that an offer is written from.  Queries: 7."""
    code = quarter.place_code
    collecting = places.pack_of(code).collecting
    classes = [(c.name, c.name) for c in collecting.classes] if collecting is not None else []
    whole = [(code, gettext("全部（%(place)s）") % {"place": places.place(code).name})]
    return {
        "quarter": quarter,
        "policy": queries.policy_of(code),
        "classes": classes,
        "items": [(c, f"{c} {n}") for c, n in queries.items_in_force(code).items()],
        "areas": [*whole, *places.town_names(code).items()],
        "funds": [(f.code, f"{f.code} {f.name}") for f in funds.funds_of(code, quarter.year)],
    }


def initial_of(o: Offer) -> dict[str, Any]:
    """An offer as its form begins.  Queries: 0."""
    spans = queries.windows_of(o)
    names = (
        "title", "content", "class_name", "catalogue_code", "groups_text", "areas", "capacity", "unit", "standard",
        "money", "budget_ref", "only_by", "office",
    )  # fmt: skip
    return {
        **{n: getattr(o, n) for n in names},
        "aliases": "、".join(o.aliases),
        "from_on": spans[0][0],
        "to_on": spans[-1][1],
        "uncountable": not o.is_countable,
        "batch_min": o.batch_min if o.batch_min > 1 else None,
        "fund_code": o.fund.code if o.fund is not None else "",
        "unit_cost_fen": int(o.unit_cost_fen) or None,
    }


# Published ----------------------------------------------------------------------------------------


def list_of(list_id: int, actor: Actor) -> ResourceList:
    """A published version within sight.  Raises: Http404."""
    rows = ResourceList.objects.filter(place_code__in=queries.places_seen(actor))
    return get_object_or_404(rows.select_related("quarter", "register"), pk=list_id)


def listed_rows(found: Sequence[ListedOffer]) -> list[dict[str, Any]]:
    """Rows of a published version.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "order": one.order,
            "title": Cell(
                one.facts["title"], reverse("resources:offer", args=[one.offer_id]), one.facts["code"]
            ),
            "department": one.facts["department"],
            "class_name": one.facts["class"],
            "groups": one.facts["groups"],
            "areas": _some(one.facts["areas"]),
            "windows": "；".join(f"{a} — {b}" for a, b in one.facts["windows"]),
            "capacity": one.facts["capacity"],
            "unit": one.facts["unit"] or gettext("不可计量"),
            "money": str(Offer.Money(one.facts["money"]).label),
            "pool": gettext("%(lead)s牵头") % {"lead": one.facts["lead"]} if one.facts["pool"] else "",
        }
        for one in found
    ]
