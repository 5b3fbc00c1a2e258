"""What stops money from leaving the treasury, when it is due, and what late payment costs."""

from dataclasses import dataclass
from datetime import date, timedelta

from xianggou.core.calendar import Deadline
from xianggou.core.law import InForce, LawOn
from xianggou.core.money import Fen, rounded
from xianggou.core.rules import ABOVE_LIMIT, STOP, WARN, Found, figure, rule

_ASK = ("payments.request", "payments.pay")
_PAY = "payments.pay"
_SERVICES = "purchase-of-services-measures"


@dataclass(frozen=True, slots=True)
class Payment:
    """What asking for a payment, and paying it, depends on. Money in 分.

    `price_fen` is the contract price with supplements and less deductions; `commitment_left_fen`
    is what may still be paid. `persons` maps a duty of this dossier to who did it.
    """

    below_limit: bool | None = None
    has_award: bool | None = None
    has_contract: bool | None = None
    accepted: bool | None = None
    is_advance: bool | None = None
    instalment: int | None = None
    price_fen: int | None = None
    paid_fen: int | None = None
    asked_fen: int | None = None
    commitment_left_fen: int | None = None
    payee_account: str | None = None
    contract_account: str | None = None
    has_invoice: bool | None = None
    requester_id: int | None = None
    approver_id: int | None = None
    bookkeeper_id: int | None = None
    person_name: str | None = None
    central_stopped: bool | None = None
    supplier_is_sme: bool | None = None
    agreed_days: int | None = None
    delivered_on: date | None = None
    accepted_on: date | None = None
    settled_on: date | None = None
    acceptance_due_on: date | None = None
    invoiced_on: date | None = None
    paid_on: date | None = None
    owed_fen: int | None = None
    today: date | None = None
    persons: dict[str, int] | None = None
    person_names: dict[int, str] | None = None
    fund_name: str | None = None
    fund_received_fen: int | None = None
    fund_paid_fen: int | None = None
    fund_asked_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """What paying in advance depends on."""

    below_limit: bool | None = None
    advance_fen: int | None = None
    advance_agreed_fen: int | None = None
    advance_paid_fen: int | None = None
    advance_clause: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """What holding a payment back depends on."""

    due_on: date | None = None
    hold_reason: str | None = None
    disputed_fen: int | None = None
    owed_fen: int | None = None
    held_fen: int | None = None


@rule(_ASK, "payments.pay.no_purchase", STOP)
def no_purchase(law: LawOn, *, has_award: bool, has_contract: bool) -> Found:
    """Nothing was lawfully bought."""
    if has_award and has_contract:
        return None
    return law.clause("county-a", "三个环节").broken(
        "payments.pay.no_purchase", also=[law.clause("budget-law", "第五十七条")]
    )


@rule(_ASK, "payments.pay.not_accepted", STOP)
def not_accepted(law: LawOn, *, accepted: bool, is_advance: bool = False, instalment: int = 1) -> Found:
    """No accepted result stands behind this instalment."""
    if accepted or is_advance:
        return None
    ground = law.clause(_SERVICES, "第二十五条")
    return ground.broken("payments.pay.not_accepted", n=instalment)


@rule(_ASK, "payments.pay.over_contract", STOP)
def over_contract(law: LawOn, *, price_fen: int, paid_fen: int, asked_fen: int) -> Found:
    """Paid and asked together pass the contract."""
    if paid_fen + asked_fen <= price_fen:
        return None
    return law["contracts.price_as_awarded"].broken(
        "payments.pay.over_contract",
        also=[law.clause("budget-law", "第五十七条")],
        paid_fen=paid_fen,
        asked_fen=asked_fen,
        price_fen=price_fen,
        free_fen=max(price_fen - paid_fen, 0),
    )


@rule(_ASK, "payments.pay.over_commitment", STOP)
def over_commitment(law: LawOn, *, commitment_left_fen: int, asked_fen: int) -> Found:
    """More than may still be paid."""
    if asked_fen <= commitment_left_fen:
        return None
    ground = law["budget.only_budgeted"]
    also = [law.clause("budget-law", "第五十七条")]
    values = {"free_fen": commitment_left_fen, "asked_fen": asked_fen}
    return ground.broken("payments.pay.over_commitment", also=also, **values)


