"""What a clerk types into the form of a plan item, and items by the dozen."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast, facts
from tests.visits import once
from xianggou.stages.plans import actions
from xianggou.stages.plans.models import PlanItem

TYPED = {
    "catalogue_code": "0101",
    "duty_code": "D052",
    "name": "青山镇2023年农村生活垃圾收集转运",
    "quantity": "600",
    "unit": "吨",
    "office": "社会事务办",
    "carried_out": "乡镇自主",
    "method": "询价比选",
    "starts_on": "2023-04-01",
    "ends_on": "2023.12.31",
    "source_F6": "100,000.00",
    "source_OWN": "20000",
    "topic_0": "垃圾日产日清",
    "topic_1": "比自办少支出",
    "topic_2": "可衡量",
    "topic_3": "有三家以上可承接",
    "topic_4": "资金有文号",
    "conclusion": "予以支持",
    "target": "按月完成清运",
    "target_0": "600吨",
    "target_1": "垃圾点清零",
    "target_2": "90%以上",
    "feasibility": "现有保洁员不足",
    "acceptance": "每季度逐项验收",
    "posts_cut": "0",
    "posts_reason": "",
}


def typed(**more: Any) -> dict[str, Any]:
    """A whole form with a once-key of its own."""
    return once(**{**TYPED, **more})


def drafted(cast: Cast, **more: Any) -> PlanItem:
    """A draft of 青山镇."""
    item: PlanItem = actions.draft(where=cast.here, by=cast["needs"], **facts(**more))
    return item


def drafted_many(cast: Cast, count: int) -> list[PlanItem]:
    """Small drafts of 青山镇."""
    return [
        drafted(cast, name=f"项目{n}", budget_fen=1_0000_00, sources={"F6": 1_0000_00}) for n in range(count)
    ]
