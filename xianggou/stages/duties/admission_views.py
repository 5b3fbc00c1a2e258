"""Pages of applications: the list, one, writing and changing it, sending, the township's opinion, review, decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from xianggou.base.access import roles
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.paging import by_status
from xianggou.base.pages.shapes import Action, Crumb, Empty, Table, Text
from xianggou.base.pages.views import chips, download, paged, refusals_shown_on, search_box
from xianggou.base.places import queries as places
from xianggou.base.sheets import leaving
from xianggou.core.findings import Stale
from xianggou.stages.duties import actions, applying, documents, papers, queries
from xianggou.stages.duties.forms import (
    ApplicationForm,
    DecideForm,
    ExitForm,
    OpinionForm,
    ReviewForm,
    SubmitForm,
    WhyForm,
)
from xianggou.stages.duties.models import Admission

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@asks("duties.see")
@require_safe
def list_(request: Request) -> HttpResponseBase:
    """All applications within sight.  Queries: 4."""
    box = search_box(request, _("查事项、编号、部门"))
    every = applying.listed(request.actor, text=box.value.strip())
    statuses = by_status(every, Admission.Status)
    status = request.GET.get("status", "")
    rows = applying.shown(every.filter(status=status) if status in {s for s, _w, _n in statuses} else every)
    if leaving.wanted(request):
        return leaving.list_file(
            request, _("准入和退出"), applying.COLUMNS, rows.order_by("-id"), applying.rows_of
        )
    page = paged(rows, request, order=("-id",), sorts=("money_fen", "submitted_on"))
    may_apply = roles.may_anywhere(request.actor, "duties.apply")
    new = Action(_("申请准入"), reverse("duties:apply"), primary=True)
    table = Table(
        caption=_("准入和退出"),
        columns=applying.COLUMNS,
        rows=applying.rows_of(page.rows),
        page=page,
        chips=chips(request, "status", statuses),
        search=box,
        empty=Empty(
            _("没有符合的申请"), _("还没有部门申请把事交给乡镇，或筛选太窄"), new if may_apply else None
        ),
        **leaving.links(request),
    )
    context = {"table": table, "actions": [new] if may_apply else [], "trail": applying.trail_of(None)}
    return render(request, "duties/admissions.html", context)


@asks("duties.see")
@require_safe
def detail(request: Request, admission_id: int) -> HttpResponse:
    """One application with its history and what stops it.  Queries: as `applying.admission_page`."""
    page = applying.admission_page(request.actor, admission_id, request.moment.date())
    opinions = Table(
        caption=_("乡镇意见"),
        columns=applying.OPINIONS,
        rows=page.opinions,
        empty=Empty(_("还没有乡镇提意见"), _("送出以后，各乡镇的镇长会看到")),
    )
    return render(
        request, "duties/admission.html", {"page": page, "admission": page.admission, "opinions": opinions}
    )


@asks("duties.apply")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin an application; with `?exit=` the one to take that duty off the list."""
    where = where_of(request.actor, "duties.apply")
    code = request.GET.get("exit", "")[:16].replace("\x00", "")
    leaves = queries.duty_in_force(where.place_code, code) if code else None
    if code and leaves is None:
        raise Http404(code)
    form = _form(request, where, None, is_exit=bool(code))
    form.draft_as(
        request,
        "duties.apply",
        code,
        title=gettext("退出：%(name)s") % {"name": leaves.name} if leaves else gettext("新的准入申请"),
    )

    def act() -> dict[str, Any]:
        made = actions.apply(
            where=where,
            by=request.actor,
            kind=Admission.Kind.EXIT if leaves else Admission.Kind.ADMIT,
            duty_code=code,
            **form.stated,
        )
        return {"id": _sent(request, made.pk)}

    title = (
        gettext("申请退出：%(name)s") % {"name": leaves.name} if leaves else gettext("申请把一件事交给乡镇")
    )
    return _written(request, form, "duties.apply", act, title, applying.trail_of(None, Crumb(_("申请"))))


