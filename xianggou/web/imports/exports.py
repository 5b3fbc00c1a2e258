"""Lists that leave the house: the same rows, filters and rights as the pages, streamed as workbook, CSV or JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.ledger import queries as ledger
from xianggou.base.ledger.models import Line
from xianggou.base.people import queries as people
from xianggou.base.places import queries as places
from xianggou.base.sheets.export import Field, Format, exported
from xianggou.base.sheets.kinds import SERIAL
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Actor
from xianggou.core.findings import BadInput, Problem
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.contracts.models import Contract
from xianggou.stages.plans import queries as plans
from xianggou.web.imports import rights, stored

Filters = Mapping[str, str]
Values = Iterator[Sequence[Any]]
LINES = 1000
PENCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the actor sees a list: the place as a whole, or these townships of it."""

    place_code: str
    towns: frozenset[str] | None

    def has(self, town_code: str) -> bool:
        """Whether a township's rows are shown."""
        return self.towns is None or town_code in self.towns


@dataclass(frozen=True, slots=True)
class List:
    """A list that can leave: the reading action it asks, its columns, its rows, the filters it knows."""

    title: str
    asks: str
    fields: Callable[[], Sequence[Field]]
    rows: Callable[[Actor, Seen, Filters], Iterable[Sequence[Any]]]
    filters: tuple[str, ...] = ()
    # the books are read by programs too: in CSV and JSON their columns bear English names, amounts are 元
    is_books: bool = False


def _columns(kind: str, table: str) -> list[Field]:
    """The columns of the workbook by which the list came in."""
    declared = rights.kinds()[kind].table(table)
    return [Field(c.name, c.title) for c in declared.columns if c.name != SERIAL]


def _of_table(
    title: str, asks: str, kind: str, table: str, filters: tuple[str, ...] = (), extra: tuple[Field, ...] = ()
) -> List:
    """A list with the very columns of its workbook."""

    def fields() -> Sequence[Field]:
        return [*_columns(kind, table), *extra]

    def rows(actor: Actor, seen: Seen, given: Filters) -> Values:
        names = [f.name for f in fields()]
        for row in _source(kind, table, actor, seen, given):
            if "town_code" in row and not seen.has(str(row["town_code"] or "")):
                continue
            if all(_matches(row, name, value) for name, value in given.items() if name != "year"):
                yield [row.get(name) for name in names]

    return List(title, asks, fields, rows, filters)


def _source(kind: str, table: str, actor: Actor, seen: Seen, given: Filters) -> Iterable[dict[str, Any]]:
    year = _year(given)
    if table == "plan":
        version = catalogue.in_force(seen.place_code)
        called = {i.code: i.name for i in catalogue.items_of(version)} if version is not None else {}
        rows = plans.seen_by(actor).filter(place_code=seen.place_code)
        rows = rows.filter(year=year) if year else rows
        order = rows.order_by("year", "town_code", "code")
        return stored.plan_rows(order, places.town_names(seen.place_code), called)
    source = stored.TABLES[kind][table]
    return source(seen.place_code, year) if table in stored.YEARLY else source(seen.place_code)


def _matches(row: Mapping[str, Any], name: str, value: str) -> bool:
    if name == "town":
        return value in (row.get("town_code"), row.get("town"))
    held = row.get(name)
    if isinstance(held, bool):
        return value == ("是" if held else "否")
    return value in [str(v) for v in (held if isinstance(held, (list, tuple)) else [held])]


def _year(given: Filters) -> int | None:
    text = given.get("year", "")
    if not text:
        return None
    if not text.isdigit() or len(text) != 4:
        raise BadInput(
            [Problem("year", f"年度“{text}”不是四位数字", then="写成 2023 这样的年度", column="year")]
        )
    return int(text)


def _day(given: Filters) -> date:
    text = given.get("on", "")
    try:
        return date.fromisoformat(text) if text else trails.today()
    except ValueError:
        raise BadInput(
            [Problem("date", f"日期“{text}”读不出", then="写成 2023-12-31 这样的日期", column="on")]
        ) from None


