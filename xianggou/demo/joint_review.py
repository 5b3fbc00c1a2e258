"""District B's autumn: plan items before the four offices: agreed at once, sent back and mended, still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xianggou.base.access.roles import Where
from xianggou.base.reviews.asked import Answer
from xianggou.core.actor import Actor
from xianggou.core.law import library
from xianggou.demo import acts
from xianggou.demo.cast import ACCEPT, FINANCE, NEEDS, REVIEW, Cast, Post
from xianggou.demo.matter import Matter
from xianggou.demo.steps import Step
from xianggou.stages.intentions import actions as intentions
from xianggou.stages.joint_review import actions as joint_review
from xianggou.stages.plans import actions as plans
from xianggou.stages.plans.models import Funding

SLUG, TOWN, YEAR = "district-b", "590102001", 2023
SUBJECTS = ("资金来源", "实施方案", "采购方式")
# Office -> the seat that speaks for it
DESKS = {
    "财政办": Post("joint_review", "资金审核", TOWN),
    "党政办": Post(*REVIEW, TOWN),
    "纪委": Post("joint_review", "廉政审查", TOWN),
    "社会事务办": Post(*ACCEPT, TOWN),
}
CLERK = Post(*NEEDS, TOWN)


def _draft(by: Actor, code: str, **facts: Any) -> None:
    place = library().pack(SLUG).code
    plans.draft(where=Where(place, TOWN), by=by, code=code, **facts)


def _open(by: Actor, code: str) -> None:
    joint_review.open_review(acts.item(code).pk, by=by)


def _opine(by: Actor, code: str, *, answers: dict[str, Answer]) -> None:
    joint_review.opine(acts.item(code).pk, by=by, answers=answers)


def _reaffirm(by: Actor, code: str) -> None:
    joint_review.reaffirm(acts.item(code).pk, by=by)


def _conclude(by: Actor, code: str) -> None:
    joint_review.conclude(acts.item(code).pk, by=by)


def _announce(by: Actor, code: str, **told: Any) -> None:
    intentions.draft(acts.item(code).pk, by=by, **told)


def _tell(by: Actor, code: str, **told: Any) -> None:
    row = acts.intention(code)
    intentions.edit(row.pk, by=by, version=row.version, **told)


def _publish(by: Actor, code: str) -> None:
    intentions.publish(acts.intention(code).pk, by=by)


class Reviewed(Matter):
    """A plan item on its way past the four offices."""

    def drafted(self, **facts: Any) -> Reviewed:
        """The clerk writes it."""
        return self.does("plans.draft", CLERK, _draft, (0, 1), year=YEAR, **facts)

    def sent(self) -> Reviewed:
        """The clerk sends it to the offices."""
        return self.does("joint_review.open", CLERK, _open, (1, 2))

    def agreed(self, *desks: str) -> Reviewed:
        """Offices agree to all subjects, each for itself."""
        for desk in desks:
            said = {subject: Answer("agree", f"{subject}符合规定") for subject in SUBJECTS}
            self.does("joint_review.opine", DESKS[desk], _opine, (0, 1), answers=said)
        return self

    def returned(self, desk: str, subject: str, why: str) -> Reviewed:
        """An office sends it back: all opinions of the round end."""
        said = {subject: Answer("return", why)}
        return self.does("joint_review.opine", DESKS[desk], _opine, (0, 1), answers=said)

    def mended(self, **facts: Any) -> Reviewed:
        """The clerk mends it."""
        return self.does("plans.edit", CLERK, acts.edit, (1, 3), **facts)

    def reaffirmed(self, *desks: str) -> Reviewed:
        """Offices agree again to what did not change."""
        for desk in desks:
            self.does("joint_review.reaffirm", DESKS[desk], _reaffirm, (0, 1))
        return self

    def said(self, desk: str, subjects: Sequence[str]) -> Reviewed:
        """An office agrees to some subjects."""
        said = {subject: Answer("agree", f"{subject}符合规定") for subject in subjects}
        return self.does("joint_review.opine", DESKS[desk], _opine, (0, 1), answers=said)

    def announced(self) -> Reviewed:
        """The clerk tells the market in time what will be bought; what the law asks for must all be told."""
        told = {"summary": "诉前和行业性矛盾纠纷的调解、回访，全年约200件"}
        self.does("intentions.draft", CLERK, _announce, (0, 1), **told)
        self.tries("intentions.publish.incomplete", CLERK, _publish)
        self.does("intentions.edit", CLERK, _tell, (0, 1), expected_on=date(2023, 11, 1))
        return self.does("intentions.publish", CLERK, _publish, (0, 1))

    def concluded(self) -> Reviewed:
        """The finance office draws the verdict."""
        return self.does("joint_review.conclude", DESKS["财政办"], _conclude, (0, 1))


def _facts(
    name: str, catalogue: str, duty: str, quantity: int, unit: str, fen: int, method: str
) -> dict[str, Any]:
    """A plan item that may be sent, paid from the township's own money."""
    return {
        "budget_fen": fen, "sources": {Funding.OWN: fen}, "catalogue_code": catalogue, "duty_code": duty,
        "name": f"湖畔路街道2023年{name}", "quantity": quantity, "unit": unit, "carried_out": "乡镇自主", "method": method,
        "starts_on": date(2023, 11, 1), "ends_on": date(2024, 10, 31), "office": "社会事务办",
        "target": f"完成{quantity}{unit}，服务对象满意度不低于90%",
        "acceptance": "每半年由社会事务办会同社区代表和服务对象按执行标准逐项验收",
        "feasibility": "街道没有专职人员，比较自办与购买的支出后购买更省",
        "ex_ante": {
            "topics": {
                "立项必要性": f"{name}列入街道职责清单，现有人员难以按质按量完成",
                "投入经济性": "按目录参考单价测算，低于自办所需支出",
                "绩效目标合理性": "目标与工作量相配，可以核对",
                "实施方案可行性": "本区有多家可以承接，分期验收、分期付款",
                "筹资合规性": "列入街道本级预算，不需要另行筹集",
            },
            "conclusion": "予以支持",
            "targets": {"产出": f"完成{quantity}{unit}", "效益": "问题按期办结", "满意度": "不低于90%"},
        },
    }  # fmt: skip


