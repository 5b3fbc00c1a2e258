"""Reading adjustments: the draft and its changes, what is left to collect, two versions compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xianggou.base.people.models import Seat
from xianggou.base.places import queries as places
from xianggou.base.reviews import queries as reviews
from xianggou.base.reviews.models import Desk, Review
from xianggou.base.trail.queries import BEIJING
from xianggou.stages.catalogue import rules
from xianggou.stages.catalogue.models import Adjustment, Change, Item, Proposal, Version
from xianggou.stages.catalogue.queries.proposals import KIND

LABEL = "catalogue.proposal"
COMPARED = (
    "class_name", "name", "department", "content", "suppliers", "unit", "price_fen_min", "price_fen_max", "duty_codes",
    "posts",
)  # fmt: skip


def adjustments(place_code: str) -> list[Adjustment]:
    """A place's adjustments, newest first.  Queries: 1."""
    return list(Adjustment.objects.filter(place_code=place_code).select_related("issued").order_by("-pk"))


def adjustment(adjustment_id: int) -> Adjustment:
    """An adjustment with the version it was issued as.  Queries: 1."""
    return Adjustment.objects.select_related("issued").get(pk=adjustment_id)


def locked_adjustment(adjustment_id: int) -> Adjustment:
    """An adjustment, locked.  Queries: 1."""
    return Adjustment.objects.select_for_update(of=("self",)).get(pk=adjustment_id)


def draft_of(place_code: str) -> Adjustment | None:
    """The adjustment that is being drafted; there is one at most.  Queries: 1."""
    return Adjustment.objects.filter(place_code=place_code, status=Adjustment.Status.DRAFT).first()


def changes_of(row: Adjustment) -> list[Change]:
    """What an adjustment adds, changes and drops.  Queries: 1."""
    return list(Change.objects.filter(adjustment=row).select_related("proposal").order_by("pk"))


def collected(place_code: str) -> list[Proposal]:
    """The proposals that passed their reviews and wait to be issued.  Queries: 1."""
    rows = Proposal.objects.filter(place_code=place_code, status=Proposal.Status.PASSED)
    return list(rows.order_by("class_code", "pk"))


def steps_passed(proposal_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Proposal → the reviews it passed, in order, as it stands.  Queries: 1."""
    rows = Desk.objects.filter(
        round__review__kind=KIND,
        round__review__object=LABEL,
        round__review__object_id__in=list(proposal_ids),
        round__review__status="passed",
    )
    found: dict[int, dict[int, list[str]]] = {}
    for about, number, name in rows.order_by("round__number", "number").values_list(
        "round__review__object_id", "round__number", "name"
    ):
        found.setdefault(about, {}).setdefault(number, []).append(name)
    return {about: tuple(rounds[max(rounds)]) for about, rounds in found.items()}


def reviews_held(held: Review) -> list[dict[str, Any]]:
    """The opinions of a review's last round as a version keeps them: step, body, person, day, words.  Queries: 3."""
    board = reviews.board(held)
    now = board.now
    _held, names = reviews.people_of((), [o.person_id for o in now.said], now.opened_at.date())
    codes = {code for desk in now.desks for code in desk.seats}
    bodies = {s.code: s.body for s in Seat.objects.filter(code__in=codes).select_related("body")}
    called = places.names_on([b.code for b in bodies.values()], now.opened_at.date())
    found = []
    for desk in now.desks:
        for said in (o for o in now.said if o.desk_id == desk.id):
            body = next((bodies[c].code for c in desk.seats if c in bodies), "")
            found.append(
                {
                    "step": desk.name[:20],
                    "body": called.get(body, body)[:60],
                    "reviewer": names.get(said.person_id, ""),
                    "reviewed_on": datetime.fromisoformat(said.at).astimezone(BEIJING).date(),
                    "conclusion": "通过",
                    "opinion": said.reason[:200],
                }
            )
    return found


def adopting(row: Adjustment, changes: Sequence[Change], day: date) -> rules.Adoption:
    """The facts of issuing an adjustment: a review counts when every item that goes in passed it.  Queries: 1."""
    wanted = [c.proposal_id for c in changes if c.proposal_id is not None]
    passed = steps_passed(wanted)
    steps = [set(passed.get(one, ())) for one in wanted]
    every = {step for held in steps for step in held}
    return rules.Adoption(
        adopted_on=day,
        drafted_on=row.drafted_on,
        # what only drops items asks for no review of one
        reviews_passed=tuple(s for s in every if all(s in held for held in steps)) if wanted else None,
        departments_consulted=sum(bool(line.strip()) for line in row.consulted.splitlines()),
        touches_suppliers=row.touches_suppliers,
        competition_reviewed=bool(row.competition.strip()),
    )


def codes_ever(place_code: str, class_code: str) -> set[str]:
    """Every code of a class that any version held.  Queries: 1."""
    rows = Item.objects.filter(version__place_code=place_code, class_code=class_code)
    return set(rows.values_list("code", flat=True).distinct())


# Versions compared ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that stands in both versions and differs: what was, what is, by column."""

    old: Item
    new: Item
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of a catalogue compared."""

    old: Version | None
    new: Version
    added: tuple[Item, ...]
    changed: tuple[ItemChange, ...]
    dropped: tuple[Item, ...]
    same: int


def version_numbered(place_code: str, number: int) -> Version | None:
    """A version by its number.  Queries: 1."""
    return Version.objects.filter(place_code=place_code, number=number).first()


def compared(old: Version | None, new: Version) -> Compared:
    """What differs between two versions.  Queries: 1."""
    found: dict[int, dict[str, Item]] = {}
    wanted = [v.pk for v in (old, new) if v is not None]
    for one in Item.objects.filter(version__in=wanted).order_by("code"):
        found.setdefault(one.version_id, {})[one.code] = one
    before: dict[str, Item] = found.get(old.pk, {}) if old is not None else {}
    after: dict[str, Item] = found.get(new.pk, {})
    pairs = [(before[code], one) for code, one in after.items() if code in before]
    changed = tuple(ItemChange(a, b, columns) for a, b in pairs if (columns := _differs(a, b)))
    return Compared(
        old,
        new,
        added=tuple(one for code, one in after.items() if code not in before),
        changed=changed,
        dropped=tuple(one for code, one in before.items() if code not in after),
        same=len(pairs) - len(changed),
    )


def _differs(old: Any, new: Any) -> tuple[str, ...]:
    return tuple(name for name in COMPARED if getattr(old, name) != getattr(new, name))
