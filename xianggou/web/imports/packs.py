"""A pack's lists go in through the same door as the offices' own workbooks: places, people, duties, money, standards.

The lists lie beside the pack as CSV, under the headings of the clean workbooks: one file a table, named after it
(`towns.csv`, `plan-2023.csv`, `standards.csv` …). Excel files of the same content serve as well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from xianggou import shipped
from xianggou.base.access.roles import Where
from xianggou.base.places import actions as places
from xianggou.base.sheets.problems import Unreadable
from xianggou.base.sheets.workbook import Workbook
from xianggou.core.actor import SYSTEM, Actor
from xianggou.core.findings import BadInput, Problem
from xianggou.core.law import library
from xianggou.web.imports import door, rights

# kind -> what its files are called, without number and year (00-people.xlsx, plan-2023.csv)
STEMS: dict[str, tuple[str, ...]] = {
    "people": ("people", "offices", "persons", "seats", "deputies"),
    "places": ("places", "places-population", "towns", "villages"),
    "duties": ("duties", "duty-list"),
    "catalogue": ("catalogue", "guidance-catalogue", "reviews"),
    "standards": (
        "standards",
        "standards-qualifications",
        "standards-rules",
        "execution-standards",
        "indicators",
    ),
    "funds": ("funds", "special-funds", "shares"),
    "budget": ("budget", "budgets"),
    "plan": ("plan",),
    "posts": ("posts", "staff", "village-finance-staff", "fees"),
}
NUMBER, YEAR = re.compile(r"^\d+-"), re.compile(r"-20\d\d$")
SUFFIXES = (".csv", ".xlsx")
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