def written(_cast: Cast, seed: int) -> list[Step]:
    """Three items: approved after one round; returned, mended and passed; two offices still to speak."""
    calendar = library().calendar

    quarrels = Reviewed("QL2023-001-001", calendar, seed, date(2023, 9, 5))
    quarrels.drafted(**_facts("矛盾纠纷调解", "0203", "D015", 200, "件", 9_8000_00, "询价比选"))
    quarrels.sent().tries("joint_review.pass.not_passed", FINANCE, acts.approve)
    quarrels.announced().agreed(*DESKS).concluded()
    quarrels.does("budget.approve", FINANCE, acts.approve, (3, 6))

    elders = Reviewed("QL2023-001-002", calendar, seed, date(2023, 10, 16))
    elders.drafted(**_facts("居家养老上门服务", "0105", "D071", 2400, "人次", 28_8000_00, "询价比选"))
    elders.sent().agreed("党政办")
    elders.returned("纪委", "采购方式", "金额达到公开比选的档次，不能用询价比选，请改采购方式")
    elders.mended(method="公开比选").sent().reaffirmed("党政办").said("党政办", ("采购方式",))
    elders.agreed("财政办", "纪委", "社会事务办").concluded()

    workers = Reviewed("QL2023-001-003", calendar, seed, date(2023, 12, 11))
    workers.drafted(**_facts("社会工作服务站（点）运营", "0205", "D075", 1, "站·年", 15_0000_00, "公开比选"))
    workers.sent().agreed("社会事务办").said("党政办", ("实施方案",))

    return [*quarrels.steps, *elders.steps, *workers.steps]
