"""What a purchase plan must show before it is handed in, reviewed, and its requirements fixed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianggou.core.calendar import add_years
from xianggou.core.findings import Finding
from xianggou.core.law import LawOn
from xianggou.core.rules import ABOVE_LIMIT, STOP, STOP_UNTIL_REASON, WARN, Found, rule
from xianggou.stages.plans.rules import assessing, copying, terms
from xianggou.stages.plans.rules.pledging import Pledging

__all__ = ["Approval", "PlanSubmission", "Pledging", "Requirements", "assessing", "copying", "terms"]

_SUBMIT = "plans.submit"
_SERVICES = "purchase-of-services-measures"


@dataclass(frozen=True, slots=True)
class PlanSubmission:
    """What handing in a plan item depends on."""

    name: str | None = None
    plan_submitted_on: date | None = None
    duty_kind: str | None = None
    duty_is_own: bool | None = None
    lead_department_pays: bool | None = None
    buyer_name: str | None = None
    buyer_kind: str | None = None
    item: str | None = None
    item_in_catalogue: bool | None = None
    item_in_force: bool | None = None
    until: date | None = None
    ex_ante_done: bool | None = None
    ex_ante_topics: tuple[str, ...] | None = None
    ex_ante_conclusion: str | None = None
    target_groups: tuple[str, ...] | None = None
    vague_targets: tuple[str, ...] | None = None
    feasibility_done: bool | None = None
    has_acceptance_plan: bool | None = None
    posts_doing_work: int | None = None
    exit_pledge: str | None = None
    exit_reason: str | None = None
    staff_cost_same_period_fen: int | None = None
    planned_fen: int | None = None
    money_certain_fen: int | None = None
    funds_diverted: tuple[str, ...] | None = None
    total_fen: int | None = None
    is_new: bool | None = None
    assessment_done: bool | None = None
    assessment_score: int | None = None
    assessed_fen: int | None = None
    assessor_id: int | None = None
    requester_ids: tuple[int, ...] | None = None
    person_name: str | None = None
    study_done: bool | None = None
    study_conclusion: str | None = None
    pledge_made: bool | None = None
    pledge_signed: bool | None = None
    pledged_price_fen: int | None = None
    budget_fen: int | None = None
    term_months: int | None = None
    long_conditions: tuple[str, ...] | None = None
    years_without_money: tuple[int, ...] | None = None
    years_without_service: tuple[int, ...] | None = None
    plan_year: int | None = None
    last_year: int | None = None
    owner_named: bool | None = None
    dates_open: bool | None = None
    standard_current: bool | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """What approving a plan depends on: whose opinions are there, and on which version."""

    plan_submitted_on: date | None = None
    name: str | None = None
    seats_given: tuple[str, ...] | None = None
    subjects_missing: tuple[tuple[str, str], ...] | None = None
    requester_id: int | None = None
    reviewer_ids: tuple[int, ...] | None = None
    person_name: str | None = None
    changed_after_opinion: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Requirements:
    """What fixing the requirements of a purchase depends on."""

    below_limit: bool | None = None
    name: str | None = None
    requirements_fixed_on: date | None = None
    budget_fen: int | None = None
    public_interest: bool | None = None
    survey_kind: str | None = None
    surveyed_on: date | None = None
    survey_subjects: int | None = None
    public_service: bool | None = None
    public_asked: bool | None = None
    pointing_terms: tuple[str, ...] | None = None
    author_ids: tuple[int, ...] | None = None
    reviewer_ids: tuple[int, ...] | None = None
    key_review_done: bool | None = None
    over_standard: str | None = None


@rule(_SUBMIT, "plans.submit.not_own_duty", STOP)
def not_own_duty(law: LawOn, *, duty_is_own: bool, name: str = "") -> Found:
    """Not a duty of this township."""
    if duty_is_own:
        return None
    also = [law["catalogue.negative_list"]]
    return law["duties.purchasable_kinds"].broken("plans.submit.not_own_duty", also=also, name=name)


@rule(_SUBMIT, "plans.submit.cooperating_unfunded", STOP)
def cooperating_unfunded(law: LawOn, *, duty_kind: str, lead_department_pays: bool, name: str = "") -> Found:
    """A department's duty without the department's money."""
    if duty_kind != "配合履职事项" or lead_department_pays:
        return None
    also = [law.clause("county-a", "费随事转")]
    return law["duties.purchasable_kinds"].broken("plans.submit.cooperating_unfunded", also=also, name=name)


@rule((_SUBMIT, "procurement.start"), "plans.submit.buyer_not_entitled", STOP)
def buyer_not_entitled(law: LawOn, *, buyer_kind: str, buyer_name: str = "") -> Found:
    """A body that may not buy services."""
    buyers, others = law["suppliers.buyers"], law["suppliers.buyers_by_reference"]
    if buyer_kind in buyers.items or buyer_kind in others.items:
        return None
    also = [others, law["suppliers.excluded_kinds"]]
    return buyers.broken("plans.submit.buyer_not_entitled", also=also, body=buyer_name, kind=buyer_kind)


@rule(_SUBMIT, "plans.submit.not_in_catalogue", STOP)
def not_in_catalogue(law: LawOn, *, item_in_catalogue: bool, name: str = "") -> Found:
    """No catalogue item in force stands behind it."""
    if item_in_catalogue:
        return None
    return law.clause(_SERVICES, "第十四条").broken("plans.submit.not_in_catalogue", name=name)


@rule(_SUBMIT, "plans.submit.no_ex_ante", STOP)
def no_ex_ante(law: LawOn, *, ex_ante_done: bool, name: str = "") -> Found:
    """Nothing was assessed beforehand."""
    return (
        None if ex_ante_done else law["plans.ex_ante_required"].broken("plans.submit.no_ex_ante", name=name)
    )


@rule(_SUBMIT, "plans.submit.ex_ante_topic_missing", STOP)
def ex_ante_topic_missing(law: LawOn, *, ex_ante_topics: tuple[str, ...]) -> Found:
    """The assessment leaves a topic open."""
    topics = law["plans.ex_ante_topics"]
    missing = tuple(item for item in topics.items if item not in ex_ante_topics)
    return topics.broken("plans.submit.ex_ante_topic_missing", missing=missing) if missing else None


@rule(_SUBMIT, "plans.submit.ex_ante_negative", STOP)
def ex_ante_negative(law: LawOn, *, ex_ante_conclusion: str) -> Found:
    """The assessment advises against."""
    if ex_ante_conclusion != "不予支持":
        return None
    also = [law.clause("performance-34", "全文")]
    return law["plans.ex_ante_required"].broken("plans.submit.ex_ante_negative", also=also)


@rule(_SUBMIT, "plans.submit.no_targets", STOP)
def no_targets(law: LawOn, *, target_groups: tuple[str, ...], name: str = "") -> Found:
    """A group of performance targets is empty."""
    groups = law["plans.target_groups"]
    missing = tuple(
        item for item in groups.items if not any(given and given in item for given in target_groups)
    )
    if not missing:
        return None
    also = [law.clause("performance-34", "全文")]
    return groups.broken("plans.submit.no_targets", also=also, name=name, missing=missing)


@rule(_SUBMIT, "plans.submit.target_not_measurable", WARN)
def target_not_measurable(law: LawOn, *, vague_targets: tuple[str, ...]) -> Found:
    """A target lacks value, unit or source."""
    if not vague_targets:
        return None
    ground = law["plans.target_groups"]
    return ground.broken("plans.submit.target_not_measurable", indicators=tuple(vague_targets))


@rule(_SUBMIT, "plans.submit.no_feasibility", STOP)
def no_feasibility(law: LawOn, *, feasibility_done: bool, name: str = "") -> Found:
    """No feasibility study, where the place asks for one."""
    needed = law["plans.feasibility_required"]
    return None if feasibility_done else needed.broken("plans.submit.no_feasibility", name=name)


@rule(_SUBMIT, "plans.submit.no_acceptance_standard", STOP)
def no_acceptance_standard(law: LawOn, *, has_acceptance_plan: bool, name: str = "") -> Found:
    """Nobody wrote down how it will be accepted."""
    needed = law["plans.acceptance_plan_required"]
    return None if has_acceptance_plan else needed.broken("plans.submit.no_acceptance_standard", name=name)


@rule(_SUBMIT, "plans.submit.staff_exit_missing", STOP_UNTIL_REASON)
def staff_exit_missing(
    law: LawOn, *, posts_doing_work: int, exit_pledge: str = "", exit_reason: str = "", name: str = ""
) -> Found:
    """Posts do this work today, and nothing says what becomes of them."""
    if not posts_doing_work or exit_pledge.strip() or exit_reason.strip():
        return None
    ways = law["plans.staff_exit_kinds"]
    return ways.broken("plans.submit.staff_exit_missing", name=name, n=posts_doing_work, ways=ways.items)


@rule(_SUBMIT, "plans.submit.paid_twice", STOP)
def paid_twice(law: LawOn, *, staff_cost_same_period_fen: int, name: str = "") -> Found:
    """The same work is still paid as staff cost."""
    if staff_cost_same_period_fen <= 0:
        return None
    ground = law.clause("county-a", "养事不养人")
    also = [law.clause("fiscal-violations", "第六条")]
    return ground.broken("plans.submit.paid_twice", also=also, name=name, cost_fen=staff_cost_same_period_fen)


@rule(_SUBMIT, "plans.submit.over_pocket", STOP)
def over_pocket(law: LawOn, *, planned_fen: int, money_certain_fen: int) -> Found:
    """The plate is larger than the pocket."""
    if planned_fen <= money_certain_fen:
        return None
    ground = law["budget.only_budgeted"]
    also = [law.clause("county-a", "资金整合")]
    return ground.broken(
        "plans.submit.over_pocket",
        also=also,
        plan_fen=planned_fen,
        money_fen=money_certain_fen,
        over_fen=planned_fen - money_certain_fen,
    )


@rule(_SUBMIT, "plans.submit.fund_diverted", STOP)
def fund_diverted(law: LawOn, *, funds_diverted: tuple[str, ...], name: str = "") -> Found:
    """Earmarked money is planned for what it was not sent for, and no decision lifted its purpose."""
    if not funds_diverted:
        return None
    ground = law.clause("budget-law", "第九十三条第五项")
    also = [law.clause("county-a", "资金整合")]
    return ground.broken("plans.submit.fund_diverted", also=also, name=name, funds=tuple(funds_diverted))


@rule("plans.approve", "plans.review.seat_missing", STOP)
def seat_missing(law: LawOn, *, seats_given: tuple[str, ...]) -> Found:
    """A seat of the joint review gave no opinion, where the place reviews jointly."""
    if law.pack and not law.pack.joint_review_required:
        return law.not_applicable("plans.review.seat_missing", "本地没有规定联动联审")
    ground = law["plans.joint_review_seats"]
    wanted = law.pack.joint_review_seats if law.pack else ground.items
    missing = tuple(seat for seat in wanted if seat not in seats_given)
    return ground.broken("plans.review.seat_missing", missing=missing) if missing else None


@rule("plans.approve", "plans.review.subject_missing", STOP)
def subject_missing(law: LawOn, *, subjects_missing: tuple[tuple[str, str], ...]) -> Iterable[Finding]:
    """A seat left a subject open."""
    ground = law["plans.joint_review_subjects"]
    for seat, subject in subjects_missing:
        yield ground.broken("plans.review.subject_missing", seat=seat, subject=subject)


@rule("plans.approve", "plans.review.own_request", STOP)
def own_request(
    law: LawOn, *, requester_id: int, reviewer_ids: tuple[int, ...], person_name: str = ""
) -> Found:
    """Who asks also reviews."""
    if requester_id not in reviewer_ids:
        return None
    return law["procurement.separated_duties"].broken("plans.review.own_request", person=person_name)


@rule("plans.approve", "plans.review.changed_after", STOP)
def changed_after(law: LawOn, *, changed_after_opinion: tuple[str, ...], seat: str = "") -> Found:
    """The plan was changed after an opinion on it."""
    if not changed_after_opinion:
        return None
    ground = law.clause("district-b", "联动联审")
    return ground.broken("plans.review.changed_after", seat=seat, fields=tuple(changed_after_opinion))


_FIX = "plans.fix_requirements"


@rule(_FIX, "plans.requirements.no_survey", STOP, ABOVE_LIMIT)
def no_survey(
    law: LawOn,
    *,
    budget_fen: int,
    public_interest: bool,
    survey_kind: str = "",
    surveyed_on: date | None = None,
    name: str = "",
) -> Found:
    """A large project, or one that many care about, without a survey."""
    large, kinds = law["plans.survey_required_from"], law["plans.survey_required_kinds"]
    due = budget_fen >= large.amount or public_interest or survey_kind in kinds.items
    if not due or surveyed_on is not None:
        return None
    also = [kinds, law["plans.survey_reused_within"]]
    return large.broken("plans.requirements.no_survey", also=also, name=name, limit_fen=large.amount)


@rule(_FIX, "plans.requirements.survey_too_narrow", WARN, ABOVE_LIMIT)
def survey_too_narrow(law: LawOn, *, survey_subjects: int) -> Found:
    """Too few were asked."""
    fewest = law["plans.survey_subjects_min"]
    if survey_subjects >= fewest.amount:
        return None
    return fewest.broken("plans.requirements.survey_too_narrow", n=survey_subjects, limit=fewest.amount)


@rule(_FIX, "plans.requirements.survey_stale", STOP, ABOVE_LIMIT)
def survey_stale(law: LawOn, *, surveyed_on: date) -> Found:
    """An old survey is used again after its time."""
    within = law["plans.survey_reused_within"]
    last = add_years(surveyed_on, within.amount)
    if within.on <= last:
        return None
    return within.broken("plans.requirements.survey_stale", on=surveyed_on, until=last)


@rule(_FIX, "plans.requirements.public_not_asked", STOP, ABOVE_LIMIT)
def public_not_asked(law: LawOn, *, public_service: bool, public_asked: bool) -> Found:
    """A service to the public, and the public was not asked."""
    if not public_service or public_asked:
        return None
    return law["needs.consult_public_for"].broken("plans.requirements.public_not_asked")


@rule(_FIX, "plans.requirements.names_supplier", STOP, ABOVE_LIMIT)
def names_supplier(law: LawOn, *, pointing_terms: tuple[str, ...]) -> Found:
    """Terms that only one supplier can meet."""
    if not pointing_terms:
        return None
    ground = law["procurement.discrimination"]
    return ground.broken("plans.requirements.names_supplier", text=tuple(pointing_terms))


@rule(_FIX, "plans.requirements.reviewer_is_author", STOP, ABOVE_LIMIT)
def reviewer_is_author(
    law: LawOn, *, author_ids: tuple[int, ...], reviewer_ids: tuple[int, ...], person_name: str = ""
) -> Found:
    """Who wrote the requirements also reviews them."""
    both = set(author_ids) & set(reviewer_ids)
    if not both:
        return None
    ground = law["plans.reviewer_is_not_author"]
    return ground.broken("plans.requirements.reviewer_is_author", person=person_name, ids=sorted(both))


@rule(_FIX, "plans.requirements.key_review_missing", STOP, ABOVE_LIMIT)
def key_review_missing(law: LawOn, *, public_interest: bool, key_review_done: bool, name: str = "") -> Found:
    """A project that many care about without the key review."""
    if not public_interest or key_review_done:
        return None
    return law["plans.key_review_required_for"].broken("plans.requirements.key_review_missing", name=name)


@rule(_FIX, "plans.requirements.over_standard", STOP, ABOVE_LIMIT)
def over_standard(law: LawOn, *, over_standard: str) -> Found:
    """More is asked for than the standard allows."""
    if not over_standard:
        return None
    ground = law.clause("gov-procurement-law", "第七十一条第二项")
    return ground.broken("plans.requirements.over_standard", standard=over_standard)
