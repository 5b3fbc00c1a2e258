"""What changes the budget: finance approves, cuts or returns a plan item."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.documents import series
from xianggou.base.ledger import actions as ledger
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.money import Fen, split, yuan
from xianggou.core.rules import judge
from xianggou.stages.budget import rules
from xianggou.stages.budget.models import Approval
from xianggou.stages.plans import queries as plans

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem


@action("budget.approve", on=plans.locked)
def approve(
    item: PlanItem,
    *,
    by: Acting,
    amount_fen: int | None = None,
    on: date | None = None,
    document: str = "",
    why: str = "",
) -> Approval:
    """Approve a submitted item into the procurement budget, whole or cut; its budget lines are made.

    Money: `amount_fen` 分 ≤ what was asked, spread over the item's sources by largest remainder, appropriated.
    Law: 预算法 第十三条; 102号令 第十六条.  Locks: the item, then its lines.  Raises: Refused, BadInput.
    """
    day = on or trails.today()
    given = item.budget_fen if amount_fen is None else amount_fen
    if not 0 < given <= item.budget_fen or (given < item.budget_fen and not why):
        raise BadInput([_wrong_amount(item, given)])
    law = plans.law_for(item, day)
    facts = rules.LineApproval(
        line=item.code,
        name=item.name,
        budget_approved_on=day,
        has_plan=item.status == plans.Status.SUBMITTED,
    )
    own = plans.own_request(item, by.who, by.actor.name)
    verdict = judge("budget.approve", facts, law).joined(judge("plans.approve", own, law))
    verdict.refuse_if_blocked()
    trail.move(item, "budget.approve", plans.Status.APPROVED, by=by, why=why, verdict=verdict, law=law)
    sources = plans.fundings(item)
    parts = split(Fen(given), [s.amount_fen for s in sources])
    lines = [
        ledger.open_line(
            place_code=item.place_code,
            town_code=item.town_code,
            year=item.year,
            fund_code=source.fund_code,
            item_id=item.pk,
            item_code=item.code,
            purpose=item.name,
        )
        for source in sources
    ]
    if not document:
        document = series.take(
            item.place_code,
            f"{law.pack.name if law.pack else item.place_code}购服批",
            item.year,
            pattern=series.OFFICIAL,
            subject_id=item.dossier_id,
        ).text
    approval = Approval(
        place_code=item.place_code,
        town_code=item.town_code,
        dossier_id=item.dossier_id,
        item=item,
        asked_fen=item.budget_fen,
        amount_fen=given,
        reason=why,
        document=document,
        approved_on=day,
        approved_by=by.who,
    )
    entry = trail.born(approval, "budget.approve", by=by)
    ledger.post(
        "appropriate",
        entry,
        [(line.pk, part) for line, part in zip(lines, parts, strict=True)],
        document=document,
    )
    return approval


@action("budget.return_item", on=plans.locked)
def return_item(item: PlanItem, *, by: Acting, why: str) -> PlanItem:
    """Send an item back to the township with the reason; it may be mended and sent again."""
    trail.move(item, "budget.return_item", plans.Status.RETURNED, by=by, why=why)
    return item


def _wrong_amount(item: PlanItem, given: int) -> Problem:
    if given >= item.budget_fen or given <= 0:
        return Problem(
            code="budget.approve.amount",
            column="amount",
            value=yuan(given),
            what=gettext("批复 %(given)s 元，应大于 0 且不超过申报的 %(budget)s 元")
            % {"given": yuan(given), "budget": yuan(item.budget_fen)},
            then=gettext("改为申报金额以内的数"),
        )
    return Problem(
        code="budget.approve.cut_without_reason",
        column="why",
        what=gettext("核减 %(given)s 元没有写理由") % {"given": yuan(item.budget_fen - given)},
        then=gettext("写明核减理由"),
    )
