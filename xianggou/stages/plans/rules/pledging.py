"""What a township must pledge about the posts whose work it buys (事进人退)."""

from dataclasses import dataclass
from datetime import date

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

_PLEDGE = "plans.pledge"


@dataclass(frozen=True, slots=True)
class Pledging:
    """What a pledge depends on. Money in 分 a year."""

    name: str | None = None
    wrong_ways: tuple[str, ...] | None = None
    pledged_elsewhere: tuple[str, ...] | None = None
    by_on: date | None = None
    service_ends_on: date | None = None
    cost_fen: int | None = None
    price_fen: int | None = None


@rule(_PLEDGE, "plans.pledge.wrong_way", STOP)
def wrong_way(law: LawOn, *, wrong_ways: tuple[str, ...]) -> Found:
    """Staff of the establishment can't be cut, contract staff is not moved; who holds an office leaves neither way."""
    ways = law["plans.staff_exit_kinds"]
    return ways.broken("plans.pledge.wrong_way", posts=wrong_ways, ways=ways.items) if wrong_ways else None


@rule(_PLEDGE, "plans.pledge.pledged_elsewhere", STOP)
def pledged_elsewhere(law: LawOn, *, pledged_elsewhere: tuple[str, ...]) -> Found:
    """A post stands in the pledge of another purchase already: one post saves once."""
    if not pledged_elsewhere:
        return None
    ways = law["plans.staff_exit_kinds"]
    return ways.broken("plans.pledge.pledged_elsewhere", posts=pledged_elsewhere)


@rule(_PLEDGE, "plans.pledge.too_late", STOP)
def too_late(law: LawOn, *, by_on: date, service_ends_on: date) -> Found:
    """The posts would leave only after the service ended."""
    if by_on <= service_ends_on:
        return None
    ways = law["plans.staff_exit_kinds"]
    return ways.broken("plans.pledge.too_late", on=by_on, until=service_ends_on)


@rule(_PLEDGE, "plans.pledge.saves_nothing", WARN)
def saves_nothing(law: LawOn, *, cost_fen: int, price_fen: int) -> Found:
    """The service costs more than the posts that end."""
    if cost_fen >= price_fen:
        return None
    ways = law["plans.staff_exit_kinds"]
    return ways.broken(
        "plans.pledge.saves_nothing", cost_fen=cost_fen, price_fen=price_fen, more_fen=price_fen - cost_fen
    )


@rule("plans.submit", "plans.submit.pledge_unsigned", STOP)
def pledge_unsigned(law: LawOn, *, pledge_made: bool, pledge_signed: bool, name: str = "") -> Found:
    """The leader of the township has not signed the pledge."""
    if not pledge_made or pledge_signed:
        return None
    return law["plans.staff_exit_kinds"].broken("plans.submit.pledge_unsigned", name=name)


@rule("plans.submit", "plans.submit.pledge_outdated", STOP)
def pledge_outdated(law: LawOn, *, pledged_price_fen: int, budget_fen: int, name: str = "") -> Found:
    """The saving was pledged against another price than the one that is asked for."""
    if pledged_price_fen == budget_fen:
        return None
    ways = law["plans.staff_exit_kinds"]
    return ways.broken(
        "plans.submit.pledge_outdated", name=name, price_fen=pledged_price_fen, budget_fen=budget_fen
    )
