"""What of a past year's item no longer holds in the year it is copied into."""

from dataclasses import dataclass

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

_COPY = "plans.copy"
_SERVICES = "purchase-of-services-measures"


@dataclass(frozen=True, slots=True)
class Copying:
    """What copying one item depends on; `None` is not known yet, such as the funds of a year to come."""

    name: str | None = None
    item_in_catalogue: bool | None = None
    unit_before: str | None = None
    unit_now: str | None = None
    duty_is_own: bool | None = None
    buyer_open: bool | None = None
    office_open: bool | None = None
    funds_ended: tuple[str, ...] | None = None
    standard_before: int | None = None
    standard_now: int | None = None
    is_running: bool | None = None
    later_fen: int | None = None
    planned_fen: int | None = None
    money_certain_fen: int | None = None


@rule(_COPY, "plans.copy.item_dropped", STOP)
def item_dropped(law: LawOn, *, item_in_catalogue: bool, name: str = "") -> Found:
    """The catalogue in force does not have it any more."""
    if item_in_catalogue:
        return None
    return law.clause(_SERVICES, "第十四条").broken("plans.copy.item_dropped", name=name)


@rule(_COPY, "plans.copy.duty_gone", STOP)
def duty_gone(law: LawOn, *, duty_is_own: bool, name: str = "") -> Found:
    """The duty list in force does not let the township buy it any more."""
    if duty_is_own:
        return None
    return law["duties.purchasable_kinds"].broken("plans.copy.duty_gone", name=name)


@rule(_COPY, "plans.copy.buyer_closed", STOP)
def buyer_closed(law: LawOn, *, buyer_open: bool, name: str = "") -> Found:
    """The body that bought it is closed."""
    return None if buyer_open else law["suppliers.buyers"].broken("plans.copy.buyer_closed", name=name)


@rule(_COPY, "plans.copy.nothing_planned", STOP)
def nothing_planned(law: LawOn, *, is_running: bool, later_fen: int, name: str = "") -> Found:
    """A project of several years for which no money was planned in this one."""
    if not is_running or later_fen > 0:
        return None
    return law.clause(_SERVICES, "第十六条").broken("plans.copy.nothing_planned", name=name)


@rule(_COPY, "plans.copy.unit_changed", WARN)
def unit_changed(law: LawOn, *, unit_before: str, unit_now: str, name: str = "") -> Found:
    """The catalogue counts it in another unit now."""
    if unit_before == unit_now or not unit_now:
        return None
    ground = law.clause(_SERVICES, "第十四条")
    return ground.broken("plans.copy.unit_changed", name=name, before=unit_before, now=unit_now)


@rule(_COPY, "plans.copy.office_closed", WARN)
def office_closed(law: LawOn, *, office_open: bool, name: str = "") -> Found:
    """The office that led it is no office of the township any more."""
    if office_open:
        return None
    return law.clause(_SERVICES, "第二十条").broken("plans.copy.office_closed", name=name)


@rule(_COPY, "plans.copy.fund_ended", WARN)
def fund_ended(law: LawOn, *, funds_ended: tuple[str, ...], name: str = "") -> Found:
    """A fund that paid it gives the township nothing this year."""
    if not funds_ended:
        return None
    return law["budget.only_budgeted"].broken("plans.copy.fund_ended", name=name, funds=funds_ended)


@rule(_COPY, "plans.copy.standard_changed", WARN)
def standard_changed(law: LawOn, *, standard_before: int, standard_now: int, name: str = "") -> Found:
    """Another version of the standard holds now."""
    if standard_before == standard_now:
        return None
    ground = law.clause(_SERVICES, "第二十条")
    return ground.broken("plans.copy.standard_changed", name=name, before=standard_before, now=standard_now)


@rule(_COPY, "plans.copy.over_pocket", WARN)
def over_pocket(law: LawOn, *, planned_fen: int, money_certain_fen: int, name: str = "") -> Found:
    """With it the plate is larger than the pocket."""
    if planned_fen <= money_certain_fen:
        return None
    return law["budget.only_budgeted"].broken(
        "plans.copy.over_pocket",
        name=name,
        plan_fen=planned_fen,
        money_fen=money_certain_fen,
        over_fen=planned_fen - money_certain_fen,
    )
