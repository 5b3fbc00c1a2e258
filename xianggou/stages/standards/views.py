"""Pages of execution standards: those in force, what is missing, one version, writing and publishing one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table, Text
from xianggou.base.pages.views import address, chips, download, paged, refusals_shown_on, search_box
from xianggou.base.sheets import leaving
from xianggou.core.findings import Stale
from xianggou.stages.standards import actions, documents, pages, papers, queries
from xianggou.stages.standards.forms import (
    IndicatorsForm,
    MoveForm,
    NewForm,
    PartForm,
    QualificationsForm,
    ReasonForm,
    RulesForm,
    ScopeForm,
)
from xianggou.stages.standards.models import Standard

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "docx": (documents.standard_word, WORD),
    "pdf": (documents.standard_pdf, "application/pdf"),
}
PARTS: dict[str, type[PartForm]] = {
    "indicators": IndicatorsForm,
    "qualifications": QualificationsForm,
    "rules": RulesForm,
}


def _typed(request: Request, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:100]


# Lists ---------------------------------------------------------------------------------------


@asks("standards.see")
@require_safe
def list_(request: Request) -> HttpResponseBase:
    """The published standards, and what the own department has in the making.  Queries: 5–8."""
    actor, place = request.actor, where_of(request.actor, "standards.see").place_code
    box = search_box(request, _("查服务项目、编码"))
    found = pages.listed(
        place,
        department=_typed(request, "department"),
        field=_typed(request, "field"),
        text=box.value.strip(),
    )
    if leaving.wanted(request):
        return leaving.list_file(
            request, _("执行标准"), pages.COLUMNS, found.order_by("catalogue_code"), pages.rows_of
        )
    departments, fields = pages.narrowed_by(place)
    page = paged(found, request, order=("catalogue_code", "id"), sorts=("catalogue_code", "effective_on"))
    table = Table(
        caption=_("执行标准"),
        columns=pages.COLUMNS,
        rows=pages.rows_of(page.rows),
        page=page,
        chips=chips(request, "department", departments, every=_("各部门")),
        search=box,
        **leaving.links(request),
        empty=Empty(_("没有符合的执行标准"), _("标准由行业主管部门起草、发布；筛选太窄的，看全部")),
    )
    context = {
        "table": table,
        "fields": chips(request, "field", fields, every=_("各领域")),
        "drafts": pages.drafts(actor, place),
        "actions": _list_actions(request),
    }
    return render(request, "standards/list.html", context)


def _list_actions(request: Request) -> list[Action]:
    found = []
    if roles.may_anywhere(request.actor, "standards.draft"):
        found.append(Action(_("写一份标准"), reverse("standards:new"), primary=True))
    if roles.may_anywhere(request.actor, "standards.see_missing"):
        found.append(Action(_("还缺哪些"), reverse("standards:missing")))
    return found


@asks("standards.see_missing")
@require_safe
def missing(request: Request) -> HttpResponse:
    """Items in force that have no published standard: the own department's, or the county's.  Queries: 5–8."""
    place = where_of(request.actor, "standards.see_missing").place_code
    mine = queries.departments_of(request.actor, *queries.WRITING)
    is_whole = not mine or "all" in request.GET
    page = paged(
        queries.items_without(place, None if is_whole else mine),
        request,
        order=("code", "id"),
        sorts=("code",),
    )
    scopes = [
        Chip(_("本部门"), address(request, all=""), on=not is_whole),
        Chip(_("全县"), address(request, all="1"), on=is_whole),
    ]
    table = Table(
        caption=_("还没有执行标准的目录项"),
        columns=pages.MISSING_COLUMNS,
        rows=pages.missing_rows(request.actor, place, page.rows),
        page=page,
        chips=scopes if mine else (),
        empty=Empty(_("目录里的每一项都有执行标准"), _("目录增加新项后，缺的会列在这里")),
    )
    trail = [Crumb(_("执行标准"), reverse("standards:list")), Crumb(_("还缺的"))]
    return render(request, "standards/missing.html", {"table": table, "count": page.count, "trail": trail})


# One version ---------------------------------------------------------------------------------


def _found(request: Request, standard_id: int, mine: frozenset[str] | None = None) -> Standard:
    """A standard within sight; `mine` when the own departments were read.  Raises: Http404.  Queries: 1–2."""
    place = where_of(request.actor, "standards.see").place_code
    own = queries.departments_of(request.actor, *queries.WRITING) if mine is None else mine
    found = pages.found_for(own, place, standard_id)
    if found is None:
        raise Http404(str(standard_id))
    return found


@asks("standards.see")
@require_safe
def detail(request: Request, standard_id: int) -> HttpResponse:
    """One version of a standard.  Queries: as `pages.standard_page`."""
    mine = queries.departments_of(request.actor, *queries.WRITING)
    standard = _found(request, standard_id, mine)
    page = pages.standard_page(standard, request.actor, mine, request.moment.date())
    return render(request, "standards/detail.html", {"page": page, "standard": standard})


@asks("standards.see")
@require_safe
def compare(request: Request, standard_id: int, other_id: int) -> HttpResponse:
    """Two versions of one item's standard beside each other, the older first.  Queries: 4–8."""
    mine = queries.departments_of(request.actor, *queries.WRITING)
    pair = [_found(request, one, mine) for one in (standard_id, other_id)]
    if pair[0].catalogue_code != pair[1].catalogue_code:
        raise Http404(str(other_id))
    # a draft comes after everything that has a number
    old, new = sorted(pair, key=lambda one: (one.number is None, one.number or 0))
    table = Table(
        caption=_("两版的不同"),
        columns=pages.CHANGES,
        rows=pages.compared(old, new),
        empty=Empty(_("两版内容一样"), _("只是版次和日期不同")),
    )
    trail = pages.crumbs(new, Crumb(_("和另一版比")))
    context = {"old": old, "new": new, "table": table, "name": pages.name_of(new), "trail": trail}
    return render(request, "standards/compare.html", context)


