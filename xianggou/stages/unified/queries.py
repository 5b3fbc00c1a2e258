"""Reading unified purchases: what may be merged, purchases and their parts as seen by a person, facts for the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.ledger.models import Account, Bucket
from xianggou.base.pages.shapes import Action
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.places import queries as places
from xianggou.base.places.models import Town
from xianggou.core.actor import SYSTEM, Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.plans import queries as plans
from xianggou.stages.unified import rules
from xianggou.stages.unified.models import Delegation, UnifiedPurchase

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem

U, D = UnifiedPurchase.Status, Delegation.Status
LIVE = (D.ASKED, D.DELEGATED)


def seen_by(actor: Actor) -> QuerySet[UnifiedPurchase]:
    """The purchases that the actor may see: of the whole place, or those that their township was asked to join."""
    seen, towns = towns_seen(actor, "unified.see")
    asked = Delegation.objects.filter(purchase=OuterRef("pk"), town_code__in=towns)
    return UnifiedPurchase.objects.filter(Q(place_code__in=seen) | Q(Exists(asked)))


def parts_seen_by(actor: Actor) -> QuerySet[Delegation]:
    """The parts that the actor may see; a township sees its own."""
    seen, towns = towns_seen(actor, "unified.see")
    return Delegation.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def locked(purchase_id: int) -> UnifiedPurchase:
    """A purchase, locked.  Queries: 1."""
    return UnifiedPurchase.objects.select_for_update().get(pk=purchase_id)


def locked_part(part_id: int) -> Delegation:
    """A part, locked.  Queries: 1."""
    return (
        Delegation.objects.select_for_update(of=("self",)).select_related("purchase", "item").get(pk=part_id)
    )


def every_item() -> QuerySet[PlanItem]:
    """The house's plan items, whoever looks: what is merged lies in several townships."""
    return plans.seen_by(SYSTEM)


def locked_items(item_ids: Sequence[int]) -> list[PlanItem]:
    """Items, locked in one order for the whole house.  Queries: 1."""
    return list(every_item().filter(pk__in=item_ids).select_for_update(of=("self",)).order_by("pk"))


def parts(purchase: UnifiedPurchase) -> list[Delegation]:
    """The parts of a purchase with their items, by township.  Queries: 1."""
    return list(purchase.parts.select_related("item").order_by("town_code", "id"))


def delegated_items(purchase: UnifiedPurchase) -> list[PlanItem]:
    """The items that a purchase buys, locked.  Queries: 2."""
    ids = purchase.parts.filter(status=D.DELEGATED).values_list("item_id", flat=True)
    return locked_items(list(ids))


def code_for(item_id: Any) -> QuerySet[Any]:
    """The code of the confirmed purchase that an item is delegated to, as a subquery of one value."""
    found = Delegation.objects.filter(item_id=item_id, status=D.DELEGATED, purchase__status=U.CONFIRMED)
    return found.values("purchase__code")[:1]


def dossiers_of(town_codes: Sequence[str] | set[str]) -> QuerySet[Any]:
    """The dossiers of the purchases to which townships have delegated something."""
    rows = Delegation.objects.filter(town_code__in=town_codes, status=D.DELEGATED)
    return rows.values("purchase__dossier_id")


def confirmed(place_code: str) -> QuerySet[UnifiedPurchase]:
    """The confirmed purchases of a place, with the first day on which one of their services begins."""
    begins = Delegation.objects.filter(purchase=OuterRef("pk"), status=D.DELEGATED).order_by(
        "item__starts_on"
    )
    rows = UnifiedPurchase.objects.filter(place_code=place_code, status=U.CONFIRMED)
    return rows.annotate(begins_on=Subquery(begins.values("item__starts_on")[:1]))


def bought_together() -> QuerySet[Any]:
    """Ids of the items that a confirmed purchase buys."""
    return Delegation.objects.filter(status=D.DELEGATED, purchase__status=U.CONFIRMED).values("item_id")


def of_item(item_id: int) -> Delegation | None:
    """The live part of an item.  Queries: 1."""
    rows = Delegation.objects.filter(item_id=item_id, status__in=LIVE).select_related("purchase")
    return rows.first()


# What may be merged --------------------------------------------------------------------------


