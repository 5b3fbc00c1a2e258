"""What a rule says, in one form for page, API, workbook and trail.

A finding names its code, how hard it stops, the figures that decided it and the clauses it
rests on. The words around it are in each room's `wording.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

_LEVELS: dict[str, "Level"] = {}


class Level(StrEnum):
    """How hard a finding stops."""

    STOP = "stop"
    STOP_UNTIL_REASON = "stop_until_reason"  # passes once the authority named gives a written reason
    WARN = "warn"


def register_level(code: str, level: Level) -> None:
    """Remember how hard a code stops; one code has one level for ever."""
    if _LEVELS.setdefault(code, level) is not level:
        raise ValueError(f"{code} already has level {_LEVELS[code]}")


def level_of(code: str) -> Level:
    """How hard a code stops."""
    return _LEVELS[code]


@dataclass(frozen=True, slots=True)
class Cite:
    """One clause that a finding rests on."""

    title: str
    clause: str = ""
    gist: str = ""
    number: str = ""
    statute: str = ""

    def __str__(self) -> str:
        """The clause as a sentence quotes it; a local document is quoted by its number alone."""
        return f"《{self.title}》{self.clause}" if self.statute else f"{self.title}{self.clause}"

    def as_json(self) -> dict[str, str]:
        """The form that page, API, workbook and trail share."""
        return {
            "title": self.title,
            "number": self.number,
            "clause": self.clause,
            "gist": self.gist,
            "statute": self.statute,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> "Cite":
        """A clause back from its stored form."""
        return cls(**{name: str(stored.get(name, "")) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken, with the figures that show it."""

    code: str
    level: Level
    values: Mapping[str, object] = field(default_factory=dict)
    cites: tuple[Cite, ...] = ()
    reason: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the act is refused because of it."""
        return self.level is Level.STOP or (self.level is Level.STOP_UNTIL_REASON and not self.reason)

    def reasoned(self, reason: str) -> "Finding":
        """The same finding with the written reason of the authority beside it."""
        return replace(self, reason=reason)

    def as_json(self) -> dict[str, object]:
        """The form that page, API, workbook and trail share."""
        return {
            "code": self.code,
            "level": str(self.level),
            "blocks": self.blocks,
            "values": {name: plain(value) for name, value in self.values.items()},
            "cites": [cite.as_json() for cite in self.cites],
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A rule that has nothing to say here, and why."""

    code: str
    reason: str

    def as_json(self) -> dict[str, object]:
        """The form that page, API, workbook and trail share."""
        return {"code": self.code, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Consulted:
    """A value of the law that was asked for: which, as of which day, in which version."""

    key: str
    on: date
    digest: str

    def as_json(self) -> dict[str, object]:
        """The form that page, API, workbook and trail share."""
        return {"key": self.key, "on": self.on.isoformat(), "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that the rules of an act say at once."""

    verb: str
    findings: tuple[Finding, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    consulted: tuple[Consulted, ...] = ()
    passed: tuple[str, ...] = ()
    unasked: tuple[NotApplicable, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether some finding stops the act."""
        return any(finding.blocks for finding in self.findings)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes found, sorted."""
        return tuple(sorted({finding.code for finding in self.findings}))

    def refuse_if_blocked(self) -> None:
        """Raise `Refused` when some finding stops the act."""
        if self.blocked:
            raise Refused(self)

    def joined(self, *others: "Verdict") -> "Verdict":
        """One verdict of several, for an act that asks the rules of two verbs."""
        every = (self, *others)
        return Verdict(
            verb=self.verb,
            findings=tuple(item for one in every for item in one.findings),
            not_applicable=tuple(item for one in every for item in one.not_applicable),
            consulted=tuple(dict.fromkeys(item for one in every for item in one.consulted)),
            passed=tuple(item for one in every for item in one.passed),
            unasked=tuple(item for one in every for item in one.unasked),
        )

    def as_json(self) -> dict[str, object]:
        """The form that page, API, workbook and trail share."""
        return {
            "verb": self.verb,
            "blocked": self.blocked,
            "findings": [item.as_json() for item in self.findings],
            "not_applicable": [item.as_json() for item in self.not_applicable],
            "passed": list(self.passed),
            "consulted": [item.as_json() for item in self.consulted],
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """One place of an input that can't be taken as it is, or is taken with a notice."""

    code: str
    what: str
    why: str = ""
    then: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    severity: str = "refuse"

    def as_json(self) -> dict[str, object]:
        """The form that the command line, the API and the import page share."""
        return {name: getattr(self, name) for name in self.__slots__}


class Refused(Exception):
    """An act that the rules stop; nothing is written."""

    def __init__(self, verdict: Verdict) -> None:
        """Carry the whole verdict."""
        super().__init__(", ".join(finding.code for finding in verdict.findings if finding.blocks))
        self.verdict = verdict


class BadInput(Exception):
    """Input that can't be read or understood; every problem at once, nothing half-saved."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Carry all problems."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(problem.what for problem in self.problems))

    def as_json(self) -> dict[str, object]:
        """The form that the command line, the API and the import page share."""
        return {"problems": [problem.as_json() for problem in self.problems]}


class Stale(Exception):
    """Someone changed the row first; what was typed is kept."""

    def __init__(self, changed_by: str = "", changed_at: datetime | None = None) -> None:
        """Carry who changed it and when."""
        super().__init__(changed_by)
        self.changed_by = changed_by
        self.changed_at = changed_at

    def as_json(self) -> dict[str, object]:
        """The form that the page and the API share."""
        return {"changed_by": self.changed_by, "changed_at": plain(self.changed_at)}


def plain(value: object) -> object:
    """A value as JSON carries it: dates as text, sequences as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, Sequence | frozenset | set) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value
