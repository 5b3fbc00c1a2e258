"""A list leaves as it stands on the screen: same filter, sort and columns, numbers as numbers; every page of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.requests import Request
from xianggou.base.pages.paging import export_links
from xianggou.base.pages.shapes import Cell, Column, Deadline, Text
from xianggou.base.sheets.export import CONTENT_TYPES, Field, Format, exported

EXPORT = "lists.export"
CHUNK = 500
FORMS: tuple[Format, ...] = ("xlsx", "csv")
Shaper = Callable[[Sequence[Any]], list[dict[str, Any]]]


def wanted(request: Request) -> bool:
    """Whether the list is asked for as a file."""
    return request.GET.get("format") in FORMS


def links(request: Request) -> dict[str, Any]:
    """What a Table says about leaving: the links, or why there is none."""
    if roles.may_anywhere(request.actor, EXPORT):
        return {"exports": export_links(request)}
    return {"no_export": gettext("您的岗位不导出清单")}


def list_file(
    request: Request,
    title: Text,
    columns: Sequence[Column],
    rows: QuerySet[Any] | Sequence[Any],
    shaped: Shaper,
) -> StreamingHttpResponse:
    """The whole list as a workbook or CSV.  `shaped` gives the rows as the page shows them.

    Queries: those of the page for every 500 rows.  Raises: NotGranted.
    """
    if not roles.may_anywhere(request.actor, EXPORT):
        raise NotGranted(EXPORT)
    form: Format = "csv" if request.GET.get("format") == "csv" else "xlsx"
    fields = [Field(c.key, str(c.label)) for c in columns if c.kind != "verbs"]
    main = next((c for c in columns if c.main), None)
    if main is not None:
        fields.append(Field("note", gettext("编号")))
    names = [f.name for f in fields]
    pieces = exported(fields, _values(rows, shaped, names, main), form, str(title))
    answer = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="list.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _values(
    rows: QuerySet[Any] | Sequence[Any], shaped: Shaper, names: Sequence[str], main: Column | None
) -> Iterator[list[Any]]:
    source = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)
    while chunk := list(islice(source, CHUNK)):
        for row in shaped(chunk):
            head = row.get(main.key) if main is not None else None
            whole: Mapping[str, Any] = {**row, "note": head.note if isinstance(head, Cell) else ""}
            yield [_plain(whole.get(name)) for name in names]


def _plain(value: Any) -> Any:
    """What a cell says, without its looks."""
    if isinstance(value, Cell):
        value = value.value
    if isinstance(value, Deadline):
        return value.on
    if isinstance(value, tuple):
        value = value[1]
    return str(value) if isinstance(value, Promise) else value
