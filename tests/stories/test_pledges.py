"""County A's village finance: the posts of its roster, pledged township by township, save what the paper says."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import set_clock
from tests.stories.imports import PLACE, bring_all, given
from xianggou.base.places import queries as places
from xianggou.demo.cast import LEADER, NEEDS, Cast, Post
from xianggou.stages.duties.models import PostHolder
from xianggou.stages.plans import actions, pledging, shown
from xianggou.stages.plans.models import PlanItem, PledgedPost
from xianggou.web.imports import rights

pytestmark = [pytest.mark.story, pytest.mark.shared]
DAY = date(2023, 3, 1)


def test_twenty_four_pledges_save_just_over_140_wan_a_year(fresh_db):
    given("clean")
    set_clock("2023-03-01 09:00")
    bring_all()
    cast = Cast(PLACE)
    plan = {PledgedPost.Way(way).label: way for way in PledgedPost.Way.values}

    for item in PlanItem.objects.filter(place_code=PLACE, catalogue_code="0401"):
        doing = pledging.replaceable(item, places.pack_of(PLACE))
        assert len(doing) == PostHolder.objects.filter(town_code=item.town_code).count()
        posts = {one.pk: plan[one.disposal] for one in doing if one.disposal in plan}
        pledge = actions.pledge(
            item.pk, by=cast.actor(Post(*NEEDS, item.town_code), DAY), posts=posts, by_on=date(2023, 12, 31)
        )
        actions.sign_pledge(
            item.pk, by=cast.actor(Post(*LEADER, item.town_code), DAY), version=pledge.version
        )

    finance = rights.usual_actor("plan", places.place(PLACE))
    found = shown.savings(finance, 2023, places.town_names(PLACE))
    assert len(found.rows) == 24
    assert (found.sums["cut"], found.sums["moved"]) == (71, 12)
    assert (found.sums["cost_fen"], found.sums["price_fen"]) == (258_6400_00, 236 * 5_000_00)
    assert found.sums["saving_fen"] == 140_6400_00
