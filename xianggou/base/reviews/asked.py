"""What a room asks for when it opens a round: desks, parts with their figures, answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xianggou.core.findings import plain


def _told(facts: Mapping[str, Any]) -> str:
    """Figures as canonical JSON: dates and decimals as text."""
    return json.dumps(plain(facts), sort_keys=True, ensure_ascii=False, default=str)


def digest_of(facts: Mapping[str, Any]) -> str:
    """SHA-256 of a part's figures: equal figures, equal digest, whatever their order."""
    return hashlib.sha256(_told(facts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DeskAsked:
    """One of those who must agree, and the codes of the seats that speak for it."""

    name: str
    seats: tuple[str, ...]
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class PartAsked:
    """One subject of opinion with the figures it is judged on."""

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return digest_of(self.facts)

    @property
    def kept(self) -> dict[str, Any]:
        """The figures as the database keeps them."""
        found: dict[str, Any] = json.loads(_told(self.facts))
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says about a part: a choice (agree, disagree, return), and why."""

    choice: str
    reason: str = ""
