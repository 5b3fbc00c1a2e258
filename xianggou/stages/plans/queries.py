"""Reading plans: items seen by a person, facts for the rules, locks, totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from xianggou.base.access.roles import towns_seen
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import rules
from xianggou.stages.plans.models import Funding, PlanItem

S = PlanItem.Status
LIVE = (S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED)


def seen_by(actor: Actor) -> QuerySet[PlanItem]:
    """The plan items that the actor may see."""
    if actor.kind == "system":
        return PlanItem.objects.all()
    seen, towns = towns_seen(actor, "plans.see")
    return PlanItem.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def locked(item_id: int) -> PlanItem:
    """A plan item, locked.  Queries: 1."""
    return PlanItem.objects.select_for_update(of=("self",)).get(pk=item_id)


def fundings(item: PlanItem) -> list[Funding]:
    """The sources of an item's money.  Queries: 1."""
    return list(Funding.objects.filter(item=item).order_by("fund_code"))


def law_for(item: PlanItem, day: date) -> LawOn:
    """The law that governs an item.  Queries: 1."""
    dates = {"today": day, "plan_submitted_on": item.submitted_on or day}
    return places.law_on(item.place_code, dates)


@dataclass(frozen=True, slots=True)
class Plate:
    """What a township has planned in a year, in 分: all, and by fund."""

    total_fen: int
    by_fund: dict[str, int]


def plate(
    town_code: str, year: int, *, without: int | None = None, statuses: tuple[str, ...] = LIVE
) -> Plate:
    """Sum of a township's plan items, leaving one out.  Queries: 1."""
    rows = Funding.objects.filter(item__town_code=town_code, item__year=year, item__status__in=statuses)
    if without is not None:
        rows = rows.exclude(item_id=without)
    by_fund = {code: int(fen) for code, fen in rows.values_list("fund_code").annotate(Sum("amount_fen"))}
    return Plate(sum(by_fund.values()), by_fund)


def _pocket_facts(item: PlanItem) -> tuple[int, int]:
    """(planned, certain) in 分: of the first fund that is over-planned, else of the township as a whole.

    Queries: 4.
    """
    pocket = funds.pocket(item.place_code, item.town_code, item.year)
    sent = plate(item.town_code, item.year, without=item.pk, statuses=(S.SUBMITTED, S.APPROVED))
    for source in fundings(item):
        planned = sent.by_fund.get(source.fund_code, 0) + source.amount_fen
        share = pocket.shares.get(source.fund_code, 0)
        if source.fund_code != Funding.OWN and planned > share:
            return planned, share
    return sent.total_fen + item.budget_fen, pocket.total_fen


def submission(item: PlanItem, day: date) -> rules.PlanSubmission:
    """The facts of sending an item for review.  Queries: 9."""
    duty = duties.duty(item.place_code, item.duty_code)
    version = item.catalogue_version
    entry = catalogue.item(version, item.catalogue_code)
    body = places.government_of(item.town_code)
    doing = duties.posts_doing(item.place_code, item.town_code, entry.posts) if entry is not None else 0
    planned, certain = _pocket_facts(item)
    topics = {k: v for k, v in item.ex_ante.get("topics", {}).items() if str(v).strip()}
    groups = {k: v for k, v in item.ex_ante.get("targets", {}).items() if str(v).strip()}
    return rules.PlanSubmission(
        name=item.name,
        plan_submitted_on=day,
        duty_is_own=duty is not None and duty.is_purchasable,
        buyer_name=item.town_code if body is None else body.code,
        buyer_kind="" if body is None else places.lawful_kind(body.kind),
        item_in_catalogue=entry is not None and version.effective_on <= day,
        ex_ante_done=bool(topics),
        ex_ante_topics=tuple(topics),
        ex_ante_conclusion=item.ex_ante.get("conclusion", ""),
        target_groups=tuple(groups),
        feasibility_done=bool(item.feasibility.strip()),
        has_acceptance_plan=bool(item.acceptance.strip()),
        posts_doing_work=doing,
        exit_pledge=str(item.posts_cut) if item.posts_cut else "",
        exit_reason=item.posts_reason,
        planned_fen=planned,
        money_certain_fen=certain,
    )
