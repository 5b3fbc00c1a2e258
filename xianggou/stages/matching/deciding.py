"""Pages on which something is decided about matching: answer, try, fix by hand, send round, agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.pages import errors
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Crumb, Text
from xianggou.base.pages.views import refusals_shown_on
from xianggou.core.findings import BadInput, Stale
from xianggou.stages.matching import actions, facts, pages, queries
from xianggou.stages.matching.forms import AgreeForm, WhyForm, WishForm
from xianggou.stages.matching.models import ProjectList, Wish
from xianggou.stages.matching.views import list_context, quarter_of
from xianggou.stages.resources import queries as resources

if TYPE_CHECKING:
    from xianggou.stages.resources.models import Quarter

methods = require_http_methods(["GET", "POST"])


def _must(request: Request, action: str, place_code: str) -> None:
    if not queries.may(request.actor, action, place_code):
        raise NotGranted(action)


def _quarter(request: Request, action: str) -> Quarter:
    """The quarter asked for, where the actor may do this.  Raises: Http404, NotGranted."""
    quarter = quarter_of(request)
    if quarter is None:
        raise Http404("quarter")
    _must(request, action, quarter.place_code)
    return quarter


def _form_page(
    request: Request, form: Form, title: Text, note: Text, button: Text, back: str, **more: Any
) -> HttpResponse:
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {
        "form": form, "title": title, "note": note, "button": button, "back": back,
        "crumbs": (Crumb(_("供需对接"), reverse("matching:board")), Crumb(title)), **more,
    }  # fmt: skip
    return render(request, "matching/form.html", context, status=form.http_status)


def _done(request: Request, form: Form, verb: str, act: Callable[[], Any], said: str) -> bool:
    """Do the act of a sent form; what stands in the way is shown on it."""
    if request.method != "POST" or not form.is_valid():
        return False
    with refusals_shown_on(form):
        post_once(request, verb, lambda: act().pk)
    if form.refused_status:
        return False
    messages.success(request, said)
    return True


@asks("matching.link")
@require_POST
def link(request: Request) -> HttpResponse:
    """Yes or no for a matter and an offer; shown again with what stood in the way."""
    sent = {n: request.POST.get(n, "") for n in ("matter", "offer", "served", "counted", "note")}
    if not (
        sent["matter"].isascii()
        and sent["matter"].isdecimal()
        and sent["offer"].isascii()
        and sent["offer"].isdecimal()
    ):
        raise Http404("matter")
    if sent["served"] not in ("yes", "no"):
        raise Http404("served")
    try:
        post_once(
            request,
            "matching.link",
            lambda: actions.link(
                int(sent["matter"][:18]), by=request.actor, offer_id=int(sent["offer"][:18]), is_served=sent["served"] == "yes",
                is_per_person=sent["counted"] != "need", note=sent["note"],
            ).pk,
        )  # fmt: skip
    except BadInput as bad:
        messages.error(request, "；".join(p.what for p in bad.problems))
    else:
        messages.success(request, gettext("记下了，以后各季度同样的资源不再问。"))
    return redirect("matching:links")


@asks("matching.try_out")
@methods
def try_out(request: Request) -> HttpResponse:
    """Share out anew."""
    quarter = _quarter(request, "matching.try_out")
    form = WhyForm(request.POST or None, needed=False)
    act = lambda: actions.try_out(quarter.pk, by=request.actor, why=form.cleaned_data["why"])  # noqa: E731
    if _done(request, form, "matching.try_out", act, gettext("试算好了。")):
        return redirect(f"{reverse('matching:board')}?quarter={quarter.pk}")
    note = _("按现行的资源清单、现有的需求和已确认的关联算一遍。试算不承诺什么，送会签并都同意以后才公布。")
    return _form_page(request, form, _("试算"), note, _("试算"), reverse("matching:board"))


@asks("matching.propose")
@methods
def propose(request: Request) -> HttpResponse:
    """Send the newest run round."""
    quarter = _quarter(request, "matching.propose")
    run = queries.newest_run(quarter.pk)
    if run is None:
        raise Http404("run")
    form = WhyForm(request.POST or None, needed=False)
    act = lambda: actions.propose(quarter.pk, by=request.actor, run_id=run.pk, why=form.cleaned_data["why"])  # noqa: E731
    if _done(
        request, form, "matching.propose", act, gettext("已送会签。有项目的部门和分管领导都同意以后公布。")
    ):
        return redirect("matching:lists")
    note = _("送给有项目的各部门和分管领导会签。都同意就公布；有一方退回，改好以后重新送。")
    return _form_page(request, form, _("送会签"), note, _("送会签"), reverse("matching:board"))


@asks("matching.wish")
@methods
def wish(request: Request, need_id: int, offer_id: int) -> HttpResponse:
    """Pin or forbid a pair: what it costs is shown before it is kept."""
    need = get_object_or_404(queries.needs_seen(request.actor), pk=need_id)
    offer = get_object_or_404(resources.offers_numbered([offer_id]).filter(place_code=need.place_code))
    _must(request, "matching.wish", need.place_code)
    form, quarter = WishForm(request.POST or None), offer.quarter
    cost: str | None = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        kind, units = told["kind"], told["units"] or 0
        with refusals_shown_on(form):
            if "sure" in request.POST:
                post_once(
                    request,
                    "matching.wish",
                    lambda: actions.wish(
                        quarter.pk, by=request.actor, need_id=need_id, offer_id=offer_id, kind=kind, units=units, why=told["why"]
                    ).pk,
                )  # fmt: skip
                messages.success(request, gettext("定下了，下次试算起作用。"))
                return redirect("matching:why", need_id)
            policy = facts.weighing(quarter.place_code)
            if policy is not None:
                here = facts.gather(quarter, policy)
                cost = pages.people_shown(actions.cost_of(here, need_id, offer_id, kind, units))
    note = f"{need.code} × {offer.title}"
    return _form_page(
        request,
        form,
        _("定下或排除"),
        note,
        _("看看代价"),
        reverse("matching:why", args=[need_id]),
        cost=cost,
    )


@asks("matching.lift")
@methods
def lift(request: Request, wish_id: int) -> HttpResponse:
    """Take back what was fixed by hand."""
    row = get_object_or_404(
        Wish.objects.filter(place_code__in=queries.places_seen(request.actor)), pk=wish_id
    )
    _must(request, "matching.lift", row.place_code)
    form = WhyForm(request.POST or None, needed=False)
    act = lambda: actions.lift(wish_id, by=request.actor, why=form.cleaned_data["why"])  # noqa: E731
    if _done(request, form, "matching.lift", act, gettext("取消了，下次试算起作用。")):
        return redirect("matching:board")
    return _form_page(request, form, _("取消定下或排除"), row.why, _("取消"), reverse("matching:board"))


def _list(request: Request, list_id: int, action: str) -> ProjectList:
    row = get_object_or_404(queries.lists_seen(request.actor), pk=list_id)
    _must(request, action, row.place_code)
    return row


@asks("matching.agree")
@require_POST
def agree(request: Request, list_id: int) -> HttpResponse:
    """A desk's word on a proposed list."""
    row = _list(request, list_id, "matching.agree")
    form = AgreeForm(request.POST)
    act = lambda: actions.agree(list_id, by=request.actor, **form.cleaned_data)  # noqa: E731
    if _done(request, form, "matching.agree", act, gettext("意见记下了。")):
        return redirect("matching:list", list_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    return render(request, "matching/list.html", list_context(request, row, form), status=form.http_status)


@asks("matching.withdraw")
@methods
def withdraw(request: Request, list_id: int) -> HttpResponse:
    """Take a proposed list back."""
    row = _list(request, list_id, "matching.withdraw")
    form = WhyForm(request.POST or None)
    act = lambda: actions.withdraw(list_id, by=request.actor, why=form.cleaned_data["why"])  # noqa: E731
    if _done(request, form, "matching.withdraw", act, gettext("撤回了。")):
        return redirect("matching:list", list_id)
    note = _("会签的意见都不再算；改好以后可以重新送。")
    return _form_page(
        request, form, pages.list_name(row), note, _("撤回"), reverse("matching:list", args=[list_id])
    )