HOLDERS = (
    ("seat", "岗位编号"), ("title", "岗位名称"), ("role", "角色代码"), ("function", "承担职责"), ("body", "机构名称"),
    ("town", "乡镇编码"), ("person", "人员编号"), ("name", "姓名"), ("since", "起始日期"), ("until", "截止日期"),
)  # fmt: skip


def _holders(_actor: Actor, seen: Seen, given: Filters) -> Values:
    """The matrix of people by seat on a day."""
    for row in people.holders_on(_day(given), seen.place_code):
        until = row["until"]
        row["until"] = date.fromordinal(until.toordinal() - 1) if until else None
        if seen.has(row["town"]) and all(_matches(row, n, v) for n, v in given.items() if n != "on"):
            yield [row[name] for name, _ in HOLDERS]


LEDGER = (
    ("line", "预算线"), ("year", "年度"), ("town_code", "乡镇编码"), ("town", "乡镇"), ("fund", "资金来源"),
    ("item", "计划编号"), ("purpose", "用途"), ("approved_fen", "批复"), ("transferred_fen", "调剂"),
    ("held_fen", "预留"), ("committed_fen", "已签约"), ("payable_fen", "应付"), ("paid_fen", "已付"),
    ("given_back_fen", "交回"), ("carried_over_fen", "结转"), ("available_fen", "可用"),
)  # fmt: skip
# What reached a line from another one, less what left it, by kind of move: no bucket, so it is summed from the books.
CROSSED = """
SELECT a.line_id, v.kind, sum(CASE WHEN a.id = t.to_account_id THEN t.amount_fen ELSE -t.amount_fen END)
FROM ledger_transfer t JOIN ledger_voucher v ON v.id = t.voucher_id
JOIN ledger_account a ON a.id IN (t.from_account_id, t.to_account_id)
WHERE v.kind IN ('transfer', 'carry') AND a.line_id = ANY(%s) GROUP BY a.line_id, v.kind
"""


def _ledger(_actor: Actor, seen: Seen, given: Filters) -> Values:
    """Every budget line with its standing.  Queries: 2 for each 1000 lines."""
    names = places.town_names(seen.place_code)
    rows = Line.objects.filter(place_code=seen.place_code)
    if seen.towns is not None:
        rows = rows.filter(town_code__in=seen.towns)
    if year := _year(given):
        rows = rows.filter(year=year)
    if town := given.get("town"):
        rows = rows.filter(Q(town_code=town) | Q(town_code__in=[c for c, n in names.items() if n == town]))
    batch: list[Line] = []
    for line in rows.order_by("year", "town_code", "item_code", "fund_code", "id").iterator(LINES):
        batch.append(line)
        if len(batch) == LINES:
            yield from _standing(batch, names)
            batch = []
    yield from _standing(batch, names)


def _standing(lines: list[Line], names: Mapping[str, str]) -> Values:
    ids = [line.pk for line in lines]
    found = ledger.standings_by_line(ids)
    with connection.cursor() as cursor:
        cursor.execute(CROSSED, [ids])
        crossed = {(line, kind): int(fen) for line, kind, fen in cursor.fetchall()}
    for line in lines:
        s = found.get(line.pk, ledger.Standing())
        yield [
            f"{line.item_code}/{line.fund_code}", line.year, line.town_code, names.get(line.town_code, ""),
            line.fund_code, line.item_code, line.purpose, s.approved, crossed.get((line.pk, "transfer"), 0), s.held,
            s.committed, s.payable, s.paid, s.returned, crossed.get((line.pk, "carry"), 0), s.available,
        ]  # fmt: skip


