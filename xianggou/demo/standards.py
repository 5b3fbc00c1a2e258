"""County A's execution standards: the farming bureau publishes one that was missing and has another on the way."""

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
from xianggou.stages.standards.models import Standard

TESTING, PATROLS = "0306", "0303"


BUREAU = "清岚县农业农村局"
WRITER = Post("industry_department", "抽检和参与验收", body=BUREAU)
HEAD = Post("industry_department", "行业指导", body=BUREAU)
FOREIGN = Post("industry_department", "抽检和参与验收", body="清岚县民政局")
# group, indicator, target, unit, how it is measured, points, deduction
Row = tuple[str, str, str, str, str, int, str]
TESTED: tuple[Row, ...] = (
    ("范围", "生产基地覆盖率", "100", "%", "基地名册核对", 10, "每缺1个扣1分"),
    ("数量", "年度快检批次", "≥600", "批次", "检测记录", 16, "每少1%扣0.5分"),
    ("服务质量", "复检符合率", "≥98", "%", "抽5%送检", 22, "每低1个百分点扣2分"),
    ("服务时效", "样品24小时出结果率", "≥95", "%", "检测记录", 14, "每低1个百分点扣1分"),
    ("成本", "单批次成本", "≤45", "元/批次", "结算资料", 10, "每高1%扣0.5分"),
    ("效益", "不合格产品处置率", "100", "%", "处置台账", 10, "每有1起未处置扣2分"),
    ("满意度", "经营主体满意度", "≥90", "%", "问卷50份", 13, "每低1个百分点扣1分"),
    ("其他特性指标", "检测记录完整率", "100", "%", "档案抽查", 5, "每缺1份扣0.5分"),
)
PATROLLED: tuple[Row, ...] = (
    ("范围", "禁捕河段覆盖率", "100", "%", "巡河轨迹", 12, "每缺1公里扣1分"),
    ("数量", "年度巡河里程", "≥3000", "公里", "巡河轨迹", 16, "每少1%扣0.5分"),
    ("服务质量", "问题发现上报率", "≥95", "%", "比对暗访", 20, "每低1个百分点扣1分"),
    ("服务时效", "发现后2小时内上报率", "≥95", "%", "平台记录", 14, "每低1个百分点扣1分"),
    ("成本", "每公里成本", "≤60", "元/公里", "结算资料", 8, "每高1%扣0.5分"),
    ("效益", "非法捕捞案件下降", "≥20", "%", "执法台账", 12, "每少1个百分点扣0.5分"),
    ("满意度", "沿河群众满意度", "≥90", "%", "问卷50份", 13, "每低1个百分点扣1分"),
    ("其他特性指标", "巡河日志完整率", "100", "%", "档案抽查", 5, "每缺1天扣0.2分"),
)


def _newest(register: str, item: str) -> Standard:
    place = register.partition("/")[0]
    return Standard.objects.filter(place_code=place, catalogue_code=item).order_by("-id")[0]


def _draft(by: Actor, register: str, *, item: str) -> None:
    standards.draft(where=Where(register.partition("/")[0]), by=by, catalogue_code=item)


def _write(by: Actor, register: str, *, item: str, rows: tuple[Row, ...]) -> None:
    row = _newest(register, item)
    said = [
        {"group": g, "name": n, "target": t, "unit": u, "measure": m, "weight": w, "deduction": d}
        for g, n, t, u, m, w, d in rows
    ]
    standards.edit(row.pk, by=by, version=row.version, indicators=said)


def _send(by: Actor, register: str, *, item: str) -> None:
    standards.send(_newest(register, item).pk, by=by)


def _publish(by: Actor, register: str, *, item: str) -> None:
    standards.publish(_newest(register, item).pk, by=by)


def county_a(_cast: Cast, seed: int) -> list[Step]:
    """Food testing: written, sent, published in autumn. River patrols: sent, waits for the head of the bureau."""
    told = Matter(f"{library().pack('county-a').code}/standards", library().calendar, seed, date(2023, 9, 25))

    def does(verb: str, post: Post, act: Any, **facts: Any) -> None:
        told.does(f"standards.{verb}", post, act, (1, 3), **facts)

    told.tries(NOT_GRANTED, FOREIGN, _draft, item=TESTING)
    does("draft", WRITER, _draft, item=TESTING)
    told.tries("standards.publish.group_missing", WRITER, _send, item=TESTING)
    does("edit", WRITER, _write, item=TESTING, rows=TESTED)
    does("send", WRITER, _send, item=TESTING)
    does("publish", HEAD, _publish, item=TESTING)
    told.not_before(date(2023, 12, 5))
    does("draft", WRITER, _draft, item=PATROLS)
    does("edit", WRITER, _write, item=PATROLS, rows=PATROLLED)
    does("send", WRITER, _send, item=PATROLS)
    return told.steps
