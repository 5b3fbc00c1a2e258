"""The cast of the tests: 青山镇 has its people, 白水镇 must never see their papers. Made by the same tables and actions.

`install()` builds a small place under a pack of its own; actors are built as a request builds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests import paperwork
from xianggou.base.access.roles import Where
from xianggou.base.people import queries as people
from xianggou.base.people.models import Account, Person, Seat, Term
from xianggou.base.places.models import AdoptedPack, Body, BodyName, Place, Town
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import SYSTEM, Acting, Actor
from xianggou.core.findings import plain
from xianggou.core.law import library

PLACE = "590121"
QINGSHAN, BAISHUI = "590121901", "590121902"
BUREAU = "590121-02"

# login -> (township or "", title, role, function)
SEATS = {
    "needs": (QINGSHAN, "需求登记岗", "township_clerk", "需求制定"),
    "buyer": (QINGSHAN, "采购经办岗", "township_clerk", "采购文件准备"),
    "checker": (QINGSHAN, "党政办联审岗", "joint_review", "采购文件复核"),
    "contracts": (QINGSHAN, "合同管理岗", "township_clerk", "合同签订"),
    "accepter": (QINGSHAN, "社会事务办联审岗", "joint_review", "验收"),
    "payer": (QINGSHAN, "付款经办岗", "township_clerk", "付款申请"),
    "mayor": (QINGSHAN, "镇长", "leader_in_charge", "内部审批"),
    "vice": (QINGSHAN, "副镇长", "leader_in_charge", "付款审批"),
    "accountant": (QINGSHAN, "记账岗", "township_accountant", "会计核算"),
    "foreign": (BAISHUI, "采购经办岗", "township_clerk", "采购文件准备"),
    "foreign_needs": (BAISHUI, "需求登记岗", "township_clerk", "需求制定"),
    "finance": ("", "计划和预算审核岗", "county_finance", "预算审核"),
    "treasury": ("", "集中支付岗", "county_finance", "支付复核"),
    "industry": ("", "业务联系人", "industry_department", "抽检和参与验收"),
    "audit": ("", "审计经办岗", "audit", "抽样和底稿"),
    "discipline": ("", "线索办理岗", "discipline", "线索办理"),
    "county_buyer": ("", "统一采购经办岗", "county_finance", "采购文件准备"),
    "county_checker": ("", "统一采购复核岗", "county_finance", "采购文件复核"),
    "performance": (QINGSHAN, "绩效联络岗", "township_clerk", "绩效监控"),
    "keeper": ("", "责任清单管理岗", "industry_department", "责任清单管理"),
    "jurist": ("", "合法性审查岗", "industry_department", "合法性审查"),
    "county_head": ("", "分管副县长", "county_leader", "推动督办"),
    "foreign_mayor": (BAISHUI, "镇长", "leader_in_charge", "内部审批"),
    "village": (QINGSHAN, "村支书", "village_cadre", "需求登记和反馈"),
}
FOREVER = DateRange(date(2020, 1, 1), None, "[)")
PASSWORD = "a-long-password"


@dataclass(frozen=True)
class Cast:
    """Everybody by login, and where they act."""

    actors: dict[str, Actor]

    def __getitem__(self, login: str) -> Actor:
        return self.actors[login]

    here = Where(PLACE, QINGSHAN)
    there = Where(PLACE, BAISHUI)
    county = Where(PLACE)


def set_clock(moment: str) -> None:
    """Set the house's clock, Beijing time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xg_set_clock(%s::timestamptz)", [f"{moment}+08"])


def _body(code: str, name: str, kind: str, level: str, town: str = "") -> Body:
    body = Body.objects.create(
        code=code, place_code=PLACE, town_code=town, level=level, kind=kind, may_buy=kind == "行政机关"
    )
    BodyName.objects.create(body=body, name=name, short=name, during=FOREVER)
    return body


@transaction.atomic
def install(*, pack: str = "county-a", now: str = "2023-03-01 09:00") -> Cast:
    """A place with two townships, all seats, a duty list, a catalogue, money: enough to buy."""
    set_clock(now)
    compiled = library().pack(pack)
    register = trails.register_of(PLACE, "places", "地方")
    place = Place(code=PLACE, slug=pack, name="清岚县", register=register)
    trail.born(place, "places.open", by=Acting(SYSTEM))
    AdoptedPack.objects.create(
        place=place, digest=compiled.digest, compiled=plain(compiled.as_json()), adopted_at=trails.now()
    )
    bodies = {
        "": _body(BUREAU, "清岚县财政局", "行政机关", "county"),
        QINGSHAN: _body(QINGSHAN, "青山镇人民政府", "行政机关", "town", QINGSHAN),
        BAISHUI: _body(BAISHUI, "白水镇人民政府", "行政机关", "town", BAISHUI),
    }
    for code, name in ((QINGSHAN, "青山镇"), (BAISHUI, "白水镇")):
        Town.objects.create(place_code=PLACE, code=code, name=name, kind="镇", villages=9, population=20000)
    actors = {login: _seated(login, n, bodies) for n, login in enumerate(SEATS, 1)}
    cast = Cast(actors)
    paperwork.lay(cast)
    return cast


def _seated(login: str, n: int, bodies: dict[str, Body]) -> Actor:
    town, title, role, function = SEATS[login]
    person = Person.objects.create(code=f"R{n:04d}", place_code=PLACE, name=f"张{n}", body=bodies[town])
    seat = Seat.objects.create(
        code=f"{town or BUREAU}-G{n}", place_code=PLACE, town_code=town, body=bodies[town], title=title, role=role,
        function=function,
    )  # fmt: skip
    Term.objects.create(seat=seat, person=person, during=FOREVER)
    account = Account.objects.create(login=login, person=person, password="")
    found = people.actor_of_account(account.pk)
    assert found is not None
    return found[0]


def facts(**more: Any) -> dict[str, Any]:
    """A plan item that may be sent for review."""
    return {
        "year": 2023,
        "budget_fen": 12_0000_00,
        "sources": {"F6": 10_0000_00, "OWN": 2_0000_00},
        "catalogue_code": "0101",
        "duty_code": "D052",
        "name": "青山镇2023年农村生活垃圾收集转运",
        "quantity": 600,
        "unit": "吨",
        "carried_out": "乡镇自主",
        "method": "询价比选",
        "starts_on": date(2023, 4, 1),
        "ends_on": date(2023, 12, 31),
        "office": "社会事务办",
        "target": "按月完成清运，质量抽查合格率95%以上",
        "acceptance": "每季度由社会事务办会同村(社区)代表按执行标准逐项验收",
        "feasibility": "现有保洁员不足，购买服务比自办节省",
        "ex_ante": {
            "topics": {
                "立项必要性": "垃圾日产日清",
                "投入经济性": "比自办少支出",
                "绩效目标合理性": "可衡量",
                "实施方案可行性": "有三家以上可承接",
                "筹资合规性": "资金有文号",
            },
            "conclusion": "予以支持",
            "targets": {"产出": "600吨", "效益": "垃圾点清零", "满意度": "90%以上"},
        },
        **more,
    }
