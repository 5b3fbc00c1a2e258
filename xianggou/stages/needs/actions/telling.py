"""A voice is told: on the public page, by a cadre for somebody else, in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from xianggou.base.access import following
from xianggou.base.access.actions import NotGranted, action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core import personal
from xianggou.core.actor import Acting
from xianggou.core.collecting import Collecting
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.needs import checking, queries, rules
from xianggou.stages.needs.actions import contacts
from xianggou.stages.needs.checking import Told
from xianggou.stages.needs.models import Meeting, Voice

HEALTH = "医疗健康"


@action("needs.speak_up")
def speak_up(*, where: Where, by: Acting, told: Told) -> Voice:
    """Raise a voice on the public page, without an account; the same words again count on the voice that stands.

    Law: needs.collect.* where contact data is given.  Locks: the words.  Raises: BadInput, Refused.
    """
    policy = queries.collecting(where.place_code)
    day = trails.today()
    checking.refuse(checking.of_told(told, policy, where.town_code, where.place_code, day))
    key = queries.text_key(where.place_code, where.town_code, told.village_code, told.text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
    again = None if told.has_contact or told.photos else _told_before(key, day)
    if again is not None:
        again.times += 1
        again.save(update_fields=["times"])
        trail.note(again, "needs.speak_up", by=by, changes={"times": again.times})
        return again
    voice = _voice(where, told, policy, day, entered=Voice.Entered.SELF)
    voice.text_key = key
    voice.is_crowded = _is_crowded(where.place_code, policy, voice)
    verdict, law = _consented(told, policy, where, day)
    trail.born(voice, "needs.speak_up", by=by, verdict=verdict, law=law, changes=_said(voice))
    contacts.keep(voice, told, policy, day)
    return voice


@action("needs.raise_voice")
def raise_voice(*, where: Where, by: Acting, told: Told, why: str = "") -> Voice:
    """Enter a voice for somebody else, or for the own village, township or firm; contact data needs their consent.

    Law: needs.collect.*.  Raises: BadInput, Refused, NotGranted for another village than the cadre's own.
    """
    _own_village(by, told.village_code, "needs.raise_voice")
    policy = queries.collecting(where.place_code)
    day = trails.today()
    checking.refuse(checking.of_told(told, policy, where.town_code, where.place_code, day))
    voice = _voice(where, told, policy, day, entered=Voice.Entered.FOR_OTHER)
    verdict, law = _consented(told, policy, where, day, for_other=True)
    trail.born(voice, "needs.raise_voice", by=by, why=why, verdict=verdict, law=law, changes=_said(voice))
    contacts.keep(voice, told, policy, day)
    return voice


@action("needs.record_meeting")
def record_meeting(
    *,
    where: Where,
    by: Acting,
    village_code: str,
    held_on: date,
    held_at: str,
    form: str,
    invited: int,
    present: int,
    gist: str,
    votes: tuple[int, int, int] | None = None,
    voices: Sequence[Told] = (),
) -> Meeting:
    """Minutes of a residents' meeting with the voices that came of it; all of it or nothing.

    `votes`: for, against, abstained, adding up to who was there.  Raises: BadInput with every problem.
    """
    _own_village(by, village_code, "needs.record_meeting")
    policy = queries.collecting(where.place_code)
    day = trails.today()
    problems = _minutes(held_on, day, invited, present, gist, votes)
    for n, told in enumerate(voices):
        problems += [
            checking.problem(f"{p.column}_{n}", p.code.rsplit(".", 1)[-1], p.what, p.then, p.value)
            for p in checking.of_told(told, policy, where.town_code, where.place_code, day)
        ]
    checking.refuse(problems)
    meeting = Meeting.objects.create(
        place_code=where.place_code,
        town_code=where.town_code,
        village_code=village_code,
        register=queries.register_of(where.place_code, where.town_code),
        code=series.take(where.place_code, "YS", held_on.year).text,
        held_on=held_on,
        held_at=held_at,
        form=form,
        invited=invited,
        present=present,
        gist=personal.without(gist),
        votes_for=votes[0] if votes else None,
        votes_against=votes[1] if votes else None,
        votes_abstained=votes[2] if votes else None,
    )
    told_changes = {"present": present, "voices": len(voices)}
    trail.note(meeting, "needs.record_meeting", by=by, changes=told_changes, subject_id=meeting.register_id)
    for told in voices:
        voice = _voice(where, told, policy, day, entered=Voice.Entered.MEETING)
        voice.meeting = meeting
        voice.has_consent = True  # what is said in a meeting is said before all
        trail.born(voice, "needs.record_meeting", by=by, changes=_said(voice))
        contacts.keep(voice, told, policy, day)
    return meeting


def _minutes(
    held_on: date, day: date, invited: int, present: int, gist: str, votes: tuple[int, int, int] | None
) -> list[Any]:
    found = []
    if held_on > day:
        found.append(
            checking.problem("held_on", "future", gettext("会议日期在今天之后"), gettext("填开会的日子"))
        )
    if not 1 <= present <= invited or invited > checking.MOST_PEOPLE:
        found.append(
            checking.problem(
                "present", "present", gettext("实到人数应在 1 到应到人数之间"), gettext("核对签到表")
            )
        )
    if not gist.strip():
        found.append(checking.problem("gist", "short", gettext("没有写议题和发言要点"), gettext("简要写下")))
    if votes is not None and (sum(votes) != present or min(votes) < 0):
        found.append(
            checking.problem(
                "votes_for",
                "votes",
                gettext("赞成、反对、弃权相加是 %(sum)s，实到 %(present)s 人")
                % {"sum": sum(votes), "present": present},
                gettext("核对票数；没有表决的，三栏都留空"),
            )
        )
    return found


def _own_village(by: Acting, village_code: str, code: str) -> None:
    """A village's cadre speaks for the own village only.  Raises: NotGranted."""
    if by.seat is not None and by.seat.role == "village_cadre" and village_code != by.seat.body_code:
        raise NotGranted(code)


