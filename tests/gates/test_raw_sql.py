"""What hand-made SQL as the application's login meets: every gate refuses by its own name, nothing is written."""

from __future__ import annotations

import psycopg
import pytest

from tests.cast import facts
from tests.stories import purchase
from xianggou.base.ledger import checks
from xianggou.stages.plans import actions as plans

pytestmark = pytest.mark.gate

# what was built -> statements and the SQLSTATE that refuses each; %(…)s are ids of what was built
ATTEMPTS = {
    "approved": [
        # a status moved without an entry, by an entry of another move, backwards
        ("UPDATE plans_planitem SET status = 'draft' WHERE id = %(item)s", "XG013"),
        ("UPDATE plans_planitem SET budget_fen = 999 WHERE id = %(item)s", "XG012"),
        ("DELETE FROM plans_planitem WHERE id = %(item)s", "42501"),
        ("UPDATE budget_approval SET amount_fen = amount_fen + 1", "XG012"),
        # money by hand
        ("UPDATE ledger_account SET balance_fen = balance_fen + 1", "42501"),
        (("INSERT INTO ledger_voucher (kind, object, object_id, entry_id, amount_fen, document, is_opening, made_at,"
         " dossier_id) VALUES ('pay', 'x', 1, 1, 1, '', false, now(), 0)"), "42501"),
        (("SELECT xg_post('hold', (SELECT max(id) FROM trail_entry), %(dossier)s, ARRAY[%(line)s]::bigint[],"
         " ARRAY[%(line)s]::bigint[], ARRAY[100]::bigint[], '', false)"), "XG005"),
        # the trail
        ("UPDATE trail_entry SET verb = 'nothing'", "42501"),
        ("DELETE FROM trail_entry", "42501"),
        ("TRUNCATE trail_entry CASCADE", "42501"),
        (("INSERT INTO trail_entry (subject_id, verb, object, object_id, at) VALUES"
         " (%(dossier)s, 'x', 'x', 1, '2020-01-01')"), "42501"),
        ("UPDATE trail_subject SET last_seq = 0", "42501"),
        ("UPDATE trail_move SET too = 'paid'", "42501"),
        ("INSERT INTO trail_move (object, verb, frm, too) VALUES ('payments.payment', 'x', '', 'paid')", "42501"),
        # an entry that tells a move that is not in the chart, or one that nobody made
        (ENTRY := "INSERT INTO trail_entry (subject_id, verb, object, object_id, frm, too, kind, why_digest, findings,"
         " law, changes, files, version) VALUES (%(dossier)s, {verb}, {object}, {id}, {frm}, {too}, 'person', '', '[]',"
         " '{{}}', '{{}}', '[]', '1')", None),
        # a row born late
        (("INSERT INTO payments_payment (place_code, town_code, dossier_id, code, contract_id, instalment_id, amount_fen,"
         " advance_fen, invoice_no, invoiced_on, payee_name, payee_account, requested_on, requested_by, voucher_no,"
         " status) VALUES ('590121', '590121901', %(dossier)s, 'x', 1, 1, 100, 0, 'x', now(), 'x', 'x', now(), 1, '',"
         " 'paid')"), "XG011"),
        # switches
        ("ALTER TABLE trail_entry DISABLE TRIGGER ALL", "42501"),
        ("SET session_replication_role = 'replica'", "42501"),
        ("CREATE TABLE mine (x int)", "42501"),
    ],
}  # fmt: skip


@pytest.fixture
def built(stage):
    cast, logins = stage
    item = purchase.approved(cast)
    with logins.connect() as app:
        line = app.execute("SELECT id FROM ledger_line WHERE item_id = %s ORDER BY id", [item.pk]).fetchone()[
            0
        ]
    return logins, {"item": item.pk, "dossier": item.dossier_id, "line": line}


def attempt(logins, statement, ids, *more):
    """Run statements in one transaction as the application's login and give the SQLSTATE, or "" when it passed."""
    try:
        with logins.connect() as app:
            for one in (statement, *more):
                app.execute(one, ids)
    except psycopg.Error as refused:
        return refused.sqlstate
    return ""


