"""The catalogue's year: proposals screened, reviewed in order, sent back, issued; what townships then carry out."""

from __future__ import annotations

from datetime import date
from typing import Any

from xianggou.base.access.roles import Where
from xianggou.core.actor import Actor
from xianggou.core.law import library
from xianggou.demo.cast import FINANCE, NEEDS, REVIEW, Cast, Post
from xianggou.demo.duties import JURIST
from xianggou.demo.matter import Matter
from xianggou.demo.steps import NOT_GRANTED, Step
from xianggou.stages.catalogue import actions as catalogue
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.actions.proposals import MEND, PASS, REFUSE
from xianggou.stages.catalogue.models import Adjustment, CarriedOut, Proposal

HEAD = Post("county_finance", "审核审批")
SOURCE = Proposal.Source
VERGES = "村道边沟清淤与绿化养护"


# The acts: each finds its row by its number ---------------------------------------------------


def _place(register: str) -> str:
    return register.partition("/")[0]


def _number(register: str, n: int) -> str:
    return f"MS-{_place(register)}-2023-{n:04d}"


def _proposal(register: str, n: int) -> Proposal:
    return Proposal.objects.get(number=_number(register, n))


def _propose(by: Actor, register: str, *, n: int, town: str = "", **facts: Any) -> None:
    made = catalogue.propose(where=Where(_place(register), town), by=by, **facts)
    if made.number != _number(register, n):
        raise ValueError(f"{made.number}: the demo told it as {_number(register, n)}")


def _edit(by: Actor, register: str, *, n: int, **facts: Any) -> None:
    row = _proposal(register, n)
    catalogue.edit_proposal(row.pk, by=by, version=row.version, **facts)


def _screen(by: Actor, register: str, *, n: int) -> None:
    catalogue.screen(_proposal(register, n).pk, by=by)


def _review(by: Actor, register: str, *, n: int, choice: str, reason: str) -> None:
    catalogue.review(_proposal(register, n).pk, by=by, choice=choice, reason=reason)


def _reject(by: Actor, register: str, *, n: int, why: str) -> None:
    catalogue.reject(_proposal(register, n).pk, by=by, why=why)


def _adjust(by: Actor, register: str, **said: Any) -> None:
    catalogue.adjust(where=Where(_place(register)), by=by, **said)


def _draft(register: str) -> Adjustment:
    return Adjustment.objects.get(place_code=_place(register), status=Adjustment.Status.DRAFT)


def _edit_adjustment(by: Actor, register: str, *, numbers: tuple[int, ...] = (), **facts: Any) -> None:
    row = _draft(register)
    found = [_proposal(register, n).pk for n in numbers]
    given = {"proposals": found} if found else {}
    catalogue.edit_adjustment(row.pk, by=by, version=row.version, **given, **facts)


def _issue(by: Actor, register: str) -> None:
    catalogue.issue(_draft(register).pk, by=by)


def _publish(by: Actor, register: str, *, published_on: date) -> None:
    newest = queries.newest(_place(register))
    assert newest is not None  # the list was brought in
    catalogue.publish(newest.pk, by=by, published_on=published_on)


def _carry_out(by: Actor, register: str, *, town: str, item: str, reason: str, name: str = "") -> None:
    catalogue.carry_out(where=Where(_place(register), town), by=by, code=item, reason=reason, name=name)


def _carried(register: str, town: str, item: str) -> CarriedOut:
    rows = CarriedOut.objects.filter(place_code=_place(register), town_code=town, code=item)
    return rows.order_by("-id")[0]


def _confirm(by: Actor, register: str, *, town: str, item: str, answer: str) -> None:
    catalogue.confirm(_carried(register, town, item).pk, by=by, answer=answer)


def _decline(by: Actor, register: str, *, town: str, item: str, why: str) -> None:
    catalogue.decline(_carried(register, town, item).pk, by=by, why=why)


# The year of one catalogue ---------------------------------------------------------------------


class Year(Matter):
    """Everything that happens to one place's catalogue, in order; proposals by their running number."""

    def did(self, verb: str, post: Post, act: Any, **facts: Any) -> Year:
        """The next act of the catalogue."""
        return self.does(f"catalogue.{verb}", post, act, (1, 3), **facts)

    def judged(self, n: int, post: Post, reason: str, choice: str = PASS) -> Year:
        """A desk speaks in its turn."""
        return self.does("reviews.opine", post, _review, (1, 3), n=n, choice=choice, reason=reason)

    def applied(self, town: str, item: str, reason: str) -> Year:
        """A township applies to carry an item out."""
        return self.did("carry_out", Post(*NEEDS, town), _carry_out, town=town, item=item, reason=reason)


