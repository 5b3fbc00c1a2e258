"""Reading matching: quarters, runs and their rows, answers that wait, project lists, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.people.models import Seat
from xianggou.base.places import queries as places
from xianggou.base.places.models import Town, Village
from xianggou.base.reviews import queries as boards
from xianggou.base.reviews.asked import DeskAsked, PartAsked
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.matching.models import Allocation, Link, Project, ProjectList, Run, Unmet, Wish
from xianggou.stages.needs import queries as needs
from xianggou.stages.resources import queries as resources

if TYPE_CHECKING:
    from xianggou.stages.needs.models import Matter, Need
    from xianggou.stages.resources.models import Quarter

SEE = "matching.see"
KIND = "project_list"
PART = "项目清单"  # what is agreed on: a name kept with the review, shown through gettext
LEAD = "分管领导"


def register_of(place_code: str) -> Subject:
    """The register on which a place's matching is numbered.  Queries: 1–2."""
    return trails.register_of(place_code, "matching", "供需对接")


def law_on(place_code: str, day: date) -> LawOn:
    """The law for acts of a day.  Queries: 1."""
    return places.law_on(place_code, day)


def places_seen(actor: Actor) -> set[str]:
    """Places whose matching the actor may see.  Queries: 0."""
    whole, _towns = towns_seen(actor, SEE)
    return whole | {s.place_code for s in actor.seats if roles.seat_for(actor, SEE, Where(s.place_code))}


def may(actor: Actor, action: str, place_code: str) -> bool:
    """Whether one of the actor's seats has the row of the access table for this.  Queries: 0."""
    return roles.seat_for(actor, action, Where(place_code)) is not None


def quarters(actor: Actor) -> QuerySet[Quarter]:
    """Quarters with a published list of resources within sight, newest first."""
    return resources.listed_quarters(places_seen(actor))


def needs_seen(actor: Actor) -> QuerySet[Need]:
    """The needs whose rows the actor may see.  Queries: 0."""
    return needs.needs_seen(actor)


def names_of(place_code: str) -> dict[str, str]:
    """Code -> name of the townships and villages of a place.  Queries: 1."""
    towns = Town.objects.filter(place_code=place_code).values_list("code", "name")
    return dict(towns.union(Village.objects.filter(place_code=place_code).values_list("code", "name")))


# Rows to lock ---------------------------------------------------------------------------------


def locked_quarter(quarter_id: int) -> Quarter:
    """A quarter, locked: one computation and one publication at a time.  Queries: 1."""
    return resources.locked_quarter(quarter_id)


@dataclass(frozen=True, slots=True)
class HeldMatter:
    """A matter to answer for, locked; it belongs to the whole place."""

    row: Matter
    place_code: str
    town_code: str = ""


def locked_matter(matter_id: int) -> HeldMatter:
    """A matter to answer for, locked.  Queries: 1."""
    found = needs.locked_matter(matter_id)
    return HeldMatter(found, found.place_code)


def locked_wish(wish_id: int) -> Wish:
    """What a clerk fixed, locked.  Queries: 1."""
    return Wish.objects.select_for_update(of=("self",)).get(pk=wish_id)


def locked_list(list_id: int) -> ProjectList:
    """A project list, its quarter locked first.  Queries: 2."""
    locked_quarter(ProjectList.objects.values_list("quarter_id", flat=True).get(pk=list_id))
    return (
        ProjectList.objects.select_for_update(of=("self",)).select_related("run", "quarter").get(pk=list_id)
    )


# Runs and lists -------------------------------------------------------------------------------


def newest_run(quarter_id: int) -> Run | None:
    """The last computation of a quarter.  Queries: 1."""
    return (
        Run.objects.filter(quarter=quarter_id)
        .select_related("resource_list", "quarter")
        .order_by("-number")
        .first()
    )


def runs_seen(actor: Actor) -> QuerySet[Run]:
    """Runs within sight."""
    return Run.objects.filter(place_code__in=places_seen(actor)).select_related("resource_list", "quarter")


def given(run: Run) -> QuerySet[Allocation]:
    """What a run gives, with both ends."""
    return Allocation.objects.filter(run=run).select_related("need", "need__matter", "offer").order_by("pk")


def unmet(run: Run) -> QuerySet[Unmet]:
    """What a run leaves unmet."""
    return Unmet.objects.filter(run=run).select_related("need", "need__matter", "offer")


