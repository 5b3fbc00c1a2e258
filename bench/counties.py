"""Invented counties for `bench/matching.py`: townships, needs, quarterly offers and a person's answer for each matter.

Figures that shape them: 25 townships of 12 villages, 37 classes, 3 matters a class, 600 offers that serve a few
townships or the whole county, 6,000 needs; 3 in 10 needs are for named groups. `scarce` divides every capacity. Everything is invented.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from xianggou.stages.matching.pairs import Around, Asked, Link, Money, Offered, Quarter, candidates
from xianggou.stages.matching.sharing.problem import Demand, Pair, Problem, Supply

CLASSES, VILLAGES = 37, 12
QUARTER = Quarter(2026, 3, date(2026, 7, 1), date(2026, 9, 30))
GROUPS = ("child", "elder", "disabled", "poor")
EVERYBODY: frozenset[str] = frozenset()


class County:
    """One county's input; `changed` gives the same county with a part of the needs and offers other than they were."""

    def __init__(
        self, seed: int, *, townships: int = 25, needs: int = 6000, offers: int = 600, scarce: int = 1
    ) -> None:
        self.dice = random.Random(seed)
        self.townships = [f"T{n:02}" for n in range(townships)]
        self.offers = [self._offer(n) for n in range(offers)]
        self.capacity = {
            o.id: max(1, self.dice.choice((1, 2, 4, 10, 30, 60, 120)) // scarce) for o in self.offers
        }
        self.needs: dict[int, tuple[Asked, Demand]] = {n: self._need(n) for n in range(needs)}

    def _offer(self, number: int) -> Offered:
        dice = self.dice
        areas = (
            {"C"}
            if dice.random() < 0.3
            else set(dice.sample(self.townships, min(dice.randint(2, 10), len(self.townships))))
        )
        groups = frozenset(dice.sample(GROUPS, 1)) if dice.random() < 0.3 else EVERYBODY
        return Offered(
            id=number, series=f"S{number}", face="", class_code=f"K{number % CLASSES}", catalogue_code="",
            list_year=QUARTER.year, list_quarter=QUARTER.number, is_published=True, is_withdrawn=False, level="county",
            areas=frozenset(areas), groups=groups, windows=(), unit="unit", standard=None, money=Money.BUDGETED,
        )  # fmt: skip

    def _need(self, number: int) -> tuple[Asked, Demand]:
        dice = self.dice
        town = dice.choice(self.townships)
        kind = f"K{dice.randrange(CLASSES)}"
        groups = frozenset(dice.sample(GROUPS, 1)) if dice.random() < 0.3 else EVERYBODY
        quantity = dice.choice((1, 1, 2, 4, 8, 20, 35))
        people = max(quantity, dice.choice((6, 15, 40, 120, 400)))
        asked = Asked(
            number, f"{kind}-{dice.randrange(3)}", kind, "", (f"{town}-{dice.randrange(VILLAGES)}", town, "C"),
            groups, (), "unit", None, frozenset({"county"}),
        )  # fmt: skip
        return asked, Demand(number, town, quantity, people, dice.choice((1, 3, 9)), 1, tuple(sorted(groups)))

    def changed(self, seed: int, share: float = 0.01) -> County:
        """A part of the needs is replaced, a part of the capacities moves."""
        other = object.__new__(County)
        other.__dict__ = {**self.__dict__, "dice": random.Random(seed)}
        other.needs, other.capacity = dict(self.needs), dict(self.capacity)
        for number in other.dice.sample(sorted(self.needs), max(1, round(share * len(self.needs)))):
            del other.needs[number]
            fresh = 1_000_000 + number
            other.needs[fresh] = other._need(fresh)
        for offer in other.dice.sample(self.offers, max(1, round(share * len(self.offers)))):
            other.capacity[offer.id] = max(1, other.capacity[offer.id] + other.dice.choice((-1, 1)))
        return other

    def problem(
        self, published: dict[tuple[int, int], int] | None = None
    ) -> tuple[Problem, list[Asked], dict]:
        """What is to be shared out, the needs, and the verdict of every pair: a person has said yes to all of one class."""
        asked = [a for a, _ in self.needs.values()]
        links = {
            (f"{o.class_code}-{n}", o.series): Link(is_served=True, face="")
            for o in self.offers
            for n in range(3)
        }
        verdicts = candidates(asked, self.offers, Around(QUARTER, links, {}))
        published = published or {}
        pairs = [Pair(d, s, published.get((d, s), 0)) for (d, s), v in verdicts.items() if v.passes]
        supplies = [Supply(o.id, self.capacity[o.id]) for o in self.offers]
        return Problem.of((d for _, d in self.needs.values()), supplies, pairs), asked, verdicts

    def without_floor(self, problem: Problem) -> Problem:
        """The same with every need in one place and no protected group."""
        return replace(problem, demands=tuple(replace(d, place="", claims=()) for d in problem.demands))
