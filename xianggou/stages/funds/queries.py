"""Reading the pocket: funds, shares, a township's budget, and what of it is certain for purchases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum, Value

from xianggou.base.access.roles import towns_seen
from xianggou.base.pages.shapes import Cell
from xianggou.base.places.queries import town_names
from xianggou.core.actor import Actor
from xianggou.stages.funds.models import Fund, Share, TownBudget


@dataclass(frozen=True, slots=True)
class Pocket:
    """A township's money for purchases in a year, in 分: each fund's share, and all in all; funds by name."""

    shares: dict[str, int]
    total_fen: int
    names: dict[str, str]


def pocket(place_code: str, town_code: str, year: int) -> Pocket:
    """What a township may plan with: its shares of funds by document, and the purchases in its budget.  Queries: 1."""
    shares = Share.objects.filter(fund__place_code=place_code, fund__year=year, town_code=town_code)
    budget = TownBudget.objects.filter(town_code=town_code, year=year)
    rows = list(
        shares.values_list("fund__code", "fund__name", "amount_fen").union(
            budget.values_list(Value(""), Value(""), "purchases_fen"), all=True
        )
    )
    return Pocket(
        shares={code: int(fen) for code, _name, fen in rows if code},
        total_fen=sum(int(fen) for code, _name, fen in rows if not code),
        names={code: name for code, name, _fen in rows if code},
    )


def funds_of(place_code: str, year: int) -> list[Fund]:
    """The funds moved down in a year.  Queries: 1."""
    return list(Fund.objects.filter(place_code=place_code, year=year).order_by("code"))


def funds_total(place_code: str, year: int) -> int:
    """Sum of the funds moved down, in 分.  Queries: 1."""
    return int(
        Fund.objects.filter(place_code=place_code, year=year).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    )


def budgets_of(place_code: str, year: int) -> list[TownBudget]:
    """The townships' budgets of a year.  Queries: 1."""
    return list(TownBudget.objects.filter(place_code=place_code, year=year).order_by("town_code"))


# Pages ---------------------------------------------------------------------------------------


def years(place_code: str) -> list[int]:
    """The years that have funds or budgets, newest first.  Queries: 1."""
    funds = Fund.objects.filter(place_code=place_code).values_list("year")
    budgets = TownBudget.objects.filter(place_code=place_code).values_list("year")
    return sorted({int(year) for (year,) in funds.union(budgets)}, reverse=True)


def chosen_year(found: Sequence[int], asked: str, today: date) -> int:
    """The year asked for; else the running one, or the newest there is.  Queries: 0."""
    if asked.isascii() and asked.isdigit() and int(asked) in found:
        return int(asked)
    return today.year if today.year in found or not found else found[0]


@dataclass(frozen=True, slots=True)
class FundsPage:
    """The funds of a year with their shares, and the budgets of the townships that the reader may see."""

    year: int
    rows: list[dict[str, Any]]
    total_fen: int
    shared_fen: int
    budgets: list[dict[str, Any]]
    budget_totals: dict[str, int]
    sees_all: bool


def funds_page(actor: Actor, place_code: str, year: int) -> FundsPage:
    """Funds, shares and budgets of a year, within the townships that the actor sees.  Queries: 4."""
    places, towns = towns_seen(actor, "funds.see")
    sees_all = place_code in places
    mine = Q() if sees_all else Q(town_code__in=towns)
    shares: dict[int, list[int]] = {}
    for fund_id, fen in Share.objects.filter(mine, fund__place_code=place_code, fund__year=year).values_list(
        "fund_id", "amount_fen"
    ):
        shares.setdefault(fund_id, []).append(int(fen))
    funds = funds_of(place_code, year)
    names = town_names(place_code)
    budgets = [b for b in budgets_of(place_code, year) if sees_all or b.town_code in towns]
    return FundsPage(
        year=year,
        rows=[_fund_row(fund, shares.get(fund.pk, [])) for fund in funds],
        total_fen=sum(fund.amount_fen for fund in funds),
        shared_fen=sum(map(sum, shares.values())),
        budgets=[
            {"id": b.pk, "town": names.get(b.town_code, b.town_code), **{n: getattr(b, n) for n in MONEY}}
            for b in budgets
        ],
        budget_totals={n: sum(getattr(b, n) for b in budgets) for n in MONEY},
        sees_all=sees_all,
    )


MONEY = ("transfers_fen", "special_fen", "own_fen", "total_fen", "purchases_fen", "paid_before_fen")


def _fund_row(fund: Fund, shares: list[int]) -> dict[str, Any]:
    return {
        "id": fund.pk,
        "name": Cell(f"{fund.code} {fund.name}", note=fund.document),
        "department": fund.department,
        "level": fund.level,
        "factor": fund.factor,
        "catalogue": "、".join(fund.catalogue_codes),
        "issued_on": fund.issued_on,
        "amount_fen": fund.amount_fen,
        "shared_fen": sum(shares),
        "towns": len(shares),
    }


@dataclass(frozen=True, slots=True)
class TownPocket:
    """What one township may plan with in a year, in 分: shares of funds by code, and purchases in its budget."""

    shares: dict[str, int]
    purchases_fen: int


def pockets(place_code: str, year: int) -> dict[str, TownPocket]:
    """The pocket of every township of a place.  Queries: 2."""
    shares: dict[str, dict[str, int]] = {}
    for town, code, fen in Share.objects.filter(fund__place_code=place_code, fund__year=year).values_list(
        "town_code", "fund__code", "amount_fen"
    ):
        shares.setdefault(town, {})[code] = int(fen)
    budgets = purchases_by_town(place_code, year)
    return {town: TownPocket(shares.get(town, {}), int(budgets.get(town, 0))) for town in {*shares, *budgets}}


def purchases_by_town(place_code: str, year: int) -> dict[str, int]:
    """Township -> what its budget of a year has for purchases, in 分.  Queries: 1."""
    rows = TownBudget.objects.filter(place_code=place_code, year=year)
    return {town: int(fen) for town, fen in rows.values_list("town_code", "purchases_fen")}
