"""Funds, shares and budgets follow their lists to the 分."""

from datetime import date

import pytest

from tests import cast as casting
from xianggou.base.trail.loads import Loaded
from xianggou.core.findings import BadInput
from xianggou.stages.funds import actions, queries
from xianggou.stages.funds.models import Fund, Share, TownBudget

pytestmark = pytest.mark.django_db
FUND = {
    "code": "F8", "name": "示例专项资金", "department": "县民政局", "level": "县级", "document": "清财预〔2023〕99号(示例)",
    "amount_fen": 100_0000_00, "factor": "人口", "catalogue_codes": ["0101"], "duty_codes": [],
    "issued_on": date(2023, 2, 15),
}  # fmt: skip
SHARE = {"fund_code": "F8", "town_code": casting.QINGSHAN, "factor_value": 1, "amount_fen": 60_0000_00}
BUDGET = {
    "town_code": casting.QINGSHAN, "year": 2030, "transfers_fen": 100_00, "special_fen": 50_00, "own_fen": 25_01,
    "total_fen": 175_01, "purchases_fen": 10_00, "paid_before_fen": 0,
}  # fmt: skip


@pytest.fixture
def cast(county_a, db):
    return county_a


def load(cast, funds=(), shares=(), year=2023):
    return actions.load(where=cast.county, by=cast["finance"], year=year, funds=funds, shares=shares)


def test_funds_and_shares_go_in_once(cast):
    assert load(cast, [FUND], [SHARE]) == Loaded(saved=2)
    assert load(cast, [FUND], [SHARE]) == Loaded(unchanged=2)
    assert load(cast, shares=[{**SHARE, "amount_fen": 60_0000_01}]) == Loaded(changed=1)
    assert queries.pocket(casting.PLACE, casting.QINGSHAN, 2023).shares["F8"] == 60_0000_01


def test_shares_over_their_fund_by_one_fen_are_refused(cast):
    other = {**SHARE, "town_code": casting.BAISHUI, "amount_fen": 40_0000_01, "at": ("分配到乡镇", 3)}

    with pytest.raises(BadInput) as refused:
        load(cast, [FUND], [SHARE, other])

    assert [(p.code, p.row) for p in refused.value.problems] == [("split_parts", 3)]
    assert not Fund.objects.filter(code="F8").exists()
    assert not Share.objects.filter(fund__code="F8").exists()


def test_a_share_of_no_fund_is_refused(cast):
    with pytest.raises(BadInput) as refused:
        load(cast, shares=[{**SHARE, "fund_code": "F77"}])

    assert [p.code for p in refused.value.problems] == ["unknown_fund"]


def budgets(cast, *rows):
    return actions.load_budgets(where=cast.county, by=cast["finance"], budgets=rows)


def test_a_budget_goes_in_once_and_a_changed_one_changes(cast):
    assert budgets(cast, BUDGET) == Loaded(saved=1)
    assert budgets(cast, BUDGET) == Loaded(unchanged=1)
    assert budgets(cast, {**BUDGET, "purchases_fen": 11_00}) == Loaded(changed=1)


def test_a_budget_one_fen_off_is_refused(cast):
    with pytest.raises(BadInput) as refused:
        budgets(cast, BUDGET, {**BUDGET, "town_code": casting.BAISHUI, "total_fen": 175_00})

    assert [p.code for p in refused.value.problems] == ["split_parts"]
    assert not TownBudget.objects.filter(year=2030).exists()


def test_a_list_without_parts_keeps_those_that_stand(cast):
    budgets(cast, BUDGET)
    bare = {"town_code": casting.QINGSHAN, "year": 2030, "total_fen": 175_01, "purchases_fen": 12_00}

    budgets(cast, bare)

    held = TownBudget.objects.get(town_code=casting.QINGSHAN, year=2030)
    assert (held.transfers_fen, held.own_fen, held.purchases_fen) == (100_00, 25_01, 12_00)
