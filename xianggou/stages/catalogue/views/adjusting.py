"""Pages of adjustments: the list, the draft, issuing it; two versions compared; publication; papers of a version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access import roles
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.documents import pdf, word
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table
from xianggou.base.pages.views import address, download, refusals_shown_on
from xianggou.base.sheets.export import CONTENT_TYPES, Field, exported
from xianggou.stages.catalogue import actions, documents, pages, papers, queries
from xianggou.stages.catalogue.forms import DROPS, SAYS, AdjustmentForm, IssueForm, PublishForm, ReasonForm
from xianggou.stages.catalogue.models import Adjustment, Version
from xianggou.stages.catalogue.views.proposals import WORD
from xianggou.stages.catalogue.views.steps import Step, step


@asks("catalogue.see")
@require_safe
def adjustments(request: Request) -> HttpResponse:
    """The adjustments of the place; drafts are shown to who may go on with them.  Queries: 1."""
    where = where_of(request.actor, "catalogue.see")
    may = roles.may_anywhere(request.actor, "catalogue.adjust")
    sees_all = may or roles.may_anywhere(request.actor, "catalogue.issue")
    found = [
        a for a in queries.adjustments(where.place_code) if sees_all or a.status == Adjustment.Status.ISSUED
    ]
    new = Action(_("开始一次调整"), reverse("catalogue:adjust"), primary=True)
    has_draft = any(a.status == Adjustment.Status.DRAFT for a in found)
    if has_draft:
        new = Action(
            _("开始一次调整"),
            open=False,
            reason=_("已有一份在草拟，接着办或先放弃它"),
            code="catalogue.input",
        )
    table = Table(
        caption=_("动态调整"),
        columns=pages.ADJUSTMENTS,
        rows=pages.adjustment_rows(found),
        empty=Empty(
            _("还没有调整过"),
            _("每年至少看一次；有急需的随时调"),
            new if may else Action(_("看目录"), reverse("catalogue:list")),
        ),
    )
    context = {
        "table": table,
        "actions": [new] if may and table.rows else [],  # an empty list offers it itself
        "trail": [pages.home(), Crumb(_("动态调整"))],
        "count": len(found),
    }
    return render(request, "catalogue/adjustments.html", context)


def _form(request: Request, place_code: str, row: Adjustment | None, **rest: Any) -> AdjustmentForm:
    ready = [
        (str(p.pk), f"{p.number} {p.name}（{p.get_kind_display()}）") for p in queries.collected(place_code)
    ]
    newest = queries.newest(place_code)
    items = [(i.code, f"{i.code} {i.name}") for i in queries.items_of(newest)] if newest else []
    return AdjustmentForm(request.POST or None, ready, items, **rest)


@asks("catalogue.adjust")
@require_http_methods(["GET", "POST"])
def adjust(request: Request) -> HttpResponse:
    """Begin an adjustment with everything that passed."""
    where = where_of(request.actor, "catalogue.adjust")
    today = request.moment.date()
    ready = [str(p.pk) for p in queries.collected(where.place_code)]
    label = gettext("%(year)s年调整版") % {"year": today.year}
    form = _form(
        request, where.place_code, None, initial={"effective_on": today, "label": label, "proposals": ready}
    )
    form.draft_as(request, "catalogue.adjust", where.place_code, title=gettext("目录调整"))
    if form.is_valid():

        def act() -> dict[str, int]:
            row = actions.adjust(where=where, by=request.actor, **form.facts)
            chosen = [int(p) for p in form.cleaned_data["proposals"]]
            actions.edit_adjustment(
                row.pk, by=request.actor, version=row.version, proposals=chosen, drops=form.drops
            )
            return {"id": row.pk}

        with refusals_shown_on(form):
            made = post_once(request, "catalogue.adjust", act)
            messages.success(request, gettext("已存下，印发前都能改"))
            return redirect("catalogue:adjustment", made["id"])
    trail = [pages.home(), Crumb(_("动态调整"), reverse("catalogue:adjustments")), Crumb(_("开始一次调整"))]
    context = {"form": form, "trail": trail, "row": None}
    return render(request, "catalogue/adjustment_form.html", context, status=form.http_status)


@asks("catalogue.see")
@require_safe
def adjustment(request: Request, adjustment_id: int) -> HttpResponse:
    """One adjustment: what it says, what it changes, what stops it.  Queries: as `pages.adjustment_page`."""
    page = pages.adjustment_page(request.actor, adjustment_id, request.moment.date())
    papers_ = pages.version_papers(page.row.issued)
    return render(request, "catalogue/adjustment.html", {"page": page, "row": page.row, "papers": papers_})


@asks("catalogue.edit_adjustment")
@require_http_methods(["GET", "POST"])
def edit_adjustment(request: Request, adjustment_id: int) -> HttpResponse:
    """Change a draft."""
    row = pages.seen_adjustment(request.actor, adjustment_id)
    if row.status != Adjustment.Status.DRAFT:
        raise Http404(adjustment_id)
    changes = queries.changes_of(row)
    initial: dict[str, Any] = {n: getattr(row, n) for n in SAYS}
    initial["proposals"] = [str(c.proposal_id) for c in changes if c.proposal_id]
    for n, change in enumerate([c for c in changes if c.dropped_code][:DROPS], 1):
        initial |= {f"drop{n}": change.dropped_code, f"because{n}": change.reason}
    form = _form(request, row.place_code, row, initial=initial, version=row.version)
    form.draft_as(request, "catalogue.edit_adjustment", row.pk, title=row.label)
    if form.is_valid():
        version = int(form.typed_version) if form.typed_version.isdecimal() else row.version
        chosen = [int(p) for p in form.cleaned_data["proposals"]]
        with refusals_shown_on(form):
            post_once(
                request,
                "catalogue.edit_adjustment",
                lambda: {
                    "id": actions.edit_adjustment(
                        row.pk,
                        by=request.actor,
                        version=version,
                        proposals=chosen,
                        drops=form.drops,
                        **form.facts,
                    ).pk
                },
            )
            messages.success(request, gettext("已存下"))
            return redirect("catalogue:adjustment", row.pk)
    context = {"form": form, "trail": _trail(row, _("修改")), "row": row}
    return render(request, "catalogue/adjustment_form.html", context, status=form.http_status)


def _trail(row: Adjustment, last: object) -> list[Crumb]:
    here = reverse("catalogue:adjustment", args=[row.pk])
    return [
        pages.home(),
        Crumb(_("动态调整"), reverse("catalogue:adjustments")),
        Crumb(row.label, here),
        Crumb(str(last)),
    ]


@asks("catalogue.issue")
@require_http_methods(["GET", "POST"])
def issue(request: Request, adjustment_id: int) -> HttpResponse:
    """Issue a draft as the next version."""
    row = pages.seen_adjustment(request.actor, adjustment_id)
    page = pages.adjustment_page(request.actor, adjustment_id, request.moment.date())
    form = IssueForm(request.POST if request.method == "POST" else None, version=row.version)
    version = int(form.typed_version) if form.typed_version.isdecimal() else None
    about = Step(
        "catalogue.issue",
        gettext("印发：%(label)s") % {"label": row.label},
        _("印发"),
        _("已印发，文号和公告号已取"),
        reverse("catalogue:adjustment", args=[row.pk]),
        _trail(row, _("印发")),
        page.facts,
        _("印发后不能改；已经开始的采购仍照原来那一版"),
        page.verdict,
    )
    return step(
        request,
        form,
        about,
        lambda: actions.issue(row.pk, by=request.actor, version=version, **form.cleaned_data),
    )


@asks("catalogue.drop_adjustment")
@require_http_methods(["GET", "POST"])
def drop_adjustment(request: Request, adjustment_id: int) -> HttpResponse:
    """Give a draft up."""
    row = pages.seen_adjustment(request.actor, adjustment_id)
    form = ReasonForm(request.POST or None)
    about = Step(
        "catalogue.drop_adjustment",
        gettext("放弃：%(label)s") % {"label": row.label},
        _("放弃"),
        _("已放弃，审查通过的申报还在"),
        reverse("catalogue:adjustment", args=[row.pk]),
        _trail(row, _("放弃")),
    )
    return step(
        request, form, about, lambda: actions.drop_adjustment(row.pk, by=request.actor, **form.cleaned_data)
    )


# Versions ------------------------------------------------------------------------------------


def _version(request: Request, number: int) -> Version:
    version = queries.version_numbered(where_of(request.actor, "catalogue.see").place_code, number)
    if version is None:
        raise Http404(number)
    return version


@asks("catalogue.see")
@require_safe
def compare(request: Request) -> HttpResponse:
    """Two versions side by side.  Queries: 2."""
    versions = queries.versions(where_of(request.actor, "catalogue.see").place_code)
    numbered = {str(v.number): v for v in versions}
    new = numbered.get(request.GET.get("to", "")) or next(iter(versions), None)
    before = next((v for v in versions if new is not None and v.number < new.number), None)
    old = numbered.get(request.GET.get("from", ""), before)
    found = queries.compared(old, new) if new is not None else None
    table = Table(
        caption=_("前后对照"),
        columns=pages.CHANGES,
        rows=pages.change_rows(found) if found else [],
        empty=Empty(_("两版一样"), _("选的两版没有差别，或只有一版")),
    )

    def chosen(name: str, now: Version | None) -> list[Chip]:
        return [Chip(v.label, address(request, **{name: str(v.number)}), on=v == now) for v in versions]

    context = {
        "found": found,
        "table": table,
        "olds": chosen("from", old),
        "news": chosen("to", new),
        "papers": pages.version_papers(new),
        "trail": [pages.home(), Crumb(_("前后对照"))],
    }
    return render(request, "catalogue/compare.html", context)


@asks("catalogue.publish")
@require_http_methods(["GET", "POST"])
def publish(request: Request, number: int) -> HttpResponse:
    """Note when a version was made public."""
    version = _version(request, number)
    today = request.moment.date()
    form = PublishForm(request.POST or None, initial={"published_on": version.published_on or today})
    about = Step(
        "catalogue.publish",
        gettext("登记公开：%(label)s") % {"label": version.label},
        _("登记"),
        _("已登记公开"),
        reverse("catalogue:list"),
        [pages.home(), Crumb(version.label), Crumb(_("登记公开"))],
        verdict=pages.overdue(version, today),
    )
    return step(
        request, form, about, lambda: actions.publish(version.pk, by=request.actor, **form.cleaned_data)
    )


SHEET = (
    ("class_code", "一级编码"), ("class_name", "一级类别"), ("code", "目录编码"), ("name", "服务项目"),
    ("department", "主管部门"), ("content", "服务内容"), ("suppliers", "承接主体类型"), ("unit", "计量单位"),
    ("low_fen", "参考单价下限(元)"), ("high_fen", "参考单价上限(元)"), ("duty_codes", "对应责任清单编码"),
    ("posts", "可替代岗位"), ("effective_on", "生效日期"), ("label", "版本"),
)  # fmt: skip
KEPT = {"low_fen": "price_fen_min", "high_fen": "price_fen_max"}


@asks("catalogue.see")
@require_safe
def version_paper(request: Request, number: int, kind: str) -> HttpResponseBase:
    """A version as an official document in Word or PDF, or as a workbook that the import door takes back."""
    version = _version(request, number)
    name = gettext("指导性目录 %(label)s") % {"label": version.label}
    if kind == "xlsx":
        return download(_workbook(version), f"{name}.xlsx", CONTENT_TYPES["xlsx"])
    return _paper(documents.catalogue_paper(papers.catalogue_facts(version)), name, kind)


def _workbook(version: Version) -> bytes:
    shared = {"effective_on": version.effective_on, "label": version.label}
    rows = [
        [shared[n] if n in shared else getattr(item, KEPT.get(n, n)) for n, _title in SHEET]
        for item in queries.items_of(version)
    ]
    return b"".join(exported([Field(n, title) for n, title in SHEET], rows, "xlsx", "指导性目录"))


@asks("catalogue.see")
@require_safe
def version_notice(request: Request, number: int, kind: str) -> HttpResponse:
    """The notice of what a version adds, changes and drops, as Word or PDF."""
    version = _version(request, number)
    name = gettext("目录调整公告 %(label)s") % {"label": version.label}
    return _paper(documents.notice_paper(papers.notice_facts(version)), name, kind)


def _paper(made: Any, name: str, kind: str) -> HttpResponse:
    if kind == "docx":
        return download(word.build(made), f"{name}.docx", WORD)
    if kind == "pdf":
        return download(pdf.render(made), f"{name}.pdf", "application/pdf", inline=True)
    raise Http404(kind)
