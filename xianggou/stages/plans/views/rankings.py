"""Pages of rankings: the townships of a year, one ranking with its reasons, departing, deciding, ties, what-if."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
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
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.shapes import Chip, Crumb, Empty, Table
from xianggou.base.pages.views import address, refusals_shown_on
from xianggou.base.places import queries as places
from xianggou.base.sheets.export import CONTENT_TYPES, exported
from xianggou.core.findings import BadInput, Stale
from xianggou.stages.plans import actions, pages, ranked, rankings, weighing, whatif
from xianggou.stages.plans.forms_ranking import DepartForm, RankForm, SayForm, TieForm, WhatIfForm
from xianggou.stages.plans.models import PlanRun, PlanTie
from xianggou.stages.plans.views.items import year_asked


def _run(request: Request, run_id: int) -> PlanRun:
    """A ranking within sight.  Raises: Http404."""
    found = ranked.runs_seen(request.actor).filter(pk=run_id).first()
    if found is None:
        raise Http404(str(run_id))
    return found


def _may(request: Request, action: str, run: PlanRun) -> bool:
    return roles.seat_for(request.actor, action, Where(run.place_code, run.town_code)) is not None


@asks("plans.see")
@require_safe
def index(request: Request) -> HttpResponse:
    """The townships of a year: what was proposed and decided.  Queries: 5."""
    place = where_of(request.actor, "plans.see").place_code
    years = pages.years_offered(place, request.moment.date())
    year = year_asked(request, years)
    found = rankings.towns_of(request.actor, place, year)
    table = Table(
        caption=_("各乡镇的排序"),
        columns=rankings.TOWNS,
        rows=found,
        empty=Empty(_("看得到的乡镇都还没有排序"), _("钱不够时，由乡镇把这一年的计划排出先后")),
    )
    context = {
        "table": table,
        "year": year,
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years],
        "actions": rankings.leading(request.actor, year),
    }
    return render(request, "plans/rankings.html", context)


@asks("plans.rank")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Propose a ranking of the own township's year.  Queries: 5."""
    where = where_of(request.actor, "plans.rank")
    year = year_asked(request, pages.years_offered(where.place_code, request.moment.date()))
    last = ranked.live(where.town_code, year).order_by("number").last()
    form = RankForm(request.POST or None, rankings.classes_of(where, year), last)
    if form.is_valid():
        with refusals_shown_on(form):
            done = post_once(
                request,
                "plans.rank",
                lambda: {
                    "id": actions.rank(
                        where=where,
                        by=request.actor,
                        year=year,
                        minimums=form.minimums,
                        why=form.cleaned_data["why"],
                    ).pk
                },
            )
            messages.success(request, gettext("排好了，逐项写着理由；由领导决定"))
            return redirect("plans:ranking", done["id"])
    context = {
        "form": form,
        "year": year,
        "ties": rankings.tie_rows(ranked.ties_of(where.town_code, year), may_loose=True),
        "trail": _crumbs(year, Crumb(_("排一次"))),
    }
    return render(request, "plans/rank.html", context, status=form.http_status)


def _crumbs(year: int, *more: Crumb) -> list[Crumb]:
    return [
        Crumb(_("计划"), reverse("plans:list")),
        Crumb(_("排序"), f"{reverse('plans:rankings')}?year={year}"),
        *more,
    ]


@asks("plans.see")
@require_safe
def one(request: Request, run_id: int) -> HttpResponse:
    """One ranking: every item with its place and the reason.  Queries: 6."""
    run = _run(request, run_id)
    page = rankings.run_page(
        run, may_depart=_may(request, "plans.depart", run), may_loose=_may(request, "plans.loose", run)
    )
    context = {
        "page": page,
        "run": run,
        "actions": rankings.verbs_of(
            run,
            may_settle=_may(request, "plans.settle", run),
            may_rank=_may(request, "plans.rank", run),
            may_export=roles.may_anywhere(request.actor, "lists.export"),
        ),
        "trail": _crumbs(run.year, Crumb(page.title)),
    }
    return render(request, "plans/ranking.html", context)


@asks("plans.depart")
@require_http_methods(["GET", "POST"])
def depart(request: Request, run_id: int, item_id: int) -> HttpResponse:
    """What follows from putting an item in or taking it out, before it is done; then the reason.  Queries: 40."""
    run = _run(request, run_id)
    if not _may(request, "plans.depart", run):
        raise NotGranted("plans.depart")
    choice = next((c for c in ranked.places_of(run) if c.item_id == item_id), None)
    if choice is None:
        raise Http404(str(item_id))
    form = DepartForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            done = post_once(
                request,
                "plans.depart",
                lambda: {
                    "id": actions.depart(
                        run_id,
                        by=request.actor,
                        item_id=item_id,
                        put_in=not choice.is_in,
                        why=form.cleaned_data["why"],
                    ).pk
                },
            )
            messages.success(request, gettext("已记下，重新排了一次"))
            return redirect("plans:ranking", done["id"])
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    law = places.law_on(run.place_code, request.moment.date())
    told, stopped = None, ""
    try:
        told = rankings.follows(run, actions.consequence(run, law, item_id, put_in=not choice.is_in), item_id)
    except BadInput as problem:
        stopped = gettext("；").join(f"{p.what}。{p.then}" for p in problem.problems)
    except Stale:
        return errors.conflict(request, Stale())
    context = {
        "form": form, "run": run, "choice": choice, "told": told, "stopped": stopped,
        "trail": _crumbs(run.year, Crumb(rankings.title(run), reverse("plans:ranking", args=[run.pk])),
                         Crumb(choice.item.name)),
    }  # fmt: skip
    return render(request, "plans/depart.html", context, status=form.http_status)


