"""Pages of duties: the list in force or on a past day, its versions, one duty with both parts, the posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xianggou.base.access import roles
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import address_if_built, where_of
from xianggou.base.pages.shapes import Action, Column, Crumb, Empty, Table
from xianggou.base.pages.typed import Unreadable, day_typed
from xianggou.base.pages.views import address, chips, download, paged, search_box
from xianggou.base.places.queries import town_names
from xianggou.base.sheets import leaving
from xianggou.base.sheets.export import CONTENT_TYPES, exported
from xianggou.stages.duties import comparing, documents, papers, queries
from xianggou.stages.duties.forms import CompareForm, ListForm

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS: dict[str, tuple[Callable[[documents.ListFacts], bytes], str]] = {
    "docx": (documents.list_word, WORD),
    "pdf": (documents.list_pdf, "application/pdf"),
}
COLUMNS = (
    Column("code", _("编码"), "code", sort="code"),
    Column("name", _("事项"), main=True),
    Column("field", _("领域")),
    Column("department", _("县级主管部门"), sort="department"),
    Column("mode", _("承担方式")),
    Column("buy", _("可否购买"), "status"),
    Column("catalogue", _("对应目录"), "code"),
)

POSTS = (
    Column("name", _("姓名"), main=True),
    Column("town", _("乡镇")),
    Column("post", _("岗位")),
    Column("identity", _("身份类别")),
    Column("yearly_cost_fen", _("年人员经费"), "fen", unit="yuan", sort="yearly_cost_fen"),
    Column("disposal", _("处置方式"), "status"),
    Column("effective_on", _("生效日期"), "day"),
)


def day_of(request: Request) -> date | None:
    """The past day that the address asks for; one that can't be read asks for none."""
    try:
        return day_typed(request.GET["on"]) if request.GET.get("on") else None
    except Unreadable:
        return None


@asks("duties.see")
@require_safe
def list_(request: Request) -> HttpResponse:
    """The duty list, filtered.  Queries: 5."""
    place, day = where_of(request.actor, "duties.see").place_code, day_of(request)
    versions = queries.versions(place)
    version = queries.standing_on(versions, day)
    facets = queries.facets(version)
    form = ListForm(request.GET, facets)
    form.is_valid()
    box = search_box(request, _("查事项名称、编码"))
    rows = queries.listed(
        version, text=box.value.strip(), field=form.cleaned_data.get("field", ""),
        department=form.cleaned_data.get("department", ""), buy=request.GET.get("buy", ""),
    )  # fmt: skip
    page = paged(rows, request, order=("code", "id"), sorts=("code", "department"))
    table = Table(
        caption=_("责任清单"),
        columns=COLUMNS,
        rows=queries.duty_rows(page.rows, request.GET.get("on", "") if day else ""),
        page=page,
        chips=chips(
            request, "buy",
            [("yes", _("可以购买"), facets.purchasable), ("no", _("不购买"), facets.count - facets.purchasable)],
        ),
        search=box,
        empty=_empty(request, version is not None),
    )  # fmt: skip
    return render(
        request,
        "duties/list.html",
        {
            "form": form,
            "table": table,
            "version": version,
            "facets": facets,
            "day": day,
            "versions": versions,
            "actions": _doors(request),
        },
        status=400 if form.errors else 200,
    )


def _doors(request: Request) -> list[Action]:
    """Where the list leads: applications, objections, two versions side by side."""
    found = [Action(_("准入和退出"), reverse("duties:admissions"))]
    if roles.may_anywhere(request.actor, "duties.see_objections"):
        found.append(Action(_("责任转嫁异议"), reverse("duties:objections")))
    faults = address_if_built("overview:faults")
    if faults and roles.may_anywhere(request.actor, "duties.see_faults"):
        found.append(Action(_("缺位、越位、错位"), faults))
    return [*found, Action(_("版本对比"), reverse("duties:compare"))]


def _empty(request: Request, has_version: bool) -> Empty:
    if not has_version:
        return Empty(_("这一天还没有责任清单"), _("清单还没有导入，或选的日期早于第一版"))
    return Empty(
        _("没有符合的事项"),
        _("换个说法，或去掉筛选"),
        Action(_("看全部"), request.path if request.GET else address(request)),
    )


