"""Opening responses, the panel that judges them, and prices that are too low to believe."""

from dataclasses import dataclass
from datetime import date, datetime

from xianggou.core.law import LawOn
from xianggou.core.rules import ABOVE_LIMIT, STOP, WARN, Found, rule

_OPEN = "procurement.open"
_REVIEW = "procurement.review_price"
_TENDERS = ("公开招标", "邀请招标")


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening responses and seating a panel depends on."""

    below_limit: bool | None = None
    method: str | None = None
    services: bool | None = None
    opened_on: date | None = None
    opened_at: datetime | None = None
    responses_due_at: datetime | None = None
    valid_responses: int | None = None
    collusion_signs: tuple[str, ...] | None = None
    names: str | None = None
    members: int | None = None
    experts: int | None = None
    budget_fen: int | None = None
    undrawn_experts: tuple[str, ...] | None = None
    conflict: str | None = None
    agency_members: tuple[str, ...] | None = None
    own_unit_experts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PriceReview:
    """What reviewing one price depends on; `prices_fen` are the valid prices as bid."""

    below_limit: bool | None = None
    documents_issued_on: date | None = None
    prices_fen: tuple[int, ...] | None = None
    ceiling_fen: int | None = None
    checked_fen: int | None = None
    reviewed_fen: tuple[int, ...] | None = None
    explain_minutes: int | None = None


@rule(_OPEN, "procurement.open.before_due", STOP, ABOVE_LIMIT)
def before_due(law: LawOn, *, opened_at: datetime, responses_due_at: datetime) -> Found:
    """Opened before the hour."""
    if opened_at >= responses_due_at:
        return None
    ground = law.clause("tendering-order-87", "第三十九条")
    also = [law.clause("gov-procurement-law", "第七十二条")]
    return ground.broken("procurement.open.before_due", also=also, due=responses_due_at)


@rule(_OPEN, "procurement.open.too_few", STOP, ABOVE_LIMIT)
def too_few(law: LawOn, *, method: str, valid_responses: int, services: bool = False) -> Found:
    """Too few valid responses to go on."""
    if method in {"单一来源", "框架协议"}:
        return None
    least = law["procurement.min_responses"]
    if method == "竞争性磋商" and services:
        least = law.get("procurement.min_responses_services") or least
    if valid_responses >= least.amount:
        return None
    return least.broken("procurement.open.too_few", n=valid_responses, limit=least.amount)


@rule(_OPEN, "procurement.open.presumed_collusion", STOP, ABOVE_LIMIT)
def presumed_collusion(law: LawOn, *, collusion_signs: tuple[str, ...], names: str = "") -> Found:
    """Responses bear signs that count as collusion."""
    presumed = law["supervision.collusion_presumed"]
    found = tuple(sign for sign in collusion_signs if sign in presumed.items)
    return presumed.broken("procurement.open.presumed_collusion", names=names, signs=found) if found else None


@rule(_OPEN, "procurement.panel.too_small", STOP, ABOVE_LIMIT)
def panel_too_small(law: LawOn, *, method: str, members: int, budget_fen: int) -> Found:
    """Too few members, or an even number."""
    if method in _TENDERS:
        large = law.get("procurement.panel_large_from")
        is_large = large is not None and budget_fen >= large.amount
        least = law["procurement.panel_min_large" if is_large else "procurement.panel_min_tender"]
    else:
        least = law["procurement.panel_min_other"]
        open_tender = law.get("procurement.open_tender_limit")
        if method in {"竞争性谈判", "询价"} and open_tender and budget_fen >= open_tender.amount:
            least = law.get("procurement.panel_min_other_large") or least
    if members >= least.amount and members % 2 == 1:
        return None
    return least.broken("procurement.panel.too_small", n=members, limit=least.amount)


@rule(_OPEN, "procurement.panel.too_few_experts", STOP, ABOVE_LIMIT)
def too_few_experts(law: LawOn, *, experts: int, members: int) -> Found:
    """Too small a part of the panel are experts."""
    share = law["procurement.panel_expert_share"]
    part, whole = map(int, share.amount.split("/"))
    if experts * whole >= members * part:
        return None
    return share.broken("procurement.panel.too_few_experts", n=experts, members=members, share=share.amount)


@rule(_OPEN, "procurement.panel.not_drawn", STOP, ABOVE_LIMIT)
def not_drawn(law: LawOn, *, undrawn_experts: tuple[str, ...]) -> Found:
    """An expert was chosen, not drawn."""
    if not undrawn_experts:
        return None
    ground = law.clause("gov-procurement-regs", "第三十九条")
    also = [law.clause("experts-198", "全文")]
    return ground.broken("procurement.panel.not_drawn", also=also, names=tuple(undrawn_experts))


@rule(_OPEN, "procurement.panel.conflict", STOP, ABOVE_LIMIT)
def panel_conflict(law: LawOn, *, conflict: str, name: str = "", supplier: str = "") -> Found:
    """A member has ties to a supplier."""
    kinds, years = law["procurement.conflict_kinds"], law["procurement.conflict_years"]
    if not conflict:
        return None
    also = [years, law.clause("gov-procurement-law", "第十二条")]
    values = {"name": name, "supplier": supplier, "relation": conflict, "years": years.amount}
    return kinds.broken("procurement.panel.conflict", also=also, **values)


@rule(_OPEN, "procurement.panel.agency_member", STOP, ABOVE_LIMIT)
def agency_member(law: LawOn, *, agency_members: tuple[str, ...]) -> Found:
    """The agency judges its own project."""
    if not agency_members:
        return None
    ground = law.clause("tendering-order-87", "第四十七条")
    also = [law.clause("non-tender-order-74", "第七条")]
    return ground.broken("procurement.panel.agency_member", also=also, names=tuple(agency_members))


@rule(_OPEN, "procurement.panel.own_unit_expert", STOP, ABOVE_LIMIT)
def own_unit_expert(law: LawOn, *, own_unit_experts: tuple[str, ...]) -> Found:
    """The buyer's own person sits as an expert."""
    if not own_unit_experts:
        return None
    ground = law.clause("tendering-order-87", "第四十七条")
    also = [law.clause("non-tender-order-74", "第七条")]
    return ground.broken("procurement.panel.own_unit_expert", also=also, names=tuple(own_unit_experts))


