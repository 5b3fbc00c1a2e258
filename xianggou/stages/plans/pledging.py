"""Posts that a purchase replaces, and what is pledged about them: who may leave which way, what it saves.

Used by `plans.actions` and `plans.queries` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from xianggou.base.documents import series
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.packs import Pack
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.plans import rules
from xianggou.stages.plans.models import PlanItem, Pledge, PledgedPost

if TYPE_CHECKING:
    from xianggou.stages.duties.models import PostHolder

Way = PledgedPost.Way
NUMBER = "{kind}-{year}-{place}-{serial}"
# How the roster calls somebody → the way such a post can leave: who has a contract is cut, who has a rank is moved.
WAYS = (("编外", Way.CUT), ("合同", Way.CUT), ("编制", Way.MOVED), ("公务员", Way.MOVED))


def way_of(identity: str) -> str:
    """The way that a post can leave, "" where it can't: a village cadre is neither hired nor established."""
    return next((str(way) for part, way in WAYS if part in identity), "")


def names_of(posts: str, pack: Pack) -> tuple[str, ...]:
    """The posts of the roster that a catalogue item names as replaceable (可替代岗位)."""
    named = [name for name in posts.replace(";", "、").replace("；", "、").split("、") if name]
    return tuple(dict.fromkeys(post for name in named for post in pack.posts_called(name)))


def replaceable(item: PlanItem, pack: Pack) -> list[PostHolder]:
    """Who does by post today what the item buys.  Queries: 1–2."""
    entry = catalogue.item(item.catalogue_version, item.catalogue_code)
    return doing(item, entry.posts if entry is not None else "", pack)


def doing(item: PlanItem, posts: str, pack: Pack) -> list[PostHolder]:
    """The holders of these posts in the item's township.  Queries: 0–1."""
    names = names_of(posts, pack)
    if not names:
        return []
    return [one for one in duties.posts_of(item.place_code, item.town_code) if one.post in names]


def planned(holder: PostHolder) -> str:
    """The way that the roster itself plans for a post, where that way is open to it."""
    way = way_of(holder.identity)
    return way if way and holder.disposal == str(Way(way).label) else ""


@dataclass(frozen=True, slots=True)
class Named:
    """The posts of a pledge, with the way of each."""

    holders: tuple[tuple[PostHolder, str], ...]

    @property
    def cut(self) -> int:
        return sum(1 for _holder, way in self.holders if way == Way.CUT)

    @property
    def moved(self) -> int:
        return len(self.holders) - self.cut

    @property
    def cost_fen(self) -> int:
        """What those cost a year who are cut: who is moved keeps the pay."""
        return sum(int(holder.yearly_cost_fen) for holder, way in self.holders if way == Way.CUT)


def named(item: PlanItem, posts: Mapping[int, str], pack: Pack) -> Named:
    """The posts that were ticked.  Raises: BadInput when none was, or one that doesn't do this work.  Queries: 2."""
    known = {holder.pk: holder for holder in replaceable(item, pack)}
    ways = {str(way) for way in Way}
    ticked = {number: way for number, way in posts.items() if way}
    if not ticked or not ticked.keys() <= known.keys() or not set(ticked.values()) <= ways:
        raise BadInput(
            [
                Problem(
                    code="plans.pledge.nobody",
                    column="posts",
                    what=gettext("还没有选岗位，或选的岗位不在做这项服务的岗位里"),
                    then=gettext("从名册里选要退出的岗位；没有的，在计划里写明理由"),
                )
            ]
        )
    return Named(tuple((known[number], ticked[number]) for number in sorted(ticked)))


def called(holders: Sequence[PostHolder]) -> tuple[str, ...]:
    """Posts as a person may read them who sees the roster."""
    return tuple(f"{one.post} {one.name}" for one in holders)


def facts(item: PlanItem, found: Named, by_on: date) -> rules.Pledging:
    """The facts of a pledge.  Queries: 1."""
    elsewhere = set(
        PledgedPost.objects.filter(holder__in=[holder.pk for holder, _way in found.holders])
        .exclude(pledge__item=item)
        .exclude(pledge__status=Pledge.Status.REPLACED)
        .exclude(pledge__item__status=PlanItem.Status.WITHDRAWN)
        .values_list("holder_id", flat=True)
    )
    return rules.Pledging(
        name=item.name,
        wrong_ways=called([holder for holder, way in found.holders if way_of(holder.identity) != way]),
        pledged_elsewhere=called([holder for holder, _way in found.holders if holder.pk in elsewhere]),
        by_on=by_on,
        service_ends_on=item.ends_on,
        cost_fen=found.cost_fen,
        price_fen=int(item.budget_fen),
    )


def standing(item: PlanItem) -> Pledge | None:
    """The pledge of an item that stands, locked.  Queries: 1."""
    rows = Pledge.objects.select_for_update(of=("self",)).filter(item=item)
    return rows.exclude(status=Pledge.Status.REPLACED).first()


def prepared(
    item: PlanItem, found: Named, *, by_on: date, on: date, by: Acting, before: Pledge | None = None
) -> Pledge:
    """The pledge to be born; one that changes another keeps its number.  Queries: 0–1."""
    number = before.number if before is not None else ""
    if not number:
        number = series.take(item.town_code, "CN", item.year, pattern=NUMBER, subject_id=item.dossier_id).text
    return Pledge(
        place_code=item.place_code, town_code=item.town_code, dossier_id=item.dossier_id, item=item, number=number,
        version=before.version + 1 if before is not None else 1, by_on=by_on, posts_cut=found.cut,
        posts_moved=found.moved, cost_fen=found.cost_fen, price_fen=item.budget_fen, made_on=on, made_by=by.who,
    )  # fmt: skip


def keep_posts(pledge: Pledge, found: Named) -> None:
    """The posts of a pledge that was born.  Queries: 1."""
    PledgedPost.objects.bulk_create(
        PledgedPost(pledge=pledge, holder=holder, way=way, cost_fen=holder.yearly_cost_fen)
        for holder, way in found.holders
    )
