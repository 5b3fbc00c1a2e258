"""From checked rows of voices, needs and resources to the rows of their load actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xianggou.base.sheets.check import Reading
from xianggou.base.sheets.rows import RowRead
from xianggou.base.trail.loads import AT

VOICES = {
    "town_code": "town_code",
    "village_code": "village_code",
    "text": "text",
    "raiser": "raiser",
    "channel": "channel",
    "age": "age",
    "urgency": "urgency",
    "told_on": "told_on",
    "class_name": "class_name",
}
NEEDS = {**VOICES, "code": "code", "item": "catalogue_code", "matter": "matter"}


def voices(reading: Reading) -> dict[str, Any]:
    """Rows of `needs.load_voices`."""
    return {
        "rows": [
            {**_told(row, VOICES), "serial": row["serial"] or ""} for row in reading.saved_rows("voices")
        ]
    }


def needs(reading: Reading) -> dict[str, Any]:
    """Rows of `needs.load_list`."""
    return {"rows": [_told(row, NEEDS) for row in reading.saved_rows("needs")]}


def _told(row: RowRead, names: Mapping[str, str]) -> dict[str, Any]:
    """What one row tells: whom it concerns as a list, people unknown where the cell is empty."""
    return {
        AT: (row.sheet, row.row),
        **{column: row[name] or "" for name, column in names.items()},
        "traits": [row["trait"]] if row["trait"] else [],
        "people": row["people"],
    }


RESOURCES = {
    "code": "code",
    "department_code": "department_code",
    "title": "title",
    "content": "content",
    "class_name": "class_name",
    "item": "catalogue_code",
    "groups_text": "groups_text",
    "unit": "unit",
    "standard": "standard",
    "money": "money",
    "budget_ref": "budget_ref",
    "fund_code": "fund_code",
    "office": "office",
}
AS_READ = ("areas", "from_on", "to_on", "capacity")


def resources(reading: Reading) -> dict[str, Any]:
    """Rows of `resources.load`."""
    return {
        "rows": [
            {
                AT: (row.sheet, row.row),
                **{column: row[name] or "" for name, column in RESOURCES.items()},
                **{name: row[name] for name in AS_READ},
                "batch_min": row["batch_min"] or 1,
                "unit_cost_fen": row["unit_cost_fen"] or 0,
            }
            for row in reading.saved_rows("resources")
        ]
    }
