"""Pages of the budget: the ledger, a line's entries, finance's queue and its decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xianggou.base.access import roles
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.forms import Form
from xianggou.base.pages.refusals import findings_shown
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table
from xianggou.base.pages.views import address, chips, paged, refusals_shown_on
from xianggou.base.places import queries as places
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.budget import actions, pages, queries
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
            request, "fund", [(c, pages.fund_name(c, frame.funds), None) for c in (*frame.funds, "OWN")], every=_("各来源")
        ),
        "sees_all": frame.sees_all,
        "actions": [Action(_("待审核"), reverse("budget:queue"))] if roles.may_anywhere(actor, "budget.approve") else [],
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item that was ticked."""

    name: str
    done: bool
    why: str = ""


@asks("budget.approve")
@require_safe
def queue(request: Request) -> HttpResponse:
    """What townships sent, with the facts beside it.  Queries: 7."""
    return _queue(request, [])


def _queue(request: Request, outcomes: list[Outcome]) -> HttpResponse:
    actor, day = request.actor, request.moment.date()
    waiting = pages.waiting_by(actor)
    years = sorted({year for year, *_rest in waiting})
    asked, town = _plain(request, "year"), _plain(request, "town")
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and int(asked) in years
        else (years or [day.year])[0]
    )
    names = places.town_names(where_of(actor, "budget.approve").place_code)
    here = [(code, names.get(code, code), n) for y, code, n in waiting if y == year]
    page = paged(
        pages.submitted(actor, year=year, town=town), request, order=("town_code", "submitted_on", "id")
    )
    rows = pages.asked_rows(actor, page.rows, day)
    context = {
        "groups": pages.by_town(rows),
        "list": Table(caption=_("待审核"), columns=(), rows=(), page=page),
        "page": page,
        "year": year,
        "clear": sum(row.is_clear for row in rows),
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years],
        "towns": chips(request, "town", here, every=_("各乡镇")),
        "empty": Empty(_("没有等审核的计划"), _("乡镇送审以后会出现在这里"), Action(_("看计划"), reverse("plans:list"))),
        "form": Form(),
        "outcomes": outcomes,
        "done": sum(one.done for one in outcomes),
    }  # fmt: skip
    return render(request, "budget/queue.html", context)


@asks("budget.approve")
@require_POST
def approve_many(request: Request) -> HttpResponse:
    """Approve whole what was ticked and where nothing was found; each on its own, the rest is told."""
    day = request.moment.date()
    ids = [int(i) for i in dict.fromkeys(request.POST.getlist("item")) if i.isascii() and i.isdigit()]
    outcomes = [_one_of_many(request, item_id, day) for item_id in ids[:200]]
    if not ids:
        messages.info(request, gettext("还没有勾选；勾了再批复"))
        return redirect("budget:queue")
    return _queue(request, outcomes)


def _one_of_many(request: Request, item_id: int, day: Any) -> Outcome:
    def act() -> dict[str, Any]:
        row = pages.one_asked(request.actor, item_id, day)
        if not row.is_clear:
            return {"name": row.item.name, "why": gettext("有要看的地方，单独审核")}
        queries.is_to_decide(request.actor, item_id)
        actions.approve(item_id, by=request.actor)
        return {"name": row.item.name}

    try:
        answer = post_once(request, "budget.approve", act, part=item_id)
    except Refused as refused:
        first = next((f for f in findings_shown(refused.verdict) if f.stops), None)
        return Outcome(str(item_id), done=False, why=str(first.what) if first else "")
    except BadInput as bad:
        return Outcome(str(item_id), done=False, why="；".join(p.what for p in bad.problems))
    except (Stale, Http404):
        return Outcome(str(item_id), done=False, why=gettext("已经不在队里，可能别人先办了"))
    return Outcome(answer["name"], done="why" not in answer, why=answer.get("why", ""))


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
    row = pages.one_asked(request.actor, item_id, request.moment.date())
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
        "facts": pages.facts_beside(row),
        "more": pages.written_by_township(row.item),
        "trail": [Crumb(_("待审核"), reverse("budget:queue")), Crumb(row.item.code)],
    }
    return render(request, "budget/decide.html", context, status=form.http_status if form else 200)
