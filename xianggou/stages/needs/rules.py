"""How needs may be collected: notice, purpose, consent."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

_COLLECT = "needs.collect"


@dataclass(frozen=True, slots=True)
class Collection:
    """What collecting a need from a person depends on."""

    collected_on: date | None = None
    notice_given: tuple[str, ...] | None = None
    excessive_fields: tuple[str, ...] | None = None
    sensitive_fields: tuple[str, ...] | None = None
    separate_consent: bool | None = None
    age: int | None = None
    guardian_consent: bool | None = None
    consent_given: bool | None = None
    assessed_on: date | None = None
    withdrawn: bool | None = None


@rule(_COLLECT, "needs.collect.no_notice", STOP)
def no_notice(law: LawOn, *, notice_given: tuple[str, ...]) -> Found:
    """The form leaves out something people must be told first."""
    contents = law["needs.notice_contents"]
    missing = tuple(item for item in contents.items if item not in notice_given)
    return contents.broken("needs.collect.no_notice", missing=missing) if missing else None


@rule(_COLLECT, "needs.collect.excessive", STOP)
def excessive(law: LawOn, *, excessive_fields: tuple[str, ...]) -> Found:
    """A field that the purpose does not need."""
    ground = law.clause("pipl", "第六条")
    return (
        ground.broken("needs.collect.excessive", fields=tuple(excessive_fields)) if excessive_fields else None
    )


@rule(_COLLECT, "needs.collect.sensitive_no_consent", STOP)
def sensitive_no_consent(law: LawOn, *, sensitive_fields: tuple[str, ...], separate_consent: bool) -> Found:
    """Sensitive data without a consent of its own."""
    if not sensitive_fields or separate_consent:
        return None
    kinds = law["needs.sensitive_kinds"]
    also = [law.clause("pipl", "第二十九条")]
    return kinds.broken("needs.collect.sensitive_no_consent", also=also, fields=tuple(sensitive_fields))


@rule(_COLLECT, "needs.collect.minor_no_guardian", STOP)
def minor_no_guardian(law: LawOn, *, age: int, guardian_consent: bool) -> Found:
    """A child's data without the guardian's consent."""
    limit = law["needs.guardian_age"]
    if age >= limit.amount or guardian_consent:
        return None
    return limit.broken("needs.collect.minor_no_guardian", age=age, limit=limit.amount)


@rule(_COLLECT, "needs.collect.no_consent", STOP)
def no_consent(law: LawOn, *, consent_given: bool) -> Found:
    """Somebody else's contact data is written down, and nobody asked them."""
    return None if consent_given else law.clause("pipl", "第十三条").broken("needs.collect.no_consent")


@rule(_COLLECT, "needs.collect.used_after_withdrawal", STOP)
def used_after_withdrawal(law: LawOn, *, withdrawn: bool) -> Found:
    """The person has taken the consent back."""
    ground = law.clause("pipl", "第十五条", "第四十七条")
    return ground.broken("needs.collect.used_after_withdrawal") if withdrawn else None


@rule("needs.answer", "needs.answer.overdue", WARN)
def answer_overdue(
    law: LawOn,
    *,
    raised_on: date,
    answered_on: date | None = None,
    today: date | None = None,
    answer_days: int | None = None,
    no: str = "",
    department: str = "",
) -> Found:
    """A department has not answered in the place's time, or in the shorter one of an urgent need."""
    within, end = law["needs.answer_within"], answered_on or today
    limit = within.amount if answer_days is None else min(within.amount, answer_days)
    days = law.calendar.working_days(raised_on, end) if end else 0
    if days <= limit:
        return None
    values = {"no": no, "department": department, "days": days, "limit": limit}
    return within.broken("needs.answer.overdue", **values)


@rule("needs.close", "needs.close.no_reason", STOP)
def close_no_reason(law: LawOn, *, met: bool, close_reason: str, no: str = "") -> Found:
    """A need is closed as not met, and nobody says why."""
    if met or close_reason.strip():
        return None
    return law.clause("district-c", "部门回应").broken("needs.close.no_reason", no=no)