@asks("standards.see")
@require_GET
def paper(request: Request, standard_id: int, kind: str) -> HttpResponse:
    """The standard as Word or PDF."""
    if kind not in MAKERS:
        raise Http404(kind)
    standard = _found(request, standard_id)
    maker, content_type = MAKERS[kind]
    facts = papers.standard_facts(standard, request.moment.date())
    name = gettext("%(item)s购买服务执行标准") % {"item": facts.item}
    return download(maker(facts), f"{name}.{kind}", content_type, inline=kind == "pdf")


# Writing -------------------------------------------------------------------------------------


def _own(request: Request, standard_id: int, act: str) -> Standard:
    """A standard of the own department.  Raises: Http404, NotGranted."""
    standard = _found(request, standard_id)
    if not queries.is_owner(request.actor, standard.department, act):
        raise NotGranted(act)
    return standard


@asks("standards.draft")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin the next standard of an item."""
    where = Where(where_of(request.actor, "standards.draft").place_code)
    items = queries.items_of(where.place_code, queries.departments_of(request.actor, "standards.draft"))
    offered = [(item.code, f"{item.code} {item.name}") for item in items]
    form = NewForm(
        request.POST or None, offered, initial={"item": _typed(request, "item"), "start": "published"}
    )
    if form.is_valid():
        with refusals_shown_on(form):
            made = post_once(
                request,
                "standards.draft",
                lambda: (
                    actions.draft(
                        where=where,
                        by=request.actor,
                        catalogue_code=form.cleaned_data["item"],
                        from_published=form.cleaned_data["start"] == "published",
                    ).pk
                ),
            )
            messages.success(request, gettext("草稿已建好，逐部分写，写完送审发布"))
            return redirect("standards:detail", made)
    trail = [Crumb(_("执行标准"), reverse("standards:list")), Crumb(_("写一份标准"))]
    context = {"form": form, "trail": trail, "has_items": bool(items)}
    return render(request, "standards/new.html", context, status=form.http_status)


def _part_form(request: Request, standard: Standard, part: str) -> PartForm | ScopeForm:
    """The form of one part of a draft, begun with what stands.  Raises: Http404."""
    data, version = request.POST or None, standard.version
    if part == "scope":
        start = {"scope": standard.scope, "effective_on": standard.effective_on}
        return ScopeForm(data, initial=start, version=version)
    if part == "indicators":
        law = queries.law_for(standard.place_code, request.moment.date())
        given = [
            {"group": i.group, "name": i.name, "target": i.target, "unit": i.unit, "measure": i.measure,
             "weight": i.weight, "deduction": i.deduction}
            for i in queries.indicators(standard.pk)
        ]  # fmt: skip
        return IndicatorsForm(data, groups=queries.groups(law), given=given, spare=1, version=version)
    if part not in PARTS:
        raise Http404(part)
    rows = queries.qualifications_of(standard) if part == "qualifications" else queries.rules_of(standard)
    return PARTS[part](data, given=[one.as_json() for one in rows], spare=1, version=version)


@asks("standards.edit")
@require_http_methods(["GET", "POST"])
def edit(request: Request, standard_id: int, part: str) -> HttpResponse:
    """Change one part of a draft."""
    standard = _own(request, standard_id, "standards.edit")
    form = _part_form(request, standard, part)
    form.draft_as(request, "standards.edit", standard_id, part, title=pages.name_of(standard))
    if request.method == "POST" and form.is_valid():
        typed = form.typed_version
        version = int(typed) if typed.isdecimal() and len(typed) < 10 else standard.version
        with refusals_shown_on(form):
            post_once(
                request,
                "standards.edit",
                lambda: actions.edit(standard_id, by=request.actor, version=version, **form.told()).pk,
            )
            messages.success(request, gettext("“%(part)s”已存下") % {"part": form.title})
            return redirect("standards:detail", standard_id)
    context = {
        "form": form,
        "part": part,
        "name": pages.name_of(standard),
        "trail": pages.crumbs(standard, Crumb(form.title)),
        "back": reverse("standards:detail", args=[standard_id]),
    }
    return render(request, "standards/edit.html", context, status=form.http_status)


def _moved(
    request: Request,
    standard_id: int,
    act: str,
    form: Form,
    run: Callable[..., Standard],
    said: Mapping[str, Text],
) -> HttpResponse:
    """A page of one act on a draft: what the rules say, a word or a reason, the button."""
    standard = _own(request, standard_id, act)
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request, act, lambda: run(standard_id, by=request.actor, why=form.cleaned_data["why"]).pk
            )
            messages.success(request, str(said["done"]))
            return redirect(
                "standards:list" if act == "standards.drop" else "standards:detail",
                *said_args(act, standard_id),
            )
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    judges = act in ("standards.send", "standards.publish")
    verdict = (
        queries.judged(standard, request.moment.date(), act) if judges and form.verdict is None else None
    )
    context = {
        "form": form,
        "verdict": verdict,
        "said": said,
        "name": pages.name_of(standard),
        "standard": standard,
        "trail": pages.crumbs(standard, Crumb(said["title"])),
        "back": reverse("standards:detail", args=[standard_id]),
    }
    return render(request, "standards/move.html", context, status=form.http_status)


def said_args(act: str, standard_id: int) -> tuple[int, ...]:
    """A dropped draft has no page any more to go back to."""
    return () if act == "standards.drop" else (standard_id,)


@asks("standards.send")
@require_http_methods(["GET", "POST"])
def send(request: Request, standard_id: int) -> HttpResponse:
    """Send a draft to the head of the department."""
    said = {
        "title": _("送审发布"),
        "note": _("送出后不能改；分管负责人发布，或退回再改"),
        "done": _("已送分管负责人发布"),
    }
    return _moved(request, standard_id, "standards.send", MoveForm(request.POST or None), actions.send, said)


@asks("standards.publish")
@require_http_methods(["GET", "POST"])
def publish(request: Request, standard_id: int) -> HttpResponse:
    """Publish what was sent."""
    said = {
        "title": _("发布"),
        "note": _("发布后不能改，要改只能起草新版；已选用原版的计划和合同不变"),
        "done": _("已发布，乡镇现在就能看到"),
    }
    return _moved(
        request, standard_id, "standards.publish", MoveForm(request.POST or None), actions.publish, said
    )


@asks("standards.return_draft")
@require_http_methods(["GET", "POST"])
def return_(request: Request, standard_id: int) -> HttpResponse:
    """Give a sent standard back."""
    said = {
        "title": _("退回修改"),
        "note": _("理由会显示给起草人"),
        "done": _("已退回起草人"),
    }
    form = ReasonForm(request.POST or None)
    return _moved(request, standard_id, "standards.return_draft", form, actions.return_draft, said)


@asks("standards.drop")
@require_http_methods(["GET", "POST"])
def drop(request: Request, standard_id: int) -> HttpResponse:
    """Give up a draft."""
    said = {
        "title": _("作废"),
        "note": _("现行版不受影响；作废的草稿不能恢复"),
        "done": _("草稿已作废"),
    }
    return _moved(
        request, standard_id, "standards.drop", ReasonForm(request.POST or None), actions.drop, said
    )
