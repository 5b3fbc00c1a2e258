"""How a standard's rows are written: the indicators of a draft, a version that is published already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xianggou.base.access.roles import Where
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import Verdict
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.standards import contents, queries
from xianggou.stages.standards.models import Indicator, Standard


def register_of(place_code: str) -> Any:
    """The register on which a place's standards number their entries."""
    return trails.register_of(place_code, "standards", "执行标准")


def write_indicators(standard: Standard, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the indicators of a draft anew, in this order."""
    Indicator.objects.filter(standard=standard).delete()
    Indicator.objects.bulk_create(
        Indicator(standard=standard, order=n, **contents.columns(row)) for n, row in enumerate(rows, 1)
    )


def replace_last(standard: Standard, by: Acting) -> int:
    """Let the version before make room.  Gives: the number of the new one.  Queries: 1–4."""
    last = queries.newest(standard.place_code, standard.catalogue_code)
    if last is None:
        return 1
    trail.move(last, "standards.replace", Standard.Status.REPLACED, by=by)
    assert last.number is not None
    return last.number + 1


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was published elsewhere, ready to be born: its row, its indicators, what the rules said."""

    standard: Standard
    rows: tuple[Indicator, ...]
    verdict: Verdict

    def keep_indicators(self) -> None:
        """Write the indicators, once the standard is born."""
        for row in self.rows:
            row.standard = self.standard
        Indicator.objects.bulk_create(self.rows)


def version(
    where: Where, by: Acting, catalogue_code: str, told: contents.Told, act: str, **facts: Any
) -> Version:
    """A version judged by the rules of `act`; the one before makes room for it.  Raises: Refused."""
    item = catalogue.item(catalogue.in_force(where.place_code), catalogue_code)
    standard = Standard(
        place_code=where.place_code,
        register=register_of(where.place_code),
        catalogue_code=catalogue_code,
        qualifications=[q.as_json() for q in told.qualifications or ()],
        rules=[r.as_json() for r in told.rules or ()],
        **facts,
    )
    given = enumerate(told.indicators or (), 1)
    rows = tuple(Indicator(order=n, **contents.columns(row)) for n, row in given)
    day = standard.effective_on or trails.today()
    law = queries.law_for(where.place_code, day)
    verdict = judge(act, queries.content(standard, rows, item, day), law)
    verdict.refuse_if_blocked()
    standard.number = replace_last(standard, by)
    return Version(standard, rows, verdict)
