"""What changes a unified purchase: propose, delegate, decline, confirm, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.ledger import queries as books
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.unified import queries
from xianggou.stages.unified.models import Delegation, UnifiedPurchase

LONGEST_TITLE = 200


@action("unified.propose")
def propose(
    *,
    where: Where,
    by: Acting,
    year: int,
    catalogue_code: str,
    unit: str,
    item_ids: Sequence[int],
    lead_code: str,
    share_rule: str,
    acceptance_rule: str,
    title: str = "",
    answer_by: date | None = None,
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> UnifiedPurchase:
    """Merge equal items of several townships into one purchase under a department; each township is asked to delegate.

    A department leads its own purchases only; finance may name the department.  Law: county-a 委托统一实施.
    Locks: the items.  Raises: Refused, BadInput (nothing is written).
    """
    wanted = list(dict.fromkeys(item_ids))
    items = [item for item in queries.locked_items(wanted) if item.place_code == where.place_code]
    if not wanted or len(items) != len(wanted):
        raise BadInput([_unknown_items()])
    if by.seat is not None and by.seat.role == "industry_department" and by.seat.body_code != lead_code:
        raise BadInput([_own_only()])
    day = trails.today()
    lead_name = places.names_on([lead_code], day).get(lead_code)
    if lead_name is None:
        raise BadInput([_no_lead()])
    law = places.law_on(where.place_code, day)
    entry = catalogue.item(catalogue.in_force(where.place_code), catalogue_code)
    title = title.strip()[:LONGEST_TITLE] or gettext("%(year)s年%(name)s统一采购") % {
        "year": year,
        "name": entry.name if entry is not None else catalogue_code,
    }
    facts = queries.merging(
        items,
        title=title,
        like=(where.place_code, year, catalogue_code, unit),
        lead_name=lead_name,
        department=entry.department if entry is not None else "",
    )
    verdict = judge("unified.propose", facts, law, reasons)
    verdict.refuse_if_blocked()
    code = series.take(where.place_code, "TY", year).text
    dossier = trail.open_subject(Subject.Kind.DOSSIER, code, title, place_code=where.place_code)
    purchase = UnifiedPurchase(
        place_code=where.place_code,
        dossier=dossier,
        lead_code=lead_code,
        lead_name=lead_name,
        code=code,
        year=year,
        catalogue_code=catalogue_code,
        unit=unit,
        title=title,
        share_rule=share_rule,
        acceptance_rule=acceptance_rule,
        answer_by=answer_by,
        proposed_by=by.who,
        proposed_on=day,
    )
    trail.born(purchase, "unified.propose", by=by, why=why, verdict=verdict, law=law)
    for item in items:
        part = Delegation(
            place_code=item.place_code,
            town_code=item.town_code,
            dossier_id=item.dossier_id,
            purchase=purchase,
            item=item,
            quantity=item.quantity,
            amount_fen=item.budget_fen,
        )
        trail.born(part, "unified.propose", by=by)
    return purchase


@action("unified.delegate", on=queries.locked_part)
def delegate(part: Delegation, *, by: Acting, why: str = "") -> Delegation:
    """A township entrusts its item to the department; the agreement takes its number.

    Money: none moves; the township stays the payer of its own part.  Locks: the part.  Raises: Stale.
    """
    day = trails.today()
    pack = places.pack_of(part.place_code)
    number = series.take(
        part.place_code,
        f"{pack.name}购委",
        part.purchase.year,
        pattern=series.OFFICIAL,
        subject_id=part.purchase.dossier_id,
    ).text
    _only_proposed(part)
    trail.move(
        part,
        "unified.delegate",
        Delegation.Status.DELEGATED,
        by=by,
        why=why,
        number=number,
        decided_by=by.who,
        decided_on=day,
    )
    return part


@action("unified.decline", on=queries.locked_part)
def decline(part: Delegation, *, by: Acting, why: str) -> Delegation:
    """A township keeps its item and says why; it buys by itself."""
    _only_proposed(part)
    trail.move(
        part,
        "unified.decline",
        Delegation.Status.DECLINED,
        by=by,
        why=why,
        reason=why,
        decided_by=by.who,
        decided_on=trails.today(),
    )
    return part


@action("unified.confirm", on=queries.locked)
def confirm(purchase: UnifiedPurchase, *, by: Acting, why: str = "") -> UnifiedPurchase:
    """Settle who takes part: from now on the items carry it, and no township buys its own part.

    Locks: the purchase, its items.  Raises: Refused, Stale.
    """
    _own(purchase, by, "unified.confirm")
    queries.locked_items([part.item_id for part in queries.parts(purchase)])
    found = queries.parts(purchase)
    law = places.law_on(purchase.place_code, trails.today())
    verdict = judge("unified.confirm", queries.confirming(purchase, found), law)
    verdict.refuse_if_blocked()
    trail.move(
        purchase,
        "unified.confirm",
        UnifiedPurchase.Status.CONFIRMED,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        confirmed_on=trails.today(),
    )
    return purchase


@action("unified.withdraw", on=queries.locked)
def withdraw(purchase: UnifiedPurchase, *, by: Acting, why: str) -> UnifiedPurchase:
    """Give a purchase up; every township gets its item back.  Not while a procedure runs (the database refuses it too)."""
    _own(purchase, by, "unified.withdraw")
    if books.dossier_standing(purchase.dossier_id).approved:
        raise BadInput([_being_bought(purchase)])
    for part in queries.parts(purchase):
        if part.status in queries.LIVE:
            trail.move(part, "unified.withdraw", Delegation.Status.RELEASED, by=by)
    trail.move(purchase, "unified.withdraw", UnifiedPurchase.Status.WITHDRAWN, by=by, why=why)
    return purchase


def _own(purchase: UnifiedPurchase, by: Acting, code: str) -> None:
    """A department does this to the purchases it leads, finance to each.  Raises: NotGranted."""
    if not queries.leads(by.actor, code, purchase):
        raise NotGranted(code)


def _being_bought(purchase: UnifiedPurchase) -> Problem:
    return Problem(
        code="unified.withdraw.being_bought",
        what=gettext("“%(title)s”已经启动采购，撤不回") % {"title": purchase.title},
        then=gettext("先终止采购，预留的钱退回以后再撤回"),
    )


def _only_proposed(part: Delegation) -> None:
    if part.purchase.status != UnifiedPurchase.Status.PROPOSED:
        raise BadInput(
            [
                Problem(
                    code="unified.delegate.settled",
                    what=gettext("“%(title)s”现在是“%(status)s”，不能再答复")
                    % {"title": part.purchase.title, "status": part.purchase.get_status_display()},
                    then=gettext("要改的，请牵头部门撤回后重新发起"),
                )
            ]
        )


def _unknown_items() -> Problem:
    return Problem(
        code="unified.propose.unknown_items",
        column="items",
        what=gettext("选的计划有的不在本地，或一项也没有选"),
        then=gettext("回到可以合并的计划重新选"),
    )


def _own_only() -> Problem:
    return Problem(
        code="unified.propose.own_only",
        column="lead",
        what=gettext("部门只能发起自己牵头的统一采购"),
        then=gettext("牵头部门选本部门；由别的部门牵头的，请那个部门或县财政局发起"),
    )


def _no_lead() -> Problem:
    return Problem(
        code="unified.propose.no_lead",
        column="lead",
        what=gettext("牵头部门不在本地的机构名册里"),
        then=gettext("从名册里选一个县级部门"),
    )
