"""Who comes too late is told so, and nothing is written; an id that nobody has is not found."""

from __future__ import annotations

import pytest

from tests.stories import purchase
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import Stale
from xianggou.stages.budget import actions as budget
from xianggou.stages.payments import actions as payments
from xianggou.stages.plans import actions as plans

pytestmark = [pytest.mark.gate, pytest.mark.django_db]


@pytest.fixture
def cast(county_a, db):
    return county_a


def test_an_act_from_the_wrong_state_is_stale_and_writes_nothing(cast):
    item = purchase.approved(cast)
    before = Entry.objects.count()
    for act in (
        lambda: plans.withdraw(item.pk, by=cast["needs"], why="x"),
        lambda: budget.return_item(item.pk, by=cast["finance"], why="x"),
    ):
        with pytest.raises(Stale) as late:
            act()
        assert late.value.changed_at is not None
    assert Entry.objects.count() == before


def test_an_id_that_nobody_has_is_not_found(cast):
    for act in (
        lambda: plans.submit(10**9, by=cast["needs"]),
        lambda: payments.pay(10**9, by=cast["treasury"]),
    ):
        with pytest.raises(NotGranted) as hidden:
            act()
        assert hidden.value.is_hidden
