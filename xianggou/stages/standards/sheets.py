"""Columns of an execution standard's workbook or Word file: indicators, qualifications, rules; and its running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xianggou.base.sheets import dates, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.numbers import exact, plain_decimal, quantity_text
from xianggou.base.sheets.readers import Found, One, Reader
from xianggou.base.sheets.references import in_catalogue
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.stages.standards.rules import group_of

if TYPE_CHECKING:
    from xianggou.base.sheets.known import Item, Known

POINT_BP = 100
FULL_POINTS = 100
PERCENT = re.compile(r"([≥≤><=]?\d+(?:\.\d+)?)[%％]")


def points() -> Reader:
    """A weight in points, as basis points of the hundred: 14 → 1400; at most two decimals."""

    def bind(ctx: Context, _unit: str) -> One:
        is_typed = ctx.typed

        def one(raw: Any) -> Any:
            read = exact(raw) if type(raw) in (float, int) else quantity_text(raw, is_typed)
            number = read.value if type(read) is Found else read
            if number is None:
                return read
            bp = Decimal(number) * POINT_BP
            if bp < 0:
                return Found("negative_amount")
            if bp != int(bp):
                return Found("not_whole")
            if type(read) is Found:
                return Found(read.code, int(bp), plain_decimal(Decimal(number)))
            return int(bp)

        return one

    return bind


def core(name: str) -> str:
    """A service's name without what stands in brackets: 村级财务管理(代理记账) → 村级财务管理."""
    return re.sub(r"[(（][^)）]*[)）]", "", name)


def item_named(text: str, known: Known) -> Item | None:
    """The one item of the catalogue whose name stands in a text; the longest where one name holds another."""
    fits = [i for i in known.items if i.name in text] or [i for i in known.items if core(i.name) in text]
    longest = max((len(i.name) for i in fits), default=0)
    best = [i for i in fits if len(i.name) == longest]
    return best[0] if len(best) == 1 else None


def place_item(row: RowRead, _tabled: Tabled, ctx: Context) -> None:
    """Whose standard a row belongs to: its code, else the service it names, else the one that title or text name."""
    if row["item"] is not None:
        return
    named = row["item_name"]
    if named is not None:
        found = next((i for i in ctx.known.items if i.name == named), None)
    else:
        found = next((i for text in ctx.texts if (i := item_named(text, ctx.known))), None)
    row.values["item"] = found.code if found is not None else None


def finish_indicator(row: RowRead, tabled: Tabled, ctx: Context) -> None:
    """Fill in the item, and the law's word for the group; a target's percent sign stands in the column of units."""
    place_item(row, tabled, ctx)
    row.values["group"] = group_of(row["group"] or "", ctx.known.standard_groups) or None
    target = PERCENT.fullmatch(row["target"] or "")
    if target and row["unit"] in ("%", "％", None):
        tabled.problem(row, "target", "percent_text", read_as=target.group(1))
        row.values["target"], row.values["unit"] = target.group(1), "%"


def of_an_item(tabled: Tabled, ctx: Context) -> None:
    """Each row must belong to an item; without column, the first row says that nothing names one."""
    if not ctx.known.items:
        return
    lost = [row for row in tabled.live() if row["item"] is None]
    if lost and "item_name" in tabled.layout.where:
        for row in lost:
            tabled.problem(row, "item_name", "unknown_service")
    elif lost:
        tabled.about_row(lost[0], "no_service")


def full_weight(tabled: Tabled, ctx: Context) -> None:
    """The weights of a standard are a hundred points. Where they are not, the row that differs from the registered
    standard by just what is missing is named, else the last one: which of them is wrong nobody can know. A standard
    of which rows are set aside is not whole: it goes in as a draft."""
    groups: dict[str, list[RowRead]] = {}
    for row in tabled.live():
        groups.setdefault(row["item"] or "", []).append(row)
    for row in tabled.rows:
        if row.status == "set_aside":
            groups.pop(row["item"] or "", None)
    registered = ctx.known.existing.get("standards", {})
    for code, rows in groups.items():
        weights = [row["weight"] for row in rows]
        if None in weights or sum(weights) == FULL_POINTS * POINT_BP:
            continue
        gap = FULL_POINTS * POINT_BP - sum(weights)
        wrong = next(
            (r for r in rows if _was(registered, code, r) == r["weight"] + gap),
            rows[-1],
        )
        total = plain_decimal(Decimal(sum(weights)) / POINT_BP)
        tabled.problem(wrong, "weight", "weight_sum", total=total, full=FULL_POINTS)


