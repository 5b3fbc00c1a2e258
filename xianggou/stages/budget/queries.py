"""Reading the budget: approvals seen by a person, lines with their standing, facts for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.ledger import queries as ledger
from xianggou.base.ledger.models import Line
from xianggou.base.ledger.queries import Standing
from xianggou.base.pages.shapes import Action
from xianggou.base.pages.verbs import verb
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.budget import rules
from xianggou.stages.budget.models import Approval, Batch, BatchItem
from xianggou.stages.joint_review import queries as joint_review
from xianggou.stages.plans import queries as plans
from xianggou.stages.unified import queries as unified

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem


def seen_by(actor: Actor) -> QuerySet[Approval]:
    """The approvals that the actor may see."""
    places, towns = towns_seen(actor, "budget.see")
    return Approval.objects.filter(Q(place_code__in=places) | Q(town_code__in=towns))


def lines_seen_by(actor: Actor) -> QuerySet[Line]:
    """The budget lines that the actor may see."""
    places, towns = towns_seen(actor, "budget.see")
    return Line.objects.filter(Q(place_code__in=places) | Q(town_code__in=towns))


def of_item(item_id: int) -> Approval | None:
    """The approval of a plan item, with the code of the unified purchase that buys it (`unified_code`).  Queries: 1."""
    return _of_item.first(item_id)


@ready(int)
def _of_item(item_id: int) -> QuerySet[Approval]:
    return with_unified(Approval.objects.filter(item_id=item_id)).order_by("id")[:1]


def with_unified(rows: QuerySet[Approval]) -> QuerySet[Approval]:
    """Approvals with the code of the unified purchase that buys their item (`unified_code`), None where none does."""
    return rows.annotate(unified_code=Subquery(unified.code_for(OuterRef("item_id"))))


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line and how its money stands."""

    line: Line
    standing: Standing


def line_rows(lines: list[Line]) -> list[LineRow]:
    """Lines with their standing.  Queries: 1."""
    found = ledger.standings_by_line([line.pk for line in lines])
    return [LineRow(line, found.get(line.pk, Standing())) for line in lines]


def county_standing(place_code: str, year: int) -> Standing:
    """How a county's money of a year stands.  Queries: 1."""
    return ledger.standing(Q(line__place_code=place_code, line__year=year))


def town_standing(town_code: str, year: int) -> Standing:
    """How a township's money of a year stands.  Queries: 1."""
    return ledger.standing(Q(line__town_code=town_code, line__year=year))


# What may be decided, what waits ------------------------------------------------------------


def to_decide(actor: Actor) -> QuerySet[PlanItem]:
    """The submitted items within reach of the actor's approving seats, past their joint review where there is one."""
    return joint_review.may_go_on(plans.within(actor, "budget.approve").filter(status=plans.S.SUBMITTED))


def is_to_decide(actor: Actor, item_id: int) -> bool:
    """Whether an item still waits, locked until the decision is written.  Raises: Stale, when somebody decided first.

    Queries: 1–2.  Gives: False where the actor may not know of the item.
    """
    if not plans.within(actor, "budget.approve").filter(pk=item_id).exists():
        return False
    plans.locked_in(item_id, plans.S.SUBMITTED)
    return True


def locked_batch(batch_id: int) -> Batch:
    """A batch, locked: its parts are worked off one after another.  Queries: 1."""
    return Batch.objects.select_for_update().get(pk=batch_id)


def batches_seen_by(actor: Actor) -> QuerySet[Batch]:
    """The batches of the places whose items the actor approves."""
    seen, _towns = towns_seen(actor, "budget.approve")
    return Batch.objects.filter(place_code__in=seen)


def decision(item: PlanItem, actor: Actor, law: LawOn, day: date) -> Verdict:
    """What the rules say about approving an item by this actor, run dry.  Queries: 0."""
    has_plan = item.status == plans.S.SUBMITTED
    line = rules.LineApproval(line=item.code, name=item.name, budget_approved_on=day, has_plan=has_plan)
    own = {"requester_id": item.submitted_by, "reviewer_ids": (actor.person_id or 0,), "name": item.name}
    return judge("budget.approve", line, law).joined(judge("plans.approve", own, law))


def open_actions(item: PlanItem, actor: Actor, verdict: Verdict | None = None) -> list[Action]:
    """What the actor may decide about a submitted item: access ∩ state ∩ the rules run dry.  Queries: 0."""
    where = Where(item.place_code, item.town_code)
    if item.status != plans.S.SUBMITTED:
        return []
    url = reverse("budget:decide", args=[item.pk])
    found = []
    if roles.seat_for(actor, "budget.approve", where):
        found.append(verb(_("批复"), f"{url}#approve", verdict, primary=True))
    if roles.seat_for(actor, "budget.return_item", where):
        found.append(Action(_("退回"), f"{url}#return"))
    return found


def waiting_for(actor: Actor) -> list[Waiting]:
    """Submitted items to approve, cut or return, oldest first.  Queries: 0–1."""
    if not roles.may_anywhere(actor, "budget.approve"):
        return []
    return _unfinished(actor) + [
        Waiting(
            "budget.approve",
            _("审核计划"),
            item.code,
            item.name,
            item.town_code,
            reverse("budget:decide", args=[item.pk]),
            since=item.submitted_on,
            amount_fen=item.budget_fen,
        )
        for item in to_decide(actor).order_by("submitted_on", "id")[:MOST]
    ]


def _unfinished(actor: Actor) -> list[Waiting]:
    """Batches of the actor's own that something cut short.  Queries: 1."""
    left = BatchItem.objects.filter(batch=OuterRef("pk"), outcome=BatchItem.Outcome.WAITS)
    rows = batches_seen_by(actor).filter(Exists(left), made_by=actor.person_id or 0).order_by("id")
    return [
        Waiting(
            "budget.run_batch",
            _("接着批复"),
            str(batch.pk),
            gettext("一批 %(n)s 项还没有批完") % {"n": batch.ticked},
            "",
            reverse("budget:batch", args=[batch.pk]),
            since=batch.made_at,
            amount_fen=batch.asked_fen,
        )
        for batch in rows[:MOST]
    ]


def hold_request(
    name: str, day: date, *, has_line: bool, available_fen: int, asked_fen: int
) -> rules.HoldRequest:
    """The facts of holding money for a purchase.  Queries: 0."""
    return rules.HoldRequest(
        name=name,
        activity_started_on=day,
        held_on=day,
        has_line=has_line,
        available_fen=available_fen,
        asked_fen=asked_fen,
    )
