"""Pages of the budget: the ledger, a line's entries, finance's queue and its decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xianggou.base.access import roles
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table
from xianggou.base.pages.views import address, chips, download, paged, refusals_shown_on, search_box
from xianggou.base.places import queries as places
from xianggou.base.sheets.export import CONTENT_TYPES
from xianggou.core.findings import BadInput, Stale
from xianggou.stages.budget import actions, asking, documents, pages, papers, queries
from xianggou.stages.budget.forms import ApproveForm, ReturnForm
from xianggou.stages.funds import queries as funds


def _plain(request: Request, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "")[:40]


@asks("budget.see")
@require_safe
def ledger(request: Request) -> HttpResponse:
    """One row a line, with the sums that must agree.  Queries: 8."""
    actor, place, today = (
        request.actor,
        where_of(request.actor, "budget.see").place_code,
        request.moment.date(),
    )
    asked, town, fund = _plain(request, "year"), _plain(request, "town"), _plain(request, "fund")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    frame = pages.frame(actor, place, year, town)
    if not asked:
        year = funds.chosen_year(frame.years, "", today)
    rows = pages.lines(actor, pages.Choice(place, year, town, fund))
    page = paged(rows, request, order=("town_code", "id"))
    sums = None if page.capped else pages.totals(rows)
    table = Table(
        caption=_("预算线"),
        columns=pages.COLUMNS,
        rows=pages.line_rows(page.rows, frame.towns if frame.sees_all else {}, frame.funds),
        page=page,
        totals={} if sums is None else {"name": _("合计"), **pages.parts_of(sums)},
        empty=Empty(
            _("这里还没有预算线"),
            _("计划批复以后，每个资金来源出一条线"),
            Action(_("看计划"), f"{reverse('plans:list')}?year={year}"),
        ),
        narrow="stack",
    )
    context = {
        "table": table,
        "year": year,
        "count": page.count,
        "sums": pages.money_line(sums) if sums is not None else None,
        "pocket_fen": frame.pocket_fen,
        "left_fen": frame.pocket_fen - sums.approved if sums is not None else None,
        "has_pocket": sums is not None and not fund,
        "town_name": frame.towns.get(town, ""),
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in frame.years],
        "towns": chips(request, "town", [(c, n, None) for c, n in frame.towns.items()], every=_("各乡镇")),
        "funds": chips(
            request, "fund", [(c, asking.fund_name(c, frame.funds), None) for c in (*frame.funds, "OWN")], every=_("各来源")
        ),
        "sees_all": frame.sees_all,
        "actions": [
            *([Action(_("待审核"), reverse("budget:queue"))] if roles.may_anywhere(actor, "budget.approve") else []),
            Action(_("批复文件"), f"{reverse('budget:approvals')}?year={year}"),
            Action(_("预算申报表"), f"{reverse('budget:request')}?year={year}"),
        ],
        "today": request.moment,
    }  # fmt: skip
    return render(request, "budget/ledger.html", context)


@asks("budget.see")
@require_safe
def line(request: Request, line_id: int) -> HttpResponse:
    """One line and every move of its money, newest first.  Queries: 7."""
    page = pages.line_page(request.actor, line_id)
    moves = paged(pages.entries(line_id), request, order=("-id",))
    table = Table(
        caption=_("分录"),
        columns=pages.ENTRIES,
        rows=pages.entry_rows(line_id, moves.rows),
        page=moves,
        empty=Empty(_("这条线还没有分录")),
    )
    return render(request, "budget/line.html", {"page": page, "line": page.line, "table": table})


PAPERS: dict[str, tuple[Callable[[Any], bytes], Callable[[Any], bytes], str]] = {
    "docx": (
        documents.approval_word,
        documents.request_word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (documents.approval_pdf, documents.request_pdf, "application/pdf"),
}


@asks("budget.see")
@require_safe
def approvals(request: Request) -> HttpResponse:
    """Every approval of a year within sight, with its paper.  Queries: 9."""
    actor, today = request.actor, request.moment.date()
    place, town = where_of(actor, "budget.see").place_code, _plain(request, "town")
    frame = pages.frame(actor, place, today.year, town)
    year = funds.chosen_year(frame.years, _plain(request, "year"), today)
    page = paged(pages.approvals(actor, pages.Choice(place, year, town)), request, order=("-id",))
    table = Table(
        caption=_("预算批复"),
        columns=pages.APPROVALS,
        rows=pages.approval_rows(page.rows, frame.towns),
        page=page,
        chips=chips(request, "town", [(c, n, None) for c, n in frame.towns.items()], every=_("各乡镇"))
        if frame.sees_all
        else (),
        empty=Empty(_("这一年还没有批复"), _("计划送审、县财政审核以后，每项一份批复")),
    )
    context = {
        "table": table,
        "year": year,
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in frame.years],
        "trail": [Crumb(_("预算账"), reverse("budget:ledger")), Crumb(_("批复文件"))],
    }
    return render(request, "budget/approvals.html", context)


@asks("budget.see")
@require_safe
def approval_paper(request: Request, approval_id: int, kind: str) -> HttpResponse:
    """The approval of one item as Word or PDF."""
    row = (
        queries.seen_by(request.actor).select_related("item", "item__dossier").filter(pk=approval_id).first()
    )
    if row is None or kind not in PAPERS:
        raise Http404(str(approval_id))
    make, _request, content_type = PAPERS[kind]
    name = f"{gettext('预算批复')} {row.document}.{kind}"
    return download(make(papers.approval_facts(row)), name, content_type, inline=kind == "pdf")


@asks("budget.see")
@require_safe
def request_list(request: Request) -> HttpResponse:
    """What a township asks into the budget of a year, as its request says it.  Queries: 9."""
    actor, today = request.actor, request.moment.date()
    where, asked = where_of(actor, "budget.see"), _plain(request, "town")
    frame = pages.frame(actor, where.place_code, today.year, asked)
    year = funds.chosen_year(frame.years, _plain(request, "year"), today)
    town = where.town_code or (asked if asked in frame.towns else next(iter(frame.towns), ""))
    page = paged(pages.requested(actor, town, year), request, order=("code",))
    table = Table(
        caption=_("申报的计划"),
        columns=pages.REQUESTED,
        rows=pages.requested_rows(page.rows, frame.funds),
        page=page,
        empty=Empty(_("这一年还没有送审的计划"), _("送审以后列入申报表"), Action(_("看计划"), reverse("plans:list"))),
    )  # fmt: skip
    address_of = lambda kind: reverse("budget:request_paper", args=[year, town, kind])  # noqa: E731
    files = (
        [Action(label, address_of(kind)) for kind, label in pages.REQUEST_FILES.items()] if page.rows else []
    )
    context = {
        "table": table,
        "year": year,
        "town_name": frame.towns.get(town, town),
        "total": pages.requested(actor, town, year).aggregate(fen=Sum("budget_fen"))["fen"],
        "files": files,
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in frame.years],
        "towns": [Chip(n, address(request, town=c), on=c == town) for c, n in frame.towns.items()]
        if frame.sees_all
        else [],
        "trail": [Crumb(_("预算账"), reverse("budget:ledger")), Crumb(_("预算申报表"))],
    }
    return render(request, "budget/request.html", context)


@asks("budget.see")
@require_safe
def request_paper(request: Request, year: int, town_code: str, kind: str) -> HttpResponseBase:
    """A township's request of a year as workbook, Word or PDF."""
    rows = list(pages.requested(request.actor, town_code.replace("\x00", ""), year).order_by("code"))
    if not rows or kind not in pages.REQUEST_FILES:
        raise Http404(town_code)
    facts = papers.request_facts(rows[0].place_code, town_code, year, rows, request.moment.date())
    name = f"{gettext('预算申报表')} {facts.number}.{kind}"
    if kind == "xlsx":
        return download(b"".join(papers.request_sheet(facts)), name, CONTENT_TYPES["xlsx"])
    _approval, make, content_type = PAPERS[kind]
    return download(make(facts), name, content_type, inline=kind == "pdf")