def _contracts_paid(_actor: Actor, seen: Seen, _given: Filters) -> Values:
    """What each contract was paid, from the books.  Queries: 1."""
    where = "c.place_code = %s"
    values: list[Any] = [seen.place_code]
    if seen.towns is not None:
        where, values = where + " AND c.town_code = ANY(%s)", [*values, sorted(seen.towns)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.number, coalesce(sum(a.balance_fen), 0)::bigint FROM {Contract._meta.db_table} c
                LEFT JOIN ledger_account a ON a.dossier_id = c.dossier_id AND a.bucket = 'paid'
                WHERE c.status IN ('signed', 'closed') AND {where} GROUP BY c.id, c.number ORDER BY c.number""",
            values,
        )
        yield from cursor.fetchall()


LISTS: dict[str, List] = {
    "duties": _of_table("责任清单", "duties.see", "duties", "duties", ("field", "office", "may_buy")),
    "catalogue": _of_table("指导性目录", "catalogue.see", "catalogue", "items", ("class_code", "office")),
    "standards": _of_table("执行标准", "standards.see", "standards", "indicators", ("item", "group")),
    "funds": _of_table("专项资金", "funds.see", "funds", "funds", ("year", "fund")),
    "shares": _of_table("专项资金分配", "funds.see", "funds", "shares", ("year", "fund", "town")),
    "budget": _of_table("乡镇预算", "budget.see", "budget", "budgets", ("year", "town")),
    "plan": _of_table(
        "购买计划", "plans.see", "plan", "plan", ("year", "town", "item", "status"), (Field("status", "状态"),)
    ),
    "posts": _of_table("人员名册", "duties.see_posts", "posts", "staff", ("town", "outcome", "post")),
    "places": _of_table("村社", "places.see", "places", "villages", ("town",)),
    "towns": _of_table("乡镇", "places.see", "places", "towns"),
    "people": List(
        "岗位和人员", "access.see_matrix", lambda: [Field(n, t) for n, t in HOLDERS], _holders,
        ("on", "role", "function", "town"),
    ),
    "ledger": List(
        "预算账", "budget.see", lambda: [Field(n, t) for n, t in LEDGER], _ledger, ("year", "town"), is_books=True
    ),
    "contracts-paid": List(
        "合同已付", "budget.see", lambda: [Field("contract_id", "合同编号"), Field("paid_fen", "已付")], _contracts_paid,
        is_books=True,
    ),
}  # fmt: skip
# Lists that say nothing of a township's money are open to everybody seated in the place, as their pages are.
OF_THE_PLACE = {"duties.see", "catalogue.see", "standards.see", "places.see", "access.see_matrix"}


def seen_by(actor: Actor, asks: str, place_code: str) -> Seen:
    """How far an actor sees a list of a place.  Raises: NotGranted."""
    if actor.kind == "system":
        return Seen(place_code, None)
    if not roles.may_anywhere(actor, "lists.export"):
        raise NotGranted("lists.export")
    if asks in OF_THE_PLACE:
        if not any(s.place_code == place_code for s in actor.seats) or not roles.may_anywhere(actor, asks):
            raise NotGranted(asks)
        return Seen(place_code, None)
    whole, towns = roles.towns_seen(actor, asks)
    if place_code in whole:
        return Seen(place_code, None)
    if not towns or not any(s.place_code == place_code for s in actor.seats):
        raise NotGranted(asks)
    return Seen(place_code, frozenset(towns))


def export(name: str, form: Format, actor: Actor, place_code: str, filters: Filters) -> Iterator[bytes]:
    """A list as a file, piece by piece.  Raises: KeyError (no such list), NotGranted, BadInput (unknown filter)."""
    wanted = LISTS[name]
    seen = seen_by(actor, wanted.asks, place_code)
    unknown = sorted(set(filters) - set(wanted.filters))
    if unknown:
        known = "、".join(wanted.filters) or "无"
        raise BadInput(
            [Problem("filter", f"这份清单没有筛选项“{n}”", then=f"可用：{known}", column=n) for n in unknown]
        )
    _year(filters)
    _day(filters)
    fields, rows = wanted.fields(), wanted.rows(actor, seen, filters)
    if wanted.is_books and form != "xlsx":
        return exported(*_for_programs(fields, rows), form, wanted.title)
    return exported(fields, rows, form, wanted.title)


def _for_programs(fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> tuple[list[Field], Values]:
    """Columns by their English names, amounts as 元 with two places."""
    bare = [Field(f.name.removesuffix("_fen"), f.name.removesuffix("_fen")) for f in fields]
    money = [f.is_money for f in fields]

    def converted() -> Values:
        for row in rows:
            yield [Decimal(v).scaleb(-2).quantize(PENCE) if m else v for v, m in zip(row, money, strict=True)]

    return bare, converted()
