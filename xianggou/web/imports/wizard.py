"""An upload's way through the wizard: kept, mended, left out row by row, confirmed, previewed, committed once.

Each step reads the file anew and checks it against what the database knows now, so that nothing stale is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, once
from xianggou.base.files import actions as files
from xianggou.base.files.inspect import RefusedFile, tidy_name
from xianggou.base.sheets import mend as mending
from xianggou.base.sheets.check import Choices, Reading
from xianggou.base.sheets.problems import Problem, Unreadable
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Actor
from xianggou.web.imports import door, rights
from xianggou.web.imports.models import Upload
from xianggou.web.imports.stored import TABLES, existing

Cell = tuple[str, int, str]
RowPlace = tuple[str, int]
NAME_MAX = 200


@dataclass(slots=True)
class Fault:
    """One finding, or the same one in many cells, mended once."""

    key: str
    problem: Problem
    words: dict[str, str]
    places: list[Cell] = field(default_factory=list)

    @property
    def is_cell(self) -> bool:
        """Whether a value can be typed for it."""
        return all(row and column for _, row, column in self.places)

    @property
    def rows(self) -> list[RowPlace]:
        """The rows it stands in."""
        return list(dict.fromkeys((sheet, row) for sheet, row, _ in self.places if row))

    @property
    def where(self) -> str:
        """The first of its places, as a spreadsheet program names it."""
        sheet, row, column = self.places[0]
        return f"{sheet}!{column}{row or ''}" if sheet else gettext("整个文件")


def uploads_of(actor: Actor) -> list[Upload]:
    """What a person has brought in, newest first.  Queries: 1."""
    return list(Upload.objects.filter(person_id=actor.person_id or 0).defer("content").order_by("-id")[:50])


def mine(actor: Actor, upload_id: int) -> Upload | None:
    """One's own upload; another's is as if it were not there.  Queries: 1."""
    if actor.person_id is None:
        return None
    return Upload.objects.filter(pk=upload_id, person_id=actor.person_id).first()


def keep(actor: Actor, kind: str, place_code: str, name: str, data: bytes) -> Upload:
    """Keep a file as it came.  Raises: NotGranted for a machine, which has the API.  Queries: 3."""
    if actor.person_id is None:
        raise NotGranted(rights.WAYS[kind].action)
    now = trails.now()
    upload = Upload(person_id=actor.person_id, place_code=place_code, kind=kind, made_at=now, changed_at=now)
    _hold(upload, name, data)
    upload.save()
    return upload


def _hold(upload: Upload, name: str, data: bytes) -> None:
    """Put the bytes in the files room, or, where that does not take their type, beside the upload.

    What the confined child process could not read is never opened here, the files room's own look included.
    """
    upload.name = tidy_name(name)[-NAME_MAX:]
    upload.digest = hashlib.sha256(data).hexdigest()
    upload.file, upload.content = None, None
    if isinstance(door.opened(data, upload.name), Unreadable):
        upload.content = data
        return
    try:
        upload.file = files.store(data, name, kind="workbook", at=trails.now(), by=upload.person_id)
    except RefusedFile:
        upload.content = data


def data_of(upload: Upload) -> bytes:
    """The bytes as they came.  Queries: 0–1."""
    if upload.file_id is None:
        return bytes(upload.content or b"")
    with files.open_stored(upload.file_id) as stream:
        return stream.read()


def exchange(upload: Upload, name: str, data: bytes) -> None:
    """Take another version of the file; mends and rows left out stay where their row is the same.  Queries: 3."""
    before = door.opened(data_of(upload), upload.name)
    now = door.opened(data, name)
    choices = choices_of(upload)
    if not isinstance(before, Unreadable) and not isinstance(now, Unreadable):
        choices = mending.carried(choices, before, now)
    _hold(upload, name, data)
    _choose(upload, choices)
    upload.confirmed = ""
    upload.save()


def choices_of(upload: Upload) -> Choices:
    """What its owner decided about it."""
    return Choices(
        {(sheet, row, column): text for sheet, row, column, text in upload.corrections},
        {(sheet, row): reason for sheet, row, reason in upload.set_aside},
    )


def _choose(upload: Upload, choices: Choices) -> None:
    upload.corrections = [[*place, text] for place, text in choices.corrections.items()]
    upload.set_aside = [[*place, reason] for place, reason in choices.set_aside.items()]
    upload.changed_at = trails.now()


def reading_of(upload: Upload) -> Reading:
    """The file, read and checked under all decisions.  Queries: as `known_of`."""
    workbook = door.opened(data_of(upload), upload.name)
    return door.looked_at(upload.kind, workbook, upload.place_code, choices=choices_of(upload))


def faults(reading: Reading, severity: str) -> list[Fault]:
    """Findings of a severity; the same value with the same fault under the same heading is one."""
    found: dict[str, Fault] = {}
    for problem in reading.problems:
        if problem.severity != severity:
            continue
        key = _key(problem)
        fault = found.setdefault(key, Fault(key, problem, problem.say(gettext)))
        fault.places.append((problem.sheet, problem.row, problem.column))
    return list(found.values())


def _key(problem: Problem) -> str:
    """What makes two findings the same one: code, heading and value; without a value each stands for itself."""
    alike = problem.value and problem.column and problem.row and problem.scope == "cell"
    parts = [problem.code, problem.header, problem.value, problem.suggestion]
    if not alike:
        parts += [problem.sheet, str(problem.row), problem.column]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def mend(
    upload: Upload, reading: Reading, typed: Mapping[str, str], aside: Iterable[str], reason: str
) -> None:
    """Put typed values into every cell of their faults and leave the rows of others out by reason."""
    known = {f.key: f for severity in ("refuse", "notice") for f in faults(reading, severity)}
    choices = choices_of(upload)
    corrections, left = dict(choices.corrections), dict(choices.set_aside)
    for key, text in typed.items():
        fault = known.get(key)
        if fault is not None and fault.is_cell:
            corrections |= dict.fromkeys(fault.places, text)
    for key in aside:
        fault = known.get(key)
        if fault is not None:
            left |= dict.fromkeys(fault.rows, reason)
    _choose(upload, replace(choices, corrections=corrections, set_aside=left))
    upload.save()


def undo(upload: Upload, cells: Iterable[Cell] = (), rows: Iterable[RowPlace] = ()) -> None:
    """Take mends back, and rows left out in again."""
    choices = choices_of(upload)
    kept = {p: t for p, t in choices.corrections.items() if p not in set(cells)}
    left = {p: r for p, r in choices.set_aside.items() if p not in set(rows)}
    _choose(upload, replace(choices, corrections=kept, set_aside=left))
    upload.save()


def notices_digest(reading: Reading) -> str:
    """What exactly was read with a notice: another reading needs another confirmation."""
    told = [(p.sheet, p.row, p.column, p.code, p.value, p.suggestion) for p in reading.notices]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def confirm(upload: Upload, reading: Reading) -> None:
    """Confirm that everything with a notice is meant as it was read."""
    upload.confirmed = notices_digest(reading)
    upload.changed_at = trails.now()
    upload.save()


def is_confirmed(upload: Upload, reading: Reading) -> bool:
    """Whether nothing waits for a confirmation."""
    return not reading.notices or upload.confirmed == notices_digest(reading)


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What one table of the file would change."""

    title: str
    changes: mending.Changes
    titles: Mapping[str, str]


