"""What changes places: open one under its pack, let it go live, load its bodies, townships and villages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.places import queries
from xianggou.base.places.models import AdoptedPack, Body, BodyName, Place, Town, Village
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Acting
from xianggou.core.findings import Problem
from xianggou.core.law import library

NAMES = ("name", "short", "others")


@action("places.open")
def open_place(slug: str, *, where: Where, by: Acting) -> Place:
    """Open a place under its pack, which is compiled and kept as it is now; opened already, adopt the pack's changes.

    `where` names the place by the division code that stands in the pack.  Raises: KeyError for an unknown pack.
    """
    pack = library().pack(slug)
    if pack.code != where.place_code:
        raise ValueError(f"{slug}: the pack is of {pack.code}, not of {where.place_code}")
    loads.one_at_a_time(pack.code)
    place = Place.objects.filter(code=pack.code).first()
    is_new = place is None
    if place is None:
        register = trail.open_subject(Subject.Kind.PLACE, pack.code, pack.name, place_code=pack.code)
        place = Place(code=pack.code, slug=slug, name=pack.name, register=register)
        trail.born(place, "places.open", by=by, changes={"pack": pack.digest})
    newest = AdoptedPack.objects.filter(place=place).order_by("-id").first()
    if newest is None or newest.digest != pack.digest:
        AdoptedPack.objects.create(
            place=place, digest=pack.digest, compiled=pack.as_json(), adopted_at=trails.now()
        )
        if not is_new:
            trail.note(place, "places.open", by=by, changes={"pack": pack.digest})
    return place


@action("places.go_live", on=queries.locked_place)
def go_live(place: Place, *, by: Acting, why: str = "") -> Place:
    """End the preparation of a place: from now on nothing can be taken over any more."""
    trail.move(place, "places.go_live", Place.Status.LIVE, by=by, why=why)
    return place


@action("places.load")
def load(
    *,
    where: Where,
    by: Acting,
    towns: Iterable[Row] = (),
    villages: Iterable[Row] = (),
    bodies: Iterable[Row] = (),
    on: date | None = None,
    source: str = "",
) -> Loaded:
    """Bring townships, villages and bodies up to date, whole or not at all; absence deletes nothing.

    Rows: towns code, name, kind, villages, population; villages code ("": found by township and name, else given a
    provisional one), town_code, name, population, households, figures; bodies code, name, short, others, level, kind, parent_code, town_code, village_code, may_buy, opened_on,
    closed_on. A body's new name begins on the day of the load; the old one stays for the days before.
    Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = queries.place(where.place_code)
    loaded = _loaded(Town, place, towns) + _loaded(Village, place, _coded(place, list(villages)))
    loaded += _bodies(place, list(bodies), on or trails.today())
    loads.noted(place, "places.load", loaded, by=by, source=source)
    return loaded


def _loaded(model: type[Any], place: Place, rows: Iterable[Row]) -> Loaded:
    """Rows of a table whose natural key is their code."""
    given = [{**row, "place_code": place.code} for row in rows]
    codes = [row["code"] for row in given]
    found = {row.code: row for row in model.objects.filter(code__in=codes)}
    loads.refuse(_foreign(found, given, place))
    return loads.upserted(model, found, ((row["code"], row) for row in given))


def _coded(place: Place, rows: list[Row]) -> Iterable[Row]:
    """Villages with their codes; the official code takes the place of a provisional one (590121100-01).  Queries: 1."""
    known = Village.objects.filter(place_code=place.code).values_list("town_code", "name", "code")
    by_name = {(town, name): code for town, name, code in known}
    codes = set(by_name.values())
    for row in rows:
        code = row.get("code") or by_name.get((row["town_code"], row["name"]), "")
        provisional = by_name.get((row["town_code"], row["name"]), "")
        if code not in codes and code and "-" in provisional:
            Village.objects.filter(code=provisional).update(code=code)
        if not code:
            last = max((int(c[-2:]) for c in codes if c.startswith(f"{row['town_code']}-")), default=0)
            code = f"{row['town_code']}-{last + 1:02d}"
        codes.add(code)
        yield {**row, "code": code}


def _foreign(found: Mapping[Any, Any], rows: Iterable[Row], place: Place) -> Iterable[Problem]:
    """Codes that belong to another place."""
    for row in rows:
        here = found.get(row["code"])
        if here is not None and here.place_code != place.code:
            yield loads.problem(
                row,
                "foreign_code",
                gettext("编码 %(code)s 属于其他地方") % {"code": row["code"]},
                gettext("核对编码"),
            )


def _bodies(place: Place, rows: list[Row], day: date) -> Loaded:
    facts = [{n: v for n, v in row.items() if n not in NAMES} | {"place_code": place.code} for row in rows]
    codes = [row["code"] for row in rows]
    before = {body.code: body for body in Body.objects.filter(code__in=codes)}
    loads.refuse(_foreign(before, facts, place))
    names = _names(codes)
    renamed = {row["code"] for row in rows if row["code"] in names and _differs(names[row["code"]], row)}
    moved = {
        row["code"] for row in facts if row["code"] in before and loads.differences(before[row["code"]], row)
    }
    counted = loads.upserted(Body, before, ((row["code"], row) for row in facts))
    bodies = {body.code: body for body in Body.objects.filter(code__in=codes)}
    loads.refuse(
        p for row in rows for p in loads.unfit(BodyName, {**_called(row), loads.AT: row.get(loads.AT)})
    )
    BodyName.objects.bulk_create(
        (
            BodyName(body=bodies[row["code"]], during=DateRange(row.get("opened_on"), None), **_called(row))
            for row in rows
            if row["code"] not in names
        ),
        batch_size=loads.BATCH,
    )
    for row in rows:
        if row["code"] in renamed:
            _rename(names[row["code"]], _called(row), day)
    only_renamed = len(renamed - moved)
    return Loaded(counted.saved, counted.changed + only_renamed, counted.unchanged - only_renamed)


def _called(row: Row) -> dict[str, Any]:
    return {"name": row["name"], "short": row.get("short") or "", "others": list(row.get("others") or ())}


def _names(codes: list[str]) -> dict[str, BodyName]:
    """The newest name of each body.  Queries: 1."""
    rows = BodyName.objects.filter(body__code__in=codes).select_related("body").order_by("during")
    return {name.body.code: name for name in rows}


def _differs(name: BodyName, row: Row) -> bool:
    return bool(loads.differences(name, _called(row)))


def _rename(name: BodyName, called: dict[str, Any], day: date) -> None:
    """End the old name the day before and begin the new one; a name of the same day is put right instead."""
    begins = name.during.lower
    if (begins is not None and begins >= day) or name.name == called["name"]:
        BodyName.objects.filter(pk=name.pk).update(**called)
        return
    BodyName.objects.filter(pk=name.pk).update(during=DateRange(begins, day))
    BodyName.objects.create(body=name.body, during=DateRange(day, None), **called)
