"""Reading resources: quarters, who has not sent, offers and those in force, alike ones, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.people import queries as people
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Actor, SeatHeld
from xianggou.core.law import LawOn
from xianggou.core.offering import Offering
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.needs import queries as needs
from xianggou.stages.resources.likeness import LEAST_ALIKE, likeness
from xianggou.stages.resources.models import ListedOffer, Offer, Pool, Pooled, Quarter, ResourceList, Sending

SEE = "resources.see"


# The place's way ------------------------------------------------------------------------------


def has_policy(place_code: str) -> bool:
    """Whether the place's pack says how resources are collected.  Queries: 1–2."""
    return places.has_pack(place_code) and places.pack_of(place_code).offering is not None


def policy_of(place_code: str) -> Offering:
    """How the place collects resources.  Raises: LookupError when its pack does not say.  Queries: 1."""
    found = places.pack_of(place_code).offering
    if found is None:
        raise LookupError(f"{place_code}: the pack says nothing of resources")
    return found


def law_on(place_code: str, day: date, opened_on: date | None = None) -> LawOn:
    """The law for offers made on a day, of a quarter opened on a day.  Queries: 1."""
    dates = {
        "offered_on": day,
        "quarter_opened_on": opened_on or day,
        "plan_submitted_on": day,
        "today": day,
    }
    return places.law_on(place_code, dates)


def register_of(place_code: str) -> Subject:
    """The register on which a place's resources are numbered.  Queries: 1–2."""
    return trails.register_of(place_code, "resources", "资源")


# Who sees and does what -----------------------------------------------------------------------


def places_seen(actor: Actor) -> set[str]:
    """Places whose resources the actor may see; townships see the list of their whole place.  Queries: 0."""
    whole, _towns = towns_seen(actor, SEE)
    return whole | {s.place_code for s in actor.seats if roles.seat_for(actor, SEE, None) is not None}


def quarters_seen(actor: Actor) -> QuerySet[Quarter]:
    """The quarters that the actor may see, newest first."""
    return Quarter.objects.filter(place_code__in=places_seen(actor)).order_by(
        "-year", "-quarter", "place_code"
    )


def offers_seen(actor: Actor) -> QuerySet[Offer]:
    """Offers that the actor may see: published ones; drafts and what was sent only for who writes or gathers them."""
    rows = Offer.objects.filter(place_code__in=places_seen(actor))
    return rows.filter(open_to(actor)).select_related("quarter")


def open_to(actor: Actor) -> Q:
    """Which offers are open to the actor before they are published.  Queries: 0."""
    shown = Q(status__in=[Offer.Status.LISTED, Offer.Status.WITHDRAWN])
    shown |= Q(department_code__in=bodies_of(actor))
    return shown | Q(place_code__in={s.place_code for s in actor.seats if gathers(actor, s.place_code)})


def gathers(actor: Actor, place_code: str) -> bool:
    """Whether the actor's office gathers the lists of a place.  Queries: 0."""
    return roles.seat_for(actor, "resources.publish", Where(place_code)) is not None


def bodies_of(actor: Actor) -> set[str]:
    """Bodies for which the actor writes offers.  Queries: 0."""
    return {s.body_code for s in actor.seats if _writes(s)}


def _writes(seat: SeatHeld) -> bool:
    posts = roles.posts_for(seat.role, seat.function)
    return any("resources.write" in p.actions for p in posts)


def seat_of(actor: Actor, department_code: str) -> SeatHeld | None:
    """The actor's seat that speaks for a department.  Queries: 0."""
    return next((s for s in actor.seats if s.body_code == department_code and _writes(s)), None)


def may(actor: Actor, action: str, row: Quarter | Sending | Offer | Pool) -> bool:
    """Whether one of the actor's seats has the row of the access table for this.  Queries: 0."""
    return roles.seat_for(actor, action, Where(row.place_code)) is not None


def departments_to_ask(place_code: str, day: date) -> dict[str, str]:
    """County bodies whose seats answer for an industry (行业主管部门), by code with their names.  Queries: 2."""
    named = places.departments(place_code, day)
    seated = people.bodies_with("industry_department", place_code, day)
    return {code: name for code, name in named.items() if code in seated}


# Rows to lock ---------------------------------------------------------------------------------


def locked_quarter(quarter_id: int) -> Quarter:
    """A quarter, locked.  Queries: 1."""
    return Quarter.objects.select_for_update(of=("self",)).get(pk=quarter_id)


