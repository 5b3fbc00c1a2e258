"""A dossier for machines: its stage, how its money stands, how many entries its trail has."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.machines import Short, operation
from xianggou.base.access.requests import Request
from xianggou.base.ledger import queries as ledger
from xianggou.base.trail import queries as trails
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.payments import queries as payments
from xianggou.stages.plans import queries as plans
from xianggou.stages.procurement import queries as procurement

router = Router(tags=["dossiers"])


class DossierOut(Schema):
    """A dossier: the furthest stage it reached, its trail's length, its money in 分."""

    code: str
    dossier_id: int
    stage: str
    status: str
    trail_entries: int
    money: dict[str, int]


@operation(router, "GET", "/dossiers/{code}", asks="dossier.see", answer=DossierOut, summary="卷宗")
def dossier(request: Request, code: Short) -> Any:
    """One dossier by its code."""
    item = plans.seen_by(request.actor).filter(code=code).first()
    if item is None:
        raise NotGranted("dossier.see", is_hidden=True)
    reached: list[tuple[str, Any]] = [("plans", item)]
    for stage, rows in (
        ("procurement", procurement.seen_by(request.actor)),
        ("contracts", contracts.seen_by(request.actor)),
        ("payments", payments.seen_by(request.actor)),
    ):
        row = rows.filter(dossier_id=item.dossier_id).order_by("-pk").first()
        if row is not None:
            reached.append((stage, row))
    stage, row = reached[-1]
    standing = ledger.dossier_standing(item.dossier_id)
    return {
        "code": item.code,
        "dossier_id": item.dossier_id,
        "stage": stage,
        "status": row.status,
        "trail_entries": trails.count(item.dossier_id),
        "money": {n: getattr(standing, n) for n in ("held", "committed", "payable", "paid")},
    }
