"""Reading joint reviews: which items need one, the register, what waits at whose desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.pages.shapes import Action
from xianggou.base.people.models import Seat
from xianggou.base.places import queries as places
from xianggou.base.ready import ready
from xianggou.base.reviews import queries as reviews
from xianggou.base.reviews.asked import DeskAsked, PartAsked
from xianggou.base.reviews.models import Desk
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Entry
from xianggou.core.actor import Actor
from xianggou.core.findings import Stale, Verdict
from xianggou.core.law import LawOn
from xianggou.core.packs import Pack
from xianggou.core.rules import judge
from xianggou.stages.joint_review import facts, rules
from xianggou.stages.joint_review.models import Conclusion, Docket
from xianggou.stages.plans import queries as plans

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem

KIND = "joint_review"
BASIS = "plans.joint_review_seats"
WITHIN = "plans.joint_review_within"
SEAT_ROLE = "joint_review"
S = reviews.Status


def is_required(place_code: str) -> bool:
    """Whether a place reviews jointly.  Queries: 1."""
    return places.pack_of(place_code).joint_review_required


def docket_of(item_id: int) -> Docket | None:
    """An item's entry in the register, with its review.  Queries: 1."""
    return Docket.objects.select_related("review").filter(item_id=item_id).first()


def last_conclusion(docket: Docket | None) -> Conclusion | None:
    """How the last round ended that did not pass, while no later one began.  Queries: 0–1."""
    if docket is None or docket.review.status != S.RETURNED:
        return None
    return Conclusion.objects.filter(docket=docket, round=docket.review.round).first()


def conclusion_of(docket: Docket, number: int) -> Conclusion | None:
    """How a round ended that did not pass.  Queries: 1."""
    return Conclusion.objects.filter(docket=docket, round=number).first()


def coming(item: PlanItem, docket: Docket | None, day: date) -> rules.Coming:
    """Whether an item may go round (again).  Queries: 0–1."""
    return coming_after(item, last_conclusion(docket), day)


def coming_after(item: PlanItem, last: Conclusion | None, day: date) -> rules.Coming:
    """Whether an item may go round after what its last round came to.  Queries: 0."""
    return rules.Coming(
        name=item.name,
        was_refused=last is not None and last.kind == Conclusion.Kind.REFUSED,
        put_off_to=last.again_on if last is not None else None,
        today=day,
    )


def review_of(item: PlanItem) -> Any:
    """The review of an item, locked, while the item waits for it.  Raises: Stale when there is none.  Queries: 1."""
    review = reviews.locked_of(KIND, item)
    if review is None or item.status != plans.Status.SUBMITTED:
        raise Stale()
    return review


def desks(item: PlanItem, pack: Pack) -> list[DeskAsked]:
    """The offices that the place names, each with the seats of the township that speak for it.  Queries: 1."""
    seats = Seat.objects.filter(place_code=item.place_code, town_code=item.town_code, role=SEAT_ROLE)
    held = list(seats.order_by("code").values_list("code", "title"))
    return [
        DeskAsked(
            name,
            tuple(code for code, title in held if title.startswith(name)),
            is_lead=name == pack.joint_review_lead,
        )
        for name in pack.joint_review_seats
    ]


def parts(item: PlanItem, pack: Pack) -> list[PartAsked]:
    """The subjects that the place names, with the item's content as it stands now.  Queries: 1."""
    sources = {f.fund_code: f.amount_fen for f in plans.fundings(item)}
    return facts.parts(item, sources, pack.joint_review_subjects)


def authors(item: PlanItem) -> list[int]:
    """Everybody who wrote, changed or sent an item: they do not review it.  Queries: 1."""
    rows = Entry.objects.filter(
        subject_id=item.dossier_id, verb__startswith="plans.", person_id__isnull=False
    )
    found = [*rows.values_list("person_id", flat=True), item.submitted_by]
    return sorted({person for person in found if person is not None})


def due(law: LawOn, day: date) -> tuple[date | None, bool]:
    """The last day for opinions on a round that begins on a day, where the place sets a term.  Queries: 0."""
    return reviews.due_by(law, WITHIN, day)


# Going on to finance -------------------------------------------------------------------------


def verdict_on(item: PlanItem, law: LawOn) -> Verdict:
    """What the rules say about an item's joint review before finance approves it.  Queries: 0–1."""
    required = bool(law.pack and law.pack.joint_review_required)
    version = _version_passed.first(item.pk) if required else None
    told = rules.Passing(
        name=item.name,
        review_required=required,
        review_passed=version is not None,
        passed_as_it_stands=version == item.version,
    )
    return judge("joint_review.pass", told, law)


@ready(int)
def _version_passed(item_id: int) -> QuerySet[Docket, int]:
    passed = _passed().filter(item_id=item_id).order_by("id")
    return passed.values_list("review__rounds__version", flat=True)[:1]


def _passed() -> QuerySet[Docket]:
    """What has passed in its last round."""
    return Docket.objects.filter(review__status=S.PASSED, review__rounds__number=F("review__round"))


