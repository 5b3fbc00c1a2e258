"""A pack's lists go in through the same door as the offices' own workbooks: places, people, duties, money, standards.

The lists lie beside the pack as CSV, under the headings of the clean workbooks: one file a table, named after it
(`towns.csv`, `plan-2023.csv`, `standards.csv` …). Excel files of the same content serve as well.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xianggou import shipped
from xianggou.base.access.roles import Where
from xianggou.base.places import actions as places
from xianggou.base.sheets.problems import Unreadable
from xianggou.base.sheets.workbook import Workbook
from xianggou.base.trail import queries as trails
from xianggou.core.actor import SYSTEM, Actor
from xianggou.core.findings import BadInput, Problem
from xianggou.core.law import library
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.standards import actions as standards
from xianggou.stages.standards import queries as in_force
from xianggou.web.imports import door, rights

# kind -> what its files are called, without number and year (00-people.xlsx, plan-2023.csv)
STEMS: dict[str, tuple[str, ...]] = {
    "people": ("people", "offices", "persons", "seats", "deputies"),
    "places": ("places", "places-population", "towns", "villages"),
    "duties": ("duties", "duty-list"),
    "catalogue": ("catalogue", "guidance-catalogue", "reviews"),
    "funds": ("funds", "special-funds", "shares"),
    "budget": ("budget", "budgets"),
    "plan": ("plan",),
    "posts": ("posts", "staff", "village-finance-staff", "fees"),
}
STANDARDS = ("standards", "standards-qualifications", "standards-rules")
NUMBER, YEAR = re.compile(r"^\d+-"), re.compile(r"-20\d\d$")
SUFFIXES = (".csv", ".xlsx")
INDICATOR = {
    "指标类别": "group",
    "三级指标": "name",
    "目标值": "target",
    "计量单位": "unit",
    "取数和核验方法": "measure",
    "权重(分)": "weight",
    "扣分规则": "deduction",
}
QUALIFICATION = {
    "要求对象": "of",
    "资格要求": "requirement",
    "证明材料": "proof",
    "是否核验有效期": "is_dated",
    "核验环节": "checked_at",
}

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Brought:
    """One list that went in: its kind, what the door said of it."""

    kind: str
    outcome: door.Outcome


def load_place(
    slug: str, progress: Progress = print, *, folder: Path | None = None, kinds: Iterable[str] = tuple(STEMS)
) -> list[Brought]:
    """Open a place under its pack and bring its lists in, each whole, as the finance seat.

    Done again it changes nothing.  Raises: BadInput when a list has something that must be mended.
    """
    here = folder or Path(shipped("packs")) / slug
    pack = library().pack(slug)
    place = places.open_place(slug, by=SYSTEM, where=Where(pack.code))
    brought = []
    for kind in kinds:
        files = _files(here, STEMS[kind])
        if not files:
            continue
        actor = rights.usual_actor(kind, place)
        progress(f"{pack.name} {rights.kinds()[kind].title}")
        outcome = _taken(kind, files, pack.code, actor)
        brought.append(Brought(kind, outcome))
    for code in _standards(here, pack.code):
        progress(f"{pack.name} 执行标准 {code}")
    return brought


def _files(folder: Path, stems: tuple[str, ...]) -> list[Path]:
    found = []
    for path in sorted(folder.iterdir() if folder.is_dir() else ()):
        stem = YEAR.sub("", NUMBER.sub("", path.stem))
        if path.suffix in SUFFIXES and stem in stems:
            found.append((stems.index(stem), path))
    return [path for _, path in sorted(found)]


def _taken(kind: str, files: list[Path], place_code: str, actor: Actor) -> door.Outcome:
    """All files of a kind as one workbook, through the door."""
    data = b"".join(path.read_bytes() for path in files)
    outcome = door.take(
        kind, data, files[0].name, place_code, actor, accept_notices=True, workbook=_together(files, data)
    )
    if not outcome.taken:
        raise BadInput(
            [
                Problem(
                    **{
                        n: p.get(n, "")
                        for n in ("code", "what", "why", "then", "sheet", "row", "column", "value")
                    }
                )
                for p in outcome.problems()
                if p["severity"] == "refuse"
            ]
        )
    return outcome


def _together(files: list[Path], data: bytes) -> Workbook | Unreadable:
    """One workbook of several files: a CSV is a sheet named after its file."""
    sheets = []
    first: Workbook | None = None
    for path in files:
        found = door.opened(path.read_bytes(), path.name)
        if isinstance(found, Unreadable):
            return found
        first = first or found
        named = [replace(s, name=path.stem) for s in found.sheets] if found.format == "csv" else found.sheets
        sheets += named
    assert first is not None
    return replace(first, sheets=sheets, digest=hashlib.sha256(data).hexdigest())


def _standards(folder: Path, place_code: str) -> list[str]:
    """Adopt the execution standards that differ from those in force.  Gives: their catalogue codes."""
    indicators = _by_code(folder / f"{STANDARDS[0]}.csv")
    if not indicators:
        return []
    qualifications = _by_code(folder / f"{STANDARDS[1]}.csv")
    rules = _by_code(folder / f"{STANDARDS[2]}.csv")
    version = catalogue.in_force(place_code)
    department = {i.code: i.department for i in catalogue.items_of(version)} if version is not None else {}
    issued_on = version.effective_on if version is not None else trails.today()
    actor = _adopter(place_code)
    adopted = []
    for code, rows in indicators.items():
        told: dict[str, Any] = {
            "indicators": [{new: row.get(old, "") for old, new in INDICATOR.items()} for row in rows],
            "qualifications": [
                {new: row.get(old, "") for old, new in QUALIFICATION.items()}
                for row in qualifications.get(code, [])
            ],
            "rules": [row["应遵守的制度"] for row in rules.get(code, [])],
        }
        if _stands(place_code, code, told):
            continue
        standards.adopt(
            where=Where(place_code), by=actor, catalogue_code=code, issued_on=issued_on,
            department=department.get(code, ""), **told,
        )  # fmt: skip
        adopted.append(code)
    return adopted


def _adopter(place_code: str) -> Actor:
    """Whoever brings the catalogue in issues its standards too."""
    return rights.usual_actor("catalogue", door.place_of(place_code))


def _by_code(path: Path) -> dict[str, list[Mapping[str, str]]]:
    """Rows of a list by catalogue code, in order; nothing where there is no such list."""
    found: dict[str, list[Mapping[str, str]]] = {}
    if path.is_file():
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))):
            found.setdefault(row["目录编码"], []).append(row)
    return found


def _stands(place_code: str, code: str, told: Mapping[str, Any]) -> bool:
    """Whether the standard in force says just this."""
    standard = in_force.in_force(place_code, code)
    if standard is None:
        return False
    names = ("group", "name", "target", "unit", "measure", "deduction")
    here = [[*(getattr(i, n) for n in names), str(i.weight)] for i in in_force.indicators(standard.pk)]
    new = [[*(i[n] for n in names), str(i["weight"])] for i in told["indicators"]]
    return (
        here == new and standard.qualifications == told["qualifications"] and standard.rules == told["rules"]
    )
