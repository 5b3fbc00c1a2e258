"""Last year's plan taken into this one: chosen item by item, with what no longer holds beside each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.refusals import findings_shown
from xianggou.base.pages.shapes import Chip, Crumb
from xianggou.base.pages.views import address, refusals_shown_on
from xianggou.base.places import queries as places
from xianggou.stages.plans import actions, copying, pages
from xianggou.stages.plans.forms import ITEM, CopyForm
from xianggou.stages.plans.views.items import year_asked


@asks("plans.copy")
@require_http_methods(["GET", "POST"])
def copy(request: Request) -> HttpResponse:
    """Choose items of the year before; they become drafts of this one.  Queries: 10."""
    where = where_of(request.actor, "plans.copy")
    day = request.moment.date()
    years = pages.years_offered(where.place_code, day)
    year = year_asked(request, years)
    offered = copying.candidates(where, year, day, places.law_on(where.place_code, day))
    open_ = [one for one in offered if not one.is_there and not one.verdict.blocked]
    # what was offered when the form was opened is still read, also where it became a draft meanwhile
    readable = offered if request.POST else open_
    form = CopyForm(request.POST or None, [(one.item.pk, _label(one)) for one in readable])
    if form.is_valid():
        with refusals_shown_on(form):
            made = post_once(request, "plans.copy", lambda: _copied(request, where, year, form.chosen))
            said = gettext("新写 %(n)s 项草稿，原来就有的 %(m)s 项没有动") % {
                "n": made["new"],
                "m": made["before"],
            }
            messages.success(request, said)
            return redirect(f"{reverse('plans:list')}?year={year}&status=draft")
    rows = [(one, form[f"{ITEM}{one.item.pk}"], findings_shown(one.verdict)) for one in open_]
    context = {
        "form": form,
        "year": year,
        "rows": rows,
        "stopped": [(one, findings_shown(one.verdict)) for one in offered if one.verdict.blocked],
        "there": [one for one in offered if one.is_there],
        "any": bool(offered),
        "next_year": year + 1 if year + 1 in years else None,
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years],
        "trail": [Crumb(_("计划"), f"{reverse('plans:list')}?year={year}"), Crumb(_("复制上年"))],
    }
    return render(request, "plans/copy.html", context, status=form.http_status)


def _label(one: copying.Candidate) -> str:
    return gettext("%(name)s，%(yuan)s 元") % {"name": one.name, "yuan": yuan_text(one.budget_fen)}


def _copied(request: Request, where: Any, year: int, chosen: list[int]) -> dict[str, int]:
    made = actions.copy(where=where, by=request.actor, year=year, items=chosen)
    return {"new": len(made.new), "before": made.before}
