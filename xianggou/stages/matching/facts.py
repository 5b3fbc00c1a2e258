"""From rows of needs, resources, answers and wishes to what the pure part is asked. Reads, decides nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from xianggou.base.places import queries as places
from xianggou.core.likeness import Index
from xianggou.core.weighing import Weighing
from xianggou.stages.funds import queries as funds
from xianggou.stages.matching import pairs as tested
from xianggou.stages.matching.models import Allocation, Link, Project, ProjectList, Wish
from xianggou.stages.matching.sharing.problem import Demand, Pair, Policy, Problem, Supply
from xianggou.stages.needs import queries as needs
from xianggou.stages.resources import queries as resources
from xianggou.stages.resources.queries import OfferInForce

if TYPE_CHECKING:
    from xianggou.stages.needs.models import Need
    from xianggou.stages.resources.models import Quarter

COUNTY = "county"
LEVELS = frozenset({COUNTY, "township"})
MONEY = {
    "free": tested.Money.FREE,
    "own": tested.Money.BUDGETED,
    "charged": tested.Money.BUDGETED,  # who is served pays part; no budget grows
    "fund": tested.Money.LINE,
}


@dataclass(frozen=True)
class Input:
    """Everything a run is made of, and the rows it came from."""

    problem: Problem
    asked: Mapping[int, tested.Asked]
    offers: Mapping[int, OfferInForce]
    verdicts: Mapping[tuple[int, int], tested.Verdict]
    needs: Mapping[int, Need]

    @property
    def waiting(self) -> set[tuple[int, int]]:
        """(matter, series) that nobody has answered yet, or that read otherwise now."""
        found = set()
        for (need_id, offer_id), verdict in self.verdicts.items():
            matter = self.needs[need_id].matter_id
            asked_again = verdict.answered in (tested.Answered.UNASKED, tested.Answered.CHANGED)
            if matter is not None and asked_again and verdict.is_candidate:
                found.add((matter, self.offers[offer_id].series_id))
        return found


def face_of(offer: OfferInForce) -> str:
    """What an answer was given for: another title, group, unit or standard asks again."""
    told = [offer.title, sorted(offer.groups), offer.is_for_all, offer.unit, offer.standard]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def offer_listed(place_code: str, offer_id: int) -> OfferInForce | None:
    """An offer as the list in force of its quarter has it.  Queries: 1–3."""
    row = resources.offers_numbered([offer_id]).filter(place_code=place_code).first()
    if row is None:
        return None
    listed = resources.offers_in_force(place_code, row.quarter.year, row.quarter.quarter)
    return next((o for o in listed if o.id == offer_id), None)


def by_words(place_code: str, text: str, offers: Iterable[OfferInForce]) -> list[OfferInForce]:
    """Offers in the order in which their words are like a text; it orders and leaves none out.  Queries: 1–2."""
    found = {str(o.id): o for o in sorted(offers, key=lambda o: o.id)}
    words = {key: " ".join((o.title, o.content, *o.aliases)) for key, o in found.items()}
    like = Index(words, needs.heard(place_code)).like(text, len(found))
    return [found[key] for key in dict.fromkeys((*(one.key for one in like), *found))]


def newest_links(place_code: str) -> dict[tuple[int, int], Link]:
    """(matter, series) -> the answer that was given last.  Queries: 1."""
    rows = Link.objects.filter(place_code=place_code).order_by("matter_id", "series_id", "-id")
    return {(link.matter_id, link.series_id): link for link in rows.distinct("matter_id", "series_id")}


def free_fen(place_code: str, quarter: Quarter) -> dict[str, int]:
    """Fund -> what other quarters' project lists of the year have left of it.  Queries: 2."""
    taken = dict(
        Project.objects.filter(
            project_list__place_code=place_code,
            project_list__status=ProjectList.Status.ISSUED,
            project_list__quarter__year=quarter.year,
        )
        .exclude(project_list__quarter=quarter)
        .values_list("offer__fund__code")
        .annotate(fen=Sum("cost_fen"))
    )
    found = funds.funds_of(place_code, quarter.year)
    return {fund.code: int(fund.amount_fen) - int(taken.get(fund.code) or 0) for fund in found}


