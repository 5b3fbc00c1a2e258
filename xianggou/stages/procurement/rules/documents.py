"""What procurement documents must say, must not ask, and how long they must be out."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import InForce, LawOn
from xianggou.core.money import exceeds_share
from xianggou.core.rules import ABOVE_LIMIT, STOP, STOP_UNTIL_REASON, WARN, Found, rule

from .start import reaches_limit

_CHECK = "procurement.check_documents"
_ISSUE = "procurement.issue_documents"
_REGS = "gov-procurement-regs"
_TENDERS = ("公开招标", "邀请招标")
_RESPONSE = {
    **dict.fromkeys(_TENDERS, "procurement.response_days_tender"),
    "竞争性磋商": "procurement.response_days_consultation",
    "竞争性谈判": "procurement.response_days_negotiation",
    "询价": "procurement.response_days_inquiry",
}
_OFFER = {
    **dict.fromkeys(_TENDERS, "procurement.offer_days_tender"),
    "竞争性磋商": "procurement.offer_days_consultation",
}
_CLARIFY = {
    **dict.fromkeys(_TENDERS, "procurement.clarify_days_tender"),
    "竞争性磋商": "procurement.clarify_days_consultation",
    "竞争性谈判": "procurement.clarify_days_other",
    "询价": "procurement.clarify_days_other",
}


@dataclass(frozen=True, slots=True)
class Documents:
    """What checking and issuing documents depends on."""

    below_limit: bool | None = None
    method: str | None = None
    value_fen: int | None = None
    budget_fen: int | None = None
    states_budget: bool | None = None
    has_floor_price: bool | None = None
    has_contract_draft: bool | None = None
    discriminating: tuple[str, ...] | None = None
    local_terms: tuple[str, ...] | None = None
    requires_register: bool | None = None
    scale_terms: tuple[str, ...] | None = None
    references_asked: int | None = None
    doubly_used: tuple[str, ...] | None = None
    unquantified: tuple[str, ...] | None = None
    price_weight_bp: int | None = None
    fixed_price: bool | None = None
    finance_agreed: bool | None = None
    reserved: bool | None = None
    suits_sme: bool | None = None
    sme_exception: str | None = None
    sme_deduction_bp: int | None = None
    sme_joint_deduction_bp: int | None = None
    micro_share_bp: int | None = None
    bid_bond_fen: int | None = None
    performance_bond_bp: int | None = None
    bond_cash_only: bool | None = None
    low_price_ratio_bp: int | None = None
    challenge_contact_missing: tuple[str, ...] | None = None
    documents_issued_on: date | None = None
    offer_ends_on: date | None = None
    responses_due_on: date | None = None
    notice_published_on: date | None = None
    notice_ends_on: date | None = None
    prequalify_due_on: date | None = None
    clarified_on: date | None = None


@rule(_CHECK, "procurement.document.no_budget_figure", STOP, ABOVE_LIMIT)
def no_budget_figure(law: LawOn, *, states_budget: bool) -> Found:
    """The budget is not stated."""
    return (
        None
        if states_budget
        else law.clause(_REGS, "第三十条").broken("procurement.document.no_budget_figure")
    )


@rule(_CHECK, "procurement.document.floor_price", STOP, ABOVE_LIMIT)
def floor_price(law: LawOn, *, has_floor_price: bool) -> Found:
    """A lowest price is set."""
    ground = law.clause("tendering-order-87", "第十二条")
    return ground.broken("procurement.document.floor_price") if has_floor_price else None


@rule(_CHECK, "procurement.document.no_contract_draft", STOP, ABOVE_LIMIT)
def no_contract_draft(law: LawOn, *, has_contract_draft: bool) -> Found:
    """The draft contract is missing."""
    ground = law.clause(_REGS, "第三十二条")
    return None if has_contract_draft else ground.broken("procurement.document.no_contract_draft")


@rule(_CHECK, "procurement.document.discriminates", STOP, ABOVE_LIMIT)
def discriminates(law: LawOn, *, discriminating: tuple[str, ...]) -> Found:
    """Terms that treat suppliers differently."""
    if not discriminating:
        return None
    ground = law["procurement.discrimination"]
    return ground.broken("procurement.document.discriminates", text=tuple(discriminating))


@rule(_CHECK, "procurement.document.local_only", STOP, ABOVE_LIMIT)
def local_only(law: LawOn, *, local_terms: tuple[str, ...]) -> Found:
    """Registration, branch or references in this place are asked for or scored."""
    if not local_terms:
        return None
    also = [law["procurement.barriers_2019"]]
    ground = law["procurement.discrimination"]
    return ground.broken("procurement.document.local_only", also=also, text=tuple(local_terms))


@rule((_CHECK, "procurement.below_limit"), "procurement.document.register_as_gate", STOP, ABOVE_LIMIT)
def register_as_gate(law: LawOn, *, requires_register: bool) -> Found:
    """Membership of a register is a condition or a score."""
    gate = law["suppliers.register_is_gate"]
    if not requires_register or gate.amount:
        return None
    return gate.broken("procurement.document.register_as_gate")


@rule(_CHECK, "procurement.document.scale_condition", STOP, ABOVE_LIMIT)
def scale_condition(law: LawOn, *, scale_terms: tuple[str, ...]) -> Found:
    """The size or age of a firm is asked for or scored."""
    conditions = law["procurement.scale_conditions"]
    found = tuple(term for term in scale_terms if any(item in term for item in conditions.items))
    return conditions.broken("procurement.document.scale_condition", text=found) if found else None


@rule(_CHECK, "procurement.document.references_too_many", STOP_UNTIL_REASON, ABOVE_LIMIT)
def references_too_many(law: LawOn, *, references_asked: int) -> Found:
    """More reference contracts than usual are asked for."""
    most = law["plans.reference_contracts_max"]
    if references_asked <= most.amount:
        return None
    return most.broken("procurement.document.references_too_many", n=references_asked, limit=most.amount)


@rule(_CHECK, "procurement.document.qualification_scored", STOP, ABOVE_LIMIT)
def qualification_scored(law: LawOn, *, doubly_used: tuple[str, ...]) -> Found:
    """One thing is both a condition and a score."""
    ground = law.clause("tendering-order-87", "第五十五条")
    return (
        ground.broken("procurement.document.qualification_scored", items=tuple(doubly_used))
        if doubly_used
        else None
    )


@rule(_CHECK, "procurement.document.score_not_quantified", STOP, ABOVE_LIMIT)
def score_not_quantified(law: LawOn, *, unquantified: tuple[str, ...]) -> Found:
    """A score has no measurable steps."""
    if not unquantified:
        return None
    also = [law.clause("requirements-22", "第二十一条")]
    ground = law.clause(_REGS, "第三十四条第四款")
    return ground.broken("procurement.document.score_not_quantified", also=also, items=tuple(unquantified))


@rule(_CHECK, "procurement.document.price_weight", STOP, ABOVE_LIMIT)
def price_weight(
    law: LawOn, *, method: str, price_weight_bp: int, fixed_price: bool = False, finance_agreed: bool = False
) -> Found:
    """The price weighs too little, or too much."""
    if fixed_price or method not in (*_TENDERS, "竞争性磋商"):
        return None
    grounds: list[InForce]
    if method in _TENDERS:
        grounds, most = [law["procurement.price_weight_min_tender"]], 10_000
    else:
        top = law["procurement.price_weight_max_consultation"]
        grounds, most = [law["procurement.price_weight_min_consultation"], top], top.amount
    least = grounds[0].amount
    if least <= price_weight_bp and (price_weight_bp <= most or finance_agreed):
        return None
    values = {"value_bp": price_weight_bp, "min_bp": least, "max_bp": most}
    return grounds[0].broken("procurement.document.price_weight", also=grounds[1:], **values)


@rule(_CHECK, "procurement.document.sme_not_reserved", STOP, ABOVE_LIMIT)
def sme_not_reserved(
    law: LawOn, *, value_fen: int, reserved: bool, suits_sme: bool, sme_exception: str = ""
) -> Found:
    """A purchase of this size should be for small and medium firms alone."""
    most, exceptions = law["procurement.sme_exclusive_max"], law["procurement.sme_exceptions"]
    excepted = bool(sme_exception) and any(sme_exception in item for item in exceptions.items)
    due = reaches_limit(law, value_fen) and value_fen <= most.amount and suits_sme
    if reserved or excepted or not due:
        return None
    values = {"value_fen": value_fen, "limit_fen": most.amount}
    return most.broken("procurement.document.sme_not_reserved", also=[exceptions], **values)


@rule(_CHECK, "procurement.document.sme_deduction", STOP, ABOVE_LIMIT)
def sme_deduction(law: LawOn, *, reserved: bool, sme_deduction_bp: int) -> Found:
    """The deduction for small firms is out of range."""
    least, most = law["procurement.sme_deduction_min"], law["procurement.sme_deduction_max"]
    if reserved or least.amount <= sme_deduction_bp <= most.amount:
        return None
    values = {"value_bp": sme_deduction_bp, "min_bp": least.amount, "max_bp": most.amount}
    return least.broken("procurement.document.sme_deduction", also=[most], **values)


@rule(_CHECK, "procurement.document.sme_joint_deduction", STOP, ABOVE_LIMIT)
def sme_joint_deduction(
    law: LawOn, *, reserved: bool, sme_joint_deduction_bp: int, micro_share_bp: int
) -> Found:
    """The deduction for consortia is out of range, or the small firm's part too small."""
    least, most = law["procurement.sme_joint_deduction_min"], law["procurement.sme_joint_deduction_max"]
    share = law["procurement.sme_joint_share"]
    fits = least.amount <= sme_joint_deduction_bp <= most.amount and micro_share_bp >= share.amount
    if reserved or fits:
        return None
    values = {"value_bp": sme_joint_deduction_bp, "min_bp": least.amount, "max_bp": most.amount}
    code = "procurement.document.sme_joint_deduction"
    return least.broken(code, also=[most, share], **values, share_bp=share.amount)


