"""How a place shares resources out among needs: what weighs how much, whose share is watched, when a season is.

Part of a place's pack (`[matching]`). Weights are whole numbers, shares of 10 000: a county signs them, nobody guesses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .collecting import Collecting

_SECTION = frozenset(
    [
        "slack_bp",
        "stay_bp",
        "urgency",
        "direct",
        "direct_traits",
        "protected",
        "per_person",
        "seasons",
        "source",
    ]
)
_WHOLE = 10_000
Note = Callable[[str, str], None]


@dataclass(frozen=True)
class Weighing:
    """The section `[matching]` of a pack."""

    slack_bp: int
    stay_bp: int
    urgency: Mapping[str, int]
    direct: int  # how much more help to named persons counts than help to a whole area
    direct_traits: tuple[str, ...]
    protected: Mapping[str, tuple[str, ...]]  # group whose share is watched -> traits
    per_person: tuple[str, ...]  # units of which each person takes one; of others a need takes one
    seasons: Mapping[
        str, tuple[str, str]
    ]  # first and last day as MM-DD; one that is not named is the whole year
    source: str

    def benefit(self, traits: tuple[str, ...]) -> int:
        """The weight of whom it concerns."""
        return self.direct if not set(traits).isdisjoint(self.direct_traits) else 1

    def claims(self, traits: tuple[str, ...]) -> tuple[str, ...]:
        """The protected groups that a need belongs to."""
        return tuple(g for g, members in self.protected.items() if not set(traits).isdisjoint(members))

    def window(self, season: str, year: int) -> tuple[date, date] | None:
        """The days of a season in a year; None: the whole year."""
        span = self.seasons.get(season)
        return (
            (date.fromisoformat(f"{year}-{span[0]}"), date.fromisoformat(f"{year}-{span[1]}"))
            if span
            else None
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Weighing":
        """The section back from its kept form."""
        made: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in stored.items()}
        for name in ("protected", "seasons"):
            made[name] = {key: tuple(values) for key, values in stored[name].items()}
        return cls(**made)


def read_weighing(said: Mapping[str, Any], flaw: Note, collecting: Collecting | None) -> Weighing | None:
    """The section as a pack gives it; each flaw is noted."""
    if not said:
        return None
    for key in said.keys() - _SECTION:
        flaw(f"matching.{key}", "不认识的键")
    missing = sorted(key for key in _SECTION if said.get(key) in (None, "", [], {}))
    if missing or collecting is None:
        flaw("matching", f"缺少 {'、'.join(missing) or 'needs'}")
        return None
    for key in ("slack_bp", "stay_bp"):
        if not isinstance(said[key], int) or not 0 <= said[key] <= _WHOLE // 2:
            flaw(f"matching.{key}", "应为零至 5000 的整数")
    weights = {**said["urgency"], "direct": said["direct"]}
    if any(not isinstance(w, int) or w < 1 for w in weights.values()):
        flaw("matching.urgency", "权重应为一以上的整数")
    if set(said["urgency"]) != {u.name for u in collecting.urgencies}:
        flaw("matching.urgency", "与需求的紧急程度不是同一组")
    used = {t for traits in (said["direct_traits"], *said["protected"].values()) for t in traits}
    if strange := sorted(used - set(collecting.traits)):
        flaw("matching.protected", f"{'、'.join(strange)}不在需求的服务对象特征里")
    if strange := sorted(set(said["seasons"]) - set(collecting.seasons)):
        flaw("matching.seasons", f"{'、'.join(strange)}不在需求的时节里")
    return Weighing.from_json(said)
