"""Pages of the catalogue: the official list by class, and one item with its three reviews."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.shapes import Action, Column, Empty, Table
from xianggou.base.pages.typed import Unreadable, day_typed
from xianggou.base.pages.views import search_box
from xianggou.stages.catalogue import pages, queries

COLUMNS = (
    Column("code", _("编码"), "code"),
    Column("name", _("服务项目"), main=True),
    Column("department", _("主管部门")),
    Column("suppliers", _("承接主体类型")),
    Column("unit", _("计量单位")),
    Column("price", _("参考单价"), "number", unit="yuan"),
    Column("reviews", _("三轮审查"), "status"),
)
REVIEWS = (
    Column("step", _("审查环节"), main=True),
    Column("body", _("审查单位")),
    Column("on", _("日期"), "day"),
    Column("conclusion", _("结论"), "status"),
    Column("opinion", _("意见")),
)


def day_of(request: Request) -> date | None:
    """The past day that the address asks for; one that can't be read asks for none."""
    try:
        return day_typed(request.GET["on"]) if request.GET.get("on") else None
    except Unreadable:
        return None


@asks("catalogue.see")
@require_safe
def list_(request: Request) -> HttpResponse:
    """The catalogue as the place issued it, class by class.  Queries: 3, one more while it is not published."""
    place, day = where_of(request.actor, "catalogue.see").place_code, day_of(request)
    versions = queries.versions(place)
    version = queries.standing_on(versions, day or request.moment.date())
    box = search_box(request, _("查服务项目、编码、类别"))
    found = queries.classes(version, box.value.strip(), request.GET.get("on", "") if day else "")
    empty = Empty(
        _("没有符合的服务项目") if version else _("这一天还没有目录"),
        _("换个说法，或去掉筛选") if version else _("目录还没有导入，或选的日期早于第一版"),
        Action(_("看全部"), request.path),
    )
    tables = [(one, Table(caption=one.name, columns=COLUMNS, rows=one.rows)) for one in found]
    context = {
        "version": version,
        "versions": versions,
        "tables": tables,
        "box": box,
        "empty": empty,
        "day": day,
        "count": sum(len(one.rows) for one in found),
        "papers": pages.version_papers(version),
        "actions": pages.ways_in(request.actor),
        "overdue": pages.overdue(version, request.moment.date()),
    }
    return render(request, "catalogue/list.html", context)


@asks("catalogue.see")
@require_safe
def detail(request: Request, code: str) -> HttpResponse:
    """One item: what it is, who may supply it, its reviews, the proposals that led to it.  Queries: 3."""
    day = day_of(request) or request.moment.date()
    page = queries.item_page(where_of(request.actor, "catalogue.see").place_code, code, day)
    if page is None:
        raise Http404(code)
    reviews = Table(
        caption=_("三轮审查"),
        columns=REVIEWS,
        rows=page.reviews,
        empty=Empty(_("没有审查记录"), _("目录导入时没有带审查表")),
    )
    place = page.item.version.place_code
    led = Table(
        caption=_("由哪些申报而来"),
        columns=pages.PROPOSALS,
        rows=pages.proposal_rows(queries.led_to(place, code)),
        empty=Empty(_("没有申报记录"), _("目录导入时就有这一项")),
    )
    context = {
        "page": page,
        "item": page.item,
        "reviews": reviews,
        "led": led,
        "actions": pages.item_actions(request.actor, page.item),
    }
    return render(request, "catalogue/detail.html", context)
