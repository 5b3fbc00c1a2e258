"""A whole plan at once: rows compared with the items that stand, new items born in bulk with their dossiers.

Used by `plans.actions.load` alone, inside its transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext

from xianggou.base.documents import series
from xianggou.base.places.models import Place
from xianggou.base.trail import loads
from xianggou.base.trail.loads import Row
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.money import yuan
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.standards import queries as standards

FACTS = (
    "catalogue_code", "duty_code", "name", "quantity", "unit", "budget_fen", "carried_out", "method", "starts_on",
    "ends_on", "office", "target", "posts_cut",
)  # fmt: skip
# Free text (names of people may stand in it) is told in the trail by the column's name only.
TOLD = {"budget_fen", "quantity", "catalogue_code", "duty_code", "method"}
OPEN = (PlanItem.Status.DRAFT, PlanItem.Status.RETURNED)
PENCE = Decimal("0.01")


@dataclass(slots=True)
class Sorted:
    """Rows of a plan by what becomes of them."""

    new: list[Row] = field(default_factory=list)
    changed: list[tuple[PlanItem, Row, dict[str, tuple[Any, Any]]]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def tidied(row: Row) -> dict[str, Any]:
    """A row as the table holds it: the quantity to two places, sources without zeros."""
    quantity = Decimal(row["quantity"]).quantize(PENCE, ROUND_HALF_UP)
    return {**row, "quantity": quantity, "sources": {c: f for c, f in row["sources"].items() if f}}


def checked(rows: Iterable[Row], town_code: str) -> list[Problem]:
    """What keeps a row from being an item at all."""
    found = []
    for row in rows:
        found += loads.unfit(PlanItem, {n: row[n] for n in (*FACTS, "code", loads.AT) if n in row})
        total, parts = row["budget_fen"], sum(row["sources"].values())
        if parts != total or any(fen < 0 for fen in row["sources"].values()):
            what = gettext("资金来源合计 %(parts)s 元，与预算金额 %(total)s 元不一致") % {
                "parts": yuan(parts),
                "total": yuan(total),
            }
            found.append(
                loads.problem(row, "split_parts", what, gettext("调整各来源金额，使合计等于预算金额"))
            )
        elif total <= 0:
            found.append(
                loads.problem(row, "negative_amount", gettext("预算金额应大于 0"), gettext("更正预算金额"))
            )
        if town_code and row["town_code"] != town_code:
            then = gettext("只导入本乡镇的行，或请县财政部门导入")
            found.append(loads.problem(row, "other_town", gettext("这一行不是本乡镇的"), then))
    return found


def sorted_out(place: Place, rows: Sequence[Row]) -> Sorted:
    """Compare rows with the items that stand, by number, else by township, year, catalogue item and name.

    Queries: 3.
    """
    towns = {row["town_code"] for row in rows}
    years = {row["year"] for row in rows}
    standing = list(
        PlanItem.objects.select_for_update(of=("self",))
        .filter(place_code=place.code, town_code__in=towns, year__in=years)
        .order_by("id")
    )
    codes = {item.code: item for item in standing}
    taken = {row["code"] for row in rows if row.get("code") in codes}
    natural = {
        (item.town_code, item.year, item.catalogue_code, item.name): item
        for item in standing
        if item.code not in taken and item.status != PlanItem.Status.WITHDRAWN
    }
    elsewhere = set(
        PlanItem.objects.filter(code__in=[r["code"] for r in rows if r.get("code")])
        .exclude(pk__in=[item.pk for item in standing])
        .values_list("code", flat=True)
    )
    money: dict[int, dict[str, int]] = {}
    for item_id, code, fen in Funding.objects.filter(item__in=standing).values_list(
        "item_id", "fund_code", "amount_fen"
    ):
        money.setdefault(item_id, {})[code] = int(fen)
    out = Sorted()
    for row in rows:
        if row.get("code") in elsewhere:
            what = gettext("计划编号 %(code)s 已用于其他乡镇或年度") % {"code": row["code"]}
            out.problems.append(
                loads.problem(row, "doubled_key", what, gettext("换一个编号，或留空由系统编号"))
            )
            continue
        key = (row["town_code"], row["year"], row["catalogue_code"], row["name"])
        item = codes.get(row.get("code") or "") or natural.get(key)
        _sort(out, item, row, money)
    return out


def _sort(out: Sorted, item: PlanItem | None, row: Row, money: Mapping[int, dict[str, int]]) -> None:
    if item is None:
        out.new.append(row)
        return
    told = loads.differences(item, {n: row[n] for n in FACTS if n in row})
    if money.get(item.pk, {}) != row["sources"]:
        told["sources"] = (money.get(item.pk, {}), row["sources"])
    if not told:
        out.unchanged += 1
    elif item.status in OPEN:
        out.changed.append((item, row, told))
    else:
        what = gettext("计划 %(code)s 已经是“%(status)s”，表中这一行与它不同") % {
            "code": item.code,
            "status": item.get_status_display(),
        }
        then = gettext("按已送审的内容改这一行，或先请财政部门退回该项计划")
        out.problems.append(loads.problem(row, "plans.load.settled", what, then))


def born(place: Place, rows: Sequence[Row], verb: str, *, by: Acting) -> list[PlanItem]:
    """New items with their dossiers, sources and the entries of their births.

    Raises: BadInput when the place has no catalogue.  Queries: about 6 for each 400 rows.
    """
    if not rows:
        return []
    version = catalogue.in_force(place.code)
    if version is None:
        raise BadInput(
            [
                Problem(
                    code="plans.load.no_catalogue",
                    what=gettext("本地还没有印发指导性目录"),
                    then=gettext("先导入目录"),
                )
            ]
        )
    rows = _numbered(rows)
    wanted = {row["catalogue_code"] for row in rows}
    standard = {code: standards.in_force(place.code, code) for code in wanted}
    dossiers = Subject.objects.bulk_create(
        (
            Subject(
                kind=Subject.Kind.DOSSIER,
                code=row["code"],
                title=row["name"],
                place_code=place.code,
                town_code=row["town_code"],
            )
            for row in rows
        ),
        batch_size=loads.BATCH,
    )
    items = [
        PlanItem(
            place_code=place.code,
            town_code=row["town_code"],
            year=row["year"],
            dossier=dossier,
            code=row["code"],
            catalogue_version=version,
            standard=standard[row["catalogue_code"]],
            **{n: row[n] for n in FACTS if n in row},
        )
        for row, dossier in zip(rows, dossiers, strict=True)
    ]
    loads.born_many(items, verb, by=by)
    _fund(zip(items, rows, strict=True))
    return items


def _fund(pairs: Iterable[tuple[PlanItem, Row]]) -> None:
    Funding.objects.bulk_create(
        (
            Funding(item=item, fund_code=code, amount_fen=fen)
            for item, row in pairs
            for code, fen in row["sources"].items()
        ),
        batch_size=loads.BATCH,
    )


def next_code(town_code: str, year: int) -> str:
    """The township's next free number; those a workbook brought with it are passed over.  Locks: the series' row."""
    while True:
        code = series.take(town_code, "购买计划", year, pattern="{place}-{year}-{serial4}").text
        if not PlanItem.objects.filter(code=code).exists():
            return code


def _numbered(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows with their numbers; a row without one gets the township's next that no other row has."""
    given = {row["code"] for row in rows if row.get("code")}
    out = []
    for row in rows:
        code = row.get("code")
        while not code or (not row.get("code") and code in given):
            code = next_code(row["town_code"], row["year"])
        out.append({**row, "code": code})
    return out


def changed(place: Place, item: PlanItem, row: Row, told: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Bring a draft or returned item up to date.  Gives: what the trail is told.  Queries: 1–4."""
    for name in told:
        if name != "sources":
            setattr(item, name, row[name])
    if "catalogue_code" in told:
        item.standard = standards.in_force(place.code, row["catalogue_code"])
    item.version += 1
    item.save()
    if "sources" in told:
        Funding.objects.filter(item=item).delete()
        _fund([(item, row)])
    return {name: [str(old), str(new)] if name in TOLD else [] for name, (old, new) in told.items()}
