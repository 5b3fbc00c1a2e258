"""Columns of the guidance catalogue's workbook: items with their class, and the three reviews of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xianggou.base.sheets import dates, numbers, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.known import Item
from xianggou.base.sheets.numbers import yuan
from xianggou.base.sheets.references import (
    hang_on,
    in_catalogue,
    not_to_be_bought,
    of_an_office,
    on_duty_list,
)
from xianggou.base.sheets.rows import RowRead, Tabled

if TYPE_CHECKING:
    from xianggou.base.sheets.known import Known

CLASS_FIGURES = 2  # an item's code begins with its class


def prices_in_order(tabled: Tabled, _ctx: Context) -> None:
    """The lower reference price is not above the upper one."""
    for row in tabled.live():
        low, high = row["price_fen_min"], row["price_fen_max"]
        if low is not None and high is not None and low > high:
            tabled.problem(row, "price_fen_min", "price_reversed", low=yuan(low), high=yuan(high))


def place_class(row: RowRead, _tabled: Tabled, _ctx: Context) -> None:
    """The class code is the first two figures of the item's."""
    if row["class_code"] is None and row["code"]:
        row.values["class_code"] = row["code"][:CLASS_FIGURES]


def items_are_known(rows: list[RowRead], known: Known) -> Known:
    """The items of this file are what its reviews refer to."""
    found = {r["code"]: Item(r["code"], r["name"] or "", r["class_name"] or "") for r in rows if r["code"]}
    return known.plus(items=(*(i for i in known.items if i.code not in found), *found.values()))


def _price(name: str, title: str, *synonyms: str) -> Column:
    return Column(name, title, numbers.money(), synonyms)


ITEMS = Table(
    name="items",
    title="指导性目录",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("class_code", "一级编码", readers.code(width=2), ("类别编码", "一级目录编码")),
        Column(
            "class_name", "一级类别", readers.klass(), ("一级目录", "类别", "服务类别", "大类"), required=True
        ),
        Column(
            "code",
            "目录编码",
            readers.code(width=4),
            ("编码", "二级编码", "目录编号", "目录代码"),
            required=True,
            needed=True,
        ),
        Column(
            "name",
            "服务项目",
            readers.name(),
            ("二级目录(服务项目)", "二级目录", "项目名称", "服务名称", "三级目录"),
            required=True,
            needed=True,
        ),
        Column(
            "office",
            "主管部门",
            readers.name(),
            ("主管部门(牵头)", "牵头部门", "行业主管部门"),
            required=True,
        ),
        Column("content", "服务内容", readers.name(2000), ("内容", "服务内容及要求"), required=True),
        Column("suppliers", "承接主体类型", readers.name(500), ("承接主体", "承接主体范围")),
        Column("unit", "计量单位", readers.name(40), ("单位",), required=True),
        _price("price_fen_min", "参考单价下限(元)", "最低价", "下限", "参考单价/最低价", "单价下限"),
        _price("price_fen_max", "参考单价上限(元)", "最高价", "上限", "参考单价/最高价", "单价上限"),
        Column("duties", "对应责任清单编码", readers.codes(), ("对应责任编码", "责任编码", "责任清单编码")),
        Column("posts", "可替代岗位", readers.name(), ("替代岗位", "可减岗位")),
        Column("valid_from", "生效日期", dates.day(), ("生效时间", "执行日期")),
        Column("version", "版本", readers.name(), ("目录版本",)),
    ),
    key=("code",),
    rules=(
        not_to_be_bought("name"),
        prices_in_order,
        on_duty_list("duties"),
        of_an_office("office", "office_code"),
    ),
    provides=items_are_known,
    finish=place_class,
)

REVIEWS = Table(
    name="reviews",
    title="三轮审查",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("item", "目录编码", readers.code(width=4), ("编码", "目录编号"), required=True, needed=True),
        Column("item_name", "服务项目", readers.name(), ("项目名称",)),
        Column("round", "审查环节", readers.name(), ("环节", "审查轮次"), required=True, needed=True),
        Column("office", "审查单位", readers.name(), ("审查部门", "单位"), required=True),
        Column("reviewed_on", "日期", dates.day(), ("审查日期", "审查时间"), required=True),
        Column("verdict", "结论", readers.name(), ("审查结论",), required=True, needed=True),
        Column("opinion", "意见", readers.text(), ("审查意见",)),
    ),
    key=("item", "round"),
    rules=(in_catalogue("item"),),
)

HINGES = {"reviews": (("items", ("code",), ("item",)),)}

KINDS = (
    Kind(
        "catalogue", "指导性目录", (ITEMS, REVIEWS), across=(hang_on(HINGES),), pack=("catalogue", "reviews")
    ),
)
