"""Pages of delivery: list, convene, accept with deductions before one's eyes, reject, the certificate."""

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

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.pages.shapes import Table
from xianggou.base.pages.views import chips, counted, download, paged, refusals_shown_on, search_box
from xianggou.base.sheets import leaving
from xianggou.stages.delivery import actions, documents, pages, papers, queries
from xianggou.stages.delivery.forms import AcceptForm, ConveneForm, RejectForm

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "docx": (documents.acceptance_word, WORD),
    "pdf": (documents.acceptance_pdf, "application/pdf"),
}


@asks("delivery.see")
@require_GET
def index(request: Request) -> HttpResponseBase:
    """All acceptances within sight, and the instalments that wait for one.  Queries: 5."""
    status, text = request.GET.get("status", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = pages.listed(request.actor, status=status, text=text)
    if leaving.wanted(request):
        return leaving.list_file(
            request, _("履约验收"), pages.COLUMNS, found.order_by("-id"), pages.list_rows
        )
    statuses = pages.statuses(request.actor)
    known = None if text else counted(statuses, status)
    page = paged(found, request, order=("-id",), known=known)
    table = Table(
        caption=_("履约验收"),
        columns=pages.COLUMNS,
        rows=pages.list_rows(page.rows),
        page=page,
        chips=chips(request, "status", statuses),
        search=search_box(request, _("查合同名称、编号")),
        **leaving.links(request),
        empty=pages.empty_list(bool(status or text), reverse("delivery:list")),
    )
    waiting = None if status or text else pages.awaited_table(request.actor)
    return render(request, "delivery/list.html", {"table": table, "waiting": waiting})


@asks("delivery.convene")
@require_http_methods(["GET", "POST"])
def convene(request: Request, instalment_id: int) -> HttpResponse:
    """Open the acceptance of an instalment."""
    instalment = pages.instalment_of(instalment_id, request.actor)
    form = ConveneForm(request.POST or None, initial={"delivered_on": request.moment.date()})
    form.draft_as(request, "delivery.convene", instalment_id, title=instalment.contract.title)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            made = post_once(
                request,
                "delivery.convene",
                lambda: (
                    actions.convene(
                        instalment.contract_id,
                        by=request.actor,
                        instalment_id=instalment_id,
                        **form.cleaned_data,
                    ).pk
                ),
            )
            messages.success(request, gettext("验收已开始。逐项填写结果，收齐意见和签字后出具验收书。"))
            return redirect("delivery:accept", made)
    return render(
        request,
        "delivery/convene.html",
        {"instalment": instalment, "facts": pages.instalment_facts(instalment), "form": form},
        status=form.http_status,
    )


@asks("delivery.see")
@require_GET
def detail(request: Request, acceptance_id: int) -> HttpResponse:
    """One acceptance: results, panel, deductions step by step, certificate."""
    page = pages.detail_page(acceptance_id, request.actor, request.moment.date())
    return render(request, "delivery/detail.html", {"page": page})


@asks("delivery.accept")
@require_http_methods(["GET", "POST"])
def accept(request: Request, acceptance_id: int) -> HttpResponse:
    """Conclude as passed; "compute" shows the deductions and what the rules say, and concludes nothing."""
    row = pages.acceptance_of(acceptance_id, request.actor, "delivery.accept")
    today = request.moment.date()
    form = AcceptForm(
        request.POST or None,
        indicators=pages.carried(row),
        given=pages.first_members(request.actor),
        initial={"accepted_on": today},
    )
    form.draft_as(request, "delivery.accept", acceptance_id, title=row.contract.title)
    if request.method == "POST" and form.is_valid() and not form.is_computing:
        with refusals_shown_on(form):
            post_once(
                request,
                "delivery.accept",
                lambda: (
                    actions.accept(
                        acceptance_id,
                        by=request.actor,
                        results=form.results(),
                        members=form.members(),
                        accepted_on=form.cleaned_data["accepted_on"],
                        remark=form.cleaned_data["remark"],
                        reasons=form.reasons,
                    ).pk
                ),
            )
            messages.success(request, gettext("验收书已出具。应付的转为待付，扣下的退回预算线。"))
            return redirect("delivery:detail", acceptance_id)
    panel = form.members() if form.is_bound and form.is_valid() else None
    verdict = form.verdict or queries.accept_verdict(row, request.actor, today, panel)
    form.ask_reasons(None if form.is_bound and not form.is_computing else verdict)
    # while one types, the sums come back for what can be read so far; that is no trouble yet
    is_typing = form.is_computing and "HX-Request" in request.headers
    return render(
        request,
        "delivery/accept.html",
        {
            "row": row,
            "form": form,
            "verdict": verdict,
            "sums": pages.sums(row, form.lost()),
            "crumbs": pages.crumbs_of(row, _("出具验收书")),
        },
        status=200 if is_typing else form.http_status,
    )


@asks("delivery.reject")
@require_http_methods(["GET", "POST"])
def reject(request: Request, acceptance_id: int) -> HttpResponse:
    """Conclude as failed."""
    row = pages.acceptance_of(acceptance_id, request.actor, "delivery.reject")
    form = RejectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "delivery.reject",
                lambda: actions.reject(acceptance_id, by=request.actor, why=form.cleaned_data["why"]).pk,
            )
            messages.success(request, gettext("已登记不合格。补正以后重新组织验收。"))
            return redirect("delivery:detail", acceptance_id)
    return render(
        request,
        "delivery/reject.html",
        {"row": row, "form": form, "crumbs": pages.crumbs_of(row, _("验收不合格"))},
        status=form.http_status,
    )


@asks("delivery.see")
@require_GET
def paper(request: Request, acceptance_id: int, kind: str) -> HttpResponse:
    """The certificate of a passed acceptance, as Word or PDF."""
    row = pages.acceptance_of(acceptance_id, request.actor)
    if kind not in MAKERS or row.status != pages.S.PASSED:
        raise Http404(kind)
    maker, content_type = MAKERS[kind]
    facts = papers.acceptance_facts(row, request.moment.date())
    name = gettext("验收书 %(number)s") % {"number": facts.number}
    return download(maker(facts), f"{name}.{kind}", content_type, inline=kind == "pdf")
