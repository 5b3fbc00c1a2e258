"""Pages of matching that only read: the board, why, links that wait, project lists, the public's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.pages.shapes import Action, Chip, Crumb, Empty, Table
from xianggou.base.pages.views import chips, paged, search_box
from xianggou.base.places import queries as places
from xianggou.base.reviews import pages as review_pages
from xianggou.base.reviews import queries as boards
from xianggou.base.sheets import leaving
from xianggou.base.trail import queries as trails
from xianggou.stages.matching import pages, queries
from xianggou.stages.matching.forms import AgreeForm, WhyForm
from xianggou.stages.matching.models import ProjectList, Run

if TYPE_CHECKING:
    from xianggou.stages.resources.models import Quarter

MATTERS = 20
QUARTERS = 8


def asked(request: Request, name: str) -> str:
    """A word of the address."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:100]


def quarter_of(request: Request, among: list[Quarter] | None = None) -> Quarter | None:
    """The quarter asked for, or the newest one with a list.  Raises: Http404.  Queries: 0–1."""
    rows = queries.quarters(request.actor)
    typed = asked(request, "quarter")
    if typed:
        if not typed.isdecimal():
            raise Http404(typed)
        return get_object_or_404(rows, pk=int(typed[:18]))
    return rows.first() if among is None else next(iter(among), None)


@asks("matching.see")
@require_safe
def board(request: Request) -> HttpResponseBase:
    """What the last run gives to whom, what is unmet and why.  Queries: 12."""
    known = list(queries.quarters(request.actor)[:QUARTERS])
    quarter = quarter_of(request, known)
    run = queries.newest_run(quarter.pk) if quarter is not None else None
    if quarter is None or run is None:
        return render(
            request, "matching/empty.html", {"quarter": quarter, "actions": _verbs(request, quarter, None)}
        )
    state, class_name, text = (asked(request, n) for n in ("state", "class", "q"))
    found = pages.found_needs(request.actor, run, state=state, class_name=class_name, text=text)
    names = queries.names_of(run.place_code)
    shaped = lambda rows: pages.board_rows(run, rows, names)  # noqa: E731
    if leaving.wanted(request):
        return leaving.list_file(request, _("供需对接"), pages.BOARD, found.order_by("-score", "id"), shaped)
    page = paged(found, request, order=("-score", "id"))
    head, shares, more = pages.figures(run, names)
    table = Table(
        caption=_("需求和资源"),
        columns=pages.BOARD,
        rows=shaped(page.rows),
        page=page,
        chips=chips(request, "state", pages.states_of(run)),
        search=search_box(request, _("查需求、事项、编号")),
        empty=Empty(_("没有符合的需求"), _("换个说法，或去掉筛选")),
        **leaving.links(request),
    )
    context = {
        "table": table, "run": run, "quarter": quarter, "head": head, "shares": shares, "more": more,
        "quarters": _quarters(known, quarter), "actions": _verbs(request, quarter, run), "wishes": queries.wishes(quarter.pk),
        "may_fix": queries.may(request.actor, "matching.lift", quarter.place_code),
    }  # fmt: skip
    return render(request, "matching/board.html", context)


def _quarters(known: list[Quarter], now: Quarter) -> list[Chip]:
    return [Chip(f"{q.year} Q{q.quarter}", f"?quarter={q.pk}", on=q.pk == now.pk) for q in known]


def _verbs(request: Request, quarter: Quarter | None, run: Run | None) -> list[Action]:
    """What may be done with a quarter now.  Queries: 0."""
    found = [Action(_("待关联"), reverse("matching:links"))]
    if quarter is not None and queries.may(request.actor, "matching.try_out", quarter.place_code):
        found.append(
            Action(_("试算"), f"{reverse('matching:try')}?quarter={quarter.pk}", primary=run is None)
        )
    if (
        run is not None
        and quarter is not None
        and queries.may(request.actor, "matching.propose", quarter.place_code)
    ):
        found.append(Action(_("送会签"), f"{reverse('matching:propose')}?quarter={quarter.pk}", primary=True))
    return [*found, Action(_("项目清单"), reverse("matching:lists"))]


@asks("matching.see")
@require_safe
def why(request: Request, need_id: int) -> HttpResponse:
    """Every test of every offer that was looked at for a need.  Queries: 9."""
    need = get_object_or_404(queries.needs_seen(request.actor).select_related("matter"), pk=need_id)
    run = queries.runs_seen(request.actor).filter(place_code=need.place_code).order_by("-pk").first()
    if run is None or str(need.pk) not in run.looked_at:
        raise Http404(str(need_id))
    page = pages.why_page(request.actor, run, need)
    trail = (Crumb(_("供需对接"), reverse("matching:board")), Crumb(need.code))
    return render(request, "matching/why.html", {"page": page, "run": run, "crumbs": trail})