@rule(_CHECK, "procurement.document.sme_deduction_twice", STOP, ABOVE_LIMIT)
def sme_deduction_twice(law: LawOn, *, reserved: bool, sme_deduction_bp: int) -> Found:
    """Reserved for small firms, and a deduction on top."""
    if not reserved or sme_deduction_bp <= 0:
        return None
    return law.clause("sme-46", "第九条").broken("procurement.document.sme_deduction_twice")


@rule("procurement.year", "procurement.year.sme_share_low", WARN, ABOVE_LIMIT)
def sme_share_low(law: LawOn, *, suitable_fen: int, reserved_fen: int, micro_fen: int) -> Found:
    """Too small a part of the year was reserved."""
    share, micro = law["procurement.sme_reserve_min"], law["procurement.micro_share_min"]
    enough = reserved_fen * 10_000 >= suitable_fen * share.amount
    if enough and micro_fen * 10_000 >= reserved_fen * micro.amount:
        return None
    return share.broken(
        "procurement.year.sme_share_low",
        also=[micro],
        value_bp=reserved_fen * 10_000 // max(suitable_fen, 1),
        micro_bp=micro_fen * 10_000 // max(reserved_fen, 1),
        limit_bp=share.amount,
        limit_micro_bp=micro.amount,
    )


