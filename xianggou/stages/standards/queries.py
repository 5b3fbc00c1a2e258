"""Reading execution standards."""

from __future__ import annotations

from xianggou.stages.standards.models import Indicator, Standard


def in_force(place_code: str, catalogue_code: str) -> Standard | None:
    """The newest standard of a catalogue item.  Queries: 1."""
    return (
        Standard.objects.filter(place_code=place_code, catalogue_code=catalogue_code, status="issued")
        .order_by("-number")
        .first()
    )


def indicators(standard_id: int | None) -> list[Indicator]:
    """The indicators of a standard, in order.  Queries: 1."""
    return list(Indicator.objects.filter(standard_id=standard_id).order_by("order")) if standard_id else []