@rule(_PAY, "payments.pay.not_received", STOP)
def not_received(
    law: LawOn, *, fund_received_fen: int, fund_paid_fen: int, fund_asked_fen: int, fund_name: str = ""
) -> Found:
    """An earmarked fund pays more than has arrived of it."""
    if fund_paid_fen + fund_asked_fen <= fund_received_fen:
        return None
    ground = law.clause("budget-law", "第五十七条")
    return ground.broken(
        "payments.pay.not_received",
        also=[law.clause("county-a", "资金整合")],
        fund=fund_name,
        received_fen=fund_received_fen,
        paid_fen=fund_paid_fen,
        asked_fen=fund_asked_fen,
        short_fen=fund_paid_fen + fund_asked_fen - fund_received_fen,
    )


@rule(_ASK, "payments.pay.wrong_account", STOP)
def wrong_account(law: LawOn, *, payee_account: str, contract_account: str) -> Found:
    """Another account than the contract names."""
    if payee_account == contract_account:
        return None
    ground = law.clause("budget-law", "第五十七条")
    also = [law.clause("gov-procurement-regs", "第五十一条")]
    return ground.broken("payments.pay.wrong_account", also=also)


@rule(_ASK, "payments.pay.no_invoice", STOP)
def no_invoice(law: LawOn, *, has_invoice: bool, is_advance: bool = False) -> Found:
    """No voucher stands behind the payment."""
    if has_invoice or is_advance:
        return None
    return law.clause("accounting-law", "第十四条").broken("payments.pay.no_invoice")


@rule(_ASK, "payments.pay.same_person", STOP)
def same_person(
    law: LawOn,
    *,
    requester_id: int,
    approver_id: int | None = None,
    bookkeeper_id: int | None = None,
    person_name: str = "",
) -> Found:
    """One person asks and approves, or keeps the books of what he handles."""
    pairs = (
        ("付款申请", requester_id, "付款审批", approver_id),
        ("记账", bookkeeper_id, "付款审批", approver_id),
        ("记账", bookkeeper_id, "付款申请", requester_id),
    )
    for first, one, second, other in pairs:
        if one is not None and one == other:
            also = [law.clause("accounting-law", "第二十五条")]
            values = {"person": person_name or str(one), "a": first, "b": second}
            return law["procurement.separated_duties"].broken("payments.pay.same_person", also=also, **values)
    return None


@rule(_ASK, "payments.pay.central_not_delegated", STOP, ABOVE_LIMIT)
def central_not_delegated(law: LawOn, *, central_stopped: bool) -> Found:
    """Finance has stopped payment for a central item bought outside."""
    if not central_stopped:
        return None
    return law.clause("gov-procurement-law", "第七十四条").broken("payments.pay.central_not_delegated")


def due(
    law: LawOn,
    *,
    agreed_days: int | None = None,
    settled_on: date | None = None,
    accepted_on: date | None = None,
    delivered_on: date | None = None,
    acceptance_due_on: date | None = None,
) -> tuple[InForce, Deadline] | None:
    """The last day to pay a small or medium firm, rolled over days off; None where nothing started.

    Runs from settlement, else from acceptance or the end of the agreed time for it, else from delivery.
    Law: payments.due_within, payments.due_within_max, payments.due_from.
    """
    checked = min((day for day in (accepted_on, acceptance_due_on) if day is not None), default=None)
    start = settled_on or checked or delivered_on
    if start is None:
        return None
    within, longest = law["payments.due_within"], law.get("payments.due_within_max")
    days = within.amount if agreed_days is None else agreed_days
    if longest is not None:
        days = min(days, longest.amount)
    return within, law.calendar.add_days(start, days, rolled=True)


def interest(law: LawOn, owed_fen: int, due_on: date, paid_on: date) -> Fen:
    """What late payment costs where the contract names no rate.  Law: payments.late_interest_daily."""
    rate = law.dated({"due_on": due_on})["payments.late_interest_daily"]
    return rounded(owed_fen * rate.amount * max((paid_on - due_on).days, 0), 10_000)


@figure(_PAY, "due_on")
def due_on(
    law: LawOn,
    *,
    agreed_days: int | None = None,
    settled_on: date | None = None,
    accepted_on: date | None = None,
    delivered_on: date | None = None,
    acceptance_due_on: date | None = None,
) -> date | None:
    """The last day to pay."""
    found = due(
        law,
        agreed_days=agreed_days,
        settled_on=settled_on,
        accepted_on=accepted_on,
        delivered_on=delivered_on,
        acceptance_due_on=acceptance_due_on,
    )
    return found[1].on if found else None


