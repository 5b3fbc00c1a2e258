"""The place of every item in the ranking, with its reason: what it is worth, what holds it, what keeps it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xianggou.stages.plans.choose.facts import Choice, Problem
from xianggou.stages.plans.choose.proposal import moved, why_not


@dataclass(frozen=True, slots=True)
class Placed:
    """An item's place: in or out, the code of the reason with its figures, and how sure (稳入, 稳出, 看权重)."""

    item: int
    is_in: bool
    code: str
    facts: Mapping[str, Any]
    sure: str
    worth: int


def placed(problem: Problem, choice: Choice, sure: Mapping[int, str]) -> tuple[Placed, ...]:
    """All items in order: held by commitment, chosen by what they bring for their money, then the rest."""
    found = [_inside(problem, choice, i, sure) for i in choice.chosen]
    found += [_outside(problem, choice, i, sure) for i in problem.by_id if i not in choice.chosen]
    return tuple(sorted(found, key=lambda p: _order(problem, p)))


def _order(problem: Problem, place: Placed) -> tuple[int, ...]:
    """Commitments, then chosen ones, sure before doubtful; then what nearly came in; refused ones last."""
    candidate = problem.by_id[place.item]
    if place.is_in:
        step = 0 if candidate.must else 1 if place.worth else 2
    else:
        step = 4 if place.code == "never" else 3
    doubt = 1 if (place.sure == "open") == place.is_in else 0
    density = place.worth * 100_000_000 // max(candidate.cost_fen, 1)
    return (step, doubt, -density, candidate.order, place.item)


def _worth(problem: Problem, item: int) -> dict[str, int]:
    """How many needs speak for an item, and what they count together."""
    known = [d for d in set(problem.by_id[item].demands) if d in problem.worth]
    return {"needs": len(known), "worth": sum(problem.worth[d] for d in known)}


def _inside(problem: Problem, choice: Choice, item: int, sure: Mapping[int, str]) -> Placed:
    """Why it is in; `lost` is what would be missing without it."""
    candidate, facts = problem.by_id[item], _worth(problem, item)
    facts["lost"] = choice.value - problem.value([i for i in choice.chosen if i != item])
    needed_by = [i for i in choice.chosen if item in problem.by_id[i].depends and i != item]
    more: dict[str, Any] = {}
    if candidate.must:
        code = candidate.must
    elif facts["lost"]:
        code = "worth"
    elif needed_by:
        code, more = "needed", {"items": needed_by}
    else:
        code = "room"
    return Placed(
        item,
        is_in=True,
        code=code,
        facts={**facts, **more},
        sure="" if candidate.must else sure.get(item, ""),
        worth=facts["worth"],
    )


def _outside(problem: Problem, choice: Choice, item: int, sure: Mapping[int, str]) -> Placed:
    """Why it is not: refused by rule, in the way of something, too dear, or worth less than what would drop out."""
    candidate, facts = problem.by_id[item], _worth(problem, item)
    if candidate.never:
        return Placed(
            item,
            is_in=False,
            code="never",
            facts={**facts, "why": candidate.never},
            sure="",
            worth=facts["worth"],
        )
    stop = choice.out.get(item)
    told: dict[str, Any] = {}
    if stop is None:
        stop, other = why_not(problem, choice, item)
        if stop is None:
            came, fell = moved(choice.chosen, other.chosen)
            told = {
                "lost": choice.value - other.value,
                "in": [i for i in came if i != item],
                "out": list(fell),
                "classes": [m.group for m in other.given_up if m not in choice.given_up],
            }
            return Placed(
                item,
                is_in=False,
                code="behind",
                facts={**facts, **told},
                sure=sure.get(item, ""),
                worth=facts["worth"],
            )
    told = {
        "items": [i for i in stop.items if i != item],
        "lines": list(stop.lines),
        "year": stop.year,
        "over_fen": stop.over_fen,
    }
    return Placed(
        item,
        is_in=False,
        code=stop.code,
        facts={**facts, **told},
        sure=sure.get(item, ""),
        worth=facts["worth"],
    )
