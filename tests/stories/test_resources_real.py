"""District C's four quarterly workbooks: brought in, sent, published; the files as offices send them refuse what they must."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.cast import set_clock
from tests.sheets.given import data
from xianggou.base.places import queries as places
from xianggou.stages.resources import actions, queries
from xianggou.stages.resources.models import Offer, Quarter, Sending, Series
from xianggou.web.imports import door, packs, rights

pytestmark = [pytest.mark.story, pytest.mark.shared]
PLACE = "590103"
KINDS = ("people", "places", "duties", "catalogue")
DAYS = {1: "2023-01-04", 2: "2023-04-04", 3: "2023-07-04", 4: "2023-10-08"}
LINES = {1: 42, 2: 45, 3: 45, 4: 47}


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """District C with its people, places and catalogue; taken back at the end."""
    data("district-c", "clean", "02-resources-2023Q1.xlsx")
    with django_db_blocker.unblock(), transaction.atomic():
        set_clock("2023-01-04 09:00")
        packs.load_place("district-c", progress=lambda _: None, kinds=KINDS)
        yield
        transaction.set_rollback(True)


def take(*parts: str, **choices: object) -> door.Outcome:
    path = data("district-c", *parts)
    actor = rights.usual_actor("resources", door.place_of(PLACE))
    return door.take("resources", path.read_bytes(), path.name, PLACE, actor, **choices)


def test_four_quarters_come_in_are_sent_and_published_and_a_series_stays(district):
    finance = rights.usual_actor("resources", door.place_of(PLACE))
    refused = take("reallife", "南屏区2023年一季度资源清单(汇总).xlsx", accept_notices=True)
    assert not refused.taken and not Offer.objects.exists()
    for number, day in DAYS.items():
        set_clock(f"{day} 09:00")
        name = f"02-resources-2023Q{number}.xlsx"
        unconfirmed = take("clean", name)
        told = [p["code"] for p in unconfirmed.problems() if p["severity"] != "info"]
        assert not unconfirmed.taken and told == ["double_offer"]
        outcome = take("clean", name, accept_notices=True)
        assert outcome.taken, outcome.problems()
        assert outcome.loaded.saved == LINES[number]
        assert not take("clean", name, accept_notices=True).loaded.wrote
        quarter = Quarter.objects.get(place_code=PLACE, year=2023, quarter=number)
        with_offers = set(quarter.offers.values_list("department_code", flat=True))
        unclassed = quarter.offers.filter(class_name="")
        assert not unclassed.exists()
        for sending in Sending.objects.filter(quarter=quarter, department_code__in=with_offers):
            actions.record_sent(sending.pk, by=finance, why="汇总表已由各部门核对")
        listed = actions.publish(quarter.pk, by=finance)
        assert (listed.offers_count, listed.departments) == (LINES[number], len(with_offers))
        rows = queries.offers_in_force(PLACE, 2023, number)
        assert len(rows) == LINES[number] and all(r.capacity for r in rows)
        assert {r.money for r in rows} <= {"own", "free", "charged"}
        towns = {PLACE, *places.town_names(PLACE)}
        assert all(set(r.areas) <= towns for r in rows)
        pairs = queries.alike(list(queries.live_offers(quarter.pk).order_by("id")))
        assert [(a.title, b.title) for a, b in pairs] == [("陪诊志愿服务", "老年陪诊服务")]
    assert Series.objects.count() == Offer.objects.values("department_code", "title").distinct().count() == 56
