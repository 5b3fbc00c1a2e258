"""What the pages of the budget show: finance's queue with the facts beside each item, the ledger, a line's entries."""

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

from xianggou.base.access.roles import towns_seen
from xianggou.base.access.wording import term
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Bucket, Line, Transfer
from xianggou.base.ledger.queries import Standing
from xianggou.base.pages.figures import moment, yuan_text
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, MoneyLine, Pair, Shape
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.stages.budget import queries
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import queries as plans

COLUMNS = (
    Column("name", _("预算线"), main=True),
    Column("approved_fen", _("批复"), "fen"),
    Column("held_fen", _("预留"), "fen"),
    Column("committed_fen", _("承诺"), "fen"),
    Column("payable_fen", _("待付"), "fen"),
    Column("paid_fen", _("已付"), "fen"),
    Column("given_back_fen", _("交回"), "fen"),
    Column("available_fen", _("可用"), "fen"),
    Column("bar", _("构成"), "bar"),
    Column("verbs", _("办"), "verbs"),
)
ENTRIES = (
    Column("on", _("时间"), "day"),
    Column("what", _("事由"), main=True),
    Column("document", _("凭据")),
    Column("way", _("从 → 到")),
    Column("amount_fen", _("金额"), "fen", unit="yuan"),
    Column("from_after_fen", _("转出后余额"), "fen", unit="yuan"),
    Column("to_after_fen", _("转入后余额"), "fen", unit="yuan"),
    Column("who", _("谁")),
)
# What a move of money is called; the chart of moves names them.
MOVES = {
    "appropriate": _("批复"),
    "reclaim": _("追减"),
    "transfer": _("调剂"),
    "hold": _("采购启动，预留"),
    "release": _("退回预算线"),
    "commit": _("签约，转承诺"),
    "uncommit": _("合同终止，退回"),
    "accrue": _("验收，转待付"),
    "advance": _("预付"),
    "unaccrue": _("撤回验收"),
    "deduct": _("扣减退回"),
    "pay": _("支付"),
    "recover": _("追回"),
    "return": _("交回"),
    "carry": _("结转"),
}


# The ledger ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """What the ledger is narrowed to."""

    place_code: str
    year: int
    town: str = ""
    fund: str = ""


def lines(actor: Actor, choice: Choice) -> QuerySet[Line]:
    """The lines of a year that the actor sees, narrowed."""
    rows = queries.lines_seen_by(actor).filter(place_code=choice.place_code, year=choice.year)
    if choice.town:
        rows = rows.filter(town_code=choice.town)
    return rows.filter(fund_code=choice.fund) if choice.fund else rows


