"""Pages of execution standards: those in force, and one with its indicators."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.shapes import Column, Empty, Table
from xianggou.base.pages.views import paged
from xianggou.stages.standards import queries

COLUMNS = (
    Column("code", _("目录编码"), "code", sort="catalogue_code"),
    Column("name", _("服务项目"), main=True),
    Column("department", _("制定部门")),
    Column("number", _("版次"), "number"),
    Column("indicators", _("指标数"), "number"),
    Column("issued_on", _("发布日期"), "day", sort="issued_on"),
)
INDICATORS = (
    Column("group", _("指标类别")),
    Column("name", _("指标"), main=True),
    Column("target", _("目标值")),
    Column("measure", _("取数和核验方法")),
    Column("weight", _("权重"), "number", unit=_("分")),
    Column("deduction", _("扣分规则")),
)


@asks("standards.see")
@require_safe
def list_(request: Request) -> HttpResponse:
    """The standards in force.  Queries: 4."""
    place = where_of(request.actor, "standards.see").place_code
    page = paged(
        queries.issued(place), request, order=("catalogue_code", "id"), sorts=("catalogue_code", "issued_on")
    )
    table = Table(
        caption=_("执行标准"),
        columns=COLUMNS,
        rows=queries.standard_rows(place, page.rows),
        page=page,
        empty=Empty(_("还没有发布执行标准"), _("标准由行业主管部门制定，县财政导入后出现在这里")),
    )
    return render(request, "standards/list.html", {"table": table})


@asks("standards.see")
@require_safe
def detail(request: Request, standard_id: int) -> HttpResponse:
    """One version of a standard.  Queries: 5."""
    page = queries.standard_page(where_of(request.actor, "standards.see").place_code, standard_id)
    if page is None:
        raise Http404(str(standard_id))
    table = Table(
        caption=_("指标"),
        columns=INDICATORS,
        rows=page.indicators,
        totals={"group": _("合计"), "weight": page.weight},
        empty=Empty(_("这份标准没有指标")),
    )
    return render(request, "standards/detail.html", {"page": page, "standard": page.standard, "table": table})
