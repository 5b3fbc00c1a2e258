"""Equal offers of two departments are found, given as one by agreement, parted again; alike is by words, not by name."""

import pytest

from tests import cast as people
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Stale
from xianggou.stages.resources import actions, queries
from xianggou.stages.resources.models import Offer, Pool
from xianggou.stages.resources.tests.conftest import CIVIL, HEALTH, part, write

pytestmark = pytest.mark.django_db


def two(here):
    """An offer of each department, both sent."""
    one = write(here, "陪诊志愿服务", capacity=30)
    other = write(here, "老年陪诊服务", by="health", code=HEALTH, capacity=20)
    for login, code in (("civil", CIVIL), ("health", HEALTH)):
        actions.send(part(code).pk, by=here[login])
    return one, other


def test_two_departments_give_one_service_together_and_part_again(here):
    one, other = two(here)
    write_ids = [one.pk, other.pk]
    assert queries.alike(list(Offer.objects.order_by("id"))) == [(one, other)]
    facts = {"offer_ids": write_ids, "lead_department": HEALTH, "title": "老年人陪诊"}
    with pytest.raises(NotGranted):
        actions.propose_pool(one.quarter_id, by=here["finance"], **facts)
    for more in (
        {"offer_ids": [one.pk]},
        {"offer_ids": [one.pk, 999_999]},
        {"lead_department": "590121-99"},
        {"title": " "},
    ):
        with pytest.raises(BadInput):
            actions.propose_pool(one.quarter_id, by=here["civil"], **facts | more)
    pool = actions.propose_pool(one.quarter_id, by=here["civil"], **facts)
    with pytest.raises(BadInput):
        actions.propose_pool(one.quarter_id, by=here["civil"], **facts)  # in a pool already
    assert queries.pools_of(write_ids) == {}  # the other has not agreed
    actions.agree_pool(pool.pk, by=here["health"])
    with pytest.raises(Stale):
        actions.agree_pool(pool.pk, by=here["health"])
    actions.publish(one.quarter_id, by=here["finance"])
    rows = queries.offers_in_force(people.PLACE, 2023, 1)
    assert {(r.pool_id, r.lead_department) for r in rows} == {(pool.pk, HEALTH)}
    with pytest.raises(NotGranted):
        actions.part_pool(pool.pk, by=here["needs"], why="不相干的人")
    actions.part_pool(pool.pk, by=here["health"], why="各自安排更方便")
    assert {r.lead_department for r in queries.offers_in_force(people.PLACE, 2023, 1)} == {CIVIL, HEALTH}
    verbs = Entry.objects.filter(object="resources.pool", object_id=pool.pk).order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == [
        "resources.propose_pool", "resources.agree_pool", "resources.part_pool",
    ]  # fmt: skip


def test_a_pool_ends_when_one_of_its_offers_is_withdrawn(here):
    one, other = two(here)
    pool = actions.propose_pool(
        one.quarter_id, by=here["health"], offer_ids=[one.pk, other.pk], lead_department=CIVIL, title="陪诊"
    )
    actions.withdraw(one.pk, by=here["civil"], why="志愿者不够")
    pool.refresh_from_db()
    assert pool.status == Pool.Status.PARTED and one.code in pool.parted_why


def test_offers_of_unlike_kinds_are_not_alike():
    assert queries.likeness("陪诊志愿服务", "老年陪诊服务") >= queries.LEAST_ALIKE
    assert queries.likeness("村级财务代理服务", "反诈宣传队入户宣讲") == 0
    assert queries.likeness("", "志愿服务") == 0
