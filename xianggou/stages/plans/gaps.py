"""What open items still lack, told of a whole page of a list at once, by the rules that refuse the sending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from xianggou.base.places import queries as places
from xianggou.base.ready import INTS, among, ready
from xianggou.core.rules import judge
from xianggou.stages.plans import facts, queries
from xianggou.stages.plans.models import PlanItem


def gaps_of(items: Sequence[PlanItem], day: date) -> dict[int, tuple[str, ...]]:
    """Open items of one page → codes of what still keeps them from being sent, as far as a list can tell.

    The duty, the catalogue and the money are judged on the item's own page.  Queries: 0, or 2 with open items.
    """
    wanted = [item.pk for item in items if item.status in queries.OPEN]
    if not wanted:
        return {}
    rows = _whole(wanted)
    law = places.law_on(rows[0].place_code, day)
    return {item.pk: judge("plans.submit", _own_facts(item), law).codes for item in rows}


@ready(INTS)
def _whole(wanted: list[int]) -> QuerySet[PlanItem]:
    return (
        facts.whole(PlanItem.objects.filter(pk__in=among(wanted)))
        .select_related("standard")
        .only(
            "place_code", "year", "name", "budget_fen", "later_years_fen", "long_term", "starts_on", "ends_on", "office",
            "owner_seat_id", "acceptance", "feasibility", "ex_ante", "posts_cut", "posts_reason", "standard__status",
        )
    )  # fmt: skip


def _own_facts(item: PlanItem) -> dict[str, Any]:
    """What is known of an item without asking for its duty, catalogue and money, of one read by `facts.whole`."""
    given = {**facts.years_of(item), **facts.beside(item).facts}
    topics = tuple(k for k, v in item.ex_ante.get("topics", {}).items() if str(v).strip())
    has_pledge = given["pledge_made"] or bool(item.posts_reason.strip())
    return {
        **given,
        "name": item.name,
        "ex_ante_done": bool(topics) or given["assessment_done"],
        "ex_ante_topics": None if given["assessment_done"] else topics,
        "target_groups": queries.target_groups(item),
        "feasibility_done": bool(item.feasibility.strip()) or given["study_done"],
        "has_acceptance_plan": bool(item.acceptance.strip()),
        "posts_doing_work": 0 if has_pledge else item.posts_cut,
        "budget_fen": int(item.budget_fen),
        "owner_named": bool(item.office.strip()) and item.owner_seat_id is not None,
        "standard_current": item.standard is None or item.standard.status == queries.STANDARD_IN_FORCE,
        "dates_open": item.starts_on is None or item.ends_on is None,
    }