@asks("duties.see")
@require_safe
def detail(request: Request, code: str) -> HttpResponse:
    """One duty: who answers, the county's part and the township's, its versions.  Queries: 1."""
    place, day = where_of(request.actor, "duties.see").place_code, day_of(request)
    page = queries.duty_page(place, code, day)
    if page is None:
        raise Http404(code)
    leaves = page.is_in_force and roles.may_anywhere(request.actor, "duties.apply")
    exit_ = Action(_("申请退出"), f"{reverse('duties:apply')}?exit={code}")
    context = {
        "page": page,
        "duty": page.duty,
        "day": day,
        "onward_url": page.onward_url,
        "actions": [exit_] if leaves else [],
    }
    return render(request, "duties/detail.html", context)


@asks("duties.see")
@require_safe
def version(request: Request, number: int) -> HttpResponse:
    """One version: since when, who decided it and why.  Queries: as `comparing.version_page`."""
    page = comparing.version_page(where_of(request.actor, "duties.see").place_code, number)
    decided = Table(
        caption=_("这一版里的决定"),
        columns=comparing.DECIDED,
        rows=page.decided,
        empty=Empty(_("没有单项的准入和退出"), _("这一版是整份印发或导入的")),
    )
    return render(request, "duties/version.html", {"page": page, "version": page.version, "decided": decided})


@asks("duties.see")
@require_safe
def version_paper(request: Request, number: int, kind: str) -> HttpResponseBase:
    """The list of a version (F01) as Word, PDF or workbook.  Queries: 5."""
    found = comparing.seen_version(where_of(request.actor, "duties.see").place_code, number)
    name = gettext("责任清单第 %(n)s 版") % {"n": number}
    if kind == "xlsx":
        rows = papers.list_rows(queries.duties_of(found))
        return download(
            b"".join(exported(papers.FIELDS, rows, "xlsx", name)), f"{name}.xlsx", CONTENT_TYPES["xlsx"]
        )
    if kind not in MAKERS:
        raise Http404(kind)
    maker, content_type = MAKERS[kind]
    return download(maker(papers.list_facts(found)), f"{name}.{kind}", content_type, inline=kind == "pdf")


@asks("duties.see")
@require_safe
def compare(request: Request) -> HttpResponseBase:
    """Two versions held against each other, duty by duty and column by column.  Queries: 4."""
    place = where_of(request.actor, "duties.see").place_code
    offered = comparing.versions_offered(place)
    numbers = [number for number, _word in offered]
    asked = request.GET if {"old", "new"} <= request.GET.keys() else None
    form = CompareForm(asked or _last_two(numbers), offered)
    found: list[comparing.Difference] = []
    if form.is_valid():
        old, new = (comparing.seen_version(place, form.cleaned_data[name]) for name in ("old", "new"))
        found = comparing.differences(queries.duties_of(old), queries.duties_of(new))
    shown = comparing.narrowed(found, request.GET.get("kind", ""))
    if leaving.wanted(request):
        return leaving.list_file(request, _("版本对比"), comparing.COLUMNS, shown, comparing.rows_of)
    page = paged(shown, request, order=("code", "id"), sorts=("code",))
    table = Table(
        caption=_("两版的差别"),
        columns=comparing.COLUMNS,
        rows=comparing.rows_of(page.rows),
        page=page,
        chips=chips(request, "kind", comparing.counted(found)),
        empty=Empty(_("没有差别"), _("两版一样，或还没有两版可比")),
        **leaving.links(request),
    )
    trail = [Crumb(_("责任清单"), reverse("duties:list")), Crumb(_("版本对比"))]
    context = {"form": form, "table": table, "trail": trail, "offered": offered}
    return render(request, "duties/compare.html", context, status=400 if asked and form.errors else 200)


def _last_two(numbers: list[int]) -> dict[str, str]:
    """The newest version and the one before it."""
    new = max(numbers, default=0)
    return {"old": str(max((n for n in numbers if n < new), default=new)), "new": str(new)}


@asks("duties.see_posts")
@require_safe
def posts(request: Request) -> HttpResponse:
    """Who does by post what a service does now, and what that saves.  Queries: 6."""
    place = where_of(request.actor, "duties.see_posts").place_code
    seen = queries.posts_seen_by(request.actor)
    disposals = queries.disposals(seen)
    disposal = request.GET.get("disposal", "")
    rows = seen.filter(disposal=disposal) if disposal in {d for d, _n in disposals} else seen
    page = paged(rows, request, order=("town_code", "id"), sorts=("yearly_cost_fen",))
    table = Table(
        caption=_("人员处置"),
        columns=POSTS,
        rows=queries.post_rows(page.rows, town_names(place)),
        page=page,
        chips=chips(request, "disposal", [(d, d, n) for d, n in disposals]),
        empty=Empty(_("还没有人员名册"), _("名册由乡镇或县财政导入")),
    )
    return render(request, "duties/posts.html", {"table": table, "saving": queries.saving(request.actor)})