def test_each_hand_made_statement_is_refused_by_its_gate(built):
    logins, ids = built
    wrong = []
    for statement, expected in ATTEMPTS["approved"]:
        if expected is None:
            continue
        found = attempt(logins, statement, ids)
        if found != expected:
            wrong.append((statement, expected, found))
    assert not wrong
    assert not [c for c in checks.checks() if not c.ok]


def entry(verb, obj, object_id, frm, too):
    return ENTRY.format(verb=f"'{verb}'", object=f"'{obj}'", id=object_id, frm=f"'{frm}'", too=f"'{too}'")


def test_no_stage_is_skipped_even_beside_an_entry(built):
    logins, ids = built
    lie = entry("payments.pay", "plans.planitem", ids["item"], "approved", "paid")
    assert attempt(logins, lie, ids) == "XG010"


def test_an_entry_without_its_move_is_refused_at_commit(built):
    logins, ids = built
    lie = entry("budget.return_item", "plans.planitem", ids["item"], "submitted", "returned")
    assert attempt(logins, lie, ids) == "XG014"


def test_a_move_beside_the_entry_of_another_move_is_refused(built):
    logins, ids = built
    lie = entry("budget.return_item", "plans.planitem", ids["item"], "submitted", "returned")
    move = "UPDATE plans_planitem SET status = 'returned' WHERE id = %(item)s"
    assert attempt(logins, lie, ids, move) == "XG013"


def test_no_plan_no_budget(stage):
    cast, logins = stage
    item = plans.draft(where=cast.here, by=cast["needs"], **facts())
    ids = {"item": item.pk, "dossier": item.dossier_id}
    line = (
        "INSERT INTO ledger_line (place_code, town_code, year, fund_code, item_id, item_code, purpose, is_opening)"
        " VALUES ('590121', '590121901', 2023, 'OWN', %(item)s, 'x', 'x', false)"
    )
    assert attempt(logins, line, ids) == "XG020"
    approval = (
        "INSERT INTO budget_approval (id, place_code, town_code, dossier_id, item_id, asked_fen, amount_fen,"
        " reclaimed_fen, reason, document, approved_on, approved_by, status) VALUES (900, '590121', '590121901',"
        " %(dossier)s, %(item)s, 12000000, 12000000, 0, '', 'x', now(), 99, 'approved')"
    )
    born = entry("budget.approve", "budget.approval", 900, "", "approved")
    assert attempt(logins, approval, ids, born) in {"XG020", "XG004"}


def test_nobody_approves_their_own_plan_by_hand(stage):
    cast, logins = stage
    item = purchase.plan(cast)
    ids = {"item": item.pk, "dossier": item.dossier_id, "person": item.submitted_by}
    moved = entry("budget.approve", "plans.planitem", item.pk, "submitted", "approved")
    found = attempt(
        logins,
        moved,
        ids,
        "UPDATE plans_planitem SET status = 'approved' WHERE id = %(item)s",
        "INSERT INTO budget_approval (id, place_code, town_code, dossier_id, item_id, asked_fen, amount_fen,"
        " reclaimed_fen, reason, document, approved_on, approved_by, status) VALUES (900, '590121', '590121901',"
        " %(dossier)s, %(item)s, 12000000, 12000000, 0, '', 'x', now(), %(person)s, 'approved')",
        entry("budget.approve", "budget.approval", 900, "", "approved"),
    )
    assert found == "XG016"


def test_no_budget_no_purchase(stage):
    cast, logins = stage
    item = purchase.approved(cast)
    ids = {"item": item.pk, "dossier": item.dossier_id}
    born = entry("procurement.start", "procurement.procedure", 900, "", "started")
    procedure = (
        "INSERT INTO procurement_procedure (id, place_code, town_code, dossier_id, code, title, method, band, value_fen,"
        " hold_fen, released_fen, reason, decided_by, started_on, started_by, status) VALUES (900, '590121',"
        " '590121901', %(dossier)s, 'x', 'x', 'x', '{{}}', 1, 1, 0, '', '', now(), 1, 'started')"
    ).replace("{{}}", "{}")
    assert attempt(logins, procedure, ids, born) in {"XG004", "XG021"}


