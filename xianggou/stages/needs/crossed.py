"""Crossed tables: townships or villages by class, group, age or urgency; the page and the file have one source."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.pages.shapes import Column, Empty, Table, Text
from xianggou.base.pages.views import chips
from xianggou.base.sheets import leaving
from xianggou.base.sheets.export import CONTENT_TYPES, Field, Format, exported
from xianggou.stages.needs import charts, pages, queries
from xianggou.stages.needs.models import Need

BY: dict[str, tuple[Text, Callable[[Need], list[str]]]] = {
    "class": (_("类别"), lambda n: [n.class_name]),
    "trait": (_("服务对象"), lambda n: list(n.traits) or ["—"]),
    "age": (_("年龄段"), lambda n: [n.age or "—"]),
    "urgency": (_("急不急"), lambda n: [n.urgency]),
    "raiser": (_("谁提的"), lambda n: [n.raiser]),
}
ROWS: dict[str, Text] = {
    "town": _("乡镇（街道）"),
    "village": _("村（社区）"),
    "trait": _("服务对象"),
    "age": _("年龄段"),
}
WHAT: dict[str, Text] = {"needs": _("几件"), "people": _("多少人")}


def _one_of(request: Request, name: str, options: dict[str, Any], first: str) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in options else first


@asks("needs.see")
@require_GET
def crossed(request: Request) -> HttpResponseBase:
    """Differences as a table and drawn, one picture a group where asked; a need that names several counts in each.

    Queries: 4.
    """
    rows_by = _one_of(request, "rows", ROWS, "town")
    by = _one_of(request, "by", BY, "class")
    what = _one_of(request, "what", WHAT, "needs")
    splits = {k: v for k, (v, _values) in BY.items() if k not in (rows_by, by)}
    split = _one_of(request, "split", splits, "")
    class_name = request.GET.get("class", "").replace("\x00", "")[:40]
    found = queries.live(queries.needs_seen(request.actor))
    if class_name:
        found = found.filter(class_name=class_name)
    figures, heads = _counted(list(found), (rows_by, by, split), what, pages.names_for(request.actor))
    crossed_by = [ROWS[rows_by], *([splits[split]] if split else []), BY[by][0]]
    title = gettext("%(crossed)s（%(what)s）") % {
        "crossed": " × ".join(str(one) for one in crossed_by), "what": WHAT[what],
    }  # fmt: skip
    columns = (
        Column("name", ROWS[rows_by], main=True),
        *((Column("split", splits[split]),) if split else ()),
        *(Column(f"c{n}", head, "number") for n, head in enumerate(heads)),
        Column("sum", _("合计"), "number"),
    )
    rows = _rows(figures, heads)
    if leaving.wanted(request):
        return _file(request, columns, rows, title)
    totals = {c.key: sum(r[c.key] for r in rows) for c in columns if c.key not in ("name", "split")}
    table = Table(
        caption=title,
        columns=columns,
        rows=rows,
        totals={"name": _("合计"), **totals} if rows else {},
        empty=Empty(_("还没有需求"), _("诉求立项以后，这里按地方和人群看差别")),
        narrow="scroll",
        **leaving.links(request),
    )
    policy = queries.collecting(request.actor.seats[0].place_code)
    context = {
        "table": table,
        "title": title,
        "chart": charts.drawn(rows, heads),
        "split_chips": chips(
            request, "split", [(k, v, None) for k, v in splits.items()], every=_("合在一张图里")
        ),
        "rows_chips": chips(
            request, "rows", [(k, v, None) for k, v in ROWS.items() if k != "town"], every=_("按乡镇")
        ),
        "by_chips": chips(
            request, "by", [(k, v[0], None) for k, v in BY.items() if k != "class"], every=_("按类别")
        ),
        "what_chips": chips(
            request, "what", [(k, v, None) for k, v in WHAT.items() if k != "needs"], every=_("几件")
        ),
        "class_chips": chips(
            request, "class", [(c.name, c.name, None) for c in policy.classes], every=_("所有类别")
        ),
        "crumbs": pages.crumbs(_("差别"), request.path),
    }
    return render(request, "needs/crossed.html", context)


def _counted(
    found: list[Need], crossed_by: tuple[str, str, str], what: str, names: pages.Names
) -> tuple[dict[tuple[str, str], dict[str, int]], list[str]]:
    """(Row, group) -> column -> figure, and the columns from the most to the least."""
    rows_by, by, split = crossed_by
    figures: dict[tuple[str, str], dict[str, int]] = {}
    sums: dict[str, int] = {}
    for need in found:
        number = 1 if what == "needs" else need.people or 0
        groups = BY[split][1](need) if split else [""]
        for row, group in product(_row_names(need, rows_by, names), groups):
            for column in BY[by][1](need):
                here = figures.setdefault((row, group), {})
                here[column] = here.get(column, 0) + number
                sums[column] = sums.get(column, 0) + number
    return figures, sorted(sums, key=lambda c: (-sums[c], c))


def _row_names(need: Need, rows_by: str, names: pages.Names) -> list[str]:
    if rows_by == "town":
        return [names.towns.get(need.town_code, need.town_code)]
    if rows_by == "village":
        return [names.where(need.town_code, need.village_code)]
    return BY[rows_by][1](need)


def _rows(figures: dict[tuple[str, str], dict[str, int]], heads: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": n,
            "name": name,
            "split": group,
            **{f"c{i}": here.get(head, 0) for i, head in enumerate(heads)},
            "sum": sum(here.values()),
        }
        for n, ((name, group), here) in enumerate(
            sorted(figures.items(), key=lambda p: (-sum(p[1].values()), p[0]))
        )
    ]


def _file(
    request: Request, columns: tuple[Column, ...], rows: list[dict[str, Any]], title: str
) -> StreamingHttpResponse:
    """The very figures of the page as a workbook or CSV.  Raises: NotGranted."""
    if not roles.may_anywhere(request.actor, leaving.EXPORT):
        raise NotGranted(leaving.EXPORT)
    form: Format = "csv" if request.GET.get("format") == "csv" else "xlsx"
    fields = [Field(c.key, str(c.label)) for c in columns]
    values = ([row[c.key] for c in columns] for row in rows)
    answer = StreamingHttpResponse(
        exported(fields, values, form, str(_("需求差别"))), content_type=CONTENT_TYPES[form]
    )
    answer["Content-Disposition"] = f'attachment; filename="crossed.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
