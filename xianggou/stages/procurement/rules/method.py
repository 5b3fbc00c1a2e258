"""Which method a purchase may take, whom it invites, and whether it was split to escape one."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.money import exceeds_share
from xianggou.core.rules import ABOVE_LIMIT, STOP, WARN, Found, rule

_CHOOSE = "procurement.choose_method"
_LAW = "gov-procurement-law"
OPEN = "公开招标"
SINGLE = "单一来源"
_GROUNDS = {
    "邀请招标": "procurement.invited_grounds",
    "竞争性谈判": "procurement.negotiation_grounds",
    SINGLE: "procurement.single_source_grounds",
    "竞争性磋商": "procurement.consultation_grounds",
}


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """What choosing a method depends on."""

    below_limit: bool | None = None
    activity_started_on: date | None = None
    value_fen: int | None = None
    method: str | None = None
    object: str | None = None
    approved_on: date | None = None
    approver_level: str | None = None
    county_authorised: bool | None = None
    ground: str | None = None
    has_evidence: bool | None = None
    foreseeable: bool | None = None
    emergency: bool | None = None
    item: str | None = None
    delegated: bool | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What inviting suppliers depends on."""

    below_limit: bool | None = None
    invited: int | None = None
    buyer_named: int | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """What looking for a split purchase depends on: the purchases of one year, this one included.

    Either their amounts one by one, or how many there are and their sum.
    """

    year: int | None = None
    amounts_fen: tuple[int, ...] | None = None
    times: int | None = None
    sum_fen: int | None = None
    method: str | None = None
    same_budget_item: bool | None = None
    same_class: bool | None = None
    approved: bool | None = None


@rule(_CHOOSE, "procurement.method.open_tender_required", STOP, ABOVE_LIMIT)
def open_tender_required(
    law: LawOn, *, value_fen: int, method: str, approved_on: date | None = None
) -> Found:
    """At the open-tender sum another method needs approval first."""
    limit = law["procurement.open_tender_limit"]
    if value_fen < limit.amount or method == OPEN or approved_on is not None:
        return None
    also = [law["procurement.method_change_approved_by"]]
    values = {"value_fen": value_fen, "limit_fen": limit.amount, "method": method}
    return limit.broken("procurement.method.open_tender_required", also=also, **values)


@rule(_CHOOSE, "procurement.method.approval_after_start", STOP, ABOVE_LIMIT)
def approval_after_start(law: LawOn, *, approved_on: date, method: str) -> Found:
    """The approval came after the start."""
    ground = law["procurement.method_change_approved_by"]
    if method == OPEN or approved_on <= ground.on:
        return None
    return ground.broken("procurement.method.approval_after_start", on=approved_on, started_on=ground.on)


@rule(_CHOOSE, "procurement.method.approver_too_low", STOP, ABOVE_LIMIT)
def approver_too_low(law: LawOn, *, approver_level: str, county_authorised: bool = False) -> Found:
    """A county approved without the province's leave."""
    if approver_level not in {"县", "county"} or county_authorised:
        return None
    return law["procurement.method_change_approved_by"].broken("procurement.method.approver_too_low")


@rule(_CHOOSE, "procurement.method.no_ground", STOP, ABOVE_LIMIT)
def no_ground(law: LawOn, *, method: str, ground: str, has_evidence: bool = True) -> Found:
    """None of the grounds that the method asks for."""
    key = _GROUNDS.get(method)
    if key is None:
        return None
    listed = law[key]
    if ground in listed.items and has_evidence:
        return None
    return listed.broken("procurement.method.no_ground", method=method, grounds=listed.items)


@rule(_CHOOSE, "procurement.method.inquiry_for_services", STOP, ABOVE_LIMIT)
def inquiry_for_services(law: LawOn, *, method: str, object: str) -> Found:
    """Quotations are for goods of one standard."""
    if method != "询价" or object not in {"services", "服务"}:
        return None
    return law["procurement.inquiry_objects"].broken("procurement.method.inquiry_for_services")


@rule(_CHOOSE, "procurement.method.urgency_self_made", STOP, ABOVE_LIMIT)
def urgency_self_made(law: LawOn, *, ground: str, foreseeable: bool) -> Found:
    """The hurry was foreseeable, or the buyer's own."""
    if "紧急" not in ground or not foreseeable:
        return None
    return law["procurement.negotiation_grounds"].broken("procurement.method.urgency_self_made")