def wishes(quarter_id: int) -> QuerySet[Wish]:
    """What was fixed by hand and stands."""
    rows = Wish.objects.filter(quarter=quarter_id, status=Wish.Status.KEPT)
    return rows.select_related("need", "need__matter", "offer").order_by("pk")


def list_in_force(quarter_id: int) -> ProjectList | None:
    """The project list of a quarter that is in force.  Queries: 1."""
    return ProjectList.objects.filter(quarter=quarter_id, status=ProjectList.Status.ISSUED).first()


def lists_seen(actor: Actor) -> QuerySet[ProjectList]:
    """Project lists within sight, newest first."""
    rows = ProjectList.objects.filter(place_code__in=places_seen(actor)).select_related(
        "quarter", "run__resource_list"
    )
    return rows.order_by("-pk")


def public_lists() -> QuerySet[ProjectList]:
    """The lists in force, for everybody, newest quarter first."""
    rows = ProjectList.objects.filter(status=ProjectList.Status.ISSUED).select_related(
        "quarter", "run__resource_list"
    )
    return rows.order_by("-quarter__from_on", "place_code")


def projects(row: ProjectList) -> QuerySet[Project]:
    """The lines of a list."""
    return Project.objects.filter(project_list=row).select_related("offer").order_by("order")


def projects_for_plans(place_code: str, year: int) -> list[Project]:
    """Projects of lists in force in a year that a township is to buy: the door for the plan.  Queries: 1."""
    return list(
        Project.objects.filter(
            project_list__place_code=place_code,
            project_list__status=ProjectList.Status.ISSUED,
            project_list__quarter__year=year,
            route=Project.Route.PLAN,
        ).order_by("project_list_id", "order")
    )


def to_reassign(row: ProjectList) -> list[Allocation]:
    """What a list gives of offers that were withdrawn since (待重配).  Queries: 1."""
    return list(given(row.run).filter(offer__status="withdrawn"))


def history_of(matter_id: int, series_id: int) -> QuerySet[Link]:
    """Every answer that was given for a matter and a series, newest first."""
    return Link.objects.filter(matter=matter_id, series=series_id).order_by("-pk")


# Agreeing -------------------------------------------------------------------------------------


def desks_for(place_code: str, departments: Iterable[str], day: date) -> list[DeskAsked]:
    """Who must agree: each department with a project on the list, and the leader in charge.  Queries: 3."""
    named = places.departments(place_code, day)
    wanted = sorted(set(departments))
    seats: dict[str, list[str]] = {code: [] for code in wanted}
    rows = Seat.objects.filter(place_code=place_code, role="industry_department", body__code__in=wanted)
    for code, body in rows.order_by("code").values_list("code", "body__code"):
        seats[body].append(code)
    leaders = Seat.objects.filter(place_code=place_code, role="county_leader", function="推动督办").order_by(
        "code"
    )
    return [
        DeskAsked(LEAD, tuple(leaders.values_list("code", flat=True)), is_lead=True),
        *(DeskAsked(named.get(code, code)[:40], tuple(seats[code])) for code in wanted),
    ]


def part_of(row: ProjectList) -> PartAsked:
    """What is agreed on: the list by its digest and figures."""
    told = {"number": row.number, "projects": row.projects, "needs": row.needs, "people": row.people}
    return PartAsked(PART, {**told, "cost_fen": int(row.cost_fen), "digest": row.digest})


def waiting_for(actor: Actor) -> list[Waiting]:
    """Project lists that wait for this actor's word.  Queries: 0–2."""
    if not roles.may_anywhere(actor, "matching.agree"):
        return []
    found = boards.desks_waiting(KIND, actor, most=MOST)
    if not found:
        return []
    reviews = {d.round.review.object_id: d.round for d in found}
    rows = ProjectList.objects.filter(pk__in=reviews, status=ProjectList.Status.PROPOSED).select_related(
        "quarter"
    )
    return [
        Waiting(
            "matching.agree", _("会签项目清单"), str(row.number), row.quarter.code, "",
            reverse("matching:list", args=[row.pk]), since=row.proposed_on,
        )
        for row in rows
    ]  # fmt: skip


def department_names(place_code: str, codes: Iterable[str], day: date) -> dict[str, str]:
    """Body code -> name.  Queries: 1."""
    return places.names_on(sorted(set(codes)), day)


def person_names(ids: Iterable[int], day: date) -> dict[int, str]:
    """Person -> name.  Queries: 1."""
    return boards.people_of([], [i for i in ids if i], day)[1]
