"""The county page: each figure equals the list behind it, to the 分; a township sees its own."""

from __future__ import annotations

import pytest

from tests import cast as people
from tests.stories import purchase
from tests.visits import client_of, expected_counts, statements
from xianggou.stages.duties.models import PostHolder, PostPrice
from xianggou.stages.funds import actions as funds
from xianggou.stages.needs import actions as needs
from xianggou.stages.plans import actions as plans
from xianggou.web.overview import figures, pocket

pytestmark = [pytest.mark.django_db, pytest.mark.urls("xianggou.web.overview.tests.addresses")]


@pytest.fixture
def finance(cast):
    return client_of(cast["finance"])


def post_holder(n: int, disposal: str, fen: int, town: str = people.QINGSHAN) -> None:
    PostHolder.objects.create(
        place_code=people.PLACE, town_code=town, key=f"post/{n}", name=f"李{n}", post="代理会计", identity="编外",
        yearly_cost_fen=fen, disposal=disposal,
    )  # fmt: skip


def figure(page: figures.Overview, label: str) -> figures.Figure:
    return next(one for _heading, found in page.groups for one in found if str(one.label) == label)


def test_every_figure_stands_with_its_list(cast, finance):
    purchase.signed(cast)
    plans.draft(where=cast.here, by=cast["needs"], **people.facts(budget_fen=33_33, sources={"F6": 33_33}))
    page = figures.overview(cast["finance"], people.PLACE, 2023)
    assert figure(page, "事权").number == "2 项" and figure(page, "目录").number == "1 类 1 项"
    assert figure(page, "下沉专项资金").fen == 100_0000_00
    assert figure(page, "购买计划").fen == 12_0000_00 + 33_33
    assert figure(page, "批复").fen == 12_0000_00 and page.money.balances
    assert figure(page, "合同").fen == 11_5000_00 and figure(page, "采购").number == "1 次"
    for _heading, found in page.groups:
        for one in found:
            answer = finance.get(one.url)
            assert answer.status_code == 200, one.url
            if one.fen is not None and one.url.startswith(("/plans/", "/funds/", "/budget/", "/overview/")):
                assert f'data-yuan="{one.fen // 100:,}.{one.fen % 100:02d}"' in answer.content.decode(), one


def test_what_was_taken_out_counts_no_more(cast):
    item = plans.draft(where=cast.here, by=cast["needs"], **people.facts())
    plans.withdraw(item.pk, by=cast["needs"], why="重复")
    assert figure(figures.overview(cast["finance"], people.PLACE, 2023), "购买计划").fen == 0


def test_saving_is_the_cost_of_ended_posts_less_the_price(cast, finance):
    post_holder(1, "减聘", 9_0000_00)
    post_holder(2, "减聘", 8_5000_01, people.BAISHUI)
    post_holder(3, "留任", 7_0000_00)
    PostPrice.objects.create(
        place_code=people.PLACE, town_code=people.QINGSHAN, villages=9, price_fen=4_5000_00
    )
    saved = 9_0000_00 + 8_5000_01 - 4_5000_00
    assert figure(figures.overview(cast["finance"], people.PLACE, 2023), "每年压减经费").fen == saved
    page = finance.get("/duties/posts/").content.decode()
    assert f'data-yuan="{saved // 100:,}.{saved % 100:02d}"' in page and "李3" in page
    assert "李3" not in finance.get("/duties/posts/?disposal=减聘").content.decode()


def test_a_township_sees_its_own_figures(cast):
    purchase.plan(cast)
    post_holder(1, "减聘", 9_0000_00)
    mine = figures.overview(cast["accountant"], people.PLACE, 2023)
    other = figures.overview(cast["foreign_needs"], people.PLACE, 2023)
    assert figure(mine, "购买计划").fen == 12_0000_00 and figure(other, "购买计划").fen == 0
    assert figure(other, "每年压减经费").fen == 0
    page = client_of(cast["foreign_needs"]).get("/overview/pocket/").content.decode()
    assert "白水镇" in page and "青山镇" not in page
    assert "李1" not in client_of(cast["foreign_needs"]).get("/duties/posts/").content.decode()


