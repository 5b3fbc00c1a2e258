"""What the house holds, as the offices' workbooks name it: the same columns by which it came in.

One source for three uses: the preview compares a file with it, an export writes it, a check of a village's figures
looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F

from xianggou.base.people.models import Deputy, Person, Term
from xianggou.base.places import queries as places
from xianggou.base.places.models import Body, BodyName, Town, Village
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.catalogue.models import Review
from xianggou.stages.duties import queries as duties
from xianggou.stages.duties.models import PostHolder
from xianggou.stages.funds.models import Fund, Share, TownBudget
from xianggou.stages.joint_review.models import Earlier, EarlierOpinion
from xianggou.stages.needs import queries as needs
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.standards import queries as standards
from xianggou.stages.standards.models import Indicator, Standard
from xianggou.web.imports import seats, shapes, told
from xianggou.web.imports.known import last_day

Rows = Iterator[dict[str, Any]]
CHUNK = 2000
STANDING = (Standard.Status.ISSUED, *standards.MAKING)


def _named(names: Mapping[str, str], row: Any) -> dict[str, Any]:
    """A stored row by the sheet's names of its columns."""
    return {sheet: getattr(row, column) for sheet, column in names.items()}


def towns(place_code: str) -> Rows:
    """Townships.  Queries: 1."""
    for row in Town.objects.filter(place_code=place_code).order_by("code").iterator(CHUNK):
        yield _named(shapes.TOWNS, row)


def villages(place_code: str) -> Rows:
    """Villages with their figures.  Queries: 2."""
    names = places.town_names(place_code)
    for row in Village.objects.filter(place_code=place_code).order_by("code").iterator(CHUNK):
        figures = {name: row.figures.get(name) for name in shapes.FIGURES}
        yield {**_named(shapes.VILLAGES, row), **figures, "town": names.get(row.town_code, "")}


def offices(place_code: str) -> Rows:
    """Bodies under their newest names.  Queries: 2."""
    rows = (
        BodyName.objects.filter(body__place_code=place_code)
        .select_related("body")
        .order_by("body__code", "-during")
        .distinct("body__code")
    )
    own = {k: v for k, v in seats.BODIES.items() if v not in ("name", "short", "others")}
    county = "区级" if places.place(place_code).name.endswith("区") else "县级"
    words: dict[str, str] = {
        Body.Level.COUNTY: county,
        Body.Level.TOWN: "乡镇",
        Body.Level.VILLAGE: "村(社区)",
    }
    for name in rows.iterator(CHUNK):
        level = words.get(name.body.level, "")
        called = {"name": name.name, "short": name.short, "aliases": name.others, "level": level}
        yield {**_named(own, name.body), **called}


def people(place_code: str) -> Rows:
    """Persons, with their body.  Queries: 2."""
    called = _body_names(place_code)
    own = {k: v for k, v in seats.PERSONS.items() if v != "body_code"}
    rows = Person.objects.filter(place_code=place_code).select_related("body").order_by("code")
    for row in rows.iterator(CHUNK):
        yield {**_named(own, row), "office_code": row.body.code, "office": called.get(row.body.code, "")}


def terms(place_code: str) -> Rows:
    """Seats with each of their holders, one row a term.  Queries: 2."""
    called = _body_names(place_code)
    titles = {code: title for title, code in seats.ROLES.items()}
    rows = (
        Term.objects.filter(seat__place_code=place_code)
        .select_related("seat", "seat__body", "person")
        .order_by("seat__body__code", "seat__code", "during")
    )
    for row in rows.iterator(CHUNK):
        yield {
            "code": row.seat.code,
            "seat": row.seat.title,
            "role": titles.get(row.seat.role, row.seat.role),
            "office_code": row.seat.body.code,
            "office": called.get(row.seat.body.code, ""),
            "person": row.person.code,
            "holder": row.person.name,
            "starts_on": row.during.lower,
            "ends_on": last_day(row.during),
            "duties": (row.seat.function,) if row.seat.function else (),
        }


def deputies(place_code: str) -> Rows:
    """Who stood in for whom.  Queries: 2."""
    called = _body_names(place_code)
    rows = (
        Deputy.objects.filter(seat__place_code=place_code)
        .select_related("seat", "seat__body", "holder", "deputy")
        .order_by("seat__code", "during")
    )
    for row in rows.iterator(CHUNK):
        yield {
            "code": row.seat.code,
            "seat": row.seat.title,
            "office": called.get(row.seat.body.code, ""),
            "holder_number": row.holder.code,
            "holder": row.holder.name,
            "deputy_number": row.deputy.code,
            "deputy": row.deputy.name,
            "starts_on": row.during.lower,
            "ends_on": last_day(row.during),
            "scope": row.scope,
            "reason": row.reason,
        }


