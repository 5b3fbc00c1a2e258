"""The page of the pocket: funds moved down, their shares, the townships' budgets."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.shapes import Chip, Column, Empty, Table
from xianggou.base.pages.views import address
from xianggou.stages.funds import queries

FUNDS = (
    Column("name", _("资金"), main=True),
    Column("department", _("原管理部门")),
    Column("level", _("级次")),
    Column("factor", _("分配因素")),
    Column("issued_on", _("下达日期"), "day"),
    Column("amount_fen", _("金额"), "fen"),
    Column("towns", _("分到几个乡镇"), "number"),
    Column("shared_fen", _("已分配"), "fen"),
)
BUDGETS = (
    Column("town", _("乡镇"), main=True),
    Column("transfers_fen", _("上级转移支付"), "fen"),
    Column("special_fen", _("下沉专项"), "fen"),
    Column("own_fen", _("本级财力"), "fen"),
    Column("total_fen", _("预算合计"), "fen"),
    Column("purchases_fen", _("其中购买服务"), "fen"),
)


@asks("funds.see")
@require_safe
def pocket(request: Request) -> HttpResponse:
    """Funds of a year, and the budgets of the townships one may see.  Queries: 5."""
    place = where_of(request.actor, "funds.see").place_code
    years = queries.years(place)
    year = queries.chosen_year(years, request.GET.get("year", ""), request.moment.date())
    page = queries.funds_page(request.actor, place, year)
    none = Empty(_("这一年没有下沉专项资金"), _("资金文件还没有导入，或选的年度不对"))
    funds = Table(
        caption=_("下沉专项资金"),
        columns=FUNDS,
        rows=page.rows,
        totals={"name": _("合计"), "amount_fen": page.total_fen, "shared_fen": page.shared_fen},
        empty=none,
    )
    budgets = Table(
        caption=_("乡镇预算"),
        columns=BUDGETS,
        rows=page.budgets,
        totals={"town": _("合计"), **page.budget_totals},
        empty=Empty(_("这一年没有乡镇预算"), _("乡镇预算还没有导入")),
    )
    context = {
        "page": page,
        "funds": funds,
        "budgets": budgets,
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years],
    }
    return render(request, "funds/pocket.html", context)
