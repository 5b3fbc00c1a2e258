"""Questions, challenges and complaints of suppliers, and the days each may take."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import ABOVE_LIMIT, STOP, WARN, Found, rule

from .award import taken_too_long

_LAW = "gov-procurement-law"
_ORDER = "complaints-order-94"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a question, a challenge or a complaint depends on."""

    below_limit: bool | None = None
    asked_on: date | None = None
    harm_known_on: date | None = None
    challenged_on: date | None = None
    posted_on: date | None = None
    replied_on: date | None = None
    reply_due_on: date | None = None
    complained_on: date | None = None
    admitted_on: date | None = None
    refused_on: date | None = None
    served_on: date | None = None
    answered_on: date | None = None
    decided_on: date | None = None
    suspended_on: date | None = None
    resumed_on: date | None = None
    today: date | None = None


@rule("procurement.answer_query", "procurement.query.reply_late", WARN, ABOVE_LIMIT)
def query_reply_late(
    law: LawOn, *, asked_on: date, replied_on: date | None = None, today: date | None = None
) -> Found:
    """A question is answered late."""
    code = "procurement.query.reply_late"
    return taken_too_long(law, "procurement.query_reply", code, asked_on, replied_on, today)


@rule("procurement.challenge", "procurement.challenge.out_of_time", WARN, ABOVE_LIMIT)
def challenge_out_of_time(
    law: LawOn, *, harm_known_on: date, challenged_on: date, posted_on: date | None = None
) -> Found:
    """A challenge comes after its time; what was posted in time is in time."""
    mailed = law.get("general.mailed_in_time_counts")
    made_on = posted_on if posted_on and mailed and mailed.amount else challenged_on
    code = "procurement.challenge.out_of_time"
    return taken_too_long(law, "procurement.challenge_within", code, harm_known_on, made_on, None)


@rule("procurement.answer_challenge", "procurement.challenge.reply_late", WARN, ABOVE_LIMIT)
def challenge_reply_late(
    law: LawOn, *, challenged_on: date, replied_on: date | None = None, today: date | None = None
) -> Found:
    """A challenge is answered late."""
    code = "procurement.challenge.reply_late"
    return taken_too_long(law, "procurement.challenge_reply", code, challenged_on, replied_on, today)


@rule("procurement.admit_complaint", "procurement.complaint.no_challenge_first", WARN, ABOVE_LIMIT)
def no_challenge_first(law: LawOn, *, was_challenged: bool) -> Found:
    """A complaint without a challenge before it."""
    if was_challenged:
        return None
    ground = law.clause(_ORDER, "第十九条")
    return ground.broken("procurement.complaint.no_challenge_first", also=[law.clause(_LAW, "第五十五条")])


@rule("procurement.admit_complaint", "procurement.complaint.out_of_time", WARN, ABOVE_LIMIT)
def complaint_out_of_time(
    law: LawOn, *, reply_due_on: date, complained_on: date, replied_on: date | None = None
) -> Found:
    """A complaint comes after its time."""
    start = replied_on or reply_due_on
    code = "procurement.complaint.out_of_time"
    return taken_too_long(law, "procurement.complaint_within", code, start, complained_on, None)


@rule("procurement.admit_complaint", "procurement.complaint.beyond_challenge", WARN, ABOVE_LIMIT)
def beyond_challenge(law: LawOn, *, unchallenged_matters: tuple[str, ...]) -> Found:
    """A matter that was not challenged."""
    if not unchallenged_matters:
        return None
    ground = law.clause("gov-procurement-regs", "第五十五条")
    also = [law.clause(_ORDER, "第二十条")]
    code = "procurement.complaint.beyond_challenge"
    return ground.broken(code, also=also, matters=tuple(unchallenged_matters))


@rule("procurement.admit_complaint", "procurement.complaint.admit_late", WARN, ABOVE_LIMIT)
def admit_late(
    law: LawOn,
    *,
    complained_on: date,
    admitted_on: date | None = None,
    refused_on: date | None = None,
    today: date | None = None,
) -> Found:
    """Whether a complaint is taken up is decided late."""
    key = "procurement.complaint_refuse" if refused_on else "procurement.complaint_admit"
    code = "procurement.complaint.admit_late"
    return taken_too_long(law, key, code, complained_on, refused_on or admitted_on, today)


@rule("procurement.answer_complaint", "procurement.complaint.answer_late", WARN, ABOVE_LIMIT)
def answer_late(
    law: LawOn, *, served_on: date, answered_on: date | None = None, today: date | None = None
) -> Found:
    """The body complained of explains itself late."""
    code = "procurement.complaint.answer_late"
    return taken_too_long(law, "procurement.complaint_answer", code, served_on, answered_on, today)


@rule("procurement.decide_complaint", "procurement.complaint.false_repeated", WARN, ABOVE_LIMIT)
def false_repeated(law: LawOn, *, unfounded_in_year: int, name: str = "") -> Found:
    """Too many unfounded complaints in a year."""
    most = law["procurement.false_complaints"]
    if unfounded_in_year < most.amount:
        return None
    return most.broken(
        "procurement.complaint.false_repeated", name=name, n=unfounded_in_year, limit=most.amount
    )


@rule("procurement.decide_complaint", "procurement.complaint.decision_late", WARN, ABOVE_LIMIT)
def decision_late(
    law: LawOn,
    *,
    complained_on: date,
    decided_on: date | None = None,
    stopped_working_days: int = 0,
    today: date | None = None,
) -> Found:
    """A complaint is decided late; days for tests and mending don't count."""
    within, end = law["procurement.complaint_decide"], decided_on or today
    days = (law.calendar.working_days(complained_on, end) if end else 0) - stopped_working_days
    if days <= within.amount:
        return None
    return within.broken("procurement.complaint.decision_late", days=days, limit=within.amount)


@rule("procurement.suspend", "procurement.complaint.suspended_too_long", STOP, ABOVE_LIMIT)
def suspended_too_long(
    law: LawOn, *, suspended_on: date, resumed_on: date | None = None, today: date | None = None
) -> Found:
    """A purchase is stopped longer than it may be."""
    longest, end = law["procurement.suspension_max"], resumed_on or today
    days = (end - suspended_on).days if end else 0
    if days <= longest.amount:
        return None
    return longest.broken("procurement.complaint.suspended_too_long", days=days, limit=longest.amount)
