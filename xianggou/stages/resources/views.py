"""Pages of resources: the list with its filters, quarters, who has sent, an offer, published versions and their papers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from xianggou.base.access import roles
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.pages.paging import by_status
from xianggou.base.pages.shapes import Action, Empty, Table
from xianggou.base.pages.views import chips, download, paged, search_box
from xianggou.base.places import queries as places
from xianggou.base.sheets import leaving
from xianggou.stages.resources import documents, pages, queries
from xianggou.stages.resources.models import ListedOffer, Offer, Pooled, ResourceList

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"docx": WORD, "pdf": "application/pdf"}
FILTERS = ("status", "group", "department", "class", "area", "quarter", "q")


def _asked(request: Request) -> dict[str, str]:
    return {n: request.GET.get(n, "").replace("\x00", "").strip()[:100] for n in FILTERS}


@asks("resources.see")
@require_GET
def index(request: Request) -> HttpResponseBase:
    """Resources within sight, newest first, by whom they serve, department, class and area.  Queries: 10."""
    actor, day = request.actor, request.moment.date()
    found = pages.found_offers(actor, _asked(request))
    bodies = queries.named(queries.departments_offering(actor), day)
    towns = places.town_names(actor.seats[0].place_code)
    shaped = lambda rows: pages.offer_rows(rows, day, bodies, towns)  # noqa: E731
    if leaving.wanted(request):
        return leaving.list_file(request, _("资源"), pages.OFFER_COLUMNS, found.order_by("-id"), shaped)
    page = paged(found, request, order=("-id",))
    table = Table(
        caption=_("资源"),
        columns=pages.OFFER_COLUMNS,
        rows=shaped(page.rows),
        page=page,
        chips=chips(request, "status", by_status(queries.offers_seen(actor), Offer.Status)),
        search=search_box(request, _("查资源、编号")),
        empty=Empty(
            _("没有符合的资源"),
            _("部门报送、公布以后列在这里"),
            Action(_("看季度"), reverse("resources:quarters")),
        ),
        **leaving.links(request),
    )
    return render(
        request, "resources/list.html", {"table": table, "filters": _filters(request, bodies, towns)}
    )


def _filters(request: Request, bodies: dict[str, str], towns: dict[str, str]) -> list[tuple[Any, Any]]:
    """The chips under the list: whom it serves, class, department, area.  Queries: 1."""
    place = request.actor.seats[0].place_code
    collecting = places.pack_of(place).collecting
    traits = collecting.traits if collecting is not None else ()
    classes = [c.name for c in collecting.classes] if collecting is not None else []
    return [
        (_("按人群看"), chips(request, "group", [(t, t, None) for t in traits], every=_("所有人群"))),
        (_("按类别看"), chips(request, "class", [(c, c, None) for c in classes], every=_("所有类别"))),
        (
            _("按部门看"),
            chips(request, "department", [(c, n, None) for c, n in bodies.items()], every=_("所有部门")),
        ),
        (
            _("按区域看"),
            chips(request, "area", [(c, n, None) for c, n in towns.items()], every=_("所有区域")),
        ),
    ]


@asks("resources.see")
@require_GET
def quarters(request: Request) -> HttpResponse:
    """The quarters, newest first.  Queries: 4."""
    page = paged(queries.quarters_seen(request.actor), request, order=("-year", "-quarter", "id"))
    table = Table(
        caption=_("季度"),
        columns=pages.QUARTER_COLUMNS,
        rows=pages.quarter_rows(page.rows, request.moment.date()),
        page=page,
        empty=Empty(_("还没有征集过"), _("写了资源征集办法的地方，到时自动开")),
    )
    opens = roles.may_anywhere(request.actor, "resources.open_quarter")
    context = {"table": table, "opens": opens, "crumbs": pages.crumbs((_("季度"), ""))}
    return render(request, "resources/quarters.html", context)


@asks("resources.see")
@require_GET
def quarter(request: Request, quarter_id: int) -> HttpResponse:
    """One quarter: who was asked, who has sent, what looks alike, what was published.  Queries: 12."""
    actor, day = request.actor, request.moment.date()
    row = pages.quarter_of(quarter_id, actor)
    gathers = queries.gathers(actor, row.place_code)
    mine = queries.bodies_of(actor)
    rows = list(queries.sendings(row.pk).order_by("status", "department_code"))
    open_rows = rows if gathers else [s for s in rows if s.department_code in mine]
    acts = []
    if gathers:
        acts = [
            Action(_("公布清单"), reverse("resources:publish", args=[row.pk]), primary=True),
            Action(_("再请一个部门"), reverse("resources:ask", args=[row.pk])),
        ]
    if mine:
        acts.append(Action(_("提请统筹"), reverse("resources:propose_pool", args=[row.pk])))
    context = {
        "row": row,
        "name": queries.quarter_name(row),
        "status": (pages.QUARTER_SHAPES[row.status], row.get_status_display()),
        "actions": acts,
        "silent": sum(1 for s in rows if s.status == "asked"),
        "asked": len(rows),
        "table": Table(
            caption=_("谁报了"), columns=pages.SENDING_COLUMNS, rows=pages.sending_rows(open_rows, day),
            empty=Empty(_("没有本部门要报的")),
        ),
        "pairs": pages.pairs_alike(row, actor, day),
        "versions": list(ResourceList.objects.filter(quarter=row).order_by("-number")),
        "pools": list(row.pools.order_by("-id")[:50]),
        "crumbs": pages.crumbs((_("季度"), reverse("resources:quarters")), (queries.quarter_name(row), "")),
    }  # fmt: skip
    return render(request, "resources/quarter.html", context)


@asks("resources.see")
@require_GET
def sending(request: Request, sending_id: int) -> HttpResponse:
    """One department's list of a quarter.  Queries: 9."""
    actor, day = request.actor, request.moment.date()
    row = pages.sending_of(sending_id, actor)
    found = Offer.objects.filter(quarter=row.quarter_id, department_code=row.department_code)
    page = paged(found.select_related("quarter"), request, order=("id",))
    who = queries.named([row.department_code], day).get(row.department_code, row.department_code)
    name = queries.quarter_name(row.quarter)
    table = Table(
        caption=_("资源"),
        columns=pages.OFFER_COLUMNS,
        rows=pages.offer_rows(page.rows, day),
        page=page,
        empty=Empty(_("清单是空的"), _("添一项，或沿用上次公布的；没有资源的，报送时写明原因")),
    )
    context = {
        "row": row,
        "who": who,
        "name": name,
        "table": table,
        "status": (pages.SENDING_SHAPES[row.status], row.get_status_display()),
        "actions": pages.sending_actions(row, actor),
        "crumbs": pages.crumbs((name, reverse("resources:quarter", args=[row.quarter_id])), (who, "")),
    }
    return render(request, "resources/sending.html", context)


