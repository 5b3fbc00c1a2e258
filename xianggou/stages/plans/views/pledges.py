"""Pages of pledges (事进人退): writing and changing one, signing it, what all of them save."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table
from xianggou.base.pages.views import address, refusals_shown_on
from xianggou.base.places import queries as places
from xianggou.core.findings import Stale
from xianggou.stages.plans import actions, pages, queries, shown
from xianggou.stages.plans.forms import PledgeForm, SignForm
from xianggou.stages.plans.models import Pledge
from xianggou.stages.plans.views.items import year_asked


@asks("duties.see_posts")
@require_safe
def pledged(request: Request, item_id: int) -> HttpResponse:
    """The pledge of an item with its posts; names are shown to those who may see the roster.  Queries: 4."""
    item = pages.seen_item(request.actor, item_id)
    if not queries.may(request.actor, "duties.see_posts", item):
        raise Http404(str(item_id))
    pledge = queries.pledge_of(item)
    if pledge is None:
        raise Http404(str(item_id))
    table = Table(caption=_("承诺退出的岗位"), columns=shown.POSTS, rows=shown.post_rows(pledge))
    context = {
        "item": item,
        "pledge": pledge,
        "status": (shown.PLEDGE_SHAPES[pledge.status], pledge.get_status_display()),
        "table": table,
        "sums": shown.sums_of(pledge),
        "actions": _verbs(request, item, pledge),
        "trail": pages.trail_of(item, Crumb(_("事进人退承诺"))),
    }
    return render(request, "plans/pledged.html", context)


def _verbs(request: Request, item: Any, pledge: Pledge) -> list[Action]:
    found = []
    is_open = item.status != queries.Status.WITHDRAWN
    if queries.may(request.actor, "plans.sign_pledge", item) and pledge.status == Pledge.Status.MADE:
        found.append(Action(_("签承诺书"), reverse("plans:sign_pledge", args=[item.pk]), primary=True))
    if is_open and queries.may(request.actor, "plans.amend_pledge", item):
        found.append(Action(_("改承诺"), reverse("plans:pledge", args=[item.pk])))
    for kind, label in (("docx", _("承诺书 Word")), ("pdf", _("承诺书 PDF"))):
        found.append(Action(label, reverse("plans:paper", args=[item.pk, "pledge", kind])))
    return found


@asks("plans.pledge")
@require_http_methods(["GET", "POST"])
def pledge(request: Request, item_id: int) -> HttpResponse:
    """Write the pledge of an item, or change the one that stands, with the reason."""
    item = pages.seen_item(request.actor, item_id)
    before = queries.pledge_of(item)
    holders = shown.holders_offered(item, places.pack_of(item.place_code), before)
    start = {"by_on": before.by_on if before else item.ends_on}
    version = before.version if before else 0
    # a form that was opened before there was a pledge stays the form of a first one
    is_change = number_typed(request) > 0 if request.POST else before is not None
    form = PledgeForm(request.POST or None, holders, is_change=is_change, initial=start, version=version)
    form.draft_as(request, "plans.pledge", item.pk, version, title=item.name)
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(request, "plans.pledge", lambda: _pledged(request, item_id, form))
            messages.success(request, gettext("承诺已存下，等主要领导签"))
            return redirect("plans:pledged", item_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {
        "item": item, "form": form, "before": before, "holders": holders,
        "trail": pages.trail_of(item, Crumb(_("事进人退承诺"))),
    }  # fmt: skip
    return render(request, "plans/pledge.html", context, status=form.http_status)


def number_typed(request: Request) -> int:
    """The version that the sender had before the eyes, 0 for none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _pledged(request: Request, item_id: int, form: PledgeForm) -> dict[str, Any]:
    given = form.cleaned_data
    facts = {"by": request.actor, "posts": form.posts, "by_on": given["by_on"], "why": given["why"]}
    version = number_typed(request)
    if not version:
        return {"id": actions.pledge(item_id, **facts).pk}
    return {"id": actions.amend_pledge(item_id, version=version, **facts).pk}


@asks("plans.sign_pledge")
@require_http_methods(["GET", "POST"])
def sign(request: Request, item_id: int) -> HttpResponse:
    """The leader of the township signs a pledge."""
    item = pages.seen_item(request.actor, item_id)
    found = queries.pledge_of(item)
    if found is None:
        raise Http404(str(item_id))
    form = SignForm(request.POST or None, version=found.version)
    if form.is_valid():
        version = number_typed(request)
        with refusals_shown_on(form):
            post_once(
                request,
                "plans.sign_pledge",
                lambda: {
                    "id": actions.sign_pledge(
                        item_id, by=request.actor, version=version, why=form.cleaned_data["why"]
                    ).pk
                },
            )
            messages.success(request, gettext("承诺书已签"))
            return redirect("plans:pledged", item_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    table = Table(caption=_("承诺退出的岗位"), columns=shown.POSTS, rows=shown.post_rows(found))
    context = {
        "item": item, "form": form, "pledge": found, "table": table, "sums": shown.sums_of(found),
        "trail": pages.trail_of(item, Crumb(_("签承诺书"))),
    }  # fmt: skip
    return render(request, "plans/sign_pledge.html", context, status=form.http_status)


@asks("plans.see")
@require_safe
def savings(request: Request) -> HttpResponse:
    """What the pledges of a year save, by township.  Queries: 3."""
    place = where_of(request.actor, "plans.see").place_code
    years = pages.years_offered(place, request.moment.date())
    year = year_asked(request, years)
    found = shown.savings(request.actor, year, places.town_names(place))
    table = Table(
        caption=_("各乡镇承诺压减"),
        columns=shown.SAVINGS,
        rows=found.rows,
        totals={"town": _("合计"), **found.sums} if found.rows else {},
        empty=Empty(
            _("这一年还没有承诺"),
            _("购买了岗位做的事，才要承诺岗位怎样退出"),
            Action(_("看购买计划"), f"{reverse('plans:list')}?year={year}"),
        ),
    )
    context = {
        "table": table,
        "found": found,
        "year": year,
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years],
    }
    return render(request, "plans/savings.html", context)
