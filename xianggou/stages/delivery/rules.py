"""What stops service from starting, and work from being accepted."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import ABOVE_LIMIT, STOP, STOP_UNTIL_REASON, WARN, Found, rule

_ACCEPT = "delivery.accept"
_MONITOR = "delivery.monitor"
_REGS = "gov-procurement-regs"


@dataclass(frozen=True, slots=True)
class ServiceStart:
    """What beginning to serve depends on."""

    below_limit: bool | None = None
    service_from_on: date | None = None
    signed_on: date | None = None
    challenge_open: bool | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting work depends on. `persons` maps a duty of this dossier to who did it."""

    below_limit: bool | None = None
    accepted_on: date | None = None
    public_service: bool | None = None
    user_opinions: int | None = None
    standards: tuple[str, ...] | None = None
    standards_judged: tuple[str, ...] | None = None
    unsigned_members: tuple[str, ...] | None = None
    signer_id: int | None = None
    acceptor_id: int | None = None
    acceptor_name: str | None = None
    acceptors: int | None = None
    industry_present: bool | None = None
    department: str | None = None
    open_defects: int | None = None
    passed: bool | None = None
    acceptance_due_on: date | None = None
    today: date | None = None
    by_agency: bool | None = None
    buyer_confirmed: bool | None = None
    permit_name: str | None = None
    permit_until: date | None = None
    accounting_period: date | None = None
    period: str | None = None
    standard: str | None = None
    private_account: bool | None = None
    video_kept_days: int | None = None
    persons: dict[str, int] | None = None
    person_names: dict[int, str] | None = None


@rule("delivery.start", "delivery.start.no_contract", STOP)
def no_contract(law: LawOn, *, service_from_on: date, signed_on: date | None = None) -> Found:
    """Service before the contract is signed."""
    if signed_on is not None and service_from_on >= signed_on:
        return None
    ground = law.clause("gov-procurement-law", "第四十四条")
    also = [law.clause("county-a", "三个环节")]
    return ground.broken("delivery.start.no_contract", also=also, on=service_from_on)


@rule("delivery.start", "delivery.start.challenge_open", STOP, ABOVE_LIMIT)
def start_challenge_open(law: LawOn, *, challenge_open: bool) -> Found:
    """A challenge that may change the result is open."""
    return law.clause(_REGS, "第五十四条").broken("delivery.start.challenge_open") if challenge_open else None


@rule(_MONITOR, "delivery.monitor.none", WARN)
def monitor_none(law: LawOn, *, period_ended: bool, records: int, name: str = "", period: str = "") -> Found:
    """A period went by and nobody looked."""
    if not period_ended or records:
        return None
    return law["delivery.monitoring_required"].broken("delivery.monitor.none", name=name, period=period)


@rule(_MONITOR, "delivery.monitor.finding_open", WARN)
def monitor_finding_open(
    law: LawOn, *, rectify_by: date, today: date, rectified: bool, no: str = ""
) -> Found:
    """A defect is not mended by its date."""
    if rectified or today <= rectify_by:
        return None
    ground = law["delivery.monitoring_required"]
    return ground.broken("delivery.monitor.finding_open", no=no, days=(today - rectify_by).days)


@rule(_MONITOR, "delivery.monitor.industry_not_drawn", WARN)
def industry_not_drawn(law: LawOn, *, checks_in_year: int, department: str = "", name: str = "") -> Found:
    """The department drew no check in the year."""
    if checks_in_year:
        return None
    ground = law["delivery.industry_seat"]
    return ground.broken("delivery.monitor.industry_not_drawn", department=department, name=name)


@rule(_MONITOR, "delivery.monitor.mid_year_missing", WARN)
def mid_year_missing(law: LawOn, *, today: date, summary_done: bool) -> Found:
    """The month of the yearly summary has passed without one."""
    month = law["delivery.monitoring_summary_month"]
    if summary_done or today.month <= month.amount:
        return None
    return month.broken("delivery.monitor.mid_year_missing", month=month.amount)