@rule(_CHOOSE, "procurement.method.emergency_not_in_force", STOP, ABOVE_LIMIT)
def emergency_not_in_force(law: LawOn, *, emergency: bool) -> Found:
    """The emergency rules are claimed before they were in force."""
    if not emergency or law.get("procurement.emergency_events") is not None:
        return None
    on, source = law.date_of("activity_started_on"), law.library.statutes["emergency-12"]
    ground = law.clause("emergency-12", "全文")
    return ground.broken("procurement.method.emergency_not_in_force", on=on, since=source.starts)


@rule(_CHOOSE, "procurement.method.central_not_delegated", STOP)
def central_not_delegated(law: LawOn, *, item: str, delegated: bool) -> Found:
    """An item of the central catalogue is bought outside the central body."""
    central = law["procurement.central_catalogue"]
    if item not in central.items or delegated:
        return None
    also = [law.clause(_LAW, "第十八条", "第七十四条")]
    return central.broken("procurement.method.central_not_delegated", also=also, item=item)


@rule(_CHOOSE, "procurement.method.framework_unfit", STOP, ABOVE_LIMIT)
def framework_unfit(law: LawOn, *, method: str, ground: str) -> Found:
    """None of the grounds of a framework agreement."""
    if method != "框架协议":
        return None
    grounds = law["procurement.framework_grounds"]
    if ground in grounds.items:
        return None
    return grounds.broken("procurement.method.framework_unfit", grounds=grounds.items)


@rule(_CHOOSE, "procurement.method.not_allowed", STOP, ABOVE_LIMIT)
def not_allowed(law: LawOn, *, method: str, object: str = "services") -> Found:
    """A method that is not in force, or not for ordinary services."""
    methods = law["procurement.methods"]
    if method in methods.items and not (method == "合作创新" and object in {"services", "服务"}):
        return None
    also = [law.clause("innovation-13", "全文")] if method == "合作创新" else []
    return methods.broken("procurement.method.not_allowed", also=also, method=method, methods=methods.items)


@rule("procurement.invite", "procurement.invite.too_few", STOP, ABOVE_LIMIT)
def invited_too_few(law: LawOn, *, invited: int) -> Found:
    """Too few were invited."""
    least = law["procurement.invited_min"]
    if invited >= least.amount:
        return None
    return least.broken("procurement.invite.too_few", n=invited, limit=least.amount)


@rule("procurement.invite", "procurement.invite.buyer_names_too_many", STOP, ABOVE_LIMIT)
def buyer_names_too_many(law: LawOn, *, buyer_named: int, invited: int) -> Found:
    """The buyer itself named too large a part."""
    share = law["procurement.buyer_recommended_max"]
    if not exceeds_share(buyer_named, invited, share.amount):
        return None
    value = buyer_named * 10_000 // max(invited, 1)
    code = "procurement.invite.buyer_names_too_many"
    return share.broken(code, n=buyer_named, value_bp=value, limit_bp=share.amount)


_SPLIT = "procurement.check_split"


@rule(_SPLIT, "procurement.split.avoids_open_tender", STOP, ABOVE_LIMIT)
def avoids_open_tender(
    law: LawOn,
    *,
    method: str,
    same_budget_item: bool,
    same_class: bool,
    approved: bool = False,
    amounts_fen: tuple[int, ...] = (),
    times: int = 0,
    sum_fen: int = 0,
) -> Found:
    """One need bought in parts, together above the open-tender sum."""
    limit, scope = law["procurement.open_tender_limit"], law["procurement.split_scope"]
    n, total = (len(amounts_fen), sum(amounts_fen)) if amounts_fen else (times, sum_fen)
    one_need = same_budget_item and same_class and n > 1
    if method == OPEN or approved or not one_need or total <= limit.amount:
        return None
    also = [law.clause(_LAW, "第二十八条"), law["procurement.split_exceptions"], limit]
    values = {"n": n, "sum_fen": total, "limit_fen": limit.amount}
    return scope.broken("procurement.split.avoids_open_tender", also=also, **values)


@rule((_SPLIT, "procurement.below_limit"), "procurement.split.avoids_limit", WARN)
def avoids_limit(
    law: LawOn,
    *,
    same_class: bool,
    approved: bool = False,
    amounts_fen: tuple[int, ...] = (),
    times: int = 0,
    sum_fen: int = 0,
) -> Found:
    """Several purchases below the limit that together reach it."""
    limit = law["procurement.limit"]
    small = [amount for amount in amounts_fen if amount < limit.amount]
    n, total = (len(small), sum(small)) if amounts_fen else (times, sum_fen)
    if approved or not same_class or n < 2 or total < limit.amount:
        return None
    also = [law["procurement.below_limit_controls"], law["supervision.collusion_signs"]]
    values = {"n": n, "sum_fen": total, "limit_fen": limit.amount}
    return limit.broken("procurement.split.avoids_limit", also=also, **values)
