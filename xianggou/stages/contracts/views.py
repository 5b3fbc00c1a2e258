"""Pages of contracts: list, draft from an award, edit part by part, sign, close, the contract as a file."""

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
from xianggou.stages.contracts import actions, documents, pages, papers, queries
from xianggou.stages.contracts.forms import CloseForm, DropForm, EditForm, SignForm, TermsForm

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "docx": (documents.contract_word, WORD),
    "pdf": (documents.contract_pdf, "application/pdf"),
}


@asks("contracts.see")
@require_GET
def index(request: Request) -> HttpResponseBase:
    """All contracts within sight, and the awards that wait for one.  Queries: 7."""
    status, text = request.GET.get("status", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = pages.listed(request.actor, status=status, text=text)
    if leaving.wanted(request):
        return leaving.list_file(request, _("合同"), pages.COLUMNS, found.order_by("-id"), pages.list_rows)
    statuses = pages.statuses(request.actor)
    known = None if text else counted(statuses, status)
    page = paged(found, request, order=("-id",), sorts=("price_fen",), known=known)
    table = Table(
        caption=_("合同"),
        columns=pages.COLUMNS,
        rows=pages.list_rows(page.rows),
        page=page,
        chips=chips(request, "status", statuses),
        search=search_box(request, _("查合同名称、编号")),
        **leaving.links(request),
        empty=pages.empty_list(bool(status or text), reverse("contracts:list")),
    )
    waiting = None if status or text else pages.awards_table(request.actor, request.moment.date())
    return render(request, "contracts/list.html", {"table": table, "waiting": waiting})


@asks("contracts.draft")
@require_http_methods(["GET", "POST"])
def draft(request: Request, award_id: int) -> HttpResponse:
    """Draft a contract from an award: each part begins with what the dossier knows."""
    page = pages.draft_page(award_id, request.actor, request.moment.date())
    form = TermsForm(request.POST or None, initial=page.suggested, given=page.plan)
    form.draft_as(request, "contracts.draft", award_id, title=page.award.procedure.title)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            made = post_once(
                request,
                "contracts.draft",
                lambda: (
                    actions.draft(award_id, by=request.actor, instalments=form.plan(), **form.agreed()).pk
                ),
            )
            messages.success(request, gettext("合同已起草，各部分按卷宗填好了初稿。逐项核对后签订。"))
            return redirect("contracts:edit", made)
    return render(request, "contracts/draft.html", {"page": page, "form": form}, status=form.http_status)


@asks("contracts.see")
@require_GET
def detail(request: Request, contract_id: int) -> HttpResponse:
    """One contract: terms, parts, plan, indicators, files, and what the actor may do."""
    page = pages.detail_page(contract_id, request.actor, request.moment.date())
    return render(request, "contracts/detail.html", {"page": page})


@asks("contracts.edit")
@require_http_methods(["GET", "POST"])
def edit(request: Request, contract_id: int) -> HttpResponse:
    """Edit a draft, one box for each part; somebody else's change in between is shown, nothing is lost."""
    page = pages.detail_page(contract_id, request.actor, request.moment.date(), action="contracts.edit")
    row = page.row
    agreed = {name: getattr(row, name) for name in ("price_fen", "starts_on", "ends_on", "pay_days")}
    agreed |= {name: getattr(row, name) for name in ("payee_name", "payee_account", "payee_bank")}
    agreed |= {name: bool(row.facts.get(name)) for name in ("personal_data", "privacy_terms")}
    plan = [
        {name: getattr(i, name) for name in ("title", "amount_fen", "condition", "planned_on", "is_advance")}
        for i in queries.instalments(row)
    ]
    form = EditForm(request.POST or None, parts=page.parts, initial=agreed, given=plan, version=row.version)
    form.draft_as(request, "contracts.edit", contract_id, title=row.title)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("personal_data", "privacy_terms")}
        seen = form.typed_version
        with refusals_shown_on(form):
            post_once(
                request,
                "contracts.edit",
                lambda: (
                    actions.edit(
                        contract_id,
                        by=request.actor,
                        version=int(seen) if seen.isdecimal() else 0,
                        clauses=form.clauses(),
                        instalments=form.plan(),
                        facts={**row.facts, **told},
                        **form.agreed(),
                    ).pk
                ),
            )
            messages.success(request, gettext("合同草稿已保存。"))
            return redirect("contracts:detail", contract_id)
    crumbs = pages.crumbs_of(row, _("改条款"))
    return render(
        request,
        "contracts/edit.html",
        {"page": page, "form": form, "crumbs": crumbs},
        status=form.http_status,
    )


