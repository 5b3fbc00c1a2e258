"""What the components take: plain frozen dataclasses, so that a template never asks the database anything.

Money is int 分 (`…_fen`), `None` means unknown and prints “—”; zero prints 0.00 in grey.
A `shape` is one of `SHAPES`: each status is a shape, a word and a colour, in that order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from django.utils.functional import Promise

Text: TypeAlias = str | Promise
Shape: TypeAlias = Literal["none", "run", "soon", "late", "stop", "done", "back"]
SHAPES: tuple[Shape, ...] = ("none", "run", "soon", "late", "stop", "done", "back")
When: TypeAlias = date | datetime | Text | None


# The frame of the page -----------------------------------------------------------------------


class NavItem(NamedTuple):
    """An entry of the main navigation; `waiting` counts what waits behind it (0 shows nothing)."""

    label: Text
    url: str
    current: bool = False
    waiting: int = 0


class PhoneItem(NamedTuple):
    """One of the four entries at the foot of a phone; icon: todo, case, add, find."""

    label: Text
    url: str
    icon: str
    current: bool = False


class Crumb(NamedTuple):
    """A step of the path above the title; the last one has no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Whoami:
    """Who is signed in, as the head of each page says it: place · body · person · seat."""

    place: Text = ""
    body: Text = ""
    person: Text = ""
    seat: Text = ""
    account_url: str = ""
    sign_out_url: str = ""
    drafts: int = 0
    drafts_url: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    """What kind of installation this is: a demo says so on each page, a set clock is always shown."""

    demo: bool = False
    clock: datetime | None = None
    help_line: Text = ""


# Law and refusals ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CiteShown:
    """A clause behind a sentence: title opens the gist; `since` tells version and governing date."""

    title: Text
    gist: Text = ""
    since: Text = ""
    url: str = ""
    local: bool = False


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding in words: what, why (sentence and clauses), what next, who can; the code is small beneath.

    `needs_reason`: it stops until the authority named records a written reason; `reason` is that text once given.
    """

    code: str
    what: Text
    stops: bool = True
    detail: Text = ""
    cites: Sequence[CiteShown] = ()
    then: Text = ""
    who: Text = ""
    verbs: Sequence[Action] = ()
    why: Text = ""
    needs_reason: bool = False
    reason: Text = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A verb on a page: a button when open, dashed with its reason when not. `post` acts, else it leads."""

    label: Text
    url: str = ""
    post: bool = False
    primary: bool = False
    open: bool = True
    reason: Text = ""
    code: str = ""
    cite: CiteShown | None = None
    once: str = ""
    confirm: Text = ""


# Life, holder, time --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the life strip or one step of a wizard; `note` is a date or a word."""

    label: Text
    shape: Shape = "none"
    note: Text = ""
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """In whose hands it is: a person, an office or an outside party; since when, until when."""

    name: Text
    office: Text = ""
    since: When = None
    days: int | None = None
    until: Deadline | None = None
    verb: Action | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which something must be done, seen from today.

    `working_left` and `days_left` come from the room's query (calendars are law); negative is late.
    `provisional` marks a date beyond the last known holiday table (暂定).
    """

    on: date
    days_left: int
    working_left: int | None = None
    provisional: bool = False
    cite: CiteShown | None = None
    at: str = ""

    @property
    def shape(self) -> Shape:
        """late when passed, soon within two (working) days, else none."""
        left = self.days_left if self.working_left is None else self.working_left
        if self.days_left < 0:
            return "late"
        return "soon" if left <= 2 else "none"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline; what is still to come has shape none."""

    when: When
    what: Text
    shape: Shape = "done"
    by: Text = ""
    note: Text = ""
    url: str = ""
    code: str = ""


# Money ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A budget line: approved = available + held + committed + payable + paid + given back, to the 分."""

    approved_fen: int
    available_fen: int = 0
    held_fen: int = 0
    committed_fen: int = 0
    payable_fen: int = 0
    paid_fen: int = 0
    given_back_fen: int = 0
    notes: Mapping[str, Text] = field(default_factory=dict)

    @property
    def total_fen(self) -> int:
        """Sum of the six parts in 分."""
        return (
            self.available_fen
            + self.held_fen
            + self.committed_fen
            + self.payable_fen
            + self.paid_fen
            + self.given_back_fen
        )

    @property
    def balances(self) -> bool:
        """Whether the parts add up to what was approved."""
        return self.total_fen == self.approved_fen


# Pairs, files, emptiness ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value; a Cell as value may carry a link, a status or a note."""

    label: Text
    value: Any
    kind: str = "text"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of something told without an account, as its code shows it: no person stands in it."""

    text: Text
    stages: Sequence[Stage]
    facts: Sequence[Pair]
    answers: Sequence[Entry] = ()
    outcome: Text = ""


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of a dossier. `missing` = compulsory and not there; `private` = name only, no link."""

    name: Text
    url: str = ""
    step: Text = ""
    on: date | None = None
    public: Text = ""
    size: int | None = None
    shape: Shape = "done"
    state: Text = ""
    sha256: str = ""
    missing: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """Why a list is empty, and the one thing to do about it."""

    sentence: Text
    cause: Text = ""
    act: Action | None = None


# Tables --------------------------------------------------------------------------------------

Kind: TypeAlias = Literal["text", "code", "fen", "number", "day", "deadline", "status", "verbs", "bar"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` is read from the row (attribute or key); the unit stands in the head, not in the cells.

    Kind `fen` follows the page's 万元/元 switch unless `unit` fixes it: "yuan" or "wan".
    `sort` names the sort of `paged(sorts=…)`; `main` marks the column that heads the row (th, link of the row).
    """

    key: str
    label: Text
    kind: Kind = "text"
    unit: Text = ""
    sort: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with more to say: a link, a note under it, a status shape."""

    value: Any
    url: str = ""
    note: Text = ""
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter or saved view, with how many rows it would show (None: not counted)."""

    label: Text
    url: str
    on: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """The text box over a list; `kept` are the other parameters of the address."""

    label: Text
    value: str = ""
    name: str = "q"
    kept: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, as `paged` gives it: rows, addresses of its neighbours, count (capped or exact)."""

    rows: Sequence[Any]
    count: int
    capped: bool = False
    first_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    exact_url: str = ""
    sort: str = ""
    sort_urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A list on a page. Export gives what the screen shows; without the right, `no_export` says why."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Any]
    page: Page | None = None
    chips: Sequence[Chip] = ()
    search: Search | None = None
    exports: Sequence[Action] = ()
    no_export: Text = ""
    empty: Empty | None = None
    totals: Mapping[str, Any] = field(default_factory=dict)
    marked: Any = None
    narrow: Literal["stack", "scroll"] = "stack"


# Forms ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value offered beside a field (改为 98,500.00 元); taking it fills the box and sends nothing."""

    label: Text
    value: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs between what was typed and what stands now."""

    name: str
    label: Text
    mine: Text
    theirs: Text
    theirs_value: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone else changed it meanwhile: who, when, and both versions field by field."""

    by: Text
    at: When
    differences: Sequence[Difference] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says: what happened, why, what next, and the id to read out."""

    status: int
    title: Text
    what: Text
    why: Text = ""
    then: Text = ""
    verbs: Sequence[Action] = ()
    findings: Any = None
    code: str = ""