@figure(_PAY, "interest_fen")
def interest_fen(
    law: LawOn,
    *,
    owed_fen: int,
    paid_on: date,
    agreed_days: int | None = None,
    settled_on: date | None = None,
    accepted_on: date | None = None,
    delivered_on: date | None = None,
    acceptance_due_on: date | None = None,
) -> Fen | None:
    """The interest that a payment on this day owes; nothing while it is in time."""
    found = due(
        law,
        agreed_days=agreed_days,
        settled_on=settled_on,
        accepted_on=accepted_on,
        delivered_on=delivered_on,
        acceptance_due_on=acceptance_due_on,
    )
    return interest(law, owed_fen, found[1].on, paid_on) if found else None


@rule(_PAY, "payments.pay.due_soon", WARN)
def due_soon(
    law: LawOn,
    *,
    supplier_is_sme: bool,
    today: date,
    agreed_days: int | None = None,
    settled_on: date | None = None,
    accepted_on: date | None = None,
    delivered_on: date | None = None,
    acceptance_due_on: date | None = None,
    paid_on: date | None = None,
) -> Found:
    """The last day to pay is near."""
    found = due(
        law,
        agreed_days=agreed_days,
        settled_on=settled_on,
        accepted_on=accepted_on,
        delivered_on=delivered_on,
        acceptance_due_on=acceptance_due_on,
    )
    if not supplier_is_sme or paid_on or found is None:
        return None
    within, last = found
    warned = law["payments.warn_before"].amount
    if not today <= last.on or law.calendar.working_days(today, last.on) > warned:
        return None
    days = (last.on - today).days
    return within.broken("payments.pay.due_soon", days=days, due=last.on, provisional=last.provisional)


@rule(_PAY, "payments.pay.late", WARN)
def late(
    law: LawOn,
    *,
    supplier_is_sme: bool,
    owed_fen: int,
    agreed_days: int | None = None,
    settled_on: date | None = None,
    accepted_on: date | None = None,
    delivered_on: date | None = None,
    acceptance_due_on: date | None = None,
    paid_on: date | None = None,
    today: date | None = None,
) -> Found:
    """Paid, or still unpaid, after the last day."""
    found = due(
        law,
        agreed_days=agreed_days,
        settled_on=settled_on,
        accepted_on=accepted_on,
        delivered_on=delivered_on,
        acceptance_due_on=acceptance_due_on,
    )
    end = paid_on or today
    if not supplier_is_sme or found is None or end is None or end <= found[1].on:
        return None
    within, last = found
    rate = law.dated({"due_on": last.on})["payments.late_interest_daily"]
    return within.broken(
        "payments.pay.late",
        also=[rate],
        due=last.on,
        days=(end - last.on).days,
        interest_fen=interest(law, owed_fen, last.on, end),
        provisional=last.provisional,
    )


@rule(_PAY, "payments.pay.late_after_invoice", WARN)
def late_after_invoice(
    law: LawOn, *, invoiced_on: date, paid_on: date | None = None, today: date | None = None
) -> Found:
    """The conditions are met, the invoice is there, and the money is not."""
    end = paid_on or today
    if end is None:
        return None
    working, plain = law.get("payments.after_invoice_working_days"), law["payments.after_invoice_days"]
    code = "payments.pay.late_after_invoice"
    if working is not None:
        days = law.calendar.working_days(invoiced_on, end)
        if days > working.amount:
            values = {"days": days, "limit": working.amount, "unit": "个工作日"}
            return working.broken(code, also=[plain], **values)
    if end > law.calendar.add_days(invoiced_on, plain.amount, rolled=True).on:
        days = (end - invoiced_on) // timedelta(days=1)
        return plain.broken(code, days=days, limit=plain.amount, unit="日")
    return None


@rule("payments.hold", "payments.hold.no_ground", STOP)
def hold_no_ground(law: LawOn, *, hold_reason: str) -> Found:
    """Held back for a reason that is none."""
    excuses = law["payments.refused_excuses"]
    if not any(hold_reason and (hold_reason in item or item in hold_reason) for item in excuses.items):
        return None
    return excuses.broken("payments.hold.no_ground", reason=hold_reason)


