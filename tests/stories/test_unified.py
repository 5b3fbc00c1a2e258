"""A unified purchase across the rooms: budgets approved apart, one procedure, many payers; no township buys its own part."""

from __future__ import annotations

import pytest

from tests import cast as people
from tests.stories import purchase as story
from tests.visits import cast, client_of, once, plain_static
from xianggou.base.ledger import checks
from xianggou.base.ledger import queries as books
from xianggou.core.findings import BadInput, Refused
from xianggou.stages.budget import actions as budget
from xianggou.stages.procurement import actions as procurement
from xianggou.stages.procurement import queries as procured
from xianggou.stages.unified import actions
from xianggou.stages.unified.tests.test_unified import (
    answered,
    confirmed,
    proposed,
    two,
)

__all__ = ["cast", "plain_static", "two"]
pytestmark = pytest.mark.django_db


def test_money_already_in_use_is_not_merged(cast, two):
    budget.approve(two[0].pk, by=cast["finance"])
    procurement.start(two[0].pk, by=cast["buyer"])
    with pytest.raises(Refused, match="in_use"):
        proposed(cast, two)


def test_a_township_does_not_start_what_it_delegated(cast, two):
    made = confirmed(cast, two)
    budget.approve(two[0].pk, by=cast["finance"])
    with pytest.raises(Refused) as refused:
        procurement.start(two[0].pk, by=cast["buyer"])
    (found,) = [f for f in refused.value.verdict.findings if f.level == "stop"]
    assert found.code == "procurement.start.in_unified_purchase" and found.values["code"] == made.code
    page = client_of(cast["buyer"]).get(f"/procurement/items/{two[0].pk}/start/").content.decode()
    assert made.code in page
    assert not procured.startable(cast["buyer"]).exists()


def test_the_item_of_a_unified_purchase_is_not_returned_but_may_be_cut(cast, two):
    confirmed(cast, two)
    with pytest.raises(BadInput, match="统一采购"):
        budget.return_item(two[0].pk, by=cast["finance"], why="缺材料")
    approval = budget.approve(two[0].pk, by=cast["finance"], amount_fen=9000_00, why="单价偏高")
    assert approval.amount_fen == 9000_00


def test_one_procedure_many_payers_to_the_fen(cast, two):
    made = confirmed(cast, two)
    with pytest.raises(Refused, match="no_budget"):
        procurement.start_unified(made.pk, by=cast["county_buyer"])
    budget.approve(two[0].pk, by=cast["finance"], amount_fen=9000_02, why="核减")
    budget.approve(two[1].pk, by=cast["finance"])
    procedure = procurement.start_unified(made.pk, by=cast["county_buyer"])
    assert procedure.hold_fen == 1_9000_03 and procedure.dossier_id == made.dossier_id
    assert procured.item_ids(procedure) == sorted(i.pk for i in two)
    for item, fen in zip(two, (9000_02, 1_0000_01), strict=True):
        lines = books.standings_by_line([line.pk for line in books.lines_of_item(item.pk)])
        assert sum(s.held for s in lines.values()) == fen and not sum(s.available for s in lines.values())
    assert [c for c in checks.checks() if not c.ok] == []
    with pytest.raises(BadInput, match="已经在采购"):
        procurement.start_unified(made.pk, by=cast["county_buyer"])
    with pytest.raises(BadInput, match="撤不回"):
        actions.withdraw(made.pk, by=cast["industry"], why="不买了")
    for login in ("mayor", "foreign_needs", "audit"):
        assert procured.seen_by(cast[login]).filter(pk=procedure.pk).exists()
    procurement.cancel(procedure.pk, by=cast["county_buyer"], why="重来")
    actions.withdraw(made.pk, by=cast["industry"], why="不买了")
    assert procurement.start(two[1].pk, by=cast["foreign"]).hold_fen == 1_0000_01


def test_quotes_and_award_of_a_unified_purchase(cast, two):
    made = confirmed(cast, two)
    for item in two:
        budget.approve(item.pk, by=cast["finance"])
    procedure = procurement.start_unified(made.pk, by=cast["county_buyer"])
    quotes = procurement.quote(
        procedure.pk,
        by=cast["county_buyer"],
        quotes=[
            {"uscc": uscc, "name": name, "price_fen": 1_8000_00 + n, "quoted_on": people.date(2023, 3, 2)}
            for n, (uscc, name, _fen) in enumerate(story.QUOTES)
        ],
    )
    award = procurement.award(procedure.pk, by=cast["county_checker"], supplier_id=quotes[0].supplier_id)
    assert award.price_fen == 1_8000_00
    assert client_of(cast["county_buyer"]).get(f"/procurement/{procedure.pk}/").status_code == 200


def test_the_lead_confirms_and_finance_starts_by_page(cast, two):
    made = answered(cast, two)
    lead = client_of(cast["industry"])
    assert lead.post(f"/unified/{made.pk}/confirm/", once(why="")).status_code == 302
    assert client_of(cast["needs"]).get(f"/unified/{made.pk}/confirm/").status_code == 403
    for item in two:
        budget.approve(item.pk, by=cast["finance"])
    buyer = client_of(cast["county_buyer"])
    page = buyer.get(f"/procurement/unified/{made.pk}/start/").content.decode()
    assert "20,000.02" in page and "白水镇" in page
    form = once(why="")
    for _click in range(2):
        assert buyer.post(f"/procurement/unified/{made.pk}/start/", form).status_code == 302
    assert client_of(cast["buyer"]).get(f"/procurement/unified/{made.pk}/start/").status_code == 403
    assert lead.post(f"/unified/{made.pk}/withdraw/", once(why="不买")).status_code == 400
