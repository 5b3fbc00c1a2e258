"""What changes the pocket: load the funds moved down with their shares, and the townships' budgets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.places import queries as places
from xianggou.base.trail import loads
from xianggou.base.trail.loads import Loaded, Row
from xianggou.core.actor import Acting
from xianggou.core.findings import Problem
from xianggou.core.money import yuan
from xianggou.stages.funds.models import Fund, Share, TownBudget

PARTS = ("transfers_fen", "special_fen", "own_fen")


@action("funds.load")
def load(
    *,
    where: Where,
    by: Acting,
    year: int,
    funds: Iterable[Row] = (),
    shares: Iterable[Row] = (),
    source: str = "",
) -> Loaded:
    """Bring a year's funds and the townships' shares up to date; absence deletes nothing.

    Rows: funds code, name, department, level, document, amount_fen, factor, catalogue_codes, duty_codes, issued_on;
    shares fund_code, town_code, factor_value, amount_fen.  Money: 分.
    Raises: BadInput: a share of an unknown fund, or shares that together exceed their fund (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    given = [{**row, "place_code": place.code, "year": year} for row in funds]
    found: dict[Any, Any] = {f.code: f for f in Fund.objects.filter(place_code=place.code, year=year)}
    loaded = loads.upserted(Fund, found, ((row["code"], row) for row in given))
    by_code = {f.code: f for f in Fund.objects.filter(place_code=place.code, year=year)}
    mine = list(shares)
    loads.refuse(
        loads.problem(
            row,
            "unknown_fund",
            gettext("%(year)s 年没有专项资金 %(fund_code)s") % {"year": year, "fund_code": row["fund_code"]},
            gettext("先导入这项资金，或更正资金编码"),
        )
        for row in mine
        if row["fund_code"] not in by_code
    )
    stand: dict[Any, Any] = {
        (s.fund_id, s.town_code): s for s in Share.objects.filter(fund__in=by_code.values())
    }
    loaded += loads.upserted(
        Share,
        stand,
        (
            (
                (by_code[row["fund_code"]].pk, row["town_code"]),
                {n: v for n, v in row.items() if n != "fund_code"}
                | {"fund_id": by_code[row["fund_code"]].pk},
            )
            for row in mine
        ),
    )
    loads.refuse(_over_the_fund(by_code, mine))
    loads.noted(place, "funds.load", loaded, by=by, source=source)
    return loaded


def _over_the_fund(funds: dict[str, Fund], rows: list[Row]) -> Iterable[Problem]:
    """Funds whose shares add up to more than was moved down, as they stand now."""
    for code in dict.fromkeys(row["fund_code"] for row in rows):
        fund = funds[code]
        given = sum(Share.objects.filter(fund=fund).values_list("amount_fen", flat=True))
        if given > fund.amount_fen:
            last = [row for row in rows if row["fund_code"] == code][-1]
            yield loads.problem(
                last,
                "split_parts",
                gettext("%(name)s分配合计 %(given)s 元，超过下达的 %(amount)s 元")
                % {"name": fund.name, "given": yuan(given), "amount": yuan(fund.amount_fen)},
                gettext("核对各乡镇分配金额"),
            )


@action("funds.load_budgets")
def load_budgets(*, where: Where, by: Acting, budgets: Iterable[Row], source: str = "") -> Loaded:
    """Bring the townships' budgets up to date, one row for a township and year; absence deletes nothing.

    Rows: town_code, year, transfers_fen, special_fen, own_fen, total_fen, purchases_fen, paid_before_fen.
    Money: 分; the three parts make the total. Where a list has no parts, those that stand are kept while they make
    its total, else all of it is the township's own.  Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    rows = [{**row, "place_code": place.code} for row in budgets]
    found: dict[Any, Any] = {
        (b.town_code, b.year): b
        for b in TownBudget.objects.filter(town_code__in={r["town_code"] for r in rows})
    }
    given = [_with_parts(row, found.get((row["town_code"], row["year"]))) for row in rows]
    loads.refuse(
        loads.problem(
            row,
            "split_parts",
            gettext("各项收入合计 %(parts)s 元，与预算合计 %(total)s 元不一致")
            % {"parts": yuan(sum(row[n] for n in PARTS)), "total": yuan(row["total_fen"])},
            gettext("核对各项金额"),
        )
        for row in given
        if sum(row[n] for n in PARTS) != row["total_fen"]
    )
    loaded = loads.upserted(TownBudget, found, (((row["town_code"], row["year"]), row) for row in given))
    loads.noted(place, "funds.load_budgets", loaded, by=by, source=source)
    return loaded


def _with_parts(row: Row, here: TownBudget | None) -> dict[str, Any]:
    """A row with its three parts, where the list has none of them."""
    if any(name in row for name in PARTS):
        return {**dict.fromkeys(PARTS, 0), **row}
    if here is not None and here.total_fen == row["total_fen"]:
        return {**row, **{name: getattr(here, name) for name in PARTS}}
    return {**row, **dict.fromkeys(PARTS, 0), "own_fen": row["total_fen"]}
