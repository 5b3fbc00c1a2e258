"""Pages of the pocket: money sent down, what arrived, funds joined, duties without money, who may buy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.shapes import Chip, Column, Crumb, Empty, Table
from xianggou.base.pages.views import address, download, paged, refusals_shown_on
from xianggou.base.places import queries as places
from xianggou.base.sheets.export import CONTENT_TYPES
from xianggou.stages.funds import actions, documents, pages, papers, queries
from xianggou.stages.funds.forms import IssueForm, JoinForm, MoveDownForm, ReceiveForm, UndoForm, proposed
from xianggou.stages.funds.models import Fund

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "docx": (documents.notice_word, WORD),
    "pdf": (documents.notice_pdf, "application/pdf"),
    "xlsx": (documents.notice_workbook, CONTENT_TYPES["xlsx"]),
}
SHEETS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "docx": (documents.sheet_word, WORD),
    "xlsx": (documents.sheet_workbook, CONTENT_TYPES["xlsx"]),
}
FUNDS = (
    Column("name", _("资金"), main=True),
    Column("kind", _("种类")),
    Column("department", _("原管理部门")),
    Column("issued_on", _("下达日期"), "day"),
    Column("amount_fen", _("金额"), "fen"),
    Column("towns", _("分到几个乡镇"), "number"),
    Column("shared_fen", _("应到"), "fen"),
    Column("received_fen", _("已到"), "fen"),
    Column("left_fen", _("未到"), "fen"),
)
BUDGETS = (
    Column("town", _("乡镇"), main=True),
    Column("transfers_fen", _("上级转移支付"), "fen"),
    Column("special_fen", _("下沉专项"), "fen"),
    Column("own_fen", _("本级财力"), "fen"),
    Column("total_fen", _("预算合计"), "fen"),
    Column("purchases_fen", _("其中购买服务"), "fen"),
)


def _year(request: Request, place_code: str) -> tuple[int, list[Chip]]:
    """The year asked for, and the years there are.  Queries: 1."""
    years = queries.years(place_code)
    year = queries.chosen_year(years, request.GET.get("year", ""), request.moment.date())
    return year, [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years]


@asks("funds.see")
@require_safe
def pocket(request: Request) -> HttpResponse:
    """Funds of a year, and the budgets of the townships one may see.  Queries: 5."""
    place = where_of(request.actor, "funds.see").place_code
    year, years = _year(request, place)
    page = queries.funds_page(request.actor, place, year)
    none = Empty(_("这一年没有下达资金"), _("资金文件还没有导入，或选的年度不对"))
    sums = {
        "shared_fen": page.shared_fen,
        "received_fen": page.received_fen,
        "left_fen": page.shared_fen - page.received_fen,
    }
    funds = Table(
        caption=_("下达资金"),
        columns=FUNDS,
        rows=page.rows,
        totals={"name": _("合计"), "amount_fen": page.total_fen, **sums},
        empty=none,
    )
    budgets = Table(
        caption=_("乡镇预算"),
        columns=BUDGETS,
        rows=page.budgets,
        totals={"town": _("合计"), **page.budget_totals},
        empty=Empty(_("这一年没有乡镇预算"), _("乡镇预算还没有导入")),
    )
    context = {
        "page": page,
        "funds": funds,
        "budgets": budgets,
        "years": years,
        "sums": sums,
        "actions": pages.open_verbs(request.actor, place, year),
    }
    return render(request, "funds/pocket.html", context)


@asks("funds.see")
@require_safe
def fund(request: Request, fund_id: int) -> HttpResponse:
    """One fund: its document and terms, where it went, what has arrived.  Queries: 5."""
    page = pages.fund_page(request.actor, fund_id)
    found = paged(page.rows, request, order=("town_code",))
    names = places.town_names(page.fund.place_code)
    table = Table(
        caption=_("分到乡镇"),
        columns=pages.SHARES,
        rows=pages.share_rows(request.actor, found.rows, names),
        page=found,
        totals={"town": _("合计"), **page.sums},
        empty=Empty(_("没有您看得到的乡镇"), _("这项资金没有分给您的乡镇")),
    )
    return render(request, "funds/fund.html", {"page": page, "fund": page.fund, "table": table})


@asks("funds.see")
@require_safe
def notice(request: Request, fund_id: int, kind: str) -> HttpResponse:
    """The release notice as Word, PDF or workbook, for who sees the whole place."""
    page = pages.fund_page(request.actor, fund_id)
    if kind not in MAKERS or not page.sees_all:
        raise Http404(kind)
    maker, content_type = MAKERS[kind]
    facts = papers.notice_facts(page.fund, page.rows)
    name = gettext("资金下达通知 %(code)s") % {"code": f"{page.fund.year}-{page.fund.code}"}
    return download(maker(facts), f"{name}.{kind}", content_type, inline=kind == "pdf")


@asks("funds.issue")
@require_http_methods(["GET", "POST"])
def issue(request: Request) -> HttpResponse:
    """Send money down: amounts typed, or worked out by a factor first.  Queries: 2, and the act."""
    where = where_of(request.actor, "funds.issue")
    rows = places.towns_of(where.place_code)
    towns = {town.code: town.name for town in rows}
    today = request.moment.date()
    start = {"issued_on": today, "kind": Fund.Kind.SPECIAL, "budgeted": "no"}
    known = pages.known_factors(rows)
    form = IssueForm(request.POST or None, towns=towns, known=known, initial=start)
    form.draft_as(request, "funds.issue", title=gettext("下达资金"))
    if request.method == "POST" and form.is_valid():

        def act() -> int:
            issued = form.facts["issued_on"]
            made = actions.issue(
                where=where, by=request.actor, year=issued.year, shares=form.shares, factors=form.factors, **form.facts
            )  # fmt: skip
            return int(made.pk)

        with refusals_shown_on(form):
            made = post_once(request, "funds.issue", act)
            messages.success(request, gettext("已经下达，乡镇能看到应到的金额。"))
            return redirect("funds:fund", made)
    context = {"form": form, "trail": pages.crumbs(Crumb(_("下达资金")))}
    return render(request, "funds/issue.html", context, status=form.http_status)


@asks("funds.move_down")
@require_http_methods(["GET", "POST"])
def move_down(request: Request, admission_id: int) -> HttpResponse:
    """Admit a duty and send its money down in one act.  Queries: 6, and the act."""
    page = pages.move_down_page(request.actor, admission_id, request.moment.date())
    if page is None:
        return redirect("duties:admission", admission_id)
    start = {"on": request.moment.date(), "total_fen": page.admission.money_fen}
    if page.known:
        start |= proposed(page.admission.money_fen, page.known[0], page.towns)
    form = MoveDownForm(
        request.POST or None, towns=page.towns, known=page.known, deciders=page.deciders, initial=start
    )
    form.draft_as(request, "funds.move_down", admission_id, title=page.admission.name)
    if request.method == "POST" and form.is_valid():

        def act() -> int:
            made = actions.move_down(
                admission_id, by=request.actor, shares=form.shares, factors=form.factors, **form.facts
            )
            return int(made.pk)

        with refusals_shown_on(form):
            made = post_once(request, "funds.move_down", act)
            messages.success(request, gettext("已准入，经费同时下达到乡镇。"))
            return redirect("funds:fund", made)
    verdict = form.verdict if form.is_bound else page.verdict
    form.ask_reasons(None if form.is_bound else verdict)
    context = {"page": page, "form": form, "verdict": verdict}
    return render(request, "funds/move_down.html", context, status=form.http_status)


@asks("funds.see")
@require_http_methods(["GET", "POST"])
def receive(request: Request, share_id: int) -> HttpResponse:
    """A township's share: what arrived; who may records the next arrival.  Queries: 3, and the act."""
    page = pages.share_page(request.actor, share_id)
    start = {"amount_fen": page.share.left_fen or None, "received_on": request.moment.date()}
    form = ReceiveForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("amount_fen", "received_on", "voucher")}
        with refusals_shown_on(form):
            post_once(
                request, "funds.receive", lambda: actions.receive(share_id, by=request.actor, **typed).pk
            )
            messages.success(request, gettext("到账已登记。"))
            return redirect("funds:receive", share_id)
    if form.errors.get("amount_fen") and page.share.left_fen:
        form.offer_yuan("amount_fen", page.share.left_fen)
    table = Table(
        caption=_("到账记录"),
        columns=pages.RECEIPTS,
        rows=page.receipts,
        empty=Empty(_("还没有到账"), _("县财政拨付以后，由乡镇会计或县国库登记")),
    )
    context = {"page": page, "form": form, "table": table}
    return render(request, "funds/receive.html", context, status=form.http_status)


