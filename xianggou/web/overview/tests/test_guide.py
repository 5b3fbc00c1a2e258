"""An item's page tells a township who supplies it, by which standard, at which price, and hides what would tell on one."""

from __future__ import annotations

import pytest

from tests import cast as casting
from tests.stories import purchase
from tests.visits import client_of, statements
from xianggou.base.places.models import Town
from xianggou.stages.catalogue import queries as catalogue
from xianggou.web.overview import guide

pytestmark = pytest.mark.django_db
URL = "/overview/items/0101/"


def page(cast, login):
    answer = client_of(cast[login]).get(URL)
    assert answer.status_code == 200
    return answer.content.decode()


def row_of(year=2023, **more):
    facts = {
        "year": year, "method": None, "town_code": None, "supplier_id": None, "n": 3, "priced": 3, "towns": 3, "low": 1,
        "middle": 2, "high": 3, "is_mine": False, **more,
    }  # fmt: skip
    return guide.Bought(**facts)


def test_nothing_bought_says_so(cast):
    shown = page(cast, "needs")
    assert "还没有人买过" in shown and "第 1 版" in shown


def test_an_own_purchase_shows_its_unit_price_and_supplier(cast):
    purchase.signed(cast)  # 600 吨 for 115,000.00 元
    shown = page(cast, "needs")
    assert (
        "191.67" in shown
        and "澜川丰澜环境服务有限公司" in shown
        and "询价比选" in shown
        and "青山镇" in shown
    )


def test_another_township_sees_the_number_only(cast):
    purchase.signed(cast)
    shown = page(cast, "foreign_needs")
    assert "191.67" not in shown and "份数少，只显示数量" in shown and "澜川丰澜环境服务有限公司" in shown
    assert "191.67" in page(cast, "finance")


@pytest.mark.parametrize(
    ("more", "told"),
    [({}, True), ({"priced": 2}, False), ({"towns": 2}, False), ({"towns": 1, "is_mine": True}, True)],
)
def test_prices_are_told_from_three_purchases_of_three_townships(more, told):
    assert row_of(**more).is_told is told


def test_a_purchase_in_another_unit_counts_without_a_price(cast):
    purchase.signed(cast, unit="车次")
    item = catalogue.item(catalogue.in_force(casting.PLACE), "0101")
    by_year = [b for b in guide.bought(cast["needs"], item, casting.PLACE) if b.year]
    assert [(b.n, b.priced, b.middle) for b in by_year] == [(1, 0, None)]
    assert "1 份单位不同" in page(cast, "needs")


def test_an_item_that_is_not_there_is_not_found(cast):
    assert client_of(cast["needs"]).get("/overview/items/9999/").status_code == 404


def test_more_townships_take_no_more_statements(cast):
    clerk = client_of(cast["needs"])
    few = statements(clerk, URL)
    purchase.signed(cast)
    for n in range(30):
        Town.objects.create(
            place_code=casting.PLACE, code=f"59012180{n:02d}", name=f"示例{n}镇", kind="镇", villages=1
        )
    assert statements(clerk, URL) <= few + 1 <= 10  # names of suppliers, once there is one
