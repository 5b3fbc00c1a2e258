"""What the rules ask of a plan item, put together: the years it runs, what was assessed, what is pledged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from xianggou.base.places.models import Town
from xianggou.base.ready import ready
from xianggou.core.packs import EX_ANTE, FEASIBILITY
from xianggou.stages.plans.models import Assessment, PlanItem, Pledge

MONTHS = 12


def months_of(starts_on: date | None, ends_on: date | None) -> int:
    """How many months a service runs, each begun one counted; 0 while a date is open."""
    if starts_on is None or ends_on is None:
        return 0
    whole = (ends_on.year - starts_on.year) * MONTHS + ends_on.month - starts_on.month
    return whole + (1 if ends_on.day >= starts_on.day else 0)


def later_years(item: PlanItem) -> dict[int, int]:
    """Year → 分 planned for it, of the years after the plan's own."""
    return {item.year + n: int(fen) for n, fen in enumerate(item.later_years_fen, 1)}


def years_of(item: PlanItem) -> dict[str, Any]:
    """The facts about the term of an item and the money of its years.  Queries: 0."""
    planned = later_years(item)
    last = item.ends_on.year if item.ends_on else item.year
    return {
        "term_months": months_of(item.starts_on, item.ends_on),
        "long_conditions": tuple(name for name, text in item.long_term.items() if str(text).strip()),
        "years_without_money": tuple(y for y in range(item.year + 1, last + 1) if not planned.get(y)),
        "years_without_service": tuple(y for y, fen in planned.items() if fen and y > last),
        "plan_year": item.year,
        "last_year": max((y for y, fen in planned.items() if fen), default=item.year),
        "total_fen": item.total_fen,
    }


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an item: its assessments by form, its pledge, whether the like was bought before."""

    assessments: Mapping[str, Mapping[str, Any]]
    pledge: Mapping[str, Any] | None
    is_new: bool

    @property
    def facts(self) -> dict[str, Any]:
        """As the rules ask for it."""
        assessed, studied = self.assessments.get(EX_ANTE), self.assessments.get(FEASIBILITY)
        pledge = self.pledge
        return {
            "is_new": self.is_new,
            "assessment_done": assessed is not None,
            "assessment_score": assessed["score"] if assessed else None,
            "assessed_fen": assessed["fen"] if assessed else None,
            "assessor_id": assessed["by"] if assessed else None,
            "study_done": studied is not None,
            "study_conclusion": studied["conclusion"] if studied else None,
            "pledge_made": pledge is not None,
            "pledge_signed": pledge is not None and pledge["status"] == Pledge.Status.SIGNED,
            "pledged_price_fen": pledge["price"] if pledge else None,
        }


@ready(str, int, str, int)
def _beside(town_code: str, item_id: int, code: str, year: int) -> QuerySet[Town, tuple[Any, ...]]:
    told = Town.objects.filter(code=town_code).annotate(
        made=_made(item_id), pledged=_pledged(item_id), known=_before(town_code, code, year)
    )
    return told.values_list("made", "pledged", "known")[:1]


def _made(item: Any) -> ArraySubquery:
    made = Assessment.objects.filter(item_id=item, status=Assessment.Status.MADE)
    return ArraySubquery(
        made.values(
            one=JSONObject(
                form=F("form"), score=F("score"), most=F("most"), fen=F("assessed_fen"), by=F("assessed_by"),
                conclusion=F("conclusion"), number=F("number"),
            )
        )
    )  # fmt: skip


def _pledged(item: Any) -> ArraySubquery:
    rows = Pledge.objects.filter(item_id=item).exclude(status=Pledge.Status.REPLACED)
    return ArraySubquery(
        rows.values(
            one=JSONObject(
                status=F("status"), price=F("price_fen"), cut=F("posts_cut"), moved=F("posts_moved"),
                cost=F("cost_fen"), by_on=F("by_on"), number=F("number"), version=F("version"), maker=F("made_by"),
            )
        )
    )  # fmt: skip


def _before(town: Any, code: Any, year: Any) -> Exists:
    return Exists(
        PlanItem.objects.filter(
            town_code=town, catalogue_code=code, year__lt=year, status=PlanItem.Status.APPROVED
        )
    )


def whole(rows: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Items with what stands beside them, and the groups of their standard, in the same statement."""
    groups = PlanItem.objects.filter(pk=OuterRef("pk"), standard__indicators__isnull=False)
    return rows.annotate(
        made=_made(OuterRef("pk")),
        pledged=_pledged(OuterRef("pk")),
        known=_before(OuterRef("town_code"), OuterRef("catalogue_code"), OuterRef("year")),
        groups=ArraySubquery(groups.values("standard__indicators__group").distinct()),
    )


def beside(item: PlanItem) -> Beside:
    """What stands beside an item, also beside one that is only typed.  Queries: 1, 0 for one read by `whole`."""
    found: dict[str, Any] = {name: getattr(item, name, None) for name in ("made", "pledged", "known")}
    if found["made"] is None:
        told = _beside.first(item.town_code, item.pk or 0, item.catalogue_code, item.year)
        found = dict(zip(found, told, strict=True)) if told else {}
    return Beside(
        assessments={one["form"]: one for one in found.get("made") or ()},
        pledge=next(iter(found.get("pledged") or ()), None),
        is_new=not found.get("known"),
    )
