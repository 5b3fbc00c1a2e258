"""Choosing the supplier, telling everyone in time, single source and framework agreements."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.money import exceeds_share
from xianggou.core.rules import ABOVE_LIMIT, STOP, WARN, Found, rule

from .documents import period_too_short
from .method import SINGLE

_AWARD = "procurement.award"
_REGS = "gov-procurement-regs"
_ONLY = "只能从唯一供应商采购"


@dataclass(frozen=True, slots=True)
class Award:
    """What choosing and telling the winner depends on."""

    below_limit: bool | None = None
    award_fen: int | None = None
    budget_fen: int | None = None
    chosen_rank: int | None = None
    better_ranked_gone: bool | None = None
    reviewed_on: date | None = None
    report_received_on: date | None = None
    awarded_on: date | None = None
    notified_on: date | None = None
    notice_contents: tuple[str, ...] | None = None
    persons: dict[str, int] | None = None
    person_names: dict[int, str] | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Framework:
    """What a framework agreement depends on."""

    below_limit: bool | None = None
    term_years: int | None = None
    services: bool | None = None
    applicants: int | None = None
    dropped: int | None = None
    applied_on: date | None = None
    decided_on: date | None = None
    agreement_signed_on: date | None = None
    told_on: date | None = None
    today: date | None = None


def taken_too_long(
    law: LawOn, key: str, code: str, start: date, end: date | None, today: date | None
) -> Found:
    """A finding where more working days went by than a parameter allows."""
    within, last = law[key], end or today
    days = law.calendar.working_days(start, last) if last else 0
    if days <= within.amount:
        return None
    return within.broken(code, days=days, limit=within.amount)


@rule(_AWARD, "procurement.award.not_in_order", STOP, ABOVE_LIMIT)
def not_in_order(law: LawOn, *, chosen_rank: int, better_ranked_gone: bool = False) -> Found:
    """Not the first of the ranking, though the first stands."""
    if chosen_rank == 1 or better_ranked_gone:
        return None
    ground = law.clause(_REGS, "第四十三条", "第四十九条")
    return ground.broken("procurement.award.not_in_order", rank=chosen_rank)


@rule(_AWARD, "procurement.award.over_budget", STOP)
def over_budget(law: LawOn, *, award_fen: int, budget_fen: int) -> Found:
    """Dearer than the budget."""
    if award_fen <= budget_fen:
        return None
    ground = law.clause("gov-procurement-law", "第六条", "第三十六条")
    over = award_fen - budget_fen
    values = {"price_fen": award_fen, "budget_fen": budget_fen, "over_fen": over}
    return ground.broken("procurement.award.over_budget", also=[law["budget.only_budgeted"]], **values)


@rule(_AWARD, "procurement.award.late", WARN, ABOVE_LIMIT)
def award_late(
    law: LawOn, *, report_received_on: date, awarded_on: date | None = None, today: date | None = None
) -> Found:
    """The winner is fixed late."""
    code = "procurement.award.late"
    return taken_too_long(law, "procurement.award_within", code, report_received_on, awarded_on, today)


@rule(_AWARD, "procurement.award.report_late", WARN, ABOVE_LIMIT)
def report_late(
    law: LawOn, *, reviewed_on: date, report_received_on: date | None = None, today: date | None = None
) -> Found:
    """The agency sends the report late."""
    code = "procurement.award.report_late"
    return taken_too_long(law, "procurement.report_sent_within", code, reviewed_on, report_received_on, today)


@rule(_AWARD, "procurement.award.notice_late", WARN, ABOVE_LIMIT)
def notice_late(
    law: LawOn, *, awarded_on: date, notified_on: date | None = None, today: date | None = None
) -> Found:
    """The letter and the result go out late."""
    code = "procurement.award.notice_late"
    return taken_too_long(law, "procurement.notify_within", code, awarded_on, notified_on, today)


@rule(_AWARD, "procurement.award.notice_incomplete", STOP, ABOVE_LIMIT)
def notice_incomplete(law: LawOn, *, notice_contents: tuple[str, ...]) -> Found:
    """The result leaves something out."""
    contents = law["procurement.result_contents"]
    missing = tuple(item for item in contents.items if item not in notice_contents)
    return contents.broken("procurement.award.notice_incomplete", missing=missing) if missing else None


@rule("procurement.choose_method", "procurement.single_source.no_publicity", STOP, ABOVE_LIMIT)
def no_publicity(law: LawOn, *, value_fen: int, method: str, ground: str, publicity_done: bool) -> Found:
    """A sole supplier for a large sum, and nobody was told."""
    limit = law["procurement.open_tender_limit"]
    if method != SINGLE or ground != _ONLY or value_fen < limit.amount or publicity_done:
        return None
    least = law["procurement.single_source_publicity"]
    return least.broken("procurement.single_source.no_publicity", limit=least.amount)


@rule("procurement.end_publicity", "procurement.single_source.publicity_too_short", STOP, ABOVE_LIMIT)
def publicity_too_short(law: LawOn, *, published_on: date, ends_on: date) -> Found:
    """The publicity ends too soon."""
    code = "procurement.single_source.publicity_too_short"
    return period_too_short(law, "procurement.single_source_publicity", code, published_on, ends_on)


@rule("procurement.end_publicity", "procurement.single_source.objection_open", STOP, ABOVE_LIMIT)
def objection_open(law: LawOn, *, has_objection: bool, argued_again: bool) -> Found:
    """An objection was not answered by a new argument."""
    if not has_objection or argued_again:
        return None
    ground = law.clause("non-tender-order-74", "第三十九条", "第四十条")
    return ground.broken("procurement.single_source.objection_open")


@rule("procurement.choose_method", "procurement.single_source.one_came", STOP, ABOVE_LIMIT)
def one_came(law: LawOn, *, ground: str, only_evidence_is_one_bidder: bool) -> Found:
    """That one bidder came does not show that one can supply."""
    if ground != _ONLY or not only_evidence_is_one_bidder:
        return None
    also = [law.clause(_REGS, "第二十七条")]
    return law["procurement.single_source_grounds"].broken("procurement.single_source.one_came", also=also)


@rule("procurement.add_to_contract", "procurement.single_source.addition_over", STOP, ABOVE_LIMIT)
def addition_over(law: LawOn, *, original_fen: int, additions_fen: int, emergency: bool = False) -> Found:
    """Additions pass their share of the original contract."""
    share = (law.get("procurement.addition_max_emergency") if emergency else None) or law[
        "procurement.addition_max"
    ]
    if not exceeds_share(additions_fen, original_fen, share.amount):
        return None
    code = "procurement.single_source.addition_over"
    return share.broken(code, sum_fen=additions_fen, base_fen=original_fen, limit_bp=share.amount)


@rule("procurement.sign_framework", "procurement.framework.term", STOP, ABOVE_LIMIT)
def framework_term(law: LawOn, *, term_years: int, services: bool) -> Found:
    """A framework agreement runs too long."""
    longest = law["procurement.framework_services_years" if services else "procurement.framework_goods_years"]
    if term_years <= longest.amount:
        return None
    return longest.broken("procurement.framework.term", value=term_years, limit=longest.amount)


@rule("procurement.sign_framework", "procurement.framework.nobody_dropped", STOP, ABOVE_LIMIT)
def nobody_dropped(law: LawOn, *, applicants: int, dropped: int) -> Found:
    """Everyone who applied was taken."""
    share = law["procurement.framework_drop_min"]
    if dropped >= 1 and dropped * 10_000 >= applicants * share.amount:
        return None
    return share.broken("procurement.framework.nobody_dropped", n=dropped, limit_bp=share.amount)


@rule("procurement.join_framework", "procurement.framework.join_late", WARN, ABOVE_LIMIT)
def join_late(
    law: LawOn, *, applied_on: date, decided_on: date | None = None, today: date | None = None
) -> Found:
    """An application to join is decided late."""
    code = "procurement.framework.join_late"
    return taken_too_long(law, "procurement.framework_join_within", code, applied_on, decided_on, today)


@rule("procurement.sign_framework", "procurement.framework.tell_late", WARN, ABOVE_LIMIT)
def tell_late(
    law: LawOn, *, agreement_signed_on: date, told_on: date | None = None, today: date | None = None
) -> Found:
    """Buyers learn late who is in."""
    code = "procurement.framework.tell_late"
    return taken_too_long(law, "procurement.framework_tell_within", code, agreement_signed_on, told_on, today)


@rule("procurement.cancel", "procurement.cancel.no_reason", STOP, ABOVE_LIMIT)
def cancel_no_reason(law: LawOn, *, cancel_reason: str, all_told: bool) -> Found:
    """Stopped without telling every supplier why."""
    if cancel_reason.strip() and all_told:
        return None
    return law.clause("gov-procurement-law", "第三十六条第二款").broken("procurement.cancel.no_reason")
