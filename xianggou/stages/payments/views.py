"""Pages of payments: list, request beside its refusal, approve, pay, return, the request form."""

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
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Table
from xianggou.base.pages.views import chips, counted, download, paged, refusals_shown_on, search_box
from xianggou.base.sheets import leaving
from xianggou.stages.payments import actions, documents, pages, papers, queries
from xianggou.stages.payments.forms import ApproveForm, PayForm, RequestForm, ReturnForm

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "docx": (documents.payment_request_word, WORD),
    "pdf": (documents.payment_request_pdf, "application/pdf"),
}


@asks("payments.see")
@require_GET
def index(request: Request) -> HttpResponseBase:
    """All payments within sight, and what is accepted and waits for its request.  Queries: 6."""
    status, text = request.GET.get("status", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    today = request.moment.date()
    found = pages.listed(request.actor, status=status, text=text)
    if leaving.wanted(request):
        return leaving.list_file(
            request,
            _("支付"),
            pages.COLUMNS,
            found.order_by("-id"),
            lambda rows: pages.list_rows(rows, today),
        )
    statuses = pages.statuses(request.actor)
    known = None if text else counted(statuses, status)
    page = paged(found, request, order=("-id",), sorts=("amount_fen",), known=known)
    table = Table(
        caption=_("支付"),
        columns=pages.COLUMNS,
        rows=pages.list_rows(page.rows, today),
        page=page,
        chips=chips(request, "status", statuses),
        search=search_box(request, _("查合同、收款人、凭证号")),
        **leaving.links(request),
        empty=pages.empty_list(bool(status or text), reverse("payments:list")),
    )
    waiting = None if status or text else pages.payable_table(request.actor, today)
    return render(request, "payments/list.html", {"table": table, "waiting": waiting})


@asks("payments.request")
@require_http_methods(["GET", "POST"])
def request_payment(request: Request, instalment_id: int) -> HttpResponse:
    """Ask for a payment; a refusal stands above the form, and beside the amount the right one is offered."""
    today = request.moment.date()
    page = pages.request_page(instalment_id, request.actor, today)
    form = RequestForm(
        request.POST or None, initial={"amount_fen": page.due_fen or None, "invoiced_on": today}
    )
    form.draft_as(request, "payments.request", instalment_id, title=page.contract.title)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("amount_fen", "invoice_no", "invoiced_on", "why")}
        with refusals_shown_on(form):
            made = post_once(
                request,
                "payments.request",
                lambda: (
                    actions.request(
                        page.contract.pk,
                        by=request.actor,
                        instalment_id=instalment_id,
                        reasons=form.reasons,
                        **typed,
                    ).pk
                ),
            )
            messages.success(request, gettext("付款申请已送出，等审批。"))
            return redirect("payments:detail", made)
    if form.errors.get("amount_fen") and page.due_fen:
        form.offer_yuan("amount_fen", page.due_fen)
    verdict = form.verdict
    if not form.is_bound:
        verdict = queries.request_verdict(
            page.contract, page.instalment, page.acceptance, request.actor, today
        )
    form.ask_reasons()
    return render(
        request,
        "payments/request.html",
        {"page": page, "form": form, "verdict": verdict},
        status=form.http_status,
    )


@asks("payments.see")
@require_GET
def detail(request: Request, payment_id: int) -> HttpResponse:
    """One payment: amount, working, the three gates, who did what."""
    page = pages.payment_page(payment_id, request.actor, request.moment.date())
    return render(request, "payments/detail.html", {"page": page})


def _stepped(
    request: Request,
    payment_id: int,
    verb: str,
    form: Form,
    words: dict[str, Any],
    act: Callable[..., Any],
) -> HttpResponse:
    """One step of a payment: what is asked for stands beside, what the rules say above.  `act` gets the form."""
    today = request.moment.date()
    page = pages.payment_page(payment_id, request.actor, today, action=verb)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(request, verb, lambda: act(form).pk)
            messages.success(request, words["done"])
            return redirect("payments:detail", payment_id)
    verdict = form.verdict
    if not form.is_bound and words.get("dry"):
        verdict = queries.step_verdict(page.row, request.actor, today)
    if isinstance(form, ApproveForm | PayForm):
        form.ask_reasons(None if form.is_bound else verdict)
    return render(
        request,
        "payments/step.html",
        {
            "page": page,
            "form": form,
            "verdict": verdict,
            "crumbs": pages.crumbs_of(page.row, words["label"]),
            **words,
        },
        status=form.http_status,
    )


@asks("payments.approve")
@require_http_methods(["GET", "POST"])
def approve(request: Request, payment_id: int) -> HttpResponse:
    """Approve a request; never one's own."""
    form = ApproveForm(request.POST or None)
    words = {
        "label": _("同意付款"),
        "note": _("同意以后转县财政集中支付岗。"),
        "done": gettext("已同意，转县财政支付。"),
        "dry": True,
    }

    def act(form: Any) -> Any:
        return actions.approve(
            payment_id, by=request.actor, why=form.cleaned_data["why"], reasons=form.reasons
        )

    return _stepped(request, payment_id, "payments.approve", form, words, act)


@asks("payments.pay")
@require_http_methods(["GET", "POST"])
def pay(request: Request, payment_id: int) -> HttpResponse:
    """Record that the treasury paid."""
    form = PayForm(request.POST or None, initial={"paid_on": request.moment.date()})
    words = {
        "label": _("登记支付"),
        "note": _("登记以后，这一笔从待付转为已付，不能再改。"),
        "done": gettext("已登记支付。"),
        "dry": True,
    }

    def act(form: Any) -> Any:
        typed = {name: form.cleaned_data[name] for name in ("paid_on", "voucher_no", "why")}
        return actions.pay(payment_id, by=request.actor, reasons=form.reasons, **typed)

    return _stepped(request, payment_id, "payments.pay", form, words, act)


@asks("payments.return_request")
@require_http_methods(["GET", "POST"])
def send_back(request: Request, payment_id: int) -> HttpResponse:
    """Send a request back with its reason."""
    form = ReturnForm(request.POST or None)
    words = {
        "label": _("退回"),
        "note": _("退回给付款经办岗，这一期仍然待付，改好可以再申请。"),
        "done": gettext("已退回。"),
    }

    def act(form: Any) -> Any:
        return actions.return_request(payment_id, by=request.actor, why=form.cleaned_data["why"])

    return _stepped(request, payment_id, "payments.return_request", form, words, act)


@asks("payments.see")
@require_GET
def paper(request: Request, payment_id: int, kind: str) -> HttpResponse:
    """The request form, as Word or PDF."""
    row = pages.payment_of(payment_id, request.actor)
    if kind not in MAKERS:
        raise Http404(kind)
    maker, content_type = MAKERS[kind]
    facts = papers.request_facts(row, request.moment.date())
    name = gettext("付款申请 %(code)s") % {"code": row.code}
    return download(maker(facts), f"{name}.{kind}", content_type, inline=kind == "pdf")
