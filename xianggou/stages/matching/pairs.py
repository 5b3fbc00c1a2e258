"""Whether an offer may serve a need: a dozen tests, all run, all kept, none of them by likeness of words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Test(StrEnum):
    """One test of a pair, in the order in which a clerk reads them."""

    __test__ = False  # not a test of the software

    OFF_LIST = "pair.off_list"  # the offer stands on this quarter's published list
    CLASS = "pair.class"  # same class or same catalogue item: only then it is a candidate at all
    NOT_LINKED = "pair.not_linked"  # a person has said that this matter is served by this offer
    DUTY = "pair.duty"  # the offer's level has a duty to do it
    AREA = "pair.area"  # the need's place lies in the areas served
    GROUP = "pair.group"  # the people are those whom the offer serves
    PERIOD = "pair.period"  # they meet on at least one day of the quarter
    UNIT = "pair.unit"  # counted the same way
    STANDARD = "pair.standard"  # not below the standard asked for
    NEW_BURDEN = "pair.new_burden"  # nobody's budget grows by it
    NOT_PURCHASABLE = "pair.not_purchasable"  # what is asked for may not be bought: answered, never matched
    SET_ASIDE = "pair.set_aside"  # a clerk has forbidden this pair, with a reason


class Answered(StrEnum):
    """What a person has said of a matter and an offer."""

    UNASKED = "unasked"
    YES = "yes"
    NO = "no"
    CHANGED = "changed"  # yes or no, but the offer reads otherwise now: to be asked again


class Money(StrEnum):
    """Who pays for an offer."""

    FREE = "free"
    BUDGETED = "budgeted"  # stands in the provider's own budget, document named
    LINE = "line"  # paid from a funds line named in an act
    NONE = "none"


Window = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Quarter:
    """The quarter of a run: its name and its days."""

    year: int
    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A need as the tests see it. `places`: its own code and those of every place around it, smallest first."""

    id: int
    matter: str
    class_code: str
    catalogue_code: str
    places: tuple[str, ...]
    groups: frozenset[str]  # empty: everybody
    windows: tuple[Window, ...]  # empty: the whole year
    unit: str
    standard: int | None
    duty_levels: frozenset[str]  # levels that have a duty basis for the class
    is_purchasable: bool = True


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as the tests see it. `series`: the same offer through the quarters; `face`: what a link was given for."""

    id: int
    series: str
    face: str
    class_code: str
    catalogue_code: str
    list_year: int
    list_quarter: int
    is_published: bool
    is_withdrawn: bool
    level: str
    areas: frozenset[str]
    groups: frozenset[str]  # empty: everybody
    windows: tuple[Window, ...]  # empty: the whole quarter
    unit: str
    standard: int | None
    money: Money
    line: str = ""
    unit_cost_fen: int = 0
    batch_min: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A person's remembered answer, and the face of the offer it was given for."""

    is_served: bool
    face: str


@dataclass(frozen=True, slots=True)
class Around:
    """What every pair of a run shares."""

    quarter: Quarter
    links: Mapping[tuple[str, str], Link]  # (matter, series)
    free_fen: Mapping[str, int]  # funds line -> what it may still pay
    set_aside: frozenset[tuple[int, int]] = frozenset()  # (need, offer)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every test that a pair does not pass."""

    failed: tuple[Test, ...]
    answered: Answered

    @property
    def passes(self) -> bool:
        """Whether units may be given."""
        return not self.failed

    @property
    def is_candidate(self) -> bool:
        """Whether the two have anything to do with each other this quarter."""
        return Test.CLASS not in self.failed and Test.OFF_LIST not in self.failed


def answered(need: Asked, offer: Offered, around: Around) -> Answered:
    """What a person has said of the need's matter and the offer's series."""
    link = around.links.get((need.matter, offer.series)) if need.matter else None
    if link is None:
        return Answered.UNASKED
    if link.face != offer.face:
        return Answered.CHANGED
    return Answered.YES if link.is_served else Answered.NO