@asks("duties.edit")
@require_http_methods(["GET", "POST"])
def edit(request: Request, admission_id: int) -> HttpResponse:
    """Change a draft or an application that came back."""
    admission = applying.own_admission(request.actor, admission_id)
    if admission.status not in queries.OPEN:
        return errors.conflict(request, Stale())
    form = _form(
        request, Where(admission.place_code), admission, is_exit=admission.kind == Admission.Kind.EXIT
    )
    form.draft_as(request, "duties.edit", admission.pk, title=admission.name)

    def act() -> dict[str, Any]:
        typed = form.typed_version
        version = int(typed) if typed.isascii() and typed.isdecimal() else admission.edited
        actions.edit(admission.pk, by=request.actor, version=version, **form.stated)
        return {"id": _sent(request, admission.pk)}

    title = gettext("修改：%(name)s") % {"name": admission.name}
    return _written(request, form, "duties.edit", act, title, applying.trail_of(admission, Crumb(_("修改"))))


def _form(
    request: Request, where: Where, admission: Admission | None, *, is_exit: bool
) -> ApplicationForm | ExitForm:
    """The form of an application.  Queries: 1–3."""
    initial = applying.initial_of(admission, _department(request))
    version = admission.edited if admission else None
    if is_exit:
        return ExitForm(request.POST or None, initial=initial, version=version)
    day = request.moment.date()
    law = places.law_on(where.place_code, day)
    fields = queries.facets(queries.list_in_force(where.place_code)).fields
    years = applying.years_asked(admission, law, day)
    return ApplicationForm(request.POST or None, fields=fields, years=years, initial=initial, version=version)


def _department(request: Request) -> str:
    seat = roles.seat_for(request.actor, "duties.apply", None)
    return seat.body_name if seat else ""


def _sent(request: Request, admission_id: int) -> int:
    """Send it in the same act when that was the button; a refusal takes the writing back too."""
    if request.POST.get("then") == "submit":
        actions.submit(admission_id, by=request.actor)
    return admission_id


def _written(
    request: Request,
    form: ApplicationForm | ExitForm,
    code: str,
    act: Callable[[], dict[str, Any]],
    title: str,
    trail: list[Crumb],
) -> HttpResponse:
    """The form: kept, kept and sent, or shown with what stands in the way."""
    if form.is_valid():
        with refusals_shown_on(form):
            answer = post_once(request, code, act)
            sent = request.POST.get("then") == "submit"
            messages.success(request, gettext("已送各乡镇和合法性审查") if sent else gettext("已存下"))
            return redirect("duties:admission", answer["id"])
    context = {"form": form, "title": title, "trail": trail}
    return render(request, "duties/application.html", context, status=form.http_status)


def _act(
    request: Request,
    admission: Admission,
    form: Any,
    code: str,
    act: Callable[[], Any],
    *,
    template: str,
    done: Text,
    word: Text,
) -> HttpResponse:
    """One act on an application: done once, or shown with what stops it."""
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(request, code, lambda: act().pk)
            messages.success(request, str(done))
            return redirect("duties:admission", admission.pk)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {
        "admission": admission,
        "form": form,
        "trail": applying.trail_of(admission, Crumb(word)),
        "facts": applying.facts_of(admission),
        "money": applying.money_of(admission) if admission.kind == Admission.Kind.ADMIT else (),
    }
    return render(request, template, context, status=form.http_status)


@asks("duties.submit")
@require_http_methods(["GET", "POST"])
def submit(request: Request, admission_id: int) -> HttpResponse:
    """Send an application to the townships and the review; refused with every finding at once."""
    admission = applying.own_admission(request.actor, admission_id)
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        form.verdict = applying.dry_run(request.actor, admission, request.moment.date())
    return _act(
        request, admission, form, "duties.submit",
        lambda: actions.submit(admission.pk, by=request.actor),
        template="duties/submit.html", done=_("已送各乡镇和合法性审查"), word=_("送审"),
    )  # fmt: skip