@asks("matching.see")
@require_safe
def links(request: Request) -> HttpResponse:
    """Matters and offers of their kind that wait for a person's yes or no.  Queries: 16."""
    quarter = quarter_of(request)
    found, waiting = pages.to_link(quarter, most=MATTERS) if quarter is not None else ([], 0)
    codes = {row["offer"].department_code for one in found for row in one.offers}
    names = queries.department_names("", codes, request.moment.date())
    for one in found:
        for row in one.offers:
            row["department"] = names.get(row["offer"].department_code, "")
    may = quarter is not None and queries.may(request.actor, "matching.link", quarter.place_code)
    trail = (Crumb(_("供需对接"), reverse("matching:board")), Crumb(_("待关联")))
    context = {"found": found, "waiting": waiting, "may": may, "crumbs": trail, "quarter": quarter}
    return render(request, "matching/links.html", context)


@asks("matching.see")
@require_safe
def lists(request: Request) -> HttpResponseBase:
    """Versions of the project list.  Queries: 4."""
    found = queries.lists_seen(request.actor)
    if leaving.wanted(request):
        return leaving.list_file(request, _("项目清单"), pages.LISTS, found, pages.list_rows)
    page = paged(found, request, order=("-id",))
    table = Table(
        caption=_("项目清单"),
        columns=pages.LISTS,
        rows=pages.list_rows(page.rows),
        page=page,
        empty=Empty(_("还没有项目清单"), _("试算以后送会签，都同意了就公布")),
        **leaving.links(request),
    )
    acts = [Action(_("公众看到的"), reverse("matching:public"))]
    return render(request, "matching/lists.html", {"table": table, "actions": acts})


@asks("matching.see")
@require_safe
def project_list(request: Request, list_id: int) -> HttpResponseBase:
    """One version: projects, who agreed, what is left unmet.  Queries: 14."""
    row = get_object_or_404(queries.lists_seen(request.actor), pk=list_id)
    if leaving.wanted(request):
        rows = list(queries.projects(row))
        names = pages.today_names(rows, row.place_code, request.moment.date())
        return leaving.list_file(
            request,
            pages.list_name(row),
            pages.PROJECTS,
            rows,
            lambda found: pages.project_rows(found, names),
        )
    return render(request, "matching/list.html", list_context(request, row))


def list_context(request: Request, row: ProjectList, form: AgreeForm | None = None) -> dict[str, object]:
    """What the page of a version shows.  Queries: 10."""
    rows, day = list(queries.projects(row)), request.moment.date()
    names = pages.today_names(rows, row.place_code, day)
    review = boards.of(queries.KIND, row)
    found = boards.board(review) if review is not None else None
    desk = found.now.desk_of(request.actor) if found is not None else None
    is_open = row.status == ProjectList.Status.PROPOSED
    speaks = (
        is_open and found is not None and desk is not None and bool(found.now.open_parts(desk.id))
        and (request.actor.person_id or 0) not in found.now.authors
    )  # fmt: skip
    head, _shares, _more = pages.figures(row.run, {})
    return {
        "row": row,
        "name": pages.list_name(row),
        "status": (pages.LIST_SHAPES[row.status], row.get_status_display()),
        "table": Table(
            caption=_("项目"),
            columns=pages.PROJECTS,
            rows=pages.project_rows(rows, names),
            **leaving.links(request),
        ),
        "board": review_pages.board_table(found, review_pages.People(found, day), day) if found else None,
        "so_far": review_pages.so_far(found) if found else None,
        "form": form or (AgreeForm() if speaks else None),
        "may_withdraw": is_open and queries.may(request.actor, "matching.withdraw", row.place_code),
        "why_form": WhyForm(),
        "head": head,
        "compared": pages.compared(row, queries.list_in_force(row.quarter_id)) if is_open else (),
        "reassign": queries.to_reassign(row) if row.status == ProjectList.Status.ISSUED else [],
        "unmet": f"{reverse('matching:board')}?quarter={row.quarter_id}",
        "crumbs": (Crumb(_("项目清单"), reverse("matching:lists")), Crumb(pages.list_name(row))),
    }


@asks("matching.see_public")
@require_safe
def public(request: Request) -> HttpResponse:
    """The lists in force, for everybody: no person, no household, small groups not counted.  Queries: 4."""
    found = list(queries.public_lists()[:QUARTERS])
    typed = asked(request, "list")
    row = next((r for r in found if str(r.pk) == typed), found[0] if found else None)
    context: dict[str, object] = {"row": row}
    if row is not None:
        rows = list(queries.projects(row))
        names = pages.today_names(rows, row.place_code, trails.today())
        shown = [c for c in pages.PROJECTS if c.key != "units"]
        _head, shares, _more = pages.figures(row.run, queries.names_of(row.place_code))
        context |= {
            "name": pages.list_name(row),
            "place": places.place(row.place_code).name,
            "table": Table(
                caption=_("项目"), columns=shown, rows=pages.project_rows(rows, names, public=True)
            ),
            "lists": [Chip(pages.list_name(r), f"?list={r.pk}", on=r.pk == row.pk) for r in found],
            "shares": shares,
            "unmet": pages.states_of(row.run),
        }
    return render(request, "matching/public.html", context)
