"""The list of a quarter is published: a frozen version that replaces the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import plain
from xianggou.stages.resources import checking, queries
from xianggou.stages.resources.actions.writing import WHY_MOST
from xianggou.stages.resources.models import ListedOffer, Offer, Pool, Quarter, ResourceList, Sending


@action("resources.publish", on=queries.locked_quarter)
def publish(quarter: Quarter, *, by: Acting, why: str = "") -> ResourceList:
    """Publish what departments have sent as the next version of the quarter's list; by class, department, number.

    The same lines as in the version in force issue no new one; who has not sent is written down.
    Locks: the quarter, so that nothing is sent or withdrawn meanwhile.  Raises: BadInput.
    """
    day = trails.today()
    checking.refuse(checking.said("why", why, WHY_MOST, needed=False))
    offers = list(
        Offer.objects.filter(quarter=quarter, status__in=[Offer.Status.SENT, Offer.Status.LISTED])
        .select_related("fund")
        .order_by("id")
    )
    if not offers:
        checking.refuse(
            [
                checking.problem(
                    "offers", "nothing", gettext("还没有部门报送"), gettext("等部门报送，或先提醒")
                )
            ]
        )
    names = queries.named({o.department_code for o in offers}, day)
    offers.sort(key=_order(quarter.place_code))
    rows = _all_facts(quarter, offers, names)
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    last = queries.list_in_force(quarter.pk)
    if last is not None and last.digest == digest:
        checking.refuse(
            [
                checking.problem(
                    "offers", "same", gettext("与现行的第 %(n)s 版完全一样") % {"n": last.number},
                    gettext("资源有变动后再公布"),
                )
            ]
        )  # fmt: skip
    if last is not None:
        trail.move(last, "resources.replace_list", ResourceList.Status.REPLACED, by=by)
    silent = queries.sendings(quarter.pk).filter(status=Sending.Status.ASKED)
    made = ResourceList(
        quarter=quarter,
        place_code=quarter.place_code,
        register_id=quarter.register_id,
        number=ResourceList.objects.filter(quarter=quarter).count() + 1,
        published_on=day,
        offers_count=len(offers),
        departments=len({o.department_code for o in offers}),
        digest=digest,
        missing=list(silent.values_list("department_code", flat=True)),
    )
    trail.born(made, "resources.publish", by=by, why=why.strip(), changes={"offers": made.offers_count})
    ListedOffer.objects.bulk_create(
        (
            ListedOffer(resource_list=made, order=n, offer=offer, facts=facts)
            for n, (offer, facts) in enumerate(zip(offers, rows, strict=True), 1)
        ),
        batch_size=loads.BATCH,
    )
    for offer in offers:
        if offer.status == Offer.Status.SENT:
            trail.move(offer, "resources.publish", Offer.Status.LISTED, by=by)
    if quarter.status == Quarter.Status.CALLED:
        trail.move(quarter, "resources.publish", Quarter.Status.PUBLISHED, by=by)
    return made


def _order(place_code: str) -> Any:
    """The order of a list: the classes as the pack has them, then department, then number."""
    collecting = places.pack_of(place_code).collecting
    rank = {c.name: n for n, c in enumerate(collecting.classes)} if collecting is not None else {}
    return lambda o: (rank.get(o.class_name, len(rank)), o.department_code, o.code)


def _all_facts(quarter: Quarter, offers: list[Offer], names: Mapping[str, str]) -> list[dict[str, Any]]:
    areas = queries.area_names(quarter.place_code)
    items = queries.items_in_force(quarter.place_code)
    pools = queries.pools_of([o.pk for o in offers])
    return [facts_of(o, names, areas, items, pools.get(o.pk)) for o in offers]


def facts_of(
    offer: Offer,
    names: Mapping[str, str],
    areas: Mapping[str, str],
    items: Mapping[str, str],
    pool: Pool | None,
) -> dict[str, Any]:
    """What the list says of an offer: public, no person."""
    facts = {
        "code": offer.code,
        "department_code": offer.department_code,
        "department": names.get(offer.department_code, offer.department_code),
        "title": offer.title,
        "content": offer.content,
        "class": offer.class_name,
        "catalogue": offer.catalogue_code,
        "item": items.get(offer.catalogue_code, ""),
        "groups": offer.groups_text,
        "traits": offer.groups,
        "is_for_all": offer.is_for_all,
        "area_codes": offer.areas,
        "areas": [areas.get(code, code) for code in offer.areas],
        "windows": offer.windows,
        "capacity": offer.capacity,
        "unit": offer.unit,
        "batch_min": offer.batch_min,
        "standard": offer.standard,
        "money": offer.money,
        "budget_ref": offer.budget_ref,
        "fund": offer.fund.code if offer.fund is not None else "",
        "unit_cost_fen": int(offer.unit_cost_fen),
        "office": offer.office,
        "confirmed_on": offer.confirmed_on,
        "pool": pool.code if pool is not None else "",
        "lead": names.get(pool.lead_department, pool.lead_department) if pool is not None else "",
    }
    kept: dict[str, Any] = plain(facts)  # type: ignore[assignment]
    return kept