def locked_sending(sending_id: int) -> Sending:
    """A department's part, its quarter locked first.  Queries: 2."""
    quarter_id = Sending.objects.values_list("quarter_id", flat=True).get(pk=sending_id)
    locked_quarter(quarter_id)
    return Sending.objects.select_for_update(of=("self",)).select_related("quarter").get(pk=sending_id)


def locked_offer(offer_id: int) -> Offer:
    """An offer, its quarter locked first: nothing is listed while it changes.  Queries: 2."""
    quarter_id = Offer.objects.values_list("quarter_id", flat=True).get(pk=offer_id)
    locked_quarter(quarter_id)
    return Offer.objects.select_for_update(of=("self",)).select_related("quarter").get(pk=offer_id)


def locked_pool(pool_id: int) -> Pool:
    """A pool, its quarter locked first.  Queries: 2."""
    quarter_id = Pool.objects.values_list("quarter_id", flat=True).get(pk=pool_id)
    locked_quarter(quarter_id)
    return Pool.objects.select_for_update(of=("self",)).select_related("quarter").get(pk=pool_id)


# Quarters and who sent ------------------------------------------------------------------------


def quarter(place_code: str, year: int, number: int) -> Quarter | None:
    """A quarter of a place.  Queries: 1."""
    return Quarter.objects.filter(place_code=place_code, year=year, quarter=number).first()


def sending_of(quarter_id: int, department_code: str) -> Sending | None:
    """A department's part of a quarter.  Queries: 1."""
    return Sending.objects.filter(quarter=quarter_id, department_code=department_code).first()


def sendings(quarter_id: int) -> QuerySet[Sending]:
    """Every department asked for a quarter, by code."""
    return Sending.objects.filter(quarter=quarter_id).order_by("department_code")


def to_remind(place_code: str, day: date) -> list[Sending]:
    """Departments to remind today: the day is near or past, and they were not reminded today.  Queries: 2."""
    before = policy_of(place_code).remind_before_days
    rows = Sending.objects.filter(
        place_code=place_code, status=Sending.Status.ASKED, quarter__to_on__gte=day
    ).select_related("quarter")
    near = [s for s in rows.order_by("id") if (s.quarter.due_on - day).days <= before]
    return [s for s in near if s.reminded_on is None or s.reminded_on < day]


# Offers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferInForce:
    """One row of a list in force, for who shares resources out among needs. Places and groups as codes and traits."""

    id: int
    series_id: int
    code: str
    list_id: int
    list_number: int
    year: int
    quarter: int
    department_code: str
    title: str
    aliases: tuple[str, ...]
    content: str
    class_name: str
    matter_id: int | None
    catalogue_code: str
    groups: tuple[str, ...]
    is_for_all: bool
    areas: tuple[str, ...]
    windows: tuple[tuple[date, date], ...]
    capacity: int | None  # None: cannot be counted, informs and is never allotted
    unit: str
    batch_min: int
    standard: str
    money: str
    budget_ref: str
    fund_id: int | None
    fund_code: str
    unit_cost_fen: int
    confirmed_on: date
    pool_id: int | None
    lead_department: str
    is_withdrawn: bool


def offers_in_force(place_code: str, year: int, number: int) -> list[OfferInForce]:
    """What may be shared out in a quarter: on the list in force, confirmed, not withdrawn; by id.  Queries: 2."""
    return [o for o in listed_offers(place_code, year, number) if not o.is_withdrawn]


def listed_offers(place_code: str, year: int, number: int) -> list[OfferInForce]:
    """Every line of the list in force of a quarter, withdrawn ones marked; by id.  Queries: 2."""
    rows = (
        ListedOffer.objects.filter(
            resource_list__place_code=place_code,
            resource_list__status=ResourceList.Status.ISSUED,
            resource_list__quarter__year=year,
            resource_list__quarter__quarter=number,
        )
        .select_related("resource_list", "offer__fund")
        .order_by("offer_id")
    )
    found = list(rows)
    pools = pools_of([row.offer_id for row in found])
    return [_in_force(row, year, number, pools.get(row.offer_id)) for row in found]


