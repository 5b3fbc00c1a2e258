"""Reading needs: what each seat may see, rows to lock, villages, likely classes and duplicates, deadlines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import Where, posts_for, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.places import queries as places
from xianggou.base.places.models import Place, Town, Village
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Actor, SeatHeld
from xianggou.core.collecting import Collecting, Part
from xianggou.core.law import LawOn
from xianggou.core.likeness import Heard, Index, Likely, alike
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.needs.models import Answer, Contact, Matter, Need, Photo, Press, Voice

SEE = "needs.see"


# Who sees what -------------------------------------------------------------------------------


def _reach(actor: Actor, action: str) -> Q:
    """Where an actor's seats reach: the place, the township, for a village's cadre the village."""
    whole, _towns = towns_seen(actor, action)
    found = Q(place_code__in=whole)
    for seat in actor.seats:
        scopes = {p.scope for p in posts_for(seat.role, seat.function) if action in p.actions}
        if "town" in scopes and seat.town_code:
            found |= Q(town_code=seat.town_code)
        if "village" in scopes and seat.body_code:
            found |= Q(place_code=seat.place_code, village_code=seat.body_code)
    return found


def voices_seen(actor: Actor) -> QuerySet[Voice]:
    """The voices that the actor may see."""
    return Voice.objects.filter(_reach(actor, SEE))


def needs_seen(actor: Actor) -> QuerySet[Need]:
    """The needs that the actor may see."""
    return Need.objects.filter(_reach(actor, SEE))


def standing(place_code: str) -> QuerySet[Need]:
    """The needs of a place that stand by themselves, by number."""
    rows = Need.objects.filter(place_code=place_code).exclude(status=Need.Status.MERGED)
    return rows.select_related("matter").order_by("code")


def matters(place_code: str) -> QuerySet[Matter]:
    """The matters that a place knows, by name."""
    return Matter.objects.filter(place_code=place_code).order_by("name")


def locked_matter(matter_id: int) -> Matter:
    """A matter, locked.  Queries: 1."""
    return Matter.objects.select_for_update(of=("self",)).get(pk=matter_id)


def not_ours(need_ids: Iterable[int]) -> set[int]:
    """Of these needs, those whose newest answer says that it is no duty of the place.  Queries: 1."""
    newest = Answer.objects.filter(need__in=list(need_ids)).order_by("need_id", "-id").distinct("need_id")
    return {a.need_id for a in newest if a.kind == Answer.Kind.NOT_OURS}


def within_reach(rows: QuerySet[Voice], actor: Actor, action: str) -> QuerySet[Voice]:
    """Voices on which one of the actor's seats may do this."""
    return rows.filter(_reach(actor, action))


def may(actor: Actor, action: str, row: Voice | Need) -> bool:
    """Whether one of the actor's seats may do this to the row.  Queries: 0."""
    return roles.seat_for(actor, action, Where(row.place_code, row.town_code)) is not None


def answers_for(seat: SeatHeld | None, need: Need) -> bool:
    """Whether the seat's body is the one that must answer: the department named, or the township itself."""
    if seat is None:
        return False
    if need.department_code == need.town_code:
        return seat.town_code == need.town_code
    return bool(need.department_code) and seat.body_code == need.department_code


def answering_seat(actor: Actor, need: Need) -> SeatHeld | None:
    """The actor's seat that answers for the need.  Queries: 0."""
    return next((s for s in actor.seats if answers_for(s, need)), None)


# Rows to lock --------------------------------------------------------------------------------


def locked_voice(voice_id: int) -> Voice:
    """A voice, locked.  Queries: 1."""
    return Voice.objects.select_for_update(of=("self",)).get(pk=voice_id)


def locked_need(need_id: int) -> Need:
    """A need, locked.  Queries: 1."""
    return Need.objects.select_for_update(of=("self",)).get(pk=need_id)


def locked_press(press_id: int) -> Press:
    """A leader's order, locked.  Queries: 1."""
    return Press.objects.select_for_update(of=("self",)).get(pk=press_id)


def register_of(place_code: str, town_code: str) -> Subject:
    """The register on which a township's voices and needs are numbered.  Queries: 1–2."""
    return trails.register_of(place_code, f"needs/{town_code}" if town_code else "needs", "需求")


# The place's way of collecting ---------------------------------------------------------------


def collecting(place_code: str) -> Collecting:
    """How the place collects needs.  Raises: LookupError when its pack does not say.  Queries: 1."""
    found = places.pack_of(place_code).collecting
    if found is None:
        raise LookupError(f"{place_code}: the pack says nothing of needs")
    return found


