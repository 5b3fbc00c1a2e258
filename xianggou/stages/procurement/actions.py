"""What changes a procedure: start with a hold, record quotes, award, end without award."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.ledger import actions as ledger
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Bucket
from xianggou.base.places import queries as places
from xianggou.base.places.models import Body
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Verdict, plain
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.budget import queries as budget
from xianggou.stages.intentions import queries as intentions
from xianggou.stages.plans import queries as plans
from xianggou.stages.procurement import queries, rules
from xianggou.stages.procurement.models import Award, Procedure, ProcedureItem, Quote
from xianggou.stages.suppliers import actions as suppliers
from xianggou.stages.unified import queries as unified

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem
    from xianggou.stages.unified.models import UnifiedPurchase


@action("procurement.start", on=plans.locked)
def start(
    item: PlanItem,
    *,
    by: Acting,
    hold_fen: int | None = None,
    method: str = "",
    on: date | None = None,
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Procedure:
    """Start the purchase of an approved plan item, or of a part of it, and set its money aside.

    A part bought beside another one has a dossier of its own; splitting is judged over all parts of the year.
    Money: holds `hold_fen` 分, all that the item's lines have available when not given.  Law: procurement.limit, procurement.below_limit_*,
    budget.services_only_budgeted.  Locks: the item, then its lines.  Raises: Refused (nothing is written).
    """
    if item.carried_out.startswith(DELEGATED) and by.seat is not None and by.seat.town_code:
        raise BadInput([_delegated(item)])
    day = on or trails.today()
    law = places.law_on(item.place_code, {"activity_started_on": day, "held_on": day, "today": day})
    approval = budget.of_item(item.pk)
    unified_code = (approval.unified_code or "") if approval is not None else ""  # type: ignore[attr-defined]
    lines = books.lines_of_item(item.pk)
    standings = books.standings_by_line([line.pk for line in lines])
    free = {pk: s.available for pk, s in standings.items() if s.available}
    value = hold_fen or sum(free.values()) or (approval.amount_fen if approval else item.budget_fen)
    below = rules.is_below_limit(law, value)
    band = law.internal_control(value) if below else None
    method = method or (band.method if band else item.method)
    body = places.government_of(item.town_code)
    verdict = _may_start(
        item, law, method, approval is not None, value, sum(free.values()), reasons, body=body,
        unified_code=unified_code, told=None if below else intentions.told_of(item_id=item.pk),
    )  # fmt: skip
    verdict.refuse_if_blocked()
    if not below:
        raise BadInput([_above_limit(item)])
    parts = books.spread(sorted(free.items()), value)
    number, dossier_id = _dossier_for(item)
    procedure = Procedure(
        place_code=item.place_code,
        town_code=item.town_code,
        dossier_id=dossier_id,
        code=f"{item.code}-C{number}",
        title=item.name,
        method=method,
        band=plain(asdict(band)) if band else {},
        value_fen=value,
        hold_fen=value,
        reason=why,
        decided_by=band.decided_by if band else "",
        started_on=day,
        started_by=by.who,
    )
    entry = trail.born(procedure, "procurement.start", by=by, why=why, verdict=verdict, law=law)
    ProcedureItem.objects.create(procedure=procedure, item=item)
    ledger.post("hold", entry, sorted(parts.items()), dossier_id=dossier_id)
    return procedure


class Wanted(Protocol):
    """What is bought, as the rules of starting ask: a plan item, or a unified purchase of many."""

    @property
    def name(self) -> str: ...
    @property
    def town_code(self) -> str: ...
    @property
    def catalogue_code(self) -> str: ...
    @property
    def year(self) -> int: ...


@action("procurement.start_unified", on=unified.locked)
def start_unified(
    purchase: UnifiedPurchase,
    *,
    by: Acting,
    method: str = "",
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Procedure:
    """Start the one procedure of a confirmed unified purchase: every township's item, each with its own money.

    Money: holds all that the lines of the delegated items have available, each township's from its own lines.
    Law: as `start`, with the department as the buyer.  Locks: the purchase, its items, then the lines.
    Raises: Refused, BadInput (nothing is written).
    """
    items = unified.delegated_items(purchase)
    running = queries.running_in(purchase.dossier_id)
    if purchase.status != unified.U.CONFIRMED or running is not None:
        raise BadInput([_not_to_start(purchase)])
    day = trails.today()
    law = places.law_on(purchase.place_code, {"activity_started_on": day, "held_on": day, "today": day})
    unbudgeted = [item.code for item in items if item.status != plans.Status.APPROVED]
    lines = books.lines_of_items([item.pk for item in items])
    free = {
        pk: s.available for pk, s in books.standings_by_line([one.pk for one in lines]).items() if s.available
    }
    value = sum(free.values()) or sum(item.budget_fen for item in items)
    below = rules.is_below_limit(law, value)
    band = law.internal_control(value) if below else None
    method = method or (band.method if band else items[0].method)
    body = places.government_of(purchase.lead_code)
    has_line = bool(lines) and not unbudgeted
    told = None if below else intentions.told_of(purchase_id=purchase.pk)
    verdict = _may_start(
        purchase, law, method, has_line, value, sum(free.values()), reasons, body=body, told=told
    )
    verdict.refuse_if_blocked()
    if not below:
        raise BadInput([_above_limit(purchase)])
    procedure = Procedure(
        place_code=purchase.place_code,
        town_code="",
        dossier_id=purchase.dossier_id,
        code=f"{purchase.code}-C{queries.number_in(purchase.dossier_id)}",
        title=purchase.title,
        method=method,
        band=plain(asdict(band)) if band else {},
        value_fen=value,
        hold_fen=value,
        reason=why,
        decided_by=band.decided_by if band else "",
        started_on=day,
        started_by=by.who,
    )
    entry = trail.born(procedure, "procurement.start_unified", by=by, why=why, verdict=verdict, law=law)
    ProcedureItem.objects.bulk_create(ProcedureItem(procedure=procedure, item=item) for item in items)
    ledger.post("hold", entry, sorted(free.items()), dossier_id=purchase.dossier_id)
    return procedure


def _not_to_start(purchase: UnifiedPurchase) -> Problem:
    return Problem(
        code="procurement.start_unified.not_now",
        what=gettext("统一采购 %(code)s 还没有确定，或已经在采购") % {"code": purchase.code},
        then=gettext("没有确定的，请牵头部门先确定；在采购的，打开那一次"),
    )


def _dossier_for(item: PlanItem) -> tuple[int, int]:
    """(number of the procedure, its dossier): the item's own, or a new one beside a part that is bought already."""
    earlier = queries.of_item(item.pk)
    number = len(earlier) + 1
    if all(status in ENDED for status in earlier):
        return number, item.dossier_id
    opened = trail.open_subject(
        Subject.Kind.DOSSIER,
        f"{item.code}-C{number}",
        item.name,
        place_code=item.place_code,
        town_code=item.town_code,
    )
    return number, opened.pk


