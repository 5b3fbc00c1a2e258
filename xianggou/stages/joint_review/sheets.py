"""Columns of the joint reviews' workbook: what was applied for, and each office's opinion on it."""

from __future__ import annotations

from xianggou.base.sheets import dates, numbers, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Kind, Table
from xianggou.base.sheets.references import hang_on, in_catalogue
from xianggou.base.sheets.towns import TOWN_CODE, place_town, town_column

NUMBER = Column("number", "联审编号", readers.code(), ("联审文号", "联审号"), required=True, needed=True)
FITS = ("符合", "不符合", "不涉及")
SAID = ("同意", "建议修改", "退回", "不同意", "回避")
ENDS = ("通过", "退回修改", "缓办", "不通过")

APPLIED = Table(
    name="applied",
    title="联审申报项目",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        NUMBER,
        TOWN_CODE,
        town_column("乡镇(街道)", "乡镇", "镇街", "镇(街道)", "申报单位"),
        Column("item", "目录编码", readers.code(width=4), ("目录编号", "目录代码")),
        Column("name", "项目名称", readers.name(), ("申报项目", "项目"), required=True, needed=True),
        Column(
            "amount_fen",
            "申报金额(元)",
            numbers.money(),
            ("金额", "申报资金", "预算金额"),
            required=True,
            needed=True,
            summed=True,
            steady=True,
        ),
        Column("sources", "资金来源", readers.name(), ("来源",), required=True),
        Column("method", "拟采购方式", readers.name(40), ("采购方式",), required=True),
        Column("applied_on", "申报日期", dates.day(), ("申报时间", "日期"), required=True),
        Column("verdict", "联审结论", readers.choice(*ENDS), ("联审结果", "结论", "结果"), required=True),
    ),
    key=("number",),
    one_of=(("town", "town_code"),),
    rules=(in_catalogue("item"),),
    finish=place_town,
)

OPINIONS = Table(
    name="opinions",
    title="联审意见",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        NUMBER,
        Column("desk", "办公室", readers.name(60), ("联审办公室", "审查办公室"), required=True, needed=True),
        Column("part", "角色", readers.choice("牵头", "协同")),
        Column("money", "资金来源", readers.choice(*FITS), required=True),
        Column("scheme", "实施方案", readers.choice(*FITS), required=True),
        Column("method", "采购方式", readers.choice(*FITS), required=True),
        Column("choice", "意见", readers.choice(*SAID), ("结论", "审查意见"), required=True, needed=True),
        Column("reason", "理由", readers.name(500), ("说明", "理由和条款")),
        Column("signed_on", "签署日期", dates.day(), ("日期", "签署时间"), required=True),
    ),
    key=("number", "desk"),
)

KINDS = (
    Kind(
        "joint-review",
        "联审",
        (APPLIED, OPINIONS),
        money="amount_fen",
        across=(hang_on({"opinions": (("applied", ("number",), ("number",)),)}),),
    ),
)
