"""What a check can say about a workbook, in words an office understands.

Every problem names sheet, row, column and the value as it stands there, says why it is a
problem and what to do. Codes are stable; the wording table (`wording.py`) is plain Chinese,
translated only when it is shown, so that this file can be imported without Django.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from xianggou.base.sheets.wording import WORDING, Severity, Wording

__all__ = ["Problem", "Severity", "Unreadable", "worst"]

_RANK = {"info": 0, "notice": 1, "refuse": 2}

Translate = Callable[[str], str]


def _same(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding at one place of a workbook. Row 0 is the whole sheet or file."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    header: str = ""
    suggestion: str = ""
    scope: str = "cell"
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def wording(self) -> Wording:
        """The table entry of this code."""
        return WORDING[self.code]

    @property
    def severity(self) -> Severity:
        """`refuse`, `notice` (read so, to be confirmed) or `info`."""
        return self.wording.severity

    @property
    def what(self) -> str:
        """What stands there, in Chinese."""
        return self.say(_same)["what"]

    @property
    def why(self) -> str:
        """Why that is a problem, in Chinese."""
        return self.say(_same)["why"]

    @property
    def then(self) -> str:
        """How to mend it, in Chinese."""
        return self.say(_same)["then"]

    def say(self, translate: Translate = _same) -> dict[str, str]:
        """The three sentences in the language of `translate` (gettext at display time)."""
        fills = {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "header": self.header or self.column,
            "read_as": self.suggestion,
            **self.details,
        }
        table = _Fills(fills)
        wording = self.wording
        return {
            "what": translate(wording.what) % table,
            "why": translate(wording.why) % table,
            "then": translate(wording.then) % table,
        }

    def as_dict(self, translate: Translate = _same) -> dict[str, Any]:
        """The problem as the command line and the API print it."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            **self.say(translate),
            "severity": self.severity,
            "suggestion": self.suggestion,
        }


class _Fills(dict[str, Any]):
    """A template that asks for more than it got shows a dash instead of failing."""

    def __missing__(self, key: str) -> str:
        return "—"


def worst(problems: list[Problem]) -> Severity | None:
    """The gravest severity among problems, None when there are none."""
    if not problems:
        return None
    return max((p.severity for p in problems), key=_RANK.__getitem__)


class Unreadable(Exception):
    """A file that cannot be read at all; carries the problem that says so."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