ENDED = {Procedure.Status.FAILED, Procedure.Status.CANCELLED}


def _may_start(
    item: Wanted,
    law: LawOn,
    method: str,
    has_line: bool,
    value: int,
    free: int,
    reasons: Mapping[str, str] | None,
    *,
    body: Body | None,
    unified_code: str = "",
    told: intentions.Told | None = None,
) -> Verdict:
    """All that the rules say about starting: budget, buyer, limits, internal control, splitting, the hold."""
    day = law.date_of("activity_started_on")
    below = rules.is_below_limit(law, value)
    earlier = queries.bought_this_year(item.town_code, item.catalogue_code, item.year)
    start_facts = rules.Start(
        below_limit=below,
        name=item.name,
        activity_started_on=day,
        value_fen=value,
        has_line=has_line,
        unified_code=unified_code,
        intention_on=told.published_on if told else None,
        unforeseeable=told.is_excepted if told else None,
        intention_contents=told.contents if told else None,
        buyer_kind="" if body is None else places.lawful_kind(body.kind),
        buyer_name=item.town_code if body is None else body.code,
    )
    control = rules.QuoteComparison(
        below_limit=below, name=item.name, activity_started_on=day, value_fen=value, control=method
    )
    split = rules.Split(
        year=item.year,
        times=earlier.times + 1,
        sum_fen=earlier.sum_fen + value,
        method=method,
        same_budget_item=True,
        same_class=True,
    )
    hold = budget.hold_request(item.name, day, has_line=has_line, available_fen=free, asked_fen=value)
    return judge("procurement.start", start_facts, law, reasons).joined(
        judge("procurement.below_limit", control, law, reasons),
        judge("procurement.check_split", split, law, reasons),
        judge("budget.hold", hold, law, reasons),
    )


