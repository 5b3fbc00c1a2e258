"""What changes an intention: draft, edit, publish, leave out with a reason, withdraw."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.rules import judge
from xianggou.stages.intentions import queries, rules
from xianggou.stages.intentions.models import Intention
from xianggou.stages.plans import queries as plans
from xianggou.stages.unified import queries as unified

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem
    from xianggou.stages.unified.models import UnifiedPurchase

EDITABLE = ("title", "summary", "expected_on", "remark")


def _of_item(item: PlanItem) -> Intention:
    if item.status not in plans.SENT:
        raise BadInput([_not_sent(item.code)])
    bodies = places.names_on([item.town_code], trails.today())
    return Intention(
        place_code=item.place_code,
        town_code=item.town_code,
        dossier_id=item.dossier_id,
        item=item,
        buyer=bodies.get(item.town_code, item.town_code),
        title=item.name,
        budget_fen=item.budget_fen,
    )


def _of_purchase(purchase: UnifiedPurchase) -> Intention:
    if purchase.status != unified.U.CONFIRMED:
        raise BadInput([_not_sent(purchase.code)])
    return Intention(
        place_code=purchase.place_code,
        dossier_id=purchase.dossier_id,
        purchase=purchase,
        buyer=purchase.lead_name,
        title=purchase.title,
        budget_fen=sum(p.amount_fen for p in unified.parts(purchase) if p.status == unified.D.DELEGATED),
    )


@action("intentions.draft", on=plans.locked)
def draft(item: PlanItem, *, by: Acting, **told: Any) -> Intention:
    """Write the intention of a plan item that was sent; it can be edited until it is published."""
    return _drafted(_of_item(item), by, told)


@action("intentions.draft_unified", on=unified.locked)
def draft_unified(purchase: UnifiedPurchase, *, by: Acting, **told: Any) -> Intention:
    """Write the intention of a confirmed unified purchase: the sum of what its townships delegated."""
    return _drafted(_of_purchase(purchase), by, told, verb="intentions.draft_unified")


def _drafted(row: Intention, by: Acting, told: dict[str, Any], verb: str = "intentions.draft") -> Intention:
    _free(row)
    for name in EDITABLE:
        if told.get(name):
            setattr(row, name, told[name])
    trail.born(row, verb, by=by)
    return row


@action("intentions.edit", on=queries.locked)
def edit(row: Intention, *, by: Acting, version: int, **told: Any) -> Intention:
    """Change a draft.  Raises: Stale when it was changed or published since."""
    if row.version != version or row.status != Intention.Status.DRAFT:
        raise Stale()
    for name in EDITABLE:
        if name in told:
            setattr(row, name, told[name])
    row.version += 1
    trail.note(row, "intentions.edit", by=by, changes={name: [] for name in EDITABLE if name in told})
    row.save(update_fields=[*EDITABLE, "version"])
    return row


@action("intentions.publish", on=queries.locked)
def publish(row: Intention, *, by: Acting, why: str = "") -> Intention:
    """Make an intention public under its number; from now on it stands as it is.

    Law: procurement.intention_contents, procurement.intention_before.  Locks: the intention, its series.
    Raises: Refused, Stale.
    """
    day = trails.today()
    law = queries.law_for(row.place_code, day, row.expected_on)
    facts = rules.Publishing(
        told=queries.contents_of(row), activity_started_on=row.expected_on, published_on=day, title=row.title
    )
    verdict = judge("intentions.publish", facts, law)
    verdict.refuse_if_blocked()
    year = row.expected_on.year if row.expected_on else day.year
    number = series.take(row.place_code, "YX", year, subject_id=row.dossier_id).text
    trail.move(
        row,
        "intentions.publish",
        Intention.Status.PUBLISHED,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        number=number,
        published_on=day,
    )
    return row


@action("intentions.leave_out", on=plans.locked)
def leave_out(item: PlanItem, *, by: Acting, exception: str, why: str) -> Intention:
    """Say that an item's intention need not be public, by a case that the law names, with the reason.

    Law: procurement.intention_exceptions.  Raises: Refused, BadInput.
    """
    row = _of_item(item)
    _free(row)
    day = trails.today()
    law = queries.law_for(row.place_code, day, item.starts_on)
    verdict = judge("intentions.leave_out", rules.LeavingOut(exception=exception), law)
    verdict.refuse_if_blocked()
    row.exception, row.reason, row.status = exception, why, Intention.Status.EXCEPTED
    trail.born(row, "intentions.leave_out", by=by, why=why, verdict=verdict, law=law)
    return row


@action("intentions.withdraw", on=queries.locked)
def withdraw(row: Intention, *, by: Acting, why: str) -> Intention:
    """Take an intention back; its number stays and says so, and another one may be written."""
    trail.move(row, "intentions.withdraw", Intention.Status.WITHDRAWN, by=by, why=why)
    return row


def expected(month: date | None) -> date | None:
    """The first day of the month in which a purchase is expected."""
    return month.replace(day=1) if month else None


def _free(row: Intention) -> None:
    standing = Intention.objects.filter(status__in=queries.STANDING, dossier_id=row.dossier_id)
    if standing.exists():
        raise BadInput(
            [
                Problem(
                    code="intentions.draft.twice",
                    what=gettext("“%(title)s”已经有采购意向") % {"title": row.title},
                    then=gettext("打开原来那一份；要重写的，先撤回"),
                )
            ]
        )


def _not_sent(code: str) -> Problem:
    return Problem(
        code="intentions.draft.not_sent",
        what=gettext("%(code)s 还没有送审，或统一采购还没有确定") % {"code": code},
        then=gettext("送审或确定以后再写采购意向"),
    )
