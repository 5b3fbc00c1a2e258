"""The files of `law/`: statutes clause by clause, dated parameters, yearly calendars.

Reading is strict, since a number that slipped in here decides real purchases: an unknown key,
a missing source, a clause nobody wrote down or two values for one day stop the loading, and
every such place is named at once.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .calendar import Year
from .findings import Cite, plain

PRACTICE = "地方做法"
UNITS = frozenset(
    [
        "bp",
        "calendar_days",
        "count",
        "fen",
        "flag",
        "fraction",
        "list",
        "minutes",
        "month",
        "month_day",
        "months",
        "text",
        "working_days",
        "years",
    ]
)
TIGHTEN = frozenset({"up", "down", "superset", "subset", "never", "pack"})
_HEAD = frozenset(["title", "unit", "governed_by", "tighten", "must", "source", "clause", "also", "value"])
_VALUE = frozenset(
    ["from", "to", "amount", "items", "source", "clause", "also", "mark", "checked_on", "from_about", "note"]
)
_STATUTE = frozenset(
    ["title", "number", "level", "from", "to", "from_about", "mark", "only_above_limit", "clause"]
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place of a law or pack file that can't be taken."""

    file: str
    place: str
    reason: str
    line: int = 0

    def __str__(self) -> str:
        """File, line, place and reason in one line."""
        return f"{self.file}:{self.line or 1}: {self.place}: {self.reason}"


class BadLaw(Exception):
    """Law or pack files that don't load; all flaws at once."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        """Carry every flaw."""
        super().__init__("\n".join(map(str, flaws)))
        self.flaws = tuple(flaws)


@dataclass(frozen=True, slots=True)
class Statute:
    """One law, order or notice, with the clauses that rules rest on."""

    id: str
    title: str
    number: str
    level: str
    starts: date
    ends: date | None
    only_above_limit: bool
    clauses: Mapping[str, str]

    def cite(self, clause: str) -> Cite:
        """A clause as findings carry it."""
        return Cite(self.title, clause, self.clauses.get(clause, ""), self.number, self.id)


@dataclass(frozen=True, slots=True)
class Value:
    """What a parameter is from one day on."""

    starts: date
    ends: date | None
    raw: int | bool | str | None
    items: tuple[str, ...]
    cites: tuple[Cite, ...]
    source: str
    mark: str = ""
    checked_on: date | None = None
    digest: str = ""  # of what it says, for the trail

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def shown(self) -> object:
        """The value itself, number, text or list."""
        return list(self.items) if self.raw is None else self.raw


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure, list or switch of the law with its history."""

    key: str
    title: str
    unit: str
    governed_by: tuple[str, ...]
    tighten: str
    must: bool
    values: tuple[Value, ...]
    frame: tuple[Cite, ...] = ()  # clauses that leave the figure to the place

    def at(self, on: date) -> Value | None:
        """The value in force on a day."""
        return next((value for value in reversed(self.values) if value.holds(on)), None)