def mergeable(place_code: str, year: int) -> QuerySet[PlanItem]:
    """Items that were sent, stand in no other purchase, and whose money is not in use."""
    taken = Delegation.objects.filter(item=OuterRef("pk"), status__in=LIVE)
    return every_item().filter(
        ~Exists(taken),
        ~Exists(_used(OuterRef("pk"))),
        place_code=place_code,
        year=year,
        status__in=plans.SENT,
    )


def _used(item_id: Any) -> QuerySet[Account]:
    """Money of an item's lines that is held or further."""
    idle = (Bucket.SOURCE, Bucket.AVAILABLE, Bucket.RETURNED)
    return Account.objects.filter(line__item_id=item_id, balance_fen__gt=0).exclude(bucket__in=idle)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Equal items of several townships: how many, how much, for how much (分)."""

    catalogue_code: str
    unit: str
    name: str
    department: str
    towns: int
    items: int
    quantity: Decimal
    fen: int

    @property
    def id(self) -> str:
        return f"{self.catalogue_code}\t{self.unit}"


def candidates(place_code: str, year: int) -> list[Candidate]:
    """Catalogue items that two townships or more plan in the same unit, the dearest first.  Queries: 3."""
    version = catalogue.in_force(place_code)
    named = {i.code: i for i in catalogue.items_of(version)} if version is not None else {}
    rows = (
        mergeable(place_code, year)
        .values("catalogue_code", "unit")
        .annotate(
            towns=Count("town_code", distinct=True),
            n=Count("pk"),
            sum_of=Sum("quantity"),
            fen=Sum("budget_fen"),
        )
        .filter(towns__gte=rules.FEWEST)
        .order_by("-fen")
    )
    return [
        Candidate(
            row["catalogue_code"],
            row["unit"],
            named[row["catalogue_code"]].name if row["catalogue_code"] in named else row["catalogue_code"],
            named[row["catalogue_code"]].department if row["catalogue_code"] in named else "",
            row["towns"],
            row["n"],
            row["sum_of"],
            int(row["fen"]),
        )
        for row in rows
    ]


def called(place_code: str, catalogue_code: str) -> str:
    """The name of a catalogue item in force.  Queries: 2."""
    entry = catalogue.item(catalogue.in_force(place_code), catalogue_code)
    return entry.name if entry is not None else catalogue_code


def equal_items(place_code: str, year: int, catalogue_code: str, unit: str) -> list[Any]:
    """The items of a candidate with their townships' names.  Queries: 1."""
    rows = mergeable(place_code, year).filter(catalogue_code=catalogue_code, unit=unit)
    return list(plans.shown(rows).order_by("town_code", "id"))


# Facts for the rules -------------------------------------------------------------------------


def merging(
    items: Sequence[PlanItem],
    *,
    title: str,
    like: tuple[str, int, str, str],
    lead_name: str,
    department: str = "",
) -> rules.Merging:
    """The facts of merging items; `like`: place, year, catalogue item and unit that all must have.  Queries: 2."""
    ids = [item.pk for item in items]
    spent = set(_used_ids(ids))
    taken = set(Delegation.objects.filter(item_id__in=ids, status__in=LIVE).values_list("item_id", flat=True))
    return rules.Merging(
        title=title,
        towns=len({item.town_code for item in items}),
        unlike=tuple(
            item.code
            for item in items
            if (item.place_code, item.year, item.catalogue_code, item.unit) != like
            or item.status not in plans.SENT
        ),
        in_use=tuple(item.code for item in items if item.pk in spent),
        elsewhere=tuple(item.code for item in items if item.pk in taken),
        lead_name=lead_name,
        item_department=department,
    )


def _used_ids(ids: Sequence[int]) -> list[int]:
    idle = (Bucket.SOURCE, Bucket.AVAILABLE, Bucket.RETURNED)
    rows = Account.objects.filter(line__item_id__in=ids, balance_fen__gt=0).exclude(bucket__in=idle)
    return list(rows.values_list("line__item_id", flat=True).distinct())


def confirming(purchase: UnifiedPurchase, found: Sequence[Delegation]) -> rules.Merging:
    """The facts of confirming a purchase with its parts.  Queries: 2."""
    joined = [part for part in found if part.status == D.DELEGATED]
    like = (purchase.place_code, purchase.year, purchase.catalogue_code, purchase.unit)
    facts = merging(
        [part.item for part in joined], title=purchase.title, like=like, lead_name=purchase.lead_name
    )
    names = places.town_names(purchase.place_code)
    silent = tuple(names.get(p.town_code, p.town_code) for p in found if p.status == D.ASKED)
    return rules.Merging(
        title=facts.title, towns=facts.towns, unlike=facts.unlike, in_use=facts.in_use, unanswered=silent
    )