def preview(upload: Upload, reading: Reading) -> list[TableChanges]:
    """What taking the file would do, table by table.  Queries: 1–4 a table."""
    found = []
    kind = reading.kind
    for table in kind.tables:
        if table.name not in TABLES[upload.kind]:
            continue
        if not reading.saved_rows(table.name):
            continue
        here = existing(upload.kind, table.name, table.key, upload.place_code, reading.year)
        titles = {column.name: column.title for column in table.columns}
        found.append(TableChanges(table.title, mending.compare(reading, table.name, here), titles))
    return found


def tried(upload: Upload, reading: Reading, actor: Actor) -> door.Outcome:
    """All of taking the file but the writing: what the room itself would refuse shows here."""
    return door.write(reading, upload.place_code, actor, dry_run=True, accept_notices=True)


def commit(upload: Upload, reading: Reading, actor: Actor, key: str) -> dict[str, Any]:
    """Write what was read, once however often it is asked.  Gives: the outcome as JSON, its list of problems left out.

    The file was read and checked before: the transaction holds nothing but the writing.
    """

    def act() -> dict[str, Any]:
        held = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if held.status != Upload.Status.OPEN:
            return held.outcome
        if _decisions(held) != _decisions(upload):  # mended in another window meanwhile
            return {"taken": False}
        outcome = door.write(reading, held.place_code, actor, accept_notices=True)
        told = outcome.as_json()
        told["refusals"] = [p for p in told.pop("problems") if p["severity"] == "refuse"]
        if outcome.taken:
            held.status, held.outcome, held.changed_at = Upload.Status.TAKEN, told, trails.now()
            held.save()
        return told

    with transaction.atomic():
        answer: dict[str, Any] = once(actor, key, rights.WAYS[upload.kind].action, _decisions(upload), act)
    return answer


def _decisions(upload: Upload) -> dict[str, Any]:
    return {"upload": upload.pk, "digest": upload.digest, "choices": [upload.corrections, upload.set_aside]}


def drop(upload: Upload) -> None:
    """Give an upload up; nothing of it was written."""
    upload.status, upload.content, upload.changed_at = Upload.Status.DROPPED, None, trails.now()
    upload.save()
