"""Many items approved together: killed at any statement and clicked by several at once, each is approved once or not yet."""

from __future__ import annotations

import pytest

from tests.gates.test_crashes import killed_after
from tests.gates.test_races import at_once
from tests.stories import purchase
from xianggou.base.documents import series
from xianggou.base.ledger import checks
from xianggou.base.trail.models import Entry
from xianggou.stages.budget import actions
from xianggou.stages.budget.models import Approval, BatchItem

pytestmark = [pytest.mark.gate, pytest.mark.slow]
ITEMS = 60
SMALL = {"budget_fen": 200_00, "sources": {"F6": 66_67, "OWN": 133_33}, "quantity": 1}


def batch_of(cast, number):
    items = [purchase.plan(cast, name=f"项目{n}", **SMALL) for n in range(number)]
    ids = [item.pk for item in items]
    return actions.approve_many(where=cast.county, by=cast["finance"], item_ids=ids)


def assert_each_once(cast, number):
    assert Approval.objects.count() == number
    assert Entry.objects.filter(verb="budget.approve", object="plans.planitem").count() == number
    assert Entry.objects.filter(verb="budget.approve", object="budget.approval").count() == number
    kind = Approval.objects.first().document.split("〔")[0]
    serials = [one.serial for one in series.history(cast.county.place_code, kind, 2023)]
    assert serials == list(range(1, number + 1))
    assert not [c for c in checks.checks() if not c.ok]


def test_a_batch_killed_anywhere_is_gone_on_with(stage):
    cast, _ = stage
    batch = batch_of(cast, ITEMS)
    for statements in (3, 17, 60, 140, 9, 170, 31):
        before = Approval.objects.count()
        lived = killed_after(statements, lambda: actions.run_batch(batch.pk, by=cast["finance"]))
        done = Approval.objects.count()
        assert done == before or lived, f"half a part after statement {statements}"
        assert batch.items.filter(outcome=BatchItem.Outcome.DONE).count() == done
    while actions.run_batch(batch.pk, by=cast["finance"]):
        pass
    assert_each_once(cast, ITEMS)


def test_eight_clicks_at_once_do_nothing_twice(stage):
    cast, _ = stage
    batch = batch_of(cast, ITEMS)

    def click(_n):
        while actions.run_batch(batch.pk, by=cast["finance"]):
            pass

    at_once(click, 8)
    assert batch.items.filter(outcome=BatchItem.Outcome.DONE).count() == ITEMS
    assert_each_once(cast, ITEMS)
