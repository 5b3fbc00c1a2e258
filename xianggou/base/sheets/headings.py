"""Headings as offices write them, brought to one form so that they can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
_UNIT = re.compile(r"\((?:元|万元|千元|人|户|%|元/[^)]*|单位:[^)]*)\)$")
_COLUMN_UNIT = re.compile(r"[((](万元|千元|元)[))]")
_NOTE = re.compile(r"\([^)]*\)")


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading without spaces, line breaks and unit, brackets and figures half-width."""
    text = unicodedata.normalize("NFKC", _SPACE.sub("", heading)).replace(":", ":").strip(":*")
    return _UNIT.sub("", text)


@lru_cache(maxsize=4096)
def bare(heading: str) -> str:
    """The heading without any note in brackets, for a second try: 主管部门(牵头) → 主管部门."""
    return _NOTE.sub("", plain(heading))


def unit_in(heading: str) -> str:
    """The unit of money a heading names: `金额(万元)` → 万元; empty when it names none."""
    found = _COLUMN_UNIT.search(unicodedata.normalize("NFKC", heading))
    return found.group(1) if found else ""


def is_synonym(heading: str, title: str) -> bool:
    """Whether the heading as written is another than the title (units and outer blanks aside)."""
    return _UNIT.sub("", unicodedata.normalize("NFKC", heading).strip()) != _UNIT.sub(
        "", unicodedata.normalize("NFKC", title)
    )
