"""Pages of plans: the list, one item, writing and changing it, sending it to finance, taking it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

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
from xianggou.base.access.whereabouts import address_if_built, where_of
from xianggou.base.pages import errors
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table, Text
from xianggou.base.pages.views import address, chips, counted, paged, refusals_shown_on, search_box
from xianggou.core.findings import Stale
from xianggou.core.packs import EX_ANTE, FEASIBILITY
from xianggou.stages.plans import actions, changing, facts, gaps, pages, queries, shown
from xianggou.stages.plans.forms import ItemForm, SubmitForm, WithdrawForm
from xianggou.stages.plans.models import PlanItem


def year_asked(request: Request, years: list[int]) -> int:
    """The year that the address asks for, else the running one."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and int(asked) in years:
        return int(asked)
    return int(request.moment.year)


@asks("plans.see")
@require_safe
def list_(request: Request) -> HttpResponse:
    """The plan of a year.  Queries: 5, one more for a county seat and for the sum, two more for what is missing."""
    actor, place = request.actor, where_of(request.actor, "plans.see").place_code
    years = pages.years_offered(place, request.moment.date())
    year, town = year_asked(request, years), request.GET.get("town", "").replace("\x00", "")
    box = search_box(request, _("查项目名称、编号"))
    every = pages.listed(actor, year=year, town=town, text=box.value.strip())
    statuses = pages.statuses(every)
    status = request.GET.get("status", "")
    rows = (
        every.filter(status=status) if status in {s for s, _label, _n in statuses} else pages.standing(every)
    )
    page = paged(
        rows,
        request,
        order=("-id",),
        sorts=("budget_fen",),
        beside=pages.beside,
        known=counted(statuses, status, queries.LIVE),
    )
    exports, no_export = pages.exports(actor, request.GET.urlencode())
    may_draft = roles.may_anywhere(actor, "plans.draft")
    new = Action(_("写一项"), f"{reverse('plans:new')}?year={year}", primary=True)
    total = None if page.capped else pages.total_fen(rows)
    table = Table(
        caption=_("购买计划"),
        columns=pages.COLUMNS,
        rows=pages.rows_of(
            page.rows,
            gaps.gaps_of(page.rows, request.moment.date()),
            may_mend=roles.may_anywhere(actor, "plans.edit"),
        ),
        page=page,
        chips=chips(request, "status", statuses),
        search=box,
        exports=exports,
        no_export=no_export,
        totals={} if total is None else {"name": _("合计"), "budget_fen": total},
        empty=Empty(
            _("没有符合的计划项目"),
            _("这一年还没有人写，或筛选太窄"),
            new if may_draft else Action(_("看全部"), request.path),
        ),
    )
    towns = pages.towns_offered(actor, place)
    # a province's three hundred are shown to who asks for them
    unfolded = len(towns) <= pages.TOWNS_SHOWN or bool(town) or "towns" in request.GET
    context = {
        "table": table,
        "year": year,
        "total": total,
        "count": page.count,
        "towns": chips(request, "town", [(code, name, None) for code, name in towns], every=_("各乡镇"))
        if unfolded
        else (),
        "towns_open": bool(town) or "towns" in request.GET,
        "towns_url": address(request, towns="all"),
        "has_towns": bool(towns),
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years],
        "actions": [
            *([new, Action(_("复制上年"), f"{reverse('plans:copy')}?year={year}")] if may_draft else []),
            *papers_of_year(year, town),
        ],
    }
    return render(request, "plans/list.html", context)


def papers_of_year(year: int, town: str) -> list[Action]:
    """What leads from the list: the plan as an official form, what the pledges of the year save.  Queries: 0."""
    query = urlencode({"year": year, **({"town": town} if town else {})})
    return [
        Action(_("计划表 Word"), f"{reverse('plans:plan_paper', args=['docx'])}?{query}"),
        Action(_("计划表 PDF"), f"{reverse('plans:plan_paper', args=['pdf'])}?{query}"),
        Action(_("承诺压减"), f"{reverse('plans:savings')}?year={year}"),
        Action(_("排序"), f"{reverse('plans:rankings')}?year={year}"),
    ]


@asks("plans.see")
@require_safe
def detail(request: Request, item_id: int) -> HttpResponse:
    """One item with its money and what stops it.  Queries: as `pages.item_page`."""
    page = pages.item_page(request.actor, item_id, request.moment.date())
    money = Table(caption=_("资金来源"), columns=pages.MONEY, rows=page.money)
    item = page.item
    told = facts.beside(item).pledge
    context = {
        "page": page,
        "item": item,
        "money": money,
        "assessments": [
            (label, url, shown.conclusion(one)) for label, url, one in shown.assessment_links(item)
        ],
        "pledge": shown.pledge_pairs(item, told),
        "papers": papers_offered(item),
    }
    return render(request, "plans/detail.html", context)


CHANGE = ("change", "", _("计划调整申请表"))
PAPERS = (
    ("targets", "", _("绩效目标申报表")),
    ("feasibility", FEASIBILITY, _("可行性评估表")),
    ("ex-ante", EX_ANTE, _("事前绩效评估表")),
)


def papers_offered(item: PlanItem) -> list[tuple[Text, list[tuple[str, str]]]]:
    """The forms of an item that can be printed, each as Word and PDF.  Queries: 0–1."""
    made = facts.beside(item).assessments
    offered = PAPERS if not changing.was_changed(item) else (*PAPERS, CHANGE)
    return [
        (label, [(word, reverse("plans:paper", args=[item.pk, paper, kind])) for kind, word in KINDS])
        for paper, form, label in offered
        if not form or form in made
    ]


