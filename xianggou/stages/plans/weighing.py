"""From the rows of a year to what the choice is made from: items, money, needs, ties, commitments; read for many
townships with as many statements as for one.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Any

from xianggou.core.findings import Finding
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries as funds
from xianggou.stages.needs import queries as needs
from xianggou.stages.plans import queries
from xianggou.stages.plans.choose.facts import Candidate, Demand, Minimum, Problem, Weights
from xianggou.stages.plans.models import Funding, PlanChoice, PlanItem, PlanRun, PlanTie

LEADING = "主责"  # a duty of the township's own; with others it only helps
S = PlanItem.Status


@dataclass(frozen=True)
class Weighed:
    """What is weighed for one township, and what pages say beside it."""

    town_code: str
    problem: Problem
    items: Mapping[int, PlanItem]
    lines: Mapping[str, str]  # fund → name
    refused: Mapping[int, tuple[Finding, ...]]
    others: tuple[Weights, ...]
    carried_fen: int = 0  # promised for this year in earlier years, with no item of this year
    classes: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked_fen(self) -> int:
        """What all items that may be chosen ask for."""
        return sum(c.cost_fen for c in self.problem.candidates if not c.never)

    @property
    def free_fen(self) -> int:
        """What there is."""
        return sum(self.problem.lines.values())


@dataclass(frozen=True)
class _Year:
    """The rows of a year, read once."""

    law: LawOn
    items: list[PlanItem]
    earlier: list[PlanItem]
    duties: Mapping[str, Any]
    entries: Mapping[str, Any]
    needs: Mapping[tuple[str, str], list[tuple[int, Demand]]]
    ties: list[PlanTie]
    settled: Mapping[str, frozenset[int]]
    pockets: Mapping[str, funds.TownPocket]
    names: Mapping[str, str]


def weighed(
    place_code: str,
    towns: Sequence[str],
    year: int,
    law: LawOn,
    *,
    pins: Mapping[int, bool] | None = None,
    minimums: Mapping[str, int] | None = None,
) -> dict[str, Weighed]:
    """Township → what is weighed there.  Queries: 12, however many townships and items."""
    read = _read(place_code, towns, year, law)
    return {town: _of_town(read, town, year, pins or {}, minimums or {}) for town in towns}


def _read(place_code: str, towns: Sequence[str], year: int, law: LawOn) -> _Year:
    rows = PlanItem.objects.filter(place_code=place_code, town_code__in=towns)
    items = list(queries.listed(rows.filter(year=year, status__in=queries.LIVE)).order_by("id"))
    earlier = list(
        rows.filter(year__lt=year, status=S.APPROVED).exclude(later_years_fen=[]).only(
            "town_code", "year", "later_years_fen", "name"
        )
    )  # fmt: skip
    live = PlanRun.objects.filter(town_code__in=towns, year=year, status=PlanRun.Status.SETTLED)
    settled: dict[str, set[int]] = defaultdict(set)
    for town, item in PlanChoice.objects.filter(run__in=live, is_in=True).values_list(
        "run__town_code", "item_id"
    ):
        settled[town].add(item)
    names = {fund.code: fund.name for fund in funds.funds_of(place_code, year)}
    ties = PlanTie.objects.filter(
        place_code=place_code, town_code__in=towns, item__year=year, status=PlanTie.Status.STANDS
    )
    return _Year(
        law=law,
        items=items,
        earlier=earlier,
        duties={d.code: d for d in duties.standing(place_code)},
        entries={e.code: e for e in catalogue.items_in_force(place_code)},
        needs=_needs(place_code, towns, {i.catalogue_code for i in items}, law),
        ties=list(ties.order_by("id")),
        settled={town: frozenset(ids) for town, ids in settled.items()},
        pockets=funds.pockets(place_code, year),
        names=names,
    )


def _needs(
    place_code: str, towns: Sequence[str], codes: Iterable[str], law: LawOn
) -> dict[tuple[str, str], list[tuple[int, Demand]]]:
    """(township, catalogue item) → the needs told there that it meets.  Queries: 1."""
    policy = law.pack.collecting if law.pack is not None else None
    if policy is None:
        return {}
    steps = {u.name: n for n, u in enumerate(sorted(policy.urgencies, key=lambda u: u.points))}
    rows = needs.standing(place_code).filter(town_code__in=towns, catalogue_code__in=set(codes))
    found: dict[tuple[str, str], list[tuple[int, Demand]]] = defaultdict(list)
    columns = ("id", "town_code", "catalogue_code", "people", "urgency", "traits")
    for number, town, code, people, urgency, traits in rows.order_by("id").values_list(*columns):
        # the groups that the pack's published priority puts first are the ones that count as named persons
        first = any(policy.trait_points.get(t) for t in traits)
        found[town, code].append((number, Demand(number, people or 0, steps.get(urgency, 0), first)))
    return found


def weights_of(law: LawOn) -> tuple[Weights, tuple[Weights, ...]]:
    """The weights in force, and the others under which an answer is tried.  Raises: NoValue."""
    steps, others = (
        tuple(int(one) for one in law[key].items)
        for key in ("plans.rank_urgency", "plans.rank_urgency_other")
    )
    direct, direct_other = law["plans.rank_direct"].amount, law["plans.rank_direct_other"].amount
    return Weights(steps, direct), (Weights(others, direct), Weights(steps, direct_other))


def _of_town(
    read: _Year, town: str, year: int, pins: Mapping[int, bool], minimums: Mapping[str, int]
) -> Weighed:
    """One township's part."""
    items = {i.pk: i for i in read.items if i.town_code == town}
    weights, others = weights_of(read.law)
    earlier = {e.pk: e for e in read.earlier if e.town_code == town}
    continued = {i.copied_from_id for i in items.values()}
    alone = [e for pk, e in earlier.items() if pk not in continued]
    carried = sum(_planned_for(e, year) for e in alone)
    pocket = read.pockets.get(town, funds.TownPocket({}, 0))
    lines = dict(pocket.shares)
    lines[Funding.OWN] = max(pocket.purchases_fen - sum(pocket.shares.values()) - carried, 0)
    refused = {pk: _refusals(read, i) for pk, i in items.items()}
    candidates: list[Candidate] = []
    demands: dict[int, Demand] = {}
    for pk, item in items.items():
        told = read.needs.get((town, item.catalogue_code), [])
        demands.update(told)
        never = "returned" if item.status == S.RETURNED else refused[pk][0].code if refused[pk] else ""
        never = "" if item.status == S.APPROVED else never
        continues = earlier.get(item.copied_from_id or 0)
        must = "approved" if item.status == S.APPROVED else ""
        if not must and not never and continues is not None and _planned_for(continues, year):
            must = "carried"
        if pk in pins and not never and not must:
            must, never = ("office", "") if pins[pk] else ("", "office")
        candidates.append(_candidate(read, item, tuple(n for n, _ in told), must, never))
    share = read.law["plans.rank_later_share"].amount
    most = max((len(i.later_years_fen) for i in items.values()), default=0)
    promised = [sum(_planned_for(e, year + n) for e in alone) for n in range(1, most + 1)]
    problem = Problem(
        candidates=tuple(candidates),
        lines=lines,
        weights=weights,
        demands=tuple(demands.values()),
        excludes=tuple(sorted((t.item_id, t.other_id) for t in _ties(read, town, items, "excludes"))),
        minimums=tuple(Minimum(g, items=n) for g, n in sorted(minimums.items()) if n),
        later_fen=tuple(max(pocket.purchases_fen * share // 10_000 - fen, 0) for fen in promised),
        published=read.settled.get(town, frozenset()) & items.keys(),
        slack_bp=read.law["plans.rank_slack"].amount,
    )
    names = {Funding.OWN: "", **{code: read.names.get(code, code) for code in lines if code != Funding.OWN}}
    classes = {
        e.class_code: e.class_name for i in items.values() if (e := read.entries.get(i.catalogue_code))
    }
    tied: dict[int, list[int]] = defaultdict(list)
    for tie in _ties(read, town, items, "depends"):
        tied[tie.item_id].append(tie.other_id)
    bound = tuple(replace(c, depends=tuple(tied.get(c.id, ()))) for c in problem.candidates)
    return Weighed(town, replace(problem, candidates=bound), items, names, refused, others, carried, classes)


def _ties(read: _Year, town: str, items: Mapping[int, PlanItem], kind: str) -> list[PlanTie]:
    """The ties of a kind between items that both stand."""
    return [
        t
        for t in read.ties
        if t.town_code == town and t.kind == kind and t.item_id in items and t.other_id in items
    ]


def _planned_for(item: PlanItem, year: int) -> int:
    """What an item of an earlier year planned for this one."""
    behind = year - item.year
    return int(sum(item.later_years_fen[behind - 1 : behind]))


def _refusals(read: _Year, item: PlanItem) -> tuple[Finding, ...]:
    """What the rules of sending say about duty and catalogue, before anything is counted.  Queries: 0."""
    duty = read.duties.get(item.duty_code)
    facts = {
        "name": item.name,
        "duty_is_own": duty is not None and duty.is_purchasable,
        "item_in_catalogue": item.catalogue_code in read.entries,
    }
    return judge("plans.submit", facts, read.law).findings


def _candidate(read: _Year, item: PlanItem, demands: tuple[int, ...], must: str, never: str) -> Candidate:
    """An item as the choice sees it: it may be paid from the sources that its author names, in any split."""
    entry, duty = read.entries.get(item.catalogue_code), read.duties.get(item.duty_code)
    sources = {s["code"]: int(s["fen"]) for s in item.sources}  # type: ignore[attr-defined]
    return Candidate(
        id=item.pk,
        cost_fen=int(item.budget_fen),
        lines=tuple(sources),
        wished_fen=tuple(sources.values()),
        demands=demands,
        group=entry.class_code if entry is not None else "",
        order=0 if duty is not None and duty.mode == LEADING else 1,
        must=must,
        never=never,
        later_fen=tuple(int(fen) for fen in item.later_years_fen),
    )


def frozen(weighed: Weighed, pins: Mapping[int, bool]) -> dict[str, Any]:
    """All that was weighed, as it is kept beside the answer."""
    p = weighed.problem
    return {
        "items": [
            [c.id, c.cost_fen, list(c.lines), list(c.wished_fen), sorted(c.demands), c.group, c.order, c.must,
             c.never, sorted(c.depends), list(c.later_fen)]
            for c in sorted(p.candidates, key=lambda c: c.id)
        ],
        "lines": dict(sorted(p.lines.items())),
        "needs": sorted([d.id, d.people, d.urgency, int(d.direct)] for d in p.demands),
        "weights": [list(p.weights.urgency), p.weights.direct],
        "excludes": [list(pair) for pair in p.excludes],
        "minimums": {m.group: m.items for m in p.minimums},
        "later_fen": list(p.later_fen),
        "published": sorted(p.published),
        "slack_bp": p.slack_bp,
        "carried_fen": weighed.carried_fen,
        "pins": {str(k): v for k, v in sorted(pins.items())},
        "solver": f"highspy {version('highspy')}",
    }  # fmt: skip


def digest(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form."""
    text = json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