def test_pocket_stands_against_plate(cast):
    purchase.plan(cast)
    page = pocket.pocket_page(cast["finance"], people.PLACE, 2023)
    row = next(r for r in page.rows if r["id"] == people.QINGSHAN)
    assert (row["pocket_fen"], row["plate_fen"], row["left_fen"]) == (80_0000_00, 12_0000_00, 68_0000_00)
    assert (row["special_fen"], row["from_funds_fen"]) == (50_0000_00, 10_0000_00)
    assert page.sums["pocket_fen"] - page.sums["plate_fen"] == page.sums["left_fen"] == 148_0000_00


def test_a_township_sees_promised_and_received_apart_beside_its_plate(cast, finance):
    purchase.plan(cast)
    post_holder(1, "减聘", 9_0000_00)
    sent = {
        "kind": "special",
        "name": "公厕管护资金",
        "duty_codes": ["D052"],
        "is_budgeted": False,
        "year": 2023,
    }
    fund = funds.issue(where=cast.county, by=cast["finance"], shares={people.QINGSHAN: 5_0000_00}, **sent)
    share = fund.shares.get()
    funds.receive(share.pk, by=cast["accountant"], amount_fen=2_0000_01, voucher="拨1")
    url = f"/overview/pocket/{people.QINGSHAN}/"
    page = client_of(cast["accountant"]).get(url).content.decode()
    assert "公厕管护资金" in page and "部分到账" in page and "F6 环境整治专项资金" in page
    for fen in (850_000_00, 730_000_00, 20_000_01, 29_999_99, 90_000_00):
        assert f'data-yuan="{fen // 100:,}.{fen % 100:02d}"' in page, fen
    assert "盘子比口袋大" not in page
    assert client_of(cast["foreign_needs"]).get(url).status_code == 404
    assert finance.get("/overview/pocket/590199999/").status_code == 404


def test_a_plate_larger_than_the_pocket_is_told(cast, finance):
    plans.draft(
        where=cast.here, by=cast["needs"], **people.facts(budget_fen=80_0000_01, sources={"OWN": 80_0000_01})
    )
    assert "盘子大，差 0.01 元" in finance.get("/overview/pocket/").content.decode()
    page = client_of(cast["needs"]).get(f"/overview/pocket/{people.QINGSHAN}/").content.decode()
    assert "盘子比口袋大" in page and "plans.submit.over_pocket" in page


def test_a_duty_shows_what_it_led_to(cast, finance):
    item = purchase.signed(cast).award.procedure.items.get().item
    told = needs.Told(text="村口垃圾一周没人收", channel="网格走访", urgency="较急", people=80)
    voice = needs.raise_voice(where=cast.here, by=cast["needs"], told=told)
    need = needs.establish(
        voice.pk, by=cast["needs"], class_name="环境与人居", matter="垃圾清运", catalogue_code="0101"
    )
    page = finance.get("/overview/duties/D052/").content.decode()
    assert need.code in page and "村口垃圾一周没人收" in page
    assert item.name in page and "农村生活垃圾收集转运" in page and 'data-yuan="120,000.00"' in page
    assert "/overview/duties/D052/" in finance.get("/duties/D052/").content.decode()
    assert finance.get("/overview/duties/D999/").status_code == 404
    foreign = client_of(cast["foreign_needs"]).get("/overview/duties/D052/").content.decode()
    assert item.code not in foreign and need.code not in foreign


def test_seats_without_the_books_are_told(cast):
    for url in ("/overview/", "/overview/pocket/"):
        assert client_of(cast["industry"]).get(url).status_code == 403


def test_more_items_take_no_more_statements(cast, finance):
    purchase.approved(cast)
    post_holder(0, "减聘", 1_00)
    counts = expected_counts(__file__)
    few = {url: statements(finance, url) for url in counts}
    for n in range(20):
        small = {"budget_fen": 1_0000_00, "sources": {"F6": 1_0000_00}, "quantity": 60}
        plans.draft(where=cast.here, by=cast["needs"], **people.facts(name=f"项目{n}", **small))
        post_holder(n + 1, "减聘", 1_00)
    assert few == {url: statements(finance, url) for url in counts} == counts