KINDS = (("docx", "Word"), ("pdf", "PDF"))


@asks("plans.draft")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write an item; the plate is held against the pocket while one types."""
    where = where_of(request.actor, "plans.draft")
    year = year_asked(request, pages.years_offered(where.place_code, request.moment.date()))
    page = pages.form_page(where, year, request.moment.date())
    form = ItemForm(request.POST or None, page.offer, initial=pages.initial_of(page))
    form.draft_as(request, "plans.draft", year, title=gettext("%(year)s 年计划新的一项") % {"year": year})

    def act() -> dict[str, Any]:
        item = actions.draft(
            where=where,
            by=request.actor,
            year=year,
            budget_fen=form.budget_fen,
            sources=form.sources,
            **form.facts,
        )
        return {"id": _sent(request, item.pk)}

    return _written(request, page, form, "plans.draft", act)


@asks("plans.edit")
@require_http_methods(["GET", "POST"])
def edit(request: Request, item_id: int) -> HttpResponse:
    """Change a draft or returned item."""
    item = pages.seen_item(request.actor, item_id)
    where = roles.Where(item.place_code, item.town_code)
    page = pages.form_page(where, item.year, request.moment.date(), item)
    form = ItemForm(request.POST or None, page.offer, initial=pages.initial_of(page), version=item.version)
    form.draft_as(request, "plans.edit", item.pk, title=item.name)

    def act() -> dict[str, Any]:
        version = int(form.typed_version) if form.typed_version.isdecimal() else item.version
        actions.edit(
            item.pk,
            by=request.actor,
            version=version,
            budget_fen=form.budget_fen,
            sources=form.sources,
            **form.facts,
        )
        return {"id": _sent(request, item.pk)}

    return _written(request, page, form, "plans.edit", act)


def _sent(request: Request, item_id: int) -> int:
    """Send the item in the same act when that was the button; a refusal takes the writing back too."""
    if request.POST.get("then") == "submit":
        actions.submit(item_id, by=request.actor)
    return item_id


def _written(
    request: Request, page: pages.FormPage, form: ItemForm, verb: str, act: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """The form: tried (nothing kept), kept, kept and sent, or shown with what stands in the way."""
    is_try = "check" in request.POST
    is_whole = form.is_valid()
    # as typed: a finding shown beside a source takes it out of what is cleaned
    sources = form.sources if form.is_bound else {}
    if is_whole:
        if is_try:
            page = pages.tried(page, form.facts, sources, request.moment.date())
        else:
            page = pages.with_money(page, sources)
            with refusals_shown_on(form):
                answer = post_once(request, verb, act)
                sent = request.POST.get("then") == "submit"
                messages.success(request, gettext("已送县财政审核") if sent else gettext("已存下"))
                return redirect("plans:detail", answer["id"])
    if is_try or form.verdict is not None:
        for name, fen in pages.fitting(page, sources).items():
            form.offer_yuan(name, fen)
    item = page.item
    crumbs = pages.trail_of(item, Crumb(_("修改"))) if item else [Crumb(_("计划"), reverse("plans:list"))]
    context = {
        "page": page,
        "form": form,
        "item": item,
        "is_try": is_try and not form.errors,
        "trail": crumbs,
        "money": Table(caption=_("资金来源"), columns=pages.MONEY, rows=page.rows),
    }
    return render(request, "plans/form.html", context, status=form.http_status)


@asks("plans.submit")
@require_http_methods(["GET", "POST"])
def submit(request: Request, item_id: int) -> HttpResponse:
    """Send an item to finance; refused with every finding at once."""
    page = pages.item_page(request.actor, item_id, request.moment.date())
    form = SubmitForm(request.POST or None)
    if form.is_bound is False and page.verdict is not None:
        form.ask_reasons(page.verdict)
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "plans.submit",
                lambda: _submitted(request, item_id, why=form.cleaned_data["why"], reasons=form.reasons),
            )
            if page.item.is_reviewed_jointly:  # type: ignore[attr-defined]
                messages.success(
                    request, gettext("“%(name)s”已送审，下一步送联审") % {"name": page.item.name}
                )
                return redirect(address_if_built("joint_review:board", item_id) or page.dossier_url)
            messages.success(request, gettext("“%(name)s”已送县财政审核") % {"name": page.item.name})
            return redirect("plans:detail", item_id)
    if form.verdict is not None:
        form.ask_reasons()
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {
        "page": page,
        "item": page.item,
        "form": form,
        "trail": pages.trail_of(page.item, Crumb(_("送审"))),
    }
    return render(request, "plans/submit.html", context, status=form.http_status)


def _submitted(request: Request, item_id: int, **said: Any) -> dict[str, Any]:
    queries.locked_in(item_id, *queries.OPEN)
    return {"id": actions.submit(item_id, by=request.actor, **said).pk}


@asks("plans.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, item_id: int) -> HttpResponse:
    """Take a draft or returned item out of the plan, with the reason."""
    item = pages.seen_item(request.actor, item_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "plans.withdraw",
                lambda: _withdrawn(request, item_id, why=form.cleaned_data["why"]),
            )
            messages.success(request, gettext("“%(name)s”已撤回") % {"name": item.name})
            return redirect("plans:detail", item_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {"item": item, "form": form, "trail": pages.trail_of(item, Crumb(_("撤回")))}
    return render(request, "plans/withdraw.html", context, status=form.http_status)


def _withdrawn(request: Request, item_id: int, **said: Any) -> dict[str, Any]:
    queries.locked_in(item_id, *queries.OPEN)
    return {"id": actions.withdraw(item_id, by=request.actor, **said).pk}
