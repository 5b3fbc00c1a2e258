"""The county page, pocket against plate, and a duty with all it led to."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.shapes import Action, Chip, Column, Crumb, Empty, Table
from xianggou.base.pages.views import address, paged
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import queries as plans
from xianggou.web.overview import figures
from xianggou.web.overview import pocket as pockets
from xianggou.web.overview import town as towns

POCKET = (
    Column("town", _("乡镇"), main=True),
    Column("special_fen", _("分到的专项"), "fen"),
    Column("received_fen", _("专项已到"), "fen"),
    Column("pocket_fen", _("口袋"), "fen"),
    Column("from_funds_fen", _("计划用专项"), "fen"),
    Column("plate_fen", _("盘子"), "fen"),
    Column("left_fen", _("差额"), "fen"),
    Column("approved_fen", _("已批复"), "fen"),
    Column("saving_fen", _("每年压减"), "fen"),
    Column("state", _("够不够"), "status"),
)
SOURCES = (
    Column("name", _("来源"), main=True),
    Column("kind", _("种类")),
    Column("expected_on", _("预计到账"), "day"),
    Column("promised_fen", _("应到"), "fen"),
    Column("received_fen", _("已到"), "fen"),
    Column("left_fen", _("未到"), "fen"),
    Column("planned_fen", _("排进计划"), "fen"),
    Column("state", _("状态"), "status"),
)
ITEMS = (
    Column("code", _("编码"), "code"),
    Column("name", _("服务项目"), main=True),
    Column("department", _("主管部门")),
    Column("unit", _("计量单位")),
)
FUNDS = (
    Column("name", _("资金"), main=True),
    Column("year", _("年度")),
    Column("amount_fen", _("金额"), "fen"),
)
PLANS = (
    Column("name", _("计划项目"), main=True),
    Column("town", _("乡镇")),
    Column("year", _("年度")),
    Column("budget_fen", _("预算"), "fen", sort="budget_fen"),
    Column("status", _("状态"), "status"),
    Column("purchase", _("采购")),
)


def _years(request: Request, place_code: str) -> tuple[int, list[Chip]]:
    years = funds.years(place_code)
    year = funds.chosen_year(years, request.GET.get("year", ""), request.moment.date())
    return year, [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years]


@asks("budget.see")
@require_safe
def county(request: Request) -> HttpResponse:
    """The figures of a year, each a link to the list that makes it.  Queries: 3."""
    place = where_of(request.actor, "budget.see").place_code
    year, years = _years(request, place)
    page = figures.overview(request.actor, place, year)
    return render(request, "overview/county.html", {"page": page, "years": years})


@asks("budget.see")
@require_safe
def pocket(request: Request) -> HttpResponse:
    """Each township's pocket against its plate of the same year.  Queries: 7."""
    place = where_of(request.actor, "budget.see").place_code
    year, years = _years(request, place)
    page = pockets.pocket_page(request.actor, place, year)
    table = Table(
        caption=_("口袋和盘子"),
        columns=POCKET,
        rows=page.rows,
        totals={"town": _("合计"), **page.sums},
        empty=Empty(_("还没有乡镇"), _("乡镇名单还没有导入")),
    )
    return render(
        request, "overview/pocket.html", {"page": page, "table": table, "year": year, "years": years}
    )


@asks("budget.see")
@require_safe
def town(request: Request, code: str) -> HttpResponse:
    """One township's pocket: its sources, promised and received, beside its plate.  Queries: 8."""
    place = where_of(request.actor, "budget.see").place_code
    year, years = _years(request, place)
    page = towns.town_page(request.actor, place, code, year, request.moment.date())
    table = Table(
        caption=_("钱从哪里来"),
        columns=SOURCES,
        rows=page.rows,
        totals={"name": _("合计"), **page.sums},
        empty=Empty(_("这一年没有钱"), _("预算和资金文件还没有导入")),
    )
    trail = [Crumb(_("口袋和盘子"), f"{reverse('overview:pocket')}?year={year}"), Crumb(page.name)]
    leads = [
        Action(_("购买计划"), f"{reverse('plans:list')}?year={year}&town={code}"),
        Action(_("无费下放的事权"), f"{reverse('funds:unfunded')}?year={year}"),
    ]
    context = {"page": page, "table": table, "year": year, "years": years, "trail": trail, "actions": leads}
    return render(request, "overview/town.html", context)


@asks("budget.see")
@require_safe
def duty(request: Request, code: str) -> HttpResponse:
    """A duty and all it led to: catalogue, funds, plan items, purchases, money.  Queries: 7."""
    actor, place = request.actor, where_of(request.actor, "budget.see").place_code
    page = duties.duty_page(place, code)
    if page is None:
        raise Http404(code)
    found = paged(
        pockets.plan_items(actor, place, code),
        request,
        order=("-id",),
        sorts=("budget_fen",),
        beside=plans.listed,
    )
    below = pockets.downstream(actor, place, code)
    tables = {
        "items": Table(_("目录项"), ITEMS, below.items, empty=Empty(_("没有目录项对应这项事权"))),
        "funds": Table(
            _("资金"), FUNDS, below.funds, empty=Empty(_("有事没钱"), _("没有随这项事权下来的资金"))
        ),
        "plans": Table(
            _("计划项目"),
            PLANS,
            pockets.plan_rows(found.rows),
            found,
            empty=Empty(_("还没有计划项目"), _("没有乡镇为这项事权写过计划")),
        ),
    }
    trail = [
        Crumb(_("责任清单"), reverse("duties:list")),
        Crumb(page.duty.code, reverse("duties:detail", args=[code])),
        Crumb(_("来龙去脉")),
    ]
    context = {"duty": page.duty, "trail": trail, "money": below.money, **tables}
    return render(request, "overview/duty.html", context)
