"""Proof that filled rows are what the gates would have let through: said as sentences, asked over whole tables.

`xianggou check` proves the books by themselves; this proves the trail against its rows and the rows against the books.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

SENTENCES = {
    "the entries of a subject have no gap": """
        SELECT s.id FROM trail_subject s LEFT JOIN trail_entry e ON e.subject_id = s.id
        GROUP BY s.id HAVING s.last_seq <> count(e.id) OR s.last_seq <> coalesce(max(e.seq), 0)""",
    "every move stands in the chart": """
        SELECT e.id FROM trail_entry e LEFT JOIN trail_move m USING (object, verb, frm, too)
        WHERE e.frm <> e.too AND m.id IS NULL""",
    "each move begins where the last one ended": """
        SELECT id FROM (SELECT id, frm, lag(too, 1, '') OVER (PARTITION BY subject_id, object, object_id ORDER BY seq) AS stood
          FROM trail_entry WHERE frm <> too) e WHERE frm <> stood""",
    "an entry is not older than the one before it": """
        SELECT id FROM (SELECT id, at, lag(at) OVER (PARTITION BY subject_id ORDER BY seq) AS before FROM trail_entry) e
        WHERE at < before""",
    "a voucher stands beside an entry of its own row": """
        SELECT v.id FROM ledger_voucher v LEFT JOIN trail_entry e ON e.id = v.entry_id AND e.object = v.object
          AND e.object_id = v.object_id AND e.person_id = v.made_by AND (v.dossier_id = 0 OR v.dossier_id = e.subject_id)
        WHERE e.id IS NULL""",
    "an account's statement can be replayed": """
        SELECT id FROM (SELECT id, seq, fen, stands, lag(stands, 1, 0::bigint) OVER (PARTITION BY id ORDER BY seq) AS stood FROM (
          SELECT to_account_id AS id, to_seq AS seq, amount_fen AS fen, to_after_fen AS stands FROM ledger_transfer
          UNION ALL SELECT from_account_id, from_seq, -amount_fen, from_after_fen FROM ledger_transfer) t) t
        WHERE stands <> stood + fen""",
    "approved is available, held, committed, payable, paid and given back": """
        SELECT l.id FROM ledger_line l JOIN ledger_account a ON a.line_id = l.id JOIN budget_approval b ON b.item_id = l.item_id
        JOIN (SELECT item_id, count(*) AS lines FROM ledger_line GROUP BY 1) n ON n.item_id = l.item_id
        WHERE a.bucket <> 'source' AND n.lines = 1 GROUP BY l.id, b.amount_fen HAVING sum(a.balance_fen) <> b.amount_fen""",
    "an instalment plan adds up to the price": """
        SELECT c.id FROM contracts_contract c LEFT JOIN contracts_instalment i ON i.contract_id = c.id
        GROUP BY c.id HAVING coalesce(sum(i.amount_fen), 0) <> c.price_fen""",
    "sources add up to the budget": """
        SELECT p.id FROM plans_planitem p LEFT JOIN plans_funding f ON f.item_id = p.id
        GROUP BY p.id HAVING coalesce(sum(f.amount_fen), 0) <> p.budget_fen""",
}  # fmt: skip


def broken() -> Iterator[tuple[str, int]]:
    """Each sentence that does not hold, and for how many rows.  Queries: one each, one per gated table and tie."""
    with connection.cursor() as cursor:
        asked = dict(SENTENCES)
        cursor.execute("SELECT object, table_name, status_column FROM trail_gated")
        for obj, table, column in cursor.fetchall():
            asked[f"{obj} stands where its last move led"] = f"""
                SELECT r.id FROM "{table}" r LEFT JOIN LATERAL (SELECT too FROM trail_entry e WHERE e.object = '{obj}'
                  AND e.object_id = r.id AND e.frm <> e.too ORDER BY e.seq DESC LIMIT 1) e ON true
                WHERE r."{column}" IS DISTINCT FROM e.too"""
        cursor.execute("SELECT object, table_name, kind, column_name FROM ledger_tie")
        for obj, table, kind, column in cursor.fetchall():
            # a hold that was taken is told by its row from birth; all else only once it happened
            asked[f"{obj} and its {kind} vouchers agree"] = f"""
                SELECT r.id FROM "{table}" r LEFT JOIN (SELECT object_id, sum(amount_fen) AS fen FROM ledger_voucher
                  WHERE object = '{obj}' AND kind = '{kind}' GROUP BY 1) v ON v.object_id = r.id
                WHERE coalesce(v.fen, 0) <> r."{column}" AND (v.fen IS NOT NULL OR r.status NOT IN
                  ('draft', 'dropped', 'requested', 'approved', 'returned', 'open') OR '{obj}' = 'budget.approval')"""
        for sentence, sql in asked.items():
            cursor.execute(f"SELECT count(*) FROM ({sql}) found")
            if (rows := int(cursor.fetchone()[0])) > 0:
                yield sentence, rows
