"""What must be shown before a duty reaches a township, and before a village is asked to help."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, STOP_UNTIL_REASON, WARN, Found, rule

_TAKEN_BACK = "上级部门收回事项"
_COOPERATING = "配合履职事项"


@dataclass(frozen=True, slots=True)
class Admission:
    """What admitting a duty to the list depends on."""

    item: str | None = None
    applied_on: date | None = None
    basis_text: str | None = None
    decided_by: str | None = None
    list_kind: str | None = None
    department: str | None = None
    lead_department_part: str | None = None
    fund_source: str | None = None
    recurring_cost_fen: int | None = None
    legality_passed: bool | None = None
    same_as: str | None = None
    responsible_body: str | None = None
    unfilled: tuple[str, ...] | None = None
    staff_coming: str | None = None
    years_told: int | None = None
    opinions: int | None = None
    money_fen: int | None = None
    moved_fen: int | None = None
    last_opinion_on: date | None = None
    decided_on: date | None = None
    sender_id: int | None = None
    judge_ids: tuple[int, ...] | None = None
    person_name: str | None = None
    open_dossiers: int | None = None


@rule("duties.admit", "duties.admit.no_basis", STOP)
def no_basis(law: LawOn, *, basis_text: str, item: str = "") -> Found:
    """No statute or document is named."""
    if basis_text.strip():
        return None
    return law["duties.admission_needs"].broken("duties.admit.no_basis", item=item)


@rule("duties.admit", "duties.admit.no_county_decision", STOP)
def no_county_decision(law: LawOn, *, decided_by: str, item: str = "") -> Found:
    """Not decided by the county party committee or the county government."""
    deciders = law["duties.admission_decided_by"]
    allowed = [name.removeprefix("县级") for name in deciders.amount.split("、")]
    if any(name in decided_by for name in allowed):
        return None
    also = [law.clause("grassroots-2021", "全文")]
    return deciders.broken("duties.admit.no_county_decision", also=also, item=item, decided_by=decided_by)


@rule("duties.admit", "duties.admit.duty_taken_back", STOP)
def duty_taken_back(law: LawOn, *, list_kind: str, item: str = "", department: str = "") -> Found:
    """A duty that a department has taken back is handed down again."""
    kinds = law["duties.list_kinds"]
    if list_kind != _TAKEN_BACK or list_kind not in kinds.items:
        return None
    return kinds.broken("duties.admit.duty_taken_back", item=item, department=department)


@rule("duties.admit", "duties.admit.no_funds", STOP)
def no_funds(law: LawOn, *, fund_source: str, recurring_cost_fen: int, item: str = "") -> Found:
    """A duty that costs money comes without it."""
    if fund_source.strip() or recurring_cost_fen <= 0:
        return None
    ground = law["duties.admission_needs"]
    return ground.broken("duties.admit.no_funds", item=item, cost_fen=recurring_cost_fen)


@rule("duties.admit", "duties.admit.no_legality_review", STOP)
def no_legality_review(law: LawOn, *, legality_passed: bool, item: str = "") -> Found:
    """No favourable legality opinion."""
    if legality_passed:
        return None
    return law["duties.admission_needs"].broken("duties.admit.no_legality_review", item=item)


@rule("duties.admit", "duties.admit.already_listed", STOP)
def already_listed(law: LawOn, *, same_as: str, item: str = "") -> Found:
    """The same duty is in force under another number."""
    if not same_as:
        return None
    return law.clause("county-a", "事权范围").broken("duties.admit.already_listed", item=item, no=same_as)


@rule("duties.admit", "duties.admit.unfilled", STOP)
def unfilled_boxes(law: LawOn, *, unfilled: tuple[str, ...], item: str = "") -> Found:
    """Boxes of the application are still empty."""
    if not unfilled:
        return None
    return law["duties.admission_needs"].broken("duties.admit.unfilled", item=item, fields=unfilled)


@rule("duties.admit", "duties.admit.no_staff", STOP)
def no_staff(law: LawOn, *, staff_coming: str, item: str = "") -> Found:
    """Neither people nor training come with the duty, and nothing is said about it."""
    if staff_coming.strip():
        return None
    return law["duties.admission_needs"].broken("duties.admit.no_staff", item=item)


@rule("duties.admit", "duties.admit.cost_years_missing", STOP)
def cost_years_missing(law: LawOn, *, years_told: int, item: str = "") -> Found:
    """The cost of fewer years than asked is told."""
    years = law["duties.cost_years"]
    if years_told >= years.amount:
        return None
    return years.broken("duties.admit.cost_years_missing", item=item, told=years_told, years=years.amount)


@rule("duties.admit", "duties.admit.unfunded", STOP_UNTIL_REASON)
def unfunded(law: LawOn, *, money_fen: int, recurring_cost_fen: int, item: str = "") -> Found:
    """A duty that costs money brings none; the county has to write why it is admitted all the same."""
    if money_fen > 0 or recurring_cost_fen <= 0:
        return None
    ground = law["duties.admission_needs"]
    return ground.broken("duties.admit.unfunded", item=item, cost_fen=recurring_cost_fen)


@rule("duties.admit", "duties.admit.money_not_moved", STOP)
def money_not_moved(law: LawOn, *, money_fen: int, moved_fen: int, item: str = "") -> Found:
    """The money that comes with the duty is not passed on in the same act."""
    if moved_fen == money_fen:
        return None
    ground = law["duties.admission_needs"]
    return ground.broken("duties.admit.money_not_moved", item=item, money_fen=money_fen, moved_fen=moved_fen)


@rule("duties.admit", "duties.admit.too_few_opinions", STOP)
def too_few_opinions(law: LawOn, *, opinions: int, item: str = "") -> Found:
    """Not enough townships were heard."""
    least = law["duties.township_opinions"]
    if opinions >= least.amount:
        return None
    return least.broken("duties.admit.too_few_opinions", item=item, n=opinions, least=least.amount)


@rule("duties.admit", "duties.admit.before_opinions", STOP)
def before_opinions(law: LawOn, *, decided_on: date, last_opinion_on: date, item: str = "") -> Found:
    """Decided before the last opinion was given."""
    if decided_on >= last_opinion_on:
        return None
    return law["duties.admission_needs"].broken(
        "duties.admit.before_opinions", item=item, decided_on=decided_on, last_on=last_opinion_on
    )


@rule("duties.admit", "duties.admit.own_review", STOP)
def own_review(law: LawOn, *, sender_id: int, judge_ids: tuple[int, ...], person_name: str = "") -> Found:
    """Who applied also reviews, or who reviewed also decides."""
    if len({sender_id, *judge_ids}) == 1 + len(judge_ids):
        return None
    ground = law.clause("internal-control-21", "第十五条")
    return ground.broken("duties.admit.own_review", person=person_name)


@rule("duties.admit", "duties.admit.county_part_missing", WARN)
def county_part_missing(law: LawOn, *, list_kind: str, lead_department_part: str, item: str = "") -> Found:
    """A cooperating duty does not say what the lead department does itself."""
    if list_kind != _COOPERATING or lead_department_part.strip():
        return None
    return law["duties.list_kinds"].broken("duties.admit.county_part_missing", item=item)


@rule(("duties.admit", "duties.list"), "duties.list.gap", WARN)
def gap(law: LawOn, *, responsible_body: str, item: str = "") -> Found:
    """Nobody answers for the duty."""
    if responsible_body.strip():
        return None
    return law.clause("county-a", "权责边界").broken("duties.list.gap", item=item)


def _is_village(to: str) -> bool:
    """Whether a body is a village committee."""
    return to in {"村民委员会", "村委会", "村（居）民委员会"}


@rule("duties.assign", "duties.assign.village_without_basis", STOP)
def village_without_basis(law: LawOn, *, to: str, legal_basis: str, item: str = "") -> Found:
    """A village is asked to help without a legal basis, where one is required."""
    needs = law["duties.village_delegation_needs"]
    if not _is_village(to) or legal_basis.strip() or "法律法规依据" not in needs.items:
        return None
    return needs.broken("duties.assign.village_without_basis", item=item)


@rule("duties.assign", "duties.assign.village_without_funds", STOP)
def village_without_funds(law: LawOn, *, to: str, funds_fen: int, item: str = "") -> Found:
    """A village is asked to help without the department's money."""
    if not _is_village(to) or funds_fen > 0:
        return None
    return law["duties.village_delegation_needs"].broken("duties.assign.village_without_funds", item=item)


