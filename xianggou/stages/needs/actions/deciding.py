"""What a person decides about voices and needs: established, joined, left out, merged, parted again, whose it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, action
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core import personal
from xianggou.core.actor import Acting
from xianggou.core.collecting import Collecting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.needs import checking, queries
from xianggou.stages.needs.actions import contacts
from xianggou.stages.needs.models import Answer, Matter, Need, Voice

MATTER = 60


def _bad(column: str, code: str, what: str, then: str) -> BadInput:
    return BadInput([checking.problem(column, code, what, then)])


def _of_list(
    voice: Voice, policy: Collecting, class_name: str, matter: str, text: str, code: str
) -> list[Problem]:
    """What is wrong with a need as the list would bear it.  Queries: 0–1."""
    found = []
    if class_name not in {c.name for c in policy.classes}:
        found.append(
            checking.problem(
                "class_name", "class", gettext("没有这个类别"), gettext("从表里选一类"), class_name[:40]
            )
        )
    if not matter.strip() or len(matter) > MATTER or "\x00" in matter:
        found.append(
            checking.problem(
                "matter", "matter", gettext("事项没有写，或者太长"), gettext("用几个字说清是哪一种事")
            )
        )
    if text and (not checking.LEAST <= len(text.strip()) <= checking.MOST or "\x00" in text):
        found.append(
            checking.problem("text", "text", gettext("写进清单的话太短或太长"), gettext("改到 4 至 500 个字"))
        )
    if code and Need.objects.filter(place_code=voice.place_code, code=code).exists():
        found.append(
            checking.problem(
                "code", "number", gettext("编号 %(code)s 已经用过") % {"code": code}, gettext("换一个编号")
            )
        )
    return found


def _of_others(voice: Voice, catalogue_code: str, asked: str, day: date) -> list[Problem]:
    """Whether the catalogue item and the body that is asked exist.  Queries: 0–3."""
    found = []
    if catalogue_code and catalogue.item(catalogue.in_force(voice.place_code), catalogue_code) is None:
        found.append(
            checking.problem(
                "catalogue_code",
                "catalogue",
                gettext("指导性目录里没有 %(code)s") % {"code": catalogue_code[:20]},
                gettext("换一项；确实没有的，选目录外"),
            )
        )
    if asked != voice.town_code and asked not in places.departments(voice.place_code, day):
        found.append(
            checking.problem(
                "department_code", "department", gettext("没有这个部门"), gettext("从表里选答复的部门")
            )
        )
    return found


@action("needs.establish", on=queries.locked_voice)
def establish(
    voice: Voice,
    *,
    by: Acting,
    class_name: str,
    matter: str,
    catalogue_code: str = "",
    department_code: str = "",
    text: str = "",
    code: str = "",
    why: str = "",
) -> Need:
    """Make a voice a numbered need (立项): class, matter and catalogue item are a person's choice, all else is the voice's.

    A matter not known yet is added to the place's; `text` words it anew for the list (the voice keeps its own);
    `code` only for a number that was given before.
    Locks: the voice.  Raises: BadInput, Stale when the voice was decided meanwhile.
    """
    if voice.status != Voice.Status.RAISED:
        raise Stale()
    day = trails.today()
    policy = queries.collecting(voice.place_code)
    asked = department_code or voice.town_code
    checking.refuse(
        [
            *_of_list(voice, policy, class_name, matter, text, code),
            *_of_others(voice, catalogue_code, asked, day),
        ]
    )
    kind = _matter(voice.place_code, matter.strip(), class_name, catalogue_code)
    answerer = department_code or queries.department_for(voice.place_code, catalogue_code, day)
    answerer = answerer or voice.town_code
    need = Need(
        place_code=voice.place_code,
        town_code=voice.town_code,
        village_code=voice.village_code,
        register_id=voice.register_id,
        code=code or series.take(voice.place_code, "NP", day.year).text,
        class_name=class_name,
        matter=kind,
        catalogue_code=catalogue_code,
        text=personal.without(text.strip()) or voice.text,
        channel=voice.channel,
        raiser=voice.raiser,
        age=voice.age,
        traits=voice.traits,
        people=voice.people,
        urgency=voice.urgency,
        season=voice.season,
        told_on=voice.told_on,
        department_code=answerer,
        assigned_on=day,
        due_on=queries.due_on(voice.place_code, voice.urgency, day),
        voices_count=1,
    )
    need.score = sum(p.points for p in queries.priority_of(need, policy))
    trail.born(
        need,
        "needs.establish",
        by=by,
        why=why,
        changes={"class": class_name, "catalogue": catalogue_code, "department": answerer},
    )
    trail.move(voice, "needs.establish", Voice.Status.JOINED, by=by, need=need, version=voice.version + 1)
    return need


def _matter(place_code: str, name: str, class_name: str, catalogue_code: str) -> Matter:
    """The place's matter of this name, added when it is new.  Queries: 1–2."""
    found, _ = Matter.objects.get_or_create(
        place_code=place_code,
        name=name,
        defaults={"class_name": class_name, "catalogue_code": catalogue_code},
    )
    return found


