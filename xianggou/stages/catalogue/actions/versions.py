"""Versions of the catalogue: adopt a list with the three reviews of its items, publish what was issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.models import Item, Review, Version

FACTS = (
    "class_code", "class_name", "code", "name", "department", "content", "suppliers", "unit", "price_fen_min",
    "price_fen_max", "duty_codes", "posts",
)  # fmt: skip
REVIEW = ("step", "body", "reviewer", "reviewed_on", "conclusion", "opinion")


@action("catalogue.adopt")
def adopt(
    *,
    where: Where,
    by: Acting,
    items: Sequence[Row],
    reviews: Sequence[Row] = (),
    label: str = "",
    effective_on: date | None = None,
    source: str = "",
    why: str = "",
) -> Loaded:
    """Issue a new version of the catalogue where the rows differ from the one in force; the same rows issue none.

    Rows: items class_code, class_name, code, name, department, content, suppliers, unit, price_fen_min,
    price_fen_max, duty_codes, posts; reviews code (of the item), step, body, reviewed_on, conclusion, opinion.
    What the rows leave out (an item, a column, an item's reviews) is carried into the new version as it is.
    Money: 分.  Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    last = queries.newest(place.code)
    before = {i.code: {n: getattr(i, n) for n in FACTS} for i in queries.items_of(last)} if last else {}
    passed = reviews_of(last)
    given = {row["code"]: row for row in items}
    judged: dict[str, list[dict[str, Any]]] = {}
    for row in reviews:
        facts = {name: row.get(name) or "" for name in REVIEW}
        facts["reviewer"] = facts["reviewer"] or _reviewer(passed.get(row["code"], []), facts)
        judged.setdefault(row["code"], []).append(facts)
    problems = [p for row in items for p in loads.unfit(Item, row)]
    problems += [
        p for row in reviews for p in loads.unfit(Review, {n: v for n, v in row.items() if n != "code"})
    ]
    problems += [
        loads.problem(
            row,
            "out_of_catalogue",
            gettext("目录中没有 %(code)s") % {"code": row["code"]},
            gettext("更正目录编码，或删去这一行"),
        )
        for row in reviews
        if row["code"] not in given and row["code"] not in before
    ]
    loads.refuse(problems)
    loaded = _compared(before, given, passed, judged)
    if (
        last is not None and label and not queries.is_labelled(place.code, label)
    ):  # the same items issued anew
        loaded = Loaded(saved=loaded.saved, changed=loaded.changed + loaded.unchanged)
    if not loaded.wrote:
        return loaded
    if last is not None:
        trail.move(last, "catalogue.replace", Version.Status.REPLACED, by=by)
    version = Version(
        place_code=place.code,
        register=trails.register_of(place.code, "catalogue", "指导性目录"),
        number=last.number + 1 if last else 1,
        label=label,
        effective_on=effective_on or trails.today(),
    )
    items_now = before | {
        code: before.get(code, {}) | loads.without_place(row) for code, row in given.items()
    }
    trail.born(version, "catalogue.adopt", by=by, why=why, changes={"items": len(items_now)})
    written(version, items_now, passed | judged)
    loads.noted(place, "catalogue.adopt", loaded, by=by, source=source)
    return loaded


def _reviewer(held: list[dict[str, Any]], facts: dict[str, Any]) -> str:
    """A list names the body only: who spoke for it that day stays with the review."""
    same = [r for r in held if all(r[n] == facts[n] for n in ("step", "body", "reviewed_on"))]
    return str(same[0]["reviewer"]) if same else ""


def reviews_of(version: Version | None) -> dict[str, list[dict[str, Any]]]:
    """Item code -> its reviews in order.  Queries: 1."""
    found: dict[str, list[dict[str, Any]]] = {}
    if version is not None:
        for review in Review.objects.filter(item__version=version).select_related("item").order_by("id"):
            found.setdefault(review.item.code, []).append({n: getattr(review, n) for n in REVIEW})
    return found


def _compared(
    before: dict[str, dict[str, Any]],
    given: dict[str, Row],
    passed: dict[str, list[dict[str, Any]]],
    judged: dict[str, list[dict[str, Any]]],
) -> Loaded:
    """Items new, changed (itself or its reviews), the same."""
    new = given.keys() - before.keys()
    changed = {
        code
        for code in (given.keys() | judged.keys()) - new
        if (code in given and any(before[code][n] != v for n, v in loads.without_place(given[code]).items()))
        or (code in judged and judged[code] != passed.get(code, []))
    }
    every = given.keys() | judged.keys()
    return Loaded(saved=len(new), changed=len(changed), unchanged=len(every) - len(new) - len(changed))


def written(
    version: Version, facts: dict[str, dict[str, Any]], reviews: dict[str, list[dict[str, Any]]]
) -> None:
    """Lay down the items of a new version with their reviews, by item code."""
    items = Item.objects.bulk_create(
        (Item(version=version, **row) for _, row in sorted(facts.items())), batch_size=loads.BATCH
    )
    by_code = {item.code: item for item in items}
    Review.objects.bulk_create(
        (Review(item=by_code[code], **row) for code, rows in reviews.items() for row in rows),
        batch_size=loads.BATCH,
    )


@action("catalogue.publish", on=queries.locked_version)
def publish(version: Version, *, by: Acting, published_on: date, why: str = "") -> Version:
    """Note that a version was made public, and when.  Raises: BadInput for a day before its issue or after today."""
    begins = version.issued_on or version.effective_on
    if version.issued_on is not None and not begins <= published_on <= trails.today():
        raise BadInput(
            [
                Problem(
                    code="catalogue.publish.day",
                    column="published_on",
                    what=gettext("公开日期应在印发当天到今天之间"),
                    then=gettext("核对日期"),
                )
            ]
        )
    law = places.law_on(version.place_code, published_on)
    verdict = judge("catalogue.publish", {"adopted_on": begins, "published_on": published_on}, law)
    told = {"published_on": [str(version.published_on or ""), published_on.isoformat()]}
    trail.note(version, "catalogue.publish", by=by, why=why, verdict=verdict, law=law, changes=told)
    version.published_on = published_on
    version.save(update_fields=["published_on"])
    return version