@asks("budget.approve")
@require_safe
def queue(request: Request) -> HttpResponse:
    """What townships sent, with the facts beside it.  Queries: 7."""
    actor, day = request.actor, request.moment.date()
    waiting = asking.waiting_by(actor)
    choice, show = _choice(request.GET, waiting, day), _plain(request, "show")
    names = places.town_names(where_of(actor, "budget.approve").place_code)
    here = [(code, names.get(code, code), n) for y, code, n in waiting if y == choice.year]
    found = asking.submitted(actor, choice)
    sifted = asking.sifted(actor, found, day) if show in asking.SHOWN else None
    if sifted is None:
        page = paged(found, request, order=("town_code", "submitted_on", "id"))
        rows = asking.asked_rows(actor, page.rows, day)
    else:
        page = paged(
            [asking.Placed(r) for r in sifted.shown(show)], request, order=("town_code", "submitted_on", "id")
        )
        rows = [placed.row for placed in page.rows]
    years = sorted({year for year, *_rest in waiting})
    context = {
        "groups": asking.by_town(rows),
        "list": Table(caption=_("待审核"), columns=(), rows=(), page=page),
        "page": page,
        "year": choice.year,
        "clear": sum(row.is_clear for row in rows),
        "years": [Chip(str(y), address(request, year=str(y)), on=y == choice.year) for y in years],
        "towns": chips(request, "town", here, every=_("各乡镇")),
        "shows": chips(request, "show", [(name, label, None) for name, label in asking.SHOWN.items()]),
        "search": search_box(request, _("查项目名称、编号")),
        "confirm_all": f"{reverse('budget:confirm')}?{_as_query(choice)}",
        "empty": Empty(_("没有等审核的计划"), _("乡镇送审以后会出现在这里，或者筛选太窄"), Action(_("看计划"), reverse("plans:list"))),
        "form": Form(),
        "batches": Action(_("批量批复的记录"), reverse("budget:batches")),
    }  # fmt: skip
    return render(request, "budget/queue.html", context)


