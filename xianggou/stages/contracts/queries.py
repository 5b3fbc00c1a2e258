"""Reading contracts: seen by a person, locks, facts for signing, the parts a contract must have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access import sight as access
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.ledger import queries as ledger
from xianggou.base.ledger.models import Bucket
from xianggou.base.pages.shapes import Action
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.places import queries as places
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.core.calendar import Deadline
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn, library
from xianggou.core.rules import judge
from xianggou.stages.contracts import rules
from xianggou.stages.contracts.models import Clause, Contract, ContractIndicator, Instalment
from xianggou.stages.procurement import queries as procurement

if TYPE_CHECKING:
    from xianggou.core.packs import Pack
    from xianggou.stages.procurement.models import Award


# States in which both sides are bound.
BINDING = (Contract.Status.SIGNED, Contract.Status.CLOSED)
SIGNED = Contract.Status.SIGNED


def seen_by(actor: Actor) -> QuerySet[Contract]:
    """The contracts that the actor may see."""
    seen, towns = towns_seen(actor, "contracts.see")
    return Contract.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


sight = access.sight("contracts.see", Contract, seen_by)


def of_duty(actor: Actor, place_code: str, code: str) -> QuerySet[Contract]:
    """The contracts on a duty that the actor sees, without those dropped."""
    rows = seen_by(actor).filter(place_code=place_code, award__procedure__items__item__duty_code=code)
    return rows.exclude(status=Contract.Status.DROPPED).distinct()


def locked(contract_id: int) -> Contract:
    """A contract, locked.  Queries: 1."""
    return _locked.one(contract_id)


@ready(int)
def _locked(contract_id: int) -> QuerySet[Contract]:
    rows = Contract.objects.select_for_update(of=("self",))
    return rows.select_related("award", "award__procedure", "supplier").filter(pk=contract_id)


def law_for(contract: Contract, signed_on: date) -> LawOn:
    """The law that governs a contract.  Queries: 1."""
    award = contract.award
    return places.law_on(
        contract.place_code,
        {
            "notified_on": award.notified_on,
            "signed_on": signed_on,
            "activity_started_on": award.procedure.started_on,
            "today": signed_on,
        },
    )


def required_parts(law: LawOn) -> tuple[str, ...]:
    """Names of the parts that the pack and the law ask for, each once."""
    keys = ("contracts.clauses_district_b", "contracts.clauses")
    found = [value for key in keys if (value := law.get(key)) is not None]
    return tuple(dict.fromkeys(name for value in found for name in value.items))


def clauses(contract: Contract) -> list[Clause]:
    """The parts of a contract, in order.  Queries: 1."""
    return _clauses(contract.pk)


@ready(int)
def _clauses(contract_id: int) -> QuerySet[Clause]:
    return Clause.objects.filter(contract_id=contract_id).order_by("order")


def instalments(contract: Contract) -> list[Instalment]:
    """The payment plan.  Queries: 1."""
    return _instalments(contract.pk)


@ready(int)
def _instalments(contract_id: int) -> QuerySet[Instalment]:
    return Instalment.objects.filter(contract_id=contract_id).order_by("number")


def instalment(instalment_id: int) -> Instalment:
    """One instalment with its contract.  Queries: 1."""
    return _instalment.one(instalment_id)


@ready(int)
def _instalment(instalment_id: int) -> QuerySet[Instalment]:
    return Instalment.objects.select_related("contract", "contract__supplier").filter(pk=instalment_id)


def indicators(contract: Contract) -> list[ContractIndicator]:
    """The indicators that the contract carries.  Queries: 1."""
    return _indicators(contract.pk)


@ready(int)
def _indicators(contract_id: int) -> QuerySet[ContractIndicator]:
    return ContractIndicator.objects.filter(contract_id=contract_id).order_by("order")


def signing(contract: Contract, signed_on: date) -> rules.Signing:
    """The facts of signing.  Queries: 2."""
    award = contract.award
    held = ledger.dossier_parts(contract.dossier_id, Bucket.HELD)
    filled = tuple(c.name for c in clauses(contract) if c.text.strip())
    months = (
        (contract.ends_on.year - contract.starts_on.year) * 12
        + contract.ends_on.month
        - contract.starts_on.month
    )
    return rules.Signing(
        below_limit=bool(award.procedure.band),
        notified_on=award.notified_on,
        signed_on=signed_on,
        award_fen=award.price_fen,
        price_fen=contract.price_fen,
        hold_fen=sum(fen for _, fen in held),
        term_months=months + (1 if contract.ends_on.day >= contract.starts_on.day else 0),
        long_conditions=tuple(contract.facts.get("long_conditions", ())),
        clauses=filled,
        supplier_code=contract.supplier.uscc,
        awardee_code=contract.supplier.uscc if award.supplier_id == contract.supplier_id else "",
        is_written=True,
        supplier_is_sme=contract.supplier.is_sme,
        pay_days=contract.pay_days,
        audit_settlement_clause=bool(contract.facts.get("audit_settlement")),
        handles_personal_data=bool(contract.facts.get("personal_data")),
        has_privacy_terms=bool(contract.facts.get("privacy_terms")),
    )


def of_award(award_id: int) -> list[Contract]:
    """The contracts made for an award.  Queries: 1."""
    return list(Contract.objects.filter(award_id=award_id).order_by("id"))


def may(actor: Actor, action: str, row: Contract | Award) -> bool:
    """Whether one of the actor's seats may do this to the row.  Queries: 0."""
    return roles.seat_for(actor, action, Where(row.place_code, row.town_code)) is not None


