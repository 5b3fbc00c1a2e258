"""One matter's way through the year: its acts in order, each some working days after the one before.

A matter is whatever the trail numbers entries on: a dossier, an application, an objection, a list. Its chance is its
own, so no matter's year depends on another's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Self

from xianggou.core.actor import Actor
from xianggou.core.calendar import Calendar
from xianggou.demo.cast import Post
from xianggou.demo.clock import Diary
from xianggou.demo.steps import Attempt, Step

Act = Callable[..., object]


class Matter:
    """Writes the steps of one matter, by the code of its subject in the trail."""

    def __init__(self, code: str, calendar: Calendar, seed: int, begins: date) -> None:
        """`code`: the subject that its acts leave entries on; `begins`: the day it is taken up."""
        self.code = code
        self.chance = random.Random(f"{seed}/{code}")
        self.diary = Diary(calendar, self.chance, begins)
        self.steps: list[Step] = []
        self._tried: list[Attempt] = []

    def does(
        self, verb: str, post: Post, act: Act, after: tuple[int, int] = (1, 3), *, on: str = "", **facts: Any
    ) -> Self:
        """The next act: `after` so many working days, by the holder of a post; its entry stands `on` another subject."""
        at = self.diary.later(self.chance.randint(*after))
        code = on or self.code
        run = partial(_called, act, code, facts)
        self.steps.append(Step(at, code, verb, post, run, tuple(self._tried)))
        self._tried = []
        return self

    def tries(self, code: str, post: Post, act: Act, **facts: Any) -> Self:
        """Before the next act this is tried, and must be refused by the rule named."""
        self._tried.append(Attempt(code, post, partial(_called, act, self.code, facts)))
        return self

    def not_before(self, day: date) -> Self:
        """Nothing more happens before this day."""
        self.diary.not_before(day)
        return self


def _called(act: Act, code: str, facts: Mapping[str, Any], by: Actor) -> None:
    act(by, code, **facts)