@asks("plans.settle")
@require_http_methods(["GET", "POST"])
def settle(request: Request, run_id: int) -> HttpResponse:
    """Decide a ranking."""
    run = _run(request, run_id)
    form = SayForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "plans.settle",
                lambda: {"id": actions.settle(run_id, by=request.actor, why=form.cleaned_data["why"]).pk},
            )
            messages.success(request, gettext("这次排序已定"))
            return redirect("plans:ranking", run_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {
        "form": form,
        "run": run,
        "page": rankings.run_page(run, may_depart=False),
        "trail": _crumbs(
            run.year, Crumb(rankings.title(run), reverse("plans:ranking", args=[run.pk])), Crumb(_("定下来"))
        ),
    }
    return render(request, "plans/settle.html", context, status=form.http_status)


@asks("lists.export")
@require_safe
def workbook(request: Request, run_id: int) -> StreamingHttpResponse:
    """A ranking as a workbook.  Queries: 3."""
    run = _run(request, run_id)
    pieces = exported(rankings.FIELDS, rankings.values(run), "xlsx", gettext("排序"))
    answer = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="ranking-{run}.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@asks("plans.tie")
@require_http_methods(["GET", "POST"])
def tie(request: Request, item_id: int) -> HttpResponse:
    """Tie an item to another of the same year."""
    item = pages.seen_item(request.actor, item_id)
    form = TieForm(request.POST or None, rankings.others_of(item))
    if form.is_valid():
        given = form.cleaned_data
        with refusals_shown_on(form):
            post_once(
                request,
                "plans.tie",
                lambda: {
                    "id": actions.tie(
                        item_id,
                        by=request.actor,
                        other_id=given["other_id"],
                        kind=given["kind"],
                        why=given["why"],
                    ).pk
                },
            )
            messages.success(request, gettext("已记下，下次排序起算"))
            return redirect("plans:detail", item_id)
    context = {"form": form, "item": item, "trail": pages.trail_of(item, Crumb(_("和别的项目的关系")))}
    return render(request, "plans/tie.html", context, status=form.http_status)


@asks("plans.loose")
@require_http_methods(["GET", "POST"])
def loose(request: Request, tie_id: int) -> HttpResponse:
    """Take a tie off."""
    found = PlanTie.objects.filter(pk=tie_id).select_related("item", "other").first()
    if found is None or not rankings.sees(request.actor, found):
        raise Http404(str(tie_id))
    item = pages.seen_item(request.actor, found.item_id)
    form = SayForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "plans.loose",
                lambda: {"id": actions.loose(tie_id, by=request.actor, why=form.cleaned_data["why"]).pk},
            )
            messages.success(request, gettext("已解除，下次排序起算"))
            return redirect("plans:detail", found.item_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {"form": form, "tie": found, "trail": pages.trail_of(item, Crumb(_("解除关系")))}
    return render(request, "plans/loose.html", context, status=form.http_status)


@asks("plans.what_if")
@require_safe
def what_if(request: Request) -> HttpResponse:
    """Other budgets, limits, weights, a fund gone: what becomes of the plan. Nothing is saved.  Queries: 15."""
    where = where_of(request.actor, "plans.what_if")
    years = pages.years_offered(where.place_code, request.moment.date())
    year = year_asked(request, years)
    names = places.town_names(where.place_code)
    towns = [where.town_code] if where.town_code else list(names)
    picked = request.GET.get("town", "")
    if picked in towns:
        towns = [picked]
    law = places.law_on(where.place_code, request.moment.date())
    asked = "budget" in request.GET
    found: dict[str, Any] = weighing.weighed(where.place_code, towns, year, law)
    found = {town: one for town, one in found.items() if one.items}
    form = WhatIfForm(
        request.GET if asked else None,
        funds=whatif.funds_offered(found),
        towns=[] if where.town_code else list(names.items()),
        years=years,
        initial={"year": year, "town": picked},
    )
    answer = None
    if asked and form.is_valid():
        answer = rankings.answered(whatif.answers(found, form.asked), names, year)
    context = {"form": form, "answer": answer, "year": year, "trail": _crumbs(year, Crumb(_("推演")))}
    return render(request, "plans/what_if.html", context, status=form.http_status)