def signing_verdict(contract: Contract, day: date) -> Verdict:
    """What the rules say about signing on a day, run dry.  Queries: 3."""
    return judge("contracts.sign", signing(contract, day), law_for(contract, day))


def uncontracted(actor: Actor) -> QuerySet[Award]:
    """Awards without a contract, within reach of the actor's contract seats."""
    standing = Contract.objects.filter(award_id=OuterRef("pk")).exclude(status=Contract.Status.DROPPED)
    return procurement.standing_awards(actor, "contracts.draft").filter(~Exists(standing)).order_by("-id")


def last_days_to_sign(awards: Iterable[Award]) -> dict[int, Deadline]:
    """Award id -> the last day to sign its contract.  Queries: 1 a place."""
    packs: dict[str, Pack] = {}
    found = {}
    for award in awards:
        if award.place_code not in packs:
            packs[award.place_code] = places.pack_of(award.place_code)
        law = library().on({"notified_on": award.notified_on}, packs[award.place_code])
        within = law["contracts.sign_within"].amount
        found[award.pk] = law.calendar.add_days(award.notified_on, within, rolled=True)
    return found


def performing(actor: Actor, action: str, *, is_advance: bool = False) -> QuerySet[Instalment]:
    """Instalments of signed contracts within reach of the actor's seats for an action (of a later room)."""
    seen, towns = towns_seen(actor, action)
    return Instalment.objects.filter(
        Q(contract__place_code__in=seen) | Q(contract__town_code__in=towns),
        contract__status=Contract.Status.SIGNED,
        is_advance=is_advance,
    ).select_related("contract", "contract__dossier", "contract__supplier")


def open_actions(contract: Contract, actor: Actor, day: date) -> list[Action]:
    """What the actor may do to a contract now: access ∩ state ∩ the rules run dry.  Queries: 0–3."""
    found: list[Action] = []

    def url(name: str) -> str:
        return reverse(f"contracts:{name}", args=[contract.pk])

    if contract.status == Contract.Status.DRAFT:
        if may(actor, "contracts.sign", contract):
            found.append(verb(_("签订"), url("sign"), signing_verdict(contract, day)))
        if may(actor, "contracts.edit", contract):
            found.append(Action(_("改条款"), url("edit")))
        found = led_by_first_open(found)
        if may(actor, "contracts.drop", contract):
            found.append(Action(_("不签了"), url("drop")))
    elif contract.status == Contract.Status.SIGNED and may(actor, "contracts.close", contract):
        found.append(Action(_("办结合同"), url("close")))
    return found


def waiting_for(actor: Actor) -> list[Waiting]:
    """Awards to make a contract of, drafts to sign, each with the last day to sign.  Queries: 0–4."""
    found: list[Waiting] = []
    if roles.may_anywhere(actor, "contracts.draft"):
        awards = list(uncontracted(actor)[:MOST])
        days = last_days_to_sign(awards)
        found += [
            Waiting(
                "contracts.draft", _("起草合同"), a.dossier.code, a.procedure.title, a.town_code,
                reverse("contracts:draft", args=[a.pk]), since=a.notified_on, due_on=days[a.pk].on,
                amount_fen=a.price_fen,
            )
            for a in awards
        ]  # fmt: skip
    if roles.may_anywhere(actor, "contracts.sign"):
        seen, towns = towns_seen(actor, "contracts.sign")
        drafts = list(
            Contract.objects.filter(
                Q(place_code__in=seen) | Q(town_code__in=towns), status=Contract.Status.DRAFT
            )
            .select_related("award", "dossier")
            .order_by("-id")[:MOST]
        )
        days = last_days_to_sign(c.award for c in drafts)
        found += [
            Waiting(
                "contracts.sign", _("签订合同"), c.dossier.code, c.title, c.town_code,
                reverse("contracts:sign", args=[c.pk]), since=c.award.notified_on, due_on=days[c.award_id].on,
                amount_fen=c.price_fen,
            )
            for c in drafts
        ]  # fmt: skip
    return found
