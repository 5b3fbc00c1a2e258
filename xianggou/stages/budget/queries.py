"""Reading the budget: approvals seen by a person, lines with their standing, facts for the rules."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from xianggou.base.access.roles import towns_seen
from xianggou.base.ledger import queries as ledger
from xianggou.base.ledger.models import Line
from xianggou.base.ledger.queries import Standing
from xianggou.core.actor import Actor
from xianggou.stages.budget.models import Approval


def seen_by(actor: Actor) -> QuerySet[Approval]:
    """The approvals that the actor may see."""
    places, towns = towns_seen(actor, "budget.see")
    return Approval.objects.filter(Q(place_code__in=places) | Q(town_code__in=towns))


def lines_seen_by(actor: Actor) -> QuerySet[Line]:
    """The budget lines that the actor may see."""
    places, towns = towns_seen(actor, "budget.see")
    return Line.objects.filter(Q(place_code__in=places) | Q(town_code__in=towns))


def of_item(item_id: int) -> Approval | None:
    """The approval of a plan item.  Queries: 1."""
    return Approval.objects.filter(item_id=item_id).first()


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
