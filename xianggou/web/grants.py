"""What each login may do on each table, and the gates: written by the owner's login after every migration.

A model says `grant`: "reads" (only functions of the owner write), "grows" (insert, never changed), "lives"
(insert and update), "work" (delete too: sessions, drafts, counters).
"""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

from xianggou.base.ledger.chart import CHART
from xianggou.base.trail import gates

BASE = Path(__file__).resolve().parent.parent / "base"
SQL = (
    BASE / "trail" / "sql" / "trail.sql",
    BASE / "ledger" / "sql" / "ledger.sql",
    BASE / "reviews" / "sql" / "reviews.sql",
)
# Tables of the framework that are no model of ours, or whose model we cannot mark.
FRAMEWORK = {"django_session": "work", "django_migrations": "reads"}
APP, AUDIT = "xg_app", "xg_audit"
FUNCTIONS = ("xg_now()", "xg_tx()", "xg_refuse(text, text)", "xg_erase_reason(bigint)", "xg_take_number(text, text, integer, text, bigint)", "xg_set_clock(timestamptz)", "xg_moved(text, text, bigint)",
             "xg_post(text, bigint, bigint, bigint[], bigint[], bigint[], text, boolean)")  # fmt: skip
# What the audit login never reads: contact data, passwords, tokens, sessions, files as they were sent.
HIDDEN_FROM_AUDIT = {
    "people_account",
    "people_token",
    "people_attempt",
    "django_session",
    "trail_reason",
    "pages_draft",
    "imports_upload",
    "needs_contact",
    "files_passingfile",
}


def table_grants() -> dict[str, tuple[str, tuple[str, ...]]]:
    """table -> (grant, columns that may be inserted, () = all)."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {table: (g, ()) for table, g in FRAMEWORK.items()}
    for model in apps.get_models():
        table = model._meta.db_table
        if table in found:
            continue
        grant = getattr(model, "grant", "")
        if grant not in {"reads", "grows", "lives", "work"}:
            raise ValueError(f"{gates.label(model)}: no grant line")
        found[table] = (grant, tuple(getattr(model, "grant_columns", ())))
    return found


def _grants_sql() -> list[str]:
    statements = [f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP}, {AUDIT}"]
    for table, (grant, columns) in sorted(table_grants().items()):
        rights = "SELECT"
        if grant in {"grows", "lives", "work"}:
            rights += f", INSERT ({', '.join(columns)})" if columns else ", INSERT"
        if grant in {"lives", "work"}:
            rights += ", UPDATE"
        if grant == "work":
            rights += ", DELETE"
        statements.append(f'GRANT {rights} ON "{table}" TO {APP}')
        if table not in HIDDEN_FROM_AUDIT:
            statements.append(f'GRANT SELECT ON "{table}" TO {AUDIT}')
        if table not in ERASABLE and (grant == "grows" or table in BOOKS):
            statements += _only_grows(table)
    statements.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}")
    statements.append("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    statements += [f"GRANT EXECUTE ON FUNCTION {f} TO {APP}" for f in FUNCTIONS]
    return statements


# Written by a function of the owner, and never changed after.
BOOKS = {"ledger_voucher", "ledger_transfer"}
# Personal data beside the trail: erased by a function of the owner, beside an entry that says so.
ERASABLE = {"trail_reason"}


def _only_grows(table: str) -> list[str]:
    """Triggers that stop even the owner's login from changing, deleting or emptying a table."""
    # a subject's counter is moved by the trail's own function
    timing = "BEFORE DELETE" if table == "trail_subject" else "BEFORE UPDATE OR DELETE"
    return [
        f'DROP TRIGGER IF EXISTS it_only_grows ON "{table}"',
        f'CREATE TRIGGER it_only_grows {timing} ON "{table}" FOR EACH ROW EXECUTE FUNCTION xg_only_grows()',
        f'DROP TRIGGER IF EXISTS it_is_never_emptied ON "{table}"',
        (
            f'CREATE TRIGGER it_is_never_emptied BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION xg_only_grows()"
        ),
    ]


def apply() -> None:
    """Write functions, chart, ties, gates and grants. Run as the owner's login; can be run again."""
    with transaction.atomic(), connection.cursor() as cursor:
        for path in SQL:
            cursor.execute(path.read_text(encoding="utf-8"))
        cursor.execute("DELETE FROM trail_move")
        cursor.executemany(
            "INSERT INTO trail_move (object, verb, frm, too) VALUES (%s, %s, %s, %s)", gates.chart_rows()
        )
        cursor.execute("DELETE FROM trail_gated")
        cursor.execute("DELETE FROM ledger_tie")
        cursor.execute("DELETE FROM ledger_kind")
        cursor.executemany(
            "INSERT INTO ledger_kind (kind, from_bucket, to_bucket, crosses_line) VALUES (%s, %s, %s, %s)",
            [(k, str(f), str(t), c) for k, f, t, c in CHART],
        )
        for model in gates.gated_models():
            gate = model.gate  # type: ignore[attr-defined]
            cursor.execute(
                "INSERT INTO trail_gated (object, table_name, status_column) VALUES (%s, %s, %s)",
                [gates.label(model), model._meta.db_table, gate.status],
            )
            cursor.execute(gates.sql_for(model))
        cursor.executemany(
            "INSERT INTO ledger_tie (object, table_name, kind, column_name) VALUES (%s, %s, %s, %s)",
            gates.voucher_rows(),
        )
        for statements in room_gates():
            cursor.execute(statements)
        for statement in _grants_sql():
            cursor.execute(statement)


def room_gates() -> list[str]:
    """SQL of the gates that one room alone knows (`gates.sql` in its folder), in the order of the rooms."""
    found = []
    for config in apps.get_app_configs():
        path = Path(config.path) / "gates.sql"
        if config.name.startswith("xianggou.stages.") and path.is_file():
            found.append(path.read_text(encoding="utf-8"))
    return found


def birth(kind: str) -> None:
    """Write what this database is, once: real, demo or training. Run as the owner's login."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO trail_installation (id, kind, born_at) VALUES (1, %s, clock_timestamp())
               ON CONFLICT DO NOTHING""",
            [kind],
        )
