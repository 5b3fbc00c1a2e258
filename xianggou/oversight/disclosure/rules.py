"""When information must be public; duties of publication do not roll over days off."""

from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import WARN, Found, rule


@rule("disclosure.publish", "disclosure.publish.late", WARN)
def publish_late(
    law: LawOn, *, formed_on: date, published_on: date | None = None, today: date | None = None
) -> Found:
    """Information is made public late."""
    within, end = law["disclosure.proactive_within"], published_on or today
    days = law.calendar.working_days(formed_on, end) if end else 0
    if days <= within.amount:
        return None
    return within.broken("disclosure.publish.late", days=days, limit=within.amount)


@rule("disclosure.answer_request", "disclosure.request.reply_late", WARN)
def request_reply_late(
    law: LawOn,
    *,
    requested_on: date,
    extended: bool = False,
    replied_on: date | None = None,
    today: date | None = None,
) -> Found:
    """A request for information is answered late."""
    within, more = law["disclosure.request_reply"], law["disclosure.request_extension"]
    end = replied_on or today
    days = law.calendar.working_days(requested_on, end) if end else 0
    limit = within.amount + (more.amount if extended else 0)
    if days <= limit:
        return None
    return within.broken("disclosure.request.reply_late", also=[more], days=days, limit=limit)
