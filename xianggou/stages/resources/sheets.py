"""Columns of the quarterly list of resources (部门资源申报表、资源清单): one department's, or all of them in one workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xianggou.base.sheets import dates, numbers, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.readers import Found, One, Reader
from xianggou.base.sheets.references import in_catalogue, in_order, of_an_office
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.core.offering import quarter_of, span_of
from xianggou.stages.resources.likeness import LEAST_ALIKE, likeness

if TYPE_CHECKING:
    from xianggou.base.sheets.workbook import Value

WHOLE = "*"  # the place itself, whatever its code
WHOLE_WORDS = ("全区", "全县", "全市", "全域")
MONEY = {
    "已有预算": "own",
    "部门已列预算": "own",
    "免费": "free",
    "无偿": "free",
    "部分收费": "charged",
    "指定专项资金": "fund",
}
NEW_MONEY = "none"
_NEW = re.compile("新增.*(财政|资金|经费|预算|支出)|未落实")
_BREAKS = re.compile("[、，,;；/]+")


def _known_name(raw: Value, read: One) -> tuple[Any, str | None]:
    """What a name cell gives, and the word in it."""
    found = read(raw)
    return found, found.value if type(found) is Found else found


def served() -> Reader:
    """Whom it serves, in words that the place's pack knows; unchecked where nothing is known."""

    def bind(ctx: Context, unit: str) -> One:
        read, policy = readers.name(120)(ctx, unit), ctx.known.offering

        def one(raw: Value) -> Any:
            found, words = _known_name(raw, read)
            if words is None or policy is None:
                return found
            strange = policy.served(words).strange
            choices = "、".join((*policy.everyone, *policy.serves))
            return Found("unknown_choice", details={"choices": choices}) if strange else found

        return one

    return bind


def unit_of_measure() -> Reader:
    """A unit of the pack's list."""

    def bind(ctx: Context, unit: str) -> One:
        read, policy = readers.name(10)(ctx, unit), ctx.known.offering

        def one(raw: Value) -> Any:
            found, word = _known_name(raw, read)
            if word is None or policy is None or word in policy.units:
                return found
            return Found("unknown_choice", details={"choices": "、".join(policy.units)})

        return one

    return bind


def areas() -> Reader:
    """The whole place, or townships and villages by name, as codes; unchecked where nothing is known."""

    def bind(ctx: Context, unit: str) -> One:
        read = readers.name(1000)(ctx, unit)

        def one(raw: Value) -> Any:
            found, words = _known_name(raw, read)
            if words is None:
                return found
            codes = tuple(_area(part.strip(), ctx) for part in _BREAKS.split(words) if part.strip())
            if None in codes:
                return Found("unknown_town")
            return Found(found.code, codes, words) if type(found) is Found else codes

        return one

    return bind


def _area(name: str, ctx: Context) -> str | None:
    """The code of an area, None for a name that means no place here."""
    known = ctx.known
    if name in WHOLE_WORDS or name == known.place or not known.towns:
        return WHOLE
    town, _is_full = known.town(name)
    if town is not None:
        return town.code
    held = known.towns_of_village.get(name, [])
    return known.villages_of[held[0]][name].code if len(held) == 1 else None


def money_state() -> Reader:
    """How it is paid for; what needs new money is read as that, and refused by its own finding."""

    def bind(ctx: Context, unit: str) -> One:
        read = readers.name(60)(ctx, unit)

        def one(raw: Value) -> Any:
            found, word = _known_name(raw, read)
            if word is None:
                return found
            if _NEW.search(word):
                return NEW_MONEY
            if word not in MONEY:
                return Found("unknown_choice", details={"choices": "、".join(MONEY)})
            return Found(found.code, MONEY[word], word) if type(found) is Found else MONEY[word]

        return one

    return bind


def need_class() -> Reader:
    """A class of the needs, by its name or a word that stands for one."""

    def bind(ctx: Context, unit: str) -> One:
        read, policy = readers.name(40)(ctx, unit), ctx.known.collecting

        def one(raw: Value) -> Any:
            found, word = _known_name(raw, read)
            if word is None or policy is None or policy.class_of(word) == word:
                return found
            full = policy.class_of(word)
            if full:
                return Found("class_alias", full, full)
            return Found("unknown_choice", details={"choices": "、".join(c.name for c in policy.classes)})

        return one

    return bind


