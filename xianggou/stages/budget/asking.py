"""Finance's queue: each submitted item with the facts that finance weighs, and whether anything was found about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.refusals import findings_shown
from xianggou.base.pages.shapes import Cell, Pair, Shape
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.stages.budget import queries
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import queries as plans

# More than a county plans in a year; what lies beyond is taken in the next batch.
MOST_TOGETHER = 5000


def fund_name(code: str, names: Mapping[str, str]) -> str:
    """A source of money in words."""
    return gettext("镇本级") if code == "OWN" else f"{code} {names.get(code, '')}".strip()


@dataclass(frozen=True, slots=True)
class Asked:
    """One submitted item with the facts beside it."""

    item: Any
    pocket: tuple[int, int]
    price: str
    reference: str
    price_state: tuple[Shape, str]
    last: str
    verdict: Verdict
    url: str

    @property
    def is_clear(self) -> bool:
        """Whether nothing was found: only then it may be approved together with others."""
        return not self.verdict.findings and self.price_state[0] != "soon"

    @property
    def pocket_state(self) -> tuple[Shape, str]:
        planned, certain = self.pocket
        if planned > certain:
            return "late", gettext("差 %(yuan)s 元") % {"yuan": yuan_text(planned - certain)}
        return "done", gettext("够")


@dataclass(frozen=True, slots=True)
class TownQueue:
    """The submitted items of one township."""

    code: str
    name: str
    rows: list[Asked]
    asked_fen: int


def waiting_by(actor: Actor) -> list[tuple[int, str, int]]:
    """(year, township, items waiting) of the actor's queue.  Queries: 1."""
    rows = queries.to_decide(actor).values_list("year", "town_code").annotate(n=Count("id"))
    return list(rows.order_by("year", "town_code"))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the queue is narrowed to: year, township, words of the name or the code."""

    year: int | None = None
    town: str = ""
    text: str = ""


def submitted(actor: Actor, choice: Choice | None = None) -> QuerySet[Any]:
    """The items that wait for the actor's decision, by township, with reference prices beside them."""
    rows, choice = queries.to_decide(actor), choice or Choice()
    if choice.year:
        rows = rows.filter(year=choice.year)
    if choice.town:
        rows = rows.filter(town_code=choice.town)
    if choice.text:
        rows = rows.filter(Q(name__contains=choice.text) | Q(code__contains=choice.text))
    return plans.shown(rows).annotate(
        price_low=catalogue.reference_price("min"), price_high=catalogue.reference_price("max")
    )


def asked_rows(actor: Actor, items: Sequence[Any], day: date) -> list[Asked]:
    """Items with pocket, plate, price, last decision and what the rules say.  Queries: 3 a year and place among them."""
    found: list[Asked] = []
    for place_code, year in dict.fromkeys((item.place_code, item.year) for item in items):
        law = places.law_on(place_code, day)
        pockets = funds.pockets(place_code, year)
        plates = plans.plates(place_code, year)
        found += [
            asked(actor, item, pockets.get(item.town_code), plates.get(item.town_code), law, day)
            for item in items
            if (item.place_code, item.year) == (place_code, year)
        ]
    return found


def asked(
    actor: Actor, item: Any, pocket: funds.TownPocket | None, plate: plans.Plate | None, law: LawOn, day: date
) -> Asked:
    """One item with its facts.  Queries: 0."""
    sources = plans.sources_of(item)
    own = plate or plans.Plate(0, {})
    others = plans.Plate(
        own.total_fen - sum(sources.values()),
        {code: fen - sources.get(code, 0) for code, fen in own.by_fund.items()},
    )
    shares = pocket.shares if pocket else {}
    named = funds.Pocket(shares, pocket.purchases_fen if pocket else 0, {})
    money = plans.Money(sources, named, others)
    price, reference, state = price_beside(item)
    return Asked(
        item=item,
        pocket=money.planned_and_certain,
        price=price,
        reference=reference,
        price_state=state,
        last=item.returned_because or "",
        verdict=queries.decision(item, actor, law, day).joined(plans.over_pocket(money, law)),
        url=reverse("budget:decide", args=[item.pk]),
    )


def price_beside(item: Any) -> tuple[str, str, tuple[Shape, str]]:
    """(price of a unit, reference price, how they compare) of an item in words; prices are 元 a unit."""
    low, high = item.price_low, item.price_high
    if not item.quantity or (low is None and high is None):
        return "", "", ("none", gettext("没有参考单价"))
    unit_fen = round(item.budget_fen / item.quantity)
    reference = gettext("%(low)s 至 %(high)s") % {
        "low": yuan_text(low) if low is not None else "—",
        "high": yuan_text(high) if high is not None else "—",
    }
    words = f"{yuan_text(unit_fen)} / {item.unit}"
    if high is not None and item.budget_fen > high * item.quantity:
        over = (item.budget_fen * 100) // (high * item.quantity) - 100
        return words, reference, ("soon", gettext("高出上限 %(n)s%%") % {"n": max(1, int(over))})
    if low is not None and item.budget_fen < low * item.quantity:
        return words, reference, ("soon", gettext("低于下限"))
    return words, reference, ("done", gettext("在参考价内"))


