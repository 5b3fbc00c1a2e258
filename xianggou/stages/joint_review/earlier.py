"""Joint reviews from before, or from outside the system: what of a list fits, what is here already, how they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.access.wording import term
from xianggou.base.pages.shapes import Cell, Column, Shape
from xianggou.base.places import queries as places
from xianggou.base.trail import loads
from xianggou.base.trail.loads import Row
from xianggou.core.actor import Actor
from xianggou.core.findings import Problem
from xianggou.stages.joint_review.models import Docket, Earlier, EarlierOpinion

COLUMNS = (
    Column("name", _("项目"), main=True),
    Column("town", _("乡镇")),
    Column("number", _("联审编号"), "code"),
    Column("amount_fen", _("申报金额"), "fen"),
    Column("method", _("拟采购方式")),
    Column("applied_on", _("申报日期"), "day"),
    Column("opinions", _("几方意见")),
    Column("verdict", _("联审结论"), "status"),
)
SHAPES: Mapping[str, Shape] = {"通过": "done", "退回修改": "back", "缓办": "soon", "不通过": "stop"}


def by_number(place_code: str) -> dict[Any, Earlier]:
    """What was brought in before, by number.  Queries: 1."""
    return {row.number: row for row in Earlier.objects.filter(place_code=place_code)}


def opinions_of(place_code: str) -> dict[Any, EarlierOpinion]:
    """Opinions brought in before, by review and office.  Queries: 1."""
    rows = EarlierOpinion.objects.filter(review__place_code=place_code)
    return {(row.review_id, row.desk): row for row in rows}


def unfit(place_code: str, rows: Sequence[Row]) -> Iterator[Problem]:
    """Numbers that the house gave itself, and townships that are not there.  Queries: 2."""
    ours = set(Docket.objects.filter(place_code=place_code).values_list("number", flat=True))
    towns = places.town_names(place_code)
    for row in rows:
        if row["number"] in ours:
            yield loads.problem(
                row,
                "joint_review.load.own_number",
                gettext("%(number)s 是系统里正在办或办过的联审") % {"number": row["number"]},
                gettext("这一项不用导入；编号写错的改过来"),
            )
        if row["town_code"] not in towns:
            yield loads.problem(
                row,
                "unknown_town",
                gettext("没有乡镇 %(code)s") % {"code": row["town_code"] or "—"},
                gettext("先导入乡镇，或更正乡镇"),
            )


def unknown(rows: Sequence[Row], found: Mapping[Any, Earlier]) -> Iterator[Problem]:
    """Opinions on a review that is not there.  Queries: 0."""
    for row in rows:
        if row["number"] not in found:
            yield loads.problem(
                row,
                "joint_review.load.no_review",
                gettext("没有联审 %(number)s，意见挂不上") % {"number": row["number"]},
                gettext("申报项目和意见放在一起导入，或更正编号"),
            )


def seen_by(actor: Actor) -> QuerySet[Earlier]:
    """What was brought in, within the actor's sight, with its opinions beside it in the same statement."""
    seen, towns = towns_seen(actor, "joint_review.see")
    said = JSONObject(desk=F("desk"), choice=F("choice"), reason=F("reason"))
    opinions = EarlierOpinion.objects.filter(review=OuterRef("pk")).order_by("pk").values(one=said)
    rows = Earlier.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))
    return rows.annotate(said=ArraySubquery(opinions))


def rows_of(found: Sequence[Any], towns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows as the page shows them.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "name": Cell(one.name, note=one.catalogue_code),
            "town": towns.get(one.town_code, ""),
            "number": one.number,
            "amount_fen": one.amount_fen,
            "method": term(one.method),
            "applied_on": one.applied_on,
            "opinions": "；".join(_said(o) for o in one.said),
            "verdict": (SHAPES.get(one.verdict, "none"), term(one.verdict)),
        }
        for one in found
    ]


def _said(one: Mapping[str, str]) -> str:
    reason = f"（{one['reason']}）" if one["reason"] and one["choice"] != "同意" else ""
    return f"{term(one['desk'])} {term(one['choice'])}{reason}"