def _voice(where: Where, told: Told, policy: Collecting, day: date, *, entered: str) -> Voice:
    """A voice not yet saved; numbered, with a code to follow it by."""
    shown = personal.without(told.text.strip())
    return Voice(
        place_code=where.place_code,
        town_code=where.town_code,
        village_code=told.village_code,
        register=queries.register_of(where.place_code, where.town_code),
        code=series.take(where.place_code, "XQ", day.year).text,
        follow_code=new_follow_code(),
        text=shown,
        text_key=queries.text_key(where.place_code, where.town_code, told.village_code, told.text),
        class_name=told.class_name,
        channel=told.channel,
        raiser=told.raiser,
        entered=entered,
        has_consent=told.has_consent,
        age=told.age,
        traits=list(told.traits),
        people=told.people,
        urgency=told.urgency,
        season=told.season,
        told_on=told.told_on or day,
        entered_at=trails.now(),
    )


def new_follow_code() -> str:
    """A code that no other voice has."""
    while True:
        code = following.new_code()
        if not Voice.objects.filter(follow_code=code).exists():
            return code


def _said(voice: Voice) -> dict[str, Any]:
    """What the trail tells of a new voice: no words, no person."""
    return {"channel": voice.channel, "village": voice.village_code, "entered": str(voice.entered)}


def _told_before(key: str, day: date) -> Voice | None:
    """The same words of the same village, told on the public page today and not yet decided.  Queries: 1."""
    return (
        Voice.objects.select_for_update()
        .filter(text_key=key, status=Voice.Status.RAISED, entered=Voice.Entered.SELF, told_on=day)
        .order_by("id")
        .first()
    )


def _is_crowded(place_code: str, policy: Collecting, voice: Voice) -> bool:
    """Whether more came on the public page in the last hour than people read; nobody is turned away.  Queries: 1."""
    since = voice.entered_at - timedelta(hours=1)
    lately = Voice.objects.filter(
        place_code=place_code, entered=Voice.Entered.SELF, entered_at__gte=since, is_crowded=False
    )
    return lately[: policy.crowd_an_hour].count() >= policy.crowd_an_hour


def _consented(
    told: Told, policy: Collecting, where: Where, day: date, *, for_other: bool = False
) -> tuple[Verdict | None, LawOn | None]:
    """What the rules say about keeping contact data; without any, nobody's data is kept.  Raises: Refused."""
    kept = told.has_contact or bool(personal.found_in(told.text))
    if not kept:
        return None, None
    law = queries.law_on(where.place_code, day)
    facts = rules.Collection(
        notice_given=law["needs.notice_contents"].items if told.was_told_why else (),
        excessive_fields=(),
        sensitive_fields=(HEALTH,) if set(told.traits) & set(policy.sensitive_traits) else (),
        separate_consent=told.separate_consent,
        age=law["needs.guardian_age"].amount - 1 if told.is_minor else None,
        guardian_consent=told.guardian_consent,
        consent_given=told.has_consent or not for_other,
    )
    verdict = judge("needs.collect", facts, law)
    verdict.refuse_if_blocked()
    return verdict, law
