"""Reading places: the pack in force, the law on a dossier's dates, bodies and townships by code and name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from xianggou.base.places.models import AdoptedPack, Body, BodyName, Place, Town, Village
from xianggou.base.ready import ready
from xianggou.core.law import LawOn, library
from xianggou.core.packs import Pack

_NEWEST = """SELECT a.id, a.digest FROM places_adoptedpack a JOIN places_place p ON p.id = a.place_id
             WHERE p.code = %s ORDER BY a.id DESC LIMIT 1"""


@lru_cache(maxsize=64)
def _compiled(adopted_id: int, digest: str) -> Pack:
    """An adopted pack never changes, so it is compiled once for the life of the process.

    The digest tells packs of two databases apart that one process meets under one number.
    """
    del digest
    return Pack.from_json(AdoptedPack.objects.values_list("compiled", flat=True).get(pk=adopted_id))


def pack_of(place_code: str) -> Pack:
    """The pack that a place adopted last.  Queries: 1 (one more the first time).

    Every rule that is asked begins here, so the statement stands ready instead of being built each time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [place_code])
        newest = cursor.fetchone()
    if newest is None:
        raise LookupError(f"{place_code}: no pack adopted")
    return _compiled(*newest)


def has_pack(place_code: str) -> bool:
    """Whether a place has adopted a pack.  Queries: 1."""
    return AdoptedPack.objects.filter(place__code=place_code).exists()


def law_on(place_code: str, dates: Mapping[str, date] | date) -> LawOn:
    """The law in force for a place on a dossier's dates.  Queries: as `pack_of`."""
    return library().on(dates, pack_of(place_code))


def reviewing_jointly() -> QuerySet[Place]:
    """The places whose pack in force asks for a joint review, for use inside another statement."""
    newest = AdoptedPack.objects.filter(place=OuterRef("pk")).order_by("-id")
    asks = newest.values("compiled__joint_review_required")[:1]
    return Place.objects.annotate(asks=Subquery(asks)).filter(asks=True)


def place(code: str) -> Place:
    """A place by its code.  Queries: 1."""
    return Place.objects.get(code=code)


def locked_place(place_id: int) -> Place:
    """A place, locked.  Queries: 1."""
    return Place.objects.select_for_update().get(pk=place_id)


def town_names(place_code: str) -> dict[str, str]:
    """Township code -> name.  Queries: 1."""
    return dict(_town_names(place_code))


@ready(str)
def _town_names(place_code: str) -> QuerySet[Town, tuple[str, str]]:
    return Town.objects.filter(place_code=place_code).order_by("code").values_list("code", "name")


def towns_of(place_code: str) -> list[Town]:
    """The townships of a place with their figures.  Queries: 1."""
    return list(Town.objects.filter(place_code=place_code).order_by("code"))


def government_of(town_code: str) -> Body | None:
    """The body that buys for a township.  Queries: 1."""
    return _body.first(town_code)


@ready(str)
def _body(code: str) -> QuerySet[Body]:
    return Body.objects.filter(code=code).order_by("id")[:1]


def body_called(place_code: str, name: str, day: date) -> str:
    """The code of the county body that papers call so on a day (full, short or other name), "" for none.  Queries: 1."""
    rows = BodyName.objects.filter(
        body__place_code=place_code, body__level=Body.Level.COUNTY, during__contains=day
    )
    found = rows.filter(Q(name=name) | Q(short=name) | Q(others__contains=[name])) if name else rows.none()
    return str(found.order_by("body__code").values_list("body__code", flat=True).first() or "")


def bodies_by_name(place_code: str, day: date) -> dict[str, str]:
    """Every name (full, short or other) by which papers call a county body on a day -> its code.  Queries: 1."""
    rows = BodyName.objects.filter(
        body__place_code=place_code, body__level=Body.Level.COUNTY, during__contains=day
    ).order_by("-body__code")
    return {
        name: code
        for code, full, short, others in rows.values_list("body__code", "name", "short", "others")
        for name in (full, short, *others)
        if name
    }


def names_on(codes: list[str], day: date) -> dict[str, str]:
    """Body code -> its name on a day.  Queries: 1."""
    return dict(
        BodyName.objects.filter(body__code__in=codes, during__contains=day).values_list("body__code", "name")
    )


def departments(place_code: str, day: date) -> dict[str, str]:
    """County bodies by code with their names on a day, those closed left out.  Queries: 1."""
    rows = (
        BodyName.objects.filter(
            body__place_code=place_code, body__level=Body.Level.COUNTY, during__contains=day
        )
        .exclude(body__closed_on__lt=day)
        .order_by("body__code")
    )
    return dict(rows.values_list("body__code", "name"))


def villages(place_code: str) -> list[Village]:
    """The villages of a place.  Queries: 1."""
    return list(Village.objects.filter(place_code=place_code).order_by("code"))


def town_with_rules(code: str) -> Town | None:
    """A township whose place has adopted a pack.  Queries: 2."""
    found = Town.objects.filter(code=code[:12]).first() if code and "\x00" not in code else None
    return found if found is not None and has_pack(found.place_code) else None


def villages_standing(town: Town, day: date) -> list[Village]:
    """The villages of a township that stand on a day, those merged into others left out.  Queries: 2."""
    merged = merged_villages(town.place_code, day)
    rows = Village.objects.filter(town_code=town.code).order_by("code")
    return [village for village in rows if village.code not in merged]


def merged_villages(place_code: str, day: date) -> dict[str, str]:
    """Villages closed before a day -> the village that took each over ("" when none is named).  Queries: 1."""
    rows = Body.objects.filter(place_code=place_code, level=Body.Level.VILLAGE, closed_on__lt=day)
    found = {b.village_code or b.code: b.successor_code for b in rows}
    return {code: _last(found, code) for code in found}


def _last(next_of: dict[str, str], code: str) -> str:
    """Where a chain of successors ends; "" where it turns back on itself."""
    seen = {code}
    here = next_of[code]
    while here in next_of:
        if here in seen:
            return ""
        seen.add(here)
        here = next_of[here]
    return here


# What a place calls a body's nature (机构性质) -> the word of the law for who may buy.
LAWFUL_KINDS = {
    "行政机关": "各级国家机关",
    "监察机关": "各级国家机关",
    "群团组织(行政编制)": "使用行政编制的群团组织机关",
    "群团组织（行政编制）": "使用行政编制的群团组织机关",
}


def lawful_kind(kind: str) -> str:
    """The law's word for a body's nature; a nature the law does not name stays as it is, and may not buy."""
    return next((LAWFUL_KINDS[part] for part in kind.split("、") if part in LAWFUL_KINDS), kind)
