"""Pages of proposals: the list, writing and changing one, screening, reviewing, taking it no further; its papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access import roles
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.documents import word
from xianggou.base.files import actions as files
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Action, Crumb, Empty, Table
from xianggou.base.pages.views import chips, download, paged, refusals_shown_on, search_box
from xianggou.stages.catalogue import actions, documents, pages, papers, queries
from xianggou.stages.catalogue.forms import (
    EvidenceForm,
    MergeForm,
    Offer,
    ProposalForm,
    ReasonForm,
    ReviewForm,
)
from xianggou.stages.catalogue.models import Proposal
from xianggou.stages.catalogue.views.steps import Step, step

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
S = Proposal.Status


@asks("catalogue.see")
@require_safe
def proposals(request: Request) -> HttpResponse:
    """All proposals of the place, newest first.  Queries: 3."""
    rows = queries.proposals_seen_by(request.actor)
    box = search_box(request, _("查服务项目、编号"))
    if text := box.value.strip():
        rows = rows.filter(name__contains=text) | rows.filter(number__contains=text.upper())
    for name, values in (("status", S.values), ("source", Proposal.Source.values)):
        if request.GET.get(name, "") in values:
            rows = rows.filter(**{name: request.GET[name]})
    page = paged(rows, request, order=("-id",), beside=queries.proposals_of)
    may = roles.may_anywhere(request.actor, "catalogue.propose")
    new = Action(_("提一项"), reverse("catalogue:propose"), primary=True)
    table = Table(
        caption=_("目录申报"),
        columns=pages.PROPOSALS,
        rows=pages.proposal_rows(page.rows),
        page=page,
        chips=chips(request, "status", [(s, label, None) for s, label in S.choices]),
        search=box,
        empty=Empty(
            _("没有符合的申报"),
            _("还没有人提，或筛选太窄"),
            new if may else Action(_("看全部"), request.path),
        ),
    )
    context = {
        "table": table,
        "count": page.count,
        "sources": chips(
            request, "source", [(s, label, None) for s, label in Proposal.Source.choices], every=_("各来源")
        ),
        "actions": [new] if may and table.rows else [],  # an empty list offers it itself
        "trail": [pages.home(), Crumb(_("目录申报"))],
    }
    return render(request, "catalogue/proposals.html", context)


def _form(request: Request, where: Where, row: Proposal | None = None, **rest: Any) -> ProposalForm:
    """The form with what it offers; what stands in the row is offered too, though no list holds it any more."""
    offer = Offer(sources=pages.sources_of(request.actor), **pages.offers(where, request.moment.date()))
    if row is not None:
        offer = replace(
            offer,
            sources=[(row.source, str(row.get_source_display()))],
            items=_with(offer.items, row.code),
            classes=_with(offer.classes, row.class_code, row.class_name),
            departments=_with(offer.departments, row.department),
            duties=[*offer.duties, *((c, c) for c in row.duty_codes if c not in dict(offer.duties))],
        )
    return ProposalForm(request.POST or None, offer, **rest)


def _with(options: list[tuple[str, str]], value: str, name: str = "") -> list[tuple[str, str]]:
    held = {v for v, _label in options}
    return options if not value or value in held else [*options, (value, f"{value} {name}".strip())]


@asks("catalogue.propose")
@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """Write a proposal."""
    seat = roles.seat_for(request.actor, "catalogue.propose", None)
    assert seat is not None  # the view asks for it
    where = where_of(request.actor, "catalogue.propose")
    initial = {"proposer": seat.body_name, "name": request.GET.get("name", "").replace("\x00", "")[:120]}
    if code := request.GET.get("code", "")[:16]:
        initial |= {"kind": Proposal.Kind.CHANGE, "code": code, **_of_item(where, code)}
    form = _form(request, where, initial=initial)
    form.draft_as(
        request, "catalogue.propose", where.town_code or where.place_code, title=gettext("目录申报")
    )
    if form.is_valid():
        given = form.cleaned_data
        named = {n: given[n] for n in ("source", "proposer", "kind", "code")}
        with refusals_shown_on(form):
            made = post_once(
                request,
                "catalogue.propose",
                lambda: {
                    "id": actions.propose(
                        where=where, by=request.actor, prices=form.prices, **named, **form.facts
                    ).pk
                },
            )
            messages.success(request, gettext("已提出，等县财政筛选"))
            return redirect("catalogue:proposal", made["id"])
    trail = [pages.home(), Crumb(_("目录申报"), reverse("catalogue:proposals")), Crumb(_("提一项"))]
    context = {"form": form, "trail": trail, "row": None}
    return render(request, "catalogue/proposal_form.html", context, status=form.http_status)


def _of_item(where: Where, code: str) -> dict[str, Any]:
    item = queries.item(queries.newest(where.place_code), code)
    return {} if item is None else {n: getattr(item, n) for n in Proposal.ITEM if n != "class_name"}


@asks("catalogue.edit_proposal")
@require_http_methods(["GET", "POST"])
def edit_proposal(request: Request, proposal_id: int) -> HttpResponse:
    """Change a proposal; one that is under review, or passed, goes back to the first review."""
    row = pages.seen_proposal(request.actor, proposal_id)
    if row.status not in {S.PROPOSED, S.RETURNED, S.REVIEW, S.PASSED}:
        raise Http404(proposal_id)
    if not queries.may_write(request.actor, "catalogue.edit_proposal", row):
        raise Http404(proposal_id)
    prices = queries.prices_of(row)
    names = (*Proposal.ITEM, *Proposal.SCREENING, "source", "proposer", "kind", "code", "why")
    initial = {n: getattr(row, n) for n in names}
    for n, price in enumerate(prices, 1):
        initial |= {f"by{n}": price.given_by, f"fen{n}": int(price.amount_fen)}
    form = _form(request, Where(row.place_code, row.town_code), row, initial=initial, version=row.version)
    for fixed in ("source", "proposer", "kind", "code"):
        form.fields[fixed].disabled = True
    form.draft_as(request, "catalogue.edit_proposal", row.pk, title=row.name)
    if form.is_valid():
        version = int(form.typed_version) if form.typed_version.isdecimal() else row.version
        with refusals_shown_on(form):
            post_once(
                request,
                "catalogue.edit_proposal",
                lambda: {
                    "id": actions.edit_proposal(
                        row.pk, by=request.actor, version=version, prices=form.prices, **form.facts
                    ).pk
                },
            )
            sent_back = row.status in {S.REVIEW, S.PASSED}
            said = (
                gettext("已改。原来的审查意见不再算数，要从第一道重新审") if sent_back else gettext("已存下")
            )
            messages.success(request, said)
            return redirect("catalogue:proposal", row.pk)
    context = {"form": form, "row": row, "trail": _trail(row, _("修改"))}
    return render(request, "catalogue/proposal_form.html", context, status=form.http_status)


@asks("catalogue.see")
@require_safe
def proposal(request: Request, proposal_id: int) -> HttpResponse:
    """One proposal: criteria, cost, reviews, what may be done.  Queries: as `pages.proposal_page`."""
    page = pages.proposal_page(request.actor, proposal_id, request.moment.date())
    return render(request, "catalogue/proposal.html", {"page": page, "row": page.row})


@asks("catalogue.attach")
@require_http_methods(["GET", "POST"])
def attach(request: Request, proposal_id: int) -> HttpResponse:
    """Hand in a file that backs the screening."""
    row = pages.seen_proposal(request.actor, proposal_id)
    if not queries.may_write(request.actor, "catalogue.attach", row):
        raise Http404(proposal_id)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    back = reverse("catalogue:proposal", args=[row.pk])
    title = f"{gettext('附依据')}：{row.name}"
    note = _("审查的人看得到；送审以后不能再换，退回来才能换")
    about = Step("catalogue.attach", title, _("附上"), _("已附上"), back, _trail(row, _("附依据")), note=note)

    def act() -> Any:
        sent = form.cleaned_data["file"]
        return actions.attach(
            row.pk, by=request.actor, about=form.cleaned_data["about"], name=sent.name, data=sent.read()
        )

    return step(request, form, about, act)


@asks("catalogue.detach")
@require_http_methods(["GET", "POST"])
def detach(request: Request, proposal_id: int, file_id: int) -> HttpResponse:
    """Take a file off again."""
    row = pages.seen_proposal(request.actor, proposal_id)
    named = {one.file_id: one.file.name for one in queries.evidence_of(row)}
    if file_id not in named or not queries.may_write(request.actor, "catalogue.detach", row):
        raise Http404(str(file_id))
    back = reverse("catalogue:proposal", args=[row.pk])
    title = f"{gettext('取下')}：{named[file_id]}"
    note = _("操作记录里留着附过这份文件")
    about = Step("catalogue.detach", title, _("取下"), _("已取下"), back, _trail(row, _("取下")), note=note)
    form = ScreenForm(request.POST if request.method == "POST" else None)
    return step(request, form, about, lambda: actions.detach(row.pk, by=request.actor, file_id=file_id))


@asks("catalogue.see")
@require_safe
def evidence(request: Request, proposal_id: int, file_id: int) -> HttpResponse:
    """A file that backs a proposal which the actor may see.  Queries: 3."""
    row = pages.seen_proposal(request.actor, proposal_id)
    found = next((one.file for one in queries.evidence_of(row) if one.file_id == file_id), None)
    if found is None:
        raise Http404(str(file_id))
    with files.open_stored(file_id) as stream:
        return download(stream.read(), found.name, found.media_type)


def _trail(row: Proposal, last: object) -> list[Crumb]:
    here = reverse("catalogue:proposal", args=[row.pk])
    start = [pages.home(), Crumb(_("目录申报"), reverse("catalogue:proposals"))]
    return [*start, Crumb(row.number, here), Crumb(str(last))]


def _act(
    request: Request, row: Proposal, form: Form, verb: str, words: tuple[Any, Any, Any, Any], **more: Any
) -> HttpResponse:
    title, button, done, note = words
    run = {
        "catalogue.screen": actions.screen, "catalogue.review": actions.review, "catalogue.reject": actions.reject,
        "catalogue.merge": actions.merge, "catalogue.withdraw_proposal": actions.withdraw_proposal,
    }[verb]  # fmt: skip
    back = reverse("catalogue:proposal", args=[row.pk])
    about = Step(verb, f"{title}：{row.name}", button, done, back, _trail(row, button), note=note, **more)
    return step(request, form, about, lambda: run(row.pk, by=request.actor, **form.cleaned_data))


class ScreenForm(Form):
    """Sending a proposal to its reviews asks nothing: the criteria stand in it."""


@asks("catalogue.screen")
@require_http_methods(["GET", "POST"])
def screen(request: Request, proposal_id: int) -> HttpResponse:
    """Send a proposal to its reviews; refused with every criterion that has no answer."""
    row = pages.seen_proposal(request.actor, proposal_id)
    verdict = pages.dry_run(row, queries.prices_of(row), request.moment.date())
    words = (
        _("送三轮审查"),
        _("送审"),
        _("已送审，从第一道开始"),
        _("基层、行业主管部门、合法性，按顺序审；审后再改就从头来"),
    )
    form = ScreenForm(request.POST if request.method == "POST" else None)
    return _act(request, row, form, "catalogue.screen", words, verdict=verdict)


@asks("catalogue.review")
@require_http_methods(["GET", "POST"])
def review(request: Request, proposal_id: int) -> HttpResponse:
    """Give the opinion of one's desk, in its turn."""
    row = pages.seen_proposal(request.actor, proposal_id)
    page = pages.proposal_page(request.actor, proposal_id, request.moment.date())
    words = (_("审查意见"), _("写审查意见"), _("意见已记下"), _("写下就不能改；要改的，选“修改”退回"))
    facts = [*page.facts, *page.item, *page.screening]
    return _act(request, row, ReviewForm(request.POST or None), "catalogue.review", words, facts=facts)