@rule(_CHECK, "procurement.document.bid_bond", STOP, ABOVE_LIMIT)
def bid_bond(law: LawOn, *, budget_fen: int, bid_bond_fen: int) -> Found:
    """The bond is too large a part of the budget."""
    share = law["procurement.bid_bond_max"]
    if not exceeds_share(bid_bond_fen, budget_fen, share.amount):
        return None
    return share.broken("procurement.document.bid_bond", bond_fen=bid_bond_fen, limit_bp=share.amount)


@rule(_CHECK, "procurement.document.performance_bond", STOP, ABOVE_LIMIT)
def performance_bond(law: LawOn, *, performance_bond_bp: int) -> Found:
    """The performance bond is too large a part of the contract."""
    share = law["contracts.performance_bond_max"]
    if performance_bond_bp <= share.amount:
        return None
    values = {"value_bp": performance_bond_bp, "limit_bp": share.amount}
    return share.broken("procurement.document.performance_bond", **values)


@rule(_CHECK, "procurement.document.bond_cash_only", STOP, ABOVE_LIMIT)
def bond_cash_only(law: LawOn, *, bond_cash_only: bool) -> Found:
    """Only cash is taken as a bond."""
    forms = law["contracts.bond_forms"]
    return forms.broken("procurement.document.bond_cash_only", forms=forms.items) if bond_cash_only else None


