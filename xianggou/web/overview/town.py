"""The pocket of one township (口袋): each source with what is promised and what arrived, beside its plate of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from xianggou.base.access.roles import towns_seen
from xianggou.base.pages.shapes import Cell, Shape
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.rules import judge
from xianggou.stages.duties.models import PostHolder, PostPrice
from xianggou.stages.duties.queries import CUT, Saving
from xianggou.stages.funds.models import Fund, Share, TownBudget
from xianggou.stages.funds.pages import state_of
from xianggou.stages.plans import queries as plans
from xianggou.stages.plans.models import Funding

MONEY = ("promised_fen", "received_fen", "left_fen", "planned_fen")


@dataclass(frozen=True, slots=True)
class TownPage:
    """A township's sources, pocket, plate and saving in a year, in 分."""

    code: str
    name: str
    rows: list[dict[str, Any]]
    sums: dict[str, int]
    pocket_fen: int
    plate_fen: int
    verdict: Verdict
    saving: Saving

    @property
    def left_fen(self) -> int:
        return self.pocket_fen - self.plate_fen


def town_page(actor: Actor, place_code: str, town_code: str, year: int, day: date) -> TownPage:
    """The pocket of a township that the actor sees.  Queries: 7.  Raises: Http404."""
    seen, mine = towns_seen(actor, "budget.see")
    name = places.town_names(place_code).get(town_code)
    if name is None or (place_code not in seen and town_code not in mine):
        raise Http404(town_code)
    budget = TownBudget.objects.filter(town_code=town_code, year=year).first()
    shares = list(
        Share.objects.filter(town_code=town_code, fund__place_code=place_code, fund__year=year)
        .select_related("fund")
        .order_by("fund__kind", "fund__code")
    )
    plate = plans.plate(town_code, year)
    rows = [_share_row(one, plate.by_fund.get(one.fund.code, 0)) for one in shares]
    rows += _budgeted(budget, shares, plate)
    have = (budget.purchases_fen if budget else 0) + sum(
        one.amount_fen for one in shares if not one.fund.is_budgeted
    )
    facts = {"planned_fen": plate.total_fen, "money_certain_fen": have}
    return TownPage(
        code=town_code,
        name=name,
        rows=rows,
        sums={key: sum(row[key] or 0 for row in rows) for key in MONEY},
        pocket_fen=have,
        plate_fen=plate.total_fen,
        verdict=judge("plans.submit", facts, places.law_on(place_code, day)),
        saving=_saving(town_code),
    )


def _share_row(share: Share, planned_fen: int) -> dict[str, Any]:
    fund = share.fund
    return {
        "id": f"share{share.pk}",
        "name": Cell(f"{fund.code} {fund.name}", reverse("funds:receive", args=[share.pk]), fund.document),
        "kind": fund.get_kind_display(),
        "expected_on": fund.expected_on,
        "promised_fen": share.amount_fen,
        "received_fen": share.received_fen,
        "left_fen": share.left_fen,
        "planned_fen": planned_fen,
        "state": state_of(share.amount_fen, share.received_fen),
    }


def _budgeted(budget: TownBudget | None, shares: Sequence[Share], plate: plans.Plate) -> list[dict[str, Any]]:
    """What the township's budget has beside the documents: transfers and funds without one, its own money."""
    if budget is None:
        return []
    general = sum(s.amount_fen for s in shares if s.fund.is_budgeted and s.fund.kind == Fund.Kind.GENERAL)
    special = sum(s.amount_fen for s in shares if s.fund.is_budgeted and s.fund.kind != Fund.Kind.GENERAL)
    parts = (
        ("transfers", gettext("上级转移支付（预算数，没有逐笔文号）"), budget.transfers_fen - general),
        ("special", gettext("下沉专项（预算数，没有逐笔文号）"), budget.special_fen - special),
    )
    told: tuple[Shape, str] = ("none", gettext("按年初预算"))
    rows: list[dict[str, Any]] = [
        {
            "id": key, "name": label, "kind": gettext("转移支付"), "expected_on": None, "promised_fen": fen,
            "received_fen": None, "left_fen": None, "planned_fen": 0, "state": told,
        }
        for key, label, fen in parts
        if fen > 0
    ]  # fmt: skip
    own = plate.by_fund.get(Funding.OWN, 0)
    rows.append(
        {
            "id": "own", "name": gettext("镇本级财力"), "kind": gettext("本级"), "expected_on": None,
            "promised_fen": budget.own_fen, "received_fen": None, "left_fen": None, "planned_fen": own,
            "state": told,
        }
    )  # fmt: skip
    return rows


def _saving(town_code: str) -> Saving:
    """What the service saves a township in a year: posts cut, less its price.  Queries: 2."""
    cut = PostHolder.objects.filter(town_code=town_code, disposal=CUT).aggregate(
        fen=Sum("yearly_cost_fen"), n=Count("id")
    )
    price = PostPrice.objects.filter(town_code=town_code).aggregate(fen=Sum("price_fen"))["fen"]
    return Saving(int(cut["fen"] or 0), int(price or 0), int(cut["n"]))


def savings(place_code: str) -> dict[str, int]:
    """Township -> what the service saves in a year, in 分: the cost of posts cut less its price.  Queries: 1."""
    mine = Q(place_code=place_code)
    costs = PostHolder.objects.filter(mine, disposal=CUT).order_by().values_list("town_code")
    prices = PostPrice.objects.filter(mine).order_by().values_list("town_code")
    rows = costs.annotate(fen=Sum("yearly_cost_fen")).union(
        prices.annotate(fen=-1 * Sum("price_fen")), all=True
    )
    found: dict[str, int] = {}
    for town, fen in rows:
        found[town] = found.get(town, 0) + int(fen)
    return found