def _was(registered: Mapping[tuple[Any, ...], Mapping[str, Any]], code: str, row: RowRead) -> int | None:
    known = registered.get((code, row["name"]))
    return int(known["weight_bp"]) if known is not None else None


def _item_columns() -> tuple[Column, ...]:
    return (
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("item", "目录编码", readers.code(width=4), ("编码", "目录编号", "目录代码")),
        Column("item_name", "服务项目", readers.name(), ("项目", "项目名称", "服务名称", "二级目录")),
    )


INDICATORS = Table(
    name="indicators",
    title="执行标准",
    columns=(
        *_item_columns(),
        Column(
            "group",
            "指标类别",
            readers.name(20),
            ("一级指标", "类别", "指标分类"),
            required=True,
            needed=True,
        ),
        Column(
            "name",
            "三级指标",
            readers.name(120),
            ("指标", "指标名称", "考核指标"),
            required=True,
            needed=True,
        ),
        Column("target", "目标值", readers.name(60), ("指标值", "标准值"), required=True, needed=True),
        Column("unit", "计量单位", readers.name(20), ("单位",)),
        Column(
            "measure",
            "取数和核验方法",
            readers.name(200),
            ("取数方法", "核验方法", "数据来源"),
            required=True,
        ),
        Column("weight", "权重(分)", points(), ("分值", "权重", "标准分"), required=True, needed=True),
        Column("deduction", "扣分规则", readers.name(200), ("扣分标准", "评分规则"), required=True),
    ),
    key=("item", "group", "name"),
    rules=(of_an_item, in_catalogue("item"), full_weight),
    finish=finish_indicator,
)

QUALIFICATIONS = Table(
    name="qualifications",
    title="资格要求",
    columns=(
        *_item_columns(),
        Column(
            "of", "要求对象", readers.choice("承接主体", "从业人员"), ("对象",), required=True, needed=True
        ),
        Column("requirement", "资格要求", readers.name(200), ("资格条件",), required=True, needed=True),
        Column("proof", "证明材料", readers.name(100), ("证明", "佐证材料")),
        Column("is_dated", "是否核验有效期", readers.yes_no(), ("核验有效期",)),
        Column("checked_at", "核验环节", readers.name(60), ("核验时点",)),
    ),
    key=("item", "of", "requirement"),
    rules=(of_an_item, in_catalogue("item")),
    finish=place_item,
)

RULES = Table(
    name="followed",
    title="执行制度",
    columns=(
        *_item_columns(),
        Column(
            "name", "应遵守的制度", readers.name(200), ("执行制度", "制度名称"), required=True, needed=True
        ),
        Column("issuer", "制定机关", readers.name(60), ("发布机关", "制定单位")),
        Column("since", "施行日期", dates.day(), ("执行日期",)),
    ),
    key=("item", "name"),
    rules=(of_an_item, in_catalogue("item")),
    finish=place_item,
)

KINDS = (
    Kind(
        "standards",
        "执行标准",
        (INDICATORS, QUALIFICATIONS, RULES),
        pack=("standards", "standards-qualifications", "standards-rules"),
    ),
)


# Running text of a Word file -----------------------------------------------------------------

_NUMBERED = re.compile(r"^[一二三四五六七八九十]+、\s*")
_SCOPE = re.compile(r"^适用范围[:：]?\s*(.+?)[。.]?$")
_MUST = re.compile(r"(承接主体|从业人员)(?:须|应当|应|必须)?(?:具备|取得|持有)([^,，;；。]+)")
_FOLLOW = re.compile(r"(?:执行|遵守)(.*《[^》]+》.*?)[。.]?$")
_TITLE = re.compile(r"《[^》]+》")
_AND = re.compile(r"^[和及与、,，]+")


@dataclass(frozen=True, slots=True)
class Prose:
    """What the paragraphs around the table say: scope, qualifications, rules that the work follows."""

    scope: str = ""
    qualifications: tuple[dict[str, Any], ...] = ()
    rules: tuple[str, ...] = ()


def prose_of(paragraphs: Iterable[str]) -> Prose:
    """Read the running text of a standard; whoever brings it in looks the draft through."""
    scope, qualifications, rules = "", [], []
    for paragraph in paragraphs:
        line = _NUMBERED.sub("", paragraph.strip())
        if found := _SCOPE.match(line):
            scope = found.group(1)
        for who, what in _MUST.findall(line):
            qualifications.append({"of": who, "requirement": f"具备{what}", "proof": what})
        if found := _FOLLOW.search(line):
            said = found.group(1)
            rules += _TITLE.findall(said)
            rest = _AND.sub("", _TITLE.sub("", said))
            rules += [rest] if rest else []
    return Prose(scope, tuple(qualifications), tuple(rules))
