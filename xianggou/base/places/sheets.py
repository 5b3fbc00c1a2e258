"""Columns of the places' workbook: townships, and villages with their population by age and need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xianggou.base.sheets import numbers, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.known import Town, Village
from xianggou.base.sheets.references import hang_on
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.towns import TOWN_CODE, place_town, town_column

if TYPE_CHECKING:
    from xianggou.base.sheets.known import Known

AGES = ("age_0_6", "age_7_17", "age_18_59", "age_60_79", "age_80_up")


def _count(name: str, title: str, *synonyms: str, required: bool = False) -> Column:
    return Column(name, title, numbers.count(), synonyms, required=required, needed=required, summed=True)


def ages_make_the_population(tabled: Tabled, ctx: Context) -> None:
    """The five age groups add up to the registered population."""
    if not {*AGES, "population"} <= set(tabled.layout.where):
        return
    shares = _usual_shares(tabled)
    existing = ctx.known.existing.get("places", {})
    for row in tabled.live():
        groups = [row[a] for a in AGES]
        total = row["population"]
        if total is None or None in groups or sum(groups) == total:
            continue
        column = _changed_one(row, existing) or _oddest(row, total, sum(groups) - total, shares)
        tabled.problem(row, column, "age_sum", sum=sum(groups), total=total)


def _changed_one(row: RowRead, existing: object) -> str:
    """The one group that differs from what is registered, if it is just one."""
    held = existing.get((row["town"], row["village"])) if hasattr(existing, "get") else None
    if not held:
        return ""
    changed = [a for a in (*AGES, "population") if held.get(a) is not None and held[a] != row[a]]
    return changed[0] if len(changed) == 1 else ""


def _usual_shares(tabled: Tabled) -> dict[str, float]:
    """Each age group's share in the population of all villages that add up."""
    sums = dict.fromkeys(AGES, 0)
    for row in tabled.live():
        groups = [row[a] for a in AGES]
        if None not in groups and sum(groups) == row["population"]:
            for age, number in zip(AGES, groups, strict=True):
                sums[age] += number
    total = sum(sums.values()) or 1
    return {age: number / total for age, number in sums.items()}


def _oddest(row: RowRead, total: int, excess: int, shares: dict[str, float]) -> str:
    """The group that comes nearest to its usual share once the excess is taken from it."""

    def gain(age: str) -> float:
        usual = shares[age] * total
        spread = max(usual, 1) ** 0.5
        return (abs(row[age] - usual) - abs(row[age] - excess - usual)) / spread

    return max(AGES, key=gain)


def in_its_town(tabled: Tabled, ctx: Context) -> None:
    """A village known in one other township only cannot stand under this one."""
    known = ctx.known
    for row in tabled.live():
        town, village = row["town"], row["village"]
        if not town or not village or village in known.villages_of.get(town, {village: None}):
            continue
        others = known.towns_of_village.get(village, [])
        if len(others) == 1:
            tabled.problem(row, "village", "village_not_in_town", town=town, other=others[0])


def place_village(row: RowRead, tabled: Tabled, ctx: Context) -> None:
    """Complete township and village codes from what is registered."""
    place_town(row, tabled, ctx)
    if row["code"] is None and row["town"] and row["village"]:
        held = ctx.known.villages_of.get(row["town"], {}).get(row["village"])
        row.values["code"] = held.code if held else None


def towns_are_known(rows: list[RowRead], known: Known) -> Known:
    """The townships of this file are what its villages refer to."""
    found = {r["code"]: Town(r["code"], r["name"]) for r in rows if r["code"] and r["name"]}
    return known.plus(towns=(*(t for t in known.towns if t.code not in found), *found.values()))


def villages_are_known(rows: list[RowRead], known: Known) -> Known:
    """The villages of this file, with those registered before."""
    found = {(r["town"], r["village"]): r for r in rows if r["town"] and r["village"]}
    kept = [v for v in known.villages if (v.town, v.name) not in found]
    new = [Village(r["code"] or "", r["town_code"] or "", t, v) for (t, v), r in found.items()]
    return known.plus(villages=(*kept, *new))


def villages_as_counted(tabled: Tabled, ctx: Context) -> None:
    """Where a file has both sheets, a township's number of villages is that of the list."""
    towns = ctx.tables.get("towns", [])
    if tabled.table.name != "villages" or not towns:
        return
    listed: dict[str, int] = {}
    for row in ctx.rows("villages"):
        if row["town"]:
            listed[row["town"]] = listed.get(row["town"], 0) + 1
    for sheet in towns:
        for row in sheet.live():
            found = listed.get(row["name"] or "")
            if row["villages"] is not None and found is not None and row["villages"] != found:
                sheet.problem(row, "villages", "count_mismatch", read_as=str(found))


TOWNS = Table(
    name="towns",
    title="乡镇",
    columns=(
        Column("code", "乡镇编码", readers.code(), ("镇街编码", "行政区划代码"), required=True, needed=True),
        Column(
            "name",
            "乡镇(街道)",
            readers.name(),
            ("乡镇", "镇街", "镇(街道)", "乡镇名称"),
            required=True,
            needed=True,
        ),
        Column("type", "类型", readers.name(), ("乡镇类型", "建制类型")),
        Column("villages", "村(社区)数", numbers.count(), ("村社数", "村(居)数", "行政村数"), needed=True),
        Column("population", "户籍人口(人)", numbers.count(), ("总人口", "人口", "人口数"), summed=True),
    ),
    key=("code",),
    provides=towns_are_known,
)

VILLAGES = Table(
    name="villages",
    title="村(社区)",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("code", "村(社区)编码", readers.code(), ("村编码", "村社编码", "村(居)编码", "行政区划代码")),
        TOWN_CODE,
        town_column("乡镇(街道)", "乡镇", "镇街", "镇(街道)", "所属乡镇", "所在乡镇"),
        Column(
            "village",
            "村(社区)",
            readers.name(),
            ("村(居)名", "村名", "村社", "村社名称", "村(居)", "村(社区)名称"),
            required=True,
            needed=True,
        ),
        _count("population", "户籍人口(人)", "总人口", "人口", "人口数", "人口总数", required=True),
        _count("households", "户数", "总户数", "户籍户数"),
        _count("groups", "村(居)民小组数", "小组数", "村民小组数", "组数"),
        _count("age_0_6", "0-6岁", "0—6岁", "0~6岁", "6岁以下"),
        _count("age_7_17", "7-17岁", "7—17岁", "7~17岁"),
        _count("age_18_59", "18-59岁", "18—59岁", "18~59岁"),
        _count("age_60_79", "60-79岁", "60—79岁", "60~79岁"),
        _count("age_80_up", "80岁以上", "80岁及以上", "80岁以上老人"),
        _count("left_behind", "留守儿童", "留守儿童数"),
        _count("disabled", "持证残疾人", "残疾人", "持证残疾人数"),
        _count("allowance", "低保人口", "低保人数", "低保对象"),
        _count("old_alone", "高龄独居老人", "独居老人", "高龄独居"),
    ),
    key=("town", "village"),
    one_of=(("town", "town_code"),),
    rules=(ages_make_the_population, in_its_town, villages_as_counted),
    provides=villages_are_known,
    finish=place_village,
)

HINGES = {"villages": (("towns", ("name",), ("town",)),)}

KINDS = (
    Kind("places", "乡镇村社", (TOWNS, VILLAGES), across=(hang_on(HINGES),), pack=("towns", "villages")),
)