@asks("funds.undo_receipt")
@require_http_methods(["GET", "POST"])
def undo(request: Request, receipt_id: int) -> HttpResponse:
    """Take back a receipt that was written wrongly, with the reason."""
    receipt = queries.receipt_seen(request.actor, receipt_id)
    page = pages.share_page(request.actor, receipt.share_id)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        with refusals_shown_on(form):
            post_once(
                request,
                "funds.undo_receipt",
                lambda: actions.undo_receipt(receipt_id, by=request.actor, why=why).pk,
            )
            messages.success(request, gettext("已冲回，原来那一笔照样看得到。"))
            return redirect("funds:receive", receipt.share_id)
    context = {"page": page, "receipt": receipt, "form": form}
    return render(request, "funds/undo.html", context, status=form.http_status)


# Joined funds --------------------------------------------------------------------------------


@asks("funds.see")
@require_safe
def joined(request: Request) -> HttpResponse:
    """The earmarked funds of a year and what was decided about each purpose.  Queries: 3."""
    place = where_of(request.actor, "funds.see").place_code
    year, years = _year(request, place)
    funds = queries.funds_of(place, year)
    rows, sums = pages.joined_rows(funds, queries.decisions(place, year))
    table = Table(
        caption=_("专项资金整合"),
        columns=pages.JOINED,
        rows=rows,
        totals={"name": _("合计"), "amount_fen": sums["amount_fen"]},
        empty=Empty(_("这一年没有专项资金"), _("资金文件还没有导入，或选的年度不对")),
    )
    context = {
        "table": table, "sums": sums, "year": year, "years": years, "count": len(rows),
        "trail": pages.crumbs(Crumb(_("专项资金整合"))), "actions": pages.joined_verbs(request.actor, place, year),
    }  # fmt: skip
    return render(request, "funds/joined.html", context)