def _choice(sent: QueryDict, waiting: Sequence[tuple[int, str, int]], day: date) -> asking.Choice:
    """What the queue is narrowed to; a year that nothing waits in shows the first that has something."""
    years = sorted({year for year, *_rest in waiting})
    asked = sent.get("year", "")
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and int(asked) in years
        else (years or [day.year])[0]
    )
    text = sent.get("q", "").replace("\x00", "").strip()[:100]
    return asking.Choice(year, sent.get("town", "").replace("\x00", "")[:40], text)


def _as_query(choice: asking.Choice) -> str:
    told = {"all": "1", "year": str(choice.year or ""), "town": choice.town, "q": choice.text}
    return urlencode({name: value for name, value in told.items() if value})


@asks("budget.approve_many")
@require_safe
def confirm(request: Request) -> HttpResponse:
    """What would be approved together, with its totals, before anything is done.  Queries: 8."""
    if not request.GET.get("all") and not _ticked(request.GET):
        messages.info(request, gettext("还没有勾选；勾了再批复"))
        return redirect("budget:queue")
    return _confirm(request, request.GET)


def _ticked(sent: QueryDict) -> list[int]:
    wanted = dict.fromkeys(sent.getlist("item"))
    return [int(i) for i in wanted if i.isascii() and i.isdigit() and len(i) < 19][: asking.MOST_TOGETHER]


