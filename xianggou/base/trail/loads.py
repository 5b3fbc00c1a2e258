"""Loading an office's list: what was new, what changed, what stayed; hundreds of births beside their entries at once.

Every room's load action stands on this: rows come in as plain mappings, are compared with what is there by their
natural key, and go in whole or not at all. What is absent from a list is never deleted. A load that changes nothing
writes nothing; one that does leaves an entry on the place's register `imports`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext

from xianggou import __version__
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.base.trail.gates import Gate, label
from xianggou.base.trail.models import Entry
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem

BATCH = 400
AT = "at"  # a row's place in its workbook, (sheet, row): only told, never kept

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, in rows."""

    saved: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Loaded) -> Loaded:
        """Two lists of one workbook counted together."""
        return Loaded(
            self.saved + other.saved, self.changed + other.changed, self.unchanged + other.unchanged
        )

    @property
    def wrote(self) -> bool:
        """Whether anything was written."""
        return bool(self.saved or self.changed)


def one_at_a_time(place_code: str) -> None:
    """Let one load of a place run at a time, until its transaction ends.  Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"imports/{place_code}"])


def problem(row: Row, code: str, what: str, then: str, column: str = "") -> Problem:
    """A problem of a row, naming where the row stands."""
    sheet, number = row.get(AT) or ("", 0)
    return Problem(code=code, what=what, then=then, sheet=sheet, row=number, column=column)


def refuse(problems: Iterable[Problem]) -> None:
    """Refuse the whole list when there are problems.  Raises: BadInput."""
    found = list(problems)
    if found:
        raise BadInput(found)


def unfit(model: type[models.Model], row: Row) -> list[Problem]:
    """Values of a row that no column could hold: a text too long, a number out of range."""
    found = []
    for name, value in row.items():
        if name == AT or value is None:
            continue
        column = model._meta.get_field(name)
        if isinstance(column, models.CharField) and len(str(value)) > (column.max_length or 0):
            what = gettext("“%(start)s…”有 %(length)s 个字，最多 %(most)s 个字") % {
                "start": str(value)[:20],
                "length": len(str(value)),
                "most": column.max_length,
            }
            found.append(problem(row, "too_long", what, gettext("改短后重新导入")))
        elif isinstance(column, models.DecimalField):
            digits = column.max_digits - column.decimal_places
            if abs(Decimal(value)) >= Decimal(10) ** digits:
                found.append(
                    problem(
                        row,
                        "number_range",
                        gettext("%(value)s 过大") % {"value": value},
                        gettext("整数部分最多 %(digits)s 位") % {"digits": digits},
                    )
                )
        elif isinstance(column, models.IntegerField) and not isinstance(value, bool):
            low, high = connection.ops.integer_field_range(column.get_internal_type())
            if not (low or 0) <= int(value) <= (high or 0):
                found.append(
                    problem(
                        row,
                        "number_range",
                        gettext("%(value)s 超出可填的范围") % {"value": value},
                        gettext("填 %(low)s 至 %(high)s 之间的数") % {"low": low, "high": high},
                    )
                )
        elif isinstance(value, str) and "\x00" in value:
            found.append(problem(row, "nul", gettext("文字中有空字符"), gettext("删去后重新导入")))
    return found


def differences(row: models.Model, facts: Row) -> dict[str, tuple[Any, Any]]:
    """What a load would change in a row: column -> (old, new). Figures kept in one column are told one by one."""
    told = {}
    for name, value in facts.items():
        if name == AT:
            continue
        old = getattr(row, name)
        new = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
        if old != new:
            told[name] = (old, new)
    return told


def upserted(
    model: type[models.Model], found: Mapping[Any, models.Model], rows: Iterable[tuple[Hashable, Row]]
) -> Loaded:
    """Bring rows of a table without gate up to date by natural key.  Raises: BadInput."""
    born: dict[Hashable, Row] = {}
    moved: list[tuple[models.Model, dict[str, tuple[Any, Any]]]] = []
    same = 0
    problems: list[Problem] = []
    for key, row in rows:
        problems += unfit(model, row)
        here = found.get(key)
        if here is None:
            if key in born:
                problems.append(
                    problem(row, "doubled_key", gettext("同一项在表中出现两次"), gettext("只留一行"))
                )
            born[key] = row
        elif told := differences(here, row):
            moved.append((here, told))
        else:
            same += 1
    refuse(problems)
    for here, told in moved:  # first: what ends makes room for what begins
        for name, (_, new) in told.items():
            setattr(here, name, new)
        here.save(update_fields=list(told))
    model._default_manager.bulk_create(
        [model(**without_place(row)) for row in born.values()], batch_size=BATCH
    )
    return Loaded(saved=len(born), changed=len(moved), unchanged=same)


def without_place(row: Row) -> dict[str, Any]:
    """A row's facts without where it stood."""
    return {name: value for name, value in row.items() if name != AT}


def born_many(
    rows: Sequence[models.Model], verb: str, *, by: Acting, changes: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Save new gated rows of one table in their first state, each with the entry of its birth."""
    if not rows:
        return
    model = type(rows[0])
    gate: Gate = model.gate  # type: ignore[attr-defined]
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    told = changes or [{}] * len(rows)
    entries = [
        Entry(
            subject_id=trail.subject_of(row),
            verb=verb,
            object=label(model),
            object_id=row.pk,
            frm="",
            too=getattr(row, gate.status),
            kind=by.actor.kind,
            person_id=by.actor.person_id,
            seat_id=by.seat.id if by.seat else None,
            acting_for_id=by.seat.acting_for_id if by.seat else None,
            changes=dict(what),
            version=__version__,
        )
        for row, what in zip(rows, told, strict=True)
    ]
    names = Entry.grant_columns
    columns = {f.column: f for f in Entry._meta.concrete_fields}
    mark = f"({', '.join(['%s'] * len(names))})"
    with connection.cursor() as cursor:
        for start in range(0, len(entries), BATCH):
            part = entries[start : start + BATCH]
            values = [
                columns[n].get_db_prep_save(getattr(entry, columns[n].attname), connection)
                for entry in part
                for n in names
            ]
            cursor.execute(
                f"INSERT INTO trail_entry ({', '.join(names)}) VALUES {', '.join([mark] * len(part))}", values
            )


def noted(
    place: models.Model, verb: str, loaded: Loaded, *, by: Acting, source: str = "", why: str = ""
) -> None:
    """Leave an entry on the place's register of imports, unless nothing was written.  `source`: digest of the file."""
    if not loaded.wrote:
        return
    code: str = place.place_code  # type: ignore[attr-defined]
    register = trails.register_of(code, "imports", "导入")
    trail.note(
        place,
        verb,
        by=by,
        why=why,
        changes={"saved": loaded.saved, "changed": loaded.changed, "unchanged": loaded.unchanged},
        files=[source] if source else [],
        subject_id=register.pk,
    )
