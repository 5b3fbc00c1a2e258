"""What stops an intention from being published, and a purchase from being excepted."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

# What the law calls a part of an intention -> the field that tells it.
PARTS = {
    "项目名称": "title",
    "采购需求概况": "summary",
    "预算金额": "budget_fen",
    "预计采购时间": "expected_on",
}


@dataclass(frozen=True, slots=True)
class Publishing:
    """What publishing depends on: which parts are told, when the purchase is expected to begin."""

    told: tuple[str, ...] | None = None
    activity_started_on: date | None = None
    published_on: date | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class LeavingOut:
    """What leaving the market untold depends on."""

    exception: str | None = None


@rule("intentions.publish", "intentions.publish.incomplete", STOP)
def incomplete(law: LawOn, *, told: tuple[str, ...]) -> Found:
    """A part that the law asks for is not told."""
    contents = law["procurement.intention_contents"]
    missing = tuple(part for part in contents.items if part not in told)
    return contents.broken("intentions.publish.incomplete", missing=missing) if missing else None


@rule("intentions.publish", "intentions.publish.too_close", WARN)
def too_close(law: LawOn, *, activity_started_on: date, published_on: date) -> Found:
    """The purchase is expected sooner than the law's days after publication."""
    before = law["procurement.intention_before"]
    days = (activity_started_on - published_on).days
    if days >= before.amount:
        return None
    return before.broken("intentions.publish.too_close", days=days, limit=before.amount)


@rule("intentions.leave_out", "intentions.leave_out.not_named", STOP)
def not_named(law: LawOn, *, exception: str) -> Found:
    """An exception that the law does not name."""
    named = law["procurement.intention_exceptions"]
    if exception in named.items:
        return None
    return named.broken("intentions.leave_out.not_named", exception=exception, named=tuple(named.items))