def digest_of(content: object) -> str:
    """SHA-256 of content in canonical JSON."""
    text = json.dumps(plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def line_of(text: str, header: str, number: int = 0) -> int:
    """The line where a table header stands for the n-th time; 0 where it doesn't."""
    seen = [i for i, line in enumerate(text.splitlines(), 1) if line.strip().startswith(header)]
    return seen[number] if number < len(seen) else 0


def tables_of(path: Path, flaws: list[Flaw]) -> tuple[dict[str, Any], str]:
    """A TOML file as tables and text; a file that can't be parsed is a flaw."""
    try:
        text = path.read_text("utf-8")
        return tomllib.loads(text), text
    except UnicodeDecodeError:
        flaws.append(Flaw(str(path), "文件", "不是 UTF-8 编码"))
    except tomllib.TOMLDecodeError as error:
        flaws.append(Flaw(str(path), "文件", f"不是合格的 TOML：{error}"))
    return {}, ""


def read_statutes(folder: Path, flaws: list[Flaw]) -> Iterator[Statute]:
    """All statutes of a folder."""
    for path in sorted(folder.glob("statutes/*.toml")):
        said, text = tables_of(path, flaws)
        if not said:
            continue
        for name in said.keys() - _STATUTE:
            flaws.append(Flaw(str(path), name, "不认识的键", line_of(text, name)))
        missing = {"title", "level", "from"} - said.keys()
        if missing:
            flaws.append(Flaw(str(path), "、".join(sorted(missing)), "缺少"))
            continue
        clauses = said.get("clause", {})
        if not all(isinstance(gist, str) and gist for gist in clauses.values()):
            flaws.append(Flaw(str(path), "clause", "每条须有一句要点", line_of(text, "[clause]")))
        yield Statute(
            id=path.stem,
            title=said["title"],
            number=said.get("number", ""),
            level=said["level"],
            starts=said["from"],
            ends=said.get("to"),
            only_above_limit=bool(said.get("only_above_limit", False)),
            clauses=clauses,
        )


def read_years(folder: Path, flaws: list[Flaw]) -> Iterator[Year]:
    """All holiday tables of a folder."""
    for path in sorted(folder.glob("calendars/*.toml")):
        said, _ = tables_of(path, flaws)
        if not said:
            continue
        off, work = said.get("off", []), said.get("work", [])
        days = [*off, *work]
        if said.get("year") != int(path.stem) or any(day.year != said["year"] for day in days):
            flaws.append(Flaw(str(path), "year", "年份与文件名或日期不一致"))
        for day in work:
            if day.weekday() < 5 or day in off:
                flaws.append(Flaw(str(path), f"work {day}", "调休上班日应是周末，且不在放假日内"))
        complete = bool(said.get("complete", True))
        yield Year(int(path.stem), frozenset(off), frozenset(work), complete, said.get("number", ""))


def read_parameters(
    folder: Path, statutes: Mapping[str, Statute], known: dict[str, Parameter], flaws: list[Flaw]
) -> None:
    """Add a folder's parameters to those known; a later folder may add values, never change them."""
    for path in sorted(folder.glob("parameters/*.toml")):
        said, text = tables_of(path, flaws)
        for name, table in said.items():
            key = f"{path.stem}.{name}"
            place = _Place(str(path), key, line_of(text, f"[{name}]") or line_of(text, f"[[{name}."), flaws)
            if isinstance(table, dict):
                _add(key, table, statutes, known, place)
            else:
                place.flaw("应是一张表")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the files we are, to name flaws by."""

    file: str
    key: str
    line: int
    flaws: list[Flaw]

    def flaw(self, reason: str) -> None:
        """Note a flaw here."""
        self.flaws.append(Flaw(self.file, self.key, reason, self.line))


def _add(
    key: str,
    table: Mapping[str, Any],
    statutes: Mapping[str, Statute],
    known: dict[str, Parameter],
    place: _Place,
) -> None:
    """One parameter, or more values for one already known."""
    for name in table.keys() - _HEAD:
        place.flaw(f"不认识的键 {name}")
    before = known.get(key)
    if before is None:
        missing = {"title", "unit", "governed_by", "tighten"} - table.keys()
        if missing:
            place.flaw(f"缺少 {'、'.join(sorted(missing))}")
            return
        governed = table["governed_by"]
        before = Parameter(
            key=key,
            title=table["title"],
            unit=table["unit"],
            governed_by=(governed,) if isinstance(governed, str) else tuple(governed),
            tighten=table["tighten"],
            must=bool(table.get("must", False)),
            values=(),
            frame=_cites(table, statutes, place) if "source" in table else (),
        )
        if before.unit not in UNITS:
            place.flaw(f"不认识的单位 {before.unit}")
        if before.tighten not in TIGHTEN:
            place.flaw(f"不认识的 tighten {before.tighten}")
    elif table.keys() - {"value"}:
        place.flaw("已有的参数只能补充 value，不能改写")
    fresh = [_value(said, before.unit, statutes, place) for said in table.get("value", [])]
    values = in_order([*before.values, *(value for value in fresh if value)], place.flaw)
    known[key] = replace(before, values=values)


def in_order(values: Sequence[Value], flaw: Any) -> tuple[Value, ...]:
    """Values as given, each without an end closed by its successor; overlaps are flaws."""
    if list(values) != sorted(values, key=lambda value: value.starts):
        flaw("各个值应按生效日期先后排列，新值在后")
    closed: list[Value] = []
    for value, later in zip(values, [*values[1:], None], strict=False):
        if later is not None and (
            value.starts >= later.starts or (value.ends or value.starts) >= later.starts
        ):
            flaw(f"{value.starts} 与 {later.starts} 起的两个值重叠")
        if later is not None and value.ends is None:
            value = replace(value, ends=later.starts - timedelta(days=1))
        closed.append(value)
    return tuple(closed)


def _value(
    said: Mapping[str, Any], unit: str, statutes: Mapping[str, Statute], place: _Place
) -> Value | None:
    """One dated value with its clauses."""
    for name in said.keys() - _VALUE:
        place.flaw(f"不认识的键 {name}")
    if not isinstance(said.get("from"), date):
        place.flaw("缺少生效日期 from")
        return None
    raw, items = said.get("amount"), tuple(said.get("items", ()))
    if not fits(unit, raw, items):
        place.flaw(f"{said['from']} 起的值与单位 {unit} 不符")
    source, clause = said.get("source", ""), said.get("clause", "")
    if not source or not clause:
        place.flaw(f"{said['from']} 起的值没有出处")
        return None
    ends = said.get("to")
    if ends is not None and ends < said["from"]:
        place.flaw("失效日期早于生效日期")
    cites = _cites(said, statutes, place)
    digest = digest_of([said["from"], raw, items, [cite.as_json() for cite in cites]])[:16]
    return Value(
        starts=said["from"],
        ends=ends,
        raw=raw,
        items=items,
        cites=cites,
        source=source,
        mark=said.get("mark", ""),
        checked_on=said.get("checked_on"),
        digest=digest,
    )


def _cites(said: Mapping[str, Any], statutes: Mapping[str, Statute], place: _Place) -> tuple[Cite, ...]:
    """The clauses that a table names; a bare number in `also` is of the same source."""
    cites = []
    source = said["source"]
    for number in (said.get("clause", ""), *said.get("also", ())):
        statute_id, _, clause = number.rpartition(" ")
        statute = statutes.get(statute_id or source)
        if statute is None or clause not in statute.clauses:
            place.flaw(f"法规库里没有 {statute_id or source} {clause}")
        else:
            cites.append(statute.cite(clause))
    return tuple(cites)


def fits(unit: str, raw: object, items: Sequence[object]) -> bool:
    """Whether a value has the form its unit asks for."""
    if unit == "list":
        return (
            raw is None
            and bool(items)
            and all(isinstance(item, str) for item in items)
            and len(set(items)) == len(items)
        )
    if items:
        return False
    if unit == "flag":
        return isinstance(raw, bool)
    if unit in {"text", "fraction", "month_day"}:
        return isinstance(raw, str) and bool(raw)
    return isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0
