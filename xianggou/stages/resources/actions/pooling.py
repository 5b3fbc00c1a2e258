"""Equal offers of several departments are given as one: one proposes, each other agrees, any of them may part again."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, action
from xianggou.base.documents import series
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import Problem, Stale
from xianggou.stages.resources import checking, queries
from xianggou.stages.resources.models import Offer, Pool, Pooled, Quarter

NUMBERS = "TC"
TITLE_MOST = 60
WHY_MOST = 300
_ABLE = (Offer.Status.SENT, Offer.Status.LISTED)


def _unfit(offers: Sequence[Offer], asked: Sequence[int], lead: str) -> list[Problem]:
    """What keeps these offers from being one."""
    bodies = {o.department_code for o in offers}
    taken = Pooled.objects.filter(offer__in=[o.pk for o in offers], is_open=True).select_related("offer")
    found = []
    if len(offers) != len(set(asked)) or any(o.status not in _ABLE for o in offers):
        found.append(
            checking.problem(
                "offers", "not_sent", gettext("只有本季度已报送、没有撤回的才能统筹"), gettext("请对方先报送")
            )
        )
    if len(bodies) < 2:
        found.append(
            checking.problem(
                "offers", "one_department", gettext("都是一个部门的"), gettext("至少选两个部门的相同资源")
            )
        )
    if len({(o.class_name, o.unit, o.is_countable) for o in offers}) > 1:
        found.append(
            checking.problem(
                "offers", "unlike", gettext("类别或能力单位不同，加不到一起"), gettext("只统筹同类同单位的")
            )
        )
    found += [
        checking.problem(
            "offers",
            "taken",
            gettext("%(code)s 已在别的统筹里") % {"code": m.offer.code},
            gettext("先从那里分开"),
        )
        for m in taken
    ]
    if lead not in bodies:
        found.append(
            checking.problem(
                "lead_department", "lead", gettext("牵头的不在其中"), gettext("从参加的部门里选"), lead
            )
        )
    return found


@action("resources.propose_pool", on=queries.locked_quarter)
def propose_pool(
    quarter: Quarter, *, by: Acting, offer_ids: Sequence[int], lead_department: str, title: str
) -> Pool:
    """Propose to give equal offers as one, under a department that leads; the proposer's own are agreed at once.

    Raises: NotGranted when none of them is the proposer's, BadInput.
    """
    offers = list(Offer.objects.filter(quarter=quarter, pk__in=list(offer_ids)).order_by("id"))
    mine = queries.bodies_of(by.actor) & {o.department_code for o in offers}
    if offers and not mine and by.actor.kind != "system":
        raise NotGranted("resources.propose_pool")
    checking.refuse([*checking.said("title", title, TITLE_MOST), *_unfit(offers, offer_ids, lead_department)])
    day = trails.today()
    pool = Pool(
        quarter=quarter,
        place_code=quarter.place_code,
        register_id=quarter.register_id,
        code=series.take(quarter.place_code, NUMBERS, quarter.year).text,
        title=title.strip(),
        lead_department=lead_department,
        proposed_on=day,
    )
    changes = {"offers": [o.code for o in offers], "lead": lead_department}
    trail.born(pool, "resources.propose_pool", by=by, changes=changes)
    Pooled.objects.bulk_create(
        Pooled(
            pool=pool,
            offer=o,
            department_code=o.department_code,
            agreed_on=day if o.department_code in mine else None,
        )
        for o in offers
    )
    return pool


@action("resources.agree_pool", on=queries.locked_pool)
def agree_pool(pool: Pool, *, by: Acting) -> Pool:
    """Agree for one's own department; with the last one the pool stands.  Raises: NotGranted, Stale."""
    members = list(Pooled.objects.filter(pool=pool).order_by("id"))
    mine = [m for m in members if m.department_code in queries.bodies_of(by.actor)]
    if not mine:
        raise NotGranted("resources.agree_pool")
    if pool.status != Pool.Status.PROPOSED:
        raise Stale()
    day = trails.today()
    told = {"departments": sorted({m.department_code for m in mine})}
    for member in mine:
        member.agreed_on = member.agreed_on or day
        member.save(update_fields=["agreed_on"])
    if all(m.agreed_on is not None for m in members):
        trail.move(
            pool,
            "resources.agree_pool",
            Pool.Status.AGREED,
            by=by,
            changes=told,
            agreed_on=day,
            version=pool.version + 1,
        )
    else:
        trail.note(pool, "resources.agree_pool", by=by, changes=told)
    return pool


@action("resources.part_pool", on=queries.locked_pool)
def part_pool(pool: Pool, *, by: Acting, why: str) -> Pool:
    """Refuse a pool, or part one that stood: each offer is its department's alone again.  Raises: NotGranted, BadInput, Stale."""
    members = list(Pooled.objects.filter(pool=pool))
    gathers = queries.may(by.actor, "resources.publish", pool)
    if not gathers and not queries.bodies_of(by.actor) & {m.department_code for m in members}:
        raise NotGranted("resources.part_pool")
    checking.refuse(checking.said("why", why, WHY_MOST))
    return _parted(pool, why.strip(), by)


def _parted(pool: Pool, why: str, by: Acting) -> Pool:
    trail.move(
        pool, "resources.part_pool", Pool.Status.PARTED, by=by, why=why, parted_on=trails.today(), parted_why=why,
        version=pool.version + 1,
    )  # fmt: skip
    Pooled.objects.filter(pool=pool).update(is_open=False)
    return pool


def part_all(offer: Offer, why: str, by: Acting) -> None:
    """Part the pool that an offer is in, if it is in one.  Queries: 1, and 3 more."""
    member = Pooled.objects.filter(offer=offer, is_open=True).select_related("pool").first()
    if member is not None:
        _parted(member.pool, why, by)
