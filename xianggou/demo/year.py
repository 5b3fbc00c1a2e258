"""County A's 2023: which plan item goes which way, so that at the end every stage has something and every seat waits.

Four townships, 32 of the 160 items. Prices, suppliers, days and points lost come from the seed; the ways themselves
do not, so that any seed leaves each seat its work.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from xianggou.core.law import library
from xianggou.demo import acts
from xianggou.demo.cast import ACCEPT, FINANCE, NEEDS, PAYMENT, PURCHASE, REVIEW, Cast, Post
from xianggou.demo.lists import listed
from xianggou.demo.papers import Directory
from xianggou.demo.steps import NOT_GRANTED, Step
from xianggou.demo.story import Part, Story

SLUG, YEAR = "county-a", 2023
LANXIN, YUNDU = "590121100", "590121101"
SPRING, AUTUMN, WINTER = date(2023, 2, 20), date(2023, 9, 25), date(2023, 11, 1)
JULY, SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (
    date(2023, 7, 31), date(2023, 9, 30), date(2023, 10, 31), date(2023, 11, 30), date(2023, 12, 31),
)  # fmt: skip
FEW = "procurement.below_limit.too_few_quotes"


def _halves(ends_on: date = NOVEMBER) -> tuple[Part, ...]:
    return ("第一期", 50, False, JULY), ("第二期", 50, False, ends_on)


def _thirds() -> tuple[Part, ...]:
    return ("第一期", 35, False, JULY), ("第二期", 35, False, OCTOBER), ("第三期", 30, False, DECEMBER)


def _advanced() -> tuple[Part, ...]:
    return (
        ("预付款", 30, True, date(2023, 5, 15)),
        ("第一期", 40, False, SEPTEMBER),
        ("第二期", 30, False, DECEMBER),
    )


def _whole(ends_on: date) -> tuple[Part, ...]:
    return (("全部服务", 100, False, ends_on),)


# 岚心镇 -------------------------------------------------------------------------------------------


def lanxin_rubbish(s: Story) -> None:
    """Three instalments: two paid, the second with points lost; the acceptance of the third is open."""
    s.in_vain("plans.submit.no_ex_ante", NEEDS, acts.submit)
    s.planned().approved().started().compared().drafted(DECEMBER, _thirds()).signed()
    s.in_vain(
        "payments.pay.not_accepted", PAYMENT, acts.request, number=1, invoice_no="2359000000000000",
        invoiced_on=date(2023, 6, 1),
    )  # fmt: skip
    s.accepted(1, JULY).paid(1).accepted(2, OCTOBER, lost=(2, 1)).paid(2)
    s.convened(3, date(2023, 12, 12))


def lanxin_market(s: Story) -> None:
    """Cut by finance; the second instalment is accepted and nobody has asked for its payment yet."""
    s.in_vain("budget.approve.no_plan", FINANCE, acts.approve)
    s.planned().approved(cut=6, why="公厕小修部分已列入村级公益事业奖补，不重复安排")
    s.started().compared().drafted(DECEMBER, _halves()).signed().accepted(1, JULY).paid(1)
    s.accepted(2, date(2023, 12, 8))


def lanxin_broadcast(s: Story) -> None:
    """Failed in spring for want of quotes, bought again in winter: the comparison waits for its reviewer."""
    s.planned().approved().started().quoted(2).failed("有效报价只有两家，不足三家")
    s.not_before(date(2023, 11, 20)).started(why="第二次采购，扩大询价范围").quoted(3)


def lanxin_cameras(s: Story) -> None:
    """With an advance by the contract; a payment waits for approval."""
    s.in_vain("budget.start.no_budget", PURCHASE, acts.start)
    s.planned().approved().started().compared().drafted(DECEMBER, _advanced()).signed().paid(1)
    s.accepted(2, date(2023, 11, 30), lost=(0, 0, 2)).requested(2)


def lanxin_mediation(s: Story) -> None:
    """Returned by finance, mended and sent again; the contract waits for its signature."""
    s.planned().returned("可行性没有说明专职调解员的现有人数，请补充").mended(
        feasibility="本镇现有专职调解员 2 名，覆盖 18 个村（社区）不足；购买驻点调解比增聘节省。"
    ).sent().approved().started().quoted(3)
    s.not_before(date(2023, 12, 1)).awarded().drafted(DECEMBER, _whole(DECEMBER))


def lanxin_animals(s: Story) -> None:
    """Spring and autumn vaccination: one paid, the other approved and with the treasury."""
    s.planned().approved().started().compared().drafted(NOVEMBER, _halves(OCTOBER)).signed()
    s.convened(1, JULY).in_vain(
        "delivery.accept.no_users", ACCEPT, acts.accept, number=1, lost=(), members=()
    )
    s.passed(1).paid(1).accepted(2, date(2023, 11, 28), lost=(1,)).payment_approved(2)


def lanxin_plants(s: Story) -> None:
    """Refused at its first acceptance, mended, accepted with points lost, paid and closed."""
    s.planned().approved().started().compared().drafted(SEPTEMBER, _whole(SEPTEMBER)).signed()
    s.rejected(1, SEPTEMBER, "监测预报点有 3 处没有记录，限期补齐后再验收")
    s.accepted(1, date(2023, 10, 20), lost=(3, 0, 2)).paid(1).closed()


def lanxin_patrol(s: Story) -> None:
    """Approved; nobody has started to buy."""
    s.planned().approved()


def lanxin_books(s: Story) -> None:
    """The unified purchase of bookkeeping: returned, waits to be mended."""
    s.pledged().returned("请核对减聘人员名单与人员名册后再送")


# 云渡镇 -------------------------------------------------------------------------------------------


def yundu_broadcast(s: Story) -> None:
    """Under the first band: one quote, chosen directly, paid and closed."""
    s.planned().approved().started().compared().drafted(OCTOBER, _whole(OCTOBER)).signed()
    s.accepted(1, OCTOBER).paid(1).closed()


def yundu_roads(s: Story) -> None:
    """First instalment paid, the second waits for approval, the acceptance of the third is open."""
    s.planned().approved().started().compared().drafted(DECEMBER, _thirds()).signed()
    s.accepted(1, JULY).paid(1).accepted(2, date(2023, 11, 30)).requested(2).convened(3, date(2023, 12, 11))


def yundu_cameras(s: Story) -> None:
    """Awarded this month; the contract is to be drafted."""
    s.planned().approved().started().quoted(3).not_before(date(2023, 12, 1)).awarded()


def yundu_animals(s: Story) -> None:
    """One payment is with the treasury; the next instalment is accepted and not yet asked for."""
    s.planned().approved().started().compared().drafted(DECEMBER, _halves(date(2023, 12, 15))).signed()
    s.accepted(1, date(2023, 11, 15)).payment_approved(1).accepted(2, date(2023, 12, 5), lost=(1,))


def yundu_patrol(s: Story) -> None:
    """Written over the pocket and refused, put right, cut; two quotes are still missing."""
    right = {"F5": 17_9700_00, "OWN": 1_7900_00}
    over = {"F5": 33_2100_00, "OWN": 1_7900_00}
    s.edited().mended(budget_fen=sum(over.values()), sources=over)
    s.in_vain("plans.submit.over_pocket", NEEDS, acts.submit)
    s.mended(budget_fen=sum(right.values()), sources=right).sent()
    s.approved(cut=8, why="巡河里程按实际禁捕河段核减").not_before(date(2023, 11, 27)).started().quoted(1)


def yundu_rivers(s: Story) -> None:
    """Stopped by the leader after the award, bought again: the comparison waits for its reviewer."""
    s.in_vain(NOT_GRANTED, Post(*PURCHASE, LANXIN), acts.start)
    s.planned().approved().started().compared().cancelled("县级河道整治工程重划管护河段，需求有变")
    s.not_before(date(2023, 11, 20)).started(why="按重划后的河段再次采购").quoted(3)


def yundu_books(s: Story) -> None:
    """The unified purchase of bookkeeping: sent late in the year, returned."""
    s.pledged().returned("绩效目标请与全县统一采购口径一致")


# Two townships with few people, where one clerk holds five seats ---------------------------------


def bought_directly(s: Story) -> None:
    """Under the first band, paid and closed."""
    s.planned().approved().started().compared().drafted(SEPTEMBER, _whole(SEPTEMBER)).signed()
    s.accepted(1, SEPTEMBER).paid(1).closed()


def signed_late(s: Story) -> None:
    """Signed after six weeks with the reason written down; half of it paid."""
    s.planned().approved().started().compared().drafted(DECEMBER, _halves()).signed(
        after=(28, 32), why="承接主体变更法定代表人，营业执照换发后签订"
    )
    s.accepted(1, JULY).paid(1)


def two_quotes(s: Story) -> None:
    """Only two would quote: refused, then awarded with the written reason of those who decide."""
    s.planned().approved().started().quoted(2).in_vain(FEW, REVIEW, acts.award)
    s.awarded(reasons={FEW: "发函五家只有两家报价，采购领导小组会议同意按两家比选（示例纪要）"})
    s.drafted(SEPTEMBER, _whole(SEPTEMBER)).signed().accepted(1, SEPTEMBER, lost=(0, 1)).paid(1).closed()


def failed(s: Story) -> None:
    """Ended without an award; the money is free again."""
    s.planned().approved().started().quoted(1).failed("只有一家报价，无法比选")


def cancelled(s: Story) -> None:
    """Stopped before any quote."""
    s.planned().approved().started().cancelled("场镇改造施工期间暂不购买")


def cut(s: Story) -> None:
    """Cut by finance, half of it paid."""
    s.planned().approved(cut=10, why="新建点位尚在质保期内，不计入运维").started().compared()
    s.drafted(DECEMBER, _halves()).signed().accepted(1, JULY, lost=(0, 0, 4)).paid(1)


def paid_late(s: Story) -> None:
    """Accepted in July and paid after the last day: the house warns and tells the interest."""
    s.planned().approved().started().compared().drafted(DECEMBER, _halves()).signed()
    s.accepted(1, JULY).paid(1, after=(35, 40))


def accepted_again(s: Story) -> None:
    """Refused once, accepted with points lost, paid and closed."""
    s.planned().approved().started().compared().drafted(SEPTEMBER, _whole(SEPTEMBER)).signed()
    s.rejected(1, SEPTEMBER, "免疫档案抽查合格率未达标，整改后再验收")
    s.accepted(1, date(2023, 10, 25), lost=(2, 2)).paid(1).closed()


def advanced(s: Story) -> None:
    """With an advance; the first instalment is paid."""
    s.planned().approved().started().compared().drafted(DECEMBER, _advanced()).signed()
    s.paid(1).accepted(2, SEPTEMBER).paid(2)


def paid_and_closed(s: Story) -> None:
    """Bought, accepted, paid and closed without a word."""
    s.planned().approved().started().compared().drafted(SEPTEMBER, _whole(SEPTEMBER)).signed()
    s.accepted(1, SEPTEMBER).paid(1).closed()


def sent(s: Story) -> None:
    """Waits for finance."""
    s.planned()


def pledged(s: Story) -> None:
    """A part of the unified purchase of bookkeeping, in the budget."""
    s.pledged().approved()


def unified(s: Story) -> None:
    """A part of the unified purchase of bookkeeping, with its pledge; waits for finance."""
    s.pledged()


# plan item -> the day the township takes it up, and its way
WAYS: dict[str, tuple[date, Callable[[Story], None]]] = {
    "QL2023-100-001": (SPRING, lanxin_rubbish),
    "QL2023-100-002": (SPRING, lanxin_market),
    "QL2023-100-003": (SPRING, lanxin_broadcast),
    "QL2023-100-004": (SPRING, lanxin_cameras),
    "QL2023-100-005": (AUTUMN, lanxin_mediation),
    "QL2023-100-006": (SPRING, lanxin_animals),
    "QL2023-100-007": (SPRING, lanxin_plants),
    "QL2023-100-008": (WINTER, lanxin_patrol),
    "QL2023-100-009": (WINTER, lanxin_books),
    "QL2023-101-010": (SPRING, yundu_broadcast),
    "QL2023-101-011": (SPRING, yundu_roads),
    "QL2023-101-012": (AUTUMN, yundu_cameras),
    "QL2023-101-013": (SPRING, yundu_animals),
    "QL2023-101-014": (AUTUMN, yundu_patrol),
    "QL2023-101-015": (SPRING, yundu_rivers),
    "QL2023-101-016": (WINTER, yundu_books),
    "QL2023-105-038": (SPRING, bought_directly),
    "QL2023-105-039": (SPRING, signed_late),
    "QL2023-105-040": (date(2023, 12, 4), sent),
    "QL2023-105-041": (SPRING, paid_and_closed),
    "QL2023-105-042": (SPRING, two_quotes),
    "QL2023-105-043": (SPRING, failed),
    "QL2023-105-044": (date(2023, 12, 6), sent),
    "QL2023-105-045": (WINTER, pledged),
    "QL2023-106-046": (SPRING, paid_late),
    "QL2023-106-047": (SPRING, cancelled),
    "QL2023-106-048": (SPRING, bought_directly),
    "QL2023-106-049": (SPRING, cut),
    "QL2023-106-050": (SPRING, accepted_again),
    "QL2023-106-051": (date(2023, 12, 8), sent),
    "QL2023-106-052": (SPRING, advanced),
    "QL2023-106-053": (date(2023, 11, 30), unified),
}


def written(cast: Cast, seed: int) -> list[Step]:
    """Every step of the year, told from the lists and the seed alone: the database is asked for nothing but people."""
    plans = {row["计划编号"]: row for row in listed(SLUG, f"plan-{YEAR}")}
    directory, calendar = Directory(SLUG), library().calendar
    steps: list[Step] = []
    for code, (begins, way) in WAYS.items():
        story = Story(plans[code], cast, directory, calendar, seed, begins)
        way(story)
        steps += story.steps
    return steps