@asks("duties.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, admission_id: int) -> HttpResponse:
    """Take an application back, with the reason."""
    admission = applying.own_admission(request.actor, admission_id)
    form = WhyForm(request.POST or None)
    return _act(
        request, admission, form, "duties.withdraw",
        lambda: actions.withdraw(admission.pk, by=request.actor, why=form.cleaned_data["why"]),
        template="duties/withdraw.html", done=_("已撤回"), word=_("撤回"),
    )  # fmt: skip


@asks("duties.opine")
@require_http_methods(["GET", "POST"])
def opine(request: Request, admission_id: int) -> HttpResponse:
    """The township's opinion."""
    admission = applying.seen_admission(request.actor, admission_id)
    spoken = {one.town_code for one in queries.opinions(admission)}
    towns = sorted(towns_seen(request.actor, "duties.opine")[1], key=lambda code: (code in spoken, code))
    form = OpinionForm(request.POST or None)
    form.draft_as(request, "duties.opine", admission.pk, admission.round, title=admission.name)
    return _act(
        request, admission, form, "duties.opine",
        lambda: actions.opine(
            admission.pk, where=Where(admission.place_code, towns[0]), by=request.actor, **form.cleaned_data
        ),
        template="duties/opine.html", done=_("意见已送县里"), word=_("提意见"),
    )  # fmt: skip


@asks("duties.review")
@require_http_methods(["GET", "POST"])
def review(request: Request, admission_id: int) -> HttpResponse:
    """The legality review."""
    admission = applying.seen_admission(request.actor, admission_id)
    form = ReviewForm(request.POST or None)
    form.draft_as(request, "duties.review", admission.pk, admission.round, title=admission.name)
    return _act(
        request, admission, form, "duties.review",
        lambda: actions.review(admission.pk, by=request.actor, **form.cleaned_data),
        template="duties/review.html", done=_("审查意见已记下"), word=_("合法性审查"),
    )  # fmt: skip


@asks("duties.decide")
@require_http_methods(["GET", "POST"])
def decide(request: Request, admission_id: int) -> HttpResponse:
    """The county's decision about a duty without money, or a no; yes with money is said where the money is passed on."""
    admission = applying.seen_admission(request.actor, admission_id)
    with_money, leaves = applying.decided_elsewhere(admission)
    if leaves:
        return redirect(leaves)
    form = decide_form(request, admission, may_agree=not admission.money_fen)
    return decided(request, admission, form, with_money=with_money)


def decide_form(request: Request, admission: Admission, *, may_agree: bool) -> DecideForm:
    """The form of the county's decision, with the reasons that lift what waits for one.  Queries: 1–4."""
    day = request.moment.date()
    law = queries.law_for(admission, day)
    form = DecideForm(
        request.POST or None,
        kind=admission.kind,
        may_agree=may_agree,
        deciders=queries.deciders(law),
        initial={"on": day},
    )
    form.draft_as(request, "duties.decide", admission.pk, title=admission.name)
    if may_agree and not form.is_bound:
        form.verdict = applying.dry_run(request.actor, admission, day)
        form.ask_reasons()
    return form


def decided(
    request: Request,
    admission: Admission,
    form: DecideForm,
    *,
    with_money: str = "",
    count: Callable[[], int] | None = None,
) -> HttpResponse:
    """Decide, or show the form; `count` tells how many purchases run on a duty that leaves, at the moment of the act."""

    def act() -> int:
        running = count() if count is not None else None
        done = actions.decide(admission.pk, by=request.actor, open_dossiers=running, **form.said)
        return int(done.pk)

    if form.is_valid():
        with refusals_shown_on(form):
            post_once(request, "duties.decide", act)
            messages.success(request, gettext("决定已记下"))
            return redirect("duties:admission", admission.pk)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    if form.verdict is not None and form.is_bound:
        form.ask_reasons()
    context = {
        "admission": admission,
        "form": form,
        "trail": applying.trail_of(admission, Crumb(_("县级决定"))),
        "facts": applying.facts_of(admission),
        "money": applying.money_of(admission) if admission.kind == Admission.Kind.ADMIT else (),
        "money_note": applying.with_money_note(admission),
        "money_url": with_money,
    }
    return render(request, "duties/decide.html", context, status=form.http_status)


@asks("duties.see")
@require_GET
def paper(request: Request, admission_id: int, kind: str) -> HttpResponse:
    """The application and its examination (F02), as Word or PDF.  Queries: 7."""
    admission = applying.seen_admission(request.actor, admission_id)
    facts = papers.admission_facts(admission, _today(request))
    if kind == "pdf":
        data, content_type = documents.admission_pdf(facts), "application/pdf"
    elif kind == "docx":
        data, content_type = documents.admission_word(facts), WORD
    else:
        raise Http404(kind)
    name = gettext("准入申请及审查表 %(number)s") % {"number": admission.code}
    return download(data, f"{name}.{kind}", content_type, inline=kind == "pdf")


def _today(request: Request) -> date:
    return request.moment.date()