@rule(_ACCEPT, "delivery.accept.no_users", STOP)
def no_users(law: LawOn, *, public_service: bool, user_opinions: int) -> Found:
    """A service to the public accepted without those it serves."""
    if not public_service or user_opinions > 0:
        return None
    return law["delivery.users_at_acceptance"].broken("delivery.accept.no_users")


@rule(_ACCEPT, "delivery.accept.standard_missing", STOP)
def standard_missing(law: LawOn, *, standards: tuple[str, ...], standards_judged: tuple[str, ...]) -> Found:
    """A standard of the contract has no result."""
    missing = tuple(item for item in standards if item not in standards_judged)
    ground = law["delivery.report_covers_each_standard"]
    return ground.broken("delivery.accept.standard_missing", missing=missing) if missing else None


@rule(_ACCEPT, "delivery.accept.unsigned", STOP)
def unsigned(law: LawOn, *, unsigned_members: tuple[str, ...]) -> Found:
    """A member has not signed."""
    ground = law["delivery.report_signed"]
    return (
        ground.broken("delivery.accept.unsigned", names=tuple(unsigned_members)) if unsigned_members else None
    )


@rule(_ACCEPT, "delivery.accept.buyer_accepts", STOP)
def buyer_accepts(law: LawOn, *, signer_id: int, acceptor_id: int, acceptor_name: str = "") -> Found:
    """Who signed for the buyer also accepts."""
    if signer_id != acceptor_id:
        return None
    ground = law["procurement.separated_duties"]
    return ground.broken("delivery.accept.buyer_accepts", person=acceptor_name or str(acceptor_id))


@rule(_ACCEPT, "delivery.accept.one_person", WARN)
def one_person(law: LawOn, *, acceptors: int) -> Found:
    """One person alone accepts."""
    ground = law["procurement.two_people_for"]
    if acceptors > 1 or "履约验收" not in ground.items:
        return None
    return ground.broken("delivery.accept.one_person", n=acceptors)


@rule(_ACCEPT, "delivery.accept.no_industry_seat", STOP)
def no_industry_seat(law: LawOn, *, industry_present: bool, department: str = "") -> Found:
    """The department's seat is empty, where the place asks for it."""
    if law.pack and not law.pack.industry_seat:
        return law.not_applicable("delivery.accept.no_industry_seat", "本地没有规定行业主管部门参加验收")
    if industry_present:
        return None
    return law["delivery.industry_seat"].broken("delivery.accept.no_industry_seat", department=department)


@rule(_ACCEPT, "delivery.accept.defect_open", STOP)
def defect_open(law: LawOn, *, passed: bool, open_defects: int) -> Found:
    """Passed with a defect that is not mended."""
    if not passed or not open_defects:
        return None
    ground = law.clause(_REGS, "第四十五条")
    also = [law.clause("acceptance-205", "全文"), law.clause("purchase-of-services-measures", "第二十五条")]
    return ground.broken("delivery.accept.defect_open", also=also, n=open_defects)


@rule(_ACCEPT, "delivery.accept.late", WARN)
def accept_late(
    law: LawOn, *, acceptance_due_on: date, accepted_on: date | None = None, today: date | None = None
) -> Found:
    """The agreed time for acceptance has passed; the days for payment run from its end."""
    end = accepted_on or today
    if end is None or end <= acceptance_due_on:
        return None
    days = (end - acceptance_due_on).days
    ground = law["payments.due_from"]
    return ground.broken("delivery.accept.late", days=days, counted_from=acceptance_due_on)


@rule(_ACCEPT, "delivery.accept.no_third_party_note", WARN)
def no_third_party_note(law: LawOn, *, by_agency: bool, buyer_confirmed: bool) -> Found:
    """An agency accepted and the buyer did not confirm."""
    if not by_agency or buyer_confirmed:
        return None
    return law.clause("acceptance-205", "全文").broken("delivery.accept.no_third_party_note")


