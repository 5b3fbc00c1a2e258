"""Pages of what townships carry out: the lists, an application, its answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
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
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Action, Crumb, Empty, Table
from xianggou.base.pages.views import chips, paged, refusals_shown_on, search_box
from xianggou.base.places import queries as places
from xianggou.stages.catalogue import actions, pages, queries
from xianggou.stages.catalogue.forms import AnswerForm, CarryOutForm, ReasonForm
from xianggou.stages.catalogue.models import CarriedOut
from xianggou.stages.catalogue.views.steps import Step, step


@asks("catalogue.see")
@require_safe
def carried(request: Request) -> HttpResponse:
    """What each township carries out.  Queries: 4."""
    where = where_of(request.actor, "catalogue.see")
    rows = queries.carried_seen_by(request.actor)
    box = search_box(request, _("查服务项目、编码"))
    if text := box.value.strip():
        rows = rows.filter(name__contains=text) | rows.filter(code=text)
    town = request.GET.get("town", where.town_code if "town" not in request.GET else "").replace("\x00", "")
    if town and town != "all":
        rows = rows.filter(town_code=town)
    status = request.GET.get("status", "")
    rows = (
        rows.filter(status=status)
        if status in CarriedOut.Status.values
        else rows.filter(status__in=queries.LIVE)
    )
    page = paged(rows, request, order=("-id",), beside=queries.carried)
    may = roles.may_anywhere(request.actor, "catalogue.carry_out")
    new = Action(_("申报实施"), reverse("catalogue:carry_out"), primary=True)
    table = Table(
        caption=_("乡镇实施目录"),
        columns=pages.CARRIED,
        rows=pages.carried_rows(page.rows),
        page=page,
        chips=chips(
            request,
            "status",
            [(s, label, None) for s, label in CarriedOut.Status.choices],
            every=_("在办和已确认"),
        ),
        search=box,
        empty=Empty(
            _("还没有申报实施的项目"),
            _("从县目录里选一项申报，县财政或主管部门确认"),
            new if may else Action(_("看县目录"), reverse("catalogue:list")),
        ),
    )
    names = places.town_names(where.place_code)
    towns = chips(
        request,
        "town",
        [("all", _("全部乡镇"), None), *((c, n, None) for c, n in names.items())],
        every=_("本乡镇"),
    )
    context = {
        "table": table,
        "count": page.count,
        "town": names.get(town, ""),
        "towns": towns if where.town_code else towns[1:],
        "actions": [new] if may and table.rows else [],  # an empty list offers it itself
        "trail": [pages.home(), Crumb(_("乡镇实施目录"))],
    }
    return render(request, "catalogue/carried.html", context)


@asks("catalogue.carry_out")
@require_http_methods(["GET", "POST"])
def carry_out(request: Request) -> HttpResponse:
    """Apply to carry an item out; one that the county's catalogue does not have is refused with its clause.  Queries: 3."""
    where = where_of(request.actor, "catalogue.carry_out")
    held = set(
        CarriedOut.objects.filter(town_code=where.town_code, status__in=queries.LIVE).values_list(
            "code", flat=True
        )
    )
    items = [
        (i.code, f"{i.code} {i.name}") for i in queries.items_in_force(where.place_code) if i.code not in held
    ]
    form = CarryOutForm(request.POST or None, items, initial={"code": request.GET.get("code", "")[:16]})
    form.draft_as(request, "catalogue.carry_out", where.town_code, title=gettext("申报实施"))
    if form.is_valid():
        given = form.cleaned_data
        with refusals_shown_on(form):
            made = post_once(
                request,
                "catalogue.carry_out",
                lambda: {"id": actions.carry_out(where=where, by=request.actor, **given).pk},
            )
            messages.success(request, gettext("已申报，等县财政或主管部门确认"))
            return redirect("catalogue:carried_one", made["id"])
    trail = [pages.home(), Crumb(_("乡镇实施目录"), reverse("catalogue:carried")), Crumb(_("申报实施"))]
    context = {
        "form": form,
        "trail": trail,
        "town": places.town_names(where.place_code).get(where.town_code, ""),
    }
    return render(request, "catalogue/carry_out.html", context, status=form.http_status)


@asks("catalogue.see")
@require_safe
def carried_one(request: Request, carried_id: int) -> HttpResponse:
    """One item that a township carries out, or applied for.  Queries: 2."""
    row = pages.carried_one(request.actor, carried_id)
    trail = [pages.home(), Crumb(_("乡镇实施目录"), reverse("catalogue:carried")), Crumb(row.code)]
    context = {
        "row": row,
        "facts": pages.carried_facts(row),
        "actions": pages.carried_actions(request.actor, row),
        "status": (pages.CARRIED_SHAPES[row.status], row.get_status_display()),
        "trail": trail,
    }
    return render(request, "catalogue/carried_one.html", context)


def _answer(
    request: Request, carried_id: int, form: Form, verb: str, words: tuple[object, ...]
) -> HttpResponse:
    row = pages.carried_one(request.actor, carried_id)
    title, button, done, note = words
    back = reverse("catalogue:carried_one", args=[carried_id])
    run = {
        "catalogue.confirm": actions.confirm,
        "catalogue.decline": actions.decline,
        "catalogue.stop": actions.stop,
    }[verb]
    about = Step(
        verb,
        f"{title}：{row.name}",
        str(button),
        str(done),
        back,
        [
            pages.home(),
            Crumb(_("乡镇实施目录"), reverse("catalogue:carried")),
            Crumb(row.code, back),
            Crumb(str(button)),
        ],
        pages.carried_facts(row),
        str(note),
    )
    return step(request, form, about, lambda: run(carried_id, by=request.actor, **form.cleaned_data))


@asks("catalogue.confirm")
@require_http_methods(["GET", "POST"])
def confirm(request: Request, carried_id: int) -> HttpResponse:
    """Confirm an application."""
    words = (_("确认申报实施"), _("确认"), _("已确认"), _("确认后乡镇按这一项编计划"))
    return _answer(request, carried_id, AnswerForm(request.POST or None), "catalogue.confirm", words)


@asks("catalogue.decline")
@require_http_methods(["GET", "POST"])
def decline(request: Request, carried_id: int) -> HttpResponse:
    """Answer an application with no."""
    words = (_("不同意申报实施"), _("不同意"), _("已答复乡镇"), _("理由会告诉乡镇，改好后可以再报"))
    return _answer(request, carried_id, ReasonForm(request.POST or None), "catalogue.decline", words)


@asks("catalogue.stop")
@require_http_methods(["GET", "POST"])
def stop(request: Request, carried_id: int) -> HttpResponse:
    """Take an item off the township's list."""
    words = (_("停止实施"), _("停止"), _("已停止"), _("已经开始的采购照旧办完"))
    return _answer(request, carried_id, ReasonForm(request.POST or None), "catalogue.stop", words)