def no_new_money(tabled: Tabled, ctx: Context) -> None:
    """What needs new money of the budget cannot enter (C2.3)."""
    for row in tabled.live():
        if row["money"] == NEW_MONEY:
            tabled.problem(row, "money", "needs_new_money", cites=ctx.known.cites.get("needs_new_money", ""))


def documented(tabled: Tabled, ctx: Context) -> None:
    """What a budget pays for names the budget's document."""
    for row in tabled.live():
        if row["money"] == "own" and not row["budget_ref"]:
            tabled.problem(row, "budget_ref", "missing_required")


def in_its_quarter(tabled: Tabled, ctx: Context) -> None:
    """A line ends in the quarter in which it begins."""
    for row in tabled.live():
        if row["from_on"] is None or row["to_on"] is None or row["to_on"] < row["from_on"]:
            continue
        year, quarter = quarter_of(row["from_on"])
        if row["to_on"] > span_of(year, quarter)[1]:
            tabled.problem(row, "to_on", "outside_period", year=year, quarter=quarter)


def offered_twice(tabled: Tabled, ctx: Context) -> None:
    """Two departments offer what looks like the same: both are kept and shown together."""
    seen: dict[tuple[Any, Any], list[RowRead]] = {}
    for row in tabled.live():
        if row.status == "refuse" or not row["title"] or not row["department"]:
            continue
        alike = seen.setdefault((row["item"], row["unit"]), [])
        for other in alike:
            if (
                other["department"] != row["department"]
                and likeness(other["title"], row["title"]) >= LEAST_ALIKE
            ):
                tabled.problem(
                    row,
                    "title",
                    "double_offer",
                    other=other.row,
                    title=other["title"],
                    by=other["department"],
                )
                break
        alike.append(row)


OFFERS = Table(
    name="resources",
    title="资源清单",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("code", "资源编号", readers.code(), ("编号",), same=False),
        Column(
            "department",
            "提供部门",
            readers.name(),
            ("责任单位", "提供单位", "部门"),
            required=True,
            needed=True,
        ),
        Column("title", "资源名称", readers.name(60), ("项目名称", "名称"), required=True, needed=True),
        Column("content", "服务内容", readers.text(500)),
        Column("class_name", "需求类别", need_class()),
        Column("item", "目录编码", readers.code(width=4), ("目录代码",)),
        Column("item_class", "服务类别", readers.name()),
        Column("groups_text", "服务对象", served(), ("服务人群", "对象"), required=True, needed=True),
        Column("areas", "覆盖区域", areas(), ("服务区域", "区域"), required=True, needed=True),
        Column("capacity", "服务能力", numbers.count(), ("可提供数量", "能力"), required=True, needed=True),
        Column("unit", "能力单位", unit_of_measure(), ("计量单位",), required=True, needed=True),
        Column("batch_min", "起办数", numbers.count()),
        Column("from_on", "服务开始", dates.day(), ("开始日期", "服务开始日期"), required=True, needed=True),
        Column("to_on", "服务结束", dates.day(), ("结束日期", "服务结束日期"), required=True, needed=True),
        Column("standard", "服务标准", readers.text(300)),
        Column("money", "经费状态", money_state(), ("经费来源",), required=True, needed=True),
        Column("budget_ref", "预算文号", readers.name(80), ("预算批复文号",)),
        Column("fund_code", "资金编码", readers.code()),
        Column("unit_cost_fen", "单位成本(元)", numbers.money()),
        Column("office", "联系科室", readers.name(60)),
    ),
    key=("department", "title"),
    rules=(
        of_an_office("department", "department_code"),
        in_catalogue("item"),
        in_order("from_on", "to_on", "to_on"),
        in_its_quarter,
        no_new_money,
        documented,
        offered_twice,
    ),
)

KINDS = (Kind("resources", "资源清单", (OFFERS,)),)
