"""What a contract must be before it is signed, published, changed, passed on or renewed."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.calendar import add_months
from xianggou.core.law import LawOn
from xianggou.core.money import exceeds_share
from xianggou.core.rules import ABOVE_LIMIT, STOP, STOP_UNTIL_REASON, WARN, Found, rule

_LAW = "gov-procurement-law"
_REGS = "gov-procurement-regs"


@dataclass(frozen=True, slots=True)
class Signing:
    """What signing depends on. Money in 分; what is not known is None."""

    below_limit: bool | None = None
    notified_on: date | None = None
    signed_on: date | None = None
    award_fen: int | None = None
    price_fen: int | None = None
    hold_fen: int | None = None
    term_months: int | None = None
    long_conditions: tuple[str, ...] | None = None
    clauses: tuple[str, ...] | None = None
    differing: tuple[str, ...] | None = None
    extra_demands: tuple[str, ...] | None = None
    supplier_code: str | None = None
    awardee_code: str | None = None
    is_written: bool | None = None
    forbidden_content: tuple[str, ...] | None = None
    challenge_open: bool | None = None
    suspended: bool | None = None
    supplier_is_sme: bool | None = None
    pay_days: int | None = None
    audit_settlement_clause: bool | None = None
    audit_by_statute: bool | None = None
    late_rate_bp: int | None = None
    lpr_bp: int | None = None
    financing_signs: tuple[str, ...] | None = None
    handles_personal_data: bool | None = None
    has_privacy_terms: bool | None = None
    reserved: bool | None = None
    is_marked_reserved: bool | None = None
    signers: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What the notices after a signature or a change depend on."""

    below_limit: bool | None = None
    signed_on: date | None = None
    changed_on: date | None = None
    published_on: date | None = None
    filed_on: date | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a supplementary contract depends on; `supplements_fen` is the sum of all so far and this."""

    below_limit: bool | None = None
    original_fen: int | None = None
    supplements_fen: int | None = None
    emergency: bool | None = None
    same_subject: bool | None = None
    performance_ended: bool | None = None


@rule("contracts.sign", "contracts.sign.late", STOP_UNTIL_REASON, ABOVE_LIMIT)
def late(law: LawOn, *, notified_on: date, signed_on: date) -> Found:
    """Signed after the last day, which rolls over days off."""
    within = law["contracts.sign_within"]
    due = law.calendar.add_days(notified_on, within.amount, rolled=True)
    if signed_on <= due.on:
        return None
    days = (signed_on - notified_on).days
    return within.broken("contracts.sign.late", days=days, limit=within.amount, due=due.on)


@rule("contracts.sign", "contracts.sign.before_notice", STOP)
def before_notice(law: LawOn, *, notified_on: date, signed_on: date) -> Found:
    """Dated before the award letter went out."""
    if signed_on >= notified_on:
        return None
    ground = law.clause(_LAW, "第四十六条第一款")
    return ground.broken("contracts.sign.before_notice", signed_on=signed_on, notified_on=notified_on)


@rule("contracts.sign", "contracts.sign.price_differs", STOP)
def price_differs(law: LawOn, *, award_fen: int, price_fen: int) -> Found:
    """Another price than the award."""
    if price_fen == award_fen:
        return None
    ground = law["contracts.price_as_awarded"]
    return ground.broken("contracts.sign.price_differs", price_fen=price_fen, award_fen=award_fen)


@rule("contracts.sign", "contracts.sign.terms_differ", STOP)
def terms_differ(law: LawOn, *, differing: tuple[str, ...]) -> Found:
    """Subject, quantity, standard or term not as in the documents and the response."""
    if not differing:
        return None
    return law["contracts.price_as_awarded"].broken("contracts.sign.terms_differ", fields=tuple(differing))


@rule("contracts.sign", "contracts.sign.extra_demand", STOP)
def extra_demand(law: LawOn, *, extra_demands: tuple[str, ...]) -> Found:
    """A condition that the documents did not have."""
    if not extra_demands:
        return None
    ground = law.clause(_REGS, "第十一条第二款")
    also = [law.clause("tendering-order-87", "第七十一条")]
    return ground.broken("contracts.sign.extra_demand", also=also, text=tuple(extra_demands))


@rule("contracts.sign", "contracts.sign.wrong_party", STOP)
def wrong_party(law: LawOn, *, supplier_code: str, awardee_code: str) -> Found:
    """Another party than the awardee."""
    if supplier_code == awardee_code:
        return None
    ground = law.clause(_LAW, "第二十四条", "第四十六条第一款")
    return ground.broken("contracts.sign.wrong_party", supplier=supplier_code, awardee=awardee_code)


@rule("contracts.sign", "contracts.sign.not_written", STOP)
def not_written(law: LawOn, *, is_written: bool) -> Found:
    """No written text."""
    return None if is_written else law["contracts.written"].broken("contracts.sign.not_written")


@rule("contracts.sign", "contracts.sign.clause_missing", STOP)
def clause_missing(law: LawOn, *, clauses: tuple[str, ...]) -> Found:
    """A part that the law or the place requires is empty."""
    grounds = [law["contracts.clauses"]]
    local = law.get("contracts.clauses_district_b") if law.pack else None
    grounds += [local] if local else []
    missing = [item for ground in grounds for item in ground.items if item not in clauses]
    if not missing:
        return None
    return grounds[0].broken(
        "contracts.sign.clause_missing", also=grounds[1:], missing=tuple(dict.fromkeys(missing))
    )


@rule("contracts.sign", "contracts.sign.negative_list", STOP)
def negative_list(law: LawOn, *, forbidden_content: tuple[str, ...]) -> Found:
    """Content that may not be bought as a service."""
    if not forbidden_content:
        return None
    also = [law.clause("purchase-of-services-measures", "第二十三条")]
    ground = law["catalogue.negative_list"]
    return ground.broken("contracts.sign.negative_list", also=also, kinds=tuple(forbidden_content))


@rule("contracts.sign", "contracts.sign.term_over_usual", STOP)
def term_over_usual(law: LawOn, *, term_months: int, long_conditions: tuple[str, ...] = ()) -> Found:
    """Longer than usual without every condition of a long term."""
    usual, conditions = law["contracts.term_usual_max"], law["contracts.term_long_conditions"]
    missing = tuple(item for item in conditions.items if item not in long_conditions)
    if term_months <= usual.amount or not missing:
        return None
    return usual.broken(
        "contracts.sign.term_over_usual",
        also=[conditions],
        months=term_months,
        limit=usual.amount,
        missing=missing,
    )


@rule("contracts.sign", "contracts.sign.term_over_long", STOP)
def term_over_long(law: LawOn, *, term_months: int) -> Found:
    """Longer, renewals included, than any term may be."""
    longest = law["contracts.term_long_max"]
    if term_months <= longest.amount:
        return None
    return longest.broken("contracts.sign.term_over_long", months=term_months, limit=longest.amount)


@rule("contracts.sign", "contracts.sign.no_commitment", STOP)
def no_commitment(law: LawOn, *, price_fen: int, hold_fen: int) -> Found:
    """Less money held than the contract binds."""
    if hold_fen >= price_fen:
        return None
    ground = law["budget.only_budgeted"]
    return ground.broken(
        "contracts.sign.no_commitment", price_fen=price_fen, hold_fen=hold_fen, short_fen=price_fen - hold_fen
    )


@rule("contracts.sign", "contracts.sign.challenge_pending", STOP, ABOVE_LIMIT)
def challenge_pending(law: LawOn, *, challenge_open: bool) -> Found:
    """A challenge that may change the result is open."""
    if not challenge_open:
        return None
    return law.clause(_REGS, "第五十四条").broken("contracts.sign.challenge_pending")


@rule("contracts.sign", "contracts.sign.suspended", STOP, ABOVE_LIMIT)
def suspended(law: LawOn, *, suspended: bool) -> Found:
    """The finance authority has suspended the purchase in writing."""
    if not suspended:
        return None
    longest = law["procurement.suspension_max"]
    also = [law.clause("complaints-order-94", "第二十八条")]
    return longest.broken("contracts.sign.suspended", also=also, limit=longest.amount)


@rule("contracts.sign", "contracts.sign.payment_term", STOP)
def payment_term(law: LawOn, *, supplier_is_sme: bool, pay_days: int) -> Found:
    """A small or medium firm would wait longer than a contract may agree."""
    if not supplier_is_sme:
        return None
    longest = law["payments.due_within_max"]
    if pay_days <= longest.amount:
        return None
    return longest.broken("contracts.sign.payment_term", days=pay_days, limit=longest.amount)


@rule("contracts.sign", "contracts.sign.audit_settlement", STOP)
def audit_settlement(
    law: LawOn, *, supplier_is_sme: bool, audit_settlement_clause: bool, audit_by_statute: bool = False
) -> Found:
    """An audit result is made the basis of settlement where a contract may no longer say so."""
    if not supplier_is_sme or not audit_settlement_clause or audit_by_statute:
        return None
    allowed = law["payments.audit_as_settlement"]
    if "合同" in allowed.amount:
        return None
    return allowed.broken("contracts.sign.audit_settlement", allowed=allowed.amount)


@rule("contracts.sign", "contracts.sign.interest_floor", STOP)
def interest_floor(law: LawOn, *, late_rate_bp: int, lpr_bp: int) -> Found:
    """A late-payment rate below the floor."""
    if late_rate_bp >= lpr_bp:
        return None
    floor = law["payments.late_interest_floor"]
    return floor.broken("contracts.sign.interest_floor", value_bp=late_rate_bp, limit_bp=lpr_bp)


@rule("contracts.sign", "contracts.sign.financing", STOP)
def financing(law: LawOn, *, financing_signs: tuple[str, ...]) -> Found:
    """Guarantee, buy-back, fixed return or a promise to a lender."""
    if not financing_signs:
        return None
    ground = law["contracts.buyer_may_guarantee"]
    also = [law["budget.borrowing_allowed"]]
    return ground.broken("contracts.sign.financing", also=also, signs=tuple(financing_signs))


@rule("contracts.sign", "contracts.sign.no_privacy_terms", STOP)
def no_privacy_terms(law: LawOn, *, handles_personal_data: bool, has_privacy_terms: bool) -> Found:
    """Personal data or video is handed over without terms for it."""
    if not handles_personal_data or has_privacy_terms:
        return None
    also = [law.clause("video-regs", "第十五条")]
    return law.clause("pipl", "第二十一条").broken("contracts.sign.no_privacy_terms", also=also)


@rule("contracts.sign", "contracts.sign.not_marked_reserved", WARN, ABOVE_LIMIT)
def not_marked_reserved(law: LawOn, *, reserved: bool, is_marked_reserved: bool) -> Found:
    """A purchase reserved for small firms does not say so."""
    if not reserved or is_marked_reserved:
        return None
    mark = law["contracts.reserved_mark"]
    return mark.broken("contracts.sign.not_marked_reserved", mark=mark.amount)


@rule("contracts.sign", "contracts.sign.one_person", WARN)
def one_person(law: LawOn, *, signers: int) -> Found:
    """One person alone where two should act."""
    ground = law["procurement.two_people_for"]
    if signers > 1 or "合同签订" not in ground.items:
        return None
    return ground.broken("contracts.sign.one_person", n=signers)


def _days_taken(law: LawOn, start: date, done_on: date | None, today: date | None) -> int | None:
    """Working days from a start to what was done, or to today while it is not."""
    end = done_on or today
    return law.calendar.working_days(start, end) if end else None


@rule("contracts.publish", "contracts.publish.late", WARN, ABOVE_LIMIT)
def publish_late(
    law: LawOn, *, signed_on: date, published_on: date | None = None, today: date | None = None
) -> Found:
    """The contract is not made public in time."""
    within, days = law["contracts.publish_within"], _days_taken(law, signed_on, published_on, today)
    if days is None or days <= within.amount:
        return None
    return within.broken("contracts.publish.late", days=days, limit=within.amount)


@rule("contracts.file", "contracts.file.late", WARN, ABOVE_LIMIT)
def file_late(
    law: LawOn, *, signed_on: date, filed_on: date | None = None, today: date | None = None
) -> Found:
    """The copy is not filed in time."""
    within, days = law["contracts.file_within"], _days_taken(law, signed_on, filed_on, today)
    if days is None or days <= within.amount:
        return None
    return within.broken("contracts.file.late", days=days, limit=within.amount)


@rule("contracts.publish_change", "contracts.change.publish_late", WARN, ABOVE_LIMIT)
def change_publish_late(
    law: LawOn, *, changed_on: date, published_on: date | None = None, today: date | None = None
) -> Found:
    """A change is not made public in time."""
    within, days = law["contracts.change_publish_within"], _days_taken(law, changed_on, published_on, today)
    if days is None or days <= within.amount:
        return None
    return within.broken("contracts.change.publish_late", days=days, limit=within.amount)


@rule("contracts.change", "contracts.change.unlawful", STOP)
def change_unlawful(law: LawOn, *, ground_text: str) -> Found:
    """Changed, suspended or ended without a ground."""
    if ground_text.strip():
        return None
    return law.clause(_LAW, "第五十条").broken("contracts.change.unlawful")


@rule("contracts.supplement", "contracts.change.supplement_over", STOP, ABOVE_LIMIT)
def supplement_over(law: LawOn, *, original_fen: int, supplements_fen: int, emergency: bool = False) -> Found:
    """All supplements together pass their share of the original price."""
    share = (law.get("procurement.addition_max_emergency") if emergency else None) or law[
        "contracts.supplement_max"
    ]
    if not exceeds_share(supplements_fen, original_fen, share.amount):
        return None
    return share.broken(
        "contracts.change.supplement_over",
        sum_fen=supplements_fen,
        base_fen=original_fen,
        limit_bp=share.amount,
    )


@rule("contracts.supplement", "contracts.change.supplement_not_same", STOP, ABOVE_LIMIT)
def supplement_not_same(law: LawOn, *, same_subject: bool) -> Found:
    """A supplement for something else, or on other terms."""
    if same_subject:
        return None
    return law.clause(_LAW, "第四十九条").broken("contracts.change.supplement_not_same")


@rule("contracts.supplement", "contracts.change.supplement_after_end", STOP, ABOVE_LIMIT)
def supplement_after_end(law: LawOn, *, performance_ended: bool) -> Found:
    """A supplement after the work was done."""
    if not performance_ended:
        return None
    return law.clause(_LAW, "第四十九条").broken("contracts.change.supplement_after_end")


@rule("contracts.transfer", "contracts.transfer.whole", STOP)
def transfer_whole(law: LawOn, *, main_parts: int, main_parts_given_away: int, other: str = "") -> Found:
    """All of the main work is done by someone else."""
    if not main_parts or main_parts_given_away < main_parts:
        return None
    return law["contracts.transfer_allowed"].broken("contracts.transfer.whole", other=other)


@rule("contracts.subcontract", "contracts.subcontract.no_consent", STOP)
def subcontract_no_consent(
    law: LawOn, *, has_consent: bool, stated_in_response: bool, part: str = ""
) -> Found:
    """A part given away without consent, or not announced in the response."""
    if has_consent and stated_in_response:
        return None
    return law["contracts.subcontract_needs"].broken("contracts.subcontract.no_consent", part=part)


@rule("contracts.subcontract", "contracts.subcontract.main_work", STOP)
def subcontract_main_work(law: LawOn, *, is_main_work: bool, part: str = "") -> Found:
    """A main or key part given away."""
    if not is_main_work:
        return None
    return law["contracts.subcontract_needs"].broken("contracts.subcontract.main_work", part=part)


@rule("contracts.subcontract", "contracts.subcontract.again", STOP)
def subcontract_again(law: LawOn, *, by_subcontractor: bool, part: str = "") -> Found:
    """A subcontractor passes its part on."""
    if not by_subcontractor:
        return None
    return law["contracts.subcontract_needs"].broken("contracts.subcontract.again", part=part)


_SIZES = ("微型", "小型", "中型", "大型")


@rule("contracts.subcontract", "contracts.subcontract.to_larger", STOP)
def subcontract_to_larger(
    law: LawOn, *, used_sme_policy: bool, supplier_size: str, subcontractor_size: str
) -> Found:
    """A firm that was preferred as small gives work to a larger one."""
    grows = _SIZES.index(subcontractor_size) > _SIZES.index(supplier_size)
    if not used_sme_policy or not grows:
        return None
    ground = law["contracts.sme_subcontract_down_only"]
    return ground.broken("contracts.subcontract.to_larger", size=subcontractor_size)


@rule("contracts.renew", "contracts.renew.no_procedure", STOP)
def renew_no_procedure(law: LawOn, *, foreseen_in_documents: bool, starts_on: date, ends_on: date) -> Found:
    """A renewal that the documents did not foresee, or that passes the longest term."""
    longest = law["contracts.term_long_max"]
    over = ends_on >= add_months(starts_on, longest.amount)
    if foreseen_in_documents and not over:
        return None
    also = [law.clause(_LAW, "第六十四条")]
    return longest.broken("contracts.renew.no_procedure", also=also, limit=longest.amount, ends_on=ends_on)
