"""Needs of two villages for meals and for a doctor, the offers that could serve them, everybody who decides."""

import pytest

from tests import cast as people
from tests.visits import plain_static
from xianggou.base.places.models import Village
from xianggou.stages.matching import actions, queries
from xianggou.stages.needs import actions as needs
from xianggou.stages.needs.models import Matter
from xianggou.stages.needs.tests.conftest import body_of, seated
from xianggou.stages.resources import actions as resources
from xianggou.stages.resources.models import Quarter
from xianggou.stages.resources.tests.conftest import CIVIL, STONE, laid, opened, part, write

__all__ = ["plain_static"]

WILLOW = "590121901202"


class World:
    """The cast, and the rows that a test asks for by name."""

    def __init__(self, cast):
        self.cast, self.here = cast, cast.here

    def __getitem__(self, login):
        return self.cast[login]


def asked(
    cast,
    village,
    people_n,
    *,
    urgency="较急",
    traits=("独居老人",),
    matter="老人送餐",
    text="独居老人中午没人做饭",
):
    told = needs.Told(
        text=f"{text}（{village[-2:]}）", village_code=village, channel="网格走访", raiser="群众", urgency=urgency, people=people_n,
        traits=list(traits),
    )  # fmt: skip
    voice = needs.raise_voice(where=cast.here, by=cast["needs"], told=told)
    return needs.establish(
        voice.pk, by=cast["needs"], class_name="养老助残", matter=matter, catalogue_code="0101"
    )


def set_out(capacity=40):
    """Two villages ask for meals, 34 and 20 people; civil affairs offers 40; the quarter's list is published."""
    cast = World(laid())
    Village.objects.create(
        place_code=people.PLACE,
        town_code=people.QINGSHAN,
        code=WILLOW,
        name="柳湾村",
        population=500,
        households=200,
    )
    leader = body_of("590121-01", "县政府", "行政机关", "county")
    cast.cast.actors["leader"] = seated("leader", leader, "副县长", "county_leader", "推动督办")
    cast.stone = asked(cast, STONE, 34)
    cast.willow = asked(cast, WILLOW, 20)
    opened(cast.cast)
    cast.offer = write(cast, capacity=capacity)
    resources.send(part(CIVIL).pk, by=cast["civil"])
    resources.publish(cast.offer.quarter_id, by=cast["finance"])
    cast.quarter = Quarter.objects.get()
    cast.matter = Matter.objects.get(name="老人送餐")
    return cast


@pytest.fixture
def here(db):
    return set_out()


def linked(cast, *, is_served=True, by="civil", **more):
    return actions.link(cast.matter.pk, by=cast[by], offer_id=cast.offer.pk, is_served=is_served, **more)


def tried(cast):
    return actions.try_out(cast.quarter.pk, by=cast["finance"])


def proposed(cast):
    linked(cast)
    run = tried(cast)
    return actions.propose(cast.quarter.pk, by=cast["finance"], run_id=run.pk)


def issued(cast):
    row = proposed(cast)
    for login in ("civil", "leader"):
        row = actions.agree(row.pk, by=cast[login], choice="agree")
    return row


__all__ += ["actions", "queries"]
