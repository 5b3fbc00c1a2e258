"""What the cast's place must have before it can buy: duties, catalogue, standard, money."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import SYSTEM, Acting
from xianggou.stages.catalogue.models import Item, Version
from xianggou.stages.duties.models import Duty, DutyList
from xianggou.stages.funds import actions as funds
from xianggou.stages.funds.models import Fund, Share, TownBudget
from xianggou.stages.standards import actions as standards

if TYPE_CHECKING:
    from tests.cast import Cast

INDICATORS = (
    ("数量", "月均清运量", "≥50", "吨", "地磅单", 30, "每低1%扣1分"),
    ("质量", "收集点周边无散落垃圾合格率", "≥95", "%", "月度抽查", 40, "每低1个百分点扣1分"),
    ("满意度", "群众满意度", "≥90", "%", "问卷", 30, "每低1个百分点扣1分"),
)


def lay(cast: Cast) -> None:
    """Lay the paperwork by the finance seat."""
    by = Acting(SYSTEM)
    duties = DutyList(
        place_code=cast.county.place_code,
        register=trails.register_of(cast.county.place_code, "duties", "责任清单"),
        number=1,
        adopted_on=date(2022, 11, 1),
    )
    trail.born(duties, "duties.adopt", by=by)
    Duty.objects.create(
        duty_list=duties, code="D052", field="人居环境", name="农村生活垃圾治理", department="住建局", mode="主责",
        is_purchasable=True, catalogue_codes=["0101"], basis="清委办发〔2022〕31号（示例）",
    )  # fmt: skip
    Duty.objects.create(
        duty_list=duties, code="D001", field="组织", name="党组织换届", department="组织部", mode="主责",
        is_purchasable=False, basis="清委办发〔2022〕31号（示例）",
    )  # fmt: skip
    version = Version(
        place_code=cast.county.place_code,
        register=trails.register_of(cast.county.place_code, "catalogue", "指导性目录"),
        number=1,
        label="2023年第1版",
        effective_on=date(2023, 1, 1),
    )
    trail.born(version, "catalogue.adopt", by=by)
    Item.objects.create(
        version=version, class_code="01", class_name="基本公共服务", code="0101", name="农村生活垃圾收集转运",
        department="住建局", unit="吨", price_fen_min=150_00, price_fen_max=260_00, duty_codes=["D052"],
    )  # fmt: skip
    fund = Fund.objects.create(
        place_code=cast.county.place_code, year=2023, code="F6", name="环境整治专项资金", department="住建局",
        level="县级", document="清财预〔2023〕16号（示例）", amount_fen=100_0000_00,
    )  # fmt: skip
    for town in (cast.here.town_code, cast.there.town_code):
        share = Share.objects.create(fund=fund, town_code=town, amount_fen=50_0000_00)
        funds.receive(share.pk, by=cast["treasury"], amount_fen=50_0000_00, voucher="示拨001号")
        TownBudget.objects.create(
            place_code=cast.county.place_code, town_code=town, year=2023, transfers_fen=500_0000_00,
            special_fen=50_0000_00, own_fen=100_0000_00, total_fen=650_0000_00, purchases_fen=80_0000_00,
        )  # fmt: skip
    standards.adopt(
        where=cast.county,
        by=cast["finance"],
        catalogue_code="0101",
        issued_on=date(2023, 1, 10),
        indicators=[
            dict(zip(("group", "name", "target", "unit", "measure", "weight", "deduction"), row, strict=True))
            for row in INDICATORS
        ],
        rules=["农村生活垃圾收运管理规定（示例）"],
        department="住建局",
    )


def shrink_pocket(cast: Cast, town_code: str, fen: int) -> None:
    """A township's share of the fund turns out smaller than it was when its plan was made."""
    share = Share.objects.get(town_code=town_code)
    funds.undo_receipt(share.receipts.get().pk, by=cast["treasury"], why="县财政收回")
    Share.objects.filter(pk=share.pk).update(amount_fen=fen)
