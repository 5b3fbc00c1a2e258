"""Pocket against plate (口袋和盘子), township by township, and a duty with everything it led to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext

from xianggou.base.access import roles
from xianggou.base.access.roles import towns_seen
from xianggou.base.access.wording import term
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Account, Bucket, Line
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Cell, MoneyLine, Shape
from xianggou.base.places import queries as places
from xianggou.base.places.models import Town
from xianggou.core.actor import Actor
from xianggou.stages.budget.pages import money_line
from xianggou.stages.catalogue.models import Item, Version
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.contracts.models import Contract
from xianggou.stages.contracts.pages import SHAPES as CONTRACT_SHAPES
from xianggou.stages.funds import queries as funds
from xianggou.stages.funds.models import Fund
from xianggou.stages.needs import queries as needs
from xianggou.stages.needs.models import Need
from xianggou.stages.needs.pages import NEED_SHAPES
from xianggou.stages.plans import queries as plans
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.plans.pages import SHAPES
from xianggou.stages.procurement.models import ProcedureItem
from xianggou.web.overview.town import savings

SUMS = (
    "special_fen",
    "received_fen",
    "pocket_fen",
    "from_funds_fen",
    "plate_fen",
    "left_fen",
    "approved_fen",
    "saving_fen",
)


@dataclass(frozen=True, slots=True)
class PocketPage:
    """Each township's pocket and plate of a year, with sums, in 分."""

    rows: list[dict[str, Any]]
    sums: dict[str, int]


def pocket_page(actor: Actor, place_code: str, year: int) -> PocketPage:
    """Pocket, plate and difference of each township that the actor sees.  Queries: 6."""
    seen, mine = towns_seen(actor, "budget.see")
    named = {
        code: name
        for code, name in places.town_names(place_code).items()
        if place_code in seen or code in mine
    }
    pockets, plates = funds.pockets(place_code, year), plans.plates(place_code, year, statuses=plans.LIVE)
    approved, saved = _approved(place_code, year), savings(place_code)
    rows = [
        {
            **_row(code, name, year, pockets.get(code), plates.get(code), approved.get(code, 0)),
            "saving_fen": saved.get(code, 0),
        }
        for code, name in named.items()
    ]
    return PocketPage(rows, {key: sum(row[key] for row in rows) for key in SUMS})


def _approved(place_code: str, year: int) -> dict[str, int]:
    rows = Account.objects.filter(line__place_code=place_code, line__year=year).exclude(bucket=Bucket.SOURCE)
    return {
        town: int(fen)
        for town, fen in rows.values_list("line__town_code").annotate(Sum("balance_fen")).order_by()
    }


def _row(
    code: str, name: str, year: int, pocket: funds.TownPocket | None, plate: plans.Plate | None, approved: int
) -> dict[str, Any]:
    have = pocket.purchases_fen if pocket else 0
    want = plate.total_fen if plate else 0
    own = plate.by_fund.get(Funding.OWN, 0) if plate else 0
    return {
        "id": code,
        "town": Cell(name, f"{reverse('overview:town', args=[code])}?year={year}"),
        "special_fen": sum(pocket.shares.values()) if pocket else 0,
        "received_fen": pocket.received_fen if pocket else 0,
        "pocket_fen": have,
        "from_funds_fen": want - own,
        "plate_fen": want,
        "left_fen": have - want,
        "approved_fen": approved,
        "state": _state(have, want),
    }


def _state(have: int, want: int) -> tuple[Shape, str]:
    if want > have:
        return "late", gettext("盘子大，差 %(yuan)s 元") % {"yuan": yuan_text(want - have)}
    if not want:
        return "none", gettext("还没有计划")
    return "done", gettext("够")


MOST_CONTRACTS = 20  # the list of contracts has the rest
MOST_NEEDS = 10  # of each catalogue item; the list of needs has the rest


# A duty and all it led to --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Downstream:
    """What a duty led to: catalogue items, funds, the newest contracts, money; its plan items come page by page."""

    needs: list[dict[str, Any]]
    more_needs: bool
    items: list[dict[str, Any]]
    funds: list[dict[str, Any]]
    contracts: list[dict[str, Any]]
    more_contracts: bool
    money: MoneyLine


