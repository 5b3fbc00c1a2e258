"""Reading procurement: procedures seen by a person, locks, facts for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access import sight as access
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Bucket
from xianggou.base.pages.shapes import Action
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.places import queries as places
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.budget import queries as budget
from xianggou.stages.procurement import rules
from xianggou.stages.procurement.models import Award, Procedure, ProcedureItem, Quote
from xianggou.stages.unified import queries as unified

if TYPE_CHECKING:
    from xianggou.stages.budget.models import Approval
    from xianggou.stages.plans.models import PlanItem

P = Procedure.Status
STANDING = Award.Status.MADE


def seen_by(actor: Actor) -> QuerySet[Procedure]:
    """The procedures that the actor may see."""
    seen, towns = towns_seen(actor, "procurement.see")
    shared = Q(town_code="", dossier_id__in=unified.dossiers_of(towns)) if towns else Q()
    return Procedure.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns) | shared)


sight = access.sight("procurement.see", Procedure, seen_by)


def locked(procedure_id: int) -> Procedure:
    """A procedure, locked.  Queries: 1."""
    return _locked.one(procedure_id)


@ready(int)
def _locked(procedure_id: int) -> QuerySet[Procedure]:
    return Procedure.objects.select_for_update().filter(pk=procedure_id)


def locked_award(award_id: int) -> Award:
    """An award, locked.  Queries: 1."""
    return _locked_award.one(award_id)


@ready(int)
def _locked_award(award_id: int) -> QuerySet[Award]:
    rows = Award.objects.select_for_update(of=("self",)).select_related("procedure", "supplier")
    return rows.filter(pk=award_id)


def law_for(procedure: Procedure) -> LawOn:
    """The law that governs a procedure: that of its start.  Queries: 1."""
    return places.law_on(
        procedure.place_code, {"activity_started_on": procedure.started_on, "today": procedure.started_on}
    )


def quotes(procedure: Procedure) -> list[Quote]:
    """The quotes of a procedure, lowest first.  Queries: 1."""
    return _quotes(procedure.pk)


@ready(int)
def _quotes(procedure_id: int) -> QuerySet[Quote]:
    rows = Quote.objects.filter(procedure_id=procedure_id).select_related("supplier")
    return rows.order_by("price_fen", "id")


def item_ids(procedure: Procedure) -> list[int]:
    """The plan items a procedure buys.  Queries: 1."""
    return _item_ids(procedure.pk)


@ready(int)
def _item_ids(procedure_id: int) -> QuerySet[ProcedureItem, int]:
    rows = ProcedureItem.objects.filter(procedure_id=procedure_id).order_by("item_id")
    return rows.values_list("item_id", flat=True)


def items(procedure: Procedure) -> list[PlanItem]:
    """The plan items a procedure buys, whole.  Queries: 1."""
    rows = ProcedureItem.objects.filter(procedure=procedure).select_related("item").order_by("item_id")
    return [row.item for row in rows]


def running_for(item_id: int) -> Procedure | None:
    """The procedure that buys an item and was not ended.  Queries: 1."""
    return Procedure.objects.filter(items__item_id=item_id, status__in=[P.STARTED, P.AWARDED]).first()


@dataclass(frozen=True, slots=True)
class Bought:
    """How often and for how much (分) a township bought a catalogue item in a year, ended purchases left out."""

    times: int
    sum_fen: int


def bought_this_year(town_code: str, catalogue_code: str, year: int) -> Bought:
    """What was bought of a catalogue item, to find splitting.  Queries: 1."""
    times, fen = _bought.first(town_code, catalogue_code, year) or (0, 0)
    return Bought(times, int(fen))


@ready(str, str, int)
def _bought(town_code: str, catalogue_code: str, year: int) -> QuerySet[ProcedureItem, tuple[int, int]]:
    rows = ProcedureItem.objects.filter(
        procedure__town_code=town_code,
        item__catalogue_code=catalogue_code,
        item__year=year,
        procedure__status__in=[P.STARTED, P.AWARDED],
    )
    by_year = rows.values("item__year").annotate(times=Count("procedure_id"), fen=Sum("procedure__value_fen"))
    return by_year.values_list("times", "fen")


def running_in(dossier_id: int) -> Procedure | None:
    """The procedure of a dossier that was not ended.  Queries: 1."""
    return Procedure.objects.filter(dossier_id=dossier_id, status__in=[P.STARTED, P.AWARDED]).first()


def number_in(dossier_id: int) -> int:
    """The number of the next procedure of a dossier.  Queries: 1."""
    return Procedure.objects.filter(dossier_id=dossier_id).count() + 1


def of_item(item_id: int) -> list[str]:
    """The states of an item's procedures, in order.  Queries: 1."""
    return _of_item(item_id)


@ready(int)
def _of_item(item_id: int) -> QuerySet[Procedure, str]:
    return Procedure.objects.filter(items__item_id=item_id).order_by("id").values_list("status", flat=True)


def standing_award(procedure: Procedure) -> Award | None:
    """The award that stands.  Queries: 1."""
    return (
        Award.objects.filter(procedure=procedure, status=Award.Status.MADE).select_related("supplier").first()
    )


def _reach(actor: Actor, action: str) -> Q:
    """Rows within reach of the actor's seats for an action."""
    seen, towns = towns_seen(actor, action)
    return Q(place_code__in=seen) | Q(town_code__in=towns)


def may(actor: Actor, action: str, row: Procedure | Approval) -> bool:
    """Whether one of the actor's seats may do this to the row.  Queries: 0."""
    return roles.seat_for(actor, action, Where(row.place_code, row.town_code)) is not None


