"""Reading proposals: who sees them, what they answer, whose desks review them, which led to an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from xianggou.base.access.roles import Where
from xianggou.base.people.models import Seat
from xianggou.base.places import queries as places
from xianggou.base.places.models import Town
from xianggou.base.reviews.asked import DeskAsked, PartAsked
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.catalogue import rules
from xianggou.stages.catalogue.models import Evidence, Price, Proposal
from xianggou.stages.catalogue.queries.carried import answers_for, seats_for
from xianggou.stages.duties import queries as duties

S = Proposal.Status
KIND = "catalogue"  # of the reviews that are held over proposals
BASIS = "catalogue.reviews"
# The least number of prices that make a comparison
LEAST_PRICES = 2
OWN_DUTY, PROFESSIONAL, DEARER = "隶属乡镇事权", "亟需专业管理", "基层自主运行成本高"
DIRECT, OTHER_RULE, WORKS = "应当由政府直接履职的事项", "法律行政法规和国务院规定的其他事项", "工程与服务打包"
GRASS_ROOTS, INDUSTRY, LEGALITY = "基层研判", "行业主管部门研判", "合法性审查"


def proposals_seen_by(actor: Actor) -> QuerySet[Proposal]:
    """The proposals of the places in which the actor has a seat: who proposes sees what became of it, and so do others."""
    return Proposal.objects.filter(place_code__in={seat.place_code for seat in actor.seats})


def proposals_of(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with the name of their township, in the same statement."""
    return rows.annotate(
        town_name=Subquery(Town.objects.filter(code=OuterRef("town_code")).values("name")[:1])
    )


def proposal(proposal_id: int) -> Proposal:
    """A proposal.  Queries: 1."""
    return Proposal.objects.select_related("into", "register").get(pk=proposal_id)


def locked_proposal(proposal_id: int) -> Proposal:
    """A proposal, locked.  Queries: 1."""
    return Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)


def may_write(actor: Actor, action: str, row: Proposal) -> bool:
    """Whether a seat of the actor may change or take back a proposal.  Queries: 0–1.

    Who wrote it; the township's clerks for their own township's; finance; a department for items in its charge.
    """
    able = seats_for(actor, action, Where(row.place_code, row.town_code))
    if able and row.proposed_by is not None and row.proposed_by == actor.person_id:
        return True
    return answers_for(able, row.place_code, row.department, row.proposed_on)


def prices_of(row: Proposal) -> list[Price]:
    """The prices a proposal compares with, cheapest first.  Queries: 1."""
    return list(Price.objects.filter(proposal=row).order_by("amount_fen", "pk"))


def evidence_of(row: Proposal) -> list[Evidence]:
    """The files that back a proposal, in the order in which they came.  Queries: 1."""
    return list(Evidence.objects.filter(proposal=row).select_related("file").order_by("pk"))


def average_fen(prices: Sequence[int]) -> int | None:
    """What a year's purchase costs by the prices asked for: their mean, a part of a 分 counted full.  Queries: 0."""
    return -(-sum(prices) // len(prices)) if prices else None


# What the public page writes as who asks; a village's name may follow
PUBLIC = "群众"


def suggested_before(town_code: str, name: str, why: str, day: date) -> Proposal | None:
    """The same words of the public about the same township, told today and not yet screened.  Queries: 1."""
    rows = Proposal.objects.filter(town_code=town_code, name=name, why=why, proposed_on=day)
    return rows.filter(proposed_by__isnull=True, status=S.PROPOSED).order_by("id").first()


def led_to(place_code: str, code: str) -> list[Proposal]:
    """The proposals that led to an item, those merged into them among them, newest first.  Queries: 1."""
    rows = Proposal.objects.filter(
        Q(place_code=place_code, code=code, status=S.ISSUED)
        | Q(place_code=place_code, status=S.MERGED, into__code=code, into__status=S.ISSUED)
    )
    return list(proposals_of(rows).select_related("into").order_by("-pk"))


# Screening -----------------------------------------------------------------------------------


def unanswered(row: Proposal, prices: Sequence[int], own_duties: Mapping[str, bool]) -> tuple[str, ...]:
    """Which of the three criteria (隶属乡镇事权、亟需专业管理、基层自主运行成本高) have no answer that holds.

    `own_duties`: code → whether it may be bought, of the list in force.
    """
    found = []
    if not row.duty_codes or not all(own_duties.get(code) for code in row.duty_codes):
        found.append(OWN_DUTY)
    if not row.professional.strip() or not row.evidence.strip():
        found.append(PROFESSIONAL)
    bought, own = average_fen(prices), row.own_cost_fen
    if len(prices) < LEAST_PRICES or bought is None or own is None or own <= bought:
        found.append(DEARER)
    return tuple(found)


def entering(row: Proposal, prices: Sequence[int], day: date) -> rules.Entry:
    """The facts of screening a proposal on a day.  Queries: 1."""
    own = duties.bought_of(row.place_code, row.duty_codes, day)
    what = row.forbidden
    return rules.Entry(
        item=row.name,
        plan_submitted_on=day,
        object={"货物和工程": "货物"}.get(what, what),
        duty_in_force=bool(row.duty_codes) and all(code in own for code in row.duty_codes),
        direct_duty=what == DIRECT,
        has_works_part=what == WORKS,
        forbidden_by=what if what == OTHER_RULE else "",
        content_kind=row.content_kind,
        unanswered=unanswered(row, prices, own),
    )


# Reviews -------------------------------------------------------------------------------------


def reviewed_as(row: Proposal, prices: Sequence[Price]) -> PartAsked:
    """What the desks judge: the item as it would stand, why, the screening with its figures and files.  Queries: 1."""
    facts: dict[str, Any] = {name: getattr(row, name) for name in (*Proposal.ITEM, *Proposal.SCREENING)}
    facts |= {"why": row.why, "kind": row.kind, "prices": [[p.given_by, int(p.amount_fen)] for p in prices]}
    if kept := evidence_of(row):
        facts["files"] = [[one.about, one.file.digest] for one in kept]
    return PartAsked("目录项", facts)


def desks_for(row: Proposal, law: LawOn, day: date) -> list[DeskAsked]:
    """The desks of the reviews that nation and place ask for, in order, each with the seats that speak.  Queries: 3.

    An own township's offices judge its proposals, every township's those of a department.
    """
    return [DeskAsked(name, _seats(row, name, day)) for name in rules.reviews_wanted(law)]


def _seats(row: Proposal, step: str, day: date) -> tuple[str, ...]:
    seats = Seat.objects.filter(place_code=row.place_code)
    if step == GRASS_ROOTS:
        seats = seats.filter(role="joint_review", function="采购文件复核")
        seats = seats.filter(town_code=row.town_code) if row.town_code else seats
    elif step == INDUSTRY:
        body = places.body_called(row.place_code, row.department, day)
        seats = seats.filter(role="industry_department", body__code=body)
        seats = seats.exclude(function=LEGALITY)
    else:  # a step that bears the name of the seats' own function
        seats = seats.filter(function=step)
    return tuple(seats.order_by("code").values_list("code", flat=True))
