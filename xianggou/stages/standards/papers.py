"""From the rows of a standard to the facts of its paper."""

from __future__ import annotations

from datetime import date

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.stages.standards import pages, queries
from xianggou.stages.standards.documents import AskedLine, IndicatorLine, StandardFacts
from xianggou.stages.standards.models import Standard, points


@in_chinese
def standard_facts(standard: Standard, today: date) -> StandardFacts:
    """All that stands in a standard read by `pages.found_for`.  Queries: 4–5."""
    rows = queries.indicators(standard.pk)
    entries, is_demo, clock = pages.foot_of(standard)
    return StandardFacts(
        number=standard.code,
        edition=standard.number,
        item=pages.name_of(standard),
        item_code=standard.catalogue_code,
        department=standard.department,
        scope=standard.scope,
        effective_on=standard.effective_on,
        issued_on=standard.issued_on,
        indicators=tuple(
            IndicatorLine(i.group, i.name, i.target, i.unit, i.measure, str(i.weight), i.deduction)
            for i in rows
        ),
        total=str(points(sum(i.weight_bp for i in rows))),
        qualifications=tuple(
            AskedLine(q.of, q.requirement, q.proof, q.is_dated, "、".join(q.checked_at))
            for q in queries.qualifications_of(standard)
        ),
        rules=tuple((r.name, r.issuer, r.since) for r in queries.rules_of(standard)),
        made_on=standard.issued_on or today,
        foot=Foot(trail_entries=entries, demo=is_demo, clock_on=clock),
    )
