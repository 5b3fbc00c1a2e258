"""A proposal of 青山镇 that may be screened, and the way through its three reviews."""

from __future__ import annotations

from typing import Any

from xianggou.stages.catalogue import actions

FACTS: dict[str, Any] = {
    "class_code": "01", "class_name": "基本公共服务", "department": "清岚县财政局", "content": "入户维修、寿命到期更换",
    "suppliers": "企业、社会组织", "unit": "盏·年", "price_fen_min": 80_00, "price_fen_max": 120_00,
    "duty_codes": ["D052"], "content_kind": "向社会公众提供的公共服务", "professional": "须持电工证登高作业",
    "evidence": "特种作业目录；近两年两起自修触电", "staff_fen": 90_000_00, "running_fen": 30_000_00,
}  # fmt: skip
PRICES = {"清岚县光明电器维修部": 70_000_00, "白水镇2022年实际支出": 80_000_01}


def proposed(cast, **more: Any):
    given = {
        "source": "township",
        "proposer": "青山镇社会事务办",
        "name": "村级路灯管护",
        "why": "村里报修多，自己修不了",
    }
    return actions.propose(
        where=more.pop("where", cast.here), by=more.pop("by", cast["needs"]), **{**given, "prices": PRICES, **FACTS, **more}
    )  # fmt: skip


def screened(cast, **more: Any):
    return actions.screen(proposed(cast, **more).pk, by=cast["finance"])


def passed(cast, **more: Any):
    row = screened(cast, **more)
    for login in ("checker", "industry", "jurist"):
        row = actions.review(row.pk, by=cast[login], choice="pass", reason=f"{login}看过")
    return row
