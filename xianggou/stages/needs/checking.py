"""What is wrong with something told, before it is written: every problem at once, each at its field. Reads, never writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from xianggou.base.places import queries as places
from xianggou.core.collecting import Collecting
from xianggou.core.findings import BadInput, Problem
from xianggou.stages.needs import queries

LEAST, MOST = 4, 500
MOST_PHOTOS = 3
MOST_PEOPLE = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing as it was told: words, village ("" = the township), whom it concerns, how urgent."""

    text: str
    village_code: str = ""
    raiser: str = "群众"
    channel: str = ""
    urgency: str = ""
    age: str = ""
    traits: Sequence[str] = ()
    people: int | None = None
    season: str = ""
    class_name: str = ""
    told_on: date | None = None
    # Who can be asked back: kept apart
    contact_name: str = ""
    contact_phone: str = ""
    has_consent: bool = False
    separate_consent: bool = False
    is_minor: bool = False
    guardian_consent: bool = False
    was_told_why: bool = False
    # Pictures: name and bytes as they were handed in
    photos: Sequence[tuple[str, bytes]] = ()

    @property
    def has_contact(self) -> bool:
        """Whether somebody can be asked back."""
        return bool(self.contact_name.strip() or self.contact_phone.strip())


def problem(column: str, code: str, what: str, then: str, value: object = "") -> Problem:
    """One problem at a field."""
    return Problem(code=f"needs.told.{code}", column=column, what=what, then=then, value=str(value))


def refuse(problems: Sequence[Problem]) -> None:
    """Raises: BadInput when there are problems."""
    if problems:
        raise BadInput(problems)


def of_told(told: Told, policy: Collecting, town_code: str, place_code: str, day: date) -> list[Problem]:
    """Everything that is wrong with what was told.  Queries: 1–3."""
    found = [*_words(told), *_choices(told, policy), *_contact(told)]
    if told.told_on is not None and told.told_on > day:
        found.append(
            problem(
                "told_on", "future", gettext("提出日期在今天之后"), gettext("填实际提出的日子"), told.told_on
            )
        )
    if len(told.photos) > MOST_PHOTOS:
        found.append(
            problem(
                "photos",
                "photos",
                gettext("照片最多 %(most)s 张") % {"most": MOST_PHOTOS},
                gettext("留最要紧的几张"),
            )
        )
    return [*found, *_place(told, town_code, place_code, day)]


def _words(told: Told) -> list[Problem]:
    text = told.text.strip()
    if len(text) < LEAST:
        return [problem("text", "short", gettext("写得太少，看不出是什么事"), gettext("写清在哪里、什么事"))]
    if len(told.text) > MOST:
        return [
            problem(
                "text",
                "long",
                gettext("有 %(length)s 个字，最多 %(most)s 个字") % {"length": len(told.text), "most": MOST},
                gettext("写短些，细节到场再说"),
            )
        ]
    if "\x00" in told.text:
        return [problem("text", "nul", gettext("文字里有空字符"), gettext("删去后再提交"))]
    return []


def _choices(told: Told, policy: Collecting) -> list[Problem]:
    lists: Mapping[str, tuple[str, tuple[str, ...]]] = {
        "channel": (told.channel, policy.channels),
        "raiser": (told.raiser, policy.raisers),
        "age": (told.age, policy.ages),
        "season": (told.season, policy.seasons),
        "urgency": (told.urgency, tuple(u.name for u in policy.urgencies)),
        "class_name": (told.class_name, tuple(c.name for c in policy.classes)),
    }
    needed = {"channel", "raiser", "urgency"}
    found = [
        problem(
            name,
            "unknown_choice",
            gettext("“%(value)s”不在可选的范围") % {"value": value[:40]},
            gettext("从表里选一项"),
        )
        for name, (value, options) in lists.items()
        if (value or name in needed) and value not in options
    ]
    strange = [t for t in told.traits if t not in policy.traits]
    if strange:
        found.append(
            problem(
                "traits",
                "unknown_choice",
                gettext("“%(value)s”不在可选的范围") % {"value": "、".join(strange)[:40]},
                gettext("从表里选"),
            )
        )
    return found


def _contact(told: Told) -> list[Problem]:
    found = []
    for name, value, most in (
        ("contact_name", told.contact_name, 40),
        ("contact_phone", told.contact_phone, 40),
    ):
        if len(value) > most or "\x00" in value:
            found.append(problem(name, "long", gettext("这一栏太长"), gettext("只写姓名或号码")))
    return found


def _place(told: Told, town_code: str, place_code: str, day: date) -> list[Problem]:
    """The village belongs to the township and stands today; no more people than live there."""
    if not told.village_code:
        most, where = MOST_PEOPLE, ""
    else:
        village = queries.village(place_code, told.village_code)
        if village is None or village.town_code != town_code:
            return [
                problem(
                    "village_code",
                    "foreign_village",
                    gettext("这个村（社区）不在本乡镇（街道）"),
                    gettext("重新选一次"),
                    told.village_code[:20],
                )
            ]
        merged = places.merged_villages(place_code, day)
        if village.code in merged:
            return [_merged(village.name, merged[village.code], place_code)]
        most, where = village.population or MOST_PEOPLE, village.name
    if told.people is None:
        return []
    if told.people < 1:
        return [
            problem(
                "people",
                "nobody",
                gettext("涉及人数要有一个人以上"),
                gettext("说不准的，留空"),
                told.people,
            )
        ]
    if told.people > most:
        words = gettext("%(where)s只有 %(most)s 人") if where else gettext("人数过大")
        return [
            problem(
                "people",
                "too_many",
                words % {"where": where, "most": most} if where else words,
                gettext("核对人数；涉及全村（社区）的，填户籍人口"),
                told.people,
            )
        ]
    return []


def _merged(name: str, into: str, place_code: str) -> Problem:
    """The village is no more; the one that took it over is named."""
    successor = queries.village(place_code, into) if into else None
    then = (
        gettext("改选“%(name)s”") % {"name": successor.name}
        if successor is not None
        else gettext("向乡镇（街道）问清现在归哪个村（社区）")
    )
    return problem(
        "village_code",
        "merged_village",
        gettext("“%(name)s”已经并入别的村（社区）") % {"name": name},
        then,
        into,
    )
