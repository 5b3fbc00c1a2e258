"""What becomes of the plan under other budgets, limits and weights: worked out on the page, nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xianggou.stages.plans.choose.facts import Choice, Problem
from xianggou.stages.plans.choose.proposal import choose, moved
from xianggou.stages.plans.models import Funding
from xianggou.stages.plans.weighing import Weighed


@dataclass(frozen=True, slots=True)
class Asked:
    """What is supposed: all money by so many percent, a fund gone, years to come more tightly held, other weights."""

    budget: int = 100
    fund: str = ""
    later: int = 100
    urgency: str = ""  # "other": the weights under which every ranking is tried
    direct: str = ""

    def of(self, weighed: Weighed) -> Problem:
        """The township's choice as it would be."""
        problem = weighed.problem
        lines = {
            code: 0 if code == self.fund else fen * self.budget // 100 for code, fen in problem.lines.items()
        }
        weights = problem.weights
        if self.urgency:
            weights = replace(weights, urgency=weighed.others[0].urgency)
        if self.direct:
            weights = replace(weights, direct=weighed.others[1].direct)
        later = tuple(None if fen is None else fen * self.later // 100 for fen in problem.later_fen)
        return replace(problem, lines=lines, weights=weights, later_fen=later)


@dataclass(frozen=True, slots=True)
class Answer:
    """A township before and after; values are told in the weights of after, so that they compare."""

    weighed: Weighed
    before: tuple[int, ...]
    after: Choice
    came_in: tuple[int, ...]
    fell_out: tuple[int, ...]
    value_before: int
    is_decided: bool

    @property
    def free_fen(self) -> int:
        """The money there would be."""
        return sum(self.after.left.values()) + self.weighed.problem.cost(self.after.chosen)


def answers(towns: Mapping[str, Weighed], asked: Asked, seconds: int = 2) -> dict[str, Answer]:
    """Township → what becomes of its decided ranking, or of the proposal of today where none was decided.

    Each township has `seconds` for a proof; one that takes longer shows its gap.
    """
    return {town: _answer(one, asked, seconds) for town, one in towns.items()}


def _answer(weighed: Weighed, asked: Asked, seconds: int) -> Answer:
    supposed, decided = asked.of(weighed), weighed.problem.published
    before = tuple(sorted(decided)) if decided else choose(weighed.problem, seconds=seconds).chosen
    after = choose(replace(supposed, published=frozenset(before)), seconds=seconds)
    came, fell = ((), ()) if after.stops else moved(before, after.chosen)
    return Answer(weighed, before, after, came, fell, supposed.value(before), bool(decided))


def funds_offered(towns: Mapping[str, Weighed]) -> list[tuple[str, str]]:
    """The funds that could be withdrawn."""
    found = {code: name for one in towns.values() for code, name in one.lines.items() if code != Funding.OWN}
    return sorted(found.items())
