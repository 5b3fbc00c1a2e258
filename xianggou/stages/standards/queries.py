"""Reading execution standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.shapes import Cell, Crumb, Pair
from xianggou.stages.catalogue import queries as catalogue
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


# Pages ---------------------------------------------------------------------------------------


def issued(place_code: str) -> QuerySet[Standard]:
    """The standards in force in a place, each with the number of its indicators."""
    return Standard.objects.filter(place_code=place_code, status=Standard.Status.ISSUED).annotate(
        indicator_count=Count("indicators")
    )


def standard_rows(place_code: str, standards: Sequence[Standard]) -> list[dict[str, Any]]:
    """Standards as the list shows them, with the name of their catalogue item.  Queries: 2."""
    version = catalogue.in_force(place_code)
    names = {item.code: item.name for item in catalogue.items_of(version)} if version else {}
    return [
        {
            "id": standard.pk,
            "code": standard.catalogue_code,
            "name": Cell(
                names.get(standard.catalogue_code, standard.catalogue_code),
                reverse("standards:detail", args=[standard.pk]),
            ),
            "number": standard.number,
            "department": standard.department,
            "indicators": standard.indicator_count,  # type: ignore[attr-defined]
            "issued_on": standard.issued_on,
        }
        for standard in standards
    ]


@dataclass(frozen=True, slots=True)
class StandardPage:
    """One version of a standard: indicators by group, qualifications, rules, the other versions."""

    standard: Standard
    name: str
    trail: list[Crumb]
    facts: list[Pair]
    indicators: list[dict[str, Any]]
    weight: int
    versions: list[Standard]


def standard_page(place_code: str, standard_id: int) -> StandardPage | None:
    """A standard of a place; None where the place has none of that id.  Queries: 5."""
    standard = Standard.objects.filter(place_code=place_code, pk=standard_id).first()
    if standard is None:
        return None
    item = catalogue.item(catalogue.in_force(place_code), standard.catalogue_code)
    found = indicators(standard.pk)
    facts = [
        Pair(_("目录编码"), standard.catalogue_code, "code"),
        Pair(_("制定部门"), standard.department),
        Pair(_("发布日期"), standard.issued_on, "day"),
        Pair(_("版次"), gettext("第 %(n)s 版") % {"n": standard.number}),
        Pair(
            _("状态"),
            Cell(standard.get_status_display(), shape="done" if standard.status == "issued" else "none"),
            "status",
        ),
    ]
    rows = [
        {
            "id": one.pk,
            "group": one.group,
            "name": one.name,
            "target": f"{one.target} {one.unit}".strip(),
            "measure": one.measure,
            "weight": one.weight,
            "deduction": one.deduction,
        }
        for one in found
    ]
    versions = Standard.objects.filter(place_code=place_code, catalogue_code=standard.catalogue_code)
    name = item.name if item else standard.catalogue_code
    return StandardPage(
        standard=standard,
        name=name,
        trail=[Crumb(_("执行标准"), reverse("standards:list")), Crumb(name)],
        facts=facts,
        indicators=rows,
        weight=sum(one.weight for one in found),
        versions=list(versions.order_by("-number")),
    )