def line_rows(
    found: Sequence[Line], towns: Mapping[str, str], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Lines as the ledger shows them.  Queries: 1."""
    return [
        {
            "id": row.line.pk,
            "name": Cell(
                row.line.purpose,
                reverse("budget:line", args=[row.line.pk]),
                " · ".join(
                    part
                    for part in (
                        row.line.item_code,
                        towns.get(row.line.town_code, ""),
                        fund_name(row.line.fund_code, names),
                    )
                    if part
                ),
            ),
            **parts_of(row.standing),
            "bar": money_line(row.standing),
            "verbs": (Action(_("分录"), reverse("budget:line", args=[row.line.pk])),),
        }
        for row in queries.line_rows(list(found))
    ]


def fund_name(code: str, names: Mapping[str, str]) -> str:
    """A source of money in words."""
    return gettext("镇本级") if code == "OWN" else f"{code} {names.get(code, '')}".strip()


def parts_of(standing: Standing) -> dict[str, int]:
    """The seven figures of a standing by the names that pages use, in 分."""
    return {
        "approved_fen": standing.approved,
        "held_fen": standing.held,
        "committed_fen": standing.committed,
        "payable_fen": standing.payable,
        "paid_fen": standing.paid,
        "given_back_fen": standing.returned,
        "available_fen": standing.available,
    }


def money_line(standing: Standing) -> MoneyLine:
    """A standing as the money bar takes it."""
    return MoneyLine(
        approved_fen=standing.approved,
        available_fen=standing.available,
        held_fen=standing.held,
        committed_fen=standing.committed,
        payable_fen=standing.payable,
        paid_fen=standing.paid,
        given_back_fen=standing.returned,
    )


def totals(rows: QuerySet[Line]) -> Standing:
    """How the money of these lines stands together.  Queries: 1."""
    return books.standing(Q(line__in=rows.order_by().values("pk")))


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the ledger: years, townships and funds to choose from, the pocket."""

    years: list[int]
    towns: dict[str, str]
    funds: dict[str, str]
    pocket_fen: int
    sees_all: bool


def frame(actor: Actor, place_code: str, year: int, town: str) -> Frame:
    """Choices, and the pocket of the townships looked at.  Queries: 4."""
    seen, towns = towns_seen(actor, "budget.see")
    sees_all = place_code in seen
    named = places.town_names(place_code)
    pockets = funds.purchases_by_town(place_code, year)
    return Frame(
        years=funds.years(place_code),
        towns={code: name for code, name in named.items() if sees_all or code in towns},
        funds={fund.code: fund.name for fund in funds.funds_of(place_code, year)},
        pocket_fen=sum(
            fen for code, fen in pockets.items() if (sees_all or code in towns) and (not town or code == town)
        ),
        sees_all=sees_all,
    )


# A line --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinePage:
    """One line: how its money stands."""

    line: Line
    trail: list[Crumb]
    standing: MoneyLine
    facts: list[Pair]


def line_page(actor: Actor, line_id: int) -> LinePage:
    """A line that the actor may see.  Raises: Http404.  Queries: 4."""
    line = queries.lines_seen_by(actor).filter(pk=line_id).first()
    if line is None:
        raise Http404(str(line_id))
    standing = books.standings_by_line([line.pk]).get(line.pk, Standing())
    names = {fund.code: fund.name for fund in funds.funds_of(line.place_code, line.year)}
    town = places.town_names(line.place_code).get(line.town_code, line.town_code)
    facts = [
        Pair(_("乡镇"), town),
        Pair(_("年度"), str(line.year)),
        Pair(_("资金来源"), fund_name(line.fund_code, names)),
        Pair(_("计划项"), Cell(line.item_code, reverse("plans:detail", args=[line.item_id]))),
    ]
    back = f"{reverse('budget:ledger')}?year={line.year}"
    trail = [
        Crumb(_("预算账"), back),
        Crumb(town, f"{back}&town={line.town_code}"),
        Crumb(line.item_code),
    ]
    return LinePage(line, trail, money_line(standing), facts)


def entries(line_id: int) -> QuerySet[Transfer]:
    """All moves of a line's money."""
    return Transfer.objects.select_related("voucher", "from_account", "to_account").filter(
        Q(from_account__line_id=line_id) | Q(to_account__line_id=line_id)
    )


def entry_rows(line_id: int, found: Sequence[Transfer]) -> list[dict[str, Any]]:
    """Moves as the line's page shows them.  Queries: 1."""
    makers = {move.voucher.made_by for move in found if move.voucher.made_by}
    who = dict(Person.objects.filter(pk__in=makers).values_list("pk", "name"))
    return [
        {
            "id": move.pk,
            "on": moment(move.voucher.made_at),
            "what": Cell(
                MOVES.get(move.voucher.kind, move.voucher.kind),
                note=gettext("期初") if move.voucher.is_opening else "",
            ),
            "document": move.voucher.document,
            "way": f"{_bucket(line_id, move.from_account)} → {_bucket(line_id, move.to_account)}",
            "amount_fen": move.amount_fen,
            "from_after_fen": None if move.from_account.bucket == Bucket.SOURCE else move.from_after_fen,
            "to_after_fen": None if move.to_account.bucket == Bucket.SOURCE else move.to_after_fen,
            "who": who.get(move.voucher.made_by or 0, gettext("系统")),
        }
        for move in found
    ]


def _bucket(line_id: int, account: Any) -> str:
    word = str(Bucket(account.bucket).label)
    return word if account.line_id == line_id else gettext("%(bucket)s（另一条线）") % {"bucket": word}


# Finance's queue -----------------------------------------------------------------------------


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


def submitted(actor: Actor, *, year: int | None = None, town: str = "") -> QuerySet[Any]:
    """The items that wait for the actor's decision, by township, with reference prices beside them."""
    rows = queries.to_decide(actor)
    if year:
        rows = rows.filter(year=year)
    if town:
        rows = rows.filter(town_code=town)
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
