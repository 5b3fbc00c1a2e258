"""What stops money from being approved, held, moved, carried over or used."""

from dataclasses import dataclass
from datetime import date, timedelta

from xianggou.core.law import LawOn
from xianggou.core.rules import ABOVE_LIMIT, STOP, WARN, Found, rule

_APPROVE = ("budget.approve", "plans.approve")


@dataclass(frozen=True, slots=True)
class LineApproval:
    """What approving a budget line depends on."""

    below_limit: bool | None = None
    line: str | None = None
    name: str | None = None
    budget_submitted_on: date | None = None
    budget_approved_on: date | None = None
    has_plan: bool | None = None
    in_procurement_budget: bool | None = None
    increase_fen: int | None = None
    purchase_is_only_reason: bool | None = None
    last_grade: str | None = None
    refers_to_result: bool | None = None
    approved_by: str | None = None
    township: str | None = None


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """What starting a purchase on a line, and holding its money, depends on."""

    name: str | None = None
    activity_started_on: date | None = None
    held_on: date | None = None
    has_line: bool | None = None
    available_fen: int | None = None
    asked_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """What using a line's money depends on."""

    use: str | None = None
    line_use: str | None = None
    fund: str | None = None
    fund_use: str | None = None
    has_consolidation: bool | None = None
    money_year: int | None = None
    used_on: date | None = None
    paid_on: date | None = None
    budget_approved_on: date | None = None
    interim_kind: str | None = None


@rule(("budget.approve",), "budget.approve.no_plan", STOP)
def no_plan(law: LawOn, *, has_plan: bool, line: str = "") -> Found:
    """No approved plan item stands behind the line."""
    if has_plan:
        return None
    ground = law.clause("county-a", "三个环节")
    also = [law["budget.services_only_budgeted"]]
    return ground.broken("budget.approve.no_plan", also=also, line=line)


@rule(_APPROVE, "budget.approve.not_in_procurement_budget", STOP, ABOVE_LIMIT)
def not_in_procurement_budget(law: LawOn, *, in_procurement_budget: bool, name: str = "") -> Found:
    """A purchase of that size is not listed in the procurement budget."""
    if in_procurement_budget:
        return None
    ground = law.clause("gov-procurement-law", "第三十三条")
    also = [law.clause("county-a", "编入预算")]
    return ground.broken("budget.approve.not_in_procurement_budget", also=also, name=name)


@rule(_APPROVE, "budget.approve.grounds_are_the_purchase", WARN)
def grounds_are_the_purchase(
    law: LawOn, *, increase_fen: int, purchase_is_only_reason: bool, line: str = ""
) -> Found:
    """More money is asked for only because a service is bought."""
    if increase_fen <= 0 or not purchase_is_only_reason:
        return None
    ground = law["budget.not_a_reason_to_add"]
    return ground.broken("budget.approve.grounds_are_the_purchase", line=line, increase_fen=increase_fen)


@rule(_APPROVE, "budget.approve.result_ignored", WARN)
def result_ignored(law: LawOn, *, last_grade: str, refers_to_result: bool, line: str = "") -> Found:
    """Last year's grade is passed over."""
    if not last_grade or refers_to_result:
        return None
    ground = law["outcomes.budget_follows_result"]
    return ground.broken("budget.approve.result_ignored", line=line, grade=last_grade)


@rule("budget.approve", "budget.approve.wrong_organ", STOP)
def wrong_organ(law: LawOn, *, approved_by: str, township: str = "") -> Found:
    """Approved by another body than the township's people's congress."""
    organ = law["budget.approved_by"]
    if approved_by in {organ.amount, "乡镇人大", "township_congress"}:
        return None
    also = [law.clause("local-government-law", "第十二条")]
    return organ.broken("budget.approve.wrong_organ", also=also, township=township, organ=organ.amount)


@rule(("budget.start", "budget.hold", "procurement.start"), "budget.start.no_budget", STOP)
def no_budget(law: LawOn, *, has_line: bool, name: str = "") -> Found:
    """A purchase starts without a line."""
    if has_line:
        return None
    ground = law["budget.services_only_budgeted"]
    also = [law.clause("county-a", "三个环节")]
    return ground.broken("budget.start.no_budget", also=also, name=name)


@rule("budget.hold", "budget.hold.insufficient", STOP)
def insufficient(law: LawOn, *, available_fen: int, asked_fen: int) -> Found:
    """More is asked for than the line has free."""
    if asked_fen <= available_fen:
        return None
    return law["budget.only_budgeted"].broken(
        "budget.hold.insufficient",
        also=[law.clause("sme-payment-regs", "第八条")],
        free_fen=available_fen,
        asked_fen=asked_fen,
        short_fen=asked_fen - available_fen,
    )


@rule("budget.use", "budget.use.purpose_changed", STOP)
def purpose_changed(law: LawOn, *, use: str, line_use: str) -> Found:
    """Spent on something else than the line is for."""
    if use == line_use:
        return None
    ground = law.clause("budget-law", "第六十三条", "第九十三条")
    return ground.broken("budget.use.purpose_changed", use=use, line=line_use)


