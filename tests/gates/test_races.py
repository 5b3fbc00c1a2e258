"""Two and thirty-two connections at once: money is held once, numbers have no gap, nothing ends in a deadlock."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.stories import purchase
from xianggou.base.access.actions import once
from xianggou.base.ledger import checks
from xianggou.base.ledger import queries as ledger
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.budget import actions as budget
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.payments import actions as payments
from xianggou.stages.procurement import actions as procurement
from xianggou.stages.procurement.models import Procedure

pytestmark = pytest.mark.gate
CROWD = 32


def at_once(act, times=CROWD):
    """Run `act(n)` in as many threads, all let go together; gives results and what was raised."""
    barrier = threading.Barrier(times)

    def one(n):
        barrier.wait(timeout=30)
        try:
            return act(n)
        except (Refused, BadInput, Stale) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def refused(found):
    return [f for f in found if isinstance(f, Refused | BadInput | Stale)]


@pytest.mark.parametrize("times", [2, CROWD])
def test_one_of_many_starts_holds_the_money(stage, times):
    cast, _ = stage
    item = purchase.approved(cast)
    found = at_once(lambda _: procurement.start(item.pk, by=cast["buyer"]), times)
    assert len(refused(found)) == times - 1
    assert Procedure.objects.count() == 1
    assert ledger.dossier_standing(item.dossier_id).held == 12_0000_00
    assert not [c for c in checks.checks() if not c.ok]


def test_one_of_many_approvals_makes_the_budget(stage):
    cast, _ = stage
    item = purchase.plan(cast)
    found = at_once(lambda _: budget.approve(item.pk, by=cast["finance"]))
    assert len(refused(found)) == CROWD - 1
    assert (
        sum(
            s.approved
            for s in ledger.standings_by_line([n.pk for n in ledger.lines_of_item(item.pk)]).values()
        )
        == 12_0000_00
    )


def test_one_of_many_signatures_and_payments_counts(stage):
    cast, _ = stage
    contract = purchase.drafted(cast)
    found = at_once(lambda _: contracts.sign(contract.pk, by=cast["contracts"]), 8)
    assert len(refused(found)) == 7
    assert ledger.dossier_standing(contract.dossier_id).committed == 11_5000_00


def test_a_payment_is_paid_once(stage):
    cast, _ = stage
    payment = purchase.requested(cast)
    payments.approve(payment.pk, by=cast["vice"])
    found = at_once(lambda _: payments.pay(payment.pk, by=cast["treasury"], voucher_no="ZF-1"))
    assert len(refused(found)) == CROWD - 1
    standing = ledger.dossier_standing(payment.dossier_id)
    assert (standing.paid, standing.payable) == (11_5000_00, 0)


def test_the_same_click_many_times_is_one_act_and_one_answer(stage):
    cast, _ = stage
    item = purchase.approved(cast)
    buyer = cast["buyer"]

    def click(_):
        return once(
            buyer,
            "k1",
            "procurement.start",
            {"item": item.pk},
            lambda: procurement.start(item.pk, by=buyer).pk,
        )

    found = at_once(click)
    assert len(set(found)) == 1
    assert Procedure.objects.count() == 1


def test_entries_of_a_dossier_have_no_gap_under_a_crowd(stage):
    cast, _ = stage
    items = [
        purchase.approved(cast, name=f"第{n}项", budget_fen=1_0000_00, sources={"OWN": 1_0000_00})
        for n in range(3)
    ]
    at_once(lambda n: procurement.start(items[n % 3].pk, by=cast["buyer"]))
    for item in items:
        seqs = list(
            Entry.objects.filter(subject_id=item.dossier_id).order_by("seq").values_list("seq", flat=True)
        )
        assert seqs == list(range(1, trails.count(item.dossier_id) + 1))


def test_a_line_that_runs_out_gives_exactly_what_it_has(stage):
    cast, _ = stage
    item = purchase.approved(cast, budget_fen=20_0000_00, sources={"OWN": 20_0000_00})
    part = 1_0000_00
    found = at_once(lambda _: procurement.start(item.pk, by=cast["buyer"], hold_fen=part))
    assert len(refused(found)) == CROWD - 20
    line = ledger.lines_of_item(item.pk)[0]
    standing = ledger.standings_by_line([line.pk])[line.pk]
    assert (standing.held, standing.available) == (20_0000_00, 0)
    assert len({p.dossier_id for p in Procedure.objects.all()}) == 20
