"""What must be shown before a duty reaches a township, and before a village is asked to help."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

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
