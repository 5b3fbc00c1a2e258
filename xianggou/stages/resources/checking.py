"""What is wrong with an offer before it is written: every problem at once, each at its field. Reads, never writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext

from xianggou.base.places import queries as places
from xianggou.core.findings import BadInput, Problem
from xianggou.core.offering import Offering
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.funds import queries as funds
from xianggou.stages.resources.models import Offer, Quarter
from xianggou.stages.resources.rules import SERVICE

NEW_MONEY = "none"  # 需新增经费: a word that can be said, and is refused
MOST_CAPACITY = 100_000_000
MOST_COST_FEN = 10**11  # what a form takes as the cost of one unit; the money itself is bounded elsewhere
TEXTS = {  # field -> longest
    "title": 60, "content": 500, "groups_text": 120, "unit": 10, "standard": 300, "budget_ref": 80, "only_by": 60,
    "office": 60,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An offer as a department writes it. `areas`: codes of the place, of townships, of villages."""

    title: str
    groups_text: str
    money: str
    areas: Sequence[str]
    windows: Sequence[tuple[date, date]]
    capacity: int | None = None
    unit: str = ""
    is_countable: bool = True
    class_name: str = ""
    matter_id: int | None = None
    catalogue_code: str = ""
    content: str = ""
    aliases: Sequence[str] = field(default_factory=tuple)
    batch_min: int = 1
    standard: str = ""
    budget_ref: str = ""
    fund_code: str = ""
    unit_cost_fen: int = 0
    only_by: str = ""
    office: str = ""
    nature: str = SERVICE

    def rule_facts(self, day: date) -> dict[str, Any]:
        """What the rules about offers ask for."""
        return {
            "offered_on": day,
            "name": self.title,
            "needs_money": self.money == NEW_MONEY,
            "extra_cost_fen": self.unit_cost_fen * (self.capacity or 0),
            "operator": self.only_by,
            "nature": self.nature,
        }


def problem(column: str, code: str, what: str, then: str, value: object = "") -> Problem:
    """One problem at a field."""
    return Problem(code=f"resources.offer.{code}", column=column, what=what, then=then, value=str(value)[:60])


def refuse(problems: Sequence[Problem]) -> None:
    """Raises: BadInput when there are problems."""
    if problems:
        raise BadInput(problems)


def said(name: str, text: str, most: int, *, needed: bool = True) -> list[Problem]:
    """A text that is missing, too long, or holds what no text holds."""
    if needed and not text.strip():
        return [problem(name, "missing", gettext("没有写"), gettext("写清楚"))]
    if len(text) > most:
        return [
            problem(
                name, "long",
                gettext("有 %(length)s 个字，最多 %(most)s 个字") % {"length": len(text), "most": most},
                gettext("写短些"),
            )
        ]  # fmt: skip
    if "\x00" in text:
        return [problem(name, "nul", gettext("文字里有空字符"), gettext("删去后再提交"))]
    return []


@dataclass(frozen=True, slots=True)
class Known:
    """What offers are checked against, read once for a whole list."""

    policy: Offering
    classes: tuple[str, ...]
    items: frozenset[str]
    towns: frozenset[str]
    villages: frozenset[str]
    merged: dict[str, str]
    funds: dict[str, int]


def known(quarter: Quarter, policy: Offering) -> Known:
    """What offers of a quarter are checked against.  Queries: 7."""
    code = quarter.place_code
    collecting = places.pack_of(code).collecting
    version = catalogue.in_force(code)
    items = catalogue.items_of(version) if version is not None else []
    return Known(
        policy=policy,
        classes=tuple(c.name for c in collecting.classes) if collecting is not None else (),
        items=frozenset(i.code for i in items),
        towns=frozenset({code, *places.town_names(code)}),
        villages=frozenset(v.code for v in places.villages(code)),
        merged=places.merged_villages(code, quarter.from_on),
        funds={f.code: f.pk for f in funds.funds_of(code, quarter.year)},
    )


def of_offer(it: Written, quarter: Quarter, here: Known) -> list[Problem]:
    """Everything that is wrong with an offer.  Queries: 0."""
    return [
        *_words(it),
        *_what(it, here),
        *_whom(it, here),
        *_when(it, quarter),
        *_much(it, here),
        *_money(it, here),
    ]


def _words(it: Written) -> list[Problem]:
    needed = {"title", "groups_text"}
    found = [
        p for name, most in TEXTS.items() for p in said(name, getattr(it, name), most, needed=name in needed)
    ]
    if len(it.aliases) > 20 or any(len(a) > 40 or "\x00" in a for a in it.aliases):
        found.append(
            problem("aliases", "long", gettext("别名太多或太长"), gettext("最多 20 个，每个不超过 40 个字"))
        )
    return found


def _what(it: Written, here: Known) -> list[Problem]:
    found = []
    if it.class_name and it.class_name not in here.classes:
        found.append(
            problem("class_name", "class", gettext("没有这个类别"), gettext("从表里选一类"), it.class_name)
        )
    if it.catalogue_code and it.catalogue_code not in here.items:
        found.append(
            problem(
                "catalogue_code", "item", gettext("现行目录里没有这一项"), gettext("从目录里选，或留空"),
                it.catalogue_code,
            )
        )  # fmt: skip
    return found


