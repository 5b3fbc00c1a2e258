"""Sums that must agree: parts and whole, plan and pocket, the year a table belongs to."""

import pytest

from tests.sheets.made import TOWNS, checked, codes, xlsx
from xianggou.base.sheets.known import Fund
from xianggou.stages.budget.sheets import KINDS as BUDGET
from xianggou.stages.plans.sheets import KINDS as PLAN

HEAD = ["乡镇(街道)", "上级转移支付", "下沉专项资金", "镇本级财力", "预算合计", "其中购买服务预算"]


def budget(*rows, title="甲县2023年乡镇预算", unit="万元", name="表.xlsx"):
    return checked(xlsx([[title, f"单位:{unit}"], HEAD, *rows]), name, kind=BUDGET[0])


@pytest.mark.parametrize(
    ("parts", "total", "found"),
    [
        ((10, 2, 3.5), 15.5, []),
        ((10, 2, 3.5), 15.51, [(3, "E", "split_parts")]),
        (("1,010.50", 2, 3), 1015.5042, [(3, "B", "thousands_sep")]),
        (("1,010.50", 2, 3), 1015.52, [(3, "B", "thousands_sep"), (3, "E", "split_parts")]),
        (("10.50万", 2, 3), 15.5042, [(3, "B", "amount_with_unit")]),
        ((10, 2, 3.5), 155000, [(3, "E", "unit_slip")]),
        (("待定", 2, 3.5), 15.5, [(3, "B", "text_in_number")]),
        ((10, None, 3.5), 13.5, []),
    ],
)
def test_parts_and_whole(parts, total, found):
    assert codes(budget(["甲口镇", *parts, total, 1])) == found


def test_a_part_rounded_in_print_is_read_as_what_makes_the_sum():
    reading = budget(["甲口镇", "1,010.50", 2, 3, 1015.5042, 1])
    assert reading.rows[0]["transfer_fen"] == 1010_5042_00 and reading.notices[0].suggestion == "10105042.00"


def test_the_year_comes_from_title_sheet_or_file_and_is_asked_for_last():
    row = ["甲口镇", 10, 2, 3, 15, 1]
    assert budget(row).year == 2023
    assert budget(row, title="乡镇预算", name="2022预算.xlsx").year == 2022
    assumed = budget(row, title="乡镇预算")
    assert (assumed.year, codes(assumed)) == (2023, [(0, "", "year_assumed")])


PLAN_HEAD = [
    "乡镇",
    "目录编码",
    "项目名称",
    "数量",
    "单位",
    "预算金额(元)",
    "下沉专项资金(元)",
    "镇本级资金(元)",
    "资金编码",
    "开始日期",
    "结束日期",
]


def plan(*rows, **known):
    lines = [
        [town, "0101", name, 1, "项", sunk + own, sunk, own, fund, "2023-03-01", "2023-12-31"]
        for town, name, sunk, own, fund in rows
    ]
    return checked(xlsx([PLAN_HEAD, *lines]), "2023计划.xlsx", kind=PLAN[0], known=TOWNS.plus(**known))


def test_the_row_that_goes_beyond_the_pocket_is_named():
    known = {"funds": (Fund("F1", "动物防疫专项资金"),), "shares": {("1", "F1"): 100_00}}
    rows = [
        ("甲口镇", "防疫", 60, 0, "F1"),
        ("甲口镇", "检疫", 40, 5, "F1"),
        ("甲口镇", "巡查", 1, 0, "F1"),
        ("乙坝乡", "防疫", 1, 0, "F1"),
    ]
    assert codes(plan(*rows, **known)) == [(4, "G", "over_pocket"), (5, "G", "over_pocket")]
    assert codes(plan(("甲口镇", "防疫", 60, 0, "F9"), **known)) == [(2, "I", "unknown_fund")]


@pytest.mark.parametrize(
    "name",
    [
        "综治协管员劳务派遣",
        "聘用综治协管员6名",
        "乡道硬化工程",
        "购置办公设备",
        "垃圾中转站建设工程",
        "融资平台垫资服务",
    ],
)
def test_what_may_not_be_bought_is_refused_with_its_clause(name):
    (problem,) = plan(("甲口镇", name, 0, 5, None)).refusals
    assert problem.code == "negative_list" and "第十条" in problem.why


@pytest.mark.parametrize(
    "name",
    [
        "农村公路日常养护",
        "绿化工程养护",
        "聘用人员培训服务",
        "工程监理",
        "办公设备维护",
        "设备采购咨询服务",
        "法治宣传与公共法律服务",
    ],
)
def test_a_service_that_only_sounds_like_it_passes(name):
    assert codes(plan(("甲口镇", name, 0, 5, None))) == []
