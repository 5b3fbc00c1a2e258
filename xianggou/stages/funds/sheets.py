"""Columns of the earmarked funds' workbook: the funds, and each township's share as a list or as a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xianggou.base.sheets import dates, numbers, readers
from xianggou.base.sheets.check import spread_column
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.known import Fund
from xianggou.base.sheets.numbers import yuan
from xianggou.base.sheets.references import hang_on, in_catalogue, of_an_office, on_duty_list
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.towns import TOWN_CODE, place_town, town_column

if TYPE_CHECKING:
    from xianggou.base.sheets.known import Known

FUND = Column("fund", "资金编码", readers.code(), ("专项资金编码", "资金代码"), required=True)
FUND_NAME = Column(
    "name", "资金名称", readers.name(), ("专项资金名称", "专项资金", "项目资金名称"), required=True
)
SHARE = Column(
    "amount_fen",
    "分配金额(元)",
    numbers.money(),
    ("分配额", "分配资金", "下达金额"),
    required=True,
    summed=True,
    steady=True,
)


def funds_are_known(rows: list[RowRead], known: Known) -> Known:
    """The funds of this file are what its shares refer to."""
    found = {r["fund"]: Fund(r["fund"], r["name"] or "", r["amount_fen"]) for r in rows if r["fund"]}
    return known.plus(funds=(*(f for f in known.funds if f.code not in found), *found.values()))


def of_a_fund(tabled: Tabled, ctx: Context) -> None:
    """A share names a fund that exists."""
    if not ctx.known.funds:
        return
    for row in tabled.live():
        if row["fund"] and ctx.known.fund(row["fund"]) is None:
            tabled.problem(row, "fund", "unknown_fund")


def shares_make_the_fund(tabled: Tabled, ctx: Context) -> None:
    """Where a list gives all shares of a fund, they add up to its amount."""
    funds = ctx.known.fund_by_code
    sums: dict[str, int] = {}
    last: dict[str, RowRead] = {}
    unread: set[str] = set()
    for row in tabled.live():
        code = row["fund"]
        if code is None:
            continue
        if row["amount_fen"] is None:
            unread.add(code)
        sums[code] = sums.get(code, 0) + (row["amount_fen"] or 0)
        last[code] = row
    for code, total in sums.items():
        fund = funds.get(code)
        if fund and fund.amount_fen is not None and total > fund.amount_fen and code not in unread:
            tabled.problem(
                last[code],
                "amount_fen",
                "split_parts",
                parts=fund.name,
                sum=yuan(total),
                total=yuan(fund.amount_fen),
            )


def fund_of(heading: str, group: str, ctx: Context) -> Column | None:
    """A heading of the matrix as the column of the fund that it names."""
    fund = ctx.known.fund(heading)
    if fund is not None:
        return spread_column(fund.code, fund.name, SHARE)
    return spread_column(heading, heading, SHARE) if "资金" in group and not ctx.known.funds else None


FUNDS = Table(
    name="funds",
    title="专项资金",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        FUND,
        FUND_NAME,
        Column("manager", "原管理部门", readers.name(), ("管理部门", "主管部门", "原主管部门")),
        Column("level", "资金级次", readers.name(), ("级次", "资金来源")),
        Column("document", "文号", readers.name(), ("下达文号", "资金文号"), required=True),
        Column(
            "amount_fen",
            "金额(元)",
            numbers.money(),
            ("资金总额", "下达金额", "资金规模"),
            required=True,
            needed=True,
            summed=True,
        ),
        Column("factor", "分配因素", readers.name(), ("分配依据", "分配办法")),
        Column("items", "对应目录编码", readers.codes(width=4), ("目录编码",)),
        Column("duties", "对应责任编码", readers.codes(), ("责任编码", "对应责任清单编码")),
        Column("given_on", "下达日期", dates.day(), ("下达时间", "文件日期")),
    ),
    key=("fund",),
    rules=(in_catalogue("items"), on_duty_list("duties"), of_an_office("manager", "manager_code")),
    provides=funds_are_known,
)

SHARES = Table(
    name="shares",
    title="分配到乡镇",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        FUND,
        Column("fund_name", "资金名称", readers.name(), ("专项资金名称",)),
        TOWN_CODE,
        town_column("乡镇", "乡镇(街道)", "镇街", "镇(街道)"),
        Column("factor", "因素值", numbers.quantity(), ("分配因素值", "因素")),
        SHARE,
    ),
    key=("fund", "town"),
    one_of=(("town", "town_code"),),
    rules=(of_a_fund, shares_make_the_fund),
    finish=place_town,
)

MATRIX = Table(
    name="shares_matrix",
    title="专项资金分配表",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        TOWN_CODE,
        town_column("乡镇", "乡镇(街道)", "镇街", "镇(街道)", "单位"),
        Column("remark", "备注", readers.text(), ("说明",)),
    ),
    key=("town",),
    one_of=(("town", "town_code"),),
    finish=place_town,
    spread="fund",
    spread_of=fund_of,
    spread_into="shares",
    spread_name="amount_fen",
    sum_title="分配金额",
)

HINGES = {"shares": (("funds", ("fund",), ("fund",)),)}

KINDS = (
    Kind(
        "funds",
        "专项资金",
        (FUNDS, SHARES, MATRIX),
        money="amount_fen",
        across=(hang_on(HINGES),),
        pack=("funds", "shares"),
    ),
)
