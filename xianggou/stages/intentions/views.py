"""Pages of purchase intentions: what is due, drafting, publishing, leaving out; and the list that everybody reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.base.access.views import asks
from xianggou.base.pages import errors
from xianggou.base.pages.forms import Form
from xianggou.base.pages.paging import by_status
from xianggou.base.pages.shapes import Action, Crumb, Empty, Table
from xianggou.base.pages.views import chips, paged, refusals_shown_on, search_box
from xianggou.base.sheets import leaving
from xianggou.base.sheets.export import CONTENT_TYPES, exported
from xianggou.core.findings import Stale
from xianggou.stages.intentions import actions, pages, queries
from xianggou.stages.intentions.forms import IntentionForm, LeaveOutForm, SayForm, WhyForm
from xianggou.stages.intentions.models import Intention
from xianggou.stages.plans import queries as plans
from xianggou.stages.unified import queries as unified

MOST_PUBLIC = 10_000


def _text(request: Request) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


@asks("intentions.see")
@require_safe
def list_(request: Request) -> HttpResponseBase:
    """What is due, and every intention within sight.  Queries: 6–9."""
    actor, day = request.actor, request.moment.date()
    status, text = request.GET.get("status", "")[:12], _text(request)
    found = pages.listed(actor, status=status, text=text)
    if leaving.wanted(request):
        return leaving.list_file(request, _("采购意向"), pages.COLUMNS, found.order_by("-id"), pages.rows)
    page = paged(found, request, order=("-id",))
    table = Table(
        caption=_("采购意向"),
        columns=pages.COLUMNS,
        rows=pages.rows(page.rows),
        page=page,
        chips=chips(request, "status", by_status(queries.seen_by(actor), Intention.Status)),
        search=search_box(request, _("查项目名称")),
        **leaving.links(request),
        empty=Empty(_("还没有采购意向"), _("达到采购限额的，提前公开")),
    )
    due = (
        pages.due_rows(queries.due(actor, day), day) if roles.may_anywhere(actor, "intentions.draft") else []
    )
    context = {
        "table": table,
        "due": Table(caption=_("要公开的"), columns=pages.DUE, rows=due) if due else None,
        "actions": [Action(_("公众看到的"), reverse("intentions:public"))],
    }
    return render(request, "intentions/list.html", context)


@asks("intentions.see_public")
@require_safe
def public(request: Request) -> HttpResponse:
    """Published intentions, for everybody.  Queries: 2."""
    found = queries.public(_text(request))
    page = paged(found, request, order=("-published_on", "-id"))
    table = Table(
        caption=_("采购意向"),
        columns=pages.PUBLIC,
        rows=pages.public_rows(page.rows),
        page=page,
        search=search_box(request, _("查项目、采购单位、编号")),
        empty=Empty(_("没有公开的采购意向"), _("换一个词，或过些日子再看")),
    )
    query = request.GET.urlencode()
    file_url = reverse("intentions:public_file") + (f"?{query}" if query else "")
    return render(request, "intentions/public.html", {"table": table, "file_url": file_url})


@asks("intentions.see_public")
@require_safe
def public_file(request: Request) -> StreamingHttpResponse:
    """The same list as a workbook.  Queries: 1."""
    found = queries.public(_text(request)).order_by("-published_on", "-id")[:MOST_PUBLIC]
    pieces = exported(pages.PUBLIC_FIELDS, (pages.public_values(one) for one in found), "xlsx", "采购意向")
    answer = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES["xlsx"])
    answer["Content-Disposition"] = 'attachment; filename="intentions.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@asks("intentions.draft")
@require_http_methods(["GET", "POST"])
def new(request: Request, item_id: int) -> HttpResponse:
    """Write the intention of a plan item.  Queries: 5."""
    item = plans.seen_by(request.actor).filter(pk=item_id).first()
    if item is None:
        raise Http404(str(item_id))
    if roles.seat_for(request.actor, "intentions.draft", Where(item.place_code, item.town_code)) is None:
        raise NotGranted("intentions.draft")
    initial = {"title": item.name, "expected_on": item.starts_on, "summary": pages.summary_of(item)}
    leave = Action(_("属于可以不公开的情形"), reverse("intentions:leave_out", args=[item_id]))
    form = IntentionForm(request.POST or None, initial=initial)
    form.draft_as(request, "intentions.draft", item_id, title=item.name)
    return _written(
        request, form, item.name, item.budget_fen, "intentions.draft",
        lambda told: actions.draft(item_id, by=request.actor, **told).pk, leave,
    )  # fmt: skip


@asks("intentions.draft_unified")
@require_http_methods(["GET", "POST"])
def new_unified(request: Request, purchase_id: int) -> HttpResponse:
    """Write the intention of a confirmed unified purchase.  Queries: 5."""
    row = unified.with_sums(unified.seen_by(request.actor)).filter(pk=purchase_id).first()
    if row is None:
        raise Http404(str(purchase_id))
    form = IntentionForm(request.POST or None, initial={"title": row.title})
    form.draft_as(request, "intentions.draft_unified", purchase_id, title=row.title)
    return _written(
        request, form, row.title, int(row.joined_fen or 0), "intentions.draft_unified",
        lambda told: actions.draft_unified(purchase_id, by=request.actor, **told).pk,
    )  # fmt: skip


@asks("intentions.edit")
@require_http_methods(["GET", "POST"])
def edit(request: Request, intention_id: int) -> HttpResponse:
    """Change a draft."""
    row = pages.intention_of(request.actor, intention_id, "intentions.edit")
    initial = {name: getattr(row, name) for name in actions.EDITABLE}
    form = IntentionForm(request.POST or None, initial=initial, version=row.version)

    def act(told: dict[str, Any]) -> int:
        version = int(form.typed_version) if form.typed_version.isdecimal() else row.version
        return actions.edit(intention_id, by=request.actor, version=version, **told).pk

    return _written(request, form, row.title, row.budget_fen, "intentions.edit", act)


def _written(
    request: Request,
    form: IntentionForm,
    name: str,
    fen: int,
    verb: str,
    act: Callable[[dict[str, Any]], int],
    leave: Action | None = None,
) -> HttpResponse:
    """The form: kept, or shown with what stands in the way."""
    if form.is_valid():
        told = {**form.cleaned_data, "expected_on": actions.expected(form.cleaned_data["expected_on"])}
        with refusals_shown_on(form):
            made = post_once(request, verb, lambda: act(told))
            messages.success(request, gettext("已存下。看一遍，再公开"))
            return redirect("intentions:detail", made)
    context = {
        "form": form,
        "name": name,
        "fen": fen,
        "leave": leave,
        "crumbs": (Crumb(_("采购意向"), reverse("intentions:list")), Crumb(name)),
    }
    return render(request, "intentions/form.html", context, status=form.http_status)


@asks("intentions.leave_out")
@require_http_methods(["GET", "POST"])
def leave_out(request: Request, item_id: int) -> HttpResponse:
    """Say by which case of the law nothing need be public."""
    item = plans.seen_by(request.actor).filter(pk=item_id).first()
    if item is None:
        raise Http404(str(item_id))
    if roles.seat_for(request.actor, "intentions.leave_out", Where(item.place_code, item.town_code)) is None:
        raise NotGranted("intentions.leave_out")
    law = queries.law_for(item.place_code, request.moment.date(), item.starts_on)
    named = tuple(law["procurement.intention_exceptions"].items)
    form = LeaveOutForm(request.POST or None, named=named)

    def act() -> int:
        given = form.cleaned_data
        return actions.leave_out(item_id, by=request.actor, exception=given["exception"], why=given["why"]).pk

    crumbs = (Crumb(_("采购意向"), reverse("intentions:list")), Crumb(item.name))
    note = _("只有法规列出的情形可以不公开。情形和理由留在卷宗里，审计看得到。")
    return _asked(request, item.name, form, "intentions.leave_out", _("不公开意向"), note, act, crumbs)


@asks("intentions.see")
@require_safe
def detail(request: Request, intention_id: int) -> HttpResponse:
    """One intention.  Queries: 4."""
    page = pages.intention_page(request.actor, intention_id, request.moment.date())
    return render(request, "intentions/detail.html", {"page": page, "row": page.row})


@asks("intentions.publish")
@require_http_methods(["GET", "POST"])
def publish(request: Request, intention_id: int) -> HttpResponse:
    """Make an intention public."""
    row = pages.intention_of(request.actor, intention_id, "intentions.publish")
    form = SayForm(request.POST or None)
    note = _("公开以后人人看得到，不能再改；写错的撤回重写。公开日期是今天，编号自动生成。")
    return _asked(
        request, row.title, form, "intentions.publish", _("公开"), note,
        lambda: actions.publish(intention_id, by=request.actor, why=form.cleaned_data["why"]).pk,
        pages.crumbs_of(row, _("公开")),
    )  # fmt: skip


@asks("intentions.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, intention_id: int) -> HttpResponse:
    """Take an intention back."""
    row = pages.intention_of(request.actor, intention_id, "intentions.withdraw")
    form = WhyForm(request.POST or None)
    note = _("撤回以后公众不再看到；编号留着，不再用。可以重写一份，公开的日子从重写的那天算。")
    return _asked(
        request, row.title, form, "intentions.withdraw", _("撤回"), note,
        lambda: actions.withdraw(intention_id, by=request.actor, why=form.cleaned_data["why"]).pk,
        pages.crumbs_of(row, _("撤回")),
    )  # fmt: skip


def _asked(
    request: Request,
    title: str,
    form: Form,
    verb: str,
    label: Any,
    note: Any,
    act: Callable[[], int],
    crumbs: tuple[Crumb, ...],
) -> HttpResponse:
    """Ask once more and act, or show what stands in the way."""
    if form.is_valid():
        with refusals_shown_on(form):
            made = post_once(request, verb, act)
            messages.success(
                request, gettext("“%(title)s”：%(label)s，已记下") % {"title": title, "label": label}
            )
            return redirect("intentions:detail", made)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {"title": title, "form": form, "label": label, "note": note, "crumbs": crumbs}
    return render(request, "intentions/act.html", context, status=form.http_status)
