"""When a plan item may go on to finance, where the place reviews jointly."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, Found, rule


@dataclass(frozen=True, slots=True)
class Passing:
    """What going on after the joint review depends on."""

    name: str | None = None
    review_required: bool | None = None
    review_passed: bool | None = None
    passed_as_it_stands: bool | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """What sending an item round again depends on: how the last round ended."""

    name: str | None = None
    was_refused: bool | None = None
    put_off_to: date | None = None
    today: date | None = None


@rule("joint_review.open", "joint_review.open.refused", STOP)
def refused(law: LawOn, *, was_refused: bool, name: str = "") -> Found:
    """The offices refused this item: it does not go round again."""
    if not was_refused:
        return None
    return law["plans.joint_review_seats"].broken("joint_review.open.refused", name=name)


@rule("joint_review.open", "joint_review.open.put_off", STOP)
def put_off(law: LawOn, *, put_off_to: date | None, today: date, name: str = "") -> Found:
    """The offices put this item off to a later day."""
    if put_off_to is None or today >= put_off_to:
        return None
    return law["plans.joint_review_seats"].broken("joint_review.open.put_off", name=name, again_on=put_off_to)


@rule("joint_review.pass", "joint_review.pass.not_passed", STOP)
def not_passed(law: LawOn, *, review_required: bool, review_passed: bool, name: str = "") -> Found:
    """The place reviews jointly, and this item has not passed."""
    if not review_required:
        return law.not_applicable("joint_review.pass.not_passed", "本地没有规定联动联审")
    if review_passed:
        return None
    return law["plans.joint_review_seats"].broken("joint_review.pass.not_passed", name=name)


@rule("joint_review.pass", "joint_review.pass.changed", STOP)
def changed(
    law: LawOn, *, review_required: bool, review_passed: bool, passed_as_it_stands: bool, name: str = ""
) -> Found:
    """It passed, was sent back later, and came again without a new review."""
    if not review_required or not review_passed or passed_as_it_stands:
        return None
    return law["plans.joint_review_seats"].broken("joint_review.pass.changed", name=name)
