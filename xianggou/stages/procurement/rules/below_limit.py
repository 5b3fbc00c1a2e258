"""Purchases below the limit: the place's own steps, and duties that must not meet in one person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xianggou.core.findings import Finding
from xianggou.core.law import InForce, LawOn
from xianggou.core.rules import STOP, STOP_UNTIL_REASON, Found, rule

_BELOW = "procurement.below_limit"


@dataclass(frozen=True, slots=True)
class QuoteComparison:
    """What choosing a supplier below the limit depends on.

    `persons` names, for each duty of `procurement.separated_duties` done in this dossier, who did it.
    """

    below_limit: bool | None = None
    name: str | None = None
    activity_started_on: date | None = None
    value_fen: int | None = None
    control: str | None = None
    quotes: int | None = None
    amounts_fen: tuple[int, ...] | None = None
    same_class: bool | None = None
    persons: Mapping[str, int] | None = None
    person_names: Mapping[int, str] | None = None


def incompatible_duties(pairs: Sequence[str], persons: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
    """Pairs of duties that one person has done in a dossier: first duty, second duty, person.

    `pairs` are the items of `procurement.separated_duties` (`A与B`); `persons` maps a duty to who did it.
    """
    for pair in pairs:
        first, mark, second = pair.partition("与")
        if mark and first in persons and persons.get(second) == persons[first]:
            yield first, second, persons[first]


def separated(law: LawOn, persons: Mapping[str, int]) -> tuple[InForce, tuple[tuple[str, str, int], ...]]:
    """The rule on incompatible duties and the pairs it finds.  Law: procurement.separated_duties."""
    ground = law["procurement.separated_duties"]
    return ground, tuple(incompatible_duties(ground.items, persons))


@rule(_BELOW, "procurement.below_limit.no_control", STOP)
def no_control(law: LawOn, *, value_fen: int, control: str, name: str = "") -> Found:
    """No step of the place's internal control was named, or not the one for this sum."""
    limit, ground = law["procurement.limit"], law["procurement.below_limit_controls"]
    if value_fen >= limit.amount:
        return None
    band = law.internal_control(value_fen)
    wanted = band.method if band else ""
    if control and (not wanted or control == wanted):
        return None
    local = law.get("procurement.below_limit_steps")
    values = {"name": name, "value_fen": value_fen, "wanted": wanted, "control": control}
    return ground.broken("procurement.below_limit.no_control", also=[local] if local else [], **values)


@rule(_BELOW, "procurement.below_limit.too_few_quotes", STOP_UNTIL_REASON)
def too_few_quotes(law: LawOn, *, value_fen: int, quotes: int) -> Found:
    """Fewer quotes than the place asks for this sum."""
    steps, band = law["procurement.below_limit_steps"], law.internal_control(value_fen)
    if band is None or value_fen >= law["procurement.limit"].amount or quotes >= band.quotes_min:
        return None
    code = "procurement.below_limit.too_few_quotes"
    return steps.broken(code, n=quotes, limit=band.quotes_min, decided_by=band.decided_by)


@rule(
    (_BELOW, "procurement.award", "delivery.accept", "payments.request", "payments.pay"),
    "procurement.below_limit.same_person",
    STOP,
)
def same_person(
    law: LawOn, *, persons: Mapping[str, int], person_names: Mapping[int, str] | None = None
) -> Iterable[Finding]:
    """One person holds two duties of the dossier that must be apart."""
    ground, pairs = separated(law, persons)
    for first, second, person in pairs:
        who = (person_names or {}).get(person, str(person))
        yield ground.broken("procurement.below_limit.same_person", person=who, a=first, b=second)
