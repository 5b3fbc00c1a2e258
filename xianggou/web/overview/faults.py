"""The three faults of duties over the whole county (缺位、越位、错位), each with what to do: gathered from the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.pages.shapes import Cell, Column, Shape, Text
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.rules import judge
from xianggou.stages.duties import queries as duties
from xianggou.stages.plans import queries as plans
from xianggou.stages.plans.models import PlanItem

MISSING, OUTSIDE, MISPLACED = "missing", "outside", "misplaced"
KINDS: dict[str, tuple[Shape, Text]] = {
    MISSING: ("soon", _("缺位")),
    OUTSIDE: ("stop", _("越位")),
    MISPLACED: ("late", _("错位")),
}
COLUMNS = (
    Column("kind", _("哪一类"), "status"),
    Column("name", _("事项或计划"), main=True),
    Column("town", _("乡镇"), sort="town"),
    Column("duty", _("事权编码"), "code"),
    Column("why", _("哪里不对")),
    Column("then", _("怎么办")),
    Column("budget_fen", _("预算"), "fen", sort="budget_fen"),
    Column("stage", _("到了哪一步")),
)
WHY: dict[str, Text] = {
    plans.OUTSIDE: _("清单里没有这件事"),
    plans.MISPLACED: _("清单里是要政府自己做的"),
    plans.TAKEN_BACK: _("上级部门已经收回"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: which kind, on what, whose, why, what to do about it."""

    id: int
    kind: str
    name: str
    code: str
    url: str
    town_code: str
    town: str
    duty_code: str
    why: str
    then: str
    budget_fen: int | None = None
    stage: str = ""


def found(actor: Actor, place_code: str, day: date) -> list[Fault]:
    """Every fault within what the actor sees: who is missing for whoever sees the county, plan items of the townships
    seen.  Queries: 2, two more for the county."""
    towns = places.town_names(place_code)
    whole, _mine = towns_seen(actor, "duties.see_faults")
    gaps = _gaps(place_code, day) if place_code in whole else []
    rows = plans.beside_duties(plans.seen_by(actor), place_code).order_by("town_code", "id")
    return [*gaps, *(_of_plan(item, towns, len(gaps) + n) for n, item in enumerate(rows))]


def _gaps(place_code: str, day: date) -> list[Fault]:
    return [
        Fault(
            n, MISSING, gap.duty.name, "", reverse("duties:detail", args=[gap.duty.code]), "", "", gap.duty.code,
            str(gap.why), gettext("请编办指定责任单位，补写后出清单新版"), stage=gettext("在清单里"),
        )
        for n, gap in enumerate(duties.gaps(place_code, day))
    ]  # fmt: skip


def _of_plan(item: PlanItem, towns: dict[str, str], n: int) -> Fault:
    fault = item.fault  # type: ignore[attr-defined]
    kind = OUTSIDE if fault == plans.OUTSIDE else MISPLACED
    return Fault(
        n, kind, item.name, item.code, reverse("plans:detail", args=[item.pk]), item.town_code,
        towns.get(item.town_code, item.town_code), item.duty_code, str(WHY[fault]), _then(item, kind),
        item.budget_fen, str(item.get_status_display()),
    )  # fmt: skip


def _then(item: PlanItem, kind: str) -> str:
    """What to do, by how far it has come."""
    if item.status in plans.OPEN:
        return gettext("乡镇改挂对应的事权，没有的撤回")
    if item.status == plans.Status.SUBMITTED:
        return gettext("县财政退回")
    if kind == OUTSIDE:
        return gettext("部门先申请准入、随事拨款；不准入的，停止采购")
    return gettext("停止采购，由本级自己做，或由主管部门购买并出钱")


def narrowed(every: Sequence[Fault], *, kind: str = "", town: str = "", text: str = "") -> list[Fault]:
    """Those of a kind, of a township, with these words.  Queries: 0."""
    return [
        one
        for one in every
        if (kind not in KINDS or one.kind == kind)
        and (not town or one.town_code == town)
        and (not text or text in one.name or text.upper() in one.code or text.upper() in one.duty_code)
    ]


def rows_of(shown: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults as the list shows them.  Queries: 0."""
    return [
        {
            "id": one.id,
            "kind": KINDS[one.kind],
            "name": Cell(one.name, one.url, one.code),
            "town": one.town,
            "duty": one.duty_code,
            "why": one.why,
            "then": one.then,
            "budget_fen": one.budget_fen,
            "stage": one.stage,
        }
        for one in shown
    ]


def explained(place_code: str, day: date) -> list[tuple[Shape, Text, Text, Verdict]]:
    """Each kind in a sentence, with the clauses that it breaks.  Queries: 1."""
    law = places.law_on(place_code, {"today": day, "plan_submitted_on": day, "listed_on": day})
    gap = judge("duties.list", {"responsible_body": ""}, law)
    beyond = judge("plans.submit", {"duty_is_own": False}, law)
    said = {
        MISSING: (_("清单上的事没有人负责"), gap),
        OUTSIDE: (_("买了不归乡镇的事"), beyond),
        MISPLACED: (_("买了该政府自己做、或该别的层级做的事"), beyond),
    }
    return [(*KINDS[kind], sentence, verdict) for kind, (sentence, verdict) in said.items()]
