"""What keeps an execution standard from being sent or published."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, Found, rule

SENDING = ("standards.send", "standards.publish")
_ALL = (*SENDING, "standards.adopt")


@dataclass(frozen=True, slots=True)
class Content:
    """What a standard says, as far as rules ask. `accounting`: village accounting systems among its rules."""

    name: str | None = None
    plan_submitted_on: date | None = None
    accounting_period: date | None = None
    weights_bp: tuple[int, ...] | None = None
    groups: tuple[str, ...] | None = None
    vague: tuple[str, ...] | None = None
    without_deduction: tuple[str, ...] | None = None
    accounting: tuple[str, ...] | None = None
    item_in_force: bool | None = None
    sender_id: int | None = None
    publisher_id: int | None = None
    person: str | None = None


def group_of(word: str, groups: tuple[str, ...]) -> str:
    """The group of the law that a word means (质量 means 服务质量); the word itself where none or several fit."""
    if word in groups or not word:
        return word
    fits = [group for group in groups if word in group]
    return fits[0] if len(fits) == 1 else word


@rule(_ALL, "standards.publish.weights_not_full", STOP)
def weights_not_full(law: LawOn, *, weights_bp: tuple[int, ...], name: str = "") -> Found:
    """The weights do not make the full hundred."""
    full = law["evaluation.score_full"]
    if sum(weights_bp) == full.amount:
        return None
    values = {"name": name, "sum_bp": sum(weights_bp), "limit_bp": full.amount}
    return full.broken("standards.publish.weights_not_full", **values)


@rule(SENDING, "standards.publish.group_missing", STOP)
def group_missing(law: LawOn, *, groups: tuple[str, ...], name: str = "") -> Found:
    """One of the groups that a standard must hold has no indicator."""
    wanted = law["plans.standard_groups"]
    missing = tuple(item for item in wanted.items if item not in groups)
    if not missing:
        return None
    return wanted.broken("standards.publish.group_missing", name=name, missing=missing)


@rule(SENDING, "standards.publish.not_measurable", STOP)
def not_measurable(law: LawOn, *, vague: tuple[str, ...]) -> Found:
    """An indicator has no target or no way of measuring."""
    ground = law["plans.target_groups"]
    return ground.broken("standards.publish.not_measurable", indicators=vague) if vague else None


@rule(SENDING, "standards.publish.no_deduction", STOP)
def no_deduction(law: LawOn, *, without_deduction: tuple[str, ...]) -> Found:
    """An indicator that weighs something does not say what a miss costs."""
    if not without_deduction:
        return None
    ground = law["evaluation.score_full"]
    return ground.broken("standards.publish.no_deduction", indicators=without_deduction)


@rule(_ALL, "standards.publish.old_accounting", STOP)
def old_accounting(law: LawOn, *, accounting: tuple[str, ...]) -> Found:
    """The accounting system it names does not hold on the day it comes into force."""
    right = law["delivery.village_accounting_standard"]
    old = tuple(name for name in accounting if name != right.amount)
    if not old:
        return None
    also = [law.clause("rural-collective-law", "第四十四条")]
    return right.broken("standards.publish.old_accounting", also=also, standards=old, right=right.amount)


@rule(SENDING, "standards.publish.item_not_in_force", STOP)
def item_not_in_force(law: LawOn, *, item_in_force: bool, name: str = "") -> Found:
    """The catalogue in force does not have the item."""
    if item_in_force:
        return None
    ground = law.clause("purchase-of-services-measures", "第十四条")
    return ground.broken("standards.publish.item_not_in_force", name=name)


@rule("standards.publish", "standards.publish.own", STOP)
def own(law: LawOn, *, sender_id: int, publisher_id: int, person: str = "") -> Found:
    """Nobody publishes what they sent."""
    if sender_id != publisher_id:
        return None
    return law["procurement.separated_duties"].broken("standards.publish.own", person=person)
