"""One act of the demo and how it is done once: at its hour, by the seat's holder, only when the trail lacks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.actor import Actor
from xianggou.core.findings import BadInput, Refused
from xianggou.demo.cast import Cast, Post
from xianggou.demo.clock import set_clock

NOT_GRANTED = "not granted"  # the refusal of the access table, which has no code of a rule
Act = Callable[[Actor], object]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something tried that the house must refuse, by the code of the rule that stops it."""

    code: str
    post: Post
    act: Act


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a dossier: when, by which seat, and what is tried in vain just before."""

    at: datetime
    dossier: str
    verb: str
    post: Post
    act: Act
    attempts: tuple[Attempt, ...] = ()


class GateOpen(Exception):
    """An act went through, or stopped for another reason, that the house must refuse: the demo proves the gates too."""


@dataclass(slots=True)
class Tally:
    """What a play did."""

    done: int = 0
    stood: int = 0
    refused: int = 0


def already(dossiers: Iterable[str]) -> Counter[tuple[str, str]]:
    """(dossier, verb) -> how many acts of that verb the trail has; what a list brought in is no act.  Queries: 1."""
    brought = Entry.objects.filter(subject__code__endswith="/imports").values("tx")
    rows = (
        Entry.objects.filter(subject__code__in=list(dossiers))
        .exclude(tx__in=brought)
        .values_list("subject__code", "verb")
        .annotate(acts=Count("tx", distinct=True))
    )
    return Counter({(code, verb): acts for code, verb, acts in rows})


def missing(steps: Sequence[Step]) -> list[Step]:
    """The steps that the trail does not have yet: of one verb on one dossier the first ones were done.  Queries: 1."""
    stands, seen, left = already({step.dossier for step in steps}), Counter[tuple[str, str]](), []
    for step in steps:
        key = (step.dossier, step.verb)
        seen[key] += 1
        if seen[key] > stands[key]:
            left.append(step)
    return left


def play(steps: Sequence[Step], cast: Cast, progress: Progress) -> Tally:
    """Do what is missing of the steps, in the order of their hours; each act is its own transaction.

    Raises: GateOpen when something that must be refused is not.
    """
    ordered = sorted(steps, key=lambda step: (step.at, step.dossier))
    left = missing(ordered)
    tally = Tally(stood=len(ordered) - len(left))
    month = None
    for step in left:
        if month not in (None, (step.at.year, step.at.month)):
            progress(_told(month, tally, len(ordered)))
        month = (step.at.year, step.at.month)
        set_clock(step.at)
        day = step.at.date()
        for attempt in step.attempts:
            _refused(attempt, cast.actor(attempt.post, day))
            tally.refused += 1
        step.act(cast.actor(step.post, day))
        tally.done += 1
    if month is not None:
        progress(_told(month, tally, len(ordered)))
    return tally


def _told(month: tuple[int, int], tally: Tally, of: int) -> str:
    return f"{month[0]}年{month[1]}月：已办 {tally.stood + tally.done}/{of} 步，拒绝 {tally.refused} 次"


def _refused(attempt: Attempt, actor: Actor) -> None:
    try:
        attempt.act(actor)
    except NotGranted:
        if attempt.code != NOT_GRANTED:
            raise
        return
    except (Refused, BadInput) as stopped:
        codes = stopped.verdict.codes if isinstance(stopped, Refused) else {p.code for p in stopped.problems}
        if attempt.code not in codes:
            raise GateOpen(f"{attempt.code}: stopped by {codes}") from stopped
        return
    raise GateOpen(f"{attempt.code}: nothing stopped {actor.name}")