def _body_names(place_code: str) -> dict[str, str]:
    """Body code -> its newest name.  Queries: 1."""
    return {row["code"]: row["name"] for row in offices(place_code)}


def duty_rows(place_code: str) -> Rows:
    """The duty list in force.  Queries: 2."""
    version = duties.list_in_force(place_code)
    for row in duties.duties_of(version) if version is not None else ():
        yield _named(shapes.DUTIES, row)


def items(place_code: str) -> Rows:
    """The catalogue in force.  Queries: 2."""
    version = catalogue.in_force(place_code)
    for row in catalogue.items_of(version) if version is not None else ():
        issued = {"valid_from": row.version.effective_on, "version": row.version.label}
        yield {**_named(shapes.ITEMS, row), **issued}


def reviews(place_code: str) -> Rows:
    """The reviews of the catalogue in force.  Queries: 2."""
    version = catalogue.in_force(place_code)
    names = {k: v for k, v in shapes.REVIEWS.items() if k != "item"}
    rows = Review.objects.filter(item__version=version).select_related("item").order_by("item__code", "id")
    for row in rows.iterator(CHUNK) if version is not None else ():
        yield {**_named(names, row), "item": row.item.code, "item_name": row.item.name}


def funds(place_code: str, year: int | None = None) -> Rows:
    """Funds moved down.  Queries: 1."""
    rows = Fund.objects.filter(place_code=place_code)
    for row in (rows.filter(year=year) if year else rows).order_by("year", "code").iterator(CHUNK):
        yield {**_named(shapes.FUNDS, row), "year": row.year}


def shares(place_code: str, year: int | None = None) -> Rows:
    """The townships' shares of funds.  Queries: 2."""
    names = places.town_names(place_code)
    rows = Share.objects.filter(fund__place_code=place_code).select_related("fund")
    rows = rows.filter(fund__year=year) if year else rows
    for row in rows.order_by("fund__year", "fund__code", "town_code").iterator(CHUNK):
        yield {
            "fund": row.fund.code,
            "fund_name": row.fund.name,
            "town_code": row.town_code,
            "town": names.get(row.town_code, ""),
            "factor": row.factor_value,
            "amount_fen": row.amount_fen,
        }


def budgets(place_code: str, year: int | None = None) -> Rows:
    """The townships' budgets.  Queries: 2."""
    names = places.town_names(place_code)
    rows = TownBudget.objects.filter(place_code=place_code)
    for row in (rows.filter(year=year) if year else rows).order_by("year", "town_code").iterator(CHUNK):
        where = {"year": row.year, "town_code": row.town_code, "town": names.get(row.town_code, "")}
        yield {**_named(shapes.BUDGETS, row), **where}


def staff(place_code: str, year: int | None = None) -> Rows:
    """Who does by post what may be bought.  Queries: 2."""
    del year
    names = places.town_names(place_code)
    rows = PostHolder.objects.filter(place_code=place_code).order_by("town_code", "id")
    for row in rows.iterator(CHUNK):
        more = {name: row.details.get(name) or None for name in shapes.DETAILS}
        more |= {name: _day(row.details.get(name)) for name in ("born_in", "since")}
        yield {**_named(shapes.STAFF, row), **more, "town": names.get(row.town_code, "")}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _standards(place_code: str, *statuses: str) -> Iterator[tuple[Standard, dict[str, Any]]]:
    """The standards in these states, one of an item, with how its sheet names the item.  Queries: 3."""
    version = catalogue.in_force(place_code)
    called = {i.code: i.name for i in catalogue.items_of(version)} if version is not None else {}
    rows = Standard.objects.filter(place_code=place_code, status__in=statuses)
    # what is published before what is in the making
    for row in rows.order_by("catalogue_code", F("number").asc(nulls_last=True)).distinct("catalogue_code"):
        yield row, {"item": row.catalogue_code, "item_name": called.get(row.catalogue_code, "")}


def indicators(place_code: str) -> Rows:
    """Indicators of the published standards.  Queries: 4."""
    of = {standard.pk: item for standard, item in _standards(place_code, Standard.Status.ISSUED)}
    rows = Indicator.objects.filter(standard_id__in=of).order_by("standard__catalogue_code", "order")
    for row in rows.iterator(CHUNK):
        yield {**of[row.standard_id], **_named(shapes.INDICATORS, row)}


def qualifications(place_code: str) -> Rows:
    """Qualifications that the standards ask, where nothing is published yet that of the draft.  Queries: 3."""
    for standard, item in _standards(place_code, *STANDING):
        for one in standards.qualifications_of(standard):
            yield {**item, **_named(shapes.QUALIFICATIONS, one), "checked_at": "、".join(one.checked_at)}


