"""Columns of the township budgets' workbook (乡镇预算), one row for a township and year."""

from __future__ import annotations

from xianggou.base.sheets import numbers, readers
from xianggou.base.sheets.kinds import Column, Kind, Table
from xianggou.base.sheets.parts import add_up
from xianggou.base.sheets.towns import TOWN_CODE, place_town, town_column

PARTS = ("transfer_fen", "earmarked_fen", "own_fen")


def _column(name: str, title: str, *synonyms: str, required: bool = False) -> Column:
    return Column(name, title, numbers.money(), synonyms, required=required, summed=True, steady=True)


BUDGETS = Table(
    name="budgets",
    title="乡镇预算",
    columns=(
        Column("serial", "序号", readers.serial()),
        Column("year", "年度", readers.year(), ("年份", "预算年度")),
        TOWN_CODE,
        town_column("乡镇(街道)", "乡镇", "镇街", "镇(街道)", "单位", "乡镇名称"),
        _column("transfer_fen", "上级转移支付(元)", "县级转移支付", "转移支付", "上级补助", "区级转移支付"),
        _column("earmarked_fen", "下沉专项资金(元)", "专项下沉", "下沉专项", "专项资金"),
        _column("own_fen", "镇本级财力(元)", "本级财力", "镇级财力", "本级收入", "镇本级收入"),
        _column("total_fen", "预算合计(元)", "预算总额", "合计", "预算总计", "财力合计", required=True),
        _column(
            "purchase_fen",
            "其中购买服务预算(元)",
            "其中:购买服务",
            "购买服务",
            "购买服务预算",
            "其中:购买服务预算",
            required=True,
        ),
        _column("paid_fen", "已支付购买服务资金(元)", "已支付", "已支付资金", "购买服务已支付"),
    ),
    key=("year", "town"),
    one_of=(("town", "town_code"),),
    rules=(add_up("total_fen", PARTS, at="total_fen"),),
    finish=place_town,
    year_from_title=True,
)

KINDS = (Kind("budget", "乡镇预算", (BUDGETS,), money="purchase_fen", pack=("budgets",)),)