def startable(actor: Actor) -> QuerySet[Approval]:
    """Approved budget that nobody buys with yet, within reach of the actor's purchasing seats."""
    rows = budget.seen_by(actor)
    running = ProcedureItem.objects.filter(
        item_id=OuterRef("item_id"), procedure__status__in=[P.STARTED, P.AWARDED]
    )
    return (
        rows.filter(_reach(actor, "procurement.start"), ~Exists(running), status=rows.model.Status.APPROVED)
        .exclude(item_id__in=unified.bought_together())
        .select_related("item")
        .order_by("-id")
    )


def startable_unified(actor: Actor) -> QuerySet[Any]:
    """Confirmed unified purchases that nobody buys yet, within reach of the actor's purchasing seats."""
    seen, _towns = towns_seen(actor, "procurement.start_unified")
    running = Procedure.objects.filter(dossier_id=OuterRef("dossier_id"), status__in=[P.STARTED, P.AWARDED])
    rows = unified.with_sums(unified.seen_by(actor))
    return rows.filter(~Exists(running), place_code__in=seen, status=unified.U.CONFIRMED).order_by("-id")


def quoted(rows: QuerySet[Procedure]) -> QuerySet[Any]:
    """Procedures with how many valid quotes they have (`valid`) and need (`needed`)."""
    return rows.annotate(
        valid=Count("quotes", filter=Q(quotes__is_valid=True)),
        needed=Cast(KeyTextTransform("quotes_min", "band"), IntegerField()),
    )


def standing_awards(actor: Actor, action: str) -> QuerySet[Award]:
    """Awards that stand, within reach of the actor's seats for an action (of a later room)."""
    return Award.objects.filter(_reach(actor, action), status=Award.Status.MADE).select_related(
        "procedure", "supplier", "dossier"
    )


def comparison(procedure: Procedure, valid: int, actor: Actor) -> rules.QuoteComparison:
    """The facts of choosing a supplier by comparison, as far as they stand before the choice.  Queries: 0."""
    person = actor.person_id or 0
    return rules.QuoteComparison(
        below_limit=True,
        name=procedure.title,
        activity_started_on=procedure.started_on,
        value_fen=procedure.value_fen,
        control=procedure.method,
        quotes=valid,
        persons={"采购文件准备": procedure.started_by, "采购文件复核": person},
        person_names={person: actor.name},
    )


def award_verdict(procedure: Procedure, valid: int, actor: Actor) -> Verdict:
    """What the rules say about an award by this actor, run dry.  Queries: 1."""
    return judge("procurement.below_limit", comparison(procedure, valid, actor), law_for(procedure))


def open_actions(procedure: Procedure, actor: Actor, valid: int) -> list[Action]:
    """What the actor may do to a procedure now: access ∩ state ∩ the rules run dry.  Queries: 0–2.

    `valid`: how many valid quotes there are.
    """
    found: list[Action] = []

    def url(name: str) -> str:
        return reverse(f"procurement:{name}", args=[procedure.pk])

    if procedure.status == P.STARTED:
        needed = int(procedure.band.get("quotes_min", 0))
        if may(actor, "procurement.quote", procedure) and valid < needed:
            found.append(Action(_("登记报价"), url("quote")))
        if may(actor, "procurement.award", procedure) and valid:
            found.append(verb(_("确定成交"), url("award"), award_verdict(procedure, valid, actor)))
        if may(actor, "procurement.quote", procedure) and valid >= needed:
            found.append(Action(_("补登报价"), url("quote")))
        found = led_by_first_open(found)
        if may(actor, "procurement.fail", procedure):
            found.append(Action(_("未成交"), url("fail")))
        if may(actor, "procurement.cancel", procedure):
            found.append(Action(_("终止采购"), url("cancel")))
    elif (
        procedure.status == P.AWARDED
        and may(actor, "procurement.cancel", procedure)
        and books.dossier_parts(procedure.dossier_id, Bucket.HELD)
    ):
        found.append(Action(_("终止采购"), url("cancel")))
    return found


def waiting_for(actor: Actor) -> list[Waiting]:
    """Approved items to buy, procedures short of quotes, procedures ready for an award.  Queries: 0–3."""
    found: list[Waiting] = []
    if roles.may_anywhere(actor, "procurement.start"):
        found += [
            Waiting(
                "procurement.start", _("启动采购"), a.item.code, a.item.name, a.town_code,
                reverse("procurement:start", args=[a.item_id]), since=a.approved_on, amount_fen=a.amount_fen,
            )
            for a in startable(actor)[:MOST]
        ]  # fmt: skip
    if roles.may_anywhere(actor, "procurement.start_unified"):
        found += [
            Waiting(
                "procurement.start_unified", _("启动统一采购"), u.code, u.title, "",
                reverse("procurement:start_unified", args=[u.pk]), since=u.confirmed_on, amount_fen=int(u.joined_fen or 0),
            )
            for u in startable_unified(actor)[:MOST]
        ]  # fmt: skip
    for action, label, rows in (
        ("procurement.quote", _("登记报价"), Q(valid__lt=F("needed"))),
        ("procurement.award", _("确定成交"), Q(valid__gte=F("needed"), valid__gt=0)),
    ):
        if roles.may_anywhere(actor, action):
            started = Procedure.objects.filter(_reach(actor, action), status=P.STARTED).select_related(
                "dossier"
            )
            found += [
                Waiting(
                    action, label, p.code, p.title, p.town_code, reverse(action.replace(".", ":"), args=[p.pk]),
                    since=p.started_on, amount_fen=p.value_fen,
                    reason=gettext("有效报价 %(n)s 份，要 %(needed)s 份") % {"n": p.valid, "needed": p.needed},
                )
                for p in quoted(started).filter(rows).order_by("-id")[:MOST]
            ]  # fmt: skip
    return found
