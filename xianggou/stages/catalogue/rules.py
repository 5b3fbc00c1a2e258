"""What may enter the guidance catalogue, and what must be done before it is adopted."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import InForce, LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

_STAFFING = ("人员招聘", "劳务派遣用工", "公益性岗位")


@dataclass(frozen=True, slots=True)
class Entry:
    """What entering a catalogue item depends on. `object` is what is really bought, in the law's words."""

    item: str | None = None
    plan_submitted_on: date | None = None
    object: str | None = None
    duty_in_force: bool | None = None
    direct_duty: bool | None = None
    has_works_part: bool | None = None
    financing_signs: tuple[str, ...] | None = None
    staffing_signs: tuple[str, ...] | None = None
    forbidden_by: str | None = None
    content_kind: str | None = None
    inside_parent: bool | None = None
    parent: str | None = None
    unanswered: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What adopting a catalogue depends on: reviews passed, departments asked, competition reviewed."""

    adopted_on: date | None = None
    drafted_on: date | None = None
    reviews_passed: tuple[str, ...] | None = None
    departments_consulted: int | None = None
    touches_suppliers: bool | None = None
    competition_reviewed: bool | None = None


def _forbidden(negative: InForce, what: str, *kinds: str) -> bool:
    """Whether what is bought is one of some kinds that the list in force forbids."""
    listed = [item for item in negative.items if item in kinds]
    return bool(what) and any(what in item or item in what or _alike(what, item) for item in listed)


def _alike(what: str, item: str) -> bool:
    """Whether a longer or shorter name means the listed kind."""
    return any(word in what for word in (item.removesuffix("用工"), item.removesuffix("行为")))


@rule("catalogue.enter", "catalogue.enter.outside_duty", STOP)
def outside_duty(law: LawOn, *, duty_in_force: bool, item: str = "") -> Found:
    """No duty of the township stands behind it."""
    if duty_in_force:
        return None
    return law["catalogue.negative_list"].broken("catalogue.enter.outside_duty", item=item)


@rule("catalogue.enter", "catalogue.enter.must_do_itself", STOP)
def must_do_itself(law: LawOn, *, direct_duty: bool, item: str = "") -> Found:
    """Government must do it itself: permits, penalties, force, decisions."""
    if not direct_duty:
        return None
    return law["catalogue.negative_list"].broken("catalogue.enter.must_do_itself", item=item)


@rule("catalogue.enter", "catalogue.enter.goods_or_works", STOP)
def goods_or_works(law: LawOn, *, object: str, item: str = "") -> Found:
    """It is goods or works, not a service."""
    negative = law["catalogue.negative_list"]
    if object not in {"货物", "工程", "goods", "works"} or "货物和工程" not in negative.items:
        return None
    return negative.broken("catalogue.enter.goods_or_works", item=item)


@rule("catalogue.enter", "catalogue.enter.bundled_works", STOP)
def bundled_works(law: LawOn, *, has_works_part: bool, item: str = "") -> Found:
    """Works are hidden in a bundle with a service."""
    negative = law["catalogue.negative_list"]
    if not has_works_part or "工程与服务打包" not in negative.items:
        return None
    also = [law.clause("financing-ban-87", "二")]
    return negative.broken("catalogue.enter.bundled_works", also=also, item=item)


@rule("catalogue.enter", "catalogue.enter.infrastructure", STOP)
def infrastructure(law: LawOn, *, object: str, item: str = "") -> Found:
    """It builds what may never be bought as a service."""
    banned = law["catalogue.infrastructure_banned"]
    if object not in banned.items:
        return None
    return banned.broken("catalogue.enter.infrastructure", item=item, kind=object)


@rule("catalogue.enter", "catalogue.enter.financing", STOP)
def financing(law: LawOn, *, financing_signs: tuple[str, ...], item: str = "") -> Found:
    """The supplier finances the buyer."""
    if not financing_signs:
        return None
    also = [law["budget.borrowing_allowed"]]
    ground = law["catalogue.negative_list"]
    return ground.broken("catalogue.enter.financing", also=also, item=item, signs=tuple(financing_signs))


@rule("catalogue.enter", "catalogue.enter.financing", STOP)
def financing_object(law: LawOn, *, object: str, item: str = "") -> Found:
    """What is bought is financing itself."""
    negative = law["catalogue.negative_list"]
    if not _forbidden(negative, object, "融资行为"):
        return None
    return negative.broken("catalogue.enter.financing", item=item, signs=(object,))


@rule("catalogue.enter", "catalogue.enter.staffing", STOP)
def staffing(law: LawOn, *, object: str, item: str = "") -> Found:
    """People are hired, not work bought."""
    negative = law["catalogue.negative_list"]
    if not _forbidden(negative, object, *_STAFFING):
        return None
    return negative.broken("catalogue.enter.staffing", item=item or object, signs=(object,))


@rule("catalogue.enter", "catalogue.enter.staffing", STOP)
def staffing_by_signs(law: LawOn, *, staffing_signs: tuple[str, ...], item: str = "") -> Found:
    """Two or more signs of hiring people through a purchase."""
    negative = law["catalogue.negative_list"]
    if len(staffing_signs) < 2 or "人员招聘" not in negative.items:
        return None
    return negative.broken("catalogue.enter.staffing", item=item, signs=tuple(staffing_signs))


@rule("catalogue.enter", "catalogue.enter.other_forbidden", STOP)
def other_forbidden(law: LawOn, *, forbidden_by: str, item: str = "") -> Found:
    """Another statute forbids it."""
    if not forbidden_by:
        return None
    ground = law["catalogue.negative_list"]
    return ground.broken("catalogue.enter.other_forbidden", item=item, rule=forbidden_by)


@rule("catalogue.enter", "catalogue.enter.wrong_content", STOP)
def wrong_content(law: LawOn, *, content_kind: str, item: str = "") -> Found:
    """Neither a public service nor one that the buyer's own duty needs."""
    kinds = law["catalogue.content_kinds"]
    if content_kind in kinds.items:
        return None
    return kinds.broken("catalogue.enter.wrong_content", item=item, kinds=kinds.items)


