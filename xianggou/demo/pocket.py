"""District B's pocket: an earmarked fund sent down, joined by the district's decision; a duty that brings its money."""

from __future__ import annotations

from datetime import date
from typing import Any

from xianggou.base.access.roles import Where
from xianggou.core.actor import Actor
from xianggou.core.law import library
from xianggou.demo.cast import FINANCE, TREASURY, Cast
from xianggou.demo.duties import COUNTY, Application, admission
from xianggou.demo.matter import Matter
from xianggou.demo.steps import NOT_GRANTED, Step
from xianggou.stages.funds import actions as funds
from xianggou.stages.funds import queries
from xianggou.stages.funds.models import Fund, Share

SLUG, YEAR = "district-b", 2023
SHORES = "湖岸环境管护专项"
SHARES = {"590102100": 32_0000_00, "590102101": 26_5000_00, "590102103": 21_5000_00}
PATROLS = {"590102100": 2_4000_00, "590102101": 2_0000_00, "590102102": 2_6000_00}


def _issue(by: Actor, register: str, **facts: Any) -> None:
    funds.issue(where=Where(register.partition("/")[0]), by=by, year=YEAR, **facts)


def _share(register: str, town: str) -> Share:
    place = register.partition("/")[0]
    return Share.objects.get(fund__place_code=place, fund__name=SHORES, town_code=town)


def _receive(by: Actor, register: str, *, town: str, fen: int, voucher: str) -> None:
    funds.receive(_share(register, town).pk, by=by, amount_fen=fen, voucher=voucher)


def _consolidate(by: Actor, register: str, *, document: str, purpose: str) -> None:
    place = register.partition("/")[0]
    fund = Fund.objects.get(place_code=place, name=SHORES)
    funds.consolidate(
        where=Where(place), by=by, year=YEAR, document=document, decided_on=date(2023, 6, 20),
        decided_by="区政府常务会议", decisions={fund.code: (bool(purpose), purpose or queries.purposes(place, YEAR)[fund.code])},
    )  # fmt: skip


def _move_down(by: Actor, code: str, *, shares: dict[str, int]) -> None:
    funds.move_down(
        admission(code).pk, by=by, shares=shares, decided_by="区政府常务会议", document="澄府阅〔2023〕26号（示例）",
        why="三个镇同意，经费随事下达", scope="巡查补助和器材", forbidden="不得用于发放津贴",
    )  # fmt: skip


def _money(place: str, seed: int) -> list[Step]:
    told = Matter(f"{place}/funds", library().calendar, seed, date(2023, 3, 6))
    terms: dict[str, Any] = {
        "kind": Fund.Kind.SPECIAL, "name": SHORES, "shares": SHARES, "is_budgeted": True, "department": "区水利局",
        "level": "区级", "factor": "岸线长度", "document": "澄财农〔2023〕12号（示例）",
        "scope": "湖岸垃圾打捞和清运", "forbidden": "不得用于人员经费",
    }  # fmt: skip
    told.tries(NOT_GRANTED, TREASURY, _issue, **terms, duty_codes=["D050"])
    told.tries("funds.issue.no_duty", FINANCE, _issue, **terms)
    told.does("funds.issue", FINANCE, _issue, **terms, duty_codes=["D050"])
    for n, (town, fen) in enumerate(SHARES.items(), 1):
        voucher = f"示拨〔2023〕5{n}号"
        if n == 1:
            told.tries("funds.receive.amount", TREASURY, _receive, town=town, fen=fen + 1, voucher=voucher)
        came = fen // 2 if n == len(SHARES) else fen
        told.does("funds.receive", TREASURY, _receive, (5, 9), town=town, fen=came, voucher=voucher)
    told.not_before(date(2023, 6, 21))
    told.tries(
        "funds.consolidate.document", FINANCE, _consolidate, document="", purpose="湖岸和背街小巷环境整治"
    )
    told.does(
        "funds.consolidate", FINANCE, _consolidate, document="澄府阅〔2023〕19号（示例）", purpose="湖岸和背街小巷环境整治"
    )  # fmt: skip
    return told.steps


def _duty(place: str, seed: int) -> list[Step]:
    patrols = Application(
        f"QZ-{place}-2023-0002", "澄湖区水利局", library().calendar, seed, date(2023, 8, 14)
    ).applied(
        name="湖区非法捕捞夜间巡查", field="生态环境与水务", mode="配合", county_part="配备巡查艇和执法人员，负责处置",
        town_part="组织巡查员夜间巡查，发现即报", reason="岸线长，夜间要就近巡查", basis="《中华人民共和国长江保护法》第五十三条（示例）",
        bearer="区水利局", present_staff=5, yearly_costs={2020: 6_4000_00, 2021: 6_8000_00, 2022: 7_1000_00},
        money_fen=sum(PATROLS.values()), fund_source="渔政管理经费，随事下达", staff_coming="每镇培训巡查员两名",
    )  # fmt: skip
    patrols.sent().heard(
        {
            "590102100": (True, "经费随事下来，同意"),
            "590102101": (True, "同意"),
            "590102102": (True, "同意，请配救生器材"),
        }
    )
    patrols.judged("依据充分，执法不在下放之列", passed=True)
    short = {town: fen for town, fen in PATROLS.items() if town != "590102102"}
    patrols.tries("funds.move_down.amount", COUNTY, _move_down, shares=short)
    patrols.tries(NOT_GRANTED, FINANCE, _move_down, shares=PATROLS)
    patrols.does("duties.decide", COUNTY, _move_down, (4, 8), shares=PATROLS)
    return patrols.steps


def district_b(_cast: Cast, seed: int) -> list[Step]:
    """The fund of the shores from release to consolidation, and the patrols that came with their money."""
    place = library().pack(SLUG).code
    return _money(place, seed) + _duty(place, seed)
