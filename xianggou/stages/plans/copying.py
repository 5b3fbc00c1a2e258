"""A past year's plan taken into the next: each item with what no longer holds, then drafts of the new year.

Used by `plans.actions` and the page that offers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from xianggou.base.access.roles import Where
from xianggou.base.places.models import BodyName
from xianggou.base.trail import loads
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Acting
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.money import Fen, split
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import facts, loading, queries
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.plans.rules.copying import Copying
from xianggou.stages.standards import queries as standards


@dataclass(slots=True)
class Known:
    """What holds in the new year, read once for all items."""

    version_id: int | None
    items: Mapping[str, Any]
    duties: frozenset[str]
    standards: Mapping[str, Any]
    buyer_open: bool
    offices: frozenset[str]
    pocket: funds.Pocket
    has_money: bool
    taken: dict[str, int]
    names: frozenset[tuple[str, str]]
    copied: frozenset[int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A past item as it would stand in the new year: its facts, its sources, what no longer holds."""

    item: PlanItem
    name: str
    sources: Mapping[str, int]
    facts: Mapping[str, Any]
    verdict: Verdict
    is_there: bool = False
    budget_fen: int = field(default=0)


def both_years(where: Where, year: int) -> tuple[list[PlanItem], list[PlanItem]]:
    """(what a township sent the year before, what stands in the year already), with sources.  Queries: 1."""
    rows = PlanItem.objects.filter(
        place_code=where.place_code, town_code=where.town_code, year__in=(year - 1, year)
    ).exclude(status=PlanItem.Status.WITHDRAWN)
    rows = facts.whole(queries.shown(rows)).select_related("standard", "owner_seat").order_by("code", "id")
    found = list(rows)
    before = [item for item in found if item.year < year and item.status in queries.SENT]
    return before, [item for item in found if item.year == year]


def known(where: Where, year: int, day: date, standing: Sequence[PlanItem]) -> Known:
    """What holds in the new year, beside what stands in it already.  Queries: 5."""
    items = catalogue.items_in_force(where.place_code)
    pocket = funds.pocket(where.place_code, where.town_code, year)
    taken = {"": 0}
    for item in standing:
        for code, fen in queries.sources_of(item).items():
            taken[code] = taken.get(code, 0) + fen
            taken[""] += fen
    names = BodyName.objects.filter(body__town_code=where.town_code, during__contains=day)
    names = names.filter(Q(body__closed_on__isnull=True) | Q(body__closed_on__gt=day)).select_related("body")
    bodies = {name.body.code for name in names}
    return Known(
        version_id=items[0].version_id if items else None,
        items={one.code: one for one in items},
        duties=frozenset(one.code for one in duties.purchasable(where.place_code)),
        standards=standards.all_in_force(where.place_code),
        buyer_open=where.town_code in bodies,
        offices=frozenset(name.name for name in names if name.body.code != where.town_code),
        pocket=pocket,
        has_money=bool(pocket.total_fen or pocket.shares),
        taken=taken,
        names=frozenset((item.catalogue_code, item.name) for item in standing),
        copied=frozenset(item.copied_from_id for item in standing if item.copied_from_id),
    )


def candidates(
    where: Where, year: int, day: date, law: LawOn, only: frozenset[int] | None = None
) -> list[Candidate]:
    """The items of the year before (or those chosen), each as it would stand in the new year.  Queries: 6."""
    rows, standing = both_years(where, year)
    now = known(where, year, day, standing)
    return [candidate(item, year, now, law) for item in rows if only is None or item.pk in only]