SHOWN = {"clear": _("没有问题的"), "found": _("要单独看的")}


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with the keys by which a list in memory is paged."""

    row: Asked

    @property
    def town_code(self) -> str:
        return str(self.row.item.town_code)

    @property
    def submitted_on(self) -> date:
        day: date = self.row.item.submitted_on
        return day

    @property
    def id(self) -> int:
        return int(self.row.item.pk)


@dataclass(frozen=True, slots=True)
class Sifted:
    """The waiting items of a choice, told apart: where nothing was found, and where something was."""

    clear: list[Asked]
    found: list[Asked]

    def shown(self, which: str) -> list[Asked]:
        """One of the two, by its name among `SHOWN`."""
        return self.clear if which == "clear" else self.found

    @property
    def clear_fen(self) -> int:
        return sum(row.item.budget_fen for row in self.clear)

    def clear_by_town(self) -> list[tuple[str, int, int]]:
        """(township's name, items, 分) of what is clear.  Queries: 0."""
        sums: dict[str, tuple[str, int, int]] = {}
        for row in self.clear:
            name, n, fen = sums.get(row.item.town_code, (row.item.town_name, 0, 0))
            sums[row.item.town_code] = (name, n + 1, fen + row.item.budget_fen)
        return list(sums.values())


def sifted(actor: Actor, rows: QuerySet[Any], day: date) -> Sifted:
    """Every item of a choice with its facts, told apart.  Queries: 1, and as `asked_rows`."""
    asked_all = asked_rows(actor, list(rows.order_by("town_code", "submitted_on", "id")[:MOST_TOGETHER]), day)
    return Sifted([r for r in asked_all if r.is_clear], [r for r in asked_all if not r.is_clear])


def locked_rows(actor: Actor, item_ids: Sequence[int], day: date) -> dict[int, Asked]:
    """Items that still wait, locked in one order for the whole house, with their facts.  Queries: 1, and as `asked_rows`."""
    rows = submitted(actor).filter(pk__in=item_ids).select_for_update(of=("self",)).order_by("pk")
    return {row.item.pk: row for row in asked_rows(actor, list(rows), day)}


def why_not_together(row: Asked) -> str:
    """In words, what was found about an item that therefore is not approved with others."""
    found = [str(shown.what) for shown in findings_shown(row.verdict)]
    if row.price_state[0] == "soon":
        found.append(gettext("单价%(state)s") % {"state": row.price_state[1]})
    return "；".join(found)


def by_town(rows: Sequence[Asked]) -> list[TownQueue]:
    """Rows in groups, in the order in which they come.  Queries: 0."""
    groups: dict[str, list[Asked]] = {}
    for row in rows:
        groups.setdefault(row.item.town_code, []).append(row)
    return [
        TownQueue(code, found[0].item.town_name, found, sum(row.item.budget_fen for row in found))
        for code, found in groups.items()
    ]


def one_asked(actor: Actor, item_id: int, day: date) -> Asked:
    """A submitted item of the actor's queue.  Raises: Http404.  Queries: 5."""
    item = submitted(actor).filter(pk=item_id).first()
    if item is None:
        raise Http404(str(item_id))
    return asked_rows(actor, [item], day)[0]


def facts_beside(row: Asked) -> list[Pair]:
    """The facts that finance weighs beside an item.  Queries: 0."""
    planned, certain = row.pocket
    item = row.item
    return [
        Pair(_("申报金额（元）"), item.budget_fen, "fen_yuan", strong=True),
        Pair(_("数量"), f"{item.quantity.normalize():f} {item.unit}"),
        Pair(_("单价（元）"), row.price or None),
        Pair(_("参考单价（元）"), row.reference or None),
        Pair(_("单价比参考价"), Cell(row.price_state[1], shape=row.price_state[0]), "status"),
        Pair(_("盘子（含这一项，元）"), planned, "fen_yuan"),
        Pair(_("口袋（元）"), certain, "fen_yuan"),
        Pair(_("口袋够不够"), Cell(row.pocket_state[1], shape=row.pocket_state[0]), "status"),
        Pair(_("资金来源"), sources_said(item)),
        Pair(_("上次退回"), row.last or None),
        Pair(_("送审日期"), item.submitted_on, "day"),
    ]


def sources_said(item: Any) -> str:
    """The sources of an item in words, with their 元.  Queries: 0."""
    return "、".join(
        f"{fund_name(code, {})} {yuan_text(fen)}" for code, fen in plans.sources_of(item).items()
    )


def _by_term(told: dict[str, Any], group: str) -> list[tuple[str, str]]:
    return [(term(word), text) for word, text in told.get(group, {}).items()]


def written_by_township(item: Any) -> list[tuple[str, list[tuple[Any, str]]]]:
    """What the township wrote to justify an item, by heading.  Queries: 0."""
    told = item.ex_ante
    return [
        (gettext("事前评估"), [*_by_term(told, "topics"), (_("结论"), term(told.get("conclusion", "")))]),
        (gettext("绩效目标"), [(_("概述"), item.target), *_by_term(told, "targets")]),
        (
            gettext("怎样做、怎样验"),
            [
                (_("可行性"), item.feasibility),
                (_("怎样验收"), item.acceptance),
                (_("减聘或转岗"), str(item.posts_cut) if item.posts_cut else ""),
                (_("不减人的理由"), item.posts_reason),
            ],
        ),
    ]
