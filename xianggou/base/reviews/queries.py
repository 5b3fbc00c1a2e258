"""Reading reviews: the board of a round, who may speak now, what waits at whose desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import GreaterThan

from xianggou.base.people.models import Deputy, Person, Term
from xianggou.base.reviews import rules
from xianggou.base.reviews.asked import PartAsked
from xianggou.base.reviews.models import Choice, Desk, Opinion, Part, Recusal, Review, Round, StandIn
from xianggou.base.trail.gates import label
from xianggou.core.actor import Actor, SeatHeld
from xianggou.core.law import LawOn

S = Review.Status
Status = Review.Status


def of(kind: str, about: Any) -> Review | None:
    """The review of a row, if one was ever opened.  Queries: 1."""
    return Review.objects.filter(kind=kind, object=label(type(about)), object_id=about.pk).first()


def locked(review_id: int) -> Review:
    """A review, locked.  Queries: 1."""
    return Review.objects.select_for_update(of=("self",)).get(pk=review_id)


def locked_of(kind: str, about: Any) -> Review | None:
    """The review of a row, locked.  Queries: 1."""
    rows = Review.objects.select_for_update(of=("self",))
    return rows.filter(kind=kind, object=label(type(about)), object_id=about.pk).first()


# The board -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion as it was given."""

    id: int
    desk_id: int
    part_id: int
    choice: str
    reason: str
    digest: str
    person_id: int
    acting_for_id: int | None
    reaffirms_id: int | None
    at: str