@rule(_CHECK, "procurement.document.low_price_ratio", STOP, ABOVE_LIMIT)
def low_price_ratio(law: LawOn, *, low_price_ratio_bp: int) -> Found:
    """The line for very low prices is drawn outside its range."""
    base = law["procurement.low_price_vs_ceiling"]
    most = law["procurement.low_price_ratio_max"]
    if base.amount <= low_price_ratio_bp <= most.amount:
        return None
    also = [law["procurement.low_price_vs_average"], law["procurement.low_price_vs_second"], most]
    values = {"value_bp": low_price_ratio_bp, "min_bp": base.amount, "max_bp": most.amount}
    return base.broken("procurement.document.low_price_ratio", also=also, **values)


@rule(_CHECK, "procurement.document.no_challenge_contact", WARN, ABOVE_LIMIT)
def no_challenge_contact(law: LawOn, *, challenge_contact_missing: tuple[str, ...]) -> Found:
    """Nobody is named to take challenges."""
    if not challenge_contact_missing:
        return None
    ground = law.clause("complaints-order-94", "第七条")
    return ground.broken(
        "procurement.document.no_challenge_contact", missing=tuple(challenge_contact_missing)
    )


def _counted(law: LawOn, unit_of: InForce, start: date, end: date) -> tuple[int, str]:
    """Days between two dates in the unit that the parameter counts in."""
    if law.library.parameters[unit_of.key].unit == "working_days":
        return law.calendar.working_days(start, end), "个工作日"
    return (end - start).days, "日"


def _earliest(law: LawOn, least: InForce, start: date) -> date:
    """The first day that gives enough time."""
    if law.library.parameters[least.key].unit == "working_days":
        return law.calendar.add_working_days(start, least.amount).on
    return law.calendar.add_days(start, least.amount, rolled=False).on


def _too_short(law: LawOn, least: InForce, code: str, start: date, end: date) -> Found:
    """A finding where a period is shorter than it must be."""
    days, unit = _counted(law, least, start, end)
    if days >= least.amount:
        return None
    values = {"days": days, "limit": least.amount, "unit": unit}
    return least.broken(code, **values, earliest=_earliest(law, least, start))


@rule(_ISSUE, "procurement.document.offered_too_short", STOP, ABOVE_LIMIT)
def offered_too_short(law: LawOn, *, method: str, documents_issued_on: date, offer_ends_on: date) -> Found:
    """The documents can be had for too short a time."""
    if method not in _OFFER:
        return None
    code = "procurement.document.offered_too_short"
    return _too_short(law, law[_OFFER[method]], code, documents_issued_on, offer_ends_on)


@rule(_ISSUE, "procurement.document.response_too_short", STOP, ABOVE_LIMIT)
def response_too_short(
    law: LawOn, *, method: str, documents_issued_on: date, responses_due_on: date
) -> Found:
    """Too little time to answer."""
    if method not in _RESPONSE:
        return None
    code = "procurement.document.response_too_short"
    return _too_short(law, law[_RESPONSE[method]], code, documents_issued_on, responses_due_on)


@rule(_ISSUE, "procurement.document.prequalify_too_short", STOP, ABOVE_LIMIT)
def prequalify_too_short(law: LawOn, *, notice_published_on: date, prequalify_due_on: date) -> Found:
    """Too little time to apply for prequalification."""
    code = "procurement.document.prequalify_too_short"
    return _too_short(law, law["procurement.prequalify_days"], code, notice_published_on, prequalify_due_on)


@rule(_ISSUE, "procurement.document.clarified_too_late", STOP, ABOVE_LIMIT)
def clarified_too_late(
    law: LawOn, *, method: str, clarified_on: date, responses_due_on: date, affects_responses: bool = True
) -> Found:
    """A clarification that matters came too close to the end."""
    if method not in _CLARIFY or not affects_responses:
        return None
    code = "procurement.document.clarified_too_late"
    return _too_short(law, law[_CLARIFY[method]], code, clarified_on, responses_due_on)


@rule((_ISSUE, "procurement.publish_notice"), "procurement.notice.too_short", STOP, ABOVE_LIMIT)
def notice_too_short(law: LawOn, *, method: str, notice_published_on: date, notice_ends_on: date) -> Found:
    """The notice is out for too short a time."""
    key = "procurement.notice_days_tender" if method in _TENDERS else "procurement.notice_days_other"
    code = "procurement.notice.too_short"
    return _too_short(law, law[key], code, notice_published_on, notice_ends_on)


def period_too_short(law: LawOn, key: str, code: str, start: date, end: date) -> Found:
    """A finding where a period between two dates is shorter than a parameter asks."""
    return _too_short(law, law[key], code, start, end)