def _standing(need_id: int, place_code: str, town_code: str) -> Need:
    """A need to join to, locked; one that was merged leads on to the other.  Raises: BadInput."""
    need = Need.objects.select_for_update(of=("self",)).filter(pk=need_id).first()
    if need is None or (need.place_code, need.town_code) != (place_code, town_code):
        raise _bad("need", "foreign_need", gettext("本乡镇（街道）没有这条需求"), gettext("重新选一条"))
    if need.status == Need.Status.MERGED:
        other = need.merged_into
        raise _bad(
            "need",
            "merged_need",
            gettext("%(code)s 已经并入 %(other)s")
            % {"code": need.code, "other": other.code if other is not None else ""},
            gettext("改选并入以后的那一条"),
        )
    return need


@action("needs.join", on=queries.locked_voice)
def join(voice: Voice, *, by: Acting, need_id: int, why: str = "") -> Voice:
    """Join a voice to a need of the same village (并入); voice and need keep their codes.

    Locks: the voice, the need.  Raises: BadInput, Stale.
    """
    if voice.status != Voice.Status.RAISED:
        raise Stale()
    need = _standing(need_id, voice.place_code, voice.town_code)
    if not queries.same_village(voice.place_code, voice.village_code, need.village_code, trails.today()):
        raise _bad(
            "need",
            "other_village",
            gettext("%(code)s 是另一个村（社区）的；同样的事在别的村，是另一条需求") % {"code": need.code},
            gettext("另外立项，或选本村的需求"),
        )
    trail.move(
        voice, "needs.join", Voice.Status.JOINED, by=by, why=why, changes={"need": need.code}, need=need,
        version=voice.version + 1,
    )  # fmt: skip
    _counted(need)
    return voice


def _counted(need: Need) -> None:
    """Count a need's voices again, and its priority with them."""
    need.voices_count = queries.voices_under(need.pk)
    policy = queries.collecting(need.place_code)
    need.score = sum(p.points for p in queries.priority_of(need, policy))
    need.save(update_fields=["voices_count", "score"])


@action("needs.leave_out", on=queries.locked_voice)
def leave_out(voice: Voice, *, by: Acting, outcome: str, why: str = "") -> Voice:
    """Do not take a voice up (不列入); `outcome` is what the one who raised it reads by the code.

    Raises: BadInput without it; Stale.
    """
    if not outcome.strip() or len(outcome) > 300 or "\x00" in outcome:
        raise _bad(
            "outcome",
            "no_outcome",
            gettext("没有写给提出人的答复，或者太长"),
            gettext("说明为什么不列入、还可以怎么办"),
        )
    trail.move(
        voice, "needs.leave_out", Voice.Status.LEFT_OUT, by=by, why=why or outcome, outcome=outcome.strip(),
        version=voice.version + 1,
    )  # fmt: skip
    _shorten(voice)
    return voice


def _shorten(voice: Voice) -> None:
    """Once answered, contact data is kept for the shorter time."""
    policy = queries.collecting(voice.place_code)
    until = trails.today() + timedelta(days=policy.contact_days_after_answer)
    contacts.shorten(Voice.objects.filter(pk=voice.pk), until)


