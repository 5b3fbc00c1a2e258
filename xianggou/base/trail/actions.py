"""Writing the trail: born, moved, noted. Used inside an action's transaction, never outside one."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models

from xianggou import __version__
from xianggou.base.trail.gates import Gate, label
from xianggou.base.trail.models import Entry, Reason, Subject
from xianggou.core.actor import Acting
from xianggou.core.findings import Stale, Verdict
from xianggou.core.law import LawOn


def open_subject(kind: str, code: str, title: str, *, place_code: str, town_code: str = "") -> Subject:
    """Open a new subject to number entries on (a dossier, a register …)."""
    return Subject.objects.create(
        kind=kind, code=code, title=title, place_code=place_code, town_code=town_code
    )


def subject_of(row: models.Model) -> int:
    """Id of the trail's subject of a gated row."""
    gate: Gate = row.gate  # type: ignore[attr-defined]
    return int(getattr(row, gate.subject))


def digest(text: str, salt: str) -> str:
    """Salted SHA-256 of a free text, as it stands in the entry."""
    return hashlib.sha256(f"{salt}\x1f{text}".encode()).hexdigest()


def _findings(verdict: Verdict | None) -> list[dict[str, Any]]:
    """Codes, levels and figures; the written reasons stand beside the trail, not in it."""
    found = [] if verdict is None else verdict.findings
    return [{"code": f.code, "level": str(f.level), "values": f.as_json()["values"]} for f in found]


def _consulted(verdict: Verdict | None, law: LawOn | None) -> dict[str, Any]:
    """Which values of the law were asked, in which version, so that an auditor sees what ran and passed."""
    if law is None and verdict is None:
        return {}
    asked = law.consulted if law is not None else ()
    if verdict is not None:
        asked = tuple(dict.fromkeys((*asked, *verdict.consulted)))
    return {
        **(law.versions if law is not None else {}),
        "asked": {c.key: f"{c.on.isoformat()} {c.digest}" for c in asked},
        "passed": len(verdict.passed) if verdict is not None else 0,
    }


def _write(
    *,
    subject_id: int,
    obj: str,
    object_id: int,
    verb: str,
    frm: str,
    too: str,
    by: Acting,
    why: str,
    verdict: Verdict | None,
    law: LawOn | None,
    changes: dict[str, Any] | None,
    files: list[str] | None,
) -> Entry:
    salt = secrets.token_hex(8) if why else ""
    entry = Entry(
        subject_id=subject_id,
        verb=verb,
        object=obj,
        object_id=object_id,
        frm=frm,
        too=too,
        kind=by.actor.kind,
        person_id=by.actor.person_id,
        seat_id=by.seat.id if by.seat else None,
        acting_for_id=by.seat.acting_for_id if by.seat else None,
        why_digest=digest(why, salt) if why else "",
        findings=_findings(verdict),
        law=_consulted(verdict, law),
        changes=changes or {},
        files=files or [],
        version=__version__,
    )
    _insert(entry)
    if why:
        Reason.objects.create(entry_id=entry.pk, salt=salt, text=why)
    return entry


def _insert(entry: Entry) -> None:
    """INSERT naming only the columns that the application's login may write; number and date come back."""
    sql, fields = _insertion()
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        entry.pk, entry.seq, entry.at = cursor.fetchone()


@cache
def _insertion() -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    names = Entry.grant_columns
    fields = {f.column: f for f in Entry._meta.concrete_fields}
    sql = f"INSERT INTO trail_entry ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))}) RETURNING id, seq, at"
    return sql, tuple(fields[n] for n in names)


def born(
    row: models.Model,
    verb: str,
    *,
    by: Acting,
    why: str = "",
    verdict: Verdict | None = None,
    law: LawOn | None = None,
    changes: dict[str, Any] | None = None,
    files: list[str] | None = None,
) -> Entry:
    """Save a new gated row in its first state, with the entry of its birth."""
    row.save(force_insert=True)
    gate: Gate = row.gate  # type: ignore[attr-defined]
    return _write(
        subject_id=subject_of(row),
        obj=label(type(row)),
        object_id=row.pk,
        verb=verb,
        frm="",
        too=getattr(row, gate.status),
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        changes=changes,
        files=files,
    )


def move(
    row: models.Model,
    verb: str,
    too: str,
    *,
    by: Acting,
    why: str = "",
    verdict: Verdict | None = None,
    law: LawOn | None = None,
    changes: dict[str, Any] | None = None,
    files: list[str] | None = None,
    **fields: Any,
) -> Entry:
    """Move a gated row to another state beside its entry; `fields` change in the same UPDATE.

    Raises: Stale when the row is in a state from which this act does not lead (somebody was quicker).
    """
    gate: Gate = row.gate  # type: ignore[attr-defined]
    frm = getattr(row, gate.status)
    if (verb, frm, too) not in gate.moves:
        raise Stale(changed_at=_last_change(row))
    entry = _write(
        subject_id=subject_of(row),
        obj=label(type(row)),
        object_id=row.pk,
        verb=verb,
        frm=frm,
        too=too,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        changes=changes,
        files=files,
    )
    for name, value in fields.items():
        setattr(row, name, value)
    setattr(row, gate.status, too)
    row.save(update_fields=[gate.status, *fields])
    return entry


def _last_change(row: models.Model) -> datetime | None:
    """When a row was last changed, for somebody who comes too late.  Queries: 1."""
    rows = Entry.objects.filter(object=label(type(row)), object_id=row.pk).order_by("-seq")
    return rows.values_list("at", flat=True).first()


def note(
    row: models.Model,
    verb: str,
    *,
    by: Acting,
    why: str = "",
    verdict: Verdict | None = None,
    law: LawOn | None = None,
    changes: dict[str, Any] | None = None,
    files: list[str] | None = None,
    subject_id: int | None = None,
) -> Entry:
    """Record an act that moves no status: an edit, an answer, an export, a sign-in."""
    return _write(
        subject_id=subject_id if subject_id is not None else subject_of(row),
        obj=label(type(row)),
        object_id=row.pk,
        verb=verb,
        frm="",
        too="",
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        changes=changes,
        files=files,
    )
