"""What must be in place before a procurement activity begins."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import ABOVE_LIMIT, STOP, STOP_UNTIL_REASON, WARN, Found, rule

_START = "procurement.start"
LIMITS = ("procurement.limit", "procurement.open_tender_limit")


@dataclass(frozen=True, slots=True)
class Start:
    """What starting a purchase depends on."""

    below_limit: bool | None = None
    name: str | None = None
    activity_started_on: date | None = None
    value_fen: int | None = None
    has_line: bool | None = None
    unified_code: str | None = None
    buyer_kind: str | None = None
    buyer_name: str | None = None
    plan_filed: bool | None = None
    intention_on: date | None = None
    unforeseeable: bool | None = None
    intention_contents: tuple[str, ...] | None = None


def is_below_limit(law: LawOn, value_fen: int, *, in_central_catalogue: bool = False) -> bool:
    """Whether the Procurement Law is not the ground of a purchase.  Law: procurement.limit."""
    limit = law.get("procurement.limit")
    return limit is not None and value_fen < limit.amount and not in_central_catalogue


def reaches_limit(law: LawOn, value_fen: int) -> bool:
    """Whether a value is at or above the limit in force."""
    return bool(value_fen >= law["procurement.limit"].amount)


@rule(_START, "procurement.start.plan_not_filed", STOP, ABOVE_LIMIT)
def plan_not_filed(law: LawOn, *, plan_filed: bool, name: str = "") -> Found:
    """The implementation plan is not filed with finance."""
    if plan_filed:
        return None
    return law["plans.implementation_plan_filed"].broken("procurement.start.plan_not_filed", name=name)


@rule(_START, "procurement.start.intention_missing", STOP, ABOVE_LIMIT)
def intention_missing(
    law: LawOn,
    *,
    activity_started_on: date,
    value_fen: int,
    unforeseeable: bool,
    intention_on: date | None = None,
    name: str = "",
) -> Found:
    """No intention was made public."""
    before = law["procurement.intention_before"]
    if intention_on or unforeseeable or not reaches_limit(law, value_fen):
        return None
    also = [law["procurement.intention_exceptions"]]
    return before.broken("procurement.start.intention_missing", also=also, name=name, on=activity_started_on)


@rule(_START, "procurement.start.intention_too_late", STOP_UNTIL_REASON, ABOVE_LIMIT)
def intention_too_late(
    law: LawOn, *, intention_on: date, activity_started_on: date, unforeseeable: bool = False
) -> Found:
    """Too few days between intention and start."""
    before = law["procurement.intention_before"]
    days = (activity_started_on - intention_on).days
    if unforeseeable or days >= before.amount:
        return None
    return before.broken("procurement.start.intention_too_late", days=days, limit=before.amount)


@rule(_START, "procurement.start.in_unified_purchase", STOP)
def in_unified_purchase(law: LawOn, *, unified_code: str, name: str = "") -> Found:
    """The township delegated this item: the department buys it, with those of the other townships."""
    if not unified_code:
        return None
    ground = law.clause("county-a", "委托统一实施")
    return ground.broken("procurement.start.in_unified_purchase", name=name, code=unified_code)


@rule((_START, "procurement.choose_method"), "procurement.start.limit_unknown", STOP)
def limit_unknown(law: LawOn, *, value_fen: int) -> Found:
    """The place has no limit on this date: nobody can say which law applies."""
    missing = [key for key in LIMITS if law.get(key) is None]
    if not missing:
        return None
    on = law.date_of("activity_started_on")
    ground = law.clause("gov-procurement-law", "第七条", "第八条")
    return ground.broken(
        "procurement.start.limit_unknown", on=on, missing=tuple(missing), value_fen=value_fen
    )


@rule(_START, "procurement.start.limit_below_guidance", WARN)
def limit_below_guidance(law: LawOn, *, value_fen: int) -> Found:
    """The place's limit lies below the national guidance."""
    for key, guidance in zip(
        LIMITS, ("procurement.limit_guidance_county", "procurement.open_tender_guidance"), strict=True
    ):
        limit, least = law[key], law[guidance]
        if limit.amount < least.amount:
            code = "procurement.start.limit_below_guidance"
            return least.broken(code, also=[limit], value_fen=limit.amount, limit_fen=least.amount)
    return None


@rule(_START, "procurement.start.intention_incomplete", WARN, ABOVE_LIMIT)
def intention_incomplete(law: LawOn, *, intention_contents: tuple[str, ...]) -> Found:
    """The intention leaves something out."""
    contents = law["procurement.intention_contents"]
    missing = tuple(item for item in contents.items if item not in intention_contents)
    return contents.broken("procurement.start.intention_incomplete", missing=missing) if missing else None