@rule("delivery.publish_result", "delivery.publish.result_late", WARN, ABOVE_LIMIT)
def result_late(
    law: LawOn,
    *,
    accepted_on: date,
    published_on: date | None = None,
    today: date | None = None,
    public_service: bool = True,
) -> Found:
    """The result of a public service is made public late."""
    within, end = law["delivery.result_publish_within"], published_on or today
    days = law.calendar.working_days(accepted_on, end) if end else 0
    if not public_service or days <= within.amount:
        return None
    also = [law["delivery.result_published"]]
    return within.broken("delivery.publish.result_late", also=also, days=days, limit=within.amount)


@rule(_MONITOR, "delivery.records.no_ledger", WARN)
def no_ledger(law: LawOn, *, supplier_keeps_ledger: bool) -> Found:
    """The supplier keeps no ledger of the project."""
    needed = law["delivery.supplier_ledger"]
    return None if supplier_keeps_ledger else needed.broken("delivery.records.no_ledger")


@rule(_MONITOR, "delivery.people.run_as_staff", WARN)
def run_as_staff(law: LawOn, *, staffing_signs: tuple[str, ...]) -> Found:
    """The township runs the supplier's people as its own."""
    if not staffing_signs:
        return None
    also = [law.clause("purchase-of-services-measures", "第十八条")]
    ground = law["catalogue.negative_list"]
    return ground.broken("delivery.people.run_as_staff", also=also, signs=tuple(staffing_signs))


@rule((_MONITOR, _ACCEPT), "delivery.licence.lapsed", STOP_UNTIL_REASON)
def licence_lapsed(
    law: LawOn, *, permit_until: date, accepted_on: date, permit_name: str = "", supplier: str = ""
) -> Found:
    """A licence that the work needs ran out during the contract."""
    if permit_until >= accepted_on:
        return None
    ground = law["suppliers.bookkeeping_permit"]
    return ground.broken("delivery.licence.lapsed", supplier=supplier, licence=permit_name, on=permit_until)


@rule(_ACCEPT, "delivery.bookkeeping.old_standard", STOP)
def old_standard(law: LawOn, *, standard: str, period: str = "") -> Found:
    """Village books kept by a standard that no longer holds for the period."""
    right = law["delivery.village_accounting_standard"]
    if standard == right.amount:
        return None
    also = [law.clause("rural-collective-law", "第四十四条")]
    values = {"period": period, "standard": standard, "right": right.amount}
    return right.broken("delivery.bookkeeping.old_standard", also=also, **values)


@rule(_ACCEPT, "delivery.bookkeeping.private_account", STOP)
def private_account(law: LawOn, *, private_account: bool) -> Found:
    """Collective money lies in a private account."""
    if not private_account:
        return None
    return law.clause("rural-collective-law", "第四十四条").broken("delivery.bookkeeping.private_account")


@rule(_ACCEPT, "delivery.video.kept_too_short", STOP)
def video_kept_too_short(law: LawOn, *, video_kept_days: int) -> Found:
    """Video is not kept long enough."""
    least = law["delivery.video_kept_min"]
    if video_kept_days >= least.amount:
        return None
    return least.broken("delivery.video.kept_too_short", days=video_kept_days, limit=least.amount)


@rule(_MONITOR, "delivery.video.not_filed", WARN)
def video_not_filed(
    law: LawOn, *, in_use_on: date, filed_on: date | None = None, today: date | None = None
) -> Found:
    """A video system is not filed in time."""
    within, end = law["delivery.video_filed_within"], filed_on or today
    days = (end - in_use_on).days if end else 0
    if days <= within.amount:
        return None
    return within.broken("delivery.video.not_filed", days=days, limit=within.amount)