@rule("duties.adjust", "duties.adjust.live_dossiers", STOP)
def live_dossiers(law: LawOn, *, open_dossiers: int, item: str = "") -> Found:
    """A duty is taken off while purchases on it are running."""
    if not open_dossiers:
        return None
    return law.clause("county-a", "动态调整").broken(
        "duties.adjust.live_dossiers", item=item, n=open_dossiers
    )


@rule("duties.answer", "duties.answer.overdue", WARN)
def answer_overdue(
    law: LawOn, *, raised_on: date, no: str = "", answered_on: date | None = None, today: date | None = None
) -> Found:
    """An objection is not answered in time."""
    within, end = law["duties.objection_answered_within"], answered_on or today
    days = law.calendar.working_days(raised_on, end) if end else 0
    if days <= within.amount:
        return None
    return within.broken("duties.answer.overdue", no=no, days=days, limit=within.amount)


@rule("duties.publish", "duties.publish.overdue", WARN)
def publish_overdue(
    law: LawOn, *, adopted_on: date, published_on: date | None = None, today: date | None = None
) -> Found:
    """The list is not made public in time."""
    within, end = law["duties.publish_within"], published_on or today
    days = law.calendar.working_days(adopted_on, end) if end else 0
    if days <= within.amount:
        return None
    return within.broken("duties.publish.overdue", days=days, limit=within.amount)
