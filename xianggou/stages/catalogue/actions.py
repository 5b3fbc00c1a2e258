"""What changes the catalogue: adopt a version with the three reviews of its items."""

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
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.models import Item, Review, Version

FACTS = (
    "class_code", "class_name", "code", "name", "department", "content", "suppliers", "unit", "price_fen_min",
    "price_fen_max", "duty_codes", "posts",
)  # fmt: skip
REVIEW = ("step", "body", "reviewed_on", "conclusion", "opinion")


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
    last = queries.in_force(place.code)
    before = {i.code: {n: getattr(i, n) for n in FACTS} for i in queries.items_of(last)} if last else {}
    passed = _reviews_of(last)
    given = {row["code"]: row for row in items}
    judged: dict[str, list[dict[str, Any]]] = {}
    for row in reviews:
        judged.setdefault(row["code"], []).append({name: row.get(name) or "" for name in REVIEW})
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
    if last is not None and label and label != last.label:  # the same items issued anew
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
    facts = before | {code: before.get(code, {}) | loads.without_place(row) for code, row in given.items()}
    trail.born(version, "catalogue.adopt", by=by, why=why, changes={"items": len(facts)})
    _written(version, facts, passed | judged)
    loads.noted(place, "catalogue.adopt", loaded, by=by, source=source)
    return loaded


def _reviews_of(version: Version | None) -> dict[str, list[dict[str, Any]]]:
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


def _written(
    version: Version, facts: dict[str, dict[str, Any]], reviews: dict[str, list[dict[str, Any]]]
) -> None:
    items = Item.objects.bulk_create(
        (Item(version=version, **row) for _, row in sorted(facts.items())), batch_size=loads.BATCH
    )
    by_code = {item.code: item for item in items}
    Review.objects.bulk_create(
        (Review(item=by_code[code], **row) for code, rows in reviews.items() for row in rows),
        batch_size=loads.BATCH,
    )