def _in_force(row: ListedOffer, year: int, number: int, pool: Pool | None) -> OfferInForce:
    o = row.offer
    assert o.confirmed_on is not None  # a constraint of the table
    return OfferInForce(
        id=o.pk,
        series_id=o.series_id,
        code=o.code,
        list_id=row.resource_list_id,
        list_number=row.resource_list.number,
        year=year,
        quarter=number,
        department_code=o.department_code,
        title=o.title,
        aliases=tuple(o.aliases),
        content=o.content,
        class_name=o.class_name,
        matter_id=o.matter_id,
        catalogue_code=o.catalogue_code,
        groups=tuple(o.groups),
        is_for_all=o.is_for_all,
        areas=tuple(o.areas),
        windows=windows_of(o),
        capacity=o.capacity,
        unit=o.unit,
        batch_min=o.batch_min,
        standard=o.standard,
        money=o.money,
        budget_ref=o.budget_ref,
        fund_id=o.fund_id,
        fund_code=o.fund.code if o.fund is not None else "",
        unit_cost_fen=int(o.unit_cost_fen),
        confirmed_on=o.confirmed_on,
        pool_id=pool.pk if pool is not None else None,
        lead_department=pool.lead_department if pool is not None else o.department_code,
        is_withdrawn=o.status == Offer.Status.WITHDRAWN,
    )


def windows_of(offer: Offer) -> tuple[tuple[date, date], ...]:
    """The spans of days of an offer.  Queries: 0."""
    return tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in offer.windows)


def list_in_force(quarter_id: int) -> ResourceList | None:
    """The version of a quarter's list that is in force.  Queries: 1."""
    return ResourceList.objects.filter(quarter=quarter_id, status=ResourceList.Status.ISSUED).first()


def listed_quarters(place_codes: Iterable[str]) -> QuerySet[Quarter]:
    """The quarters of these places with a list in force, newest first."""
    listed = ResourceList.objects.filter(status=ResourceList.Status.ISSUED).values("quarter")
    rows = Quarter.objects.filter(place_code__in=list(place_codes), pk__in=listed)
    return rows.order_by("-year", "-quarter", "place_code")


def offers_numbered(offer_ids: Iterable[int]) -> QuerySet[Offer]:
    """Offers by their ids, with their quarter."""
    return Offer.objects.filter(pk__in=list(offer_ids)).select_related("quarter")


def live_offers(quarter_id: int, department_code: str = "") -> QuerySet[Offer]:
    """Offers of a quarter that were neither dropped nor withdrawn; of one department when named."""
    rows = Offer.objects.filter(quarter=quarter_id, status__in=Offer.LIVE)
    return rows.filter(department_code=department_code) if department_code else rows


def offers_to_pool(quarter_id: int) -> list[Offer]:
    """Offers of a quarter that were sent and stand in no pool.  Queries: 1."""
    rows = Offer.objects.filter(quarter=quarter_id, status__in=[Offer.Status.SENT, Offer.Status.LISTED])
    return list(rows.exclude(pooled__is_open=True).order_by("id")[:500])


def departments_offering(actor: Actor) -> list[str]:
    """Codes of the departments whose offers the actor sees.  Queries: 1."""
    rows = offers_seen(actor).order_by("department_code").values_list("department_code", flat=True)
    return list(rows.distinct())


def copyable(department_code: str, into: Quarter) -> list[Offer]:
    """A department's newest published offers of earlier quarters whose series is not offered yet.  Queries: 2."""
    taken = set(live_offers(into.pk, department_code).values_list("series_id", flat=True))
    rows = (
        Offer.objects.filter(department_code=department_code, status=Offer.Status.LISTED)
        .filter(quarter__from_on__lt=into.from_on)
        .exclude(series__in=taken)
        .order_by("series_id", "-quarter__from_on", "-id")
        .distinct("series_id")
    )
    return list(rows)


# Alike and pooled -----------------------------------------------------------------------------


def pools_of(offer_ids: Iterable[int]) -> dict[int, Pool]:
    """Offer -> the pool that was agreed for it.  Queries: 1."""
    rows = Pooled.objects.filter(
        offer__in=list(offer_ids), is_open=True, pool__status=Pool.Status.AGREED
    ).select_related("pool")
    return {row.offer_id: row.pool for row in rows}


def alike(offers: Sequence[Offer]) -> list[tuple[Offer, Offer]]:
    """Offers of two departments that look like the same help: one catalogue item or class, one unit or matter, near titles.

    Each pair once, best first by title; the texts are compared, nobody is merged.  Queries: 0.
    """
    by_kind: dict[tuple[str, str], list[Offer]] = {}
    for offer in offers:
        by_kind.setdefault((offer.class_name, offer.catalogue_code), []).append(offer)
    found: list[tuple[int, Offer, Offer]] = []
    for rows in by_kind.values():
        for n, one in enumerate(rows):
            for other in rows[n + 1 :]:
                if one.department_code != other.department_code:
                    score = likeness(one.title, other.title)
                    if score >= LEAST_ALIKE:
                        found.append((score, one, other))
    return [(a, b) for _score, a, b in sorted(found, key=lambda f: (-f[0], f[1].pk, f[2].pk))]