@action("needs.part", on=queries.locked_voice)
def part(voice: Voice, *, by: Acting, why: str) -> Voice:
    """Take a decision about a voice back: it stands undecided again.  Locks: voice, need.

    Raises: BadInput when it is the only voice of its need; Stale.
    """
    need = queries.locked_need(voice.need_id) if voice.need_id else None
    if need is not None and Voice.objects.filter(need=need).count() < 2:
        raise _bad(
            "need",
            "only_voice",
            gettext("这是 %(code)s 唯一的诉求，拆出后需求就空了") % {"code": need.code},
            gettext("与别的需求重复的，用并案"),
        )
    trail.move(
        voice,
        "needs.part",
        Voice.Status.RAISED,
        by=by,
        why=why,
        need=None,
        outcome="",
        version=voice.version + 1,
    )
    if need is not None:
        _counted(need)
    return voice


@action("needs.merge", on=queries.locked_need)
def merge(need: Need, *, by: Acting, into_id: int, why: str = "") -> Need:
    """Merge a need into another of the same village: both codes and all voices stay, the answer is one.

    Locks: both, the lower id first.  Raises: BadInput for itself, another village, one already merged or with others
    merged into it; Stale.
    """
    if into_id == need.pk:
        raise _bad("into", "itself", gettext("不能并入自己"), gettext("选另一条需求"))
    into = _standing(into_id, need.place_code, need.town_code)
    if not queries.same_village(need.place_code, need.village_code, into.village_code, trails.today()):
        raise _bad(
            "into",
            "other_village",
            gettext("%(code)s 是另一个村（社区）的；同样的事在别的村，是另一条需求") % {"code": into.code},
            gettext("选本村的需求"),
        )
    if Need.objects.filter(merged_into=need).exists():
        raise _bad(
            "into",
            "absorbed",
            gettext("已有别的需求并入 %(code)s") % {"code": need.code},
            gettext("反过来并，或先把它们拆开"),
        )
    trail.move(
        need, "needs.merge", Need.Status.MERGED, by=by, why=why, changes={"into": into.code}, merged_into=into,
        version=need.version + 1,
    )  # fmt: skip
    _counted(into)
    return need


@action("needs.unmerge", on=queries.locked_need)
def unmerge(need: Need, *, by: Acting, why: str = "") -> Need:
    """Take a merge back: the need stands by itself again with its voices.  Raises: Stale when it was not merged."""
    into = need.merged_into
    trail.move(
        need, "needs.unmerge", Need.Status.OPEN, by=by, why=why, merged_into=None, version=need.version + 1
    )
    if into is not None:
        _counted(queries.locked_need(into.pk))
    _counted(need)
    return need


@action("needs.assign", on=queries.locked_need)
def assign(need: Need, *, by: Acting, department_code: str, why: str) -> Need:
    """Ask another body to answer; after 不属职责 the need waits for an answer again, with a new limit.

    Raises: BadInput for a body that does not exist; Stale when it was answered otherwise.
    """
    day = trails.today()
    if department_code != need.town_code and department_code not in places.departments(need.place_code, day):
        raise _bad("department_code", "department", gettext("没有这个部门"), gettext("从表里选答复的部门"))
    if by.seat is not None and by.seat.role == "village_cadre":
        raise NotGranted("needs.assign")
    facts: dict[str, Any] = {
        "department_code": department_code,
        "assigned_on": day,
        "due_on": queries.due_on(need.place_code, need.urgency, day),
        "delay_reason": "",
        "version": need.version + 1,
    }
    changes = {"department": [need.department_code, department_code]}
    if need.status == Need.Status.OPEN:
        for name, value in facts.items():
            setattr(need, name, value)
        trail.note(need, "needs.assign", by=by, why=why, changes=changes)
        need.save(update_fields=list(facts))
        return need
    last = Answer.objects.filter(need=need).order_by("-id").first()
    if last is None or last.kind != Answer.Kind.NOT_OURS:
        raise Stale()
    trail.move(need, "needs.assign", Need.Status.OPEN, by=by, why=why, changes=changes, **facts)
    return need
