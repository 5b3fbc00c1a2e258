"""Proof that the books are sound (P1–P6 of the design): run by `xianggou check`, tests and the restore drill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

# name -> SQL that returns one row for each break
PROOFS: dict[str, str] = {
    "the books sum to zero": "SELECT sum(balance_fen) FROM ledger_account HAVING coalesce(sum(balance_fen), 0) <> 0",
    "no bucket but source is negative": "SELECT id FROM ledger_account WHERE balance_fen < 0 AND bucket <> 'source'",
    "a balance is what came in less what went out": """
        SELECT a.id FROM ledger_account a
        LEFT JOIN (SELECT to_account_id AS id, sum(amount_fen) AS fen FROM ledger_transfer GROUP BY 1) i USING (id)
        LEFT JOIN (SELECT from_account_id AS id, sum(amount_fen) AS fen FROM ledger_transfer GROUP BY 1) o USING (id)
        WHERE a.balance_fen <> coalesce(i.fen, 0) - coalesce(o.fen, 0)""",
    "an account's entries are numbered without a gap": """
        SELECT a.id FROM ledger_account a LEFT JOIN (
          SELECT id, count(*) AS n, max(seq) AS top FROM (
            SELECT to_account_id AS id, to_seq AS seq FROM ledger_transfer
            UNION ALL SELECT from_account_id, from_seq FROM ledger_transfer) s GROUP BY id) s USING (id)
        WHERE a.seq <> coalesce(s.n, 0) OR a.seq <> coalesce(s.top, 0)""",
    "money moved only along the chart": """
        SELECT t.id FROM ledger_transfer t JOIN ledger_voucher v ON v.id = t.voucher_id
        JOIN ledger_account f ON f.id = t.from_account_id JOIN ledger_account g ON g.id = t.to_account_id
        LEFT JOIN ledger_kind k ON k.kind = v.kind AND k.from_bucket = f.bucket AND k.to_bucket = g.bucket
        WHERE k.id IS NULL OR (f.line_id <> g.line_id AND NOT k.crosses_line)""",
    "the parts of a voucher add up": """
        SELECT v.id FROM ledger_voucher v LEFT JOIN ledger_transfer t ON t.voucher_id = v.id
        GROUP BY v.id HAVING v.amount_fen <> coalesce(sum(t.amount_fen), 0)""",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One proof and what it found."""

    name: str
    ok: bool
    detail: str = ""


def checks() -> Iterator[Check]:
    """Run every proof.  Queries: one each."""
    with connection.cursor() as cursor:
        for name, sql in PROOFS.items():
            cursor.execute(f"SELECT count(*) FROM ({sql}) broken")
            broken = cursor.fetchone()[0]
            yield Check(f"ledger: {name}", broken == 0, f"{broken} rows" if broken else "")
