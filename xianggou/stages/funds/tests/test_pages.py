"""The pocket as a page: the county sees all townships, a township its own."""

from __future__ import annotations

import pytest

from tests import cast as people
from tests.visits import client_of, expected_counts, statements
from xianggou.stages.funds.models import Fund, Share, TownBudget

pytestmark = pytest.mark.django_db


def test_finance_sees_every_township(cast):
    page = client_of(cast["finance"]).get("/funds/").content.decode()
    assert "环境整治专项资金" in page and "青山镇" in page and "白水镇" in page
    assert "清财预〔2023〕16号" in page and 'data-yuan="1,000,000.00"' in page


def test_a_township_sees_its_own_share_and_budget(cast):
    page = client_of(cast["needs"]).get("/funds/").content.decode()
    assert "环境整治专项资金" in page and "青山镇" in page and "白水镇" not in page
    assert 'data-yuan="500,000.00"' in page


def test_a_seat_without_the_pocket_is_told(cast):
    assert client_of(cast["industry"]).get("/funds/").status_code == 403


def test_totals_add_up_to_the_fen(cast):
    fund = Fund.objects.get()
    Share.objects.filter(fund=fund, town_code=people.QINGSHAN).update(amount_fen=50_0333_33)
    page = client_of(cast["finance"]).get("/funds/").content.decode()
    assert 'data-yuan="1,000,333.33"' in page


def test_another_year_is_chosen_by_address(cast):
    Fund.objects.create(
        place_code=people.PLACE, year=2022, code="F1", name="旧资金", department="住建局", level="县级", document="旧文（示例）",
        amount_fen=1_00,
    )  # fmt: skip
    page = client_of(cast["finance"]).get("/funds/?year=2022").content.decode()
    assert "旧资金" in page and "环境整治专项资金" not in page
    assert "环境整治专项资金" in client_of(cast["finance"]).get("/funds/?year=abc").content.decode()


def test_more_townships_take_no_more_statements(cast):
    clerk, counts = client_of(cast["finance"]), expected_counts(__file__)
    few = {url: statements(clerk, url) for url in counts}
    for n in range(100):
        town = f"5901218{n:02d}"
        Share.objects.create(fund=Fund.objects.get(), town_code=town, amount_fen=1_00)
        TownBudget.objects.create(
            place_code=people.PLACE, town_code=town, year=2023, transfers_fen=1_00, special_fen=0, own_fen=0,
            total_fen=1_00, purchases_fen=0,
        )  # fmt: skip
    assert few == {url: statements(clerk, url) for url in counts} == counts