def is_same_kind(need: Asked, offer: Offered) -> bool:
    """Same class or same catalogue item; nothing equals what is not known."""
    same_class = bool(need.class_code) and need.class_code == offer.class_code
    return same_class or (bool(need.catalogue_code) and need.catalogue_code == offer.catalogue_code)


def is_listed(offer: Offered, quarter: Quarter) -> bool:
    """On the list of just this quarter, published and not withdrawn: last quarter's word does not hold."""
    this = (offer.list_year, offer.list_quarter) == (quarter.year, quarter.number)
    return this and offer.is_published and not offer.is_withdrawn


def meet_in(quarter: Quarter, asked: Iterable[Window], offered: Iterable[Window]) -> bool:
    """Whether two sets of windows have a day of the quarter in common; no window means all of it."""
    whole = ((quarter.starts_on, quarter.ends_on),)
    return any(
        max(a[0], b[0], quarter.starts_on) <= min(a[1], b[1], quarter.ends_on)
        for a in tuple(asked) or whole
        for b in tuple(offered) or whole
    )


def is_paid_for(offer: Offered, free_fen: Mapping[str, int]) -> bool:
    """Free, in the provider's own budget, or from a named line that has at least one unit left."""
    if offer.money is Money.LINE:
        return bool(offer.line) and free_fen.get(offer.line, 0) >= max(offer.unit_cost_fen, 1)
    return offer.money is not Money.NONE


def judge(need: Asked, offer: Offered, around: Around) -> Verdict:
    """Run every test of a pair; the order of the failed ones is that of the tests."""
    said = answered(need, offer, around)
    failed = []
    if not is_listed(offer, around.quarter):
        failed.append(Test.OFF_LIST)
    # Who links across classes has said so with a note: the person's yes is the class then.
    if not is_same_kind(need, offer) and said is not Answered.YES:
        failed.append(Test.CLASS)
    if said is not Answered.YES:
        failed.append(Test.NOT_LINKED)
    if offer.level not in need.duty_levels:
        failed.append(Test.DUTY)
    if offer.areas.isdisjoint(need.places):
        failed.append(Test.AREA)
    if need.groups and offer.groups and need.groups.isdisjoint(offer.groups):
        failed.append(Test.GROUP)
    if not meet_in(around.quarter, need.windows, offer.windows):
        failed.append(Test.PERIOD)
    if need.unit != offer.unit:
        failed.append(Test.UNIT)
    if need.standard is not None and (offer.standard is None or offer.standard < need.standard):
        failed.append(Test.STANDARD)
    if not is_paid_for(offer, around.free_fen):
        failed.append(Test.NEW_BURDEN)
    if not need.is_purchasable:
        failed.append(Test.NOT_PURCHASABLE)
    if (need.id, offer.id) in around.set_aside:
        failed.append(Test.SET_ASIDE)
    return Verdict(tuple(failed), said)


def candidates(
    needs: Iterable[Asked], offers: Iterable[Offered], around: Around
) -> dict[tuple[int, int], Verdict]:
    """The verdict of every pair of one class or one catalogue item, or that a person has linked; others are not looked at."""
    by_class: dict[str, list[Offered]] = {}
    by_item: dict[str, list[Offered]] = {}
    by_series: dict[str, list[Offered]] = {}
    for offer in sorted(offers, key=lambda o: o.id):
        by_class.setdefault(offer.class_code, []).append(offer)
        by_item.setdefault(offer.catalogue_code, []).append(offer)
        by_series.setdefault(offer.series, []).append(offer)
    linked: dict[str, list[Offered]] = {}
    for (matter, series), link in around.links.items():
        if link.is_served:
            linked.setdefault(matter, []).extend(by_series.get(series, ()))
    found = {}
    for need in sorted(needs, key=lambda n: n.id):
        near = {o.id: o for o in by_class.get(need.class_code, ()) if need.class_code}
        near |= {o.id: o for o in by_item.get(need.catalogue_code, ()) if need.catalogue_code}
        near |= {o.id: o for o in linked.get(need.matter, ()) if need.matter}
        for offer_id in sorted(near):
            found[need.id, offer_id] = judge(need, near[offer_id], around)
    return found