@rule(_REVIEW, "procurement.review.low_price_unchecked", STOP, ABOVE_LIMIT)
def low_price_unchecked(
    law: LawOn,
    *,
    prices_fen: tuple[int, ...],
    ceiling_fen: int,
    checked_fen: int,
    reviewed_fen: tuple[int, ...],
    name: str = "",
) -> Found:
    """A price strictly below one of the lines, and nobody asked why."""
    average = law["procurement.low_price_vs_average"]
    second, ceiling = law["procurement.low_price_vs_second"], law["procurement.low_price_vs_ceiling"]
    price, count = checked_fen * 10_000, len(prices_fen)
    lines = []
    if count and price * count < sum(prices_fen) * average.amount:
        lines.append("平均报价")
    if count > 1 and price < sorted(prices_fen)[1] * second.amount:
        lines.append("次低报价")
    if price < ceiling_fen * ceiling.amount:
        lines.append("最高限价")
    if not lines or checked_fen in reviewed_fen:
        return None
    code = "procurement.review.low_price_unchecked"
    values = {"name": name, "price_fen": checked_fen, "which": tuple(lines)}
    return average.broken(code, also=[second, ceiling], **values)


@rule(_REVIEW, "procurement.review.explanation_too_short", WARN, ABOVE_LIMIT)
def explanation_too_short(law: LawOn, *, explain_minutes: int) -> Found:
    """Too little time to explain a price."""
    least = law["procurement.low_price_explain_minutes"]
    if explain_minutes >= least.amount:
        return None
    code = "procurement.review.explanation_too_short"
    return least.broken(code, minutes=explain_minutes, limit=least.amount)


@rule("procurement.review", "procurement.review.repeated", STOP, ABOVE_LIMIT)
def repeated(law: LawOn, *, repeated: bool, lawful_ground: str = "") -> Found:
    """Judged again without a lawful ground."""
    if not repeated or lawful_ground:
        return None
    ground = law.clause("gov-procurement-regs", "第四十四条")
    also = [law.clause("tendering-order-87", "第六十四条")]
    return ground.broken("procurement.review.repeated", also=also)


@rule("procurement.review", "procurement.review.unannounced_standard", STOP, ABOVE_LIMIT)
def unannounced_standard(law: LawOn, *, unannounced: tuple[str, ...]) -> Found:
    """Scored by something that the documents did not name."""
    if not unannounced:
        return None
    ground = law.clause("gov-procurement-regs", "第三十四条第五款")
    return ground.broken("procurement.review.unannounced_standard", items=tuple(unannounced))
