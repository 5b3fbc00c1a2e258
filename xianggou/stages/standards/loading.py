"""Standards out of an office's file: a department's become drafts, a place's published list becomes versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from xianggou.base.access.roles import Where
from xianggou.base.access.wording import worded
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.stages.standards import contents, queries, writing
from xianggou.stages.standards.models import Standard

if TYPE_CHECKING:
    from xianggou.stages.catalogue.models import Item, Version

PARTS = ("indicators", "qualifications", "rules")


@dataclass(frozen=True, slots=True)
class Given:
    """One standard of the file beside what the place has of its item."""

    row: Row
    item: Item
    told: contents.Told
    scope: str
    last: Standard | None
    making: Standard | None

    @property
    def rows(self) -> int:
        """How many rows of the file make it."""
        return sum(len(self.row.get(part) or ()) for part in PARTS)

    def says(self, standard: Standard | None) -> bool:
        """Whether a standard says just this."""
        return (
            standard is not None
            and standard.scope == self.scope
            and queries.qualifications_of(standard) == self.told.qualifications
            and queries.rules_of(standard) == self.told.rules
            and tuple(contents.of_indicator(i) for i in queries.indicators(standard.pk))
            == self.told.indicators
        )


def told(row: Row, finding: Any) -> Problem:
    """What a rule found, at the row where the standard stands in the file."""
    said = worded(finding)
    problem = loads.problem(row, finding.code, said["what"], said["then"])
    return replace(problem, why=said["why"])


def given(place_code: str, row: Row, item: Item) -> Given:
    """What the file says of a standard; the parts it does not have are those that stand.  Raises: BadInput."""
    last, making = queries.newest(place_code, item.code), queries.in_the_making(place_code, item.code)
    base = making or last
    groups = queries.groups(queries.law_for(place_code, trails.today()))
    told = contents.checked(groups, *(row.get(part) for part in PARTS))
    if told.indicators is None:
        rows = queries.indicators(base.pk) if base else ()
        told = replace(told, indicators=tuple(contents.of_indicator(i) for i in rows))
    if told.qualifications is None:
        told = replace(told, qualifications=queries.qualifications_of(base))
    if told.rules is None:
        told = replace(told, rules=queries.rules_of(base))
    scope = contents.text("scope", row["scope"]) if row.get("scope") else base.scope if base else ""
    return Given(row, item, told, scope, last, making)


def issued(where: Where, given: Given, version: Version | None, by: Acting) -> Loaded:
    """A published list: a version where it differs from the one published last.  Raises: Refused."""
    if given.says(given.last):
        return Loaded(unchanged=given.rows)
    day = trails.today()
    since = version.effective_on if given.last is None and version is not None else day
    made = writing.version(
        where,
        by,
        given.item.code,
        given.told,
        "standards.publish",
        department=given.item.department,
        scope=given.scope,
        issued_on=day,
        effective_on=given.row.get("effective_on") or since,
    )
    trail.born(made.standard, "standards.adopt", by=by, verdict=made.verdict)
    made.keep_indicators()
    return Loaded(changed=given.rows) if given.last else Loaded(saved=given.rows)


def drafted(where: Where, given: Given, by: Acting) -> Loaded:
    """A department's list: a draft, or the draft that is open already.  Raises: BadInput."""
    if given.says(given.making) or (given.making is None and given.says(given.last)):
        return Loaded(unchanged=given.rows)
    facts: Mapping[str, Any] = {
        "scope": given.scope,
        "effective_on": given.row.get("effective_on"),
        "qualifications": [q.as_json() for q in given.told.qualifications or ()],
        "rules": [r.as_json() for r in given.told.rules or ()],
    }
    making = given.making
    if making is None:
        making = Standard(
            place_code=where.place_code,
            register=writing.register_of(where.place_code),
            catalogue_code=given.item.code,
            department=given.item.department,
            status=Standard.Status.DRAFT,
            **facts,
        )
        trail.born(making, "standards.load", by=by)
    elif making.status == Standard.Status.SENT:
        what = gettext("“%(name)s”的新标准已经送审，表中内容与它不同") % {"name": given.item.name}
        then = gettext("先请发布人退回，再导入")
        raise BadInput([loads.problem(given.row, "standards.load.sent", what, then)])
    else:
        for name, value in facts.items():
            setattr(making, name, value)
        making.version += 1
        trail.note(making, "standards.load", by=by, changes={"parts": [p for p in PARTS if given.row.get(p)]})
        making.save(update_fields=[*facts, "version"])
    writing.write_indicators(making, given.told.indicators or ())
    return Loaded(saved=given.rows) if given.making is None else Loaded(changed=given.rows)
