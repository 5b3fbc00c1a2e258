"""The law in force on the dates of a dossier, each value with its clause.

`library()` reads `law/` and the operator's folder once. `Library.on(...)` gives a `LawOn`: what a
rule asks is a key, what it gets is the value that its governing date chooses, and from that
value the finding is made, so that no rule can cite the wrong clause. What was asked is
remembered for the trail.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from xianggou import shipped

from .calendar import Calendar, Year
from .findings import Cite, Consulted, Finding, NotApplicable, level_of
from .packs import Band, Pack, compile_pack
from .parameters import (
    PRACTICE,
    BadLaw,
    Flaw,
    Parameter,
    Statute,
    digest_of,
    read_parameters,
    read_statutes,
    read_years,
)

_BELOW_LIMIT = ("purchase-of-services-measures", "第二条")


LawError = BadLaw


class NoValue(LookupError):
    """A parameter that has no value on its governing date; the rule does not apply."""

    def __init__(self, key: str, on: date, reason: str) -> None:
        """Carry the reason in the words of the finding."""
        super().__init__(f"{key} {on}: {reason}")
        self.key, self.on, self.reason = key, on, reason


class Undated(LookupError):
    """A parameter whose governing date nobody gave: a defect of the caller."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Clauses that a finding can be made from."""

    cites: tuple[Cite, ...]

    def broken(self, code: str, /, *, also: Iterable["Ground"] = (), **values: object) -> Finding:
        """The finding that this ground is broken; `also` adds the clauses of further grounds."""
        cites = tuple(dict.fromkeys((*self.cites, *(cite for one in also for cite in one.cites))))
        return Finding(code, level_of(code), values, cites)


@dataclass(frozen=True, slots=True)
class InForce(Ground):
    """A parameter's value on its governing date, with its clauses."""

    key: str
    on: date
    raw: int | bool | str | None
    items: tuple[str, ...]
    digest: str

    @property
    def amount(self) -> Any:
        """The number, switch or text."""
        if self.raw is None:
            raise TypeError(f"{self.key} is a list")
        return self.raw


@dataclass(slots=True)
class LawOn:
    """The law as a dossier meets it: dates, place, and a memory of what was asked."""

    library: "Library"
    dates: Mapping[str, date]
    otherwise: date | None
    pack: Pack | None = None
    _asked: dict[Consulted, None] = field(default_factory=dict)

    def __getitem__(self, key: str) -> InForce:
        """The value in force.  Raises: NoValue where there is none on that date."""
        parameter = self.library.parameters[key]
        on = self.governing(parameter)
        found = self._effective(parameter, on)
        if found is None:
            left = (
                "本地实践包没有给出"
                if parameter.must or parameter.tighten == "pack"
                else f"{on} 没有生效的规定"
            )
            self._asked[Consulted(key, on, "")] = None
            raise NoValue(key, on, f"{parameter.title}：{left}")
        self._asked[Consulted(key, on, found.digest)] = None
        return found

    def get(self, key: str) -> InForce | None:
        """The value in force, or nothing."""
        try:
            return self[key]
        except NoValue:
            return None

    def clause(self, statute: str, *clauses: str) -> Ground:
        """Clauses that are no parameter, as the ground of a finding."""
        source = self.library.statutes[statute]
        missing = [clause for clause in clauses if clause not in source.clauses]
        if missing:
            raise KeyError(f"{statute} {missing}")
        return Ground(tuple(source.cite(clause) for clause in clauses))

    def internal_control(self, value_fen: int) -> Band | None:
        """How the place decides a purchase of this value below the limit."""
        return self.pack.band(value_fen, self.date_of("activity_started_on")) if self.pack else None

    def not_applicable(self, code: str, reason: str) -> NotApplicable:
        """A rule that has nothing to say here, and why."""
        return NotApplicable(code, reason)

    def date_of(self, *names: str) -> date:
        """The first of the governing dates that the dossier has; today's law for what has no date yet."""
        for name in names:
            if name in self.dates:
                return self.dates[name]
        if self.otherwise is None:
            raise Undated(f"no governing date: {', '.join(names)}")
        return self.otherwise

    def governing(self, parameter: Parameter) -> date:
        """The date that chooses a parameter's value."""
        return self.date_of(*(name for name in parameter.governed_by if name != "any"))

    def dated(self, more: Mapping[str, date]) -> "LawOn":
        """The same law with further dates known; remembers in the same place."""
        return replace(self, dates={**self.dates, **more})

    @property
    def calendar(self) -> Calendar:
        """The working days."""
        return self.library.calendar

    @property
    def consulted(self) -> tuple[Consulted, ...]:
        """What was asked for so far, each once."""
        return tuple(self._asked)

    @property
    def versions(self) -> dict[str, str]:
        """Digests of the law and the pack, for the trail."""
        return {"law": self.library.digest, "pack": self.pack.digest if self.pack else ""}

    def below_limit_cites(self, cites: Iterable[Cite]) -> tuple[Cite, ...]:
        """Clauses fit for a purchase below the limit, where the Procurement Law is not the ground.

        Clauses of statutes that bind only from the limit up give way to the service measures and
        to the place's internal-control document.
        """
        given = tuple(cites)
        kept = [c for c in given if not (c.statute and self.library.statutes[c.statute].only_above_limit)]
        if len(kept) == len(given):
            return given
        statute, number = _BELOW_LIMIT
        kept.append(self.library.statutes[statute].cite(number))
        if self.pack and self.pack.bands:
            kept.append(self.pack.bands[-1].cite())
        return tuple(dict.fromkeys(kept))

    def _effective(self, parameter: Parameter, on: date) -> InForce | None:
        """National value and the place's own, joined by the direction of tightening."""
        value = parameter.at(on)
        if value and self._is_foreign(value.source):
            value = None
        local = self.pack.local(parameter.key, on) if self.pack else None
        if local is None:
            if value is None or (value.raw is None and not value.items):
                return None
            return InForce(value.cites, parameter.key, on, value.raw, value.items, value.digest)
        items = local.items
        if parameter.tighten == "superset" and value:
            items = tuple(dict.fromkeys((*value.items, *items)))
        elif parameter.tighten == "subset" and value:
            items = tuple(item for item in value.items if item in items)
        cites = (*(value.cites if value else parameter.frame), local.cite())
        return InForce(
            cites, parameter.key, on, local.raw, items, _local_digest(local.raw, items, local.source)
        )

    def _is_foreign(self, source: str) -> bool:
        """Whether a value is another place's practice, which binds only packs that stand on it."""
        statute = self.library.statutes.get(source)
        is_practice = statute is not None and statute.level == PRACTICE
        return is_practice and self.pack is not None and source not in self.pack.standing_on


