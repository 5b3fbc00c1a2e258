"""The numbered list is published: a frozen version that replaces the one before it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.collecting import Collecting
from xianggou.core.findings import BadInput, plain
from xianggou.stages.needs import checking, queries
from xianggou.stages.needs.models import ListedNeed, Need, NeedsList


@action("needs.publish")
def publish(*, where: Where, by: Acting, why: str = "") -> NeedsList:
    """Publish the needs that stand as the next version; by class, then by priority, then by number.

    The same needs as in the version in force issue no new one.  Raises: BadInput.
    """
    loads.one_at_a_time(where.place_code)
    policy, day = queries.collecting(where.place_code), trails.today()
    order = {c.name: n for n, c in enumerate(policy.classes)}
    needs = sorted(
        Need.objects.filter(place_code=where.place_code)
        .exclude(status=Need.Status.MERGED)
        .select_related("matter"),
        key=lambda n: (order.get(n.class_name, len(order)), -n.score, n.code),
    )
    if not needs:
        raise BadInput(
            [checking.problem("needs", "empty", gettext("还没有需求可以公布"), gettext("先把诉求立项"))]
        )
    names = _names(where.place_code)
    rows = [_facts(n, policy, names) for n in needs]
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    last = NeedsList.objects.filter(place_code=where.place_code, status=NeedsList.Status.ISSUED).first()
    if last is not None and last.digest == digest:
        raise BadInput(
            [
                checking.problem(
                    "needs",
                    "same",
                    gettext("与现行的 %(year)s 年第 %(n)s 版完全一样")
                    % {"year": last.year, "n": last.number},
                    gettext("需求有变动后再公布"),
                )
            ]
        )
    if last is not None:
        trail.move(last, "needs.replace_list", NeedsList.Status.REPLACED, by=by)
    before = NeedsList.objects.filter(place_code=where.place_code, year=day.year).count()
    made = NeedsList(
        place_code=where.place_code,
        register=queries.register_of(where.place_code, ""),
        year=day.year,
        number=before + 1,
        published_on=day,
        classes=len({n.class_name for n in needs}),
        needs=len(needs),
        digest=digest,
        formula=_formula(policy),
    )
    trail.born(made, "needs.publish", by=by, why=why, changes={"classes": made.classes, "needs": made.needs})
    ListedNeed.objects.bulk_create(
        (
            ListedNeed(needs_list=made, order=n, need=need, facts=facts)
            for n, (need, facts) in enumerate(zip(needs, rows, strict=True), 1)
        ),
        batch_size=loads.BATCH,
    )
    return made


def _names(place_code: str) -> tuple[dict[str, str], dict[str, str]]:
    return places.town_names(place_code), {v.code: v.name for v in places.villages(place_code)}


def _formula(policy: Collecting) -> dict[str, Any]:
    """The published formula, so that an old list can be worked out again."""
    return {
        "urgency": {u.name: u.points for u in policy.urgencies},
        "people": [[s.people, s.points] for s in policy.people_steps],
        "traits": dict(policy.trait_points),
        "voices": [policy.each_voice, policy.most_for_voices],
        "source": policy.priority_source,
    }


def _facts(need: Need, policy: Collecting, names: tuple[dict[str, str], dict[str, str]]) -> dict[str, Any]:
    """What the list says of a need: public, no person's data."""
    towns, villages = names
    parts = queries.priority_of(need, policy)
    facts = {
        "code": need.code,
        "class": need.class_name,
        "catalogue": need.catalogue_code,
        "matter": need.matter.name if need.matter is not None else "",
        "town_code": need.town_code,
        "town": towns.get(need.town_code, ""),
        "village_code": need.village_code,
        "village": villages.get(need.village_code, ""),
        "channel": need.channel,
        "raiser": need.raiser,
        "age": need.age,
        "traits": need.traits,
        "urgency": need.urgency,
        "people": need.people,
        "text": need.text,
        "told_on": need.told_on,
        "voices": need.voices_count,
        "score": need.score,
        "parts": {p.name: p.points for p in parts},
    }
    kept: dict[str, Any] = plain(facts)  # type: ignore[assignment]
    return kept