def _desk(town: str) -> Post:
    return Post(*REVIEW, town)


def _department(body: str, function: str = "行业指导") -> Post:
    return Post("industry_department", function, body=body)


def _on_the_way(year: Year, lanxin: str, yundu: str) -> None:
    """A department's proposal before its last desk; a village's, which nobody has screened."""
    helped = _department("清岚县残疾人联合会", "抽检和参与验收")
    year.did(
        "propose", helped, _propose, n=3, source=SOURCE.DEPARTMENT, proposer="县残联", name="残疾人辅具巡修",
        why="辅具损坏后乡镇没有人会修", class_code="01", class_name="基本公共服务", department="残联",
        content="入户检修轮椅、助行器等辅具，登记更换", suppliers="社会组织、企业", unit="件·次", price_fen_min=80_00,
        price_fen_max=160_00, duty_codes=["D084"], content_kind="向社会公众提供的公共服务",
        professional="须经辅具适配培训", evidence="县残联培训名册（示例）", staff_fen=6_0000_00, running_fen=1_0000_00,
        prices={"清岚县康助服务中心（示例）": 5_2000_00, "邻县2022年合同价（示例）": 5_6000_00},
    )  # fmt: skip
    year.did("screen", FINANCE, _screen, n=3).judged(3, _desk(yundu), "各镇都有需要")
    year.tries("reviews.opine.own", helped, _review, n=3, choice=PASS, reason="")
    year.judged(3, _department("清岚县残疾人联合会"), "同意，辅具范围按省目录")
    year.did(
        "propose", Post("village_cadre", "需求登记和反馈", lanxin, "岚心镇凤太园社区居民委员会"), _propose, n=4,
        town=lanxin, source=SOURCE.VILLAGE, proposer="凤太园社区", name="文化活动室开放管理", why="活动室没有人管，周末开不了",
    )  # fmt: skip


def county_a(_cast: Cast, seed: int) -> list[Step]:
    """Four proposals: one issued after it was sent back, one turned down, one on its way, one to be screened."""
    place, lanxin, yundu = library().pack("county-a").code, "590121100", "590121101"
    clerk, roads = Post(*NEEDS, lanxin), _department("清岚县交通运输局")
    year = Year(f"{place}/catalogue", library().calendar, seed, date(2023, 4, 10))
    year.did(
        "propose", clerk, _propose, n=1, town=lanxin, source=SOURCE.TOWNSHIP, proposer="岚心镇社会事务办",
        name=VERGES, why="村道边沟每年汛前要清，村里的养路工已经不再续聘", class_code="01", class_name="基本公共服务",
        department="交运局", content="边沟清淤、路肩除草、行道树修剪", suppliers="企业、农村集体企业、村民委员会",
        unit="公里·年", price_fen_min=1800_00, price_fen_max=2600_00, duty_codes=["D072"],
        content_kind="向社会公众提供的公共服务", staff_fen=7_2000_00, running_fen=1_3000_00,
    )  # fmt: skip
    year.tries("catalogue.enter.screening_missing", FINANCE, _screen, n=1)
    year.did(
        "edit_proposal", clerk, _edit, n=1, professional="高处修剪和边沟作业要有专用车辆和占道作业资质",
        evidence="近两年自办清淤因没有设备两次延误；占道作业规范（示例）",
        prices={"清岚县畅达公路养护有限公司（示例）": 6_4000_00, "云渡镇2022年实际支出（示例）": 6_9000_00},
    )  # fmt: skip
    year.did("screen", FINANCE, _screen, n=1)
    year.tries("reviews.opine.out_of_turn", JURIST, _review, n=1, choice=PASS, reason="")
    year.judged(1, _desk(lanxin), "村里确有需要，自办做不了")
    year.judged(1, roads, "行道树修剪属县级养护范围的路段要写明不含，请修改", MEND)
    year.did(
        "edit_proposal", clerk, _edit, n=1, content="村道边沟清淤、路肩除草、行道树修剪（不含县道、乡道）"
    )
    year.did("screen", FINANCE, _screen, n=1)
    year.judged(1, _desk(lanxin), "修改后边界清楚")
    year.judged(1, roads, "同意列入")
    year.judged(1, JURIST, "属公益性服务，不在负面清单")

    year.did(
        "propose", Post("village_cadre", "需求登记和反馈", lanxin, "岚心镇凤太园社区居民委员会"), _propose, n=2,
        town=lanxin, source=SOURCE.PUBLIC, proposer="凤太园社区居民小组", name="社区商铺招牌统一制作", why="招牌大小不一",
    )  # fmt: skip
    year.did("reject", FINANCE, _reject, n=2, why="属于货物和商户自己的事，不是乡镇的职责")

    year.did(
        "adjust", FINANCE, _adjust, label="2023年第2版", effective_on=date(2023, 7, 1),
        reason="年度调整：增列乡镇亟需、已过三道审查的服务", continuing="正在执行的项目照开始采购时的版本办到合同期满",
    )  # fmt: skip
    year.did("edit_adjustment", FINANCE, _edit_adjustment, numbers=(1,))
    year.tries("catalogue.adopt.no_consultation", HEAD, _issue)
    year.did(
        "edit_adjustment",
        FINANCE,
        _edit_adjustment,
        consulted="县交通运输局：同意\n县住房和城乡建设局：无意见",
    )
    year.did("issue", HEAD, _issue)
    year.did("publish", HEAD, _publish, published_on=year.diary.now.date())

    year.not_before(date(2023, 7, 3)).tries(
        "catalogue.enter.outside_parent", clerk, _carry_out, town=lanxin, item="0199", name="社区招牌制作", reason="商户要求",
    )  # fmt: skip
    year.applied(lanxin, "0109", "18 个村的村道边沟今年起购买养护")
    year.did("confirm", roads, _confirm, town=lanxin, item="0109", answer="同意实施，按第2版目录的内容")
    year.applied(yundu, "0109", "镇里也想购买")
    year.did(
        "decline", roads, _decline, town=yundu, item="0109", why="云渡镇现有养路工合同未到期，到期后再报"
    )
    year.not_before(date(2023, 11, 20)).applied(yundu, "0404", "镇级档案室搬迁，积存案卷要整理")

    _on_the_way(year, lanxin, yundu)
    return year.steps