def may_go_on(rows: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Of these items those that need no joint review or passed it as they stand.  Queries: 0 of its own."""
    passed = _passed().filter(item=OuterRef("pk"), review__rounds__version=OuterRef("version"))
    return rows.filter(~Q(place_code__in=places.reviewing_jointly().values("code")) | Exists(passed))


# The register --------------------------------------------------------------------------------


def seen_by(actor: Actor) -> QuerySet[Docket]:
    """The register within the actor's sight."""
    seen, towns = towns_seen(actor, "joint_review.see")
    ended = Conclusion.objects.filter(docket=OuterRef("pk"), round=OuterRef("review__round")).values("kind")
    rows = Docket.objects.select_related("review", "item").annotate(ended=Subquery(ended[:1]))
    return rows.filter(Q(place_code__in=seen) | Q(review__town_code__in=towns))


def may(actor: Actor, action: str, item: PlanItem) -> bool:
    """Whether one of the actor's seats may do this to the item.  Queries: 0."""
    return roles.seat_for(actor, action, Where(item.place_code, item.town_code)) is not None


def seen_item(actor: Actor, item_id: int) -> PlanItem | None:
    """A plan item within sight of the actor's joint review.  Queries: 1."""
    seen, towns = towns_seen(actor, "joint_review.see")
    rows = plans.shown(plans.within(actor, "joint_review.see"))
    rows = rows.filter(Q(place_code__in=seen) | Q(town_code__in=towns))
    return rows.select_related("standard").filter(pk=item_id).first()


def to_open(actor: Actor) -> QuerySet[PlanItem]:
    """Sent items that no round asks about, of the townships whose reviews the actor may open."""
    asked = Docket.objects.filter(
        item=OuterRef("pk"),
        review__status__in=(S.OPEN, S.PASSED),
        review__rounds__number=F("review__round"),
        review__rounds__version=OuterRef("version"),
    )
    rows = plans.within(actor, "joint_review.open").filter(status=plans.Status.SUBMITTED)
    return rows.filter(~Exists(asked))


# What waits ----------------------------------------------------------------------------------


def waiting_for(actor: Actor) -> list[Waiting]:
    """Items to send round, opinions to give, verdicts to draw.  Queries: 0 to 4."""
    if not roles.may_anywhere(actor, "joint_review.opine"):
        return []
    here = {seat.place_code for seat in actor.seats if seat.town_code}
    if not any(is_required(code) for code in sorted(here)):
        return []
    found = [
        _waiting(desk, "joint_review.conclude", _("汇总联审意见"), actor)
        for desk in reviews.to_conclude(KIND, actor, most=MOST)
    ]
    found += [
        _waiting(desk, "joint_review.opine", _("出联审意见"), actor)
        for desk in reviews.desks_waiting(KIND, actor, most=MOST)
    ]
    if roles.may_anywhere(actor, "joint_review.open"):
        found += [
            Waiting(
                "joint_review.open",
                _("送联审"),
                item.code,
                item.name,
                item.town_code,
                reverse("joint_review:board", args=[item.pk]),
                since=item.submitted_on,
                amount_fen=item.budget_fen,
            )
            for item in to_open(actor).order_by("submitted_on", "id")[:MOST]
        ]
    return found


def _waiting(desk: Desk, verb: str, label: Any, actor: Actor) -> Waiting:
    review = desk.round.review
    url = reverse("joint_review:board", args=[review.object_id])
    if verb == "joint_review.opine" and actor.person_id is not None:
        url = reverse("joint_review:opine", args=[review.object_id])
    return Waiting(
        verb,
        label,
        review.subject.code,
        review.title,
        review.town_code,
        url,
        since=desk.round.opened_at,
        due_on=desk.round.due_on,
        holder=desk.name,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item's joint review stands, for pages of later rooms."""

    docket: Docket | None
    number: str
    status: str


def standing_of(item_id: int) -> Standing:
    """How an item's joint review stands.  Queries: 1."""
    docket = docket_of(item_id)
    if docket is None:
        return Standing(None, "", "")
    return Standing(docket, docket.number, docket.review.status)


# The next step -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What a sent item waits for in its joint review: which act, at which seats, since and until when."""

    verb: str
    word: Any
    seats: tuple[str, ...] = ()
    since: date | None = None
    due_on: date | None = None
    is_provisional: bool = False


def step_of(item: PlanItem) -> Step | None:
    """The next step of a sent item's joint review; None where there is none, or it has passed.  Queries: 1–3."""
    if item.status != plans.Status.SUBMITTED or not is_required(item.place_code):
        return None
    docket = docket_of(item.pk)
    board = reviews.board(docket.review) if docket is not None else None
    if board is None or board.review.status in {S.RETURNED, S.LAPSED} or board.now.version != item.version:
        return Step("joint_review.open", _("送联审"), since=item.submitted_on)
    if board.review.status == S.PASSED:
        return None
    now = board.now
    waiting = [desk for desk in now.desks if now.open_parts(desk.id)]
    verb, word = (
        ("joint_review.opine", _("出联审意见")) if waiting else ("joint_review.conclude", _("汇总联审意见"))
    )
    desk = waiting[0] if waiting else now.lead
    opened = now.opened_at.astimezone(trails.BEIJING).date()
    return Step(verb, word, desk.seats if desk else (), opened, now.due_on, now.is_provisional)


def open_actions(item: PlanItem, actor: Actor) -> list[Action]:
    """The way to the board while a sent item waits for its joint review: nothing else can be done to it.

    Queries: 0–3.
    """
    if step_of(item) is None or not may(actor, "joint_review.see", item):
        return []
    return [Action(_("联审"), reverse("joint_review:board", args=[item.pk]))]
