"""County A's execution standards: one department publishes its next version, another has one on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

from xianggou.base.access.roles import Where
from xianggou.core.actor import Actor
from xianggou.core.law import library
from xianggou.demo.cast import Cast, Post
from xianggou.demo.matter import Matter
from xianggou.demo.steps import NOT_GRANTED, Step
from xianggou.stages.standards import actions as standards
from xianggou.stages.standards import contents, queries
from xianggou.stages.standards.models import Standard

CARE, VACCINATION = "0105", "0301"


def _writer(bureau: str) -> Post:
    return Post("industry_department", "抽检和参与验收", body=bureau)


def _head(bureau: str) -> Post:
    return Post("industry_department", "行业指导", body=bureau)


def _newest(register: str, item: str) -> Standard:
    place = register.partition("/")[0]
    return Standard.objects.filter(place_code=place, catalogue_code=item).order_by("-id")[0]


def _draft(by: Actor, register: str, *, item: str) -> None:
    standards.draft(where=Where(register.partition("/")[0]), by=by, catalogue_code=item)


def _raise_target(by: Actor, register: str, *, item: str, group: str, target: str, why: str) -> None:
    row = _newest(register, item)
    said = [contents.of_indicator(one) for one in queries.indicators(row.pk)]
    for one in said:
        if one["group"] == group:
            one["target"] = target
    standards.edit(row.pk, by=by, version=row.version, indicators=said, why=why)


def _send(by: Actor, register: str, *, item: str) -> None:
    standards.send(_newest(register, item).pk, by=by)


def _publish(by: Actor, register: str, *, item: str, why: str = "") -> None:
    standards.publish(_newest(register, item).pk, by=by, why=why)


def county_a(_cast: Cast, seed: int) -> list[Step]:
    """Home care: a stricter target, published in October. Vaccination: sent, waits for the head of the bureau."""
    register = f"{library().pack('county-a').code}/standards"
    civil, farming = "清岚县民政局", "清岚县农业农村局"
    told = Matter(register, library().calendar, seed, date(2023, 9, 25))

    def does(verb: str, post: Post, act: Any, **facts: Any) -> None:
        told.does(f"standards.{verb}", post, act, (1, 3), **facts)

    told.tries(NOT_GRANTED, _writer(farming), _draft, item=CARE)
    does("draft", _writer(civil), _draft, item=CARE)
    does(
        "edit",
        _writer(civil),
        _raise_target,
        item=CARE,
        group="服务时效",
        target="≥97",
        why="年中抽查平均已达98%",
    )
    does("send", _writer(civil), _send, item=CARE)
    does("publish", _head(civil), _publish, item=CARE)
    told.not_before(date(2023, 12, 5))
    does("draft", _writer(farming), _draft, item=VACCINATION)
    does(
        "edit",
        _writer(farming),
        _raise_target,
        item=VACCINATION,
        group="质量",
        target="≥98",
        why="按上级年度要求调整",
    )
    does("send", _writer(farming), _send, item=VACCINATION)
    return told.steps