@rule("budget.use", "budget.use.special_fund_diverted", STOP)
def special_fund_diverted(
    law: LawOn, *, use: str, fund_use: str, has_consolidation: bool, fund: str = ""
) -> Found:
    """Earmarked money goes elsewhere without a decision to join funds."""
    if use == fund_use or has_consolidation:
        return None
    ground = law.clause("budget-law", "第九十三条第五项")
    also = [law.clause("county-a", "资金整合")]
    return ground.broken("budget.use.special_fund_diverted", also=also, fund=fund, use=use)


@rule("budget.use", "budget.use.before_approval", STOP)
def before_approval(
    law: LawOn, *, paid_on: date, budget_approved_on: date, interim_kind: str = "", name: str = ""
) -> Found:
    """Paid before the budget was approved, and not of a kind that may be."""
    kinds = law["budget.interim_kinds"]
    if paid_on >= budget_approved_on or interim_kind in kinds.items:
        return None
    return kinds.broken("budget.use.before_approval", name=name, approved_on=budget_approved_on)


@rule("budget.move", "budget.move.no_procedure", STOP)
def move_no_procedure(
    law: LawOn, *, move_approved: bool, moved_fen: int = 0, source: str = "", target: str = ""
) -> Found:
    """Money changes subject, level or project without approval."""
    if move_approved:
        return None
    ground = law.clause("budget-law", "第七十二条")
    return ground.broken("budget.move.no_procedure", source=source, target=target, moved_fen=moved_fen)


@rule("budget.adjust", "budget.adjust.needs_congress", STOP)
def adjust_needs_congress(law: LawOn, *, change_kind: str, congress_approved: bool) -> Found:
    """A change that only the congress may make."""
    kinds = law["budget.adjustment_kinds"]
    if change_kind not in kinds.items or congress_approved:
        return None
    also = [law["budget.approved_by"], law.clause("budget-law", "第七十条")]
    return kinds.broken("budget.adjust.needs_congress", also=also, kind=change_kind)


@rule(("budget.use_carried", "budget.use"), "budget.carry.lapsed", STOP)
def carry_lapsed(law: LawOn, *, money_year: int, used_on: date) -> Found:
    """Money that was not used for so many years running."""
    years = law["budget.carry_over_years"]
    last = date(money_year + years.amount, 1, 1) - timedelta(days=1)
    if used_on <= last:
        return None
    return years.broken("budget.carry.lapsed", year=money_year, until=last)


@rule("budget.commit", "budget.commit.beyond_year", STOP)
def beyond_year(law: LawOn, *, term_months: int, later_years_secured: bool, year: int = 0) -> Found:
    """A contract of several years without money for the later ones."""
    usual = law["contracts.term_usual_max"]
    if term_months <= usual.amount or later_years_secured:
        return None
    also = [law.clause("purchase-of-services-measures", "第十六条")]
    return law["contracts.term_long_conditions"].broken("budget.commit.beyond_year", also=also, year=year)


@rule(("budget.commit", "budget.hold"), "budget.borrow.disguised", STOP)
def borrow_disguised(law: LawOn, *, financing_signs: tuple[str, ...]) -> Found:
    """Borrowing dressed up as a purchase."""
    if not financing_signs:
        return None
    also = [law.clause("financing-ban-87", "二"), law.clause("budget-law", "第九十四条")]
    return law["budget.borrowing_allowed"].broken(
        "budget.borrow.disguised", also=also, signs=tuple(financing_signs)
    )


def _days(start: date, done_on: date | None, today: date | None) -> int:
    """Days from a start to what was done, or to today while it is not."""
    end = done_on or today
    return (end - start).days if end else 0


@rule("budget.reply", "budget.reply.late", WARN)
def reply_late(
    law: LawOn, *, budget_approved_on: date, replied_on: date | None = None, today: date | None = None
) -> Found:
    """The approved budget reaches the department late."""
    within, days = law["budget.reply_within"], _days(budget_approved_on, replied_on, today)
    if days <= within.amount:
        return None
    return within.broken("budget.reply.late", days=days, limit=within.amount)


@rule("budget.publish", "budget.publish.late", WARN)
def publish_late(
    law: LawOn, *, approved_on: date, published_on: date | None = None, today: date | None = None
) -> Found:
    """The budget is made public late; duties of publication do not roll over days off."""
    within = law.dated({"budget_approved_on": approved_on})["budget.publish_within"]
    days = _days(approved_on, published_on, today)
    if days <= within.amount:
        return None
    return within.broken("budget.publish.late", days=days, limit=within.amount)


@rule("budget.file_accounts", "budget.file.accounts_late", WARN)
def accounts_late(
    law: LawOn, *, accounts_approved_on: date, filed_on: date | None = None, today: date | None = None
) -> Found:
    """The final accounts are filed late."""
    within, days = law["budget.final_accounts_filed_within"], _days(accounts_approved_on, filed_on, today)
    if days <= within.amount:
        return None
    return within.broken("budget.file.accounts_late", days=days, limit=within.amount)
