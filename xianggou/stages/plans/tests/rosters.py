"""A township whose posts do what it may buy: the catalogue names them, the roster lists who holds them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.cast import Cast
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.catalogue.models import Item
from xianggou.stages.duties import actions as duties
from xianggou.stages.duties.models import PostHolder
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.plans.tests.typed import drafted

# name, post, identity, what the roster plans, yearly cost in 分
ROSTER = (
    ("沈永成", "村报账员", "编外聘用", "减聘", 31_450_00),
    ("沈华海", "代理会计", "编外聘用", "减聘", 35_730_00),
    ("胡强波", "代理会计", "事业编制", "转岗", 91_500_00),
    ("田玲建", "村报账员", "村干部兼任", "留任", 8_300_00),
)


def staffed(cast: Cast) -> dict[str, PostHolder]:
    """The roster of 青山镇, and a catalogue item 0401 that names those posts by the county's word for them."""
    Item.objects.create(
        version=catalogue.in_force(cast.county.place_code), class_code="04", class_name="政府履职辅助", code="0401",
        name="村级财务管理（代理记账）", department="财政局", unit="村·年", duty_codes=["D052"], posts="乡村财务管理人员",
    )  # fmt: skip
    duties.load_posts(
        where=cast.county,
        by=cast["finance"],
        posts=[
            {
                "town_code": cast.here.town_code, "key": f"青山镇|{name}", "name": name, "post": post,
                "identity": identity, "yearly_cost_fen": cost, "disposal": disposal,
                "effective_on": date(2023, 6, 30), "details": {},
            }
            for name, post, identity, disposal, cost in ROSTER
        ],
    )  # fmt: skip
    return {one.name: one for one in PostHolder.objects.all()}


def bookkeeping(cast: Cast, **more: Any) -> PlanItem:
    """An item of 青山镇 that buys what its posts do."""
    return drafted(
        cast,
        **{
            "catalogue_code": "0401", "name": "青山镇2023年村级财务管理", "unit": "村·年", "quantity": 9,
            "budget_fen": 45_000_00, "sources": {"OWN": 45_000_00}, **more,
        },
    )  # fmt: skip