@asks("contracts.sign")
@require_http_methods(["GET", "POST"])
def sign(request: Request, contract_id: int) -> HttpResponse:
    """Sign: what the rules say is shown before; the money held becomes a commitment."""
    today = request.moment.date()
    page = pages.detail_page(contract_id, request.actor, today, action="contracts.sign")
    form = SignForm(request.POST or None, initial={"signed_on": today})
    form.draft_as(request, "contracts.sign", contract_id, title=page.row.title)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "contracts.sign",
                lambda: (
                    actions.sign(
                        contract_id,
                        by=request.actor,
                        signed_on=form.cleaned_data["signed_on"],
                        why=form.cleaned_data["why"],
                        reasons=form.reasons,
                    ).pk
                ),
            )
            messages.success(request, gettext("合同已签订，预留转为已签约，没用完的退回预算线。"))
            return redirect("contracts:detail", contract_id)
    verdict = form.verdict or queries.signing_verdict(page.row, today)
    form.ask_reasons(None if form.is_bound else verdict)
    return render(
        request,
        "contracts/sign.html",
        {"page": page, "form": form, "verdict": verdict, "crumbs": pages.crumbs_of(page.row, _("签订"))},
        status=form.http_status,
    )


def _ended(
    request: Request,
    contract_id: int,
    verb: str,
    form: Form,
    words: dict[str, Any],
    act: Callable[..., Any],
) -> HttpResponse:
    row = pages.contract_of(contract_id, request.actor, verb)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request, verb, lambda: act(contract_id, by=request.actor, why=form.cleaned_data["why"]).pk
            )
            messages.success(request, words["done"])
            return redirect("contracts:detail", contract_id)
    return render(
        request,
        "contracts/end.html",
        {"row": row, "form": form, "crumbs": pages.crumbs_of(row, words["label"]), **words},
        status=form.http_status,
    )


@asks("contracts.drop")
@require_http_methods(["GET", "POST"])
def drop(request: Request, contract_id: int) -> HttpResponse:
    """Give up a draft."""
    words = {
        "label": _("不签了"),
        "note": _("这份草稿不再签。钱仍然预留着，可以重新起草，或终止采购退回。"),
        "done": gettext("草稿已作废。"),
    }
    return _ended(request, contract_id, "contracts.drop", DropForm(request.POST or None), words, actions.drop)


@asks("contracts.close")
@require_http_methods(["GET", "POST"])
def close(request: Request, contract_id: int) -> HttpResponse:
    """Close a performed contract."""
    words = {
        "label": _("办结合同"),
        "note": _("办结以后不能再验收。已签约、没有验收的钱全部退回预算线，已验收的照付。"),
        "done": gettext("合同已办结。"),
    }
    return _ended(
        request, contract_id, "contracts.close", CloseForm(request.POST or None), words, actions.close
    )


@asks("contracts.see")
@require_GET
def paper(request: Request, contract_id: int, kind: str) -> HttpResponse:
    """The contract as Word or PDF; a draft says so on each page."""
    row = pages.contract_of(contract_id, request.actor)
    if kind not in MAKERS:
        raise Http404(kind)
    maker, content_type = MAKERS[kind]
    facts = papers.contract_facts(row, request.moment.date())
    return download(maker(facts), f"{row.number or row.title}.{kind}", content_type, inline=kind == "pdf")
