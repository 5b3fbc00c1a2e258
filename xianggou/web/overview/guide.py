"""A catalogue item as a township's guide (行动指南): who may supply it and did, the standard, prices by year, who bought it how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.access.wording import term
from xianggou.base.pages.shapes import Cell, Column, Crumb, Empty, Pair, Table
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.catalogue.models import Item
from xianggou.stages.standards import queries as standards
from xianggou.stages.suppliers import queries as suppliers

# Fewer purchases than this would tell what one township paid: others then see the number only.
FEWEST = 3
SHOWN = 30  # townships and suppliers that a page lists

# One statement whatever the number of purchases: each signed contract that bought the item, with its price a unit where all
# that it bought is counted in the item's unit, gathered by year, method, township and supplier.
BOUGHT = """
WITH bought AS (
  SELECT c.id, c.town_code, c.supplier_id, pr.method, extract(year FROM c.signed_on)::int AS year,
         CASE WHEN every.is_one_unit AND every.quantity > 0 THEN round(c.price_fen / every.quantity)::bigint END AS unit_fen
    FROM contracts_contract c
    JOIN procurement_award a ON a.id = c.award_id
    JOIN procurement_procedure pr ON pr.id = a.procedure_id
    JOIN LATERAL (
      SELECT sum(p.quantity) AS quantity, bool_and(p.unit = %(unit)s AND p.catalogue_code = %(code)s) AS is_one_unit
        FROM procurement_procedureitem x JOIN plans_planitem p ON p.id = x.item_id WHERE x.procedure_id = pr.id
    ) every ON true
   WHERE c.place_code = %(place)s AND c.status IN ('signed', 'closed')
     AND pr.id IN (SELECT x.procedure_id FROM procurement_procedureitem x JOIN plans_planitem p ON p.id = x.item_id
                    WHERE p.place_code = %(place)s AND p.catalogue_code = %(code)s)
)
SELECT year, method, town_code, supplier_id, count(*) AS n, count(unit_fen) AS priced, count(DISTINCT town_code) AS towns,
       min(unit_fen) AS low, percentile_disc(0.5) WITHIN GROUP (ORDER BY unit_fen) AS middle, max(unit_fen) AS high,
       bool_and(%(whole)s OR town_code = ANY (%(towns)s)) AS is_mine
  FROM bought GROUP BY GROUPING SETS ((year), (method), (town_code), (supplier_id))
 ORDER BY n DESC
"""


@dataclass(frozen=True, slots=True)
class Bought:
    """The purchases of one year, method, township or supplier: how many, and prices a unit in 分."""

    year: int | None
    method: str | None
    town_code: str | None
    supplier_id: int | None
    n: int
    priced: int
    towns: int
    low: int | None
    middle: int | None
    high: int | None
    is_mine: bool

    @property
    def is_told(self) -> bool:
        """Whether its prices may be seen: the reader's own, or enough to tell of nobody in particular."""
        return self.is_mine or (self.priced >= FEWEST and self.towns >= FEWEST)


@dataclass(frozen=True, slots=True)
class Guide:
    """All that the page shows."""

    item: Item
    trail: list[Crumb]
    facts: list[Pair]
    kinds: list[str]
    standard: list[Pair]
    years: Table
    methods: Table
    towns: Table
    firms: Table


YEARS = (
    Column("year", _("年份"), main=True),
    Column("n", _("合同"), "number"),
    Column("low_fen", _("最低单价"), "fen", unit="yuan"),
    Column("middle_fen", _("中间单价"), "fen", unit="yuan"),
    Column("high_fen", _("最高单价"), "fen", unit="yuan"),
    Column("note", _("说明")),
)
METHODS = (
    Column("method", _("采购方式"), main=True),
    Column("n", _("合同"), "number"),
    Column("towns", _("乡镇"), "number"),
    Column("middle_fen", _("中间单价"), "fen", unit="yuan"),
)
TOWNS = (
    Column("town", _("乡镇"), main=True),
    Column("n", _("合同"), "number"),
    Column("middle_fen", _("中间单价"), "fen", unit="yuan"),
    Column("note", _("说明")),
)
FIRMS = (
    Column("name", _("承接主体"), main=True),
    Column("n", _("合同"), "number"),
    Column("towns", _("乡镇"), "number"),
)


