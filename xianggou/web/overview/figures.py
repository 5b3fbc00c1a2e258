"""The county's figures, each with the list that makes it; read at once, within what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum, Value
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.access.whereabouts import address_if_built
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Line
from xianggou.base.pages.shapes import MoneyLine
from xianggou.core.actor import Actor
from xianggou.stages.budget.pages import money_line
from xianggou.stages.catalogue.models import Item, Version
from xianggou.stages.contracts.models import Contract
from xianggou.stages.duties.models import Duty, DutyList, PostHolder, PostPrice
from xianggou.stages.duties.queries import CUT
from xianggou.stages.funds.models import Fund, TownBudget
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.plans.queries import LIVE
from xianggou.stages.procurement.models import Procedure


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, an amount or a number, and the list that makes it."""

    label: str | Promise
    url: str
    fen: int | None = None
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures of a year."""

    year: int
    sees_all: bool
    groups: list[tuple[str | Promise, list[Figure]]]
    money: MoneyLine


def reach(actor: Actor, place_code: str, action: str = "budget.see") -> tuple[Q, bool]:
    """(what of a place the actor sees, whether it is the whole place)."""
    places, towns = towns_seen(actor, action)
    whole = place_code in places
    return (Q(place_code=place_code) if whole else Q(place_code=place_code, town_code__in=towns)), whole


def counted(rows: QuerySet[Any], by: str = "pk", *, distinct: bool = False) -> QuerySet[Any]:
    """A query of one value: how many rows."""
    return rows.order_by().values(one=Value(1)).annotate(n=Count(by, distinct=distinct)).values("n")


def summed(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """A query of one value: the sum of a column of 分."""
    return rows.order_by().values(one=Value(1)).annotate(n=Sum(column)).values("n")


def at_once(parts: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """The values of several one-value queries.  Queries: 1."""
    selects: list[str] = []
    values: list[Any] = []
    for query in parts.values():
        sql, params = query.query.sql_with_params()
        selects.append(f"({sql})")
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selects)}", values)
        found = cursor.fetchone()
    return {name: int(value or 0) for name, value in zip(parts, found, strict=True)}


def link(name: str, query: str = "") -> str:
    """The address of a list, "" while nobody serves it."""
    path = address_if_built(name)
    return f"{path}?{query}" if path and query else path


def overview(actor: Actor, place_code: str, year: int) -> Overview:
    """The figures of a place in a year, of the reader's townships.  Queries: 2."""
    mine, whole = reach(actor, place_code)
    posts, _whole = reach(actor, place_code, "duties.see_posts")
    this_year = mine & Q(year=year)
    duties = Duty.objects.filter(duty_list__place_code=place_code, duty_list__status=DutyList.Status.ISSUED)
    items = Item.objects.filter(version__place_code=place_code, version__status=Version.Status.ISSUED)
    plan = PlanItem.objects.filter(this_year, status__in=LIVE)
    signed = Contract.objects.filter(mine, starts_on__year=year).exclude(
        status__in=[Contract.Status.DRAFT, Contract.Status.DROPPED]
    )
    found = at_once(
        {
            "duties": counted(duties),
            "purchasable": counted(duties.filter(is_purchasable=True)),
            "classes": counted(items, "class_code", distinct=True),
            "items": counted(items),
            "funds": counted(Fund.objects.filter(place_code=place_code, year=year)),
            "funds_fen": summed(Fund.objects.filter(place_code=place_code, year=year), "amount_fen"),
            "pocket_fen": summed(TownBudget.objects.filter(this_year), "purchases_fen"),
            "plan": counted(plan),
            "plan_fen": summed(plan, "budget_fen"),
            "procedures": counted(Procedure.objects.filter(mine, started_on__year=year)),
            "contracts": counted(signed),
            "contracts_fen": summed(signed, "price_fen"),
            "people": counted(PostHolder.objects.filter(posts, disposal=CUT)),
            "cost_fen": summed(PostHolder.objects.filter(posts, disposal=CUT), "yearly_cost_fen"),
            "price_fen": summed(PostPrice.objects.filter(posts), "price_fen"),
        }
    )
    standing = books.standing(Q(line__in=Line.objects.filter(this_year).values("pk")))
    money = money_line(standing)
    return Overview(year, whole, _groups(found, money, year), money)


def _groups(n: Mapping[str, int], money: MoneyLine, year: int) -> list[tuple[str | Promise, list[Figure]]]:
    of_year = f"year={year}"
    budget = link("budget:ledger", of_year)
    return [
        (
            _("能买什么、有多少钱"),
            [
                Figure(
                    _("事权"),
                    link("duties:list"),
                    number=gettext("%(n)s 项") % {"n": n["duties"]},
                    note=gettext("可以购买的 %(n)s 项") % {"n": n["purchasable"]},
                ),
                Figure(
                    _("目录"),
                    link("catalogue:list"),
                    number=gettext("%(classes)s 类 %(items)s 项")
                    % {"classes": n["classes"], "items": n["items"]},
                ),
                Figure(
                    _("下沉专项资金"),
                    link("funds:pocket", of_year),
                    fen=n["funds_fen"],
                    note=gettext("%(n)s 项") % {"n": n["funds"]},
                ),
                Figure(_("口袋：购买服务预算"), link("overview:pocket", of_year), fen=n["pocket_fen"]),
            ],
        ),
        (
            _("买了什么、付了多少"),
            [
                Figure(
                    _("购买计划"),
                    link("plans:list", of_year),
                    fen=n["plan_fen"],
                    note=gettext("%(n)s 项") % {"n": n["plan"]},
                ),
                Figure(_("批复"), budget, fen=money.approved_fen),
                Figure(
                    _("采购"),
                    link("procurement:list"),
                    number=gettext("%(n)s 次") % {"n": n["procedures"]},
                ),
                Figure(
                    _("合同"),
                    link("contracts:list"),
                    fen=n["contracts_fen"],
                    note=gettext("%(n)s 份") % {"n": n["contracts"]},
                ),
                Figure(_("支付"), link("payments:list"), fen=money.paid_fen),
            ],
        ),
        (
            _("省了多少"),
            [
                Figure(
                    _("每年压减经费"),
                    link("duties:posts"),
                    fen=n["cost_fen"] - n["price_fen"],
                    note=gettext("减聘 %(n)s 人的经费减去购买服务的费用") % {"n": n["people"]},
                ),
            ],
        ),
    ]
