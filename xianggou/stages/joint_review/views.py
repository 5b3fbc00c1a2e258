"""Pages of the joint review: the register, an item's board, an opinion, stepping aside, naming, the verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Action, Crumb, Empty, Table, Text
from xianggou.base.pages.views import chips, download, paged, refusals_shown_on, search_box
from xianggou.base.reviews import queries as boards
from xianggou.core.findings import Stale
from xianggou.stages.joint_review import actions, documents, earlier, pages, papers, queries
from xianggou.stages.joint_review.forms import ConcludeForm, OpenForm, OpinionForm, RecuseForm, StandInForm
from xianggou.stages.joint_review.models import Conclusion

LONGEST_ID = 19
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
NAMES = {"opinions": "联审意见表", "verdict": "联审结论通知"}
MAKERS: dict[tuple[str, str], tuple[Callable[..., Any], Callable[[Any], bytes]]] = {
    ("opinions", "docx"): (papers.opinion_facts, documents.opinion_word),
    ("opinions", "pdf"): (papers.opinion_facts, documents.opinion_pdf),
    ("verdict", "docx"): (papers.verdict_facts, documents.verdict_word),
    ("verdict", "pdf"): (papers.verdict_facts, documents.verdict_pdf),
}


@asks("joint_review.see")
@require_safe
def index(request: Request) -> HttpResponse:
    """The register within sight, newest first.  Queries: 6."""
    status = request.GET.get("status", "")
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = pages.listed(request.actor, status=status if status in queries.S.values else "", text=text)
    page = paged(found, request, order=("-id",))
    table = Table(
        caption=_("联审登记"),
        columns=pages.COLUMNS,
        rows=pages.rows_of(page.rows, pages.town_names(request.actor)),
        page=page,
        chips=chips(request, "status", [(s.value, s.label, None) for s in queries.S]),
        search=search_box(request, _("查项目名称、联审编号")),
        empty=_nothing_yet(request),
    )
    return render(request, "joint_review/list.html", {"table": table, "page": page})


@asks("joint_review.see")
@require_safe
def before(request: Request) -> HttpResponse:
    """Joint reviews that took place outside the system, newest first.  Queries: 6."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = earlier.seen_by(request.actor)
    if text:
        found = found.filter(name__contains=text) | found.filter(number__contains=text)
    page = paged(found, request, order=("-applied_on", "-id"))
    table = Table(
        caption=_("系统以外的联审"),
        columns=earlier.COLUMNS,
        rows=earlier.rows_of(page.rows, pages.town_names(request.actor)),
        page=page,
        search=search_box(request, _("查项目名称、联审编号")),
        empty=Empty(
            _("没有带入过系统以外的联审"), _("县财政可以在“导入”里把以前的联审汇总表带进来，只作备查")
        ),
    )
    return render(request, "joint_review/before.html", {"table": table, "page": page})


def _nothing_yet(request: Request) -> Empty:
    place = where_of(request.actor, "joint_review.see").place_code
    if not queries.is_required(place):
        return Empty(_("本地没有规定联动联审"), _("计划项送审以后，直接由县财政审核"))
    return Empty(_("还没有联审"), _("计划送审以后，由经办人或财政办送联审"))


@asks("joint_review.see")
@require_safe
def board(request: Request, item_id: int) -> HttpResponse:
    """One item: desks across, subjects down, what the verdict would be.  Queries: 7."""
    page = pages.board_page(request.actor, item_id, request.moment.date())
    return render(request, "joint_review/board.html", {"page": page, "item": page.item, "form": Form()})