def test_no_purchase_no_payment(stage):
    cast, logins = stage
    contract = purchase.signed(cast)
    with logins.connect() as app:
        instalment = app.execute(
            "SELECT id FROM contracts_instalment WHERE contract_id = %s", [contract.pk]
        ).fetchone()[0]
    ids = {"dossier": contract.dossier_id, "contract": contract.pk, "instalment": instalment}
    request = (
        "INSERT INTO payments_payment (id, place_code, town_code, dossier_id, code, contract_id, instalment_id,"
        " amount_fen, advance_fen, invoice_no, invoiced_on, payee_name, payee_account, requested_on, requested_by,"
        " voucher_no, status) SELECT 900, place_code, town_code, dossier_id, 'x', id, %(instalment)s, price_fen, 0, 'x',"
        " now(), payee_name, payee_account, now(), 1, '', 'requested' FROM contracts_contract WHERE id = %(contract)s"
    )
    born = entry("payments.request", "payments.payment", 900, "", "requested")
    assert attempt(logins, request, ids, born) == "XG022"


def test_a_signed_contract_and_its_parts_are_frozen(stage):
    cast, logins = stage
    contract = purchase.signed(cast)
    ids = {"contract": contract.pk}
    for statement in (
        "UPDATE contracts_contract SET price_fen = price_fen + 1 WHERE id = %(contract)s",
        "UPDATE contracts_clause SET text = 'x' WHERE contract_id = %(contract)s",
        "DELETE FROM contracts_instalment WHERE contract_id = %(contract)s",
        "UPDATE contracts_contractindicator SET weight_bp = 1 WHERE contract_id = %(contract)s",
    ):
        assert attempt(logins, statement, ids) == "XG012", statement


def test_a_published_standard_takes_no_further_indicator(stage):
    _cast, logins = stage
    with logins.connect() as app:
        standard = app.execute("SELECT id FROM standards_standard WHERE status = 'issued'").fetchone()[0]
    more = (
        'INSERT INTO standards_indicator (standard_id, "order", "group", name, target, unit, measure, weight_bp, deduction)'
        " VALUES (%(standard)s, 99, '数量', 'x', '1', '', 'x', 0, 'x')"
    )
    assert attempt(logins, more, {"standard": standard}) == "XG012"


def test_not_even_the_owner_changes_what_only_grows(built):
    logins, _ = built
    for table in ("trail_entry", "ledger_transfer", "ledger_voucher", "ledger_line"):
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with logins.connect("owner") as owner, pytest.raises(psycopg.Error) as refused:
                owner.execute(statement)
            assert refused.value.sqlstate == "XG009", statement


def test_a_reason_is_erased_only_beside_an_entry_that_says_so(stage):
    cast, logins = stage
    item = plans.draft(where=cast.here, by=cast["needs"], why="张三家门口", **facts())
    reasoned = "SELECT min(entry_id) FROM trail_reason"
    with logins.connect() as app:
        entry_id = app.execute(reasoned).fetchone()[0]
    ids = {"dossier": item.dossier_id, "entry": entry_id}
    erase = "SELECT xg_erase_reason(%(entry)s)"
    assert attempt(logins, "DELETE FROM trail_reason", ids) == "42501"
    assert attempt(logins, erase, ids) == "XG005"
    note = entry("trail.erase", "plans.planitem", item.pk, "", "")
    assert attempt(logins, note, ids, erase) == ""
    with logins.connect() as app:
        assert app.execute(reasoned).fetchone()[0] is None
        assert app.execute("SELECT why_digest <> '' FROM trail_entry WHERE id = %s", [entry_id]).fetchone()[0]