# How a plan item says that the township delegated its purchase to a county department.
DELEGATED = "委托"


def _delegated(item: PlanItem) -> Problem:
    return Problem(
        code="procurement.start.delegated",
        what=gettext("%(name)s 的实施方式是“%(carried_out)s”，由受托的县级部门统一采购")
        % {"name": item.name, "carried_out": item.carried_out},
        why=gettext("乡镇委托后不再单独采购"),
        then=gettext("等县级部门统一采购；要自己采购的，先改计划的实施方式"),
    )


def _above_limit(item: Wanted) -> Problem:
    return Problem(
        code="procurement.start.above_limit",
        what=gettext("%(name)s 的金额达到采购限额标准，要走政府采购法规定的采购方式") % {"name": item.name},
        why=gettext("限额以上的公告、响应、评审在后续版本开通"),
        then=gettext("先在省政府采购平台办理"),
    )


@action("procurement.quote", on=queries.locked)
def quote(
    procedure: Procedure, *, by: Acting, quotes: Sequence[Mapping[str, Any]], why: str = ""
) -> list[Quote]:
    """Record suppliers' prices; a supplier not yet in the register is entered from its quote.

    Money: `price_fen` 分 each.  `quotes`: uscc, name, kind, price_fen, quoted_on, and optionally is_sme, note,
    is_valid, account_no, account_bank.  Raises: BadInput, Refused.
    """
    _only_started(procedure, "procurement.quote")
    where = Where(procedure.place_code, procedure.town_code)
    found = []
    for row in quotes:
        supplier = suppliers.register(
            where=where,
            by=by.actor,
            uscc=row["uscc"],
            name=row["name"],
            kind=row.get("kind", "企业"),
            is_sme=row.get("is_sme", True),
            account_no=row.get("account_no", ""),
            account_bank=row.get("account_bank", ""),
        )
        found.append(
            Quote(
                procedure=procedure,
                supplier=supplier,
                price_fen=row["price_fen"],
                quoted_on=row["quoted_on"],
                is_valid=row.get("is_valid", True),
                note=row.get("note", ""),
                recorded_by=by.who,
            )
        )
    before = {q.supplier_id for q in queries.quotes(procedure)}
    twice = [q.supplier.name for q in found if q.supplier_id in before] or (
        ["同一家"] if len({q.supplier_id for q in found}) < len(found) else []
    )
    if twice:
        raise BadInput(
            [
                Problem(
                    code="procurement.quote.twice",
                    what=gettext("%(name)s 已有一份报价") % {"name": twice[0]},
                    then=gettext("每家只记一份报价"),
                )
            ]
        )
    trail.note(
        procedure,
        "procurement.quote",
        by=by,
        why=why,
        changes={"quotes": [[q.supplier_id, q.price_fen] for q in found]},
    )
    return Quote.objects.bulk_create(found)


