"""Pages of objections: the list with what is overdue, one, saying one, answering it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access import roles
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.paging import by_status
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table
from xianggou.base.pages.views import address, chips, paged, refusals_shown_on, search_box
from xianggou.base.places import queries as places
from xianggou.base.sheets import leaving
from xianggou.core.findings import Stale
from xianggou.stages.duties import actions, objecting
from xianggou.stages.duties.forms import AnswerForm, ObjectionForm
from xianggou.stages.duties.models import Objection


@asks("duties.see_objections")
@require_safe
def list_(request: Request) -> HttpResponseBase:
    """All objections within sight, what is overdue told first.  Queries: 6."""
    place, day = where_of(request.actor, "duties.see_objections").place_code, request.moment.date()
    box = search_box(request, _("查事项、编号、部门"))
    every = objecting.listed(request.actor, text=box.value.strip())
    statuses = by_status(every, Objection.Status)
    status, late = request.GET.get("status", ""), objecting.overdue(every, day)
    rows = late if "late" in request.GET else every
    if status in {s for s, _w, _n in statuses}:
        rows = rows.filter(status=status)
    towns, law = places.town_names(place), places.law_on(place, day)

    def shaped(found: Sequence[Objection]) -> list[dict[str, Any]]:
        return objecting.rows_of(found, towns, law, day)

    if leaving.wanted(request):
        return leaving.list_file(request, _("责任转嫁异议"), objecting.COLUMNS, rows.order_by("-id"), shaped)
    page = paged(rows, request, order=("-id",), sorts=("raised_on", "due_on"))
    may = roles.may_anywhere(request.actor, "duties.object")
    new = Action(_("反映责任转嫁"), reverse("duties:object"), primary=True)
    overdue = late.count()
    table = Table(
        caption=_("责任转嫁异议"),
        columns=objecting.COLUMNS,
        rows=shaped(page.rows),
        page=page,
        chips=[
            *chips(request, "status", statuses),
            Chip(_("过期未答"), address(request, late="1"), on="late" in request.GET, count=overdue),
        ],
        search=box,
        empty=Empty(_("没有符合的异议"), _("没有人反映责任转嫁，或筛选太窄"), new if may else None),
        **leaving.links(request),
    )
    context = {
        "table": table,
        "actions": [new] if may else [],
        "overdue": overdue,
        "trail": objecting.trail_of(None),
    }
    return render(request, "duties/objections.html", context)


@asks("duties.see_objections")
@require_safe
def detail(request: Request, objection_id: int) -> HttpResponse:
    """One objection with its answer.  Queries: as `objecting.objection_page`."""
    page = objecting.objection_page(request.actor, objection_id, request.moment.date())
    return render(request, "duties/objection.html", {"page": page, "objection": page.objection})


@asks("duties.object")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Say that something was pushed down without admission."""
    where = where_of(request.actor, "duties.object")
    form = ObjectionForm(request.POST or None)
    form.draft_as(request, "duties.object", title=gettext("反映责任转嫁"))
    if form.is_valid():
        with refusals_shown_on(form):
            made = post_once(
                request,
                "duties.object",
                lambda: actions.object_(where=where, by=request.actor, **form.cleaned_data).pk,
            )
            messages.success(request, gettext("已送责任清单管理岗，到期前会答复"))
            return redirect("duties:objection", made)
    context = {"form": form, "trail": objecting.trail_of(None, Crumb(_("反映")))}
    return render(request, "duties/object.html", context, status=form.http_status)


@asks("duties.answer")
@require_http_methods(["GET", "POST"])
def answer(request: Request, objection_id: int) -> HttpResponse:
    """The county's answer."""
    page = objecting.objection_page(request.actor, objection_id, request.moment.date())
    form = AnswerForm(request.POST or None)
    form.draft_as(request, "duties.answer", objection_id, title=page.objection.code)
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "duties.answer",
                lambda: actions.answer(objection_id, by=request.actor, **form.cleaned_data).pk,
            )
            messages.success(request, gettext("已答复"))
            return redirect("duties:objection", objection_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    trail = objecting.trail_of(page.objection, Crumb(_("答复")))
    context = {"page": page, "objection": page.objection, "form": form, "trail": trail}
    return render(request, "duties/answer.html", context, status=form.http_status)