def law_on(place_code: str, day: date, **more: date) -> LawOn:
    """The law for collecting and answering on a day.  Queries: 1."""
    return places.law_on(place_code, {"collected_on": day, "raised_on": day, "today": day, **more})


def village(place_code: str, code: str) -> Village | None:
    """A village of the place.  Queries: 1."""
    return Village.objects.filter(place_code=place_code, code=code).first()


def same_village(place_code: str, one: str, other: str, day: date) -> bool:
    """Whether two codes mean one village today, after those that were merged.  Queries: 0–1."""
    if one == other:
        return True
    merged = places.merged_villages(place_code, day)
    return merged.get(one, one) == merged.get(other, other)


def text_key(place_code: str, town_code: str, village_code: str, text: str) -> str:
    """Digest by which the same words about the same village are known again."""
    plain = "".join(c for c in text.lower() if c.isalnum())
    return hashlib.sha256(f"{place_code}|{town_code}|{village_code}|{plain}".encode()).hexdigest()[:32]


# Contact -------------------------------------------------------------------------------------


def contact_of(voice: Voice) -> Contact | None:
    """The contact beside a voice; only for acts that note it was looked at.  Queries: 1."""
    return Contact.objects.filter(voice=voice).first()


def must_answer(seat: SeatHeld | None, voice: Voice) -> bool:
    """Whether the seat may ask a voice's person back: a department only where it answers.  Queries: 0–1."""
    if seat is None or seat.role != "industry_department":
        return seat is not None
    return voice.need is not None and answers_for(seat, voice.need)


def asking_seat(actor: Actor, voice: Voice) -> SeatHeld | None:
    """The actor's seat that may ask the person of a voice back.  Queries: 0."""
    return roles.seat_for(actor, "needs.see_contact", Where(voice.place_code, voice.town_code))


def photos_of(voice: Voice) -> list[Photo]:
    """The pictures beside a voice.  Queries: 1."""
    return list(Photo.objects.filter(voice=voice).select_related("file").order_by("id"))


def has_contact(voice: Voice) -> bool:
    """Whether there is somebody to ask back.  Queries: 1."""
    return Contact.objects.filter(voice=voice).exists()


# Priority ------------------------------------------------------------------------------------


def priority_of(need: Need, policy: Collecting) -> tuple[Part, ...]:
    """The parts of a need's priority by the pack's published formula.  Queries: 0."""
    return policy.priority(
        urgency=need.urgency, people=need.people, traits=tuple(need.traits), voices=need.voices_count
    )


def voices_of(need_id: int) -> QuerySet[Voice]:
    """The voices that a need carries, those of needs merged into it among them."""
    return Voice.objects.filter(Q(need=need_id) | Q(need__merged_into=need_id))


def voices_under(need_id: int) -> int:
    """How many voices a need carries, those of needs merged into it counted in.  Queries: 1."""
    return voices_of(need_id).count()


# Proposals -----------------------------------------------------------------------------------


HEARD_LATELY, HEARD_AGAIN = 5_000, 100  # texts learnt from; learnt anew when so many more were told