@rule("payments.hold", "payments.hold.undisputed_part", STOP)
def undisputed_part(law: LawOn, *, due_on: date, disputed_fen: int, owed_fen: int, held_fen: int) -> Found:
    """More is held back than is in dispute."""
    ground = law["payments.undisputed_part_paid"]
    if due_on < ground.on or held_fen <= disputed_fen:
        return None
    free = min(held_fen, owed_fen) - disputed_fen
    return ground.broken("payments.hold.undisputed_part", part_fen=disputed_fen, free_fen=free)


@rule("payments.deduct", "payments.deduct.no_clause", STOP)
def deduct_no_clause(law: LawOn, *, deduction_fen: int, contract_clause: str) -> Found:
    """Money is withheld without a formula in the contract."""
    if deduction_fen <= 0 or contract_clause.strip():
        return None
    ground = law.clause("gov-procurement-law", "第五十条")
    also = [law.clause(_SERVICES, "第二十三条")]
    return ground.broken("payments.deduct.no_clause", also=also, deduction_fen=deduction_fen)


@rule("payments.deduct", "payments.deduct.wrong_sum", STOP)
def deduct_wrong_sum(law: LawOn, *, deduction_fen: int, formula_fen: int) -> Found:
    """Another sum than the formula gives."""
    if deduction_fen == formula_fen:
        return None
    ground = law.clause(_SERVICES, "第二十五条")
    return ground.broken("payments.deduct.wrong_sum", deduction_fen=deduction_fen, right_fen=formula_fen)


@rule("payments.advance", "payments.advance.no_clause", STOP)
def advance_no_clause(
    law: LawOn,
    *,
    advance_fen: int,
    advance_clause: str,
    advance_agreed_fen: int = 0,
    advance_paid_fen: int = 0,
) -> Found:
    """An advance that the contract does not foresee, or more than it does."""
    agreed = advance_agreed_fen if advance_clause.strip() else 0
    if advance_paid_fen + advance_fen <= agreed:
        return None
    ground = law.clause(_SERVICES, "第二十五条")
    also = [law.clause("gov-procurement-regs", "第五十一条")]
    values = {"advance_fen": advance_fen, "agreed_fen": agreed, "paid_fen": advance_paid_fen}
    return ground.broken("payments.advance.no_clause", also=also, **values)


@rule("payments.return_bond", "payments.bond.kept", WARN)
def bond_kept(law: LawOn, *, bond_due_on: date, today: date, returned: bool, kind: str = "履约") -> Found:
    """A bond is not given back when it is due."""
    if returned or today <= bond_due_on:
        return None
    also = [law["procurement.bid_bond_return"]] if kind == "投标" else []
    ground = law["payments.bond_returned"]
    return ground.broken("payments.bond.kept", also=also, kind=kind, due=bond_due_on)


@rule("payments.confirm_receivable", "payments.receivable.confirm_late", WARN)
def confirm_late(
    law: LawOn, *, requested_on: date, confirmed_on: date | None = None, today: date | None = None
) -> Found:
    """A supplier waits for its claim to be confirmed."""
    within, end = law["payments.receivable_confirmed_within"], confirmed_on or today
    if end is None or end <= law.calendar.add_days(requested_on, within.amount, rolled=True).on:
        return None
    days = (end - requested_on).days
    return within.broken("payments.receivable.confirm_late", days=days, limit=within.amount)


@rule("payments.report_overdue", "payments.report.overdue_list_missing", WARN)
def overdue_list_missing(law: LawOn, *, today: date, published: bool) -> Found:
    """Last year's list of late payments is not public."""
    by = law["payments.overdue_list_by"]
    month, day = map(int, by.amount.split("-"))
    last = date(today.year, month, day)
    if published or today <= last:
        return None
    return by.broken("payments.report.overdue_list_missing", due=last)


@rule("payments.recover", "payments.recover.unmet", WARN)
def recover_unmet(law: LawOn, *, overpaid_fen: int, recovered_fen: int) -> Found:
    """What was overpaid has not come back."""
    if recovered_fen >= overpaid_fen:
        return None
    ground = law.clause("fiscal-violations", "第十四条")
    also = [law.clause(_SERVICES, "第三十一条")]
    return ground.broken("payments.recover.unmet", also=also, open_fen=overpaid_fen - recovered_fen)
