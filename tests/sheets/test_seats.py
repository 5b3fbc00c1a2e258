"""People's workbooks made for a test: what must be apart, who waits for whom."""

import datetime as dt

from tests.sheets.made import checked, codes, xlsx
from xianggou.base.people.sheets import KINDS
from xianggou.base.sheets.known import Known
from xianggou.base.sheets.mend import left_out, reason_of, set_aside

DAY = dt.date(2023, 1, 1)
OFFICES = [
    ["机构编码", "机构名称", "机构性质", "上级机构编码", "可作购买主体"],
    ["A", "甲口镇人民政府", "行政机关", None, "是"],
    ["A-1", "甲口镇财政办", "内设机构", "A", "否"],
]
PEOPLE = [
    ["人员编号", "姓名", "所在机构", "手机号", "身份类别", "到岗日期", "离岗日期"],
    ["R1", "张三", "甲口镇财政办", "10000000001", "公务员", DAY, None],
    ["R2", "李四", "甲口镇财政办", "10000000002", "公务员", DAY, dt.date(2023, 6, 30)],
]
HEAD = ["岗位名称", "角色", "机构名称", "人员编号", "姓名", "起始日期", "截止日期", "承担职责"]


def seat(name, person, holder, start, end, duty):
    return [name, "乡镇经办人", "甲口镇财政办", person, holder, start, end, duty]


def read(*seats, people=PEOPLE, offices=OFFICES, deputies=()):
    more = [("人员", people), ("岗位", [HEAD, *seats])]
    if deputies:
        more.append(
            (
                "代理",
                [["岗位名称", "机构名称", "持有人", "代理人", "代理起始", "代理截止", "代理范围"], *deputies],
            )
        )
    return checked(xlsx(offices, sheet="机构", more=more), kind=KINDS[0], known=Known(place="某县"))


def test_two_duties_that_must_be_apart_may_follow_one_another_but_not_meet():
    ends, later = dt.date(2023, 3, 31), dt.date(2023, 4, 1)
    apart = read(
        seat("申请岗", "R1", "张三", DAY, ends, "付款申请"),
        seat("审批岗", "R1", "张三", later, None, "付款审批"),
    )
    assert codes(apart) == []
    together = read(
        seat("申请岗", "R1", "张三", DAY, later, "付款申请"),
        seat("审批岗", "R1", "张三", later, None, "付款审批"),
    )
    assert codes(together) == [(3, "E", "incompatible_seats")]
    assert "《" in together.refusals[0].why


def test_a_seat_changes_hands_without_a_day_in_common():
    assert (
        codes(
            read(
                seat("记账岗", "R1", "张三", DAY, dt.date(2023, 3, 31), "会计核算"),
                seat("记账岗", "R2", "李四", dt.date(2023, 4, 1), dt.date(2023, 6, 30), "会计核算"),
            )
        )
        == []
    )
    assert codes(
        read(
            seat("记账岗", "R1", "张三", DAY, None, "会计核算"),
            seat("记账岗", "R2", "李四", dt.date(2023, 4, 1), dt.date(2023, 6, 30), "会计核算"),
        )
    ) == [(3, "F", "seat_overlap")]


def test_a_seat_without_end_outlives_one_who_left():
    assert codes(read(seat("记账岗", "R2", "李四", DAY, None, "会计核算"))) == [
        (2, "G", "seat_after_leaving")
    ]


def test_a_number_that_nobody_bears_or_that_is_anothers():
    reading = read(
        seat("甲岗", "R9", "王五", DAY, None, "会计核算"), seat("乙岗", "R1", "李四", DAY, None, "会计核算")
    )
    assert codes(reading) == [(2, "D", "unknown_person"), (3, "D", "name_mismatch")]


def test_seats_and_deputies_wait_for_a_person_that_is_set_aside():
    reading = read(
        seat("记账岗", "R1", "张三", DAY, None, "会计核算"),
        seat("出纳岗", "R2", "李四", DAY, dt.date(2023, 6, 30), "支付复核"),
        deputies=[["记账岗", "甲口镇财政办", "张三", "李四", DAY, DAY, "记账"]],
    )
    assert codes(reading) == []
    aside = set_aside(reading, {("人员", 2): "待核"})
    assert aside.may_be_taken
    assert {(r.sheet, r.row): reason_of(r) for r in left_out(aside)} == {
        ("人员", 2): "待核",
        ("岗位", 2): "等待人员!2",
        ("代理", 2): "等待岗位!2",
    }
    assert [(r.sheet, r.row) for r in aside.saved_rows()] == [
        ("机构", 2),
        ("机构", 3),
        ("人员", 3),
        ("岗位", 3),
    ]
