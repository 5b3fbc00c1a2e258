"""The duty lists' year in County A and District B: what departments apply for, townships say, the county decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from xianggou.base.access.roles import Where
from xianggou.core.actor import Actor
from xianggou.core.calendar import Calendar
from xianggou.core.law import library
from xianggou.demo.cast import LEADER, Cast, Post
from xianggou.demo.matter import Matter
from xianggou.demo.steps import Step
from xianggou.stages.duties import actions as duties
from xianggou.stages.duties.models import Admission, Objection

JURIST = Post("industry_department", "合法性审查")
KEEPER = Post("industry_department", "责任清单管理")
COUNTY = Post("county_leader", "统筹推进")


# The acts: each finds its row by its number ---------------------------------------------------


def admission(code: str) -> Admission:
    """An application by its number.  Queries: 1."""
    return Admission.objects.get(code=code)


def _apply(by: Actor, code: str, **stated: Any) -> None:
    made = duties.apply(where=Where(code.split("-")[1]), by=by, **stated)
    if made.code != code:
        raise ValueError(f"{made.code}: the demo told it as {code}")


def _edit(by: Actor, code: str, **stated: Any) -> None:
    row = admission(code)
    duties.edit(row.pk, by=by, version=row.edited, **stated)


def _submit(by: Actor, code: str) -> None:
    duties.submit(admission(code).pk, by=by)


def _opine(by: Actor, code: str, *, town: str, agrees: bool, text: str) -> None:
    duties.opine(admission(code).pk, where=Where(code.split("-")[1], town), by=by, agrees=agrees, text=text)


def _review(by: Actor, code: str, *, passed: bool, opinion: str) -> None:
    duties.review(admission(code).pk, by=by, passed=passed, opinion=opinion)


def _decide(by: Actor, code: str, **decision: Any) -> None:
    duties.decide(admission(code).pk, by=by, **decision)


def _object(by: Actor, code: str, *, town: str, **said: Any) -> None:
    duties.object_(where=Where(code.split("-")[1], town), by=by, **said)


def _answer(by: Actor, code: str, *, finding: str, answer: str) -> None:
    duties.answer(Objection.objects.get(code=code).pk, by=by, finding=finding, answer=answer)


# The way of an application ---------------------------------------------------------------------


class Application(Matter):
    """A department's application to hand a duty down."""

    def __init__(self, code: str, department: str, calendar: Calendar, seed: int, begins: date) -> None:
        """`department`: the body that applies, by its full name."""
        super().__init__(code, calendar, seed, begins)
        self.applicant = Post("industry_department", "行业指导", body=department)

    def applied(self, **stated: Any) -> Application:
        """The department begins it."""
        return self.does("duties.apply", self.applicant, _apply, **stated)

    def lacks(self, *codes: str) -> Application:
        """Sent as it is, it is refused for each of these."""
        for code in codes:
            self.tries(code, self.applicant, _submit)
        return self

    def mended(self, **stated: Any) -> Application:
        """The department completes it."""
        return self.does("duties.edit", self.applicant, _edit, (1, 4), **stated)

    def sent(self) -> Application:
        """To the townships and the legality reviewer."""
        return self.does("duties.submit", self.applicant, _submit, (0, 1))

    def heard(self, said: Mapping[str, tuple[bool, str]]) -> Application:
        """Townships speak: code → whether they agree, and what they say."""
        for town, (agrees, text) in said.items():
            self.does(
                "duties.opine", Post(*LEADER, town), _opine, (0, 2), town=town, agrees=agrees, text=text
            )
        return self

    def judged(self, opinion: str, *, passed: bool) -> Application:
        """The legality review passes it on or sends it back."""
        return self.does("duties.review", JURIST, _review, (2, 5), passed=passed, opinion=opinion)

    def decided(self, **decision: Any) -> Application:
        """The county says yes or no."""
        return self.does("duties.decide", COUNTY, _decide, (4, 8), **decision)


def _sewage(**more: Any) -> dict[str, Any]:
    return {
        "name": "农村污水管网日常巡查", "field": "生态环保", "mode": "配合",
        "county_part": "制定巡查标准，承担管网维修和水质监测", "town_part": "组织村（社区）每月巡查，发现破损即报",
        "reason": "管网点多线长，县级巡查人员到不了村", "bearer": "县生态环境局", **more,
    }  # fmt: skip


