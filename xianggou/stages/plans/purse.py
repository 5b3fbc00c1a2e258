"""Pocket and plate in rows: what each source holds, what was sent from it, what is left."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Pair, Shape
from xianggou.stages.plans import queries
from xianggou.stages.plans.models import Funding


def money_rows(money: queries.Money) -> list[dict[str, Any]]:
    """Each source: its pocket, what else was sent, this item, what is left.  Queries: 0."""
    rows = []
    for code, fen in money.sources.items():
        sent = money.sent.by_fund.get(code, 0)
        pocket = None if code == Funding.OWN else money.pocket.shares.get(code, 0)
        left = None if pocket is None else pocket - sent - fen
        rows.append(
            {
                "id": code,
                "name": source_name(money, code),
                "pocket_fen": pocket,
                "sent_fen": sent,
                "mine_fen": fen,
                "left_fen": left,
                "state": _enough(left),
            }
        )
    return rows


def _enough(left_fen: int | None) -> tuple[Shape, str]:
    if left_fen is None:
        return "none", gettext("看全镇合计")
    if left_fen < 0:
        return "late", gettext("差 %(yuan)s 元") % {"yuan": yuan_text(-left_fen)}
    return "done", gettext("够")


def source_name(money: queries.Money, code: str) -> str:
    """A source in words."""
    if code == Funding.OWN:
        return gettext("镇本级资金")
    return f"{code} {money.pocket.names.get(code, '')}".strip()


def sides_of(money: queries.Money) -> list[Pair]:
    """Pocket and plate of the township: what may be bought with, what is planned, what is left.  Queries: 0."""
    mine = sum(money.sources.values())
    left = money.pocket.total_fen - money.sent.total_fen - mine
    return [
        Pair(_("口袋：购买服务预算"), money.pocket.total_fen, "fen"),
        Pair(_("已送审和批复的其他项"), money.sent.total_fen, "fen"),
        Pair(_("这一项"), mine, "fen"),
        Pair(_("还能安排") if left >= 0 else _("超出口袋"), abs(left), "fen", strong=True),
    ]


# The form ------------------------------------------------------------------------------------
