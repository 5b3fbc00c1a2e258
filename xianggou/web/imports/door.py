"""The one way in for a workbook: read in a child process, checked whole, written whole or not at all.

Page and command line call `take`; nothing else in the house turns a file into rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext

from xianggou.base.places import models
from xianggou.base.sheets.check import Choices, Reading, check
from xianggou.base.sheets.child import read
from xianggou.base.sheets.problems import Translate, Unreadable
from xianggou.base.sheets.workbook import Workbook
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded
from xianggou.core.actor import Actor
from xianggou.core.findings import BadInput, Problem
from xianggou.web.imports import rights
from xianggou.web.imports.known import known_of

Place = tuple[str, int, str]  # sheet, row, column letter
RowPlace = tuple[str, int]
YEARLY = ("funds", "plan")  # their references change with the year


@dataclass(frozen=True)
class Outcome:
    """What came of a file: how it reads, what was written or would be, and all that stands against it."""

    reading: Reading
    loaded: Loaded = field(default_factory=Loaded)
    refused: tuple[Problem, ...] = ()  # what the room's action refused
    taken: bool = False
    is_dry: bool = False
    needs_confirming: bool = False

    @property
    def may_go_in(self) -> bool:
        """Whether nothing but a confirmation is missing."""
        return self.reading.may_be_taken and not self.refused

    @property
    def set_aside(self) -> int:
        """Rows left out by a person, with those that hang on them."""
        waiting = sum(1 for row in self.reading.sheet_rows if row.waits_for and row.status != "set_aside")
        return self.reading.rows_set_aside + waiting

    def problems(self, translate: Translate = str) -> list[dict[str, Any]]:
        """Every problem as page, API and command line print it."""
        return [p.as_dict(translate) for p in self.reading.problems] + [p.as_json() for p in self.refused]

    def as_json(self, translate: Translate = str) -> dict[str, Any]:
        """The form of the command line's contract."""
        reading = self.reading
        return {
            "kind": reading.kind.name,
            "file": reading.workbook.name,
            "digest": reading.workbook.digest,
            "taken": self.taken,
            "dry_run": self.is_dry,
            "rows": reading.data_rows,
            "rows_ok": reading.rows_ok,
            "rows_notice": reading.rows_notice,
            "rows_refused": reading.rows_refused,
            "rows_dropped": reading.rows_dropped,
            "saved": self.loaded.saved,
            "changed": self.loaded.changed,
            "unchanged": self.loaded.unchanged,
            "set_aside": self.set_aside,
            "whole_file_refused": reading.whole_file_refused,
            "needs_confirming": self.needs_confirming,
            "sums_fen": reading.sums_fen,
            "problems": self.problems(translate),
        }


def opened(data: bytes, filename: str) -> Workbook | Unreadable:
    """A file as its sheets, read in a child process; whatever is wrong with it comes back in words."""
    return read(data, filename)


def looked_at(
    kind: str,
    workbook: Workbook | Unreadable,
    place_code: str,
    *,
    sheet: str | None = None,
    choices: Choices | None = None,
) -> Reading:
    """A workbook checked against what the database knows.  Raises: BadInput for a sheet it does not have."""
    day = trails.today()
    declared = rights.kinds()[kind]
    if sheet and isinstance(workbook, Workbook):
        workbook = _only(workbook, sheet)
    reading = check(declared, workbook, known_of(place_code, day), day, choices)
    if kind in YEARLY and reading.year is not None:
        known = known_of(place_code, day, reading.year)
        if known.funds != reading.known.funds or known.shares != reading.known.shares:
            reading = check(declared, workbook, known, day, choices)
    return reading


def _only(workbook: Workbook, sheet: str) -> Workbook:
    kept = [s for s in workbook.sheets if s.name == sheet]
    if not kept:
        there = "、".join(s.name for s in workbook.sheets)
        raise BadInput(
            [
                Problem(
                    "no_such_sheet",
                    gettext("文件里没有工作表“%(sheet)s”") % {"sheet": sheet},
                    then=gettext("从这些表中选一个：%(there)s") % {"there": there},
                    sheet=sheet,
                )
            ]
        )
    return replace(workbook, sheets=kept)


def take(
    kind: str,
    data: bytes,
    filename: str,
    place: str,
    actor: Actor,
    *,
    sheet: str | None = None,
    dry_run: bool = False,
    accept_notices: bool = False,
    corrections: Mapping[Place, str] | None = None,
    set_aside: Mapping[RowPlace, str] | None = None,
    year: int | None = None,
    workbook: Workbook | Unreadable | None = None,
) -> Outcome:
    """Take a workbook in, whole or not at all.

    `place` is its division code. A dry run does all of it and writes nothing. Notices are taken once they are
    confirmed (`accept_notices`). `workbook` spares a second reading of the same bytes.
    Raises: NotGranted when the actor may not; BadInput only for a sheet that is not there.
    """
    rights.where_of(actor, kind, place)  # before anything is opened
    choices = Choices(corrections or {}, set_aside or {}, year=year)
    found = workbook if workbook is not None else opened(data, filename)
    reading = looked_at(kind, found, place, sheet=sheet, choices=choices)
    if not reading.workbook.digest:  # a file that could not be read still has its digest
        reading.workbook = replace(reading.workbook, name=filename, digest=hashlib.sha256(data).hexdigest())
    return write(reading, place, actor, dry_run=dry_run, accept_notices=accept_notices)


def write(
    reading: Reading, place: str, actor: Actor, *, dry_run: bool = False, accept_notices: bool = False
) -> Outcome:
    """Let the room's action write what was read, in one transaction, unless something stands against it.

    Raises: NotGranted.
    """
    kind = reading.kind.name
    where = rights.where_of(actor, kind, place)
    unconfirmed = bool(reading.notices) and not accept_notices
    if not reading.may_be_taken:
        return Outcome(reading, is_dry=dry_run)
    way = rights.WAYS[kind]
    is_dry = dry_run or unconfirmed
    try:
        rows = way.rows(reading)
        with transaction.atomic():
            loaded = way.run(where=where, by=actor, source=reading.workbook.digest, **rows)
            if is_dry:
                transaction.set_rollback(True)
    except BadInput as refused:
        return Outcome(reading, refused=refused.problems, is_dry=dry_run, needs_confirming=unconfirmed)
    except (IntegrityError, DataError) as error:
        return Outcome(reading, refused=(_by_database(error),), is_dry=dry_run)
    return Outcome(reading, loaded, taken=not is_dry, is_dry=dry_run, needs_confirming=unconfirmed)


def _by_database(error: Exception) -> Problem:
    """A constraint that no check foresaw: nothing was written, and the sentence it keeps says why."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", "") or ""
    return Problem(
        code=f"database.{name or 'value'}",
        what=gettext("数据库不接受其中的值") + (f"（{name}）" if name else ""),
        why=gettext("整份文件没有写入"),
        then=gettext("核对这份表后重新导入；仍不能导入的，把这个代码告诉管理员"),
    )


def place_of(name: str) -> models.Place:
    """A place by its division code, its pack or its name.  Raises: Place.DoesNotExist.  Queries: 1."""
    return models.Place.objects.get(Q(code=name) | Q(slug=name) | Q(name=name))