@dataclass(frozen=True, slots=True)
class DeskHere:
    """A desk of a round: who steps aside there, who stands in."""

    id: int
    number: int
    name: str
    seats: tuple[str, ...]
    is_lead: bool
    recused: tuple[int, ...] = ()
    stand_ins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PartHere:
    """A part of a round with the figures it is judged on."""

    id: int
    number: int
    name: str
    facts: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class RoundHere:
    """A round with all that was asked and said in it."""

    id: int
    number: int
    version: int
    authors: tuple[int, ...]
    opened_at: Any
    opened_by: int | None
    due_on: date | None
    is_provisional: bool
    desks: tuple[DeskHere, ...]
    parts: tuple[PartHere, ...]
    said: tuple[Said, ...]
    recusals: tuple[dict[str, Any], ...] = ()
    stand_ins: tuple[dict[str, Any], ...] = ()

    def opinion(self, desk_id: int, part_id: int) -> Said | None:
        """What a desk said about a part."""
        return next((o for o in self.said if o.desk_id == desk_id and o.part_id == part_id), None)

    def open_parts(self, desk_id: int) -> tuple[PartHere, ...]:
        """The parts on which a desk has not spoken."""
        return tuple(p for p in self.parts if self.opinion(desk_id, p.id) is None)

    def agreed(self, desk: DeskHere) -> bool:
        """Whether a desk agreed on every part."""
        found = [self.opinion(desk.id, p.id) for p in self.parts]
        return all(o is not None and o.choice == Choice.AGREE for o in found)

    def desk_of(self, actor: Actor) -> DeskHere | None:
        """The desk for which an actor speaks: where one was named, else where one holds or deputises a seat.

        Of several the first that still waits, as long as the person has not spoken elsewhere.
        """
        mine = [d for d in self.desks if actor.person_id in d.stand_ins]
        codes = {seat.code for seat in actor.seats}
        mine += [d for d in self.desks if codes & set(d.seats) and d not in mine]
        spoken = next(
            (d for d in mine if any(o.desk_id == d.id and o.person_id == actor.person_id for o in self.said)),
            None,
        )
        waiting = next((d for d in mine if self.open_parts(d.id)), None)
        return spoken or waiting or next(iter(mine), None)

    def seat_of(self, actor: Actor, desk: DeskHere) -> SeatHeld | None:
        """The seat by which an actor speaks at a desk; None for a stand-in, who keeps an own seat."""
        return next((s for s in actor.seats if s.code in desk.seats), None)

    @property
    def lead(self) -> DeskHere | None:
        return next((d for d in self.desks if d.is_lead), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Desk and part of each opinion that is not there yet."""
        return tuple(f"{d.name}·{p.name}" for d in self.desks for p in self.open_parts(d.id))

    @property
    def outcome(self) -> str:
        """What the opinions given so far come to: returned, passed, or open."""
        if any(o.choice == Choice.RETURN for o in self.said):
            return S.RETURNED
        if self.missing:
            return S.OPEN
        return S.PASSED if all(o.choice == Choice.AGREE for o in self.said) else S.RETURNED

    def waits_for(self, desk: DeskHere) -> tuple[str, ...]:
        """The earlier desks that have not agreed on everything."""
        return tuple(d.name for d in self.desks if d.number < desk.number and not self.agreed(d))

    def is_late(self, desk: DeskHere, day: date) -> bool:
        """Whether a desk let the deadline pass (缺席)."""
        return self.due_on is not None and day > self.due_on and bool(self.open_parts(desk.id))


@dataclass(frozen=True, slots=True)
class Board:
    """A review with all its rounds, newest first."""

    review: Review
    rounds: tuple[RoundHere, ...]

    @property
    def now(self) -> RoundHere:
        return self.rounds[0]

    @property
    def before(self) -> RoundHere | None:
        return self.rounds[1] if len(self.rounds) > 1 else None

    def earlier(self, desk: DeskHere, part: PartHere) -> Said | None:
        """What the same desk agreed to about the same part on the same figures the round before."""
        if self.before is None:
            return None
        then_desk = next((d for d in self.before.desks if d.name == desk.name), None)
        then_part = next((p for p in self.before.parts if p.name == part.name), None)
        if then_desk is None or then_part is None or then_part.digest != part.digest:
            return None
        said = self.before.opinion(then_desk.id, then_part.id)
        return said if said is not None and said.choice == Choice.AGREE else None

    def reaffirmable(self, desk: DeskHere) -> tuple[tuple[PartHere, Said], ...]:
        """The open parts of a desk that did not change since it agreed to them."""
        found = ((part, self.earlier(desk, part)) for part in self.now.open_parts(desk.id))
        return tuple((part, said) for part, said in found if said is not None)

    @property
    def changed(self) -> tuple[str, ...]:
        """The parts whose figures differ from those of the round before."""
        if self.before is None:
            return ()
        then = {p.name: p.digest for p in self.before.parts}
        return tuple(p.name for p in self.now.parts if then.get(p.name) != p.digest)


def _rows(model: Any, *names: str) -> ArraySubquery:
    rows = model.objects.filter(round=OuterRef("pk")).order_by("pk")
    return ArraySubquery(rows.values(one=JSONObject(**{name: F(name) for name in names})))


def board(review: Review) -> Board:
    """A review with its rounds and all that was said in them.  Queries: 1."""
    rows = Round.objects.filter(review=review).annotate(
        desks_=_rows(Desk, "id", "number", "name", "seats", "is_lead"),
        parts_=_rows(Part, "id", "number", "name", "facts", "digest"),
        said_=_rows(
            Opinion, "id", "desk_id", "part_id", "choice", "reason", "digest", "person_id", "acting_for_id",
            "reaffirms_id", "at",
        ),
        recusals_=_rows(Recusal, "desk_id", "person_id", "reason", "at"),
        stand_ins_=_rows(StandIn, "desk_id", "person_id", "named_by", "reason", "at"),
    )  # fmt: skip
    return Board(review, tuple(_round(row) for row in rows.order_by("-number")))


def _round(row: Any) -> RoundHere:
    recused: dict[int, list[int]] = {}
    standing: dict[int, list[int]] = {}
    for one in row.recusals_:
        recused.setdefault(one["desk_id"], []).append(one["person_id"])
    for one in row.stand_ins_:
        standing.setdefault(one["desk_id"], []).append(one["person_id"])
    return RoundHere(
        id=row.pk,
        number=row.number,
        version=row.version,
        authors=tuple(row.authors),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        due_on=row.due_on,
        is_provisional=row.is_provisional,
        desks=tuple(
            DeskHere(
                **{**one, "seats": tuple(one["seats"])},
                recused=tuple(recused.get(one["id"], ())),
                stand_ins=tuple(standing.get(one["id"], ())),
            )
            for one in sorted(row.desks_, key=lambda d: d["number"])
        ),
        parts=tuple(PartHere(**one) for one in sorted(row.parts_, key=lambda p: p["number"])),
        said=tuple(Said(**one) for one in row.said_),
        recusals=tuple(row.recusals_),
        stand_ins=tuple(row.stand_ins_),
    )


# Who may speak -------------------------------------------------------------------------------


def speaking(found: Board, actor: Actor) -> rules.Speaking:
    """The facts of an actor giving an opinion now.  Queries: 0."""
    now = found.now
    desk = now.desk_of(actor)
    return rules.Speaking(
        name=found.review.title,
        basis=found.review.basis,
        at_desk=desk is not None,
        seat=desk.name if desk else "",
        **_person(now, actor.person_id or 0, actor.name, desk),
        is_ordered=found.review.is_ordered,
        waits_for=now.waits_for(desk) if desk else (),
    )


def _person(now: RoundHere, person_id: int, name: str, desk: DeskHere | None) -> dict[str, Any]:
    spoke = {o.desk_id for o in now.said if o.person_id == person_id}
    other = next((d.name for d in now.desks if d.id in spoke and (desk is None or d.id != desk.id)), "")
    return {
        "person_name": name,
        "person_id": person_id,
        "author_ids": now.authors,
        "recused_ids": tuple(p for d in now.desks for p in d.recused),
        "other_desk": other,
    }


def naming(found: Board, desk: DeskHere, person: Person, day: date, *, has_holder: bool) -> rules.Speaking:
    """The facts of naming somebody for a desk.  Queries: 0."""
    now = found.now
    is_open = now.is_late(desk, day) or not has_holder or bool(desk.recused)
    return rules.Speaking(
        name=found.review.title,
        basis=found.review.basis,
        seat=desk.name,
        **_person(now, person.pk, person.name, desk),
        desk_is_open=is_open and bool(now.open_parts(desk.id)),
    )


def concluding(found: Board, actor: Actor, present: Sequence[PartAsked] | None) -> rules.Concluding:
    """The facts of drawing the verdict; `present` are the parts as they stand now.  Queries: 0."""
    now = found.now
    mine, lead = now.desk_of(actor), now.lead
    held = {p.name: p.digest for p in now.parts}
    changed = () if present is None else tuple(p.name for p in present if held.get(p.name) != p.digest)
    return rules.Concluding(
        name=found.review.title,
        basis=found.review.basis,
        is_lead=lead is None or (mine is not None and mine.id == lead.id),
        lead=lead.name if lead else "",
        missing=now.missing if now.outcome != S.RETURNED else (),
        changed_parts=changed,
    )


def _held(codes: list[str], day: date) -> Any:
    held = Term.objects.filter(seat__code__in=codes, during__contains=day)
    stand = Deputy.objects.filter(seat__code__in=codes, during__contains=day)
    return held.values_list("seat__code", "person_id", "person__name").union(
        stand.values_list("seat__code", "deputy_id", "deputy__name"), all=True
    )


def holders(seat_codes: Iterable[str], day: date) -> dict[str, list[tuple[int, str]]]:
    """Seat code -> (person, name) of who holds it or deputises for it on a day, holder first.  Queries: 1."""
    return people_of(seat_codes, (), day)[0]


def people_of(
    seat_codes: Iterable[str], person_ids: Iterable[int], day: date
) -> tuple[dict[str, list[tuple[int, str]]], dict[int, str]]:
    """(as `holders`, person -> name of these persons), in one statement.  Queries: 1."""
    codes, ids = list(seat_codes), list(person_ids)
    named = Person.objects.filter(pk__in=ids).values_list(Value(""), "pk", "name")
    held: dict[str, list[tuple[int, str]]] = {}
    names: dict[int, str] = {}
    for code, person_id, name in _held(codes, day).union(named, all=True):
        if code:
            held.setdefault(code, []).append((person_id, name))
        else:
            names[person_id] = name
    return held, names


# What waits ----------------------------------------------------------------------------------


def _open_rounds(kind: str) -> QuerySet[Desk]:
    """The desks of open rounds of a kind with what they said counted against what is asked."""
    said = Opinion.objects.filter(desk=OuterRef("pk")).values("desk").annotate(n=Count("pk")).values("n")
    asked = Part.objects.filter(round=OuterRef("round")).values("round").annotate(n=Count("pk")).values("n")
    return (
        Desk.objects.select_related("round", "round__review")
        .filter(
            round__review__kind=kind, round__review__status=S.OPEN, round__number=F("round__review__round")
        )
        .annotate(
            said_n=Coalesce(Subquery(said, output_field=IntegerField()), Value(0)),
            asked_n=Coalesce(Subquery(asked, output_field=IntegerField()), Value(0)),
        )
    )


def desks_waiting(kind: str, actor: Actor, *, most: int) -> list[Desk]:
    """The desks at which an opinion of this actor is awaited, soonest due first.  Queries: 1.

    In a review with an order only those whose turn it is.
    """
    codes = [seat.code for seat in actor.seats]
    mine = Q(seats__overlap=codes) | Exists(
        StandIn.objects.filter(desk=OuterRef("pk"), person_id=actor.person_id or 0)
    )
    gone = Exists(Recusal.objects.filter(round=OuterRef("round"), person_id=actor.person_id or 0))
    spoke = Exists(
        Opinion.objects.filter(round=OuterRef("round"), person_id=actor.person_id or 0).exclude(
            desk=OuterRef("pk")
        )
    )
    before = Desk.objects.filter(round=OuterRef("round"), number__lt=OuterRef("number")).annotate(
        open_=Exists(
            Part.objects.filter(round=OuterRef("round")).exclude(
                pk__in=Opinion.objects.filter(desk=OuterRef(OuterRef("pk")), choice=Choice.AGREE).values(
                    "part"
                )
            )
        )
    )
    rows = (
        _open_rounds(kind)
        .filter(mine, GreaterThan(F("asked_n"), F("said_n")))
        .filter(~gone, ~spoke)
        .exclude(Q(round__review__is_ordered=True) & Exists(before.filter(open_=True)))
    )
    if actor.person_id is not None:
        rows = rows.exclude(round__authors__contains=[actor.person_id])
    return list(rows.order_by("round__due_on", "pk")[:most])


def to_conclude(kind: str, actor: Actor, *, most: int) -> list[Desk]:
    """The leading desks of this actor in whose round every desk has spoken.  Queries: 1."""
    codes = [seat.code for seat in actor.seats]
    unsaid = _open_rounds(kind).filter(GreaterThan(F("asked_n"), F("said_n")), round=OuterRef("round"))
    rows = _open_rounds(kind).filter(is_lead=True).exclude(Exists(unsaid.values("pk")))
    mine = Q(seats__overlap=codes) | Exists(
        StandIn.objects.filter(desk=OuterRef("pk"), person_id=actor.person_id or 0)
    )
    return list(rows.filter(mine).order_by("round__due_on", "pk")[:most])


def due_by(law: LawOn, key: str, start: date) -> tuple[date | None, bool]:
    """The last day of a term of working days that begins on a day, by a parameter; (None, False) where none holds."""
    within = law.get(key)
    if within is None:
        return None, False
    last = law.calendar.add_working_days(start, within.amount)
    return last.on, last.provisional