@action("procurement.award", on=queries.locked)
def award(
    procedure: Procedure,
    *,
    by: Acting,
    supplier_id: int,
    on: date | None = None,
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Award:
    """Award to one of the valid quotes; refused when there are too few, it is too dear, or the same person bought.

    Law: procurement.below_limit_steps, procurement.separated_duties.  Locks: the procedure.  Raises: Refused.
    """
    _only_started(procedure, "procurement.award")
    day = on or trails.today()
    law = queries.law_for(procedure)
    valid = [q for q in queries.quotes(procedure) if q.is_valid]
    chosen = next((q for q in valid if q.supplier_id == supplier_id), None)
    if chosen is None:
        raise BadInput(
            [
                Problem(
                    code="procurement.award.no_quote",
                    what=gettext("所选承接主体没有有效报价"),
                    then=gettext("从有效报价中选择"),
                )
            ]
        )
    persons = {"采购文件准备": procedure.started_by, "采购文件复核": by.who}
    control = rules.QuoteComparison(
        below_limit=True,
        name=procedure.title,
        activity_started_on=procedure.started_on,
        value_fen=procedure.value_fen,
        control=procedure.method,
        quotes=len(valid),
        persons=persons,
        person_names={by.who: by.actor.name},
    )
    facts = rules.Award(
        below_limit=True,
        award_fen=chosen.price_fen,
        budget_fen=procedure.hold_fen,
        chosen_rank=valid.index(chosen) + 1,
        better_ranked_gone=bool(why),
        awarded_on=day,
        notified_on=day,
        today=day,
    )
    verdict = judge("procurement.award", facts, law, reasons).joined(
        judge("procurement.below_limit", control, law, reasons)
    )
    verdict.refuse_if_blocked()
    trail.move(
        procedure, "procurement.award", Procedure.Status.AWARDED, by=by, why=why, verdict=verdict, law=law
    )
    made = Award(
        place_code=procedure.place_code,
        town_code=procedure.town_code,
        dossier_id=procedure.dossier_id,
        procedure=procedure,
        supplier_id=supplier_id,
        price_fen=chosen.price_fen,
        reason=why,
        awarded_on=day,
        notified_on=day,
        awarded_by=by.who,
    )
    trail.born(made, "procurement.award", by=by)
    return made


@action("procurement.fail", on=queries.locked)
def fail(procedure: Procedure, *, by: Acting, why: str) -> Procedure:
    """End a procedure without an award; its hold goes back to the lines, once."""
    return _end(procedure, "procurement.fail", Procedure.Status.FAILED, by, why)


@action("procurement.cancel", on=queries.locked)
def cancel(procedure: Procedure, *, by: Acting, why: str) -> Procedure:
    """Stop a procedure before the contract is signed; what is held goes back to the lines, once."""
    standing = queries.standing_award(procedure)
    money = books.dossier_standing(procedure.dossier_id)
    if money.committed or money.payable or money.paid:
        raise BadInput(
            [
                Problem(
                    code="procurement.cancel.signed",
                    what=gettext("采购 %(code)s 已经签了合同，不能终止采购") % {"code": procedure.code},
                    then=gettext("要结束的，在合同里办结或终止"),
                )
            ]
        )
    if standing is not None:
        trail.move(standing, "procurement.cancel", Award.Status.VOID, by=by)
    return _end(procedure, "procurement.cancel", Procedure.Status.CANCELLED, by, why)


def _end(procedure: Procedure, verb: str, status: str, by: Acting, why: str) -> Procedure:
    held = books.dossier_parts(procedure.dossier_id, Bucket.HELD)
    entry = trail.move(procedure, verb, status, by=by, why=why, released_fen=sum(fen for _, fen in held))
    ledger.post("release", entry, held, dossier_id=procedure.dossier_id)
    return procedure


def _only_started(procedure: Procedure, code: str) -> None:
    if procedure.status != Procedure.Status.STARTED:
        raise BadInput(
            [
                Problem(
                    code=f"{code}.not_started",
                    what=gettext("采购 %(code)s 现在是“%(status)s”，这一步已经办过或不能再办")
                    % {"code": procedure.code, "status": procedure.get_status_display()},
                    then=gettext("打开卷宗看当前在哪一步"),
                )
            ]
        )
