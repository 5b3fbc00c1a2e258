"""Reading suppliers: by code, by place, by words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.access.wording import term
from xianggou.base.places.queries import law_on
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.stages.suppliers.models import Supplier


def seen_by(actor: Actor) -> QuerySet[Supplier]:
    """Suppliers of the places that the actor's seats lie in: the register is open within a place."""
    places, _ = towns_seen(actor, "suppliers.see")
    here = {s.place_code for s in actor.seats} if places or actor.seats else set()
    return Supplier.objects.filter(place_code__in=here)


def by_uscc(place_code: str, uscc: str) -> Supplier | None:
    """The supplier of this code in a place.  Queries: 1."""
    return _by_uscc.first(place_code, uscc)


@ready(str, str)
def _by_uscc(place_code: str, uscc: str) -> QuerySet[Supplier]:
    return Supplier.objects.filter(place_code=place_code, uscc=uscc).order_by("id")[:1]


def found(queryset: QuerySet[Supplier], text: str) -> QuerySet[Supplier]:
    """Suppliers whose name or code contains the text."""
    return queryset.filter(Q(name__contains=text) | Q(uscc__contains=text.upper()))


def names(ids: list[int]) -> dict[int, str]:
    """Supplier id -> name.  Queries: 1."""
    return dict(Supplier.objects.filter(pk__in=ids).values_list("pk", "name"))


# Pages ---------------------------------------------------------------------------------------


def kinds(place_code: str, day: date) -> list[str]:
    """The kinds of bodies that may supply, as the law of the day lists them.  Queries: 1."""
    return list(law_on(place_code, day)["suppliers.kinds"].items)


def supplier_rows(suppliers: Sequence[Supplier]) -> list[dict[str, Any]]:
    """Suppliers as the list shows them.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "name": one.name,
            "uscc": one.uscc,
            "kind": term(one.kind),
            "sme": _("中小微") if one.is_sme else _("大型"),
            "registered_on": one.registered_on,
            "status": (
                ("done", one.get_status_display())
                if one.status == Supplier.Status.REGISTERED
                else ("none", one.get_status_display())
            ),
        }
        for one in suppliers
    ]


def kinds_counted(rows: QuerySet[Supplier]) -> list[tuple[str, int]]:
    """Kinds of the suppliers seen, with how many there are of each.  Queries: 1."""
    return list(rows.order_by("kind").values_list("kind").annotate(n=Count("id")))
