"""What must be known for a workbook's references to be checked: towns, bodies, duties, funds, people.

In production the rooms' queries fill it; an empty part means "not known", and references to it are then
not checked (they cannot be wrong against nothing).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xianggou.core.collecting import Collecting
    from xianggou.core.offering import Offering

_TOWN_KIND = re.compile(r"(镇|乡|街道|街道办事处|民族乡)$")
_TOWN_OFFICE = re.compile(r"(人民政府|政府|办事处)$")


@dataclass(frozen=True, slots=True)
class Town:
    """A township or subdistrict."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community and the township it belongs to."""

    code: str
    town_code: str
    town: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """A body that others refer to by code, name, short name or another name."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    may_buy: bool | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A catalogue item."""

    code: str
    name: str
    klass: str = ""
    price_fen_min: int | None = None
    price_fen_max: int | None = None


@dataclass(frozen=True, slots=True)
class Fund:
    """An earmarked fund moved down to townships."""

    code: str
    name: str
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A registered person."""

    number: str
    name: str
    phone: str = ""
    left_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class KnownSeat:
    """A seat with its holder and term, as registered."""

    code: str
    office: str
    name: str
    person: str
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    duty: str = ""


@dataclass(frozen=True)
class Known:
    """Everything references are checked against. Shares: (town code, fund code) → 分."""

    place: str = ""
    towns: tuple[Town, ...] = ()
    villages: tuple[Village, ...] = ()
    offices: tuple[Office, ...] = ()
    duties: frozenset[str] = frozenset()
    duty_names: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    funds: tuple[Fund, ...] = ()
    shares: Mapping[tuple[str, str], int] = field(default_factory=dict)
    people: tuple[KnownPerson, ...] = ()
    seats: tuple[KnownSeat, ...] = ()
    collecting: Collecting | None = None  # channels, classes and other lists by which needs are collected
    offering: Offering | None = None  # units, and whom each word for a group reaches
    separated: tuple[tuple[str, str], ...] = ()  # law: procurement.separated_duties (see `lawful.py`)
    standard_groups: tuple[str, ...] = ()  # law: plans.standard_groups
    cites: Mapping[str, str] = field(default_factory=dict)  # code of a problem → the clauses it rests on
    existing: Mapping[str, Mapping[tuple[Any, ...], Mapping[str, Any]]] = field(default_factory=dict)

    def plus(self, **parts: Any) -> Known:
        """The same with some parts replaced (a sheet of the same file may define what later sheets refer to)."""
        return replace(self, **parts)

    @cached_property
    def town_by_name(self) -> dict[str, Town]:
        """Towns by full name and stated aliases."""
        names = {alias: t for t in self.towns for alias in t.aliases}
        return names | {t.name: t for t in self.towns}

    @cached_property
    def town_by_code(self) -> dict[str, Town]:
        """Towns by division code."""
        return {t.code: t for t in self.towns if t.code}

    @cached_property
    def _town_by_stem(self) -> dict[str, list[Town]]:
        stems: dict[str, list[Town]] = {}
        for town in self.towns:
            stems.setdefault(stem(town.name), []).append(town)
        return stems

    def town(self, name: str) -> tuple[Town | None, bool]:
        """The township a name means, and whether the name was its full one.

        Gives: (None, False) for a name that fits none or more than one.
        """
        town = self.town_by_name.get(name)
        if town:
            return town, True
        name = name.removeprefix(self.place) if self.place else name
        fits = self._town_by_stem.get(stem(_TOWN_OFFICE.sub("", name)), [])
        return (
            (fits[0], False) if len(fits) == 1 and _TOWN_KIND.search(name) is None else self._office_of(name)
        )

    def _office_of(self, name: str) -> tuple[Town | None, bool]:
        """`云渡镇人民政府` means 云渡镇; a wrong kind (`云渡乡`) means nothing."""
        return self.town_by_name.get(_TOWN_OFFICE.sub("", name)), False

    @cached_property
    def villages_of(self) -> dict[str, dict[str, Village]]:
        """Villages by township name, then by name."""
        found: dict[str, dict[str, Village]] = {}
        for village in self.villages:
            found.setdefault(village.town, {})[village.name] = village
        return found

    @cached_property
    def towns_of_village(self) -> dict[str, list[str]]:
        """Township names in which a village of this name exists."""
        found: dict[str, list[str]] = {}
        for village in self.villages:
            found.setdefault(village.name, []).append(village.town)
        return found

    @cached_property
    def office_by_name(self) -> dict[str, Office]:
        """Bodies by code, name and every other name of theirs that only they bear."""
        found: dict[str, Office] = {}
        shared: set[str] = set()
        for office in self.offices:
            for alias in {office.code, *office.aliases} - {""}:
                if alias in found and found[alias].code != office.code:
                    shared.add(alias)
                found[alias] = office
        for alias in shared:
            del found[alias]
        return found | {o.name: o for o in self.offices}

    def office(self, name: str) -> Office | None:
        """The body a code or name means; the name of this place in front may be left out or added."""
        found = self.office_by_name
        if name in found:
            return found[name]
        if self.place and name.startswith(self.place):
            return found.get(name.removeprefix(self.place)) or found.get(
                f"{self.place[-1]}{name.removeprefix(self.place)}"
            )
        return found.get(f"{self.place}{name}") if self.place else None

    @cached_property
    def item_by_code(self) -> dict[str, Item]:
        """Catalogue items by code."""
        return {i.code: i for i in self.items}

    @cached_property
    def class_names(self) -> dict[str, str]:
        """Two-figure class code → class name."""
        return {i.code[:2]: i.klass for i in self.items if i.klass}

    @cached_property
    def fund_by_code(self) -> dict[str, Fund]:
        """Funds by code."""
        return {f.code: f for f in self.funds}

    def fund(self, text: str) -> Fund | None:
        """The fund a code, name or unambiguous part of a name means."""
        if text in self.fund_by_code:
            return self.fund_by_code[text]
        core = fund_core(text)
        fits = [f for f in self.funds if core and core in f.name]
        return fits[0] if len(fits) == 1 else next((f for f in self.funds if f.name == text), None)

    @cached_property
    def person_by_number(self) -> dict[str, KnownPerson]:
        """People by number."""
        return {p.number: p for p in self.people}


def stem(name: str) -> str:
    """A township's name without its kind: 云渡镇 → 云渡."""
    return _TOWN_KIND.sub("", name)


def fund_core(name: str) -> str:
    """What distinguishes a fund's name: 动物防疫专项资金 → 动物防疫."""
    return re.sub(r"(专项)?(资金|经费|补助|补助资金)$", "", name)