@dataclass(frozen=True)
class Library:
    """All law that was read: statutes, parameters, calendars, packs."""

    statutes: Mapping[str, Statute]
    parameters: Mapping[str, Parameter]
    years: tuple[Year, ...]
    pack_files: Mapping[str, Path]
    _packs: dict[str, Pack] = field(default_factory=dict, repr=False, compare=False)

    def on(self, dates: Mapping[str, date] | date, pack: Pack | str | None = None) -> LawOn:
        """The law on one date, or on a dossier's dates.

        In a mapping, `today` stands in for every governing date that has not come yet.
        """
        compiled = self.pack(pack) if isinstance(pack, str) else pack
        if isinstance(dates, date):
            return LawOn(self, {}, dates, compiled)
        known = {name: day for name, day in dates.items() if day is not None}
        return LawOn(self, known, known.get("today"), compiled)

    def pack(self, name: str) -> Pack:
        """A place's pack, compiled.  Raises: BadLaw."""
        if name not in self.pack_files:
            raise BadLaw([Flaw(name, "实践包", "没有这个包")])
        if name not in self._packs:
            self._packs[name] = compile_pack(self.pack_files[name], self.parameters, self.statutes)
        return self._packs[name]

    @cached_property
    def calendar(self) -> Calendar:
        """The working days of all known years."""
        return Calendar(self.years)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that was read."""
        return digest_of(
            [
                [[s.id, s.title, s.number, dict(s.clauses)] for s in self.statutes.values()],
                [[p.key, p.unit, p.tighten, [v.digest for v in p.values]] for p in self.parameters.values()],
                [[y.year, sorted(y.off), sorted(y.work)] for y in self.years],
            ]
        )


@lru_cache(maxsize=8)
def read_library(folders: tuple[Path, ...], packs: Path | None = None) -> Library:
    """Read law folders in order, later ones adding to earlier.  Raises: BadLaw with every flaw."""
    flaws: list[Flaw] = []
    statutes: dict[str, Statute] = {}
    parameters: dict[str, Parameter] = {}
    years: dict[int, Year] = {}
    pack_files = {path.parent.name: path for path in sorted(packs.glob("*/pack.toml"))} if packs else {}
    for folder in folders:
        statutes |= {statute.id: statute for statute in read_statutes(folder, flaws)}
        read_parameters(folder, statutes, parameters, flaws)
        years |= {year.year: year for year in read_years(folder, flaws)}
        pack_files |= {path.parent.name: path for path in sorted(folder.glob("packs/*/pack.toml"))}
    if flaws:
        raise BadLaw(flaws)
    return Library(statutes, parameters, tuple(years.values()), pack_files)


def library() -> Library:
    """The law that ships with the software and what the operator's folder adds (`XIANGGOU_LAW`).

    Read once for each folder; a new table or value takes effect at the next start.
    """
    return _library(os.environ.get("XIANGGOU_LAW", ""))


@lru_cache(maxsize=8)
def _library(extra: str) -> Library:
    """The shipped law and an operator's folder."""
    folders = [shipped("law")]
    if extra:
        folder = Path(extra)
        if not folder.is_dir():
            raise BadLaw([Flaw(extra, "XIANGGOU_LAW", "没有这个文件夹")])
        folders.append(folder)
    return read_library(tuple(folders), shipped("packs"))


@lru_cache(maxsize=4096)
def _local_digest(raw: int | bool | str | None, items: tuple[str, ...], source: str) -> str:
    """A short digest of what a place's value says, for the trail."""
    return digest_of([raw, items, source])[:16]
