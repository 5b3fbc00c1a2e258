"""Reading suppliers: by code, by place, by words."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from xianggou.base.access.roles import towns_seen
from xianggou.core.actor import Actor
from xianggou.stages.suppliers.models import Supplier


def seen_by(actor: Actor) -> QuerySet[Supplier]:
    """Suppliers of the places that the actor's seats lie in: the register is open within a place."""
    places, _ = towns_seen(actor, "suppliers.see")
    here = {s.place_code for s in actor.seats} if places or actor.seats else set()
    return Supplier.objects.filter(place_code__in=here)


def by_uscc(place_code: str, uscc: str) -> Supplier | None:
    """The supplier of this code in a place.  Queries: 1."""
    return Supplier.objects.filter(place_code=place_code, uscc=uscc).first()


def found(queryset: QuerySet[Supplier], text: str) -> QuerySet[Supplier]:
    """Suppliers whose name or code contains the text."""
    return queryset.filter(Q(name__contains=text) | Q(uscc__contains=text.upper()))


def names(ids: list[int]) -> dict[int, str]:
    """Supplier id -> name.  Queries: 1."""
    return dict(Supplier.objects.filter(pk__in=ids).values_list("pk", "name"))