def _sifted(request: Request, sent: QueryDict) -> asking.Sifted:
    day = request.moment.date()
    if sent.get("all"):
        choice = _choice(sent, asking.waiting_by(request.actor), day)
        return asking.sifted(request.actor, asking.submitted(request.actor, choice), day)
    return asking.sifted(request.actor, asking.submitted(request.actor).filter(pk__in=_ticked(sent)), day)


def _confirm(request: Request, sent: QueryDict, *, is_changed: bool = False) -> HttpResponse:
    found = _sifted(request, sent)
    names = ("all", "year", "town", "q") if sent.get("all") else ()
    kept = [(name, sent.get(name, "").replace("\x00", "")[:100]) for name in names if sent.get(name)]
    kept += [] if names else [("item", str(row.item.pk)) for row in found.clear]
    context = {
        "table": pages.confirm_table(found.clear[: pages.SHOWN]),
        "more": max(0, len(found.clear) - pages.SHOWN),
        "towns": pages.towns_table(found),
        "left": pages.left_table(found.found[: pages.SHOWN]),
        "found": found,
        "kept": [*kept, ("count", str(len(found.clear))), ("fen", str(found.clear_fen))],
        "form": Form(),
        "is_changed": is_changed,
        "trail": [Crumb(_("待审核"), reverse("budget:queue")), Crumb(_("一起批复"))],
    }
    return render(request, "budget/confirm.html", context, status=409 if is_changed else 200)


@asks("budget.approve_many")
@require_POST
def approve_many(request: Request) -> HttpResponse:
    """Keep what was confirmed and work off its first parts; what changed since is shown again first."""
    is_all = bool(request.POST.get("all"))

    def act() -> dict[str, Any]:
        item_ids = _ticked(request.POST)
        if is_all:
            found = _sifted(request, request.POST)
            shown = (request.POST.get("count"), request.POST.get("fen"))
            if shown != (str(len(found.clear)), str(found.clear_fen)):
                raise Stale()
            item_ids = [row.item.pk for row in found.clear]
        where = where_of(request.actor, "budget.approve_many")
        batch = actions.approve_many(where=Where(where.place_code), by=request.actor, item_ids=item_ids)
        return {"batch": batch.pk}

    try:
        made = post_once(request, "budget.approve_many", act)["batch"]
    except Stale:
        return _confirm(request, request.POST, is_changed=True)
    except BadInput as bad:
        messages.info(request, "；".join(f"{p.what}；{p.then}" for p in bad.problems))
        return redirect("budget:queue")
    _work_off(request, made)
    return redirect("budget:batch", made)


# So many parts in one request: some seconds. What is left waits for the next one, which the page sends by itself.
PARTS = 8


def _work_off(request: Request, batch_id: int) -> None:
    for _n in range(PARTS):
        if not actions.run_batch(batch_id, by=request.actor):
            return


@asks("budget.run_batch")
@require_POST
def run_batch(request: Request, batch_id: int) -> HttpResponse:
    """Go on with a batch; sent twice, the second one goes on where the first one stopped."""
    page = pages.batch_page(request.actor, batch_id)
    if page.is_mine and page.waits:
        _work_off(request, batch_id)
    return redirect("budget:batch", batch_id)


@asks("budget.approve_many")
@require_safe
def batches(request: Request) -> HttpResponse:
    """Every batch of the place, newest first.  Queries: 7."""
    page = paged(pages.batches(request.actor), request, order=("-id",))
    table = Table(
        caption=_("批量批复"),
        columns=pages.BATCHES,
        rows=pages.batch_rows(page.rows),
        page=page,
        empty=Empty(_("还没有一起批复过"), _("在待审核里勾选"), Action(_("待审核"), reverse("budget:queue"))),
    )
    trail = [Crumb(_("待审核"), reverse("budget:queue")), Crumb(_("批量批复的记录"))]
    return render(request, "budget/batches.html", {"table": table, "trail": trail})