@asks("joint_review.open")
@require_http_methods(["GET", "POST"])
def open_review(request: Request, item_id: int) -> HttpResponse:
    """Send an item round; a draft is sent in the same act."""
    form = OpenForm(request.POST if request.method == "POST" else None)

    def act() -> dict[str, Any]:
        made = actions.open_review(
            item_id, by=request.actor, why=form.cleaned_data["why"], reasons=form.reasons
        )
        return {"number": made.number}

    return _done(
        request, item_id, form, "joint_review.open", act,
        title=_("送联审"), button=_("送联审"),
        told=lambda a: gettext("已送联审，编号 %(number)s") % a,
        note=_("几个办公室同时出意见；送出以后内容不能改，退回才能改"),
    )  # fmt: skip


@asks("joint_review.opine")
@require_http_methods(["GET", "POST"])
def opine(request: Request, item_id: int) -> HttpResponse:
    """An opinion on each subject with the facts beside it.  Queries: 8."""
    page = pages.board_page(request.actor, item_id, request.moment.date())
    form = OpinionForm(request.POST or None, page.open_parts)
    form.draft_as(request, "joint_review.opine", item_id, title=page.item.name)
    if page.board is not None and form.is_bound is False and page.mine:
        desk = next(d for d in page.board.now.desks if d.name == page.mine)
        for part, said in page.board.reaffirmable(desk):
            n = page.open_parts.index(part.name)
            if said.reason:
                form.offer(f"reason_{n}", _("沿用上一轮的话"), said.reason)
    if form.is_valid():
        with refusals_shown_on(form):
            status = post_once(
                request,
                "joint_review.opine",
                lambda: actions.opine(item_id, by=request.actor, answers=form.answers),
            )
            back = gettext("已退回，其他几方的这一轮也结束了")
            messages.success(request, back if status == queries.S.RETURNED else gettext("意见已签"))
            return redirect("joint_review:board", item_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    facts = {f.name: f.pairs for f in page.facts}
    context = {
        "page": page,
        "item": page.item,
        "form": form,
        "rows": [(name, facts.get(name, []), choice, reason) for name, choice, reason in form.rows],
        "trail": pages.trail_of(page.item, Crumb(_("出意见"))),
    }
    return render(request, "joint_review/opine.html", context, status=form.http_status)


@asks("joint_review.reaffirm")
@require_http_methods(["GET", "POST"])
def reaffirm(request: Request, item_id: int) -> HttpResponse:
    """Agree again to what did not change."""
    form = Form(request.POST if request.method == "POST" else None)
    return _done(
        request, item_id, form, "joint_review.reaffirm",
        lambda: {"n": actions.reaffirm(item_id, by=request.actor)},
        title=_("沿用上一轮的意见"), button=_("没变的照旧同意"),
        told=lambda a: gettext("已沿用 %(n)s 项") % a,
        note=_("只沿用本办上一轮同意、内容又没有变的部分；变了的还要另外出意见"),
    )  # fmt: skip


@asks("joint_review.recuse")
@require_http_methods(["GET", "POST"])
def recuse(request: Request, item_id: int) -> HttpResponse:
    """Step aside for a conflict of interest."""
    form = RecuseForm(request.POST or None)

    def act() -> dict[str, Any]:
        actions.recuse(item_id, by=request.actor, **form.cleaned_data)
        return {}

    return _done(
        request, item_id, form, "joint_review.recuse", act,
        title=_("回避"), button=_("回避"), told=lambda _a: gettext("已登记回避"),
        note=_("回避以后这一轮不再出意见；由代理人或牵头方指定的人来审"),
    )  # fmt: skip


@asks("joint_review.stand_in")
@require_http_methods(["GET", "POST"])
def stand_in(request: Request, item_id: int) -> HttpResponse:
    """The lead names somebody for a desk."""
    day = request.moment.date()
    page = pages.board_page(request.actor, item_id, day)
    if page.board is None:
        return redirect("joint_review:board", item_id)
    now = page.board.now
    # what was sent is judged by the act itself: the same form sent again must not fall over a choice that is gone
    desks = [d.name for d in now.desks if request.method == "POST" or now.open_parts(d.id)]
    offered = pages.persons_offered(page.item, page.board, day)
    sent = request.POST.get("person_id", "")
    if sent.isascii() and sent.isdigit() and len(sent) < LONGEST_ID:
        offered.append((int(sent), ""))
    form = StandInForm(request.POST or None, desks, offered)

    def act() -> dict[str, Any]:
        given = form.cleaned_data
        actions.stand_in(
            item_id,
            by=request.actor,
            desk=given["desk"],
            person_id=int(given["person_id"]),
            why=given["why"],
        )
        return {"desk": given["desk"]}

    return _done(
        request, item_id, form, "joint_review.stand_in", act,
        title=_("指定人代表一方"), button=_("指定"), told=lambda a: gettext("已指定人代表%(desk)s") % a,
        note=_("只有本方的人回避、缺席或没有人在岗时才能指定"), page=page,
    )  # fmt: skip


@asks("joint_review.conclude")
@require_http_methods(["GET", "POST"])
def conclude(request: Request, item_id: int) -> HttpResponse:
    """The lead draws the verdict that the opinions give."""
    page = pages.board_page(request.actor, item_id, request.moment.date())
    all_agreed = page.board is not None and page.board.now.outcome == queries.S.PASSED
    form = ConcludeForm(request.POST if request.method == "POST" else None, all_agreed=all_agreed)

    def act() -> dict[str, Any]:
        given = form.cleaned_data
        status = actions.conclude(item_id, by=request.actor, **given)
        kind = (
            Conclusion.Kind(given["kind"]).label if status == queries.S.RETURNED else queries.S(status).label
        )
        return {"status": str(kind)}

    note = (
        _("都同意的就是通过") if all_agreed else _("有一方不同意就不是通过；是改、是缓还是不办，由牵头方定")
    )
    return _done(
        request, item_id, form, "joint_review.conclude", act,
        title=_("汇总，下结论"), button=_("下结论"), told=lambda a: gettext("联审结论：%(status)s") % a,
        note=note, page=page,
    )  # fmt: skip


@asks("joint_review.see")
@require_safe
def paper(request: Request, item_id: int, paper: str, kind: str) -> HttpResponse:
    """The opinion sheet of a round (`?round=`, else the newest), or the notice of its verdict, as Word or PDF."""
    day = request.moment.date()
    item = pages.seen_item(request.actor, item_id)
    docket = queries.docket_of(item_id)
    asked = request.GET.get("round", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST_ID else None
    if docket is None or (paper, kind) not in MAKERS or (asked and number is None):
        raise Http404(paper)
    found = boards.board(docket.review)
    one = papers.round_of(found, number)
    if one is None or (paper == "verdict" and not papers.has_ended(found, one)):
        raise Http404(paper)
    gather, make = MAKERS[paper, kind]
    made = make(gather(docket, item, found, one, day))
    return download(
        made, f"{NAMES[paper]} {item.code}-{one.number}.{kind}", TYPES[kind], inline=kind == "pdf"
    )


def _done(
    request: Request,
    item_id: int,
    form: Form,
    verb: str,
    act: Callable[[], dict[str, Any]],
    *,
    title: Text,
    button: Text,
    told: Callable[[dict[str, Any]], str],
    note: Text,
    page: pages.BoardPage | None = None,
) -> HttpResponse:
    """Act and go back to the board, or show the form with what stands in the way."""
    if form.is_bound and form.is_valid():
        with refusals_shown_on(form):
            messages.success(request, told(post_once(request, verb, act)))
            return redirect("joint_review:board", item_id)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    if isinstance(form, OpenForm) and form.verdict is not None:
        form.ask_reasons()
    page = page or pages.board_page(request.actor, item_id, request.moment.date())
    context = {
        "page": page,
        "item": page.item,
        "form": form,
        "title": title,
        "note": note,
        "button": Action(button),
        "trail": pages.trail_of(page.item, Crumb(title)),
    }
    return render(request, "joint_review/act.html", context, status=form.http_status)