def heard(place_code: str) -> Heard:
    """Which words are common where this place's people speak, from what was told last.  Queries: 1, seldom 2."""
    last = Voice.objects.filter(place_code=place_code).order_by("-id").values_list("id", flat=True).first()
    return _heard(place_code, (last or 0) // HEARD_AGAIN)


@lru_cache(maxsize=64)
def _heard(place_code: str, _hundred: int) -> Heard:
    rows = Voice.objects.filter(place_code=place_code).order_by("-id")
    return Heard(rows.values_list("text", flat=True)[:HEARD_LATELY])


@lru_cache(maxsize=256)
def _index(documents: tuple[tuple[str, str], ...], common: Heard) -> Index:
    return Index(dict(documents), common)


def _like(place_code: str, documents: dict[str, str], text: str) -> list[Likely]:
    return _index(tuple(documents.items()), heard(place_code)).like(text)


def likely_classes(place_code: str, text: str) -> list[Likely]:
    """Classes that a text may belong to: by their own words and those of their matters.  Queries: 3."""
    policy = collecting(place_code)
    words = {c.name: " ".join((c.name, *c.words)) for c in policy.classes}
    for name, class_name, also in Matter.objects.filter(place_code=place_code).values_list(
        "name", "class_name", "words"
    ):
        if class_name in words:
            words[class_name] += " " + " ".join((name, *also))
    return _like(place_code, words, text)


def likely_matters(place_code: str, text: str, class_name: str = "") -> list[Likely]:
    """Matters that a text may be about.  Queries: 2."""
    rows = Matter.objects.filter(place_code=place_code)
    if class_name:
        rows = rows.filter(class_name=class_name)
    return _like(place_code, {m.name: " ".join((m.name, *m.words)) for m in rows.order_by("name")}, text)


def likely_items(place_code: str, text: str) -> list[tuple[Likely, str]]:
    """Catalogue items that would serve a text, each with its name.  Queries: 4."""
    version = catalogue.in_force(place_code)
    if version is None:
        return []
    items = {i.code: i for i in catalogue.items_of(version)}
    words = {code: f"{i.name} {i.content}" for code, i in items.items()}
    for name, code, also in Matter.objects.filter(place_code=place_code).values_list(
        "name", "catalogue_code", "words"
    ):
        if code in words:
            words[code] += " " + " ".join((name, *also))
    return [(one, items[one.key].name) for one in _like(place_code, words, text)]


def likely_needs(
    place_code: str, town_code: str, village_code: str, text: str, *, matter: str = "", but: int = 0
) -> list[tuple[Need, Likely]]:
    """Open needs of the same village that may be the same: first those of the same matter, then by words.  Queries: 2."""
    day = trails.today()
    merged = places.merged_villages(place_code, day) if village_code else {}
    here = merged.get(village_code, village_code)
    codes = {village_code, here, *(code for code, into in merged.items() if into == here)}
    rows = (
        Need.objects.filter(place_code=place_code, town_code=town_code, village_code__in=codes)
        .exclude(status=Need.Status.MERGED)
        .exclude(pk=but)
        .select_related("matter")
    )
    found = {str(n.pk): n for n in rows.order_by("-id")[:300]}
    texts = {key: f"{n.text} {n.matter.name if n.matter else ''}" for key, n in found.items()}
    ranked = alike(text, texts)
    same = [n for n in found.values() if matter and n.matter is not None and n.matter.name == matter]
    seen = {n.pk for n in same}
    by_key = {one.key: one for one in ranked}
    first = [(n, by_key.get(str(n.pk), Likely(str(n.pk), 100, (matter,)))) for n in same]
    return [*first, *((found[one.key], one) for one in ranked if found[one.key].pk not in seen)]


def departments_named(place_code: str, codes: Iterable[str], day: date) -> dict[str, str]:
    """Body code -> what it is called on a day.  Queries: 1."""
    return places.names_on(sorted({c for c in codes if c}), day)


def department_for(place_code: str, catalogue_code: str, day: date) -> str:
    """The body that answers for a catalogue item: the department its catalogue names.  Queries: 2–3."""
    item = catalogue.item(catalogue.in_force(place_code), catalogue_code)
    return places.body_called(place_code, item.department, day) if item is not None else ""


def due_on(place_code: str, urgency: str, day: date) -> date | None:
    """By when an answer is due that is asked for on a day.  Law: needs.answer_within; the pack's own days.  Queries: 1."""
    policy = collecting(place_code)
    law = law_on(place_code, day)
    within = law.get("needs.answer_within")
    degree = policy.urgency(urgency)
    limits = [d.answer_days for d in (degree,) if d is not None]
    limits += [within.amount] if within is not None else []
    return law.calendar.add_working_days(day, min(limits)).on if limits else None


# For pages -----------------------------------------------------------------------------------


def must(actor: Actor, action: str, row: Voice | Need) -> None:
    """Refuse an act that no seat of the actor may do to a row in sight.  Raises: NotGranted."""
    if action and not may(actor, action, row):
        raise NotGranted(action)


def policy_of(law: LawOn) -> Collecting:
    """How needs are collected under a law's pack.  Raises: LookupError.  Queries: 0."""
    found = law.pack.collecting if law.pack is not None else None
    if found is None:
        raise LookupError("the pack says nothing of needs")
    return found


def towns_that_listen() -> dict[str, Town]:
    """Townships of places whose pack says how needs are collected.  Queries: 2, and 1 a place."""
    listening = [
        p.code
        for p in Place.objects.order_by("code")
        if places.has_pack(p.code) and places.pack_of(p.code).collecting
    ]
    return {t.code: t for t in Town.objects.filter(place_code__in=listening).order_by("place_code", "code")}


def place_name(place_code: str) -> str:
    """What a place is called.  Queries: 1."""
    return places.place(place_code).name


def by_follow_code(code: str) -> Voice | None:
    """The voice of a code, with its need.  Queries: 1."""
    return Voice.objects.filter(follow_code=code).select_related("need", "need__merged_into").first()


def of_village(row: Voice | Need, but: int) -> QuerySet[Need]:
    """The needs of a row's village that stand, newest first."""
    return (
        Need.objects.filter(place_code=row.place_code, town_code=row.town_code, village_code=row.village_code)
        .exclude(status=Need.Status.MERGED)
        .exclude(pk=but)
        .order_by("-id")
    )


def live(rows: QuerySet[Need]) -> QuerySet[Need]:
    """The needs that stand by themselves."""
    return rows.exclude(status=Need.Status.MERGED)


def overdue(rows: QuerySet[Need], today: date) -> QuerySet[Need]:
    """Of these needs, those whose answer is late."""
    return rows.filter(status=Need.Status.OPEN, due_on__lt=today)


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many needs are late: by township, by department, and of them explained, silent, pressed."""

    towns: Counter[str]
    departments: Counter[str]
    told: int
    silent: int
    pressed: int


def lateness(rows: QuerySet[Need]) -> Lateness:
    """Where these overdue needs lie and how many say why.  Queries: 1."""
    pressed = Press.objects.filter(need=OuterRef("pk"), status=Press.Status.ISSUED)
    found = (
        rows.order_by()
        .values_list("town_code", "department_code")
        .annotate(
            n=Count("pk"),
            told=Count("pk", filter=~Q(delay_reason="")),
            pressed=Count("pk", filter=Exists(pressed)),
        )
    )
    towns, departments, told, silent, ordered = Counter[str](), Counter[str](), 0, 0, 0
    for town, department, number, explained, orders in found:
        towns[town] += number
        departments[department] += number
        told, silent, ordered = told + explained, silent + number - explained, ordered + orders
    return Lateness(towns, departments, told, silent, ordered)


def late_days_of(found: Iterable[Need], today: date) -> dict[int, int]:
    """Working days past the limit, need by need; the calendar is the law's.  Queries: 1 a place."""
    laws: dict[str, LawOn] = {}
    days: dict[int, int] = {}
    for need in found:
        law = laws.setdefault(need.place_code, law_on(need.place_code, today))
        days[need.pk] = (
            law.calendar.working_days(need.due_on, today) if need.due_on and need.due_on < today else 0
        )
    return days


def overdue_facts(
    need: Need, day: date, department: str = "", policy: Collecting | None = None
) -> dict[str, Any]:
    """What the rule about late answers asks for.  Queries: 0–1."""
    degree = (policy or collecting(need.place_code)).urgency(need.urgency)
    return {
        "raised_on": need.assigned_on or need.told_on,
        "today": day,
        "no": need.code,
        "department": department or need.department_code,
        "answer_days": degree.answer_days if degree is not None else None,
    }


def waiting_for(actor: Actor) -> list[Waiting]:
    """Voices to decide, needs to answer, answers to press.  Queries: 0–4."""
    found: list[Waiting] = []
    if roles.may_anywhere(actor, "needs.establish"):
        rows = within_reach(
            Voice.objects.filter(status=Voice.Status.RAISED, is_crowded=False), actor, "needs.establish"
        )
        found += [
            Waiting(
                "needs.establish", _("处理诉求"), v.code, v.text[:60], v.town_code,
                reverse("needs:voice", args=[v.pk]), since=v.told_on,
            )
            for v in rows.order_by("id")[:MOST]
        ]  # fmt: skip
    bodies = {s.body_code for s in actor.seats if s.role == "industry_department"}
    towns = {s.town_code for s in actor.seats if roles.may_anywhere(actor, "needs.answer") and s.town_code}
    asked = bodies | {t for t in towns if roles.seat_for(actor, "needs.answer", Where(_place_of(actor), t))}
    if asked:
        open_ones = Need.objects.filter(status=Need.Status.OPEN, department_code__in=asked).select_related(
            "matter"
        )
        found += [_to_answer(n) for n in open_ones.order_by("due_on", "id")[:MOST]]
    if roles.may_anywhere(actor, "needs.press"):
        whole, _towns = towns_seen(actor, "needs.press")
        pressed = Press.objects.filter(need=OuterRef("pk"), status=Press.Status.ISSUED)
        late = overdue(Need.objects.filter(place_code__in=whole), trails.today()).filter(~Exists(pressed))
        found += [
            Waiting(
                "needs.press", _("督办逾期答复"), n.code, n.text[:60], n.town_code,
                reverse("needs:need", args=[n.pk]), since=n.assigned_on, due_on=n.due_on, reason=n.delay_reason,
            )
            for n in late.order_by("due_on", "id")[:MOST]
        ]  # fmt: skip
    return found


def _place_of(actor: Actor) -> str:
    return actor.seats[0].place_code if actor.seats else ""


def _to_answer(need: Need) -> Waiting:
    name = need.matter.name if need.matter is not None else need.text[:60]
    return Waiting(
        "needs.answer", _("答复需求"), need.code, name, need.town_code, reverse("needs:answer", args=[need.pk]),
        since=need.assigned_on, due_on=need.due_on,
    )  # fmt: skip