def bought(actor: Actor, item: Item, place_code: str) -> list[Bought]:
    """The purchases of an item, gathered four ways.  Queries: 1."""
    whole, towns = towns_seen(actor, "contracts.see")
    given: dict[str, Any] = {
        "place": place_code,
        "code": item.code,
        "unit": item.unit,
        "whole": place_code in whole,
        "towns": sorted(towns),
    }
    with connection.cursor() as cursor:
        cursor.execute(BOUGHT, given)
        return [Bought(*row) for row in cursor.fetchall()]


def guide(actor: Actor, place_code: str, code: str, day: date) -> Guide:
    """The guide of an item.  Queries: 6.  Raises: Http404."""
    page = catalogue.item_page(place_code, code, day)
    if page is None:
        raise Http404(code)
    item = page.item
    found = bought(actor, item, place_code)
    standard = standards.in_force(place_code, code)
    firms = [b for b in found if b.supplier_id is not None][:SHOWN]
    named = suppliers.names([b.supplier_id for b in firms if b.supplier_id is not None])
    towns = places.town_names(place_code)
    return Guide(
        item,
        [*page.trail, Crumb(_("行动指南"))],
        page.facts,
        [term(kind) for kind in item.suppliers.split("、") if kind],
        [
            Pair(
                _("现行标准"),
                Cell(
                    gettext("第 %(n)s 版") % {"n": standard.number},
                    reverse("standards:detail", args=[standard.pk]),
                ),
            ),
            Pair(_("制定部门"), standard.department),
            Pair(_("发布日期"), standard.issued_on, "day"),
        ]
        if standard is not None
        else [],
        _years(found, item.unit),
        Table(
            _("用什么方式买"),
            METHODS,
            [
                {"id": n, "method": term(b.method or ""), "n": b.n, "towns": b.towns, **_prices(b)}
                for n, b in enumerate(b for b in found if b.method is not None)
            ],
            empty=NOBODY,
        ),
        _towns(found, towns),
        Table(
            _("谁承接过"),
            FIRMS,
            [
                {"id": b.supplier_id, "name": named.get(b.supplier_id or 0, ""), "n": b.n, "towns": b.towns}
                for b in firms
            ],
            empty=NOBODY,
        ),
    )


NOBODY = Empty(_("还没有人买过"), _("有乡镇签了合同，这里就有"))
HIDDEN = _("份数少，只显示数量")


def _prices(one: Bought) -> Mapping[str, Any]:
    if not one.is_told:
        return {}
    return {"low_fen": one.low, "middle_fen": one.middle, "high_fen": one.high}


def _years(found: Sequence[Bought], unit: str) -> Table:
    rows = [
        {
            "id": b.year,
            "year": gettext("%(year)s 年") % {"year": b.year},
            "n": b.n,
            **_prices(b),
            "note": _note(b),
        }
        for b in sorted((b for b in found if b.year is not None), key=lambda b: -(b.year or 0))
    ]
    return Table(gettext("历年单价（每%(unit)s）") % {"unit": unit}, YEARS, rows, empty=NOBODY)


def _note(one: Bought) -> Any:
    if not one.is_told:
        return HIDDEN
    if one.priced < one.n:
        return gettext("%(n)s 份单位不同，没有算进单价") % {"n": one.n - one.priced}
    return ""


def _towns(found: Sequence[Bought], names: Mapping[str, str]) -> Table:
    every = [b for b in found if b.town_code is not None]
    rows = [
        {
            "id": b.town_code,
            "town": names.get(b.town_code or "", b.town_code),
            "n": b.n,
            "middle_fen": b.middle if b.is_mine else None,
            "note": _note(b) if b.is_mine else HIDDEN,
        }
        for b in sorted(every, key=lambda b: (not b.is_mine, -b.n, b.town_code or ""))[:SHOWN]
    ]
    return Table(gettext("哪些乡镇买过（%(n)s 个）") % {"n": len(every)}, TOWNS, rows, empty=NOBODY)