@asks("catalogue.reject")
@require_http_methods(["GET", "POST"])
def reject(request: Request, proposal_id: int) -> HttpResponse:
    """Take a proposal no further."""
    row = pages.seen_proposal(request.actor, proposal_id)
    words = (
        pgettext_lazy("目录申报", "不采纳"),
        pgettext_lazy("目录申报", "不采纳"),
        _("已答复申报单位"),
        _("理由会告诉申报单位"),
    )
    return _act(request, row, ReasonForm(request.POST or None), "catalogue.reject", words)


@asks("catalogue.merge")
@require_http_methods(["GET", "POST"])
def merge(request: Request, proposal_id: int) -> HttpResponse:
    """Take a proposal into another that asks for the same."""
    row = pages.seen_proposal(request.actor, proposal_id)
    live = queries.proposals_seen_by(request.actor).filter(
        place_code=row.place_code, status__in=[S.PROPOSED, S.REVIEW, S.RETURNED, S.PASSED]
    )
    others = [(str(p.pk), f"{p.number} {p.name}") for p in live.exclude(pk=row.pk).order_by("-pk")[:200]]
    words = (_("并入另一份申报"), _("并入"), _("已并入"), _("两份都留着，都算这一项的来源"))
    return _act(request, row, MergeForm(request.POST or None, others), "catalogue.merge", words)


@asks("catalogue.withdraw_proposal")
@require_http_methods(["GET", "POST"])
def withdraw_proposal(request: Request, proposal_id: int) -> HttpResponse:
    """Take back a proposal."""
    row = pages.seen_proposal(request.actor, proposal_id)
    words = (_("撤回申报"), _("撤回"), _("已撤回"), _("撤回后不能再送，留作记录"))
    return _act(request, row, ReasonForm(request.POST or None), "catalogue.withdraw_proposal", words)


@asks("catalogue.see")
@require_safe
def proposal_paper(request: Request, proposal_id: int, paper: str) -> HttpResponse:
    """The screening sheet or the opinion sheet of a proposal, as Word."""
    row = pages.seen_proposal(request.actor, proposal_id)
    today = request.moment.date()
    if paper == "screening.docx":
        made, name = (
            documents.proposal_paper(papers.proposal_facts(row, today)),
            gettext("申报与筛选表 %(number)s"),
        )
    elif paper == "opinions.docx":
        made, name = (
            documents.opinions_paper(papers.opinions_facts(row, today)),
            gettext("审查意见表 %(number)s"),
        )
    else:
        raise Http404(paper)
    return download(word.build(made), f"{name % {'number': row.number}}.docx", WORD)
