"""What waits in duties: applications to send, hear, review, decide; objections to answer; and duties nobody answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import posts_for
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.pages.shapes import Text
from xianggou.base.places.models import Body, BodyName
from xianggou.core.actor import Actor, SeatHeld
from xianggou.stages.duties.models import Admission, Duty, DutyList, Objection

AS = Admission.Status
OPEN = (AS.DRAFT, AS.RETURNED)
ASKED = (AS.SUBMITTED, AS.REVIEWED)
FEW_TOWNS = 3  # who looks over the shoulder of a whole county sees on the page who has not spoken


def waiting_for(actor: Actor) -> list[Waiting]:
    """Applications to send, hear, review or decide, objections to answer.  Queries: 0–1 for each kind of task."""
    return [*_to_send(actor), *_to_hear(actor), *_to_examine(actor), *_to_answer(actor)]


def _waits(one: Admission, verb: str, word: Text, since: date | None, town: str = "", **more: Any) -> Waiting:
    url = reverse("duties:admission", args=[one.pk])
    amount = one.money_fen or None
    return Waiting(verb, word, one.code, one.name, town, url, since, amount_fen=amount, read_url=url, **more)


def _seats(actor: Actor, action: str) -> list[SeatHeld]:
    return [
        seat
        for seat in actor.seats
        if any(action in post.actions for post in posts_for(seat.role, seat.function))
    ]


def _to_send(actor: Actor) -> list[Waiting]:
    """Drafts and what came back, of the actor's own departments."""
    seats = _seats(actor, "duties.submit")
    if not seats:
        return []
    rows = Admission.objects.filter(place_code__in={s.place_code for s in seats})
    bodies = {s.body_code for s in seats}
    if (
        "" in bodies
    ):  # seats put together to see what others hold do not say whose they are; drafts are nobody else's
        rows = rows.filter(status=AS.RETURNED)
    else:
        rows = rows.filter(status__in=OPEN, body_code__in=bodies)
    return [
        _waits(
            one,
            "duties.submit",
            _("改好再送"),
            one.reviewed_on,
            reason=one.legality_opinion,
            holder=one.department,
        )
        if one.status == AS.RETURNED
        else _waits(one, "duties.submit", _("送乡镇和审查"), None)
        for one in rows.order_by("-status", "-id")[:MOST]
    ]


def _to_hear(actor: Actor) -> list[Waiting]:
    """Applications on which the actor's township has not spoken."""
    towns = sorted({s.town_code for s in _seats(actor, "duties.opine") if s.town_code})
    if not towns or len(towns) > FEW_TOWNS:
        return []
    asked = Admission.objects.filter(place_code__in={s.place_code for s in actor.seats}, status__in=ASKED)
    spoken = ArrayAgg("opinions__town_code", filter=Q(opinions__round=F("round")), default=Value([]))
    rows = asked.annotate(spoken=spoken).order_by("submitted_on", "id")[:MOST]
    return [
        _waits(one, "duties.opine", _("对拟下放的事提意见"), one.submitted_on, town)
        for one in rows
        for town in towns
        if town not in one.spoken
    ]


def _to_examine(actor: Actor) -> list[Waiting]:
    """Applications to review, and those that wait for the county's decision."""
    found: list[Waiting] = []
    steps = (
        ("duties.review", AS.SUBMITTED, _("合法性审查"), "submitted_on"),
        ("duties.decide", AS.REVIEWED, _("县级决定"), "reviewed_on"),
    )
    for verb, status, word, since in steps:
        if seats := _seats(actor, verb):
            rows = Admission.objects.filter(place_code__in={s.place_code for s in seats}, status=status)
            found += [
                _waits(one, verb, word, getattr(one, since)) for one in rows.order_by(since, "id")[:MOST]
            ]
    return found


def _to_answer(actor: Actor) -> list[Waiting]:
    """Objections that the keeper of the list has to answer, by their deadline."""
    seats = _seats(actor, "duties.answer")
    if not seats:
        return []
    rows = Objection.objects.filter(
        place_code__in={s.place_code for s in seats}, status=Objection.Status.RAISED
    ).order_by("due_on", "id")
    return [
        Waiting(
            "duties.answer", _("答复责任转嫁异议"), one.code, one.matter[:40], one.town_code,
            url, one.raised_on, due_on=one.due_on, read_url=url, read_asks="duties.see_objections",
        )
        for one in rows[:MOST]
        for url in [reverse("duties:objection", args=[one.pk])]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """A duty for which nobody answers (缺位), and why."""

    duty: Duty
    why: Text


def gaps(place_code: str, day: date) -> list[Gap]:
    """The duties of the version in force that nobody answers for on a day: a part is empty, or the department is none
    that exists.  Queries: 2."""
    duties = Duty.objects.filter(
        duty_list__place_code=place_code, duty_list__status=DutyList.Status.ISSUED
    ).order_by("code")
    closed = _departments(place_code, day)
    found = []
    for duty in duties:
        name = duty.department.strip()
        if not name:
            found.append(Gap(duty, _("没有写县级主管部门")))
        elif closed and name not in closed:
            found.append(Gap(duty, gettext("“%(name)s”不在机构名册里") % {"name": name}))
        elif closed.get(name):
            found.append(Gap(duty, gettext("“%(name)s”已撤销，没有承接的单位") % {"name": name}))
        elif not duty.county_part.strip():
            found.append(Gap(duty, _("没有写县级部门责任")))
        elif not duty.town_part.strip():
            found.append(Gap(duty, _("没有写乡镇责任")))
    return found


def _departments(place_code: str, day: date) -> dict[str, bool]:
    """Every name of a county body -> whether it is closed on a day without a successor.  Queries: 1."""
    names = BodyName.objects.filter(body__place_code=place_code, body__level=Body.Level.COUNTY).values_list(
        "name", "short", "others", "body__closed_on", "body__successor_code"
    )
    found: dict[str, bool] = {}
    for name, short, others, closed_on, successor in names:
        is_gone = closed_on is not None and closed_on <= day and not successor
        for one in (name, short, *others):
            if one:
                found[one] = found.get(one, True) and is_gone
    return found
