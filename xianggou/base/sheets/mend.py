"""Mending in place, setting rows aside, carrying both over to a later upload, and what a file would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from xianggou.base.sheets.check import Choices, Place, Reading, RowPlace, check
from xianggou.base.sheets.rows import RowRead
from xianggou.base.sheets.workbook import Row, Sheet, Value, Workbook, as_shown


def mend(reading: Reading, corrections: Mapping[Place, str]) -> Reading:
    """Check again with typed corrections, added to those made before. An empty text takes the cell's content away."""
    merged = {**reading.choices.corrections, **corrections}
    return again(reading, replace(reading.choices, corrections=merged))


def undo(reading: Reading, places: list[Place]) -> Reading:
    """Check again without some of the corrections made before."""
    kept = {p: t for p, t in reading.choices.corrections.items() if p not in places}
    return again(reading, replace(reading.choices, corrections=kept))


def set_aside(reading: Reading, rows: Mapping[RowPlace, str]) -> Reading:
    """Check again with rows left out by name and reason."""
    merged = {**reading.choices.set_aside, **rows}
    return again(reading, replace(reading.choices, set_aside=merged))


def again(reading: Reading, choices: Choices) -> Reading:
    """The same workbook checked under other choices."""
    return check(reading.kind, reading.workbook, reading.known, reading.place_date, choices)


def left_out(reading: Reading) -> list[RowRead]:
    """Rows that do not go in: set aside, refused, or hanging on such a row; each once, in the order of the file."""
    return [
        r
        for r in reading.sheet_rows
        if r.status in ("set_aside", "refuse") or (r.waits_for and r.status != "dropped")
    ]


def reason_of(row: RowRead) -> str:
    """Why a row is left out, in words: what a person wrote, what was found, or the row it waits for."""
    if row.reason:
        return row.reason
    found = [p.what for p in row.problems if p.severity == "refuse"]
    if found:
        return "；".join(found)
    return f"等待{row.waits_for}" if row.waits_for else ""


def carried(choices: Choices, before: Workbook, now: Workbook) -> Choices:
    """Mends and set-aside rows that still fit a changed file: those whose row stands in it unchanged, wherever it moved."""
    moved: dict[RowPlace, int] = {}
    for old in before.sheets:
        new = next((s for s in now.sheets if s.name == old.name), None)
        if new is not None:
            moved |= {(old.name, n): m for n, m in _moves(old, new).items()}
    corrections = {
        (sheet, moved[sheet, row], column): text
        for (sheet, row, column), text in choices.corrections.items()
        if (sheet, row) in moved
    }
    aside = {(s, moved[s, r]): why for (s, r), why in choices.set_aside.items() if (s, r) in moved}
    return replace(choices, corrections=corrections, set_aside=aside)


def _moves(old: Sheet, new: Sheet) -> dict[int, int]:
    """Old row number → new one, for rows whose content is the same and stands once; same place wins."""
    placed: dict[tuple[Value, ...], list[int]] = {}
    for row in new.rows:
        placed.setdefault(_content(row), []).append(row.number)
    found = {}
    for row in old.rows:
        numbers = placed.get(_content(row), [])
        if row.number in numbers:
            found[row.number] = row.number
        elif len(numbers) == 1:
            found[row.number] = numbers[0]
    return found


def _content(row: Row) -> tuple[str, ...]:
    values = [as_shown(v).strip() for v in row.values]
    while values and not values[-1]:
        values.pop()
    return tuple(values)


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is there already and would become another: old and new by column name."""

    row: RowRead
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Changes:
    """What taking a file would do to the records of one table. Absent ones are never deleted."""

    added: list[RowRead] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[RowRead] = field(default_factory=list)
    not_in_file: list[tuple[Any, ...]] = field(default_factory=list)


def compare(reading: Reading, table: str, existing: Mapping[tuple[Any, ...], Mapping[str, Any]]) -> Changes:
    """The records to be saved against those that exist, by the table's natural key.

    Only columns that both have are compared: what a file does not speak of it does not change.
    """
    key = reading.kind.table(table).key
    changes = Changes()
    seen = set()
    for row in reading.saved_rows(table):
        place = row.key(key)
        seen.add(place)
        held = existing.get(place)
        if held is None:
            changes.added.append(row)
            continue
        fields = {
            name: (held[name], value)
            for name, value in row.values.items()
            if name in held and value is not None and not _alike(held[name], value)
        }
        if fields:
            changes.changed.append(Change(row, fields))
        else:
            changes.unchanged.append(row)
    changes.not_in_file = [k for k in existing if k not in seen]
    return changes


def _alike(old: Any, new: Any) -> bool:
    if isinstance(old, (int, Decimal)) and isinstance(new, (int, Decimal)):
        return Decimal(old) == Decimal(new)
    if isinstance(old, (list, tuple)) or isinstance(new, (list, tuple)):
        return list(old or ()) == list(new or ())
    return (old or None) == (new or None) if isinstance(new, str) else old == new