# Words for pages, papers and lists ------------------------------------------------------------


def area_names(
    place_code: str, needed: Iterable[str] | None = None, towns: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Code -> name of the place, its townships and its villages; these only where one is needed.  Queries: 1–3."""
    known = towns if towns is not None else places.town_names(place_code)
    found = {place_code: places.place(place_code).name, **known}
    if needed is None or not set(needed) <= found.keys():
        found |= {v.code: v.name for v in places.villages(place_code)}
    return found


def classes_by_item(place_code: str) -> dict[str, str]:
    """Catalogue item -> the class of needs that most of its matters belong to.  Queries: 1."""
    counts: dict[str, dict[str, int]] = {}
    for item, class_name in needs.matters(place_code).values_list("catalogue_code", "class_name"):
        if item:
            mine = counts.setdefault(item, {})
            mine[class_name] = mine.get(class_name, 0) + 1
    return {item: max(sorted(mine), key=lambda c: mine[c]) for item, mine in counts.items()}


def likely_class(place_code: str, title: str, content: str, by_item: Mapping[str, str], item: str) -> str:
    """The class that an offer may belong to: that of its catalogue item, else by its words; "" for none."""
    if item in by_item:
        return by_item[item]
    likely = needs.likely_classes(place_code, f"{title} {content}")
    return likely[0].key if likely else ""


def items_in_force(place_code: str) -> dict[str, str]:
    """Code -> name of the catalogue items in force.  Queries: 1–2."""
    version = catalogue.in_force(place_code)
    return {i.code: i.name for i in catalogue.items_of(version)} if version is not None else {}


def waiting_for(actor: Actor) -> list[Waiting]:
    """Lists to send, pools to agree to; quarters to publish.  Queries: 0–3."""
    found: list[Waiting] = []
    bodies = bodies_of(actor)
    if bodies:
        asked = Sending.objects.filter(status=Sending.Status.ASKED, department_code__in=bodies)
        found += [
            _to_send(s) for s in asked.select_related("quarter").order_by("quarter__due_on", "id")[:MOST]
        ]
        pools = Pooled.objects.filter(
            department_code__in=bodies, agreed_on__isnull=True, is_open=True
        ).select_related("pool__quarter")
        found += [
            Waiting(
                "resources.agree_pool", _("统筹资源"), m.pool.code, m.pool.title, "",
                reverse("resources:pool", args=[m.pool_id]), since=m.pool.proposed_on,
                read_url=reverse("resources:pool", args=[m.pool_id]), read_asks=SEE,
            )
            for m in pools.order_by("id")[:MOST]
        ]  # fmt: skip
    if roles.may_anywhere(actor, "resources.publish") and actor.seats:
        whole, _towns = towns_seen(actor, "resources.publish")
        ready = Quarter.objects.filter(
            place_code__in=whole, offers__status=Offer.Status.SENT, to_on__gte=trails.today()
        ).distinct()
        found += [
            Waiting(
                "resources.publish", _("公布资源清单"), q.code, quarter_name(q), "",
                reverse("resources:quarter", args=[q.pk]), since=q.opened_on, due_on=q.due_on,
                read_url=reverse("resources:quarter", args=[q.pk]), read_asks=SEE,
            )
            for q in ready.order_by("id")[:MOST]
        ]  # fmt: skip
    return found


def quarter_name(row: Quarter) -> str:
    """What a quarter is called: 2023年第1季度.  Queries: 0."""
    return f"{row.year}年第{row.quarter}季度"


def _to_send(row: Sending) -> Waiting:
    url = reverse("resources:sending", args=[row.pk])
    return Waiting(
        "resources.send", _("报送资源"), row.quarter.code, quarter_name(row.quarter), "", url,
        since=row.quarter.opened_on, due_on=row.quarter.due_on, reason=row.returned_why, read_url=url, read_asks=SEE,
    )  # fmt: skip


def named(codes: Iterable[str], day: date) -> dict[str, Any]:
    """Body code -> what it is called on a day.  Queries: 1."""
    return places.names_on(sorted({c for c in codes if c}), day)
