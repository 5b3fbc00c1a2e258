"""Reading intentions: those a person sees, the public's list, what is due, the facts that a start asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.intentions.models import Intention
from xianggou.stages.plans import queries as plans
from xianggou.stages.unified import queries as unified

S = Intention.Status
STANDING = (S.DRAFT, S.PUBLISHED, S.EXCEPTED)


def seen_by(actor: Actor) -> QuerySet[Intention]:
    """The intentions that the actor may see."""
    seen, towns = towns_seen(actor, "intentions.see")
    return Intention.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def public(text: str = "") -> QuerySet[Intention]:
    """What everybody may read: published intentions, newest first; nothing in them names a person."""
    rows = Intention.objects.filter(status=S.PUBLISHED)
    return rows.filter(Q(title__contains=text) | Q(buyer__contains=text) | Q(number=text)) if text else rows


def locked(intention_id: int) -> Intention:
    """An intention, locked.  Queries: 1."""
    return Intention.objects.select_for_update().get(pk=intention_id)


def may(actor: Actor, action: str, row: Intention) -> bool:
    """Whether one of the actor's seats may do this to the row.  Queries: 0."""
    return roles.seat_for(actor, action, Where(row.place_code, row.town_code)) is not None


def law_for(place_code: str, day: date, expected_on: date | None) -> LawOn:
    """The law of the day on which the purchase is expected to begin.  Queries: 1."""
    return places.law_on(place_code, {"activity_started_on": expected_on or day, "today": day})


@dataclass(frozen=True, slots=True)
class Told:
    """What a start asks of an intention: the day it was published, whether it was excepted, what it tells."""

    published_on: date | None
    is_excepted: bool
    contents: tuple[str, ...] | None


def told_of(*, item_id: int | None = None, purchase_id: int | None = None) -> Told:
    """What was told of an item or a unified purchase.  Queries: 1."""
    where = Q(item_id=item_id) if item_id is not None else Q(purchase_id=purchase_id)
    row = Intention.objects.filter(where, status__in=(S.PUBLISHED, S.EXCEPTED)).first()
    if row is None or row.status == S.EXCEPTED:
        return Told(None, row is not None, None)
    return Told(row.published_on, is_excepted=False, contents=contents_of(row))


# What the law calls a part -> whether this row tells it.
def contents_of(row: Intention) -> tuple[str, ...]:
    """The parts of an intention that are told, by the law's names.  Queries: 0."""
    told = {
        "项目名称": row.title,
        "采购需求概况": row.summary,
        "预算金额": row.budget_fen,
        "预计采购时间": row.expected_on,
    }
    return tuple(name for name, value in told.items() if value)


# What is due ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be made public: what, for how much (分), by which day at the latest."""

    code: str
    name: str
    town_code: str
    fen: int
    last_on: date | None
    url: str


def last_day(law: LawOn, begins_on: date | None) -> date | None:
    """The last day to publish: the law's days before the purchase begins, not rolled (publication by government)."""
    before = law.get("procurement.intention_before")
    if before is None or begins_on is None:
        return None
    return begins_on - timedelta(days=int(before.amount))


def due(actor: Actor, day: date, *, most: int = MOST) -> list[Due]:
    """Items and unified purchases at or above the limit, for which nothing is drafted, published or excepted.

    Queries: 3 a place within reach.
    """
    found: list[Due] = []
    seen, towns = towns_seen(actor, "intentions.draft")
    here = {s.place_code for s in actor.seats if s.place_code in seen or s.town_code in towns}
    for place_code in sorted(here):
        law = places.law_on(place_code, {"activity_started_on": day, "today": day})
        limit = law.get("procurement.limit")
        if limit is None or law.get("procurement.intention_before") is None:
            continue
        has = Intention.objects.filter(item=OuterRef("pk"), status__in=STANDING)
        items = plans.within(actor, "intentions.draft").filter(
            ~Exists(has),
            place_code=place_code,
            status__in=plans.SENT,
            budget_fen__gte=limit.amount,
            year__gte=day.year,
        )
        items = items.exclude(pk__in=unified.bought_together())
        found += [
            Due(
                item.code, item.name, item.town_code, item.budget_fen, last_day(law, item.starts_on),
                reverse("intentions:new", args=[item.pk]),
            )
            for item in items.order_by("starts_on", "id")[:most]
        ]  # fmt: skip
        if place_code in seen:
            announced = Intention.objects.filter(purchase=OuterRef("pk"), status__in=STANDING)
            rows = unified.with_sums(unified.confirmed(place_code)).filter(~Exists(announced))
            found += [
                Due(
                    one.code, one.title, "", int(one.joined_fen or 0), last_day(law, one.begins_on),
                    reverse("intentions:new_unified", args=[one.pk]),
                )
                for one in rows.filter(joined_fen__gte=limit.amount).order_by("id")[:most]
            ]  # fmt: skip
    return sorted(found, key=lambda one: (one.last_on is None, one.last_on or date.max, one.code))


def waiting_for(actor: Actor) -> list[Waiting]:
    """Intentions to publish, with the last day; drafts to finish.  Queries: 0–5."""
    if not roles.may_anywhere(actor, "intentions.draft"):
        return []
    found = [
        Waiting(
            "intentions.draft", _("公开采购意向"), one.code, one.name, one.town_code, one.url,
            due_on=one.last_on, amount_fen=one.fen,
        )
        for one in due(actor, trails.today())
    ]  # fmt: skip
    seen, towns = towns_seen(actor, "intentions.publish")
    drafts = Intention.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns), status=S.DRAFT)
    found += [
        Waiting(
            "intentions.publish", _("公开采购意向"), str(one.pk), one.title, one.town_code,
            reverse("intentions:detail", args=[one.pk]), amount_fen=one.budget_fen,
        )
        for one in drafts.order_by("id")[:MOST]
    ]  # fmt: skip
    return found


def of_place(place_code: str) -> QuerySet[Any]:
    """Every intention of a place."""
    return Intention.objects.filter(place_code=place_code)
