"""What stands before the first purchase: a place under its pack, townships, lists, money, standards, suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from xianggou import __version__
from xianggou.base.access.roles import Where
from xianggou.base.places import actions as places
from xianggou.base.trail import queries as trails
from xianggou.core import codes
from xianggou.core.actor import SYSTEM
from xianggou.stages.catalogue import actions as catalogue
from xianggou.stages.catalogue import queries as catalogued
from xianggou.stages.catalogue.models import Version
from xianggou.stages.duties import actions as duties
from xianggou.stages.funds.models import Fund, Share, TownBudget
from xianggou.stages.standards import actions as standards
from xianggou.stages.suppliers.models import Supplier

PACK, PLACE, BUREAU = "county-a", "590121", "590121-CZ"
YEARS = 6
RICH_FEN = 10_0000_0000_00  # more than any measuring can plan in a township
SERVICES = (
    "农村生活垃圾收集转运", "公共厕所保洁", "村庄绿化养护", "集镇道路清扫", "河道巡查保洁", "农村公路养护", "路灯维护",
    "居家养老上门服务", "留守儿童关爱", "残疾人康复辅助", "公共文化活动", "图书室管理", "全民健身指导", "普法宣传",
    "人民调解辅助", "矫正对象帮教", "会计代理记账", "项目审核咨询", "档案整理", "信息采集录入", "动物防疫辅助",
    "农技推广服务", "森林防火巡护", "地质灾害巡查", "饮水设施管护",
)  # fmt: skip
LINE_ITEM, WHOLE_ITEM = "9901", "9902"  # kept for measuring; no invented purchase is of these
INDICATORS = (
    {"group": "数量", "name": "月完成量", "target": "≥95", "unit": "%", "measure": "台账", "weight": 30, "deduction": "每低1%扣1分"},
    {"group": "质量", "name": "抽查合格率", "target": "≥95", "unit": "%", "measure": "抽查", "weight": 40, "deduction": "每低1%扣1分"},
    {"group": "满意度", "name": "群众满意度", "target": "≥90", "unit": "%", "measure": "问卷", "weight": 30, "deduction": "每低1%扣1分"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """What the purchases refer to."""

    today: date
    towns: tuple[tuple[str, str], ...]  # code, name
    kinds: tuple[tuple[str, str, int], ...]  # catalogue code, name, id of its standard
    catalogue_id: int
    first_supplier: int


def town_code(number: int) -> str:
    """The code of the n-th township, from 1."""
    return f"{PLACE}{100 + number:03d}"


def lay(towns: int, suppliers: int) -> Ground:
    """Lay the ground, as the system, with every gate on."""
    here, today = Where(PLACE), trails.today()
    places.open_place(PACK, where=here, by=SYSTEM)
    named = tuple((town_code(n), f"示例{n:03d}镇") for n in range(1, towns + 1))
    bodies = [
        {"code": code, "name": f"{name}人民政府", "short": name, "level": "town", "kind": "行政机关",
         "town_code": code, "may_buy": True}
        for code, name in named
    ]  # fmt: skip
    bodies.append(
        {
            "code": BUREAU,
            "name": "清岚县财政局（示例）",
            "short": "县财政局",
            "level": "county",
            "kind": "行政机关",
        }
    )
    places.load(
        where=here, by=SYSTEM, on=today, source="示例数据", bodies=bodies,
        towns=[{"code": code, "name": name, "kind": "镇", "villages": 9, "population": 20000} for code, name in named],
    )  # fmt: skip
    _lists(here, today)
    version = catalogued.in_force(PLACE)
    assert version is not None
    kinds = _standards(here, version, today)
    _money(here, [code for code, _ in named], today.year)
    return Ground(today, named, kinds, version.pk, _suppliers(suppliers, today))


def _services() -> list[tuple[str, str]]:
    listed = [(f"{n // 5 + 1:02d}{n % 5 + 1:02d}", name) for n, name in enumerate(SERVICES)]
    return [*listed, (LINE_ITEM, "零星服务"), (WHOLE_ITEM, "整项服务")]


def _lists(here: Where, today: date) -> None:
    first = date(today.year - YEARS, 1, 1)
    services = _services()
    duties.adopt(
        where=here, by=SYSTEM, on=first, source="示例数据",
        duties=[
            {"code": "D001", "field": "公共服务", "name": "乡镇公共服务", "department": "住建局", "mode": "主责",
             "is_purchasable": True, "catalogue_codes": [code for code, _ in services], "basis": "示例文件"}
        ],
    )  # fmt: skip
    catalogue.adopt(
        where=here, by=SYSTEM, effective_on=first, label="示例第1版", source="示例数据",
        items=[
            {"class_code": code[:2], "class_name": "示例类", "code": code, "name": name, "department": "住建局",
             "unit": "月", "duty_codes": ["D001"]}
            for code, name in services
        ],
    )  # fmt: skip


def _standards(here: Where, version: Version, today: date) -> tuple[tuple[str, str, int], ...]:
    """Catalogue code, name and standard of every service that the invented purchases are of."""
    found = []
    for code, name in _services():
        made = standards.adopt(
            where=here, by=SYSTEM, catalogue_code=code, issued_on=version.effective_on, indicators=INDICATORS
        )
        found.append((code, name, made.pk))
    return tuple(row for row in found if row[0] not in {LINE_ITEM, WHOLE_ITEM})


def _money(here: Where, towns: list[str], year: int) -> None:
    for told in range(year - YEARS + 1, year + 1):
        fund = Fund.objects.create(
            place_code=here.place_code, year=told, code="F1", name="示例专项资金", department="住建局", level="县级",
            document=f"示例〔{told}〕1号", amount_fen=RICH_FEN * len(towns),
        )  # fmt: skip
        for code in towns:
            Share.objects.create(fund=fund, town_code=code, amount_fen=RICH_FEN)
        TownBudget.objects.bulk_create(
            TownBudget(
                place_code=here.place_code, town_code=code, year=told, transfers_fen=0, special_fen=RICH_FEN,
                own_fen=RICH_FEN, total_fen=2 * RICH_FEN, purchases_fen=2 * RICH_FEN,
            )
            for code in towns
        )  # fmt: skip


def uscc(number: int) -> str:
    """A well-formed credit code that nobody has: the division of the invented county, then a number."""
    organisation = f"{number:08d}"
    body = f"91{PLACE}{organisation}{codes.organisation_digit(organisation)}"
    return body + codes.check_digit(body)


def _suppliers(count: int, today: date) -> int:
    """Register suppliers as the room would: a row each, an entry each, numbered by the database.  Gives: the first id."""
    register = trails.register_of(PLACE, "suppliers", "承接主体名录")
    rows = Supplier.objects.bulk_create(
        (
            Supplier(
                place_code=PLACE, register=register, uscc=uscc(n), name=f"示例服务公司{n}", kind="企业",
                account_no=f"59{n:014d}", account_bank="示例农商行", registered_on=today,
            )
            for n in range(1, count + 1)
        ),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO trail_entry (subject_id, verb, object, object_id, frm, too, kind, why_digest, findings, law,
                 changes, files, version)
               SELECT %s, 'suppliers.register', 'suppliers.supplier', id, '', 'registered', 'system', '', '[]', '{}', '{}',
                 '[]', %s::text FROM suppliers_supplier WHERE register_id = %s ORDER BY id""",
            [register.pk, __version__, register.pk],
        )
    first: int = rows[0].pk
    if rows[-1].pk != first + count - 1:
        raise RuntimeError("ids of suppliers are not in one run")
    return first


def shown_suppliers() -> list[dict[str, str]]:
    """Three registered suppliers, as a quote names them."""
    rows = (
        Supplier.objects.filter(place_code=PLACE)
        .order_by("id")
        .values("uscc", "name", "account_no", "account_bank")[:3]
    )
    return [dict(row) for row in rows]
