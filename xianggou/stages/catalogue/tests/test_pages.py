"""The catalogue as a page: the official list, one item, its three reviews, in numbers of statements that never grow."""

from __future__ import annotations

from datetime import date

import pytest

from tests.visits import client_of, expected_counts, statements
from xianggou.stages.catalogue.models import Item, Review, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast):
    return client_of(cast["needs"])


def more_items(first: int, count: int) -> None:
    version = Version.objects.get()
    items = Item.objects.bulk_create(
        Item(version=version, class_code="02", class_name="社会治理", code=f"02{n:03d}", name=f"服务{n}", department="政法委", unit="次")
        for n in range(first, first + count)
    )  # fmt: skip
    Review.objects.bulk_create(
        Review(item=item, step="基层研判", body="各乡镇", reviewed_on=date(2022, 9, 1), conclusion="通过")
        for item in items
    )


def test_the_list_shows_classes_items_and_reviews(clerk):
    item = Item.objects.get(code="0101")
    for step, conclusion in (("基层研判", "通过"), ("合法性审查", "通过")):
        Review.objects.create(
            item=item, step=step, body="示例单位", reviewed_on=date(2022, 9, 1), conclusion=conclusion
        )
    page = clerk.get("/catalogue/").content.decode()
    assert "基本公共服务" in page and "农村生活垃圾收集转运" in page and "2023年第1版" in page
    assert "150.00 至 260.00" in page and "2 轮通过" in page and "1 类 1 项" in page


def test_a_review_that_did_not_pass_is_seen(clerk):
    item = Item.objects.get(code="0101")
    Review.objects.create(
        item=item, step="合法性审查", body="县司法局", reviewed_on=date(2022, 9, 1), conclusion="退回"
    )
    assert "1 轮没有通过" in clerk.get("/catalogue/").content.decode()


def test_search_finds_by_two_characters(clerk):
    assert "0101" in clerk.get("/catalogue/?q=垃圾").content.decode()
    assert "没有符合的服务项目" in clerk.get("/catalogue/?q=路灯").content.decode()


def test_one_item_shows_its_reviews(clerk):
    Review.objects.create(
        item=Item.objects.get(code="0101"), step="基层研判", body="清岚县各乡镇", reviewed_on=date(2022, 9, 14),
        conclusion="通过", opinion="建议细化计量单位",
    )  # fmt: skip
    page = clerk.get("/catalogue/0101/").content.decode()
    assert "建议细化计量单位" in page and "2022-09-14" in page
    assert clerk.get("/catalogue/9999/").status_code == 404


def test_a_day_before_the_catalogue_says_so(clerk):
    assert "这一天还没有目录" in clerk.get("/catalogue/?on=2022-12-31").content.decode()


def test_a_hundred_items_take_the_statements_of_one(clerk):
    counts = {url: n for url, n in expected_counts(__file__).items() if "PROPOSAL" not in url}
    more_items(0, 1)
    few = {url: statements(clerk, url) for url in counts}
    more_items(1, 99)
    assert few == {url: statements(clerk, url) for url in counts} == counts