def downstream(actor: Actor, place_code: str, code: str) -> Downstream:
    """Needs, catalogue items, funds, the newest contracts and the money of a duty, as far as the actor sees them.

    Needs hang on a duty by the catalogue items that answer it; they come with the items in one statement.
    Queries: 4, none for the funds of who sees no fund.
    """
    towns = Town.objects.filter(code=OuterRef("town_code"))
    asked = (
        needs.needs_seen(actor)
        .filter(place_code=place_code, catalogue_code=OuterRef("code"))
        .exclude(status=Need.Status.MERGED)
        .order_by("-id")
    )
    told = JSONObject(
        id="id",
        code="code",
        text="text",
        town=Subquery(towns.values("name")[:1]),
        people="people",
        status="status",
        urgency="urgency",
    )
    items = (
        Item.objects.filter(
            version__place_code=place_code, version__status=Version.Status.ISSUED, duty_codes__contains=[code]
        )
        .annotate(needs=ArraySubquery(asked.values(one=told)[: MOST_NEEDS + 1]))
        .order_by("code")
    )
    seen, mine = towns_seen(actor, "funds.see")
    shares = Q() if place_code in seen else Q(shares__town_code__in=mine)
    held = (
        Fund.objects.filter(place_code=place_code, duty_codes__contains=[code])
        .annotate(
            sent_fen=Sum("shares__amount_fen", filter=shares),
            received_fen=Sum("shares__received_fen", filter=shares),
        )
        .order_by("-year", "code")
    )
    if not roles.may_anywhere(actor, "funds.see"):
        held = held.none()
    lines = Line.objects.filter(item_id__in=plans.of_duty(actor, place_code, code).order_by().values("pk"))
    signed = contracts.of_duty(actor, place_code, code).select_related("supplier").order_by("-id")
    newest = list(signed[: MOST_CONTRACTS + 1])
    return Downstream(
        needs=[_need(one) for item in items for one in item.needs[:MOST_NEEDS]],
        more_needs=any(len(item.needs) > MOST_NEEDS for item in items),
        items=[
            {
                "id": item.pk,
                "code": item.code,
                "name": Cell(item.name, reverse("catalogue:detail", args=[item.code])),
                "department": item.department,
                "unit": item.unit,
            }
            for item in items
        ],
        funds=[
            {
                "id": fund.pk,
                "name": Cell(
                    f"{fund.code} {fund.name}", reverse("funds:fund", args=[fund.pk]), fund.document
                ),
                "year": str(fund.year),
                "amount_fen": int(fund.sent_fen or 0),
                "received_fen": int(fund.received_fen or 0),
            }
            for fund in held
        ],
        contracts=[_contract(one) for one in newest[:MOST_CONTRACTS]],
        more_contracts=len(newest) > MOST_CONTRACTS,
        money=money_line(books.standing(Q(line__in=lines.values("pk")))),
    )


def _need(one: dict[str, Any]) -> dict[str, Any]:
    status = Need.Status(one["status"])
    return {
        "id": one["id"],
        "name": Cell(one["text"], reverse("needs:need", args=[one["id"]]), one["code"]),
        "town": one["town"],
        "people": one["people"],
        "urgency": term(one["urgency"]),
        "status": (NEED_SHAPES[status], status.label),
    }


def _contract(one: Contract) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": Cell(one.title, reverse("contracts:detail", args=[one.pk]), one.number),
        "supplier": one.supplier.name,
        "price_fen": one.price_fen,
        "signed_on": one.signed_on,
        "status": (CONTRACT_SHAPES[one.status], one.get_status_display()),
    }


def plan_rows(found: Sequence[PlanItem]) -> list[dict[str, Any]]:
    """Plan items with the purchase that each became.  Queries: 1."""
    running = {
        one.item_id: one.procedure
        for one in ProcedureItem.objects.filter(item_id__in=[item.pk for item in found])
        .select_related("procedure")
        .order_by("id")
    }
    rows = []
    for item in found:
        bought = running.get(item.pk)
        rows.append(
            {
                "id": item.pk,
                "name": Cell(item.name, reverse("plans:detail", args=[item.pk]), item.code),
                "town": item.town_name,  # type: ignore[attr-defined]
                "year": str(item.year),
                "budget_fen": item.budget_fen,
                "status": (SHAPES[item.status], item.get_status_display()),
                "purchase": bought.get_status_display() if bought else "",
            }
        )
    return rows