def confirm_verdict(purchase: UnifiedPurchase, found: Sequence[Delegation], law: LawOn) -> Verdict:
    """What the rules say about confirming now, run dry.  Queries: 3."""
    return judge("unified.confirm", confirming(purchase, found), law)


# What may be done, what waits ----------------------------------------------------------------


def leads(actor: Actor, action: str, purchase: UnifiedPurchase) -> bool:
    """Whether the actor may do this to a purchase: finance to each, a department to its own.  Queries: 0."""
    seat = roles.seat_for(actor, action, Where(purchase.place_code))
    if seat is None:
        return False
    return seat.role != "industry_department" or any(s.body_code == purchase.lead_code for s in actor.seats)


def open_actions(purchase: UnifiedPurchase, actor: Actor, verdict: Verdict | None) -> list[Action]:
    """What the actor may do to a purchase now: access ∩ state ∩ the rules run dry.  Queries: 0."""
    found: list[Action] = []

    def url(name: str) -> str:
        return reverse(f"unified:{name}", args=[purchase.pk])

    if purchase.status == U.PROPOSED and leads(actor, "unified.confirm", purchase):
        found.append(verb(_("确定统一采购"), url("confirm"), verdict))
    found = led_by_first_open(found)
    if purchase.status != U.WITHDRAWN and leads(actor, "unified.withdraw", purchase):
        found.append(Action(_("撤回"), url("withdraw")))
    return found


def may_answer(actor: Actor, part: Delegation) -> bool:
    """Whether the actor may answer for a township.  Queries: 0."""
    where = Where(part.place_code, part.town_code)
    return part.status == D.ASKED and roles.seat_for(actor, "unified.delegate", where) is not None


def waiting_for(actor: Actor) -> list[Waiting]:
    """Townships' answers that are asked for, and purchases that all have answered.  Queries: 0–2."""
    found: list[Waiting] = []
    if roles.may_anywhere(actor, "unified.delegate"):
        seen, towns = towns_seen(actor, "unified.delegate")
        rows = Delegation.objects.filter(
            Q(place_code__in=seen) | Q(town_code__in=towns), status=D.ASKED, purchase__status=U.PROPOSED
        ).select_related("purchase", "item")
        found += [
            Waiting(
                "unified.delegate",
                _("答复委托"),
                part.item.code,
                gettext("%(title)s，由%(lead)s统一采购") % {"title": part.purchase.title, "lead": part.purchase.lead_name},
                part.town_code,
                reverse("unified:detail", args=[part.purchase_id]),
                since=part.purchase.proposed_on,
                due_on=part.purchase.answer_by,
                amount_fen=part.amount_fen,
            )
            for part in rows.order_by("id")[:MOST]
        ]  # fmt: skip
    if roles.may_anywhere(actor, "unified.confirm"):
        silent = Delegation.objects.filter(purchase=OuterRef("pk"), status=D.ASKED)
        ready = seen_by(actor).filter(~Exists(silent), status=U.PROPOSED)
        found += [
            Waiting(
                "unified.confirm",
                _("确定统一采购"),
                one.code,
                one.title,
                "",
                reverse("unified:detail", args=[one.pk]),
                since=one.proposed_on,
            )
            for one in ready.order_by("id")[:MOST]
            if leads(actor, "unified.confirm", one)
        ]
    return found


def with_sums(rows: QuerySet[UnifiedPurchase]) -> QuerySet[Any]:
    """Purchases with how many parts they have, how many are delegated, and for how much."""
    mine = Delegation.objects.filter(purchase=OuterRef("pk")).order_by().values("purchase")
    joined = mine.filter(status=D.DELEGATED)
    return rows.annotate(
        asked_n=Subquery(mine.annotate(n=Count("pk")).values("n")),
        joined_n=Subquery(joined.annotate(n=Count("pk")).values("n")),
        joined_fen=Subquery(joined.annotate(fen=Sum("amount_fen")).values("fen")),
    )


def towns_by_code(codes: Sequence[str]) -> dict[str, str]:
    """Township code -> name.  Queries: 1."""
    return dict(Town.objects.filter(code__in=codes).values_list("code", "name"))
