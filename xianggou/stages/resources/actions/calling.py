"""A quarter is called for by the clock or by the leading office; who has not sent is reminded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.core.actor import SYSTEM, Acting
from xianggou.core.findings import Stale
from xianggou.core.offering import QUARTERS, span_of
from xianggou.core.rules import judge
from xianggou.stages.resources import checking, queries
from xianggou.stages.resources.models import Quarter, Sending

CALL = "资源征集"


@action("resources.open_quarter")
def open_quarter(
    *, where: Where, by: Acting, year: int, quarter: int, departments: Sequence[str] = ()
) -> Quarter:
    """Call the departments for a quarter's resources; a quarter that is open already stays as it is.

    Without `departments`: every county body that answers for an industry.  Law: resources.renewed_every.
    Raises: BadInput, LookupError where the pack says nothing of resources.
    """
    loads.one_at_a_time(where.place_code)
    here = queries.quarter(where.place_code, year, quarter)
    if here is not None:
        return here
    policy, day = queries.policy_of(where.place_code), trails.today()
    if quarter not in QUARTERS or not 2000 <= year <= 2999:
        checking.refuse(
            [
                checking.problem(
                    "quarter", "quarter", gettext("没有这个季度"), gettext("选第一至第四季度"), quarter
                )
            ]
        )
    if policy.opens_on(year, quarter) > day:
        checking.refuse(
            [
                checking.problem(
                    "quarter", "early", gettext("还不到征集这个季度的时候"),
                    gettext("%(day)s 起征集，到时自动发通知") % {"day": policy.opens_on(year, quarter)}, quarter,
                )
            ]
        )  # fmt: skip
    asked = _asked(where.place_code, departments)
    from_on, to_on = span_of(year, quarter)
    register = queries.register_of(where.place_code)
    law = queries.law_on(where.place_code, day)
    every = law["resources.renewed_every"]
    made = Quarter(
        place_code=where.place_code,
        register=register,
        code=series.take(where.place_code, CALL, year, pattern=series.OFFICIAL).text,
        year=year,
        quarter=quarter,
        from_on=from_on,
        to_on=to_on,
        opened_on=day,
        due_on=policy.due_on(year, quarter),
    )
    changes = {"departments": sorted(asked), "months": every.amount}
    trail.born(made, "resources.open_quarter", by=by, law=law, changes=changes)
    for code in sorted(asked):
        _ask(made, code, by)
    return made


def _asked(place_code: str, departments: Sequence[str]) -> Mapping[str, str]:
    """The departments to ask.  Raises: BadInput for a body that is none."""
    day = trails.today()
    known = places.departments(place_code, day)
    strange = [code for code in departments if code not in known]
    checking.refuse(
        [
            checking.problem("departments", "department", gettext("没有这个部门"), gettext("从表里选"), c)
            for c in strange
        ]
    )
    return {c: known[c] for c in departments} or queries.departments_to_ask(place_code, day)


def _ask(quarter: Quarter, department_code: str, by: Acting) -> Sending:
    made = Sending(
        quarter=quarter,
        place_code=quarter.place_code,
        register_id=quarter.register_id,
        department_code=department_code,
    )
    trail.born(made, "resources.ask", by=by, changes={"department": department_code})
    return made


def part_of(quarter: Quarter, department_code: str, by: Acting) -> Sending:
    """A department's part of a quarter, asked now if it was not."""
    return queries.sending_of(quarter.pk, department_code) or _ask(quarter, department_code, by)


@action("resources.ask", on=queries.locked_quarter)
def ask(quarter: Quarter, *, by: Acting, department_code: str) -> Sending:
    """Ask one more department for a quarter; one that was asked already stays as it is.  Raises: BadInput."""
    _asked(quarter.place_code, [department_code])
    return part_of(quarter, department_code, by)


@action("resources.remind", on=queries.locked_sending)
def remind(sending: Sending, *, by: Acting) -> Sending:
    """Remind a department that has not sent.  Law: resources.renewed_every.  Raises: Stale when it has sent."""
    if sending.status != Sending.Status.ASKED:
        raise Stale()
    day, quarter = trails.today(), sending.quarter
    law = queries.law_on(sending.place_code, day, quarter.opened_on)
    named = queries.named([sending.department_code], day)
    facts = {
        "department": named.get(sending.department_code, sending.department_code),
        "today": day,
        "due_on": quarter.due_on,
    }
    verdict = judge("resources.remind", facts, law)
    sending.reminded_on, sending.reminders = day, sending.reminders + 1
    trail.note(sending, "resources.remind", by=by, verdict=verdict, law=law, changes={"n": sending.reminders})
    sending.save(update_fields=["reminded_on", "reminders"])
    return sending


def open_due(place_code: str) -> Quarter | None:
    """What the clock does: call for the quarter whose call is due; None when it is out already or nothing is asked.

    Queries: 2, and as `open_quarter`.
    """
    if not queries.has_policy(place_code):
        return None
    year, number = queries.policy_of(place_code).quarter_called(trails.today())
    if queries.quarter(place_code, year, number) is not None:
        return None
    made: Quarter = open_quarter(where=Where(place_code), by=SYSTEM, year=year, quarter=number)
    return made


def remind_due(place_code: str) -> int:
    """What the clock does: remind who has not sent when the day is near or past.  Gives: how many.  Queries: 3, 5 each."""
    if not queries.has_policy(place_code):
        return 0
    found = queries.to_remind(place_code, trails.today())
    for sending in found:
        remind(sending.pk, by=SYSTEM)
    return len(found)
