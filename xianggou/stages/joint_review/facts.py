"""What the offices judge: an item's own content by subject. Equal content, equal digest; figures around it are not in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from xianggou.base.reviews.asked import PartAsked

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem

Sources = Mapping[str, int]


def money(item: PlanItem, sources: Sources) -> dict[str, Any]:
    """Where the money comes from."""
    return {
        "budget_fen": item.budget_fen,
        "later_years_fen": list(item.later_years_fen),
        "sources": dict(sorted(sources.items())),
    }


def scheme(item: PlanItem, _sources: Sources) -> dict[str, Any]:
    """What is to be done, until when, how it is measured and accepted."""
    return {
        "name": item.name,
        "catalogue_code": item.catalogue_code,
        "duty_code": item.duty_code,
        "quantity": str(item.quantity),
        "unit": item.unit,
        "starts_on": item.starts_on,
        "ends_on": item.ends_on,
        "office": item.office,
        "owner_seat": item.owner_seat_id,
        "long_term": item.long_term,
        "standard": item.standard_id,
        "target": item.target,
        "acceptance": item.acceptance,
        "feasibility": item.feasibility,
        "ex_ante": item.ex_ante,
        "posts_cut": item.posts_cut,
        "posts_reason": item.posts_reason,
    }


def method(item: PlanItem, _sources: Sources) -> dict[str, Any]:
    """How it is to be bought, for how much."""
    return {
        "method": item.method,
        "carried_out": item.carried_out,
        "budget_fen": item.budget_fen,
        "catalogue_code": item.catalogue_code,
    }


SUBJECTS: Mapping[str, Callable[[PlanItem, Sources], dict[str, Any]]] = {
    "资金来源": money,
    "实施方案": scheme,
    "采购方式": method,
}


def parts(item: PlanItem, sources: Sources, subjects: tuple[str, ...]) -> list[PartAsked]:
    """The subjects that the place names, each with its content; one the house does not know is judged on all of it."""
    return [PartAsked(name, _content(name, item, sources)) for name in subjects]


def _content(name: str, item: PlanItem, sources: Sources) -> dict[str, Any]:
    known = SUBJECTS.get(name)
    if known is not None:
        return known(item, sources)
    return {key: value for one in SUBJECTS.values() for key, value in one(item, sources).items()}