@asks("funds.consolidate")
@require_http_methods(["GET", "POST"])
def join(request: Request) -> HttpResponse:
    """Record a decision to join funds.  Queries: 2, and the act."""
    where = where_of(request.actor, "funds.consolidate")
    year, _years = _year(request, where.place_code)
    funds = [f for f in queries.funds_of(where.place_code, year) if f.kind != Fund.Kind.GENERAL]
    form = JoinForm(request.POST or None, funds=funds, initial={"decided_on": request.moment.date()})
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("document", "decided_on", "decided_by")}

        def act() -> int:
            made = actions.consolidate(
                where=where, by=request.actor, year=year, decisions=form.decisions, **given
            )
            return len(made)

        with refusals_shown_on(form):
            post_once(request, "funds.consolidate", act)
            messages.success(request, gettext("整合决定已登记。"))
            return redirect(f"{reverse('funds:joined')}?year={year}")
    trail = pages.crumbs(
        Crumb(_("专项资金整合"), f"{reverse('funds:joined')}?year={year}"), Crumb(_("登记决定"))
    )
    context = {"form": form, "year": year, "trail": trail}
    return render(request, "funds/join.html", context, status=form.http_status)


@asks("funds.see")
@require_safe
def joined_paper(request: Request, year: int, kind: str) -> HttpResponse:
    """The consolidation sheet as Word or workbook, for who sees the whole place."""
    place = where_of(request.actor, "funds.see").place_code
    if kind not in SHEETS or not queries.sees_place(request.actor, place) or year not in queries.years(place):
        raise Http404(kind)
    maker, content_type = SHEETS[kind]
    facts = papers.sheet_facts(place, year, request.moment.date())
    name = gettext("专项资金整合分配表 %(year)s") % {"year": year}
    return download(maker(facts), f"{name}.{kind}", content_type)


# Duties without money, who may buy -----------------------------------------------------------

UNFUNDED = (
    Column("code", _("编码"), "code"),
    Column("name", _("事权"), main=True),
    Column("department", _("县级主管部门")),
    Column("mode", _("承担方式")),
    Column("admitted_on", _("准入日期"), "day"),
    Column("buys", _("可否购买"), "status"),
    Column("state", _("随事经费"), "status"),
)
BUYERS = (
    Column("name", _("机构"), main=True),
    Column("kind", _("机构性质")),
    Column("town", _("乡镇")),
    Column("state", _("能不能作购买主体"), "status"),
    Column("ground", _("依据")),
)


@asks("funds.see")
@require_safe
def unfunded(request: Request) -> HttpResponse:
    """Duties on the townships' list for which no money came this year (无费下放).  Queries: 5."""
    where = where_of(request.actor, "funds.see")
    year, years = _year(request, where.place_code)
    only = request.GET.get("only", "")
    found = paged(
        queries.unfunded(request.actor, where.place_code, year, only=only), request, order=("code", "id")
    )
    table = Table(
        caption=_("没有随事经费的事权"),
        columns=UNFUNDED,
        rows=pages.unfunded_rows(found.rows, year),
        page=found,
        chips=[
            Chip(_("全部"), address(request, only="", after="", before=""), on=not only),
            Chip(_("可以购买的"), address(request, only="buy", after="", before=""), on=only == "buy"),
        ],
        empty=Empty(_("每项事权都有钱"), _("责任清单上的每一项，这一年都有随事下来的资金")),
    )
    context = {
        "table": table, "year": year, "years": years, "is_county": not where.town_code,
        "verdict": queries.unfunded_told(where.place_code, found.rows, request.moment.date()),
        "trail": pages.crumbs(Crumb(_("无费下放的事权"))),
    }  # fmt: skip
    return render(request, "funds/unfunded.html", context)


@asks("places.see")
@require_safe
def buyers(request: Request) -> HttpResponse:
    """The register of bodies: who may buy services, who may not and by which clause.  Queries: 4."""
    place = where_of(request.actor, "places.see").place_code
    only = request.GET.get("only", "")
    law = places.law_on(place, request.moment.date())
    found = paged(queries.bodies(place, law, only=only), request, order=("code", "id"))
    table = Table(
        caption=_("购买主体"),
        columns=BUYERS,
        rows=pages.buyer_rows(found.rows, law, places.town_names(place), request.moment.date()),
        page=found,
        chips=[
            Chip(label, address(request, only=key, after="", before=""), on=only == key)
            for key, label in (("", _("全部")), ("may", _("能买的")), ("not", _("不能买的")))
        ],
        empty=Empty(_("没有这样的机构"), _("换一个筛选，或机构名单还没有导入")),
    )
    context = {"table": table, "rule": pages.buyers_told(law), "trail": pages.crumbs(Crumb(_("购买主体")))}
    return render(request, "funds/buyers.html", context)