def district_b(_cast: Cast, seed: int) -> list[Step]:
    """One proposal ends at the legality review; a street carries out an item, another waits for its answer."""
    place, street, town = library().pack("district-b").code, "590102001", "590102100"
    clerk, alleys = Post(*NEEDS, street), _department("澄湖区住房和城乡建设局")
    year = Year(f"{place}/catalogue", library().calendar, seed, date(2023, 5, 8))
    year.did(
        "propose", clerk, _propose, n=1, town=street, source=SOURCE.TOWNSHIP, proposer="湖畔路街道社会事务办",
        name="背街小巷秩序巡查劝离", why="人手不够", class_code="02", class_name="社会管理性服务", department="政法委",
        content="巡查、劝离占道经营、登记上报", suppliers="保安企业", unit="队·月", price_fen_min=8000_00,
        price_fen_max=1_5000_00, duty_codes=["D065"], content_kind="向社会公众提供的公共服务",
        professional="须持保安员证", evidence="保安员证管理规定（示例）", staff_fen=10_0000_00, running_fen=1_0000_00,
        prices={"澄湖区甲保安公司（示例）": 11_2000_00, "澄湖区乙保安公司（示例）": 11_6000_00},
    )  # fmt: skip
    year.tries("catalogue.enter.screening_missing", FINANCE, _screen, n=1)  # buying is dearer than doing it
    year.did("edit_proposal", clerk, _edit, n=1, staff_fen=11_5000_00)
    year.did("screen", FINANCE, _screen, n=1)
    year.judged(1, _desk(street), "有需要")
    year.judged(1, _department("中共澄湖区委员会政法委员会"), "同意报送合法性审查")
    year.judged(1, JURIST, "劝离、登记带有行政检查性质，应由执法人员实施，不宜购买", REFUSE)
    year.applied(street, "0102", "街道保洁按目录购买")
    year.tries(NOT_GRANTED, _department("澄湖区民政局"), _confirm, town=street, item="0102", answer="")
    year.did("confirm", alleys, _confirm, town=street, item="0102", answer="同意实施")
    year.not_before(date(2023, 12, 6)).applied(town, "0304", "湖岸打捞拟购买")
    return year.steps
