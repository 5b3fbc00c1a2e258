"""Columns of the raw list of voices (诉求台账, a sheet for each township) and of the numbered needs list (需求清单)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xianggou.base.places.sheets import in_its_town
from xianggou.base.sheets import dates, numbers, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.readers import Found, One, Reader
from xianggou.base.sheets.references import in_catalogue
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.towns import TOWN_CODE, place_town, town_column
from xianggou.core import personal

if TYPE_CHECKING:
    from xianggou.base.sheets.workbook import Value
    from xianggou.core.collecting import Collecting

MOST = 500


def of_the_pack(options: Callable[[Collecting], tuple[str, ...]]) -> Reader:
    """A word of one of the lists by which the place collects; unchecked where nothing is known."""

    def bind(ctx: Context, unit: str) -> One:
        read = readers.name()(ctx, unit)
        policy = ctx.known.collecting
        allowed = options(policy) if policy is not None else ()

        def one(raw: Value) -> Any:
            found = read(raw)
            word = found.value if type(found) is Found else found
            if word is None or not allowed or word in allowed:
                return found
            return Found("unknown_choice", details={"choices": "、".join(allowed)})

        return one

    return bind


def need_class() -> Reader:
    """A class of needs by its name, or by a word that stands for one."""

    def bind(ctx: Context, unit: str) -> One:
        read = readers.name()(ctx, unit)
        policy = ctx.known.collecting

        def one(raw: Value) -> Any:
            found = read(raw)
            word = found.value if type(found) is Found else found
            if word is None or policy is None:
                return found
            full = policy.class_of(word)
            if full == word:
                return found
            if full:
                return Found("class_alias", full, full)
            return Found("unknown_choice", details={"choices": "、".join(c.name for c in policy.classes)})

        return one

    return bind


def person_in_words(tabled: Tabled, ctx: Context) -> None:
    """Names and numbers of people inside the words: said, and taken out of what others see."""
    for row in tabled.live():
        text = row["text"]
        if text and personal.found_in(text):
            tabled.problem(row, "text", "pii_in_text", read_as=personal.without(text))


def known_village(tabled: Tabled, ctx: Context) -> None:
    """A village that nobody knows."""
    for row in tabled.live():
        town, village = row["town"], row["village"]
        held = ctx.known.villages_of.get(town or "")
        if held and village and village not in held and len(ctx.known.towns_of_village.get(village, [])) != 1:
            tabled.problem(row, "village", "unknown_village", town=town)


def place_voice(row: RowRead, tabled: Tabled, ctx: Context) -> None:
    """A raw list has no column for the township: the sheet bears its name."""
    if "town" not in tabled.layout.where:
        fit, _is_full = ctx.known.town(tabled.sheet.name)
        row.values["town"] = fit.name if fit is not None else None
    place_need(row, tabled, ctx)


def place_need(row: RowRead, tabled: Tabled, ctx: Context) -> None:
    """Complete township and village codes."""
    place_town(row, tabled, ctx)
    if row["town_code"] is None and row["town"]:
        fit = ctx.known.town_by_name.get(row["town"])
        row.values["town_code"] = fit.code if fit else None
    if row["village_code"] is None and row["town"] and row["village"]:
        held = ctx.known.villages_of.get(row["town"], {}).get(row["village"])
        row.values["village_code"] = held.code if held else None


VILLAGE = Column(
    "village",
    "村(社区)",
    readers.name(),
    ("村居", "所在村", "村社", "村(居)", "村名"),
    required=True,
    needed=True,
)
CHANNEL = of_the_pack(lambda policy: policy.channels)
RAISER = of_the_pack(lambda policy: policy.raisers)
AGE = of_the_pack(lambda policy: policy.ages)
TRAIT = of_the_pack(lambda policy: policy.traits)
URGENCY = of_the_pack(lambda policy: tuple(u.name for u in policy.urgencies))

VOICES = Table(
    name="voices",
    title="诉求台账",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        VILLAGE,
        Column("class_name", "类别", need_class(), ("需求类别", "诉求类别")),
        Column(
            "text",
            "需求内容",
            readers.text(MOST),
            ("群众反映的问题", "需求描述", "诉求内容"),
            required=True,
            needed=True,
        ),
        Column("raiser", "反映主体", RAISER, ("谁提的", "提出主体"), required=True),
        Column("channel", "收集方式", CHANNEL, ("渠道", "征集渠道"), required=True),
        Column("age", "年龄段", AGE),
        Column("trait", "人群", TRAIT, ("服务对象特征", "服务对象")),
        Column("people", "涉及人数", numbers.count(), ("大概人数", "人数"), required=True),
        Column("urgency", "紧急程度", URGENCY, ("急不急",), required=True),
        Column("told_on", "收集时间", dates.day(), ("日期", "提出日期"), required=True),
    ),
    key=(SERIAL,),
    unique=False,
    rules=(in_its_town, known_village, person_in_words),
    finish=place_voice,
)

NEEDS = Table(
    name="needs",
    title="需求清单",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("code", "需求编号", readers.code(), ("编号",), required=True, needed=True),
        Column("class_name", "需求类别", need_class(), ("类别",), required=True, needed=True),
        Column("item", "目录编码", readers.code(width=4), ("目录代码", "建议目录项")),
        Column("matter", "事项", readers.name(60), ("需求事项",), required=True, needed=True),
        TOWN_CODE,
        town_column("镇(街道)", "乡镇(街道)", "乡镇", "镇街"),
        Column("village_code", "村(社区)编码", readers.code(), ("村编码",)),
        VILLAGE,
        Column("channel", "征集渠道", CHANNEL, ("渠道", "收集方式"), required=True),
        Column("raiser", "提出主体", RAISER, ("反映主体",), required=True),
        Column("age", "年龄段", AGE),
        Column("trait", "服务对象特征", TRAIT, ("人群", "服务对象")),
        Column("urgency", "紧急程度", URGENCY, required=True),
        Column("people", "涉及人数", numbers.count(), ("人数",)),
        Column("text", "需求描述", readers.text(MOST), ("需求内容",), required=True),
        Column("told_on", "提出日期", dates.day(), ("日期",), required=True),
    ),
    key=("code",),
    rules=(in_its_town, known_village, in_catalogue("item"), person_in_words),
    finish=place_need,
)

KINDS = (
    Kind("voices", "诉求台账", (VOICES,)),
    Kind("needs", "需求清单", (NEEDS,)),
)
