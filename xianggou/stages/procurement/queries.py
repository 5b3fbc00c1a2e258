"""Reading procurement: procedures seen by a person, locks, facts for the rules."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from xianggou.base.access.roles import towns_seen
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.procurement.models import Award, Procedure, ProcedureItem, Quote

P = Procedure.Status


def seen_by(actor: Actor) -> QuerySet[Procedure]:
    """The procedures that the actor may see."""
    seen, towns = towns_seen(actor, "procurement.see")
    return Procedure.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def locked(procedure_id: int) -> Procedure:
    """A procedure, locked.  Queries: 1."""
    return Procedure.objects.select_for_update().get(pk=procedure_id)


def locked_award(award_id: int) -> Award:
    """An award, locked.  Queries: 1."""
    return (
        Award.objects.select_for_update(of=("self",)).select_related("procedure", "supplier").get(pk=award_id)
    )


def law_for(procedure: Procedure) -> LawOn:
    """The law that governs a procedure: that of its start.  Queries: 1."""
    return places.law_on(
        procedure.place_code, {"activity_started_on": procedure.started_on, "today": procedure.started_on}
    )


def quotes(procedure: Procedure) -> list[Quote]:
    """The quotes of a procedure, lowest first.  Queries: 1."""
    return list(
        Quote.objects.filter(procedure=procedure).select_related("supplier").order_by("price_fen", "id")
    )


def item_ids(procedure: Procedure) -> list[int]:
    """The plan items a procedure buys.  Queries: 1."""
    return list(
        ProcedureItem.objects.filter(procedure=procedure)
        .order_by("item_id")
        .values_list("item_id", flat=True)
    )


def running_for(item_id: int) -> Procedure | None:
    """The procedure that buys an item and was not ended.  Queries: 1."""
    return Procedure.objects.filter(items__item_id=item_id, status__in=[P.STARTED, P.AWARDED]).first()


def bought_this_year(town_code: str, catalogue_code: str, year: int) -> tuple[int, ...]:
    """Amounts (分) of a township's purchases of a catalogue item in a budget year, not ended.  Queries: 1."""
    return tuple(
        int(fen)
        for fen in Procedure.objects.filter(
            town_code=town_code,
            items__item__catalogue_code=catalogue_code,
            items__item__year=year,
            status__in=[P.STARTED, P.AWARDED],
        )
        .distinct()
        .order_by("id")
        .values_list("value_fen", flat=True)
    )


def standing_award(procedure: Procedure) -> Award | None:
    """The award that stands.  Queries: 1."""
    return (
        Award.objects.filter(procedure=procedure, status=Award.Status.MADE).select_related("supplier").first()
    )
