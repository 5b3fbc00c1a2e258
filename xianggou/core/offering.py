"""How a place collects what its departments can offer: when a quarter opens, by when lists are due, which words serve whom.

Part of a place's pack (`[resources]`). Whom an offer serves is written in many words; the pack says which of the
traits of its needs each word reaches, so that groups are compared as sets and never as text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .collecting import Collecting

_SECTION = frozenset(
    ["opens_before_days", "due_day", "remind_before_days", "units", "everyone", "serves", "source"]
)
_COUNTS = ("opens_before_days", "remind_before_days")
_MARKS = re.compile("[、，,;；/和]")
QUARTERS = (1, 2, 3, 4)
_MONTHS = 12 // len(QUARTERS)


@dataclass(frozen=True, slots=True)
class Served:
    """Whom an offer serves: everybody, or the traits; `strange` words that the pack does not know."""

    is_for_all: bool = False
    traits: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offering:
    """The section `[resources]` of a pack."""

    opens_before_days: int
    due_day: int
    remind_before_days: int
    units: tuple[str, ...]
    everyone: tuple[str, ...]
    serves: Mapping[str, tuple[str, ...]]
    source: str

    def opens_on(self, year: int, quarter: int) -> date:
        """The day on which departments are called for a quarter."""
        return span_of(year, quarter)[0] - timedelta(days=self.opens_before_days)

    def due_on(self, year: int, quarter: int) -> date:
        """The day by which departments send: a day of the quarter's first month."""
        return span_of(year, quarter)[0].replace(day=self.due_day)

    def quarter_called(self, day: date) -> tuple[int, int]:
        """The newest quarter whose call is out on a day: (year, quarter)."""
        year, quarter = quarter_of(day)
        later = next_quarter(year, quarter)
        return later if day >= self.opens_on(*later) else (year, quarter)

    def served(self, words: str) -> Served:
        """Whom words like 慢性病患者、老年人 reach: the whole phrase if the pack has it, else its parts."""
        phrase = words.strip()
        known = phrase in self.serves or phrase in self.everyone
        parts = [phrase] if known else [p.strip() for p in _MARKS.split(phrase) if p.strip()]
        strange = tuple(p for p in parts if p not in self.serves and p not in self.everyone)
        traits = tuple(dict.fromkeys(t for p in parts for t in self.serves.get(p, ())))
        return Served(any(p in self.everyone for p in parts), traits, strange)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Offering":
        """The section back from its kept form."""
        made: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in stored.items()}
        made["serves"] = {word: tuple(traits) for word, traits in stored["serves"].items()}
        return cls(**made)


def quarter_of(day: date) -> tuple[int, int]:
    """The quarter of a day: (year, 1–4)."""
    return day.year, (day.month - 1) // _MONTHS + 1


def next_quarter(year: int, quarter: int) -> tuple[int, int]:
    """The quarter after one."""
    return (year + 1, QUARTERS[0]) if quarter == QUARTERS[-1] else (year, quarter + 1)


def quarter_before(year: int, quarter: int) -> tuple[int, int]:
    """The quarter before one."""
    return (year - 1, QUARTERS[-1]) if quarter == QUARTERS[0] else (year, quarter - 1)


def span_of(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    later_year, later = next_quarter(year, quarter)
    first = date(year, (quarter - 1) * _MONTHS + 1, 1)
    return first, date(later_year, (later - 1) * _MONTHS + 1, 1) - timedelta(days=1)


Note = Callable[[str, str], None]


def read_offering(said: Mapping[str, Any], flaw: Note, collecting: Collecting | None) -> Offering | None:
    """The section as a pack gives it; each flaw is noted.  `collecting`: whose traits tell whom needs concern."""
    if not said:
        return None
    for key in said.keys() - _SECTION:
        flaw(f"resources.{key}", "不认识的键")
    missing = sorted(key for key in _SECTION if said.get(key) in (None, "", [], {}))
    if missing:
        flaw("resources", f"缺少 {'、'.join(missing)}")
        return None
    for key in _COUNTS:
        if not _is_day_count(said[key], 0):
            flaw(f"resources.{key}", "应为零至 90 的整数")
    if not _is_day_count(said["due_day"], 1) or said["due_day"] > 28:
        flaw("resources.due_day", "应为 1 至 28 的整数：报送截止在季度首月内")
    for key in ("units", "everyone"):
        if len(set(said[key])) != len(said[key]):
            flaw(f"resources.{key}", "有重复")
    known = set(collecting.traits) if collecting is not None else set()
    for word, reached in said["serves"].items():
        strange = [t for t in reached if t not in known]
        if strange or not reached:
            flaw("resources.serves", f"“{word}”写的{'、'.join(strange)}不在需求的服务对象特征里")
        if word in said["everyone"]:
            flaw("resources.serves", f"“{word}”又写在 everyone 里")
    return Offering(
        opens_before_days=said["opens_before_days"],
        due_day=said["due_day"],
        remind_before_days=said["remind_before_days"],
        units=tuple(said["units"]),
        everyone=tuple(said["everyone"]),
        serves={word: tuple(reached) for word, reached in said["serves"].items()},
        source=said["source"],
    )


def _is_day_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= 90
