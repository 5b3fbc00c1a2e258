"""Proof that the trail is whole: numbers without a gap, entries with their moves, triggers in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from xianggou.base.trail import gates

PROOFS: dict[str, str] = {
    "a subject's entries are numbered without a gap": """
        SELECT s.id FROM trail_subject s LEFT JOIN (
          SELECT subject_id, count(*) AS n, max(seq) AS top FROM trail_entry GROUP BY 1) e ON e.subject_id = s.id
        WHERE s.last_seq <> coalesce(e.n, 0) OR s.last_seq <> coalesce(e.top, 0)""",
    "a move that was told stands in the chart": """
        SELECT e.id FROM trail_entry e LEFT JOIN trail_move m
          ON m.object = e.object AND m.verb = e.verb AND m.frm = e.frm AND m.too = e.too
        WHERE e.frm <> e.too AND m.id IS NULL""",
    "this database knows what it is": "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM trail_installation)",
}
# Triggers that must stand on a gated table; on the trail's own tables; on what only grows.
GATED = ("no_stage_is_skipped", "a_row_is_born_with_a_trail_entry", "nothing_is_deleted")
OWN = (
    ("trail_entry", "an_entry_is_numbered"),
    ("trail_entry", "a_trail_entry_has_its_move"),
    ("trail_entry", "it_only_grows"),
    ("trail_entry", "it_is_never_emptied"),
    ("trail_subject", "a_subject_is_born_empty"),
    ("trail_installation", "the_kind_of_a_database_never_changes"),
    ("ledger_voucher", "the_ledger_and_the_room_agree"),
    ("ledger_voucher", "it_only_grows"),
    ("ledger_transfer", "it_only_grows"),
    ("reviews_review", "a_verdict_follows_its_opinions"),
    ("reviews_review", "a_review_has_its_round"),
    ("reviews_opinion", "an_opinion_is_given_at_its_desk"),
    ("reviews_opinion", "it_only_grows"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One proof and what it found."""

    name: str
    ok: bool
    detail: str = ""


def _latest_states() -> Iterator[Check]:
    """Each gated row stands where its last entry says."""
    with connection.cursor() as cursor:
        for model in gates.gated_models():
            gate: gates.Gate = model.gate  # type: ignore[attr-defined]
            cursor.execute(
                f"""SELECT count(*) FROM "{model._meta.db_table}" r
                    LEFT JOIN LATERAL (SELECT too FROM trail_entry e WHERE e.object = %s AND e.object_id = r.id
                                       AND e.frm <> e.too ORDER BY e.seq DESC LIMIT 1) last ON true
                    WHERE last.too IS DISTINCT FROM r."{gate.status}" """,
                [gates.label(model)],
            )
            wrong = cursor.fetchone()[0]
            yield Check(
                f"trail: {gates.label(model)} stands where its last entry says",
                not wrong,
                f"{wrong} rows" if wrong else "",
            )


def _triggers() -> Iterator[Check]:
    """Every trigger of the code's list stands, and is switched on."""
    wanted = {(m._meta.db_table, name) for m in gates.gated_models() for name in GATED} | set(OWN)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"""
        )
        standing = set(cursor.fetchall())
    missing = sorted(wanted - standing)
    yield Check(
        "trail: every trigger stands and is switched on",
        not missing,
        ", ".join(f"{table}.{name}" for table, name in missing),
    )


def checks() -> Iterator[Check]:
    """Run every proof.  Queries: one each, one a gated table."""
    with connection.cursor() as cursor:
        for name, sql in PROOFS.items():
            cursor.execute(f"SELECT count(*) FROM ({sql}) broken")
            broken = cursor.fetchone()[0]
            yield Check(f"trail: {name}", broken == 0, f"{broken} rows" if broken else "")
    yield from _latest_states()
    yield from _triggers()
