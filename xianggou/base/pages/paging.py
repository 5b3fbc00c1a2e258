"""Lists page by page: the next page begins after the last row shown, so page 1 and page 10,000 cost the same.

Two queries a page, whatever the number of rows: the rows, and a count that stops at 10,000 unless asked.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import Choices, F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from xianggou.base.pages.shapes import Action, Chip, Page, Search, Shape, Text

ROWS = 50
COUNT_MAX = 10_000
T = TypeVar("T")
_PLACE = ("after", "before")


def paged(
    rows: QuerySet[Any] | Sequence[Any],
    request: HttpRequest,
    *,
    order: Sequence[str],
    sorts: Sequence[str] = (),
    size: int = ROWS,
    beside: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None,
    known: int | None = None,
) -> Page:
    """One page of a list.

    `order` ends in a unique key ("-made_on", "id"); `sorts` are the names a reader may sort by (`?sort=-price_fen`);
    `beside` adds what a row shows from elsewhere, which counting does without; `known` is how many there are where
    the filters counted already (`counted`).
    A place (`?after=`) that can't be read shows the first page.  Queries: 2 (1 when known, 0 for a sequence).
    """
    asked = request.GET.get("sort", "")
    keys = [asked, *order] if asked.removeprefix("-") in sorts else list(order)
    keys = [k for i, k in enumerate(keys) if k.lstrip("-") not in {e.lstrip("-") for e in keys[:i]}]
    after, before = (_place(request.GET.get(name, ""), len(keys)) for name in _PLACE)
    backwards = before is not None and after is None
    source = _InDatabase(rows, keys, beside) if isinstance(rows, QuerySet) else _InMemory(rows, keys)
    try:
        found = source.slice(before if backwards else after, backwards, size + 1)
    except (ValueError, TypeError, ValidationError):
        after, backwards = None, False
        found = source.slice(None, backwards, size + 1)
    more = len(found) > size
    shown = found[:size]
    if backwards:
        shown.reverse()
    is_exact = request.GET.get("count") == "exact"
    if known is None or (is_exact and known > COUNT_MAX):
        count, capped = source.count(None if is_exact else COUNT_MAX)
    else:
        count, capped = min(known, COUNT_MAX), known > COUNT_MAX
    has_previous = more if backwards else after is not None
    has_next = backwards or more
    return Page(
        rows=shown,
        count=count,
        capped=capped,
        first_url=address(request),
        previous_url=address(request, before=_mark(shown[0], keys)) if has_previous and shown else "",
        next_url=address(request, after=_mark(shown[-1], keys)) if has_next and shown else "",
        exact_url=address(request, count="exact"),
        sort=keys[0],
        sort_urls={name: address(request, sort=_turned(name, keys[0])) for name in sorts},
    )


class _InDatabase:
    """Rows that the database pages."""

    def __init__(
        self,
        rows: QuerySet[Any],
        keys: Sequence[str],
        beside: Callable[[QuerySet[Any]], QuerySet[Any]] | None,
    ) -> None:
        self.rows, self.keys, self.beside = rows, keys, beside

    def slice(self, place: Sequence[Any] | None, backwards: bool, limit: int) -> list[Any]:
        """The rows that follow a place in the given direction."""
        rows = self.beside(self.rows) if self.beside else self.rows
        if place is not None:
            rows = rows.filter(self._beyond(place, backwards))
        return list(rows.order_by(*(self._order(k, backwards) for k in self.keys))[:limit])

    def count(self, most: int | None) -> tuple[int, bool]:
        """How many there are, and whether counting stopped before the end."""
        if most is None:
            return self.rows.order_by().count(), False
        found = self.rows.order_by()[: most + 1].count()
        return min(found, most), found > most

    def _nullable(self, name: str) -> bool:
        model = self.rows.model
        try:
            for part in name.split("__"):
                field = model._meta.get_field(part)
                if getattr(field, "null", False):
                    return True
                model = getattr(field, "related_model", None) or model
        except FieldDoesNotExist:
            return True  # a computed column: nobody says whether it can be empty
        return False

    def _order(self, key: str, backwards: bool) -> str | OrderBy:
        """The order of one key. Empty values stand last; where there can be none, an index serves the order."""
        name, falls = key.lstrip("-"), key.startswith("-") != backwards
        if not self._nullable(name):
            return f"-{name}" if falls else name
        last = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(name).desc(**last) if falls else F(name).asc(**last)

    def _beyond(self, place: Sequence[Any], backwards: bool) -> Q:
        """Rows past a place: the first key alone bounds the range (an index can use it), the rest decide ties."""
        past = Q(pk__in=())
        same = Q()
        for key, value in zip(self.keys, place, strict=True):
            name, falls = key.lstrip("-"), key.startswith("-") != backwards
            nullable = self._nullable(name)
            if value is None:
                step = Q(**{f"{name}__isnull": False}) if backwards else Q(pk__in=())
                equal = Q(**{f"{name}__isnull": True})
            else:
                step = Q(**{f"{name}__{'lt' if falls else 'gt'}": value})
                if nullable and not backwards:
                    step |= Q(**{f"{name}__isnull": True})
                equal = Q(**{name: value})
            past |= same & step
            same &= equal
        first, value = self.keys[0].lstrip("-"), place[0]
        if value is None or self._nullable(first):
            return past
        falls = self.keys[0].startswith("-") != backwards
        return Q(**{f"{first}__{'lte' if falls else 'gte'}": value}) & past


class _InMemory:
    """Rows that are already here (a short list computed by a query function)."""

    def __init__(self, rows: Sequence[Any], keys: Sequence[str]) -> None:
        self.keys = keys
        self.rows = list(rows)
        for key in reversed(keys):
            name, falls = key.lstrip("-"), key.startswith("-")
            here = [r for r in self.rows if value_of(r, name) is not None]
            here.sort(key=lambda row: value_of(row, name), reverse=falls)
            self.rows = here + [r for r in self.rows if value_of(r, name) is None]

    def slice(self, place: Sequence[Any] | None, backwards: bool, limit: int) -> list[Any]:
        """The rows that follow a place in the given direction."""
        rows = self.rows[::-1] if backwards else self.rows
        if place is None:
            return rows[:limit]
        wanted = [_plain(v) for v in place]
        for at, row in enumerate(rows):
            if [_plain(value_of(row, k.lstrip("-"))) for k in self.keys] == wanted:
                return rows[at + 1 : at + 1 + limit]
        raise ValueError("no such place")

    def count(self, most: int | None) -> tuple[int, bool]:
        """How many there are."""
        return len(self.rows), False


def value_of(row: Any, name: str) -> Any:
    """The value of a key in a row: dict, or attributes along the path."""
    for part in [name] if isinstance(row, dict) else name.split("__"):
        row = row[part] if isinstance(row, dict) else getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _mark(row: Any, keys: Sequence[str]) -> str:
    """The place of a row, as the address carries it."""
    values = [_plain(value_of(row, key.lstrip("-"))) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _place(text: str, length: int) -> list[Any] | None:
    """The place that an address names; None when it names none that can be read."""
    if not text or len(text) > 600:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    simple = isinstance(values, list) and all(
        v is None or (isinstance(v, str | int) and not (isinstance(v, str) and "\x00" in v)) for v in values
    )
    in_range = simple and all(not isinstance(v, int) or abs(v) < 2**63 for v in values)
    return values if in_range and len(values) == length else None


def _turned(name: str, now: str) -> str:
    """The sort that a click on a head asks for: first up, then down."""
    return f"-{name}" if now == name else name


def address(request: HttpRequest, **changes: str | None) -> str:
    """This address with some parameters changed; a change of filter or sort begins at the first page again."""
    query: QueryDict = request.GET.copy()
    for name in _PLACE:
        query.pop(name, None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def numbered(name: str) -> Callable[[int], str]:
    """What gives the address of a row by its number: the route is looked up once for the whole list."""
    before, after = reverse(name, args=[0]).rsplit("0", 1)
    return lambda number: f"{before}{number}{after}"


def coded(name: str) -> Callable[[str], str]:
    """As `numbered`, for rows that stand under a code."""
    before, after = reverse(name, args=["0"]).rsplit("0", 1)
    return lambda code: f"{before}{quote(code, safe=PLAIN)}{after}"


PLAIN = "/~:@!$&'()*+,;="  # what an address holds as it is, as Django's `reverse` has it


def statuses_shown(statuses: type[Choices], shapes: Mapping[str, Shape]) -> dict[str, tuple[Shape, str]]:
    """Status → shape and word of its cell: translated once for the whole list."""
    return {str(one.value): (shapes[one.value], str(one.label)) for one in statuses}


def by_status(rows: QuerySet[Any], statuses: type[Choices]) -> list[tuple[str, Text, int | None]]:
    """Each status with how many rows have it, for `chips`; None where they are more than lists count.

    Each count stops at the limit of lists, so that a province's rows cost no more than a county's.  Queries: 1.
    """
    # The statement is built once, for a status that no row has, and asked for each status in its stead.
    nobody = "-"
    sql, params = rows.filter(status=nobody).order_by().values("pk")[: COUNT_MAX + 1].query.sql_with_params()
    parts = [f"(SELECT count(*) FROM ({sql}) AS first)"] * len(statuses)
    values = [status.value if given == nobody else given for status in statuses for given in params]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    return [
        (str(status.value), status.label, n if n <= COUNT_MAX else None)
        for status, n in zip(statuses, found, strict=True)
    ]


def counted(
    statuses: Sequence[tuple[str, Text, int | None]], status: str, whole: Iterable[str] | None = None
) -> int:
    """How many rows a list shows by its status filter, as `by_status` counted; one past the limit when more.

    `whole`: the statuses that a list shows unfiltered, where these are not all.
    """
    among = {value for value, _label, _n in statuses}
    wanted = {status} if status in among else among if whole is None else set(whole)
    parts = [COUNT_MAX + 1 if n is None else n for value, _label, n in statuses if value in wanted]
    return min(sum(parts), COUNT_MAX + 1)


def chips(
    request: HttpRequest, name: str, options: Iterable[tuple[str, Text, int | None]], *, every: Text = ""
) -> list[Chip]:
    """Filters of one parameter: value, label, count; the first shows all."""
    now = request.GET.get(name, "")
    bare = address(request, **{name: None})  # worked out once: a province has three hundred townships
    joint = "&" if "?" in bare else "?"
    return [
        Chip(every or gettext("全部"), bare, on=not now),
        *(
            Chip(label, f"{bare}{joint}{urlencode({name: value})}", on=now == value, count=n)
            for value, label, n in options
        ),
    ]


def search_box(request: HttpRequest, label: Text, name: str = "q") -> Search:
    """The text box over a list; keeps the other parameters."""
    kept = [(n, v) for n in request.GET for v in request.GET.getlist(n) if n not in (name, *_PLACE)]
    return Search(label, request.GET.get(name, "").replace("\x00", "")[:100], name, tuple(kept))


def export_links(request: HttpRequest, kinds: Sequence[str] = ("xlsx",)) -> list[Action]:
    """Links that give this very list as a file: same filter, sort, columns and unit."""
    names = {"xlsx": gettext("导出到 Excel"), "csv": gettext("导出 CSV")}
    return [Action(names[kind], address(request, format=kind)) for kind in kinds]
