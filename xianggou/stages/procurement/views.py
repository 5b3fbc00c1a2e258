"""Pages of procurement: list, start, one procedure, quotes, award, the two ways to end it, its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from xianggou.base.access.posting import again_leads_to, post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.pages.shapes import Table
from xianggou.base.pages.views import chips, counted, download, paged, refusals_shown_on, search_box
from xianggou.base.sheets import leaving
from xianggou.stages.procurement import actions, documents, pages, papers, queries
from xianggou.stages.procurement.forms import AwardForm, EndForm, QuotesForm, StartForm

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS: dict[tuple[str, str], tuple[Callable[[Any], bytes], str]] = {
    ("comparison", "pdf"): (documents.comparison_pdf, PDF),
    ("comparison", "docx"): (documents.comparison_word, WORD),
    ("award-letter", "pdf"): (documents.award_letter_pdf, PDF),
    ("award-letter", "docx"): (documents.award_letter_word, WORD),
}
NAMES = {"comparison": _("比选记录"), "award-letter": _("成交通知书")}


@asks("procurement.see")
@require_GET
def index(request: Request) -> HttpResponseBase:
    """All procedures within sight, and what could be started.  Queries: 6."""
    status, text = request.GET.get("status", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = pages.listed(request.actor, status=status, text=text)
    if leaving.wanted(request):
        return leaving.list_file(request, _("采购"), pages.COLUMNS, found.order_by("-id"), pages.list_rows)
    statuses = pages.statuses(request.actor)
    known = None if text else counted(statuses, status)
    page = paged(found, request, order=("-id",), sorts=("value_fen", "started_on"), known=known)
    table = Table(
        caption=_("采购"),
        columns=pages.COLUMNS,
        rows=pages.list_rows(page.rows),
        page=page,
        chips=chips(request, "status", statuses),
        search=search_box(request, _("查采购名称、编号")),
        **leaving.links(request),
        empty=pages.empty_list(bool(status or text), reverse("procurement:list")),
    )
    waiting = pages.startable_table(request.actor) if not (status or text) else None
    return render(
        request, "procurement/list.html", {"table": table, "waiting": waiting, "actions": pages.beside_list()}
    )


@asks("procurement.start")
@require_http_methods(["GET", "POST"])
@again_leads_to("procurement.start", "procurement:detail")
def start(request: Request, item_id: int) -> HttpResponse:
    """Start the purchase of an approved plan item: the place's way is shown, the money is held."""
    page = pages.start_page(item_id, request.actor, request.moment.date())
    form = StartForm(request.POST or None)
    form.draft_as(request, "procurement.start", item_id, title=page.item.name)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            made = post_once(
                request,
                "procurement.start",
                lambda: (
                    actions.start(
                        item_id, by=request.actor, why=form.cleaned_data["why"], reasons=form.reasons
                    ).pk
                ),
            )
            messages.success(request, gettext("采购已启动，钱已预留。接着收报价。"))
            return redirect("procurement:detail", made)
    form.ask_reasons(None if form.is_bound else page.verdict)
    return render(
        request,
        "procurement/start.html",
        {"page": page, "form": form, "verdict": form.verdict or page.verdict},
        status=form.http_status,
    )


@asks("procurement.start_unified")
@require_http_methods(["GET", "POST"])
@again_leads_to("procurement.start_unified", "procurement:detail")
def start_unified(request: Request, purchase_id: int) -> HttpResponse:
    """Start the one procedure of a unified purchase: each township's money is held on its own lines."""
    page = pages.unified_page(purchase_id, request.actor)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            made = post_once(
                request,
                "procurement.start_unified",
                lambda: (
                    actions.start_unified(
                        purchase_id, by=request.actor, why=form.cleaned_data["why"], reasons=form.reasons
                    ).pk
                ),
            )
            messages.success(request, gettext("统一采购已启动，各乡镇的钱已从各自的预算线预留。"))
            return redirect("procurement:detail", made)
    form.ask_reasons(None)
    return render(
        request, "procurement/start_unified.html", {"page": page, "form": form}, status=form.http_status
    )


@asks("procurement.see")
@require_GET
def detail(request: Request, procedure_id: int) -> HttpResponse:
    """One procedure: its way, quotes, award, papers, and what the actor may do."""
    return render(
        request, "procurement/detail.html", {"page": pages.detail_page(procedure_id, request.actor)}
    )


