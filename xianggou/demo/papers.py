"""What the demo's people write: assessments, quotes, panels, invoice numbers. All of it invented (示例数据)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianggou.demo.lists import listed

BANK = "清岚农村商业银行（示例）"
STANDING = "在册"
HUNDRED_YUAN = 100_00
# What the directory calls a body -> the law's word for who may supply; all else supplies as a firm.
KINDS = {
    "社会服务机构": "社会组织",
    "社会团体": "社会组织",
    "村集体经济组织": "农村集体经济组织",
    "公益二类事业单位": "公益二类事业单位",
}
SURNAMES = "李王张刘陈杨赵黄周吴"


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier as the place's directory lists it."""

    uscc: str
    name: str
    kind: str
    account_no: str


class Directory:
    """The suppliers of a place by what they offer, and who is in charge of what is bought."""

    def __init__(self, slug: str) -> None:
        """Reads the pack's lists of suppliers and catalogue once."""
        self._rows = [row for row in listed(slug, "suppliers") if row["状态"] == STANDING]
        self._departments = {row["目录编码"]: row["主管部门"] for row in listed(slug, "catalogue")}

    def department(self, catalogue_code: str) -> str:
        """The department in charge of a catalogue item."""
        return self._departments[catalogue_code]

    def chosen(self, catalogue_code: str, count: int, chance: random.Random) -> list[Supplier]:
        """So many suppliers of a catalogue item; firms of other fields where too few offer it."""
        fit = [row for row in self._rows if catalogue_code in row["可承接目录编码"].split(";")]
        others = [row for row in self._rows if row not in fit and row["登记类型"] == "企业"]
        rows = chance.sample(fit, min(count, len(fit)))
        rows += chance.sample(others, count - len(rows))
        return [
            Supplier(row["统一社会信用代码"], row["名称"], KINDS.get(row["登记类型"], "企业"), f"5901 {_digits(chance, 4)} {_digits(chance, 8)}")
            for row in rows
        ]  # fmt: skip


def _digits(chance: random.Random, count: int) -> str:
    return "".join(str(chance.randint(0, 9)) for _ in range(count))


def invoice_no(chance: random.Random) -> str:
    """The number of an electronic invoice."""
    return f"2359{_digits(chance, 16)}"


def quoted(
    suppliers: Sequence[Supplier], below_fen: int, on: date, chance: random.Random
) -> list[dict[str, Any]]:
    """Prices of several suppliers, all different and none above `below_fen`, lowest first, in whole hundreds of 元."""
    shares = sorted(chance.sample(range(880, 1000), len(suppliers)))
    prices = [below_fen * share // 1000 // HUNDRED_YUAN * HUNDRED_YUAN for share in shares]
    return [
        {
            "uscc": supplier.uscc, "name": supplier.name, "kind": supplier.kind, "price_fen": price, "quoted_on": on,
            "account_no": supplier.account_no, "account_bank": BANK,
        }
        for supplier, price in zip(suppliers, prices, strict=True)
    ]  # fmt: skip


def assessment(plan: Mapping[str, str]) -> dict[str, Any]:
    """What the township adds to a row of the plan before it can be sent: the assessment, targets, how it is accepted."""
    service, amount = plan["服务项目"], f"{plan['数量']}{plan['单位']}"
    return {
        "ex_ante": {
            "topics": {
                "立项必要性": f"{service}列入本镇职责清单，现有人员难以按质按量完成。",
                "投入经济性": "按目录参考单价和近年结算测算，低于自办所需支出。",
                "绩效目标合理性": f"目标与{amount}的工作量相配，可以核对。",
                "实施方案可行性": "本县有多家可以承接，分期验收、分期付款。",
                "筹资合规性": "资金已下达并有文号，不需要另行筹集。",
            },
            "conclusion": "予以支持",
            "targets": {
                "产出": f"完成{amount}",
                "效益": "问题按期办结，投诉比上年减少",
                "满意度": "服务对象满意度不低于90%",
            },
        },
        "acceptance": "每期由社会事务办牵头，会同行业主管部门和村（社区）代表按执行标准逐项验收。",
        "feasibility": "已征求村（社区）意见并比较自办与购买的支出，购买更省、质量可以约束。",
    }


def panel(
    lead: Mapping[str, Any], inspector: Mapping[str, Any], chance: random.Random
) -> list[dict[str, Any]]:
    """Who accepts: the township's own accepter, the department in charge, somebody of those who are served."""
    served = f"{chance.choice(SURNAMES)}某某"
    return [
        {"part": "lead", "name": lead["name"], "body": lead["body"], "person_id": lead["person_id"], "opinion": "符合约定", "has_signed": True},
        {"part": "industry", "name": inspector["name"], "body": inspector["body"], "person_id": inspector["person_id"], "opinion": "同意验收结论", "has_signed": True},
        {"part": "user", "name": served, "body": "村（居）民代表", "opinion": "总体满意", "has_signed": True},
    ]  # fmt: skip