@rule("catalogue.enter", "catalogue.enter.outside_parent", STOP)
def outside_parent(
    law: LawOn, *, inside_parent: bool, item: str = "", parent: str = "上级指导性目录"
) -> Found:
    """The higher catalogue has no such item."""
    if inside_parent:
        return None
    ground = law["catalogue.must_be_inside_parent"]
    return ground.broken("catalogue.enter.outside_parent", item=item, parent=parent)


@rule("catalogue.enter", "catalogue.enter.screening_missing", STOP)
def screening_missing(law: LawOn, *, unanswered: tuple[str, ...], item: str = "") -> Found:
    """One of the screening questions has no answer."""
    if not unanswered:
        return None
    ground = law.clause("county-a", "目录筛选")
    return ground.broken("catalogue.enter.screening_missing", item=item, missing=tuple(unanswered))


def reviews_wanted(law: LawOn) -> tuple[str, ...]:
    """The reviews that must come first, in order: the parameter's, then what the place's pack adds."""
    ground = law.get("catalogue.reviews")
    place = law.pack.reviews.get("catalogue.adopt", ()) if law.pack else ()
    return tuple(dict.fromkeys((*(ground.items if ground else ()), *place)))


@rule("catalogue.adopt", "catalogue.adopt.review_missing", STOP)
def review_missing(law: LawOn, *, reviews_passed: tuple[str, ...]) -> Found:
    """A review that must come first is absent or negative."""
    missing = tuple(name for name in reviews_wanted(law) if name not in reviews_passed)
    if not missing:
        return None
    ground = law.get("catalogue.reviews") or law["catalogue.consultation"]
    return ground.broken("catalogue.adopt.review_missing", missing=missing)


@rule("catalogue.adopt", "catalogue.adopt.no_consultation", STOP)
def no_consultation(law: LawOn, *, departments_consulted: int) -> Found:
    """No department was asked."""
    if departments_consulted > 0:
        return None
    return law["catalogue.consultation"].broken("catalogue.adopt.no_consultation")


@rule("catalogue.adopt", "catalogue.adopt.no_fair_competition_review", STOP)
def no_fair_competition_review(law: LawOn, *, touches_suppliers: bool, competition_reviewed: bool) -> Found:
    """It says who may supply, and nobody looked at competition."""
    if not touches_suppliers or competition_reviewed:
        return None
    return law["catalogue.fair_competition_review"].broken("catalogue.adopt.no_fair_competition_review")


@rule("catalogue.publish", "catalogue.publish.overdue", WARN)
def publish_overdue(
    law: LawOn, *, adopted_on: date, published_on: date | None = None, today: date | None = None
) -> Found:
    """The catalogue is not made public in time."""
    within, end = law["catalogue.publish_within"], published_on or today
    days = law.calendar.working_days(adopted_on, end) if end else 0
    if days <= within.amount:
        return None
    return within.broken("catalogue.publish.overdue", days=days, limit=within.amount)


@rule(("catalogue.use", "plans.submit"), "catalogue.use.not_in_force", STOP)
def not_in_force(law: LawOn, *, item_in_force: bool, item: str = "", until: date | None = None) -> Found:
    """The item was dropped before the plan was handed in."""
    if item_in_force:
        return None
    ground = law.clause("purchase-of-services-measures", "第十四条")
    return ground.broken("catalogue.use.not_in_force", item=item, until=until)