def county_a(_cast: Cast, seed: int) -> list[Step]:
    """Four matters: one refused by the county, one waiting for its decision, one being heard; three objections."""
    calendar = library().calendar
    application = partial(Application, calendar=calendar, seed=seed)
    costs = {2020: 31_0000_00, 2021: 33_5000_00, 2022: 35_2000_00}

    sewage = application("QZ-590121-2023-0001", "清岚县生态环境局", begins=date(2023, 3, 6))
    sewage.applied(**_sewage())
    sewage.lacks("duties.admit.no_basis", "duties.admit.no_staff", "duties.admit.cost_years_missing")
    sewage.mended(
        basis="《城镇排水与污水处理条例》第三十八条（示例）", present_staff=6, yearly_costs=costs,
        fund_source="县级生态环保资金", staff_coming="每季度培训巡查员一次，不划转人员",
    )  # fmt: skip
    sewage.sent().heard(
        {
            "590121100": (False, "没有划转人员，只给培训，巡查做不实"),
            "590121101": (False, "经费没有随事下来，现有人员已满负荷"),
            "590121106": (True, "经费到位可以承担"),
        }
    )
    sewage.judged("依据的条款规定的是排水主管部门的职责，请说明由乡镇配合的依据", passed=False)
    sewage.mended(basis="《城镇排水与污水处理条例》第三十八条；清办发〔2022〕11号（示例）")
    sewage.sent().heard(
        {
            "590121100": (False, "意见同前：请随事划转人员和经费"),
            "590121101": (False, "意见同前"),
            "590121106": (True, "经费到位可以承担"),
        }
    )
    sewage.judged("依据充分，配合事项边界清楚", passed=True)
    sewage.decided(admit=False, why="多数乡镇不同意，且没有经费随事下达；由县生态环境局继续承担")

    fire = application("QZ-590121-2023-0002", "清岚县应急管理局", begins=date(2023, 10, 9))
    fire.applied(
        name="农村自建房消防隐患排查", field="应急管理", mode="配合", county_part="制定排查清单，负责隐患认定和督促整改",
        town_part="组织村（社区）每半年排查一遍，登记上报", reason="自建房分散，村里最清楚底数",
        basis="《中华人民共和国消防法》第三十二条（示例）", bearer="县应急管理局", present_staff=4,
        yearly_costs={2020: 12_0000_00, 2021: 12_6000_00, 2022: 13_2000_00}, money_fen=12_0000_00,
        fund_source="县级应急管理专项，随事下达", staff_coming="每个乡镇培训排查员两名",
    )  # fmt: skip
    fire.sent().heard(
        {
            "590121100": (True, "有经费有培训，同意"),
            "590121101": (True, "同意，建议排查表简化"),
            "590121105": (True, "同意"),
        }
    )
    fire.judged("依据充分，权责清楚", passed=True)

    old = application("QZ-590121-2023-0003", "清岚县民政局", begins=date(2023, 12, 4))
    old.applied(
        name="高龄独居老人每周探访", field="民政服务", mode="配合", county_part="建立名册，提供探访规范和工具包",
        town_part="组织村（社区）干部和志愿者探访，异常即报", reason="探访要在村里做", bearer="县民政局", present_staff=3,
        basis="《中华人民共和国老年人权益保障法》第三十八条（示例）",
        yearly_costs={2020: 18_0000_00, 2021: 19_0000_00, 2022: 20_4000_00}, money_fen=18_0000_00,
        fund_source="养老服务专项", staff_coming="每个村（社区）聘探访员一名，经费在专项内",
    )  # fmt: skip
    old.sent().heard({"590121106": (True, "符合群众需要，同意")})

    steps = [*sewage.steps, *fire.steps, *old.steps]
    return steps + _objections_a(calendar, seed)


def _objections_a(calendar: Calendar, seed: int) -> list[Step]:
    town, village = "590121100", "岚心镇白桃塘村村民委员会"
    matter = partial(Matter, calendar=calendar, seed=seed)
    head = Post("village_cadre", "村级事务", town, village)
    pipes = matter("YY-590121-2023-0001", begins=date(2023, 4, 18)).does(
        "duties.object", head, _object, town=town, matter="要求村里逐户登记农用车辆并上传照片",
        department="县农业农村局", pushed_by="4月12日微信工作群通知",
    )  # fmt: skip
    pipes.does(
        "duties.answer", KEEPER, _answer, (3, 6), finding=Objection.Finding.UPHELD,
        answer="不在责任清单内，也没有办理准入。已通知县农业农村局收回，由其自行登记。",
    )  # fmt: skip
    waste = matter("YY-590121-2023-0002", begins=date(2023, 6, 7)).does(
        "duties.object", Post(*LEADER, "590121101"), _object, town="590121101", matter="垃圾清运",
        department="县住建局", pushed_by="",
    )  # fmt: skip
    waste.does(
        "duties.answer", KEEPER, _answer, (4, 8), finding=Objection.Finding.LISTED,
        answer="属于责任清单内事项，县级和乡镇各自的部分见清单；经费已随事下达。",
    )  # fmt: skip
    forms = matter("YY-590121-2023-0003", begins=date(2023, 12, 14)).does(
        "duties.object", head, _object, town=town, matter="要求村里代收电动车上牌资料",
        department="县公安局", pushed_by="12月11日电话通知",
    )  # fmt: skip
    return [*pipes.steps, *waste.steps, *forms.steps]


def district_b(_cast: Cast, seed: int) -> list[Step]:
    """One duty comes down without money, for a written reason: the list's second version names the decision."""
    register = Application(
        "QZ-590102-2023-0001", "澄湖区农业农村局", library().calendar, seed, date(2023, 3, 13)
    ).applied(
        name="农村小型水体安全警示巡查", field="农业农村", mode="配合",
        county_part="统一制作警示牌，负责安装和更换", town_part="组织村（社区）每月查看，缺损即报",
        reason="水体在村里，缺损发现要快", basis="《中华人民共和国防洪法》第八条（示例）", bearer="区农业农村局",
        present_staff=2, yearly_costs={2020: 2_1000_00, 2021: 2_3000_00, 2022: 2_4000_00},
        fund_source="警示牌由区农业农村局部门预算列支", staff_coming="每年汛前培训一次",
    )  # fmt: skip
    register.sent().heard(
        {
            "590102100": (True, "随日常巡河一并查看，不增加人员"),
            "590102101": (True, "同意"),
            "590102102": (True, "同意，请统一巡查记录格式"),
        }
    )
    register.judged("依据充分，属配合履职事项", passed=True)
    register.decided(
        admit=True, decided_by="县级政府", document="澄府阅〔2023〕9号（示例）", why="三个镇街同意，警示牌由区级配齐",
        reasons={"duties.admit.unfunded": "随日常巡河一并查看，牌子由区级配齐，镇街不增支出"},
    )  # fmt: skip
    return register.steps
