"""Official forms of a plan, as Word or PDF."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.documents import pdf, word
from xianggou.base.documents.paper import Paper
from xianggou.base.pages.views import download
from xianggou.base.places import queries as places
from xianggou.core.packs import EX_ANTE, FEASIBILITY
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import pages, papers, queries
from xianggou.stages.plans.views.items import year_asked

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (word.build, WORD),
    "pdf": (pdf.render, "application/pdf"),
}
MOST_LINES = 2000


def _sent(paper: Paper | None, kind: str, name: str) -> HttpResponse:
    if paper is None or kind not in MAKERS:
        raise Http404(kind)
    make, content_type = MAKERS[kind]
    return download(make(paper), f"{name}.{kind}", content_type, inline=kind == "pdf")


@asks("plans.see")
@require_safe
def of_item(request: Request, item_id: int, paper: str, kind: str) -> HttpResponse:
    """A form of one item; the pledge names people, so it asks for the right to see the roster too."""
    item = pages.seen_item(request.actor, item_id)
    if paper == "pledge" and queries.may(request.actor, "duties.see_posts", item):
        return _sent(papers.pledge(item), kind, gettext("承诺书 %(code)s") % {"code": item.code})
    if paper == "targets":
        made = papers.targets(item, request.moment.date())
        return _sent(made, kind, gettext("绩效目标 %(code)s") % {"code": item.code})
    if paper == "feasibility":
        made_of = papers.questionnaire(item, FEASIBILITY)
        return _sent(made_of, kind, gettext("可行性评估 %(code)s") % {"code": item.code})
    if paper == "ex-ante":
        made_of = papers.questionnaire(item, EX_ANTE)
        return _sent(made_of, kind, gettext("事前评估 %(code)s") % {"code": item.code})
    if paper == "change":
        made_of = papers.change(item, request.moment.date())
        return _sent(made_of, kind, gettext("计划调整申请表 %(code)s") % {"code": item.code})
    raise Http404(paper)


@asks("plans.see")
@require_safe
def of_year(request: Request, kind: str) -> HttpResponse:
    """The plan of a year, of one township or of all that the actor sees.  Queries: 6."""
    actor, day = request.actor, request.moment.date()
    place = where_of(actor, "plans.see").place_code
    year = year_asked(request, pages.years_offered(place, day))
    town = request.GET.get("town", "").replace("\x00", "")
    rows = pages.standing(pages.listed(actor, year=year, town=town)).filter(place_code=place)
    rows = queries.shown(rows).select_related("owner_seat").order_by("town_code", "code", "id")
    items = list(rows[:MOST_LINES])
    towns = {item.town_code for item in items}
    names = places.town_names(place)
    only = next(iter(towns)) if len(towns) == 1 else town
    whose = names.get(only, "") or places.place(place).name
    pocket = funds.pocket(place, only, year).total_fen if only else None
    made = papers.plan(items, whose=whose, year=year, pocket_fen=pocket, day=day)
    name = gettext("%(whose)s%(year)s年购买服务计划表") % {"whose": whose, "year": year}
    return _sent(made, kind, name)