def _whom(it: Written, here: Known) -> list[Problem]:
    found = []
    served = here.policy.served(it.groups_text)
    if it.groups_text.strip() and served.strange:
        found.append(
            problem(
                "groups_text", "groups",
                gettext("不认识的服务对象：%(words)s") % {"words": "、".join(served.strange)[:40]},
                gettext("从常用的写法里选，几类之间用顿号隔开"), it.groups_text,
            )
        )  # fmt: skip
    if not it.areas:
        found.append(
            problem("areas", "nowhere", gettext("没有选服务区域"), gettext("选全县（区）、乡镇或村"))
        )
    strange = [a for a in it.areas if a not in here.towns and a not in here.villages]
    gone = [a for a in it.areas if a in here.merged]
    for code in strange:
        found.append(problem("areas", "area", gettext("不是本地的乡镇或村"), gettext("重新选一次"), code))
    for code in gone:
        found.append(
            problem(
                "areas",
                "merged_village",
                gettext("这个村（社区）已经并入别的村"),
                gettext("改选现在的村"),
                code,
            )
        )
    return found


def _when(it: Written, quarter: Quarter) -> list[Problem]:
    if not it.windows or len(it.windows) > 12:
        return [problem("windows", "never", gettext("没有写服务时间，或者段数太多"), gettext("写起止日期"))]
    found = []
    for start, end in it.windows:
        if start > end:
            found.append(
                problem("windows", "backwards", gettext("结束在开始之前"), gettext("核对日期"), start)
            )
        elif start < quarter.from_on or end > quarter.to_on:
            found.append(
                problem(
                    "windows", "outside",
                    gettext("服务时间不在本季度（%(start)s 至 %(end)s）内")
                    % {"start": quarter.from_on, "end": quarter.to_on},
                    gettext("只报本季度的，下季度的到时再报"), start,
                )
            )  # fmt: skip
    return found


def _much(it: Written, here: Known) -> list[Problem]:
    if not it.is_countable:
        if it.capacity is not None:
            return [
                problem(
                    "capacity", "both", gettext("写了数又说不可计量"), gettext("两样只留一样"), it.capacity
                )
            ]
        return []
    found = []
    if it.capacity is None:
        found.append(
            problem(
                "capacity", "uncounted", gettext("服务能力没有写成数"),
                gettext("写一个数；确实数不出来的，选“不可计量”，只供了解，不参加分配"),
            )
        )  # fmt: skip
    elif not 1 <= it.capacity <= MOST_CAPACITY:
        found.append(
            problem(
                "capacity", "range", gettext("服务能力要大于零，不超过一亿"),
                gettext("已经没有的不用报；数写错的改正"), it.capacity,
            )
        )  # fmt: skip
    if it.unit not in here.policy.units:
        found.append(
            problem(
                "unit", "unit", gettext("不认识的单位"),
                gettext("从表里选：%(units)s") % {"units": "、".join(here.policy.units)}, it.unit,
            )
        )  # fmt: skip
    if it.batch_min < 1 or (it.capacity is not None and it.batch_min > max(it.capacity, 1)):
        found.append(
            problem(
                "batch_min",
                "batch",
                gettext("起办数要在一和服务能力之间"),
                gettext("不限的填 1"),
                it.batch_min,
            )
        )
    return found


def _money(it: Written, here: Known) -> list[Problem]:
    found = []
    if it.money not in (*Offer.Money.values, NEW_MONEY):
        found.append(problem("money", "money", gettext("没有选经费状态"), gettext("从表里选一项"), it.money))
    if it.money == Offer.Money.OWN and not it.budget_ref.strip():
        found.append(
            problem("budget_ref", "no_ref", gettext("已有预算的要写预算文号"), gettext("填批复预算的文号"))
        )
    if not 0 <= it.unit_cost_fen <= MOST_COST_FEN:
        found.append(
            problem(
                "unit_cost_fen",
                "cost",
                gettext("单位成本超出可填的范围"),
                gettext("核对金额"),
                it.unit_cost_fen,
            )
        )
    if it.money == Offer.Money.FREE and it.unit_cost_fen:
        found.append(
            problem(
                "unit_cost_fen", "free_costs", gettext("免费的不能有单位成本"),
                gettext("删去成本，或改选经费状态"), it.unit_cost_fen,
            )
        )  # fmt: skip
    if it.money == Offer.Money.FUND:
        if it.fund_code not in here.funds:
            found.append(
                problem(
                    "fund_code",
                    "no_fund",
                    gettext("本年没有这笔资金"),
                    gettext("从已下达的资金里选"),
                    it.fund_code,
                )
            )
        if it.unit_cost_fen == 0:
            found.append(
                problem(
                    "unit_cost_fen", "no_cost", gettext("用资金的要写每个单位多少钱"), gettext("填单位成本")
                )
            )
    elif it.fund_code:
        found.append(
            problem(
                "fund_code", "fund", gettext("这种经费状态不用指定资金"), gettext("删去，或改选“指定专项资金”"),
                it.fund_code,
            )
        )  # fmt: skip
    return found
