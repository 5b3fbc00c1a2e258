"""The filling passes every proof and can be bought on; the floor's own sums hold, and it refuses what it must."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from bench import flow
from bench.fill import proofs, tables
from bench.floor.hand import Hand, Refused
from bench.floor.seed import Handed, sown
from xianggou.base.ledger import checks as ledger
from xianggou.base.trail.models import Entry
from xianggou.web.cli.check import own_checks

ROOT = Path(__file__).resolve().parents[2]
PURCHASES, TOWNS = 200, 33


def run_fill(db, *, purchases=PURCHASES):
    order = [
        sys.executable,
        "-m",
        "bench.fill",
        f"--purchases={purchases}",
        f"--towns={TOWNS}",
        "--suppliers=40",
    ]
    env = {
        **os.environ, "DATABASE_URL": db.app, "DATABASE_OWNER_URL": db.owner, "XIANGGOU_LOGIN": "owner",
        "DJANGO_SETTINGS_MODULE": "xianggou.web.settings", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    return subprocess.run(order, env=env, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def filled(fresh_db):
    with fresh_db.connect("owner", autocommit=True) as owner:
        owner.execute("SELECT xg_set_clock(clock_timestamp())")  # a driver's days are real days
    done = run_fill(fresh_db)
    assert done.returncode == 0, done.stderr
    return fresh_db, json.loads(done.stdout)


def test_a_filled_database_passes_every_proof_and_is_bought_on_and_is_not_filled_again(filled):
    db, told = filled
    assert list(proofs.broken()) == []
    assert [check for check in ledger.checks() if not check.ok] == []
    assert [check.name for check in own_checks() if not check.ok] == []
    assert told["counts"]["plans_planitem"] == PURCHASES + len(told["lines"])
    assert len(told["lines"]) == 32
    hold = told["lines"][0]["hold_fen"]
    assert hold * 100_000 <= told["lines"][0]["budget_fen"]

    def call(role, path, body):
        headers = {"Authorization": f"Bearer {told['tokens'][role]}", "Idempotency-Key": secrets.token_hex(8)}
        answer = Client().post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )
        assert answer.status_code == 200, answer.content.decode()
        return json.loads(answer.content)

    for line in (told["lines"][0], told["lines"][0], told["lines"][-1]):
        assert flow.bought(call, line["item_id"], hold, told["suppliers"], part=True)["status"] == "paid"
    assert list(proofs.broken()) == []

    before = Entry.objects.count(), tables.counts()
    again = run_fill(db, purchases=5)
    assert again.returncode == 1 and "已在使用" in again.stderr and not again.stdout
    assert (Entry.objects.count(), tables.counts()) == before


SPOILT = {
    "the entries of a subject have no gap": "UPDATE trail_subject SET last_seq = last_seq + 1 WHERE kind = 'dossier'",
    "contracts.contract stands where its last move led": """ALTER TABLE contracts_contract DISABLE TRIGGER USER;
        UPDATE contracts_contract SET status = 'signed' WHERE status = 'closed'""",
    "procurement.procedure and its hold vouchers agree": """ALTER TABLE procurement_procedure DISABLE TRIGGER USER;
        UPDATE procurement_procedure SET hold_fen = hold_fen + 1""",
    "sources add up to the budget": """ALTER TABLE plans_funding DISABLE TRIGGER USER;
        UPDATE plans_funding SET amount_fen = amount_fen + 1""",
}


def test_the_proofs_see_what_was_spoilt(filled):
    db, _ = filled
    with db.connect("owner", autocommit=True) as owner:
        for spoil in SPOILT.values():
            owner.execute(spoil)
        owner.execute("UPDATE ledger_account SET seq = seq + 1 WHERE bucket = 'available'")
    found = {name for name, _ in proofs.broken()}
    assert set(SPOILT) <= found
    assert any(not check.ok for check in ledger.checks())
    assert any(check.name == "database.triggers_are_on" and not check.ok for check in own_checks())


# The floor -----------------------------------------------------------------------------------


@pytest.fixture
def floor():
    admin_url = os.environ["XIANGGOU_TEST_ADMIN"]
    name = f"floor_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" OWNER xg_owner')
    make = psycopg.conninfo.make_conninfo
    app = make(os.environ["DATABASE_URL"], dbname=name)
    told = {"year": 2026, "lines": [{"town_code": "590121101", "budget_fen": 100_000_00}]}
    tokens, items = sown(make(os.environ["DATABASE_OWNER_URL"], dbname=name), app, told)
    with psycopg.connect(app, autocommit=True) as connection:
        yield Handed(Hand(connection), tokens), items[0], connection
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


SUPPLIERS = [
    {"uscc": str(n), "name": f"示例{n}", "account_no": str(n), "account_bank": "示例"} for n in range(3)
]


def test_the_books_and_the_chain_of_the_floor_hold(floor):
    call, item, connection = floor
    paid = flow.bought(call, item, 10_000_00, SUPPLIERS, part=True)
    assert paid["amount_fen"] == 10_000_00 - 100 - (10_000_00 - 100) * 3 // 100
    flow.bought(call, item, 10_000_00, SUPPLIERS, part=True)

    def ask(sql):
        return connection.execute(sql).fetchall()

    assert ask("SELECT sum(fen) FROM money") == [(0,)]
    assert ask("SELECT sum(fen) FROM money WHERE bucket = 'paid'") == [(2 * paid["amount_fen"],)]
    assert (
        ask(
            "SELECT v.id FROM voucher v JOIN transfer t ON t.voucher_id = v.id GROUP BY v.id HAVING v.fen <> sum(t.fen)"
        )
        == []
    )
    assert (
        ask(
            "SELECT s.id FROM subject s JOIN entry e ON e.subject_id = s.id GROUP BY s.id HAVING s.last_seq <> count(*)"
        )
        == []
    )
    assert ask(
        "SELECT count(*) FROM subject s JOIN entry e ON e.subject_id = s.id AND e.seq = s.last_seq WHERE s.last_hash <> e.hash"
    ) == [(0,)]
    assert len(ask("SELECT DISTINCT hash FROM entry")) == ask("SELECT count(*) FROM entry")[0][0]


def test_the_floor_refuses_the_wrong_role_too_much_money_and_a_second_body(floor):
    call, item, connection = floor
    entries = "SELECT count(*) FROM entry"
    before = connection.execute(entries).fetchone()
    with pytest.raises(Refused, match="not granted"):
        call("buyer", f"/plan-items/{item}/submit", {})
    with pytest.raises(Refused, match="no money"):
        call("buyer", f"/plan-items/{item}/procedure", {"hold_fen": 100_000_01})
    hand = Hand(connection)
    told = {"step": "start", "role": "buyer", "token": call.tokens["buyer"], "key": "k"}
    work = lambda hand, by, told: {"seen": by.role}  # noqa: E731
    assert hand.perform(**told, work=work, told={"a": 1}) == {"seen": "buyer"}
    assert hand.perform(**told, work=work, told={"a": 1}) == {"seen": "buyer"}
    with pytest.raises(Refused, match="another body"):
        hand.perform(**told, work=work, told={"a": 2})
    assert connection.execute(entries).fetchone() == before
