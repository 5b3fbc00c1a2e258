"""Pages of unified purchases: what may be merged, proposal, townships' answers, confirmation, agreements."""

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

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.posting import again_leads_to, post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages import errors
from xianggou.base.pages.forms import Form
from xianggou.base.pages.paging import by_status
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table
from xianggou.base.pages.views import address, chips, download, paged, refusals_shown_on
from xianggou.core.findings import Stale
from xianggou.stages.funds import queries as funds
from xianggou.stages.unified import actions, documents, pages, papers, queries
from xianggou.stages.unified.forms import ProposeForm, SayForm, WhyForm
from xianggou.stages.unified.models import UnifiedPurchase

PAPERS: dict[str, tuple[Callable[[Any], bytes], str]] = {
    "docx": (
        documents.agreement_word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (documents.agreement_pdf, "application/pdf"),
}


def _year(request: Request, place_code: str) -> tuple[int, list[int]]:
    years = funds.years(place_code)
    return funds.chosen_year(years, request.GET.get("year", "")[:8], request.moment.date()), years


@asks("unified.see")
@require_safe
def list_(request: Request) -> HttpResponse:
    """Every unified purchase within sight.  Queries: 6."""
    actor, status = request.actor, request.GET.get("status", "")[:12]
    page = paged(pages.listed(actor, year=None, status=status), request, order=("-id",))
    table = Table(
        caption=_("统一采购"),
        columns=pages.COLUMNS,
        rows=pages.list_rows(page.rows),
        page=page,
        chips=chips(request, "status", by_status(queries.seen_by(actor), UnifiedPurchase.Status)),
        empty=Empty(_("还没有统一采购"), _("几个乡镇买同样的服务，可以由主管部门一起买")),
    )
    acts = (
        [Action(_("看哪些可以合并"), reverse("unified:candidates"), primary=True)]
        if roles.may_anywhere(actor, "unified.propose")
        else []
    )
    return render(request, "unified/list.html", {"table": table, "actions": acts})


@asks("unified.propose")
@require_safe
def candidates(request: Request) -> HttpResponse:
    """Equal items of several townships, with their sums.  Queries: 7."""
    place = where_of(request.actor, "unified.propose").place_code
    year, years = _year(request, place)
    found = queries.candidates(place, year)
    table = Table(
        caption=_("可以合并的计划"),
        columns=pages.CANDIDATES,
        rows=pages.candidate_rows(found, year, may_propose=True),
        empty=Empty(_("这一年没有几个乡镇都要买的"), _("同一目录项、同一单位、已送审、还没有采购的才能合并")),
    )
    context = {
        "table": table,
        "year": year,
        "years": [Chip(str(y), address(request, year=str(y)), on=y == year) for y in years],
        "trail": [Crumb(_("统一采购"), reverse("unified:list")), Crumb(_("可以合并的计划"))],
    }
    return render(request, "unified/candidates.html", context)


@asks("unified.propose")
@require_http_methods(["GET", "POST"])
@again_leads_to("unified.propose", "unified:detail")
def new(request: Request) -> HttpResponse:
    """Propose a unified purchase of equal items.  Queries: 8."""
    actor, day = request.actor, request.moment.date()
    place = where_of(actor, "unified.propose").place_code
    year, _years = _year(request, place)
    code, unit = (request.GET.get(name, "").replace("\x00", "")[:20] for name in ("code", "unit"))
    items = queries.equal_items(place, year, code, unit)
    sent = set(request.POST.getlist("items"))
    if sent and not sent & {str(item.pk) for item in items}:
        raise Http404(code)  # merged already, by this form or another
    if not items:
        messages.info(request, gettext("这一项现在没有可以合并的计划"))
        return redirect("unified:candidates")
    form = ProposeForm(
        request.POST or None,
        items=pages.item_choices(items),
        leads=pages.leads_offered(actor, place, day),
        initial={
            "items": [str(item.pk) for item in items],
            "share_rule": gettext(
                "各乡镇按各自计划的数量和金额分摊，各从自己的预算线支付，合计与合同价一致到分"
            ),
            "acceptance_rule": gettext(
                "各乡镇分别验收、分别评分，只对自己的部分负责；扣款从该乡镇的部分里扣"
            ),
        },
    )
    form.draft_as(
        request, "unified.propose", year, code, title=gettext("统一采购：%(code)s") % {"code": code}
    )

    def act() -> int:
        given = form.cleaned_data
        return actions.propose(
            where=Where(place),
            by=actor,
            year=year,
            catalogue_code=code,
            unit=unit,
            item_ids=[int(i) for i in given["items"]],
            lead_code=given["lead"],
            title=given["title"],
            share_rule=given["share_rule"],
            acceptance_rule=given["acceptance_rule"],
            answer_by=given["answer_by"],
            why=given["why"],
            reasons=form.reasons,
        ).pk

    if form.is_valid():
        with refusals_shown_on(form):
            made = post_once(request, "unified.propose", act)
            messages.success(request, gettext("已发起，等各乡镇答复"))
            return redirect("unified:detail", made)
    context = {
        "form": form,
        "total": sum(item.budget_fen for item in items),
        "count": len(items),
        "name": queries.called(place, code),
        "trail": [
            Crumb(_("统一采购"), reverse("unified:list")),
            Crumb(_("可以合并的计划"), f"{reverse('unified:candidates')}?year={year}"),
            Crumb(_("发起")),
        ],
    }
    return render(request, "unified/new.html", context, status=form.http_status)


@asks("unified.see")
@require_safe
def detail(request: Request, purchase_id: int) -> HttpResponse:
    """One purchase with its townships.  Queries: 7–10."""
    page = pages.purchase_page(request.actor, purchase_id, request.moment.date())
    return render(request, "unified/detail.html", {"page": page, "row": page.row})


@asks("unified.confirm")
@require_http_methods(["GET", "POST"])
def confirm(request: Request, purchase_id: int) -> HttpResponse:
    """Settle who takes part."""
    row = pages.purchase_of(request.actor, purchase_id, "unified.confirm")
    note = _("确定以后，委托的计划由牵头部门一次采购，乡镇不再单独采购；各乡镇的预算仍各自批复、各自付款。")

    def act(form: Form) -> int:
        return actions.confirm(purchase_id, by=request.actor, why=form.cleaned_data["why"]).pk

    return _acted(
        request, row, SayForm(request.POST or None), "unified.confirm", _("确定统一采购"), note, act
    )


@asks("unified.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, purchase_id: int) -> HttpResponse:
    """Give a purchase up."""
    row = pages.purchase_of(request.actor, purchase_id, "unified.withdraw")
    note = _("撤回以后，各乡镇的计划回到自己手里，可以自己采购，也可以重新合并。已经启动采购的撤不回。")

    def act(form: Form) -> int:
        return actions.withdraw(purchase_id, by=request.actor, why=form.cleaned_data["why"]).pk

    return _acted(request, row, WhyForm(request.POST or None), "unified.withdraw", _("撤回"), note, act)


@asks("unified.delegate")
@require_http_methods(["GET", "POST"])
def delegate(request: Request, part_id: int) -> HttpResponse:
    """A township entrusts its item."""
    part = pages.part_of(request.actor, part_id)
    note = _(
        "委托以后由牵头部门统一采购，您的乡镇仍是自己那部分的付款人。委托协议自动编号，可以下载签字盖章。"
    )

    def act(form: Form) -> int:
        return actions.delegate(part_id, by=request.actor, why=form.cleaned_data["why"]).purchase_id

    form = SayForm(request.POST or None)
    return _acted(request, part.purchase, form, "unified.delegate", _("委托"), note, act, part=part)


@asks("unified.decline")
@require_http_methods(["GET", "POST"])
def decline(request: Request, part_id: int) -> HttpResponse:
    """A township keeps its item, with the reason."""
    part = pages.part_of(request.actor, part_id)
    note = _("不委托的，由乡镇自己采购。理由牵头部门看得到。")

    def act(form: Form) -> int:
        return actions.decline(part_id, by=request.actor, why=form.cleaned_data["why"]).purchase_id

    form = WhyForm(request.POST or None)
    return _acted(request, part.purchase, form, "unified.decline", _("不委托"), note, act, part=part)


def _acted(
    request: Request,
    row: UnifiedPurchase,
    form: Form,
    verb: str,
    label: Any,
    note: Any,
    act: Callable[[Form], int],
    *,
    part: Any = None,
) -> HttpResponse:
    """Ask once more, act, go back to the purchase; or show what stands in the way."""
    if part is not None:
        where = Where(part.place_code, part.town_code)
        if roles.seat_for(request.actor, verb, where) is None:
            raise NotGranted(verb)
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(request, verb, lambda: act(form))
            messages.success(
                request, gettext("“%(title)s”：%(label)s，已记下") % {"title": row.title, "label": label}
            )
            return redirect("unified:detail", row.pk)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    context = {
        "row": row,
        "part": part,
        "form": form,
        "label": label,
        "note": note,
        "crumbs": pages.crumbs_of(row, label),
    }
    return render(request, "unified/act.html", context, status=form.http_status)


@asks("unified.see")
@require_safe
def agreement(request: Request, part_id: int, kind: str) -> HttpResponse:
    """A township's delegation agreement as Word or PDF."""
    part = pages.part_of(request.actor, part_id)
    if kind not in PAPERS or not part.number:
        raise Http404(str(part_id))
    make, content_type = PAPERS[kind]
    name = f"{gettext('委托协议')} {part.number}.{kind}"
    return download(make(papers.agreement_facts(part)), name, content_type, inline=kind == "pdf")