def candidate(item: PlanItem, year: int, now: Known, law: LawOn) -> Candidate:
    """One item as it would stand in the new year; what it takes of the pocket counts for those after it."""
    before = queries.sources_of(item)
    is_running = bool(item.later_years_fen) and item.ends_on is not None and item.ends_on.year >= year
    budget = int(item.later_years_fen[0]) if is_running else int(item.budget_fen)
    parts = split(Fen(budget), list(before.values())) if budget else ()
    sources = {code: int(fen) for code, fen in zip(before, parts, strict=bool(budget)) if fen}
    entry, standard = now.items.get(item.catalogue_code), now.standards.get(item.catalogue_code)
    name = item.name.replace(str(item.year), str(year))
    is_there = item.pk in now.copied or (item.catalogue_code, name) in now.names
    if is_there:
        return Candidate(item, name, sources, {}, Verdict("plans.copy"), is_there=True, budget_fen=budget)
    # a plan calls an office 财政办, the list of bodies calls it 青山镇财政办
    office_open = not (item.office and now.offices) or any(name.endswith(item.office) for name in now.offices)
    planned, certain = _plate(sources, budget, now)
    verdict = judge(
        "plans.copy",
        Copying(
            name=name,
            item_in_catalogue=entry is not None,
            unit_before=item.unit,
            unit_now=entry.unit if entry is not None else "",
            duty_is_own=item.duty_code in now.duties,
            buyer_open=now.buyer_open,
            office_open=office_open,
            funds_ended=_ended(sources, now),
            standard_before=item.standard.number if item.standard else 0,
            standard_now=standard.number if standard is not None else 0,
            is_running=is_running,
            later_fen=budget,
            planned_fen=planned if now.has_money else None,
            money_certain_fen=certain if now.has_money else None,
        ),
        law,
    )
    kept = {
        **{column: getattr(item, column) for column in KEPT},
        "office": item.office if office_open else "",
        "owner_seat_id": item.owner_seat_id if office_open else None,
        "posts_reason": _posts_reason(item),
        "ex_ante": {**item.ex_ante, "conclusion": ""},
        "catalogue_version_id": now.version_id,
        "standard": standard,
        **_term(item, year, is_running),
    }
    return Candidate(item, name, sources, kept, verdict, budget_fen=budget)


KEPT = (
    "catalogue_code", "duty_code", "quantity", "unit", "carried_out", "method", "target", "acceptance", "feasibility",
)  # fmt: skip


def _plate(sources: Mapping[str, int], budget: int, now: Known) -> tuple[int, int]:
    """Plate and pocket with this item: of the fund that is over-planned, else of the township as a whole."""
    for code, fen in (*sources.items(), ("", budget)):
        now.taken[code] = now.taken.get(code, 0) + fen
    for code in sources:
        share = now.pocket.shares.get(code)
        if code != Funding.OWN and share is not None and now.taken[code] > share:
            return now.taken[code], share
    return now.taken[""], now.pocket.total_fen


def _ended(sources: Mapping[str, int], now: Known) -> tuple[str, ...]:
    """Funds that give the township nothing; before the year's money is known, nobody can say."""
    if not now.has_money:
        return ()
    return tuple(code for code in sources if code != Funding.OWN and code not in now.pocket.shares)


def _posts_reason(item: PlanItem) -> str:
    """Posts that were pledged with the year before do not leave again: the draft says by which pledge."""
    pledge = facts.beside(item).pledge
    if pledge is None:
        return item.posts_reason
    return gettext("岗位退出已在上年的承诺书 %(number)s 里") % {"number": pledge["number"]}


def _term(item: PlanItem, year: int, is_running: bool) -> dict[str, Any]:
    """A project that runs goes on to its end; another is bought for the same days of the new year."""
    if is_running:
        return {
            "starts_on": date(year, 1, 1), "ends_on": item.ends_on, "later_years_fen": item.later_years_fen[1:],
            "long_term": item.long_term,
        }  # fmt: skip
    return {
        "starts_on": _moved(item.starts_on, year - item.year),
        "ends_on": _moved(item.ends_on, year - item.year),
    }


def _moved(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def born(chosen: Sequence[Candidate], where: Where, year: int, verb: str, *, by: Acting) -> list[PlanItem]:
    """The drafts of the new year, each with its dossier, its sources and its entry.  Queries: about 10."""
    codes = [loading.next_code(where.town_code, year) for _one in chosen]
    dossiers = Subject.objects.bulk_create(
        Subject(
            kind=Subject.Kind.DOSSIER, code=code, title=one.name, place_code=where.place_code,
            town_code=where.town_code,
        )
        for one, code in zip(chosen, codes, strict=True)
    )  # fmt: skip
    items = [
        PlanItem(
            place_code=where.place_code, town_code=where.town_code, year=year, dossier=dossier, code=code,
            name=one.name, budget_fen=one.budget_fen, copied_from=one.item, **one.facts,
        )
        for one, code, dossier in zip(chosen, codes, dossiers, strict=True)
    ]  # fmt: skip
    told = [{"copied_from": one.item.code, "found": list(one.verdict.codes)} for one in chosen]
    loads.born_many(items, verb, by=by, changes=told)
    Funding.objects.bulk_create(
        Funding(item=item, fund_code=code, amount_fen=fen)
        for item, one in zip(items, chosen, strict=True)
        for code, fen in one.sources.items()
    )
    return items
