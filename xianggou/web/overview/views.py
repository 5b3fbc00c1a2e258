"""The county page, pocket against plate, and a duty with all it led to."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.shapes import Action, Chip, Column, Crumb, Empty, Table
from xianggou.base.pages.views import address, chips, paged, search_box
from xianggou.base.sheets import leaving
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import queries as plans
from xianggou.web.overview import faults as missing
from xianggou.web.overview import figures
from xianggou.web.overview import guide as guides
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
NEEDS = (
    Column("name", _("需求"), main=True),
    Column("town", _("乡镇")),
    Column("people", _("涉及人数"), "number"),
    Column("urgency", _("急不急")),
    Column("status", _("状态"), "status"),
)
FUNDS = (
    Column("name", _("资金"), main=True),
    Column("year", _("年度")),
    Column("amount_fen", _("应到"), "fen"),
    Column("received_fen", _("已到"), "fen"),
)
CONTRACTS = (
    Column("name", _("合同"), main=True),
    Column("supplier", _("承接主体")),
    Column("price_fen", _("合同价"), "fen"),
    Column("signed_on", _("签订日期"), "day"),
    Column("status", _("状态"), "status"),
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


@asks("duties.see_faults")
@require_safe
def faults(request: Request) -> HttpResponseBase:
    """Duties nobody answers for, and what is planned or bought beside the list.  Queries: 4–5."""
    actor, day = request.actor, request.moment.date()
    place = where_of(actor, "duties.see_faults").place_code
    box = search_box(request, _("查事项、计划、编码"))
    kind, town = request.GET.get("kind", ""), request.GET.get("town", "")
    every = missing.found(actor, place, day)
    here = missing.narrowed(every, town=town, text=box.value.strip())
    shown = missing.narrowed(here, kind=kind)
    if leaving.wanted(request):
        return leaving.list_file(request, _("缺位、越位、错位"), missing.COLUMNS, shown, missing.rows_of)
    page = paged(shown, request, order=("id",), sorts=("town", "budget_fen"))
    counts = [(one, word, sum(f.kind == one for f in here)) for one, (_s, word) in missing.KINDS.items()]
    table = Table(
        caption=_("缺位、越位、错位"),
        columns=missing.COLUMNS,
        rows=missing.rows_of(page.rows),
        page=page,
        chips=chips(request, "kind", counts),
        search=box,
        empty=Empty(_("没有这样的问题"), _("清单上的事都有人负责，计划都挂在乡镇该做、可以买的事上")),
        **leaving.links(request),
    )
    here_too = sorted({(one.town_code, one.town) for one in every if one.town_code})
    context = {
        "table": table,
        "explained": missing.explained(place, day),
        "towns": chips(request, "town", [(code, name, None) for code, name in here_too], every=_("各乡镇")),
        "towns_open": bool(town),
        "trail": [Crumb(_("责任清单"), reverse("duties:list")), Crumb(_("缺位、越位、错位"))],
    }
    return render(request, "overview/faults.html", context)


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


@asks("duties.see")
@require_safe
def duty(request: Request, code: str) -> HttpResponse:
    """A duty and all it led to, within what the reader may see: needs, catalogue, funds, plans, contracts, money.

    Queries: 8.
    """
    actor, place = request.actor, where_of(request.actor, "duties.see").place_code
    page = duties.duty_page(place, code)
    if page is None:
        raise Http404(code)
    found = paged(
        plans.of_duty(actor, place, code),
        request,
        order=("-id",),
        sorts=("budget_fen",),
        beside=plans.listed,
    )
    below = pockets.downstream(actor, place, code)
    tables = {
        "needs": Table(
            _("需求"),
            NEEDS,
            below.needs,
            empty=Empty(_("还没有需求"), _("没有人提过这方面的需求，或不归您看")),
        ),
        "items": Table(_("目录项"), ITEMS, below.items, empty=Empty(_("没有目录项对应这项事权"))),
        "funds": Table(
            _("资金"), FUNDS, below.funds, empty=Empty(_("有事没钱"), _("没有随这项事权下来的资金"))
        ),
        "plans": Table(
            _("计划项目"),
            PLANS,
            pockets.plan_rows(found.rows),
            found,
            empty=Empty(_("还没有计划项目"), _("没有乡镇为这项事权写过计划，或不归您看")),
        ),
        "contracts": Table(
            _("合同"),
            CONTRACTS,
            below.contracts,
            empty=Empty(_("还没有合同"), _("没有乡镇为这项事权签过合同，或不归您看")),
        ),
    }
    trail = [
        Crumb(_("责任清单"), reverse("duties:list")),
        Crumb(page.duty.code, reverse("duties:detail", args=[code])),
        Crumb(_("来龙去脉")),
    ]
    context = {
        "duty": page.duty,
        "trail": trail,
        "money": below.money,
        "more": below.more_contracts,
        "more_needs": below.more_needs,
        **tables,
    }
    return render(request, "overview/duty.html", context)


@asks("catalogue.see")
@require_safe
def item(request: Request, code: str) -> HttpResponse:
    """A catalogue item as a guide: who may supply, the standard, prices by year, how others bought it.  Queries: 6."""
    place = where_of(request.actor, "catalogue.see").place_code
    page = guides.guide(request.actor, place, code, request.moment.date())
    return render(request, "overview/item.html", {"page": page})