@asks("budget.approve_many")
@require_safe
def batch(request: Request, batch_id: int) -> HttpResponse:
    """What became of each item of a batch, and how far it is.  Queries: 9."""
    page = pages.batch_page(request.actor, batch_id)
    rows = pages.outcomes(page.batch, _plain(request, "outcome"))
    shown = paged(rows, request, order=("id",))
    table = Table(
        caption=_("每一项的结果"),
        columns=pages.OUTCOMES,
        rows=pages.outcome_rows(shown.rows),
        page=shown,
        chips=chips(request, "outcome", pages.outcome_choices(page)),
        empty=Empty(_("没有这样的项")),
    )
    return render(
        request,
        "budget/batch.html",
        {"page": page, "batch": page.batch, "table": table, "form": Form(), "trail": page.trail},
    )


@asks("budget.approve")
@require_safe
def decide(request: Request, item_id: int) -> HttpResponse:
    """One submitted item with all its facts, to approve, cut or return.  Queries: 7."""
    return _decision(request, item_id)


@asks("budget.approve")
@require_POST
def approve(request: Request, item_id: int) -> HttpResponse:
    """Approve an item, whole or cut."""
    form = ApproveForm(request.POST)

    def act() -> dict[str, Any]:
        if not queries.is_to_decide(request.actor, item_id):
            raise Http404(str(item_id))
        given = form.cleaned_data
        made = actions.approve(item_id, by=request.actor, amount_fen=given["amount"], why=given["why"])
        return {"document": made.document, "cut": made.amount_fen < made.asked_fen, "name": made.item.name}

    def told(answer: dict[str, Any]) -> str:
        words = (
            gettext("“%(name)s”已核减批复：%(document)s")
            if answer["cut"]
            else gettext("“%(name)s”已批复：%(document)s")
        )
        return words % answer  # fmt: skip

    return _decided(request, item_id, form, "budget.approve", act, told)


@asks("budget.return_item")
@require_POST
def return_item(request: Request, item_id: int) -> HttpResponse:
    """Send an item back to the township with the reason."""
    form = ReturnForm(request.POST)

    def act() -> dict[str, Any]:
        if not queries.is_to_decide(request.actor, item_id):
            raise Http404(str(item_id))
        return {"name": actions.return_item(item_id, by=request.actor, why=form.cleaned_data["why"]).name}

    def told(answer: dict[str, Any]) -> str:
        return gettext("“%(name)s”已退回乡镇") % answer

    return _decided(request, item_id, form, "budget.return_item", act, told)


def _decided(
    request: Request,
    item_id: int,
    form: Form,
    verb: str,
    act: Callable[[], dict[str, Any]],
    told: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Act and go back to the queue, or show the item with what stands in the way."""
    if form.is_valid():
        with refusals_shown_on(form):
            messages.success(request, told(post_once(request, verb, act)))
            return redirect("budget:queue")
    if form.conflict is not None:  # it left the queue: there is no item to show any more
        return errors.conflict(request, Stale())
    return _decision(request, item_id, form)


def _decision(request: Request, item_id: int, form: Form | None = None) -> HttpResponse:
    row = asking.one_asked(request.actor, item_id, request.moment.date())
    approving = (
        form if isinstance(form, ApproveForm) else ApproveForm(initial={"amount": row.item.budget_fen})
    )
    if form is None and row.price_state[0] == "soon" and row.item.price_high:
        ceiling = int(row.item.price_high * row.item.quantity)
        if ceiling < row.item.budget_fen:
            approving.offer_yuan("amount", ceiling)
    returning = form if isinstance(form, ReturnForm) else ReturnForm()
    context = {
        "row": row,
        "item": row.item,
        "form": form or approving,
        "approving": approving,
        "returning": returning,
        "facts": asking.facts_beside(row),
        "more": asking.written_by_township(row.item),
        "trail": [Crumb(_("待审核"), reverse("budget:queue")), Crumb(row.item.code)],
    }
    return render(request, "budget/decide.html", context, status=form.http_status if form else 200)
