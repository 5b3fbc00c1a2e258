"""Taking triggers, keys and indexes off the tables that are filled, putting them back, and proving that all are back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TABLES = (
    "trail_subject", "trail_entry", "plans_planitem", "plans_funding", "budget_approval", "ledger_line",
    "ledger_account", "ledger_voucher", "ledger_transfer", "documents_series", "documents_issuednumber",
    "procurement_procedure", "procurement_procedureitem", "procurement_quote", "procurement_award",
    "contracts_contract", "contracts_clause", "contracts_instalment", "contracts_contractindicator",
    "delivery_acceptance", "delivery_result", "delivery_member", "payments_payment",
)  # fmt: skip
# What lists and totals read: cleaned after the filling, as the server's own housekeeping would have done in six years.
LISTED = (
    "trail_subject", "plans_planitem", "budget_approval", "ledger_line", "procurement_procedure", "procurement_award",
    "contracts_contract", "delivery_acceptance", "payments_payment",
)  # fmt: skip
KEPT = {"documents_series"}  # small, and filled by ON CONFLICT: keeps its keys

FENCE = """
SELECT 'trigger', c.relname, t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid) || ' ' || k.convalidated::text
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype <> 'n'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
ORDER BY 1, 2, 3, 4"""
FOREIGN = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_class f ON f.oid = k.confrelid
WHERE k.contype = 'f' AND (c.relname = ANY(%s) OR f.relname = ANY(%s)) ORDER BY 1, 2"""
KEYS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype IN ('p', 'u', 'x') AND c.relname = ANY(%s) ORDER BY k.contype, 1, 2"""
INDEXES = """
SELECT i.tablename, i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = 'public' AND i.tablename = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conname = i.indexname) ORDER BY 1, 2"""


# PostgreSQL writes the casts of a condition in another place when it reads its own words again.
CASTS = re.compile(r"::(text|character varying)(\[\])?|[()\[\]\s]")


def fence() -> list[tuple[str, ...]]:
    """Every trigger, constraint and index of the database, as it is defined and whether it works."""
    return [(kind, table, name, CASTS.sub("", told)) for kind, table, name, told in _rows(FENCE)]


def _rows(sql: str, *values: object) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values) or None)
        return cursor.fetchall()


def run(sql: str) -> None:
    """One or more statements without parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def clean() -> None:
    """Mark what lists read as visible to all, so that an index alone can answer. Outside a transaction."""
    for table in LISTED:
        run(f'VACUUM (ANALYZE) "{table}"')


def counts() -> dict[str, int]:
    """How many rows each filled table has."""
    return {table: int(_rows(f'SELECT count(*) FROM "{table}"')[0][0]) for table in TABLES}


@contextmanager
def bare() -> Iterator[None]:
    """The tables without triggers, keys and indexes; all of it is back, word for word, or the transaction fails."""
    before = fence()
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what the ground still has to prove is proved now
    own = [table for table in TABLES if table not in KEPT]
    foreign, keys, indexes = _rows(FOREIGN, own, own), _rows(KEYS, own), _rows(INDEXES, own)
    for table in TABLES:
        run(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    for table, name, _ in [*foreign, *keys]:
        run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for _, name, _ in indexes:
        run(f'DROP INDEX "{name}"')
    yield
    for table, name, told in keys:
        run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {told}')
    for _, _, told in indexes:
        run(told)
    for table in own:
        run(f'ANALYZE "{table}"')
    for table, name, told in foreign:
        run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {told}')
    for table in TABLES:
        run(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        run(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT greatest(max(id), 1) FROM \"{table}\"))"
        )
    if fence() != before:
        missing = sorted(set(before) ^ set(fence()))
        raise RuntimeError(f"not everything is as it was: {missing[:5]}")
