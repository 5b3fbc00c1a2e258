"""A department writes its offers: new, copied from last quarter and confirmed again, dropped, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, action
from xianggou.base.documents import series
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import Stale, plain
from xianggou.core.rules import judge
from xianggou.stages.resources import checking, queries
from xianggou.stages.resources.actions.pooling import part_all
from xianggou.stages.resources.checking import Written
from xianggou.stages.resources.models import Offer, Quarter, Sending, Series

NUMBERS = "ZY"
WHY_MOST = 300
PLAIN = (
    "title", "content", "class_name", "matter_id", "catalogue_code", "groups_text", "is_countable", "capacity", "batch_min",
    "standard", "money", "budget_ref", "unit_cost_fen", "only_by", "office",
)  # fmt: skip


def speaks(by: Acting, department_code: str, code: str) -> None:
    """Only the department itself writes its offers.  Raises: NotGranted."""
    if by.actor.kind != "system" and queries.seat_of(by.actor, department_code) is None:
        raise NotGranted(code)


def facts_of(it: Written, here: checking.Known) -> dict[str, Any]:
    """The columns of an offer as it was written and found right."""
    served = here.policy.served(it.groups_text)
    facts = {name: getattr(it, name) for name in PLAIN}
    facts |= {name: str(facts[name]).strip() for name in ("title", "content", "groups_text", "budget_ref")}
    return facts | {
        "aliases": [a.strip() for a in it.aliases if a.strip()],
        "groups": list(served.traits),
        "is_for_all": served.is_for_all,
        "areas": list(dict.fromkeys(it.areas)),
        "windows": [[a.isoformat(), b.isoformat()] for a, b in sorted(it.windows)],
        "unit": it.unit if it.is_countable else "",
        "fund_id": here.funds.get(it.fund_code) if it.money == Offer.Money.FUND else None,
    }


def as_written(offer: Offer) -> Written:
    """An offer as it would be written again."""
    facts = {name: getattr(offer, name) for name in PLAIN}
    fund = offer.fund
    return Written(
        **facts,
        aliases=offer.aliases,
        areas=offer.areas,
        windows=queries.windows_of(offer),
        unit=offer.unit,
        fund_code=fund.code if fund is not None else "",
    )


def series_called(department_code: str, place_code: str, title: str) -> Series:
    """The series that bears this title in any quarter, or a new one.  Queries: 1–2."""
    earlier = Offer.objects.filter(place_code=place_code, department_code=department_code, title=title)
    offer = earlier.select_related("series").order_by("-id").first()
    if offer is not None:
        return offer.series
    found, _made = Series.objects.get_or_create(
        place_code=place_code, department_code=department_code, title=title
    )
    return found


def _open_now(quarter: Quarter, sending: Sending | None) -> None:
    """The quarter has not ended and the list has not been sent.  Raises: BadInput."""
    if trails.today() > quarter.to_on:
        checking.refuse(
            [
                checking.problem(
                    "quarter", "over", gettext("这个季度已经过去"), gettext("报到现在的季度"), quarter.code
                )
            ]
        )
    if sending is not None and sending.status == Sending.Status.SENT:
        checking.refuse(
            [checking.problem("quarter", "sent", gettext("本季度的清单已经报送"), gettext("先收回，再添改"))]
        )


@action("resources.write", on=queries.locked_sending)
def write(sending: Sending, *, by: Acting, it: Written) -> Offer:
    """Write an offer into the department's list of a quarter.

    Law: resources.no_new_burden, resources.no_named_operator, catalogue.negative_list.  Locks: quarter, then the part.
    Raises: NotGranted, BadInput, Refused (nothing is written).
    """
    speaks(by, sending.department_code, "resources.write")
    quarter, day = sending.quarter, trails.today()
    _open_now(quarter, sending)
    here = checking.known(quarter, queries.policy_of(quarter.place_code))
    law = queries.law_on(quarter.place_code, day, quarter.opened_on)
    verdict = judge("resources.write", it.rule_facts(day), law)
    verdict.refuse_if_blocked()
    checking.refuse(checking.of_offer(it, quarter, here))
    title = it.title.strip()
    same = series_called(sending.department_code, quarter.place_code, title)
    if queries.live_offers(quarter.pk, sending.department_code).filter(series=same).exists():
        checking.refuse(
            [
                checking.problem(
                    "title",
                    "twice",
                    gettext("本季度已经有这一项"),
                    gettext("改原来的那一项，或换一个名称"),
                    title,
                )
            ]
        )
    made = Offer(
        quarter=quarter,
        place_code=quarter.place_code,
        register_id=quarter.register_id,
        code=series.take(quarter.place_code, NUMBERS, quarter.year).text,
        department_code=sending.department_code,
        series=same,
        confirmed_on=day,
        **facts_of(it, here),
    )
    trail.born(made, "resources.write", by=by, verdict=verdict, law=law, changes={"title": title})
    return made


@action("resources.edit", on=queries.locked_offer)
def edit(offer: Offer, *, by: Acting, it: Written, version: int | None = None) -> Offer:
    """Write a draft anew: looked at, so confirmed.  Raises: NotGranted, BadInput, Refused, Stale."""
    speaks(by, offer.department_code, "resources.edit")
    if offer.status != Offer.Status.DRAFT or (version is not None and version != offer.version):
        raise Stale()
    quarter, day = offer.quarter, trails.today()
    _open_now(quarter, None)
    here = checking.known(quarter, queries.policy_of(quarter.place_code))
    law = queries.law_on(quarter.place_code, day, quarter.opened_on)
    verdict = judge("resources.write", it.rule_facts(day), law)
    verdict.refuse_if_blocked()
    checking.refuse(checking.of_offer(it, quarter, here))
    facts = facts_of(it, here) | {"confirmed_on": day, "is_class_proposed": False}
    changes = {
        name: [getattr(offer, name), value] for name, value in facts.items() if getattr(offer, name) != value
    }
    for name, value in facts.items():
        setattr(offer, name, value)
    offer.version += 1
    told: dict[str, Any] = plain(changes)  # type: ignore[assignment]
    trail.note(offer, "resources.edit", by=by, verdict=verdict, law=law, changes=told)
    offer.save(update_fields=[*facts, "version"])
    return offer


@action("resources.confirm", on=queries.locked_offer)
def confirm(offer: Offer, *, by: Acting) -> Offer:
    """Confirm a copied offer for this quarter as it stands.  Raises: NotGranted, BadInput, Refused, Stale."""
    speaks(by, offer.department_code, "resources.confirm")
    if offer.status != Offer.Status.DRAFT:
        raise Stale()
    quarter, day = offer.quarter, trails.today()
    _open_now(quarter, None)
    it = as_written(offer)
    here = checking.known(quarter, queries.policy_of(quarter.place_code))
    law = queries.law_on(quarter.place_code, day, quarter.opened_on)
    verdict = judge("resources.write", it.rule_facts(day), law)
    verdict.refuse_if_blocked()
    checking.refuse(checking.of_offer(it, quarter, here))
    offer.confirmed_on, offer.is_class_proposed = day, False
    trail.note(offer, "resources.confirm", by=by, verdict=verdict, law=law)
    offer.save(update_fields=["confirmed_on", "is_class_proposed"])
    return offer


@action("resources.copy", on=queries.locked_sending)
def copy(sending: Sending, *, by: Acting, offer_ids: Sequence[int] | None = None) -> list[Offer]:
    """Copy earlier published offers into this quarter, unconfirmed; all that can be copied, or those named.

    The series stays; the days become those of this quarter.  Raises: NotGranted, BadInput.
    """
    speaks(by, sending.department_code, "resources.copy")
    quarter = sending.quarter
    _open_now(quarter, sending)
    found = queries.copyable(sending.department_code, quarter)
    if offer_ids is not None:
        found = [o for o in found if o.pk in set(offer_ids)]
    if not found:
        checking.refuse(
            [checking.problem("offers", "none", gettext("没有可以沿用的资源"), gettext("直接添写"))]
        )
    codes = series.take_many(quarter.place_code, NUMBERS, quarter.year, len(found))
    return [_copied(old, sending, code, by) for old, code in zip(found, codes, strict=True)]


def _copied(old: Offer, sending: Sending, code: str, by: Acting) -> Offer:
    quarter = sending.quarter
    kept = (*PLAIN, "aliases", "groups", "is_for_all", "areas", "unit", "fund_id")
    made = Offer(
        quarter=quarter,
        place_code=quarter.place_code,
        register_id=quarter.register_id,
        code=code,
        department_code=sending.department_code,
        series_id=old.series_id,
        windows=[[quarter.from_on.isoformat(), quarter.to_on.isoformat()]],
        **{name: getattr(old, name) for name in kept},
    )
    trail.born(made, "resources.copy", by=by, changes={"from": old.code})
    return made


@action("resources.drop", on=queries.locked_offer)
def drop(offer: Offer, *, by: Acting, why: str = "") -> Offer:
    """Leave a draft out of the list.  Raises: NotGranted, Stale."""
    speaks(by, offer.department_code, "resources.drop")
    checking.refuse(checking.said("why", why, WHY_MOST, needed=False))
    trail.move(offer, "resources.drop", Offer.Status.DROPPED, by=by, why=why.strip())
    return offer


@action("resources.withdraw", on=queries.locked_offer)
def withdraw(offer: Offer, *, by: Acting, why: str) -> Offer:
    """Withdraw an offer that was sent or published, with a reason that everybody reads; its pool is parted.

    The published list stays as it was; the next version is without it.  Raises: NotGranted, BadInput, Stale.
    """
    speaks(by, offer.department_code, "resources.withdraw")
    checking.refuse(checking.said("why", why, WHY_MOST))
    day = trails.today()
    reason = why.strip()
    trail.move(
        offer, "resources.withdraw", Offer.Status.WITHDRAWN, by=by, why=reason, withdrawn_on=day, withdrawn_why=reason,
    )  # fmt: skip
    part_all(offer, gettext("%(code)s 已撤回") % {"code": offer.code}, by)
    return offer
