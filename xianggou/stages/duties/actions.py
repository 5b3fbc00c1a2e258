"""What changes duties: adopt a version of the duty list, load the posts that do the work today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from xianggou.stages.duties import queries
from xianggou.stages.duties.models import Duty, DutyList, PostHolder, PostPrice

FACTS = (
    "code", "field", "name", "department", "mode", "county_part", "town_part", "is_purchasable", "catalogue_codes",
    "basis", "admitted_on", "state",
)  # fmt: skip


@action("duties.adopt")
def adopt(
    *,
    where: Where,
    by: Acting,
    duties: Sequence[Row],
    on: date | None = None,
    source: str = "",
    why: str = "",
) -> Loaded:
    """Issue a new version of the duty list where the rows differ from the one in force; the same rows issue none.

    Rows: code ("" lets the house number it), field, name, department, mode, county_part, town_part, is_purchasable,
    catalogue_codes, basis, admitted_on, state.  What the rows leave out, a duty or a column of it, is carried into
    the new version as it is.
    Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    last = queries.list_in_force(place.code)
    before = {d.code: d for d in queries.duties_of(last)} if last is not None else {}
    loads.refuse(p for row in duties for p in loads.unfit(Duty, row))
    given = {row["code"]: loads.without_place(row) for row in _numbered(duties, before)}
    told = {code for code, row in given.items() if code in before and loads.differences(before[code], row)}
    new = given.keys() - before.keys()
    loaded = Loaded(saved=len(new), changed=len(told), unchanged=len(given) - len(new) - len(told))
    if not loaded.wrote:
        return loaded
    if last is not None:
        trail.move(last, "duties.replace", DutyList.Status.REPLACED, by=by)
    version = DutyList(
        place_code=place.code,
        register=trails.register_of(place.code, "duties", "责任清单"),
        number=last.number + 1 if last else 1,
        adopted_on=on or trails.today(),
    )
    facts = {code: {name: getattr(row, name) for name in FACTS} for code, row in before.items()}
    for code, row in given.items():
        facts[code] = facts.get(code, {}) | row
    trail.born(version, "duties.adopt", by=by, why=why, changes={"duties": len(facts)})
    Duty.objects.bulk_create(
        (Duty(duty_list=version, **row) for _, row in sorted(facts.items())), batch_size=loads.BATCH
    )
    loads.noted(place, "duties.adopt", loaded, by=by, source=source)
    return loaded


def _numbered(rows: Sequence[Row], before: Mapping[str, Duty]) -> Iterable[Row]:
    """Rows with their codes; one without finds the duty of its name, else takes the next number (D110)."""
    by_name = {duty.name: code for code, duty in before.items()}
    taken = [*before, *(row["code"] for row in rows if row.get("code"))]
    last = max((int(code[1:]) for code in taken if code[:1] == "D" and code[1:].isdigit()), default=0)
    for row in rows:
        code = row.get("code") or by_name.get(row["name"], "")
        if not code:
            last += 1
            code = f"D{last:03d}"
        yield {**row, "code": code}


@action("duties.load_posts")
def load_posts(
    *,
    where: Where,
    by: Acting,
    posts: Iterable[Row],
    prices: Iterable[Row] = (),
    source: str = "",
) -> Loaded:
    """Bring the posts that do what may be bought up to date, and what the service in their place costs a year.

    Rows: posts town_code, key, name, post, identity, yearly_cost_fen, disposal, effective_on, details;
    prices town_code, villages, village_fen, price_fen.  A township's clerk loads only its own.
    Money: 分 a year.  Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    held = [{**row, "place_code": place.code} for row in posts]
    paid = [{**row, "place_code": place.code} for row in prices]
    loads.refuse(
        loads.problem(
            row, "other_town", gettext("这一行不是本乡镇的"), gettext("只导入本乡镇的行，或请县财政部门导入")
        )
        for row in [*held, *paid]
        if where.town_code and row["town_code"] != where.town_code
    )
    known: dict[Any, Any] = {
        p.key: p for p in PostHolder.objects.filter(place_code=place.code, key__in=[r["key"] for r in held])
    }
    loaded = loads.upserted(PostHolder, known, ((row["key"], row) for row in held))
    costs: dict[Any, Any] = {p.town_code: p for p in PostPrice.objects.filter(place_code=place.code)}
    loaded += loads.upserted(PostPrice, costs, ((row["town_code"], row) for row in paid))
    loads.noted(place, "duties.load_posts", loaded, by=by, source=source)
    return loaded
