"""Who may speak at which desk, in which turn, and when a verdict can be drawn."""

from dataclasses import dataclass

from xianggou.core.law import Ground, LawOn
from xianggou.core.rules import STOP, Found, rule

_OPINE = "reviews.opine"
_NAME = "reviews.stand_in"


@dataclass(frozen=True, slots=True)
class Speaking:
    """What giving an opinion at a desk, or being named for one, depends on."""

    name: str | None = None
    basis: str | None = None
    seat: str | None = None
    person_name: str | None = None
    at_desk: bool | None = None
    person_id: int | None = None
    author_ids: tuple[int, ...] | None = None
    recused_ids: tuple[int, ...] | None = None
    other_desk: str | None = None
    is_ordered: bool | None = None
    waits_for: tuple[str, ...] | None = None
    desk_is_open: bool | None = None


@dataclass(frozen=True, slots=True)
class Concluding:
    """What drawing the verdict of a round depends on."""

    name: str | None = None
    basis: str | None = None
    is_lead: bool | None = None
    lead: str | None = None
    missing: tuple[str, ...] | None = None
    changed_parts: tuple[str, ...] | None = None


def _ground(law: LawOn, basis: str) -> Ground:
    """The clause that names the desks; where the place has none of its own, that duties are kept apart."""
    return (law.get(basis) if basis else None) or law["procurement.separated_duties"]


@rule((_OPINE, "reviews.conclude"), "reviews.opine.not_at_desk", STOP)
def not_at_desk(law: LawOn, *, at_desk: bool, name: str = "", basis: str = "") -> Found:
    """The person holds no seat of any desk, nor stands in for one."""
    return None if at_desk else _ground(law, basis).broken("reviews.opine.not_at_desk", name=name)


@rule((_OPINE, _NAME), "reviews.opine.own", STOP)
def own(law: LawOn, *, person_id: int, author_ids: tuple[int, ...], person_name: str = "") -> Found:
    """Who wrote or sent it also reviews it."""
    if person_id not in author_ids:
        return None
    return law["procurement.separated_duties"].broken("reviews.opine.own", person=person_name)


@rule((_OPINE, _NAME), "reviews.opine.recused", STOP)
def recused(
    law: LawOn, *, person_id: int, recused_ids: tuple[int, ...], person_name: str = "", basis: str = ""
) -> Found:
    """Who stepped aside does not speak."""
    if person_id not in recused_ids:
        return None
    return _ground(law, basis).broken("reviews.opine.recused", person=person_name)


@rule((_OPINE, _NAME), "reviews.opine.two_desks", STOP)
def two_desks(law: LawOn, *, other_desk: str, person_name: str = "") -> Found:
    """One person speaks for two desks."""
    if not other_desk:
        return None
    ground = law["procurement.separated_duties"]
    return ground.broken("reviews.opine.two_desks", person=person_name, desk=other_desk)


@rule(_OPINE, "reviews.opine.out_of_turn", STOP)
def out_of_turn(
    law: LawOn, *, is_ordered: bool, waits_for: tuple[str, ...], seat: str = "", basis: str = ""
) -> Found:
    """An earlier desk has not agreed yet."""
    if not is_ordered or not waits_for:
        return None
    return _ground(law, basis).broken("reviews.opine.out_of_turn", desk=seat, missing=waits_for)


@rule(_NAME, "reviews.stand_in.not_needed", STOP)
def not_needed(law: LawOn, *, desk_is_open: bool, seat: str = "", basis: str = "") -> Found:
    """The desk's own people can still speak, and in time."""
    if desk_is_open:
        return None
    return _ground(law, basis).broken("reviews.stand_in.not_needed", desk=seat)


@rule(("reviews.conclude", _NAME), "reviews.conclude.not_lead", STOP)
def not_lead(law: LawOn, *, is_lead: bool, lead: str = "", basis: str = "") -> Found:
    """Another desk than the leading one draws the verdict."""
    return None if is_lead else _ground(law, basis).broken("reviews.conclude.not_lead", desk=lead)


@rule("reviews.conclude", "reviews.conclude.missing", STOP)
def missing(law: LawOn, *, missing: tuple[str, ...], basis: str = "") -> Found:
    """Somebody has not spoken on something."""
    return _ground(law, basis).broken("reviews.conclude.missing", missing=missing) if missing else None


@rule("reviews.conclude", "reviews.conclude.changed", STOP)
def changed(law: LawOn, *, changed_parts: tuple[str, ...], name: str = "", basis: str = "") -> Found:
    """What was reviewed is not what stands there now."""
    if not changed_parts:
        return None
    return _ground(law, basis).broken("reviews.conclude.changed", name=name, fields=changed_parts)