@asks("procurement.quote")
@require_http_methods(["GET", "POST"])
def quote(request: Request, procedure_id: int) -> HttpResponse:
    """Record several quotes at once; a supplier not yet known is entered from its quote."""
    row = pages.procedure_of(procedure_id, request.actor, "procurement.quote")
    form = QuotesForm(request.POST or None, kinds=pages.supplier_kinds(row), today=request.moment.date())
    form.draft_as(request, "procurement.quote", procedure_id, title=row.title)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "procurement.quote",
                lambda: len(
                    actions.quote(
                        procedure_id, by=request.actor, quotes=form.typed_rows(), why=form.cleaned_data["why"]
                    )
                ),
            )
            messages.success(request, gettext("报价已登记。"))
            return redirect("procurement:detail", procedure_id)
    before = Table(
        caption=_("已登记的报价"), columns=pages.QUOTE_COLUMNS, rows=pages.quote_rows(queries.quotes(row))
    )
    return render(
        request,
        "procurement/quote.html",
        {"row": row, "form": form, "before": before, "crumbs": pages.crumbs_of(row, _("登记报价"))},
        status=form.http_status,
    )


@asks("procurement.award")
@require_http_methods(["GET", "POST"])
def award(request: Request, procedure_id: int) -> HttpResponse:
    """Choose among the valid quotes; what the rules say is shown before."""
    row = pages.procedure_of(procedure_id, request.actor, "procurement.award")
    quotes = queries.quotes(row)
    choices = pages.award_choices(quotes)
    form = AwardForm(
        request.POST or None, choices=choices, initial={"supplier": choices[0][0] if choices else ""}
    )
    form.draft_as(request, "procurement.award", procedure_id, title=row.title)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "procurement.award",
                lambda: (
                    actions.award(
                        procedure_id,
                        by=request.actor,
                        supplier_id=int(form.cleaned_data["supplier"]),
                        why=form.cleaned_data["why"],
                        reasons=form.reasons,
                    ).pk
                ),
            )
            messages.success(request, gettext("成交已确定，通知书可以下载。接着由合同管理岗起草合同。"))
            return redirect("procurement:detail", procedure_id)
    verdict = form.verdict or queries.award_verdict(row, len(choices), request.actor)
    form.ask_reasons(None if form.is_bound else verdict)
    return render(
        request,
        "procurement/award.html",
        {
            "row": row,
            "form": form,
            "verdict": verdict,
            "quotes": pages.quote_rows(quotes),
            "crumbs": pages.crumbs_of(row, _("确定成交")),
        },
        status=form.http_status,
    )


def _ended(
    request: Request, procedure_id: int, verb: str, label: Any, note: Any, act: Callable[..., Any]
) -> HttpResponse:
    row = pages.procedure_of(procedure_id, request.actor, verb)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request, verb, lambda: act(procedure_id, by=request.actor, why=form.cleaned_data["why"]).pk
            )
            messages.success(request, gettext("采购已结束，预留的钱退回预算线。"))
            return redirect("procurement:detail", procedure_id)
    return render(
        request,
        "procurement/end.html",
        {"row": row, "form": form, "label": label, "note": note, "crumbs": pages.crumbs_of(row, label)},
        status=form.http_status,
    )


@asks("procurement.fail")
@require_http_methods(["GET", "POST"])
def fail(request: Request, procedure_id: int) -> HttpResponse:
    """End without an award."""
    note = _("没有选出承接主体。预留的钱全部退回预算线，可以重新启动采购。")
    return _ended(request, procedure_id, "procurement.fail", _("未成交"), note, actions.fail)


@asks("procurement.cancel")
@require_http_methods(["GET", "POST"])
def cancel(request: Request, procedure_id: int) -> HttpResponse:
    """Stop before the contract is signed."""
    note = _("合同签订以前可以终止。成交作废，预留的钱全部退回预算线。")
    return _ended(request, procedure_id, "procurement.cancel", _("终止采购"), note, actions.cancel)


@asks("procurement.see")
@require_GET
def paper(request: Request, procedure_id: int, paper: str, kind: str) -> HttpResponse:
    """The comparison record or the award letter, as Word or PDF."""
    row = pages.procedure_of(procedure_id, request.actor)
    made = MAKERS.get((paper, kind))
    standing = queries.standing_award(row)
    if made is None or (paper == "award-letter" and standing is None):
        raise Http404(paper)
    facts = (
        papers.award_letter_facts(row, standing)
        if paper == "award-letter" and standing
        else papers.comparison_facts(row)
    )
    maker, content_type = made
    return download(maker(facts), f"{NAMES[paper]} {row.code}.{kind}", content_type, inline=kind == "pdf")
