"""What stops money from being sent down to townships, or is told about it."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule


@dataclass(frozen=True, slots=True)
class Transfer:
    """What sending money down depends on."""

    sent_by: str | None = None
    is_finance: bool | None = None
    duty_moved: bool | None = None
    transfer_tied: bool | None = None
    item: str | None = None
    transfer_kind: str | None = None
    budget_approved_on: date | None = None
    transferred_on: date | None = None
    today: date | None = None
    advance_bp: int | None = None


@rule("budget.transfer", "budget.transfer.not_finance", STOP)
def transfer_not_finance(law: LawOn, *, sent_by: str, is_finance: bool) -> Found:
    """A transfer sent by another department than finance."""
    if is_finance:
        return None
    return law["budget.transfers_sent_by"].broken("budget.transfer.not_finance", department=sent_by)


@rule("budget.transfer", "budget.transfer.duty_without_money", WARN)
def duty_without_money(law: LawOn, *, duty_moved: bool, transfer_tied: bool, item: str = "") -> Found:
    """A duty came down and no money with it."""
    if not duty_moved or transfer_tied:
        return None
    return law.clause("county-a", "费随事转").broken("budget.transfer.duty_without_money", item=item)


@rule("budget.transfer", "budget.transfer.late", WARN)
def transfer_late(
    law: LawOn,
    *,
    budget_approved_on: date,
    transfer_kind: str,
    transferred_on: date | None = None,
    today: date | None = None,
) -> Found:
    """A transfer is sent late."""
    special = transfer_kind == "专项"
    within = law["budget.special_transfer_within" if special else "budget.general_transfer_within"]
    end = transferred_on or today
    days = (end - budget_approved_on).days if end else 0
    if days <= within.amount:
        return None
    return within.broken("budget.transfer.late", kind=transfer_kind, days=days, limit=within.amount)


@rule("budget.transfer", "budget.transfer.advance_low", WARN)
def advance_low(law: LawOn, *, transfer_kind: str, advance_bp: int) -> Found:
    """Too little of a transfer is announced in advance."""
    special = transfer_kind == "专项"
    least = law["budget.advance_special_min" if special else "budget.advance_general_min"]
    if advance_bp >= least.amount:
        return None
    return least.broken("budget.transfer.advance_low", value_bp=advance_bp, limit_bp=least.amount)
