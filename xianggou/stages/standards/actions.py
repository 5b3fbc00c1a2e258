"""What changes execution standards: draft, edit, send, return, publish, drop; adopt what a place published before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted, action
from xianggou.base.access.roles import Where
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Refused, Stale
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.standards import contents, loading, queries, writing
from xianggou.stages.standards.models import Standard


def owned(by: Acting, department: str, act: str) -> None:
    """Only the department in charge of the item may touch its standard.  Raises: NotGranted (there is none for you)."""
    if not queries.is_owner(by.actor, department, act):
        raise NotGranted(act, is_hidden=True)


def _refused(code: str, what: str, then: str, why: str = "", column: str = "") -> BadInput:
    return BadInput([Problem(code=code, what=what, why=why, then=then, column=column)])


@action("standards.draft")
def draft(
    *, where: Where, by: Acting, catalogue_code: str, from_published: bool = True, why: str = ""
) -> Standard:
    """Begin the next standard of an item, from what is published or from nothing.

    Raises: BadInput when the item is not in force or has a draft already; NotGranted for another department's item.
    """
    loads.one_at_a_time(where.place_code)
    item = catalogue.item(catalogue.in_force(where.place_code), catalogue_code)
    if item is None:
        raise _refused(
            "standards.draft.no_item", gettext("现行目录里没有这一项"), gettext("从列出的目录项里选"), column="item"
        )  # fmt: skip
    owned(by, item.department, "standards.draft")
    if queries.in_the_making(where.place_code, catalogue_code) is not None:
        raise _refused(
            "standards.draft.one_at_a_time",
            gettext("“%(name)s”已经有一份在写的标准") % {"name": item.name},
            gettext("打开那一份接着写"),
            column="item",
        )
    last = queries.newest(where.place_code, catalogue_code) if from_published else None
    standard = Standard(
        place_code=where.place_code,
        register=writing.register_of(where.place_code),
        catalogue_code=catalogue_code,
        department=item.department,
        scope=last.scope if last else "",
        qualifications=[q.as_json() for q in queries.qualifications_of(last)],
        rules=[r.as_json() for r in queries.rules_of(last)],
        status=Standard.Status.DRAFT,
    )
    trail.born(standard, "standards.draft", by=by, why=why, changes={"from": last.number if last else None})
    if last is not None:
        writing.write_indicators(standard, [contents.of_indicator(i) for i in queries.indicators(last.pk)])
    return standard


@action("standards.edit", on=queries.locked)
def edit(
    standard: Standard,
    *,
    by: Acting,
    version: int,
    scope: str | None = None,
    effective_on: date | None = None,
    indicators: Sequence[Mapping[str, Any]] | None = None,
    qualifications: Sequence[Mapping[str, Any]] | None = None,
    rules: Sequence[Mapping[str, Any]] | None = None,
    why: str = "",
) -> Standard:
    """Change parts of a draft; a part that is not given stays. `effective_on` goes with `scope`.

    Raises: Stale when somebody changed it since `version`; BadInput when it is no draft any more or can't be kept.
    """
    owned(by, standard.department, "standards.edit")
    if standard.version != version:
        raise Stale()
    if standard.status != Standard.Status.DRAFT:
        raise _refused(
            "standards.edit.settled",
            gettext("这份标准已经是“%(status)s”，不能再改") % {"status": standard.get_status_display()},
            gettext("待发布的请发布人退回；已发布的请起草新版"),
        )
    law = queries.law_for(standard.place_code, trails.today())
    told = contents.checked(queries.groups(law), indicators, qualifications, rules)
    if scope is not None:
        standard.scope, standard.effective_on = contents.text("scope", scope), effective_on
    if told.qualifications is not None:
        standard.qualifications = [q.as_json() for q in told.qualifications]
    if told.rules is not None:
        standard.rules = [r.as_json() for r in told.rules]
    standard.version += 1
    parts = {"scope": scope, "indicators": indicators, "qualifications": qualifications, "rules": rules}
    trail.note(
        standard, "standards.edit", by=by, why=why, changes={"parts": [n for n, v in parts.items() if v is not None]}
    )  # fmt: skip
    standard.save(update_fields=["scope", "effective_on", "qualifications", "rules", "version"])
    if told.indicators is not None:
        writing.write_indicators(standard, told.indicators)
    return standard


@action("standards.send", on=queries.locked)
def send(standard: Standard, *, by: Acting, why: str = "") -> Standard:
    """Send a draft to the department's head for publication.

    Law: plans.standard_groups, evaluation.score_full, delivery.village_accounting_standard.  Raises: Refused.
    """
    owned(by, standard.department, "standards.send")
    verdict = queries.judged(standard, trails.today(), "standards.send")
    verdict.refuse_if_blocked()
    trail.move(
        standard,
        "standards.send",
        Standard.Status.SENT,
        by=by,
        why=why,
        verdict=verdict,
        sent_by=by.who,
        version=standard.version + 1,
    )
    return standard


@action("standards.return_draft", on=queries.locked)
def return_draft(standard: Standard, *, by: Acting, why: str) -> Standard:
    """Give a sent standard back to be mended."""
    owned(by, standard.department, "standards.return_draft")
    trail.move(
        standard,
        "standards.return_draft",
        Standard.Status.DRAFT,
        by=by,
        why=why,
        version=standard.version + 1,
    )
    return standard


@action("standards.drop", on=queries.locked)
def drop(standard: Standard, *, by: Acting, why: str) -> Standard:
    """Give up a draft."""
    owned(by, standard.department, "standards.drop")
    trail.move(standard, "standards.drop", Standard.Status.DROPPED, by=by, why=why)
    return standard


@action("standards.publish", on=queries.locked)
def publish(standard: Standard, *, by: Acting, why: str = "") -> Standard:
    """Publish what was sent: it gets its number and binds what is planned from its day on; the version before stays
    with the plans and contracts that chose it.

    A day of force that has passed meanwhile becomes the day of publication.
    Law: as `send`, procurement.separated_duties.  Locks: the item's standards.  Raises: Refused.
    """
    owned(by, standard.department, "standards.publish")
    loads.one_at_a_time(standard.place_code)
    day = trails.today()
    who: dict[str, Any] = {"sender_id": standard.sent_by, "publisher_id": by.who, "person": by.actor.name}
    verdict = queries.judged(standard, day, "standards.publish", **who)
    verdict.refuse_if_blocked()
    number = writing.replace_last(standard, by)
    trail.move(
        standard,
        "standards.publish",
        Standard.Status.ISSUED,
        by=by,
        why=why,
        verdict=verdict,
        number=number,
        issued_on=day,
        effective_on=max(standard.effective_on or day, day),
        published_by=by.who,
        version=standard.version + 1,
    )
    return standard


@action("standards.adopt")
def adopt(
    *,
    where: Where,
    by: Acting,
    catalogue_code: str,
    issued_on: date,
    indicators: Sequence[Mapping[str, Any]],
    qualifications: Sequence[Mapping[str, Any]] = (),
    rules: Sequence[Mapping[str, Any] | str] = (),
    department: str = "",
    scope: str = "",
    effective_on: date | None = None,
    why: str = "",
) -> Standard:
    """Register a version that the department published on paper; running purchases keep the one they began with.

    `indicators`: group, name, target, unit, measure, weight (points) or weight_bp, deduction.  Raises: BadInput,
    Refused when the weights are not the full hundred.
    """
    day = trails.today()
    law = queries.law_for(where.place_code, day, effective_on or issued_on)
    named = [{"name": rule} if isinstance(rule, str) else rule for rule in rules]
    told = contents.checked(queries.groups(law), indicators, qualifications, named)
    made = writing.version(
        where,
        by,
        catalogue_code,
        told,
        "standards.adopt",
        department=department,
        scope=contents.text("scope", scope),
        issued_on=issued_on,
        effective_on=effective_on or issued_on,
    )
    trail.born(made.standard, "standards.adopt", by=by, why=why, verdict=made.verdict)
    made.keep_indicators()
    return made.standard


@action("standards.load")
def load(*, where: Where, by: Acting, standards: Sequence[Row], source: str = "", why: str = "") -> Loaded:
    """Bring standards in: as published versions by the seat that keeps the place's lists, else as drafts.

    A department's file makes (or goes on with) drafts of its own items, which its head publishes; so does what is not
    whole or was read from running text (`is_open`), whoever brings it. Rows: code, indicators, and where the file has
    them qualifications, rules, scope, effective_on. What an item has no indicators for stays a draft too. What a file does not have stays. The same file again writes nothing.
    Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    version = catalogue.in_force(place.code)
    items = {i.code: i for i in catalogue.items_of(version)} if version is not None else {}
    keeps_lists = by.actor.kind == "system" or roles.seat_for(by.actor, "standards.adopt", where) is not None
    mine = queries.departments_of(by.actor, "standards.load")
    problems: list[Problem] = []
    loaded = Loaded()
    for row in standards:
        item = items.get(row["code"])
        if item is None:
            what = gettext("现行目录里没有 %(code)s") % {"code": row["code"]}
            problems.append(loads.problem(row, "out_of_catalogue", what, gettext("先调整目录，或删去这几行")))
            continue
        if not keeps_lists and item.department not in mine:
            what = gettext("“%(name)s”归%(department)s管，别的部门不能写它的标准") % {
                "name": item.name,
                "department": item.department,
            }
            problems.append(loads.problem(row, "standards.load.foreign", what, gettext("删去这几行")))
            continue
        try:
            given = loading.given(place.code, row, item)
            is_issued = keeps_lists and not row.get("is_open") and bool(given.told.indicators)
            loaded += (
                loading.issued(where, given, version, by) if is_issued else loading.drafted(where, given, by)
            )
        except BadInput as bad:
            problems += bad.problems
        except Refused as refused:
            problems += [loading.told(row, finding) for finding in refused.verdict.findings]
    loads.refuse(problems)
    loads.noted(place, "standards.load", loaded, by=by, source=source, why=why)
    return loaded