@asks("resources.see")
@require_GET
def offer(request: Request, offer_id: int) -> HttpResponse:
    """One offer: all it says, the same one in other quarters, what may be done.  Queries: 11."""
    actor = request.actor
    row = pages.offer_of(offer_id, actor)
    pool = queries.pools_of([row.pk]).get(row.pk)
    context = {
        "row": row,
        "status": (pages.OFFER_SHAPES[row.status], row.get_status_display()),
        "facts": pages.offer_facts(row, request.moment.date(), pool),
        "series": pages.series_rows(row),
        "actions": pages.offer_actions(row, actor),
        "crumbs": pages.crumbs((row.code, "")),
    }
    return render(request, "resources/offer.html", context)


@asks("resources.see")
@require_GET
def pool(request: Request, pool_id: int) -> HttpResponse:
    """Equal offers given as one: who leads, who agreed.  Queries: 7."""
    actor, day = request.actor, request.moment.date()
    row = pages.pool_of(pool_id, actor)
    members = list(Pooled.objects.filter(pool=row).select_related("offer__quarter").order_by("id"))
    names = queries.named([row.lead_department, *(m.department_code for m in members)], day)
    mine = [m for m in members if m.department_code in queries.bodies_of(actor)]
    acts = []
    if row.status == "proposed" and any(m.agreed_on is None for m in mine):
        acts.append(Action(_("同意统筹"), reverse("resources:agree_pool", args=[row.pk]), primary=True))
    if row.status != "parted" and (mine or queries.gathers(actor, row.place_code)):
        acts.append(Action(_("不统筹了"), reverse("resources:part_pool", args=[row.pk])))
    context = {
        "row": row,
        "lead": names.get(row.lead_department, row.lead_department),
        "status": (pages.POOL_SHAPES[row.status], row.get_status_display()),
        "table": Table(
            caption=_("合在一起的资源"), columns=pages.OFFER_COLUMNS,
            rows=pages.offer_rows([m.offer for m in members], day),
        ),
        "members": [(names.get(m.department_code, m.department_code), m.agreed_on) for m in members],
        "actions": acts,
        "crumbs": pages.crumbs(
            (queries.quarter_name(row.quarter), reverse("resources:quarter", args=[row.quarter_id])), (row.code, "")
        ),
    }  # fmt: skip
    return render(request, "resources/pool.html", context)


@asks("resources.see")
@require_GET
def published(request: Request, list_id: int) -> HttpResponseBase:
    """A published version, as it was on its day.  Queries: 5."""
    version = pages.list_of(list_id, request.actor)
    rows = ListedOffer.objects.filter(resource_list=version)
    name = queries.quarter_name(version.quarter)
    if leaving.wanted(request):
        return leaving.list_file(
            request, _("资源清单"), pages.LISTED_COLUMNS, rows.order_by("order"), pages.listed_rows
        )
    page = paged(rows, request, order=("order",))
    table = Table(
        caption=_("资源清单"),
        columns=pages.LISTED_COLUMNS,
        rows=pages.listed_rows(page.rows),
        page=page,
        **leaving.links(request),
    )
    context = {
        "table": table,
        "version": version,
        "name": name,
        "missing": queries.named(version.missing, version.published_on),
        "crumbs": pages.crumbs(
            (name, reverse("resources:quarter", args=[version.quarter_id])), (_("资源清单"), "")
        ),
    }
    return render(request, "resources/published.html", context)


@asks("resources.see")
@require_GET
def list_paper(request: Request, list_id: int, kind: str) -> HttpResponse:
    """A published version as Word or PDF."""
    version = pages.list_of(list_id, request.actor)
    if kind not in TYPES:
        raise Http404(kind)
    paper = documents.list_paper(version, places.place(version.place_code).name)
    name = gettext("资源清单 %(quarter)s第%(n)s版") % {
        "quarter": queries.quarter_name(version.quarter),
        "n": version.number,
    }
    return download(documents.made(paper, kind), f"{name}.{kind}", TYPES[kind], inline=kind == "pdf")


@asks("resources.see")
@require_GET
def call_paper(request: Request, quarter_id: int, kind: str) -> HttpResponse:
    """The call for a quarter as Word or PDF, with who has not sent."""
    row = pages.quarter_of(quarter_id, request.actor)
    if kind not in TYPES:
        raise Http404(kind)
    paper = documents.call_paper(row, places.place(row.place_code).name)
    return download(documents.made(paper, kind), f"{row.code}.{kind}", TYPES[kind], inline=kind == "pdf")
