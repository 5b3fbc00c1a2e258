"""What stops items from being merged into a unified purchase, and the purchase from being confirmed."""

from dataclasses import dataclass

from xianggou.core.law import LawOn
from xianggou.core.rules import STOP, WARN, Found, rule

_BOTH = ("unified.propose", "unified.confirm")
GROUND = ("county-a", "委托统一实施")
FEWEST = 2  # one township alone merges nothing: that is arithmetic, not law


@dataclass(frozen=True, slots=True)
class Merging:
    """What merging depends on: the townships that take part, what does not fit, whose money is in use, who is silent."""

    title: str | None = None
    towns: int | None = None
    unlike: tuple[str, ...] | None = None
    in_use: tuple[str, ...] | None = None
    elsewhere: tuple[str, ...] | None = None
    unanswered: tuple[str, ...] | None = None
    item_department: str | None = None
    lead_name: str | None = None


@rule(_BOTH, "unified.merge.too_few", STOP)
def too_few(law: LawOn, *, towns: int, title: str = "") -> Found:
    """Fewer than two townships take part."""
    if towns >= FEWEST:
        return None
    return law.clause(*GROUND).broken("unified.merge.too_few", title=title, towns=towns)


@rule(_BOTH, "unified.merge.unlike", STOP)
def unlike(law: LawOn, *, unlike: tuple[str, ...]) -> Found:
    """An item differs in catalogue item, unit or year, or was not sent to finance."""
    if not unlike:
        return None
    return law.clause(*GROUND).broken("unified.merge.unlike", items=unlike)


@rule(_BOTH, "unified.merge.in_use", STOP)
def in_use(law: LawOn, *, in_use: tuple[str, ...]) -> Found:
    """The township already buys with this item's money."""
    if not in_use:
        return None
    return law.clause(*GROUND).broken("unified.merge.in_use", items=in_use)


@rule("unified.propose", "unified.merge.elsewhere", STOP)
def elsewhere(law: LawOn, *, elsewhere: tuple[str, ...]) -> Found:
    """An item stands in another unified purchase already."""
    if not elsewhere:
        return None
    return law.clause(*GROUND).broken("unified.merge.elsewhere", items=elsewhere)


@rule("unified.confirm", "unified.confirm.unanswered", STOP)
def unanswered(law: LawOn, *, unanswered: tuple[str, ...]) -> Found:
    """A township was asked and has not answered."""
    if not unanswered:
        return None
    return law.clause(*GROUND).broken("unified.confirm.unanswered", towns=unanswered)


@rule("unified.propose", "unified.propose.not_in_charge", WARN)
def not_in_charge(law: LawOn, *, item_department: str, lead_name: str) -> Found:
    """Another department is in charge of the item in the catalogue."""
    if not item_department or item_department in lead_name or lead_name in item_department:
        return None
    ground = law.clause(*GROUND)
    return ground.broken("unified.propose.not_in_charge", department=item_department, lead=lead_name)
