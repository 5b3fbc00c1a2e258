"""A township of District B with its four offices, and a plan item that was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests import cast as people
from tests import desks
from tests.visits import plain_static
from xianggou.base.reviews import queries as boards
from xianggou.base.reviews.asked import Answer
from xianggou.base.reviews.models import Choice
from xianggou.core.actor import Actor
from xianggou.stages.joint_review import actions, queries
from xianggou.stages.plans import actions as plans
from xianggou.stages.plans.models import PlanItem

__all__ = ["office", "plain_static"]
SUBJECTS = ("资金来源", "实施方案", "采购方式")


@dataclass
class Office:
    """The cast, the four offices and what they do with an item."""

    cast: people.Cast
    desks: dict[str, Actor] = field(default_factory=dict)

    def drafted(self, **more: Any) -> PlanItem:
        item: PlanItem = plans.draft(where=self.cast.here, by=self.cast["needs"], **people.facts(**more))
        return item

    def sent(self, **more: Any) -> PlanItem:
        item = self.drafted(**more)
        actions.open_review(item.pk, by=self.cast["needs"])
        item.refresh_from_db()
        return item

    def say(self, name: str, item: PlanItem, **choices: str) -> str:
        given = {
            s: Answer(choices.get(s, Choice.AGREE), "写明的理由" if s in choices else "") for s in SUBJECTS
        }
        return actions.opine(item.pk, by=self.desks[name], answers=given)

    def all_agree(self, item: PlanItem) -> None:
        for name in self.desks:
            self.say(name, item)

    def passed(self, **more: Any) -> PlanItem:
        item = self.sent(**more)
        self.all_agree(item)
        actions.conclude(item.pk, by=self.desks["财政办"])
        return item

    def board(self, item: PlanItem) -> boards.Board:
        docket = queries.docket_of(item.pk)
        assert docket is not None
        return boards.board(docket.review)


@pytest.fixture
def office(district_b: people.Cast, db: None) -> Office:
    """青山镇 under District B's pack."""
    return Office(district_b, desks.offices())