def followed(place_code: str) -> Rows:
    """Rules that the standards name, where nothing is published yet that of the draft.  Queries: 3."""
    for standard, item in _standards(place_code, *STANDING):
        for one in standards.rules_of(standard):
            yield {**item, **_named(shapes.FOLLOWED, one), "since": _day(one.since)}


def plan(place_code: str, year: int | None = None) -> Rows:
    """The purchase plan, with its sources.  Queries: 4 for each 2000 items."""
    names = places.town_names(place_code)
    version = catalogue.in_force(place_code)
    called = {i.code: i.name for i in catalogue.items_of(version)} if version is not None else {}
    rows = PlanItem.objects.filter(place_code=place_code)
    rows = rows.filter(year=year) if year else rows
    yield from plan_rows(rows.order_by("year", "town_code", "code"), names, called)


def plan_rows(rows: Any, names: Mapping[str, str], called: Mapping[str, str]) -> Rows:
    """Plan items as the sheet has them, in pieces.  Queries: 2 for each 2000 items."""
    batch: list[PlanItem] = []
    for row in rows.iterator(CHUNK):
        batch.append(row)
        if len(batch) == CHUNK:
            yield from _with_sources(batch, names, called)
            batch = []
    yield from _with_sources(batch, names, called)


def _with_sources(rows: list[PlanItem], names: Mapping[str, str], called: Mapping[str, str]) -> Rows:
    money: dict[int, dict[str, int]] = {}
    given = Funding.objects.filter(item__in=rows).order_by("fund_code")
    for item_id, code, fen in given.values_list("item_id", "fund_code", "amount_fen"):
        money.setdefault(item_id, {})[code] = int(fen)
    for row in rows:
        parts = money.get(row.pk, {})
        own = parts.pop(Funding.OWN, 0)
        yield {
            **_named(shapes.PLAN, row),
            "year": row.year,
            "town": names.get(row.town_code, ""),
            "item_name": called.get(row.catalogue_code, ""),
            "earmarked_fen": sum(parts.values()),
            "own_fen": own,
            "fund": ";".join(parts) or None,
            "status": str(row.get_status_display()),
        }


def need_rows(place_code: str) -> Rows:
    """The numbered needs that stand.  Queries: 3."""
    towns_called = places.town_names(place_code)
    called = {v.code: v.name for v in places.villages(place_code)}
    own = {k: v for k, v in told.NEEDS.items() if k != "matter"}
    for row in needs.standing(place_code).iterator(CHUNK):
        yield {
            **_named(own, row),
            "matter": row.matter.name if row.matter is not None else "",
            "town": towns_called.get(row.town_code, ""),
            "village": called.get(row.village_code, ""),
            "trait": "、".join(row.traits) or None,
            "people": row.people,
        }


def joint_reviews(place_code: str) -> Rows:
    """Joint reviews from outside the system.  Queries: 2."""
    names = places.town_names(place_code)
    for row in Earlier.objects.filter(place_code=place_code).order_by("id").iterator(CHUNK):
        yield {**_named(shapes.APPLIED, row), "town": names.get(row.town_code, "")}


def joint_opinions(place_code: str) -> Rows:
    """What the offices said in them.  Queries: 1."""
    own = {k: v for k, v in shapes.OPINIONS.items() if k != "number"}
    rows = EarlierOpinion.objects.filter(review__place_code=place_code).select_related("review")
    for row in rows.order_by("review_id", "id").iterator(CHUNK):
        yield {**_named(own, row), "number": row.review.number}


# kind -> table -> its rows as they stand
TABLES: dict[str, dict[str, Callable[..., Rows]]] = {
    "places": {"towns": towns, "villages": villages},
    "people": {"offices": offices, "people": people, "seats": terms, "deputies": deputies},
    "duties": {"duties": duty_rows},
    "catalogue": {"items": items, "reviews": reviews},
    "standards": {"indicators": indicators, "qualifications": qualifications, "followed": followed},
    "funds": {"funds": funds, "shares": shares},
    "budget": {"budgets": budgets},
    "plan": {"plan": plan},
    "posts": {"staff": staff},
    "voices": {},  # a raw list has no number by which a row is found again
    "needs": {"needs": need_rows},
    "resources": {},  # one department's title stands in every quarter
    "joint-review": {"applied": joint_reviews, "opinions": joint_opinions},
}
YEARLY = {"funds", "shares", "budgets", "plan"}


def existing(
    kind: str, table: str, key: tuple[str, ...], place_code: str, year: int | None
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows of a table by the natural key of its sheet, for a comparison."""
    source = TABLES[kind][table]
    rows = source(place_code, year) if table in YEARLY else source(place_code)
    return {tuple(row.get(name) for name in key): row for row in rows}
