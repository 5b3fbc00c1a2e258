"""Lists that offices bring: raw voices of all townships, and a needs list that is numbered already."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.core import personal
from xianggou.core.actor import Acting
from xianggou.core.collecting import Collecting
from xianggou.core.findings import Problem
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.needs import queries
from xianggou.stages.needs.actions.telling import new_follow_code
from xianggou.stages.needs.models import Contact, Matter, Need, Voice

FOLLOWS = ("class_name", "age", "traits", "people", "urgency")


def source_of(row: Row) -> str:
    """By what a row of a raw list is known again: its township, village, number in the list and words."""
    parts = (row["town_code"], row["village_code"], str(row.get("serial") or ""), row["text"])
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def _misplaced(place_code: str, town_code: str, rows: Sequence[Row], day: date) -> list[Problem]:
    """Rows of another township, of villages that are not there, or that were merged into others."""
    villages = {v.code: v for v in places.villages(place_code)}
    merged = places.merged_villages(place_code, day)
    found = []
    for row in rows:
        village = villages.get(row["village_code"])
        if town_code and row["town_code"] != town_code:
            found.append(
                loads.problem(
                    row,
                    "foreign_town",
                    gettext("不是本乡镇（街道）的诉求"),
                    gettext("请县里导入，或移出这一行"),
                )
            )
        elif village is None or village.town_code != row["town_code"]:
            found.append(
                loads.problem(row, "unknown_village", gettext("村（社区）对不上"), gettext("核对村名和乡镇"))
            )
        elif village.code in merged:
            into = villages.get(merged[village.code])
            found.append(
                loads.problem(
                    row,
                    "merged_village",
                    gettext("“%(name)s”已经并入别的村（社区）") % {"name": village.name},
                    gettext("改为“%(name)s”") % {"name": into.name} if into else gettext("改为现在的村名"),
                )
            )
    return found


@action("needs.load_voices")
def load_voices(*, where: Where, by: Acting, rows: Sequence[Row], source: str = "") -> Loaded:
    """Bring in voices that offices wrote down: each is born with a code; the same rows again write nothing.

    Rows: town_code, village_code, serial, text, raiser, channel, age, traits, people, urgency, told_on, class_name.
    Personal data in the words is taken out and kept apart.  Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    policy, day, now = queries.collecting(place.code), trails.today(), trails.now()
    loads.refuse(_misplaced(place.code, where.town_code, rows, day))
    known = {v.source: v for v in Voice.objects.filter(place_code=place.code).exclude(source="")}
    new: dict[str, Row] = {}
    changed = unchanged = 0
    for row in rows:
        key = source_of(row)
        here = known.get(key)
        if here is None and key not in new:
            new[key] = row
        elif here is not None and _followed(here, row, by):
            changed += 1
        else:
            unchanged += 1
    codes = series.take_many(place.code, "XQ", day.year, len(new)) if new else []
    registers = {
        town: queries.register_of(place.code, town) for town in {str(r["town_code"]) for r in new.values()}
    }
    born = [
        Voice(
            place_code=place.code,
            town_code=row["town_code"],
            village_code=row["village_code"],
            register=registers[row["town_code"]],
            code=code,
            follow_code=new_follow_code(),
            text=personal.without(row["text"])[:500],
            text_key=queries.text_key(place.code, row["town_code"], row["village_code"], row["text"]),
            channel=row["channel"],
            raiser=row["raiser"],
            entered=Voice.Entered.WORKBOOK,
            source=key,
            entered_at=now,
            told_on=row["told_on"],
            **{name: row[name] for name in FOLLOWS},
        )
        for (key, row), code in zip(new.items(), codes, strict=True)
    ]
    loads.born_many(
        born,
        "needs.load_voices",
        by=by,
        changes=[{"channel": v.channel, "village": v.village_code} for v in born],
    )
    _words_apart(born, new, policy, day)
    loaded = Loaded(saved=len(born), changed=changed, unchanged=unchanged)
    loads.noted(place, "needs.load_voices", loaded, by=by, source=source)
    return loaded


def _followed(voice: Voice, row: Row, by: Acting) -> bool:
    """Bring an undecided voice up to its row; whether anything changed."""
    told = {n: row[n] for n in FOLLOWS if getattr(voice, n) != row[n]}
    if not told or voice.status != Voice.Status.RAISED:
        return False
    for name, value in told.items():
        setattr(voice, name, value)
    trail.note(voice, "needs.load_voices", by=by, changes={name: [] for name in told})
    voice.save(update_fields=list(told))
    return True


