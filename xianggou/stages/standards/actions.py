"""What changes execution standards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.stages.standards import queries
from xianggou.stages.standards.models import Indicator, Standard

FULL_WEIGHT = 100


@action("standards.adopt")
def adopt(
    *,
    where: Where,
    by: Acting,
    catalogue_code: str,
    issued_on: date,
    indicators: Sequence[Mapping[str, Any]],
    qualifications: Sequence[Mapping[str, Any]] = (),
    rules: Sequence[str] = (),
    department: str = "",
    why: str = "",
) -> Standard:
    """Issue a new version of a catalogue item's standard; running purchases keep the one they began with.

    `indicators`: group, name, target, unit, measure, weight (points), deduction.  Raises: BadInput when the
    weights are not the full hundred.
    """
    weight = sum(int(i["weight"]) for i in indicators)
    if weight != FULL_WEIGHT:
        raise BadInput(
            [
                Problem(
                    code="weight_sum",
                    what=gettext("%(catalogue_code)s 的指标权重合计 %(weight)s 分，不是 %(full_weight)s 分")
                    % {"catalogue_code": catalogue_code, "weight": weight, "full_weight": FULL_WEIGHT},
                    then=gettext("调整各项权重，使合计为 100 分"),
                )
            ]
        )
    last = queries.in_force(where.place_code, catalogue_code)
    register = trails.register_of(where.place_code, "standards", "执行标准")
    if last is not None:
        trail.move(last, "standards.replace", Standard.Status.REPLACED, by=by, why=why)
    standard = Standard(
        place_code=where.place_code,
        register=register,
        catalogue_code=catalogue_code,
        number=last.number + 1 if last else 1,
        department=department,
        issued_on=issued_on,
        qualifications=[dict(q) for q in qualifications],
        rules=list(rules),
    )
    trail.born(standard, "standards.adopt", by=by, why=why)
    Indicator.objects.bulk_create(
        Indicator(
            standard=standard,
            order=n,
            group=i["group"],
            name=i["name"],
            target=str(i["target"]),
            unit=i.get("unit") or "",
            measure=i["measure"],
            weight=int(i["weight"]),
            deduction=i["deduction"],
        )
        for n, i in enumerate(indicators, 1)
    )
    return standard
