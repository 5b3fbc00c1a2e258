"""Columns of the yearly purchase plan (购买计划), one row for a plan item of a township."""

from __future__ import annotations

from xianggou.base.sheets import dates, numbers, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.parts import add_up
from xianggou.base.sheets.references import in_catalogue, in_order, not_to_be_bought, on_duty_list
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.towns import TOWN_CODE, place_town, town_column


def within_the_pocket(tabled: Tabled, ctx: Context) -> None:
    """What a township plans from a fund stays within its share; the row that goes beyond is named."""
    shares = ctx.known.shares
    if not shares or not {"earmarked_fen", "fund"} <= set(tabled.layout.where):
        return
    planned: dict[tuple[str, str], int] = {}
    for row in tabled.live():
        amount, fund_text = row["earmarked_fen"], row["fund"]
        if not amount or not fund_text or _is_doubled(row):
            continue
        fund = ctx.known.fund(fund_text)
        if fund is None:
            tabled.problem(row, "fund", "unknown_fund")
            continue
        row.values["fund"] = fund.code
        town = row["town_code"]
        if town is None:
            continue
        so_far = planned.get((town, fund.code), 0) + amount
        given = shares.get((town, fund.code), 0)
        if so_far > given:
            tabled.problem(
                row,
                "earmarked_fen",
                "over_pocket",
                town=row["town"],
                fund=fund.code,
                planned=numbers.in_unit(so_far, "万元"),
                given=numbers.in_unit(given, "万元"),
            )
        else:
            planned[town, fund.code] = so_far


def _is_doubled(row: RowRead) -> bool:
    return any(p.code == "duplicate_suspect" for p in row.problems)


def _money(name: str, title: str, *synonyms: str, required: bool = False) -> Column:
    return Column(
        name, title, numbers.money(), synonyms, required=required, needed=required, summed=True, steady=True
    )


PLAN = Table(
    name="plan",
    title="购买计划",
    columns=(
        Column(SERIAL, "序号", readers.serial(), ("编号", "No"), same=False),
        Column("code", "计划编号", readers.code(), ("计划编码", "项目编号"), same=False),
        TOWN_CODE,
        town_column("乡镇", "乡镇(街道)", "镇街", "镇(街道)", "单位名称", "购买主体"),
        Column(
            "item",
            "目录编码",
            readers.code(width=4),
            ("目录编号", "目录代码", "指导性目录编码"),
            required=True,
            needed=True,
        ),
        Column("item_name", "服务项目", readers.name(), ("服务名称", "目录名称")),
        Column(
            "name",
            "项目名称",
            readers.name(),
            ("购买项目", "购买服务项目", "购买项目名称"),
            required=True,
            needed=True,
        ),
        Column("quantity", "数量", numbers.quantity(), ("购买数量", "服务量", "工作量"), required=True),
        Column("unit", "单位", readers.name(40), ("计量单位",)),
        _money(
            "amount_fen",
            "预算金额(元)",
            "资金总额",
            "预算资金",
            "金额",
            "计划金额",
            "预算总额",
            "总额",
            required=True,
        ),
        _money("earmarked_fen", "下沉专项资金(元)", "下沉专项", "专项资金", "其中:下沉专项资金", "专项下沉"),
        _money(
            "own_fen",
            "镇本级资金(元)",
            "镇级配套",
            "镇本级",
            "本级资金",
            "镇级资金",
            "本级财力",
            "其中:镇本级资金",
        ),
        Column("fund", "资金编码", readers.code(), ("专项资金编码", "资金来源编码")),
        Column("carried_out", "实施方式", readers.name(), ("组织方式", "购买方式")),
        Column("method", "拟采购方式", readers.name(), ("采购方式",)),
        Column(
            "starts_on",
            "开始日期",
            dates.day(),
            ("起始时间", "开始时间", "起始日期", "服务开始", "起"),
            required=True,
        ),
        Column(
            "ends_on",
            "结束日期",
            dates.day(),
            ("截止时间", "结束时间", "截止日期", "服务结束", "止"),
            required=True,
        ),
        Column(
            "duty",
            "对应责任编码",
            readers.code(),
            ("责任编码", "对应责任清单编码", "事项编码", "责任清单编码"),
        ),
        Column("posts_out", "拟减聘人数", numbers.count(), ("减聘人数", "替代人数", "拟减聘人员数")),
        Column("goal", "绩效目标概述", readers.text(), ("绩效目标", "目标概述")),
        Column("office", "牵头办公室", readers.name(), ("牵头科室", "责任办公室", "牵头部门")),
    ),
    key=("year", "town", "item", "name"),
    one_of=(("town", "town_code"),),
    rules=(
        add_up("amount_fen", ("earmarked_fen", "own_fen"), at="own_fen"),
        in_order("starts_on", "ends_on", at="starts_on", within_year=True),
        in_catalogue("item"),
        on_duty_list("duty"),
        not_to_be_bought("name"),
        within_the_pocket,
    ),
    finish=place_town,
    year_from_title=True,
)

KINDS = (Kind("plan", "购买计划", (PLAN,), money="amount_fen", pack=("plan-*",)),)