def _words_apart(born: Sequence[Voice], rows: dict[str, Row], policy: Collecting, day: date) -> None:
    """The words as they stood, kept apart where they name somebody."""
    until = day + timedelta(days=policy.contact_days)
    Contact.objects.bulk_create(
        Contact(voice=v, words=rows[v.source]["text"], keep_until=until)
        for v in born
        if personal.found_in(rows[v.source]["text"])
    )


@action("needs.load_list")
def load_list(*, where: Where, by: Acting, rows: Sequence[Row], source: str = "") -> Loaded:
    """Bring in a needs list that is numbered already; open needs follow it, answered ones refuse a change.

    Rows: code, class_name, catalogue_code, matter, town_code, village_code, channel, raiser, age, traits, urgency,
    people, text, told_on.  Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    policy, day = queries.collecting(place.code), trails.today()
    loads.refuse(_misplaced(place.code, where.town_code, rows, day))
    known = {n.code: n for n in Need.objects.filter(place_code=place.code).select_related("matter")}
    matters = _matters(place.code, rows)
    answerers = _answerers(place.code, day)
    born: list[Need] = []
    problems: list[Problem] = []
    changed = unchanged = 0
    for row in rows:
        facts = _facts(row, matters)
        here = known.get(row["code"])
        told = {n: v for n, v in facts.items() if here is not None and getattr(here, n) != v}
        if here is None:
            department = answerers.get(row["catalogue_code"]) or row["town_code"]
            born.append(_listed(row, facts, place.code, department, policy, day))
        elif not told:
            unchanged += 1
        elif here.status != Need.Status.OPEN or told.keys() & {"town_code", "village_code"}:
            problems.append(
                loads.problem(
                    row,
                    "settled",
                    gettext("%(code)s 已经是“%(status)s”，不能随清单改动")
                    % {"code": here.code, "status": here.get_status_display()},
                    gettext("照现有内容改这一行，或移出"),
                )
            )
        else:
            _follow(here, told, policy, by)
            changed += 1
    loads.refuse(problems)
    loads.born_many(
        born,
        "needs.load_list",
        by=by,
        changes=[{"class": n.class_name, "catalogue": n.catalogue_code} for n in born],
    )
    loaded = Loaded(saved=len(born), changed=changed, unchanged=unchanged)
    loads.noted(place, "needs.load_list", loaded, by=by, source=source)
    return loaded


def _facts(row: Row, matters: dict[str, Matter]) -> dict[str, Any]:
    names = (
        "class_name", "catalogue_code", "town_code", "village_code", "channel", "raiser", "age", "traits", "urgency",
        "people", "told_on",
    )  # fmt: skip
    matter = matters[row["matter"]]
    return {**{n: row[n] for n in names}, "matter_id": matter.pk, "text": personal.without(row["text"])}


def _listed(
    row: Row, facts: dict[str, Any], place_code: str, department: str, policy: Collecting, day: date
) -> Need:
    need = Need(
        place_code=place_code,
        code=row["code"],
        register=queries.register_of(place_code, row["town_code"]),
        department_code=department,
        assigned_on=day,
        due_on=queries.due_on(place_code, row["urgency"], day),
        **facts,
    )
    need.score = sum(p.points for p in queries.priority_of(need, policy))
    return need


def _follow(need: Need, told: dict[str, Any], policy: Collecting, by: Acting) -> None:
    for name, value in told.items():
        setattr(need, name, value)
    need.score = sum(p.points for p in queries.priority_of(need, policy))
    need.version += 1
    trail.note(need, "needs.load_list", by=by, changes={name: [] for name in told})
    need.save(update_fields=[*told, "score", "version"])


def _matters(place_code: str, rows: Sequence[Row]) -> dict[str, Matter]:
    """Matters by name, new ones added.  Queries: 2."""
    found = {m.name: m for m in Matter.objects.filter(place_code=place_code)}
    new = {
        row["matter"]: Matter(
            place_code=place_code,
            name=row["matter"],
            class_name=row["class_name"],
            catalogue_code=row["catalogue_code"],
        )
        for row in rows
        if row["matter"] not in found
    }
    Matter.objects.bulk_create(new.values())
    return found | new


def _answerers(place_code: str, day: date) -> dict[str, str]:
    """Catalogue code -> the body that answers.  Queries: 2, and one a department."""
    version = catalogue.in_force(place_code)
    items = catalogue.items_of(version) if version is not None else []
    bodies = {name: places.body_called(place_code, name, day) for name in {i.department for i in items}}
    return {i.code: bodies[i.department] for i in items if bodies[i.department]}
