"""Reading the trail: the entries of a subject, and the house's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Model

from xianggou.base.trail.gates import label
from xianggou.base.trail.models import Entry, Installation, Reason, Subject

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Written:
    """One entry as a page shows it."""

    seq: int
    verb: str
    object: str
    object_id: int
    frm: str
    too: str
    at: datetime
    person_id: int | None
    seat_id: int | None
    findings: list[dict[str, Any]]
    why: str


def now() -> datetime:
    """The house's time: the database's clock, set only in a demo or training database.  Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xg_now()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(BEIJING)


def today() -> date:
    """The house's day in Beijing.  Queries: 1."""
    return now().date()


def installation() -> Installation | None:
    """What this database is.  Queries: 1."""
    return Installation.objects.first()


def entries(subject_ids: list[int], *, limit: int = 200, before: int | None = None) -> list[Written]:
    """Entries of these subjects, newest first, with their reasons where they were not erased.  Queries: 2."""
    rows = Entry.objects.filter(subject_id__in=subject_ids)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[:limit])
    reasons = dict(Reason.objects.filter(entry_id__in=[e.pk for e in found]).values_list("entry_id", "text"))
    return [
        Written(
            seq=e.seq,
            verb=e.verb,
            object=e.object,
            object_id=e.object_id,
            frm=e.frm,
            too=e.too,
            at=e.at,
            person_id=e.person_id,
            seat_id=e.seat_id,
            findings=e.findings,
            why=reasons.get(e.pk, ""),
        )
        for e in found
    ]


def why_moved(row: Model, too: str) -> str:
    """The reason of the newest entry that brought a row into a state; "" where none was written.  Queries: 2."""
    moved = Entry.objects.filter(object=label(type(row)), object_id=row.pk, too=too).order_by("-seq").first()
    reason = Reason.objects.filter(entry_id=moved.pk).first() if moved is not None else None
    return str(reason.text) if reason is not None else ""


def count(subject_id: int) -> int:
    """Number of entries of a subject.  Queries: 1."""
    return int(Subject.objects.values_list("last_seq", flat=True).get(pk=subject_id))


def register_of(place_code: str, name: str, title: str) -> Subject:
    """The subject of a place's register (`duties`, `catalogue` …), opened when first asked for.  Queries: 1–2."""
    subject, _ = Subject.objects.get_or_create(
        code=f"{place_code}/{name}",
        defaults={"kind": Subject.Kind.REGISTER, "title": title, "place_code": place_code},
    )
    return subject
