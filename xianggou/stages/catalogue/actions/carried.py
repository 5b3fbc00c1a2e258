"""What a township carries out (申报实施): it applies for an item of the county's catalogue, finance or the department answers."""

from __future__ import annotations

from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, action
from xianggou.base.access.roles import Where
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.models import CarriedOut
from xianggou.stages.catalogue.unreadable import problem, reason_of, refuse_unreadable


@action("catalogue.carry_out")
def carry_out(*, where: Where, by: Acting, code: str, reason: str, name: str = "") -> CarriedOut:
    """Apply to carry an item out; `name` is what was asked for where the county's catalogue has no such item.

    Law: catalogue.must_be_inside_parent.  Locks: the place's lists.  Raises: Refused outside the county's catalogue;
    BadInput where the township carries it already.
    """
    loads.one_at_a_time(where.place_code)
    day = trails.today()
    version = queries.in_force(where.place_code, day)
    entry = queries.item(version, code)
    law = places.law_on(where.place_code, day)
    parent = gettext("指导性目录 %(label)s") % {"label": version.label} if version else ""
    facts = {"item": name or code, "inside_parent": entry is not None} | (
        {"parent": parent} if parent else {}
    )
    verdict = judge("catalogue.enter", facts, law)
    verdict.refuse_if_blocked()
    assert version is not None and entry is not None
    refuse_unreadable(CarriedOut, {"reason": reason}, ("reason",))
    if CarriedOut.objects.filter(
        town_code=where.town_code,
        code=code,
        status__in=[CarriedOut.Status.APPLIED, CarriedOut.Status.CONFIRMED],
    ).exists():
        said = gettext("本乡镇已经申报过“%(name)s”") % {"name": entry.name}
        raise BadInput([problem("code", said, gettext("不用再报"))])
    row = CarriedOut(
        place_code=where.place_code,
        town_code=where.town_code,
        register=trails.register_of(where.place_code, "catalogue", "指导性目录"),
        version=version,
        code=entry.code,
        name=entry.name,
        department=entry.department,
        reason=reason.strip(),
        applied_on=day,
        applied_by=by.who,
    )
    told = {"town": where.town_code, "code": entry.code}
    trail.born(row, "catalogue.carry_out", by=by, why=row.reason, verdict=verdict, law=law, changes=told)
    return row


@action("catalogue.confirm", on=queries.locked_carried)
def confirm(row: CarriedOut, *, by: Acting, answer: str = "") -> CarriedOut:
    """Confirm that a township carries an item out; refused where the county's catalogue dropped it meanwhile.

    Raises: Refused; NotGranted for another department's item or one's own application; Stale.
    """
    _in_charge(row, by, "catalogue.confirm")
    refuse_unreadable(CarriedOut, {"answer": answer})
    day = trails.today()
    standing = queries.standing_of(row.place_code, row.code, day)
    law = places.law_on(row.place_code, day)
    facts = {"item": row.name, "item_in_force": standing.is_in_force, "until": standing.dropped_on}
    verdict = judge("catalogue.use", facts, law)
    verdict.refuse_if_blocked()
    _answered(row, "catalogue.confirm", CarriedOut.Status.CONFIRMED, by, answer.strip())
    return row


@action("catalogue.decline", on=queries.locked_carried)
def decline(row: CarriedOut, *, by: Acting, why: str) -> CarriedOut:
    """Answer an application with no, saying why.  Raises: NotGranted, BadInput, Stale."""
    _in_charge(row, by, "catalogue.decline")
    _answered(row, "catalogue.decline", CarriedOut.Status.DECLINED, by, reason_of(why, CarriedOut, "answer"))
    return row


@action("catalogue.stop", on=queries.locked_carried)
def stop(row: CarriedOut, *, by: Acting, why: str) -> CarriedOut:
    """Take an item off the township's list, or an application back; purchases under way go on.  Raises: BadInput, Stale."""
    reason = reason_of(why, CarriedOut, "answer")
    trail.move(row, "catalogue.stop", CarriedOut.Status.ENDED, by=by, why=reason, answer=reason)
    return row


def _answered(row: CarriedOut, verb: str, status: str, by: Acting, answer: str) -> None:
    day = trails.today()
    trail.move(row, verb, status, by=by, why=answer, decided_on=day, decided_by=by.who, answer=answer)


def _in_charge(row: CarriedOut, by: Acting, code: str) -> None:
    if row.applied_by == by.person_id or not queries.may_answer(by.actor, code, row):
        raise NotGranted(code)
