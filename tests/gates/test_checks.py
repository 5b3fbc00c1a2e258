"""`check` finds what an administrator with the owner's login did behind the application's back."""

from __future__ import annotations

import pytest

from tests.stories import purchase
from xianggou.base.ledger import checks as books
from xianggou.base.trail import checks as trail

pytestmark = pytest.mark.gate


def broken():
    return [c.name for c in (*trail.checks(), *books.checks()) if not c.ok]


TAMPERINGS = {
    "DELETE FROM trail_entry WHERE id = (SELECT max(id) FROM trail_entry)": "numbered without a gap",
    "UPDATE trail_entry SET frm = 'paid' WHERE verb = 'contracts.sign'": "stands in the chart",
    "UPDATE contracts_contract SET status = 'draft'": "stands where its last entry says",
    "UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE bucket = 'paid'": "the books sum to zero",
    "UPDATE ledger_transfer SET amount_fen = amount_fen + 1": "what came in less what went out",
    "DELETE FROM ledger_transfer WHERE id = (SELECT max(id) FROM ledger_transfer)": "numbered without a gap",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_each_tampering_is_found(stage, tampering):
    cast, logins = stage
    purchase.paid(cast)
    assert not broken()
    with logins.connect("owner") as owner:
        for table in ("trail_entry", "contracts_contract", "ledger_account", "ledger_transfer"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(tampering)
        owner.commit()
        for table in ("trail_entry", "contracts_contract", "ledger_account", "ledger_transfer"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert any(TAMPERINGS[tampering] in name for name in broken())


def test_a_trigger_switched_off_is_found(stage):
    _, logins = stage
    with logins.connect("owner") as owner:
        owner.execute("ALTER TABLE payments_payment DISABLE TRIGGER no_stage_is_skipped")
    assert any("every trigger stands" in name for name in broken())
