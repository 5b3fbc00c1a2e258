"""How long a project runs: one year as a rule, longer under conditions, its later years planned but not budgeted."""

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

_SUBMIT = "plans.submit"
_SERVICES = "purchase-of-services-measures"


@rule(_SUBMIT, "plans.submit.term_over_long", STOP)
def term_over_long(law: LawOn, *, term_months: int) -> Found:
    """Longer than the law lets a service run."""
    longest = law["contracts.term_long_max"]
    if term_months <= longest.amount:
        return None
    return longest.broken("plans.submit.term_over_long", months=term_months, limit=longest.amount)


@rule(_SUBMIT, "plans.submit.term_conditions", STOP)
def term_conditions(
    law: LawOn, *, term_months: int, long_conditions: tuple[str, ...] = (), name: str = ""
) -> Found:
    """Longer than usual, and not every condition for that is shown."""
    usual, conditions = law["contracts.term_usual_max"], law["contracts.term_long_conditions"]
    missing = tuple(one for one in conditions.items if one not in long_conditions)
    if term_months <= usual.amount or not missing:
        return None
    return conditions.broken(
        "plans.submit.term_conditions", also=[usual], name=name, months=term_months, missing=missing
    )


@rule(_SUBMIT, "plans.submit.later_years_open", STOP)
def later_years_open(law: LawOn, *, term_months: int, years_without_money: tuple[int, ...]) -> Found:
    """Longer than usual, and no money is planned for a later year of it."""
    usual = law["contracts.term_usual_max"]
    if term_months <= usual.amount or not years_without_money:
        return None
    also = [law.clause(_SERVICES, "第十六条")]
    return law["contracts.term_long_conditions"].broken(
        "plans.submit.later_years_open", also=also, years=years_without_money
    )


@rule(_SUBMIT, "plans.submit.later_years_idle", STOP)
def later_years_idle(law: LawOn, *, years_without_service: tuple[int, ...]) -> Found:
    """Money is planned for a year in which no service is bought."""
    if not years_without_service:
        return None
    ground = law.clause(_SERVICES, "第十六条")
    return ground.broken("plans.submit.later_years_idle", years=years_without_service)


@rule(_SUBMIT, "plans.submit.beyond_medium_term", STOP)
def beyond_medium_term(law: LawOn, *, plan_year: int, last_year: int) -> Found:
    """Money is planned beyond the years that the finance office plans for."""
    horizon = law["budget.medium_term_years"]
    last = plan_year + horizon.amount
    if last_year <= last:
        return None
    return horizon.broken("plans.submit.beyond_medium_term", year=last_year, last=last)


@rule(_SUBMIT, "plans.submit.no_owner", WARN)
def no_owner(law: LawOn, *, owner_named: bool, name: str = "") -> Found:
    """No office and no seat answers for it."""
    if owner_named:
        return None
    ground = law.clause(_SERVICES, "第二十条")
    return ground.broken("plans.submit.no_owner", name=name)


@rule(_SUBMIT, "plans.submit.standard_replaced", WARN)
def standard_replaced(law: LawOn, *, standard_current: bool, name: str = "") -> Found:
    """A newer standard was issued since the item was written."""
    if standard_current:
        return None
    ground = law.clause(_SERVICES, "第二十条")
    return ground.broken("plans.submit.standard_replaced", name=name)


@rule(_SUBMIT, "plans.submit.dates_open", WARN)
def dates_open(law: LawOn, *, dates_open: bool, name: str = "") -> Found:
    """Nobody wrote from when to when."""
    if not dates_open:
        return None
    ground = law.clause(_SERVICES, "第二十条")
    return ground.broken("plans.submit.dates_open", name=name)
