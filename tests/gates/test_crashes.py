"""kill -9 between any two statements of any step: the step is done whole or not at all, and can be done again once."""

from __future__ import annotations

import os
import signal

import pytest
from django.db import connection, connections

from tests.stories import purchase
from xianggou.base.access.actions import once
from xianggou.base.ledger import checks
from xianggou.base.trail.models import Entry
from xianggou.stages.budget import actions as budget
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.payments import actions as payments
from xianggou.stages.procurement import actions as procurement

pytestmark = [pytest.mark.gate, pytest.mark.slow]
LONGEST = 120


def killed_after(statements, act):
    """Run `act` in a child that is killed with -9 before its next statement; gives whether it lived to the end."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        seen = 0

        def count(execute, sql, params, many, context):
            nonlocal seen
            if seen == statements:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(count):
                act()
        except BaseException:  # noqa: BLE001  (the child must end here, whatever it met)
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the act itself failed"
    return os.WIFEXITED(status)


STEPS = {
    "approve": (purchase.plan, lambda cast, row: budget.approve(row.pk, by=cast["finance"]).pk, "finance"),
    "start": (purchase.approved, lambda cast, row: procurement.start(row.pk, by=cast["buyer"]).pk, "buyer"),
    "sign": (
        purchase.drafted,
        lambda cast, row: contracts.sign(row.pk, by=cast["contracts"]).pk,
        "contracts",
    ),
    "approve payment": (
        purchase.requested,
        lambda cast, row: payments.approve(row.pk, by=cast["vice"]).pk,
        "vice",
    ),
}


# Statements at which a step is killed at least; fewer would mean that rules or trail were left out.
LEAST = {"approve payment": 7}


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_step_is_done_whole_or_not_at_all(stage, step):
    cast, _ = stage
    build, act, login = STEPS[step]
    row = build(cast)
    before = Entry.objects.count()

    def keyed():
        return once(cast[login], "key", step, {"id": row.pk}, lambda: act(cast, row))

    for n in range(LONGEST):
        lived = killed_after(n, keyed)
        broken = [c for c in checks.checks() if not c.ok]
        assert not broken, (n, broken)
        if lived:
            break
        assert Entry.objects.count() == before, f"half a step after statement {n}"
    assert n >= LEAST.get(step, 9)
    done = Entry.objects.count()
    assert done > before
    assert keyed() is not None  # the same key gives the answer that the dead process could not show
    assert Entry.objects.count() == done
