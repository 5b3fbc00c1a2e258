"""The first text of a contract, made from its dossier: each part filled with what is already known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xianggou.core.money import capitals, yuan
from xianggou.stages.standards import queries as standards

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem
    from xianggou.stages.procurement.models import Award
    from xianggou.stages.standards.models import Indicator

# One point of the hundred is one percent of the instalment: the formula every deduction follows.
POINT_BP = 100


def first_text(
    name: str,
    *,
    award: Award,
    item: PlanItem,
    indicators: Iterable[Indicator],
    pay_days: int,
) -> str:
    """The first text of one part by its name; an unknown part stays empty for the clerk to write."""
    term = f"{item.starts_on or '签订之日'}至{item.ends_on or '服务完成之日'}"
    quantity = f"{item.quantity.normalize():f}{item.unit}"
    price = f"人民币{yuan(award.price_fen)}元（大写：{capitals(award.price_fen)}）"
    standard = "；".join(f"{i.name}：{i.target}{i.unit}（{i.measure}）" for i in indicators)
    followed = "、".join(rule.name for rule in standards.rules_of(item.standard))
    asked = "；".join(f"{q.of}{q.requirement}" for q in standards.qualifications_of(item.standard))
    texts = {
        "时间": f"服务期限：{term}。",
        "期限": f"服务期限：{term}。",
        "范围": f"服务范围：{item.name}所涉区域和对象。",
        "内容": f"服务内容：{item.name}（目录编码{item.catalogue_code}），数量{quantity}。",
        "数量": f"服务数量：{quantity}。",
        "质量": f"服务质量按执行标准各项指标衡量：{standard or item.acceptance}。",
        "服务要求": (f"服务过程应当遵守：{followed}。" if followed else "")
        + (f"服务期内乙方应当持续符合资格要求：{asked}。" if asked else "")
        + f"质量要求：{standard or item.acceptance}。",
        "绩效目标": item.target,
        "考核标准": f"按执行标准逐项考核，每扣1分，扣减当期价款的{POINT_BP / 100:g}%；验收标准：{item.acceptance}",
        "价格": f"合同价款：{price}。",
        "资金支付": f"按付款计划分期支付。验收合格并收到票据后{pay_days}日内付款。",
        "资金结算方式": f"按验收结果据实结算，扣减依考核标准计算；付款期限{pay_days}日。",
        "各方权利义务": "甲方提供必要的工作条件，按约定验收和付款，不干预乙方用工；乙方按标准提供服务，如实报告进度，不得转包。",
        "违约责任": "乙方不履行或者履行不合约定的，应当补正、减收价款并赔偿损失；甲方逾期付款的，依法支付逾期利息。",
    }
    return texts.get(name, "")