def gather(quarter: Quarter, policy: Weighing) -> Input:
    """What is asked and offered in a quarter, judged pair by pair.  Queries: 12."""
    place = quarter.place_code
    offers = {o.id: o for o in resources.offers_in_force(place, quarter.year, quarter.quarter)}
    rows = {n.pk: n for n in needs.standing(place).select_related("matter").order_by("pk")}
    links = newest_links(place)
    wishes = list(Wish.objects.filter(quarter=quarter, status=Wish.Status.KEPT))
    money = free_fen(place, quarter)
    everyone = frozenset(resources.policy_of(place).everyone)
    measures = _measures(links)
    refused = needs.not_ours(rows)
    asked = {
        pk: _asked(need, quarter, policy, everyone, measures, is_ours=pk not in refused)
        for pk, need in rows.items()
    }
    around = tested.Around(
        tested.Quarter(quarter.year, quarter.quarter, quarter.from_on, quarter.to_on),
        {
            (str(matter), str(series)): tested.Link(link.is_served, link.face)
            for (matter, series), link in links.items()
        },
        money,
        frozenset((w.need_id, w.offer_id) for w in wishes if w.kind == Wish.Kind.FORBID),
    )
    verdicts = tested.candidates(asked.values(), [_offered(o) for o in offers.values()], around)
    demands = [_demand(need, policy, measures) for need in rows.values()]
    supplies = [
        Supply(o.id, o.capacity or 0, o.unit_cost_fen if o.fund_code else 0, o.fund_code, max(o.batch_min, 1))
        for o in offers.values()
    ]
    pairs = _pairs(quarter, verdicts, wishes)
    problem = Problem.of(demands, supplies, pairs, money, Policy(policy.slack_bp, policy.stay_bp))
    return Input(problem, asked, offers, verdicts, rows)


def _measures(links: Mapping[tuple[int, int], Link]) -> dict[int, Link]:
    """Matter -> the oldest yes: it says in which unit needs of this matter are counted."""
    found: dict[int, Link] = {}
    for (matter, _series), link in sorted(links.items(), key=lambda pair: pair[1].pk):
        if link.is_served:
            found.setdefault(matter, link)
    return found


def _asked(
    need: Need,
    quarter: Quarter,
    policy: Weighing,
    everyone: frozenset[str],
    measures: Mapping[int, Link],
    *,
    is_ours: bool,
) -> tested.Asked:
    measure = measures.get(need.matter_id or 0)
    window = policy.window(need.season, quarter.year)
    traits = frozenset(need.traits)
    return tested.Asked(
        id=need.pk,
        matter=str(need.matter_id or ""),
        class_code=need.class_name,
        catalogue_code=need.catalogue_code,
        places=tuple(c for c in (need.village_code, need.town_code, need.place_code) if c),
        groups=frozenset() if traits & everyone else traits,
        windows=(window,) if window else (),
        unit=measure.unit if measure is not None else "",
        standard=None,  # standards of offers are words; nobody compares them by machine
        duty_levels=LEVELS if is_ours else frozenset(),
    )


def _offered(o: OfferInForce) -> tested.Offered:
    return tested.Offered(
        id=o.id,
        series=str(o.series_id),
        face=face_of(o),
        class_code=o.class_name,
        catalogue_code=o.catalogue_code,
        list_year=o.year,
        list_quarter=o.quarter,
        is_published=True,
        is_withdrawn=o.is_withdrawn,
        level=COUNTY,
        areas=frozenset(o.areas),
        groups=frozenset() if o.is_for_all else frozenset(o.groups),
        windows=o.windows,
        unit=o.unit,
        standard=None,
        money=MONEY[o.money],
        line=o.fund_code,
        unit_cost_fen=o.unit_cost_fen if o.fund_code else 0,
        batch_min=max(o.batch_min, 1),
    )


def _demand(need: Need, policy: Weighing, measures: Mapping[int, Link]) -> Demand:
    measure = measures.get(need.matter_id or 0)
    people = need.people or 1  # not known: counts as one, and the page says so
    traits = tuple(need.traits)
    return Demand(
        need.pk,
        need.town_code,
        people if measure is None or measure.is_per_person else 1,
        people,
        policy.urgency.get(need.urgency, 1),
        policy.benefit(traits),
        policy.claims(traits),
    )


def _pairs(
    quarter: Quarter, verdicts: Mapping[tuple[int, int], tested.Verdict], wishes: Iterable[Wish]
) -> list[Pair]:
    """The pairs that pass, with what stands on the list in force and what a clerk has pinned.  Queries: 2."""
    published = {
        (a.need_id, a.offer_id): a.units
        for a in Allocation.objects.filter(
            run__lists__quarter=quarter, run__lists__status=ProjectList.Status.ISSUED
        )
    }
    pins = {(w.need_id, w.offer_id): w.units for w in wishes if w.kind == Wish.Kind.PIN}
    return [
        Pair(need, offer, published.get((need, offer), 0), pins.get((need, offer), 0))
        for (need, offer), verdict in verdicts.items()
        if verdict.passes
    ]


def weighing(place_code: str) -> Weighing | None:
    """How the place shares out, None when its pack does not say.  Queries: 1–2."""
    return places.pack_of(place_code).weighing if places.has_pack(place_code) else None
