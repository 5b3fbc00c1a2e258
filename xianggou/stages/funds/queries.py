"""Reading the pocket: funds, shares, a township's budget, and what of it is certain for purchases."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from xianggou.stages.funds.models import Fund, Share, TownBudget


@dataclass(frozen=True, slots=True)
class Pocket:
    """A township's money for purchases in a year, in 分: each fund's share, and all in all."""

    shares: dict[str, int]
    total_fen: int


def pocket(place_code: str, town_code: str, year: int) -> Pocket:
    """What a township may plan with: its shares of funds by document, and the purchases in its budget.  Queries: 2."""
    shares = {
        code: int(fen)
        for code, fen in Share.objects.filter(
            fund__place_code=place_code, fund__year=year, town_code=town_code
        ).values_list("fund__code", "amount_fen")
    }
    total = (
        TownBudget.objects.filter(town_code=town_code, year=year)
        .values_list("purchases_fen", flat=True)
        .first()
    )
    return Pocket(shares, int(total or 0))


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
