"""From the joint review to finance: what passed may be approved, what did not may not, and nothing gets stuck."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast as people
from tests import desks
from tests.visits import client_of
from xianggou.base.reviews.models import Review
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.budget import actions as budget
from xianggou.stages.budget import queries as budgets
from xianggou.stages.joint_review import actions
from xianggou.stages.joint_review.models import Docket
from xianggou.stages.joint_review.tests.conftest import Office
from xianggou.stages.plans import actions as plans

pytestmark = [pytest.mark.django_db, pytest.mark.story]
S = Review.Status


@pytest.fixture
def office(district_b: people.Cast, db: None) -> Office:
    """青山镇 under District B's pack."""
    return Office(district_b, desks.offices())


def codes(refused) -> tuple[str, ...]:
    return refused.value.verdict.codes


def test_all_agree_the_lead_concludes_and_finance_may_approve(office):
    item = office.sent()
    office.all_agree(item)
    assert actions.conclude(item.pk, by=office.desks["财政办"]) == S.PASSED
    assert list(budgets.to_decide(office.cast["finance"])) == [item]
    assert budget.approve(item.pk, by=office.cast["finance"]).amount_fen == 12_0000_00


def test_finance_neither_sees_nor_approves_what_has_not_passed(office):
    item = office.sent()
    office.say("纪委", item)
    assert list(budgets.to_decide(office.cast["finance"])) == []
    with pytest.raises(Refused) as refused:
        budget.approve(item.pk, by=office.cast["finance"])
    assert codes(refused) == ("joint_review.pass.not_passed",)
    assert "联动联审" in str(refused.value.verdict.findings[0].cites[0])


def test_a_place_without_joint_review_goes_on_as_before(db):
    cast = people.install(pack="county-a")
    item = plans.draft(where=cast.here, by=cast["needs"], **people.facts())
    with pytest.raises(BadInput):
        actions.open_review(item.pk, by=cast["needs"])
    plans.submit(item.pk, by=cast["needs"])
    assert list(budgets.to_decide(cast["finance"])) == [item]
    assert budget.approve(item.pk, by=cast["finance"])


def test_what_passed_and_came_back_is_reviewed_anew(office):
    item = office.passed()
    budget.return_item(item.pk, by=office.cast["finance"], why="再核一遍")
    plans.submit(item.pk, by=office.cast["needs"])
    with pytest.raises(Refused) as refused:
        budget.approve(item.pk, by=office.cast["finance"])
    assert codes(refused) == ("joint_review.pass.changed",)
    assert list(budgets.to_decide(office.cast["finance"])) == []
    actions.open_review(item.pk, by=office.cast["needs"])
    for name in office.desks:
        assert actions.reaffirm(item.pk, by=office.desks[name]) == 3
    actions.conclude(item.pk, by=office.desks["财政办"])
    assert budget.approve(item.pk, by=office.cast["finance"])


def test_finance_returning_it_in_the_middle_leaves_no_item_stuck(office):
    item = office.sent()
    office.say("纪委", item)
    budget.return_item(item.pk, by=office.cast["finance"], why="先不办")
    with pytest.raises(Stale):
        office.say("党政办", item)
    actions.open_review(item.pk, by=office.cast["needs"])
    assert office.board(item).now.number == 2
    office.all_agree(item)
    assert actions.conclude(item.pk, by=office.desks["财政办"]) == S.PASSED


def test_a_round_is_not_opened_twice_and_an_approved_item_not_at_all(office):
    item = office.sent()
    with pytest.raises(Stale):
        actions.open_review(item.pk, by=office.cast["needs"])
    office.all_agree(item)
    actions.conclude(item.pk, by=office.desks["财政办"])
    budget.approve(item.pk, by=office.cast["finance"])
    with pytest.raises(BadInput):
        actions.open_review(item.pk, by=office.cast["needs"])
    assert Docket.objects.count() == 1


def test_a_returned_item_still_shows_its_board(office):
    item = office.sent()
    budget.return_item(item.pk, by=office.cast["finance"], why="先不办")
    client = client_of(office.desks["财政办"])
    assert client.get(reverse("joint_review:board", args=[item.pk])).status_code == 200


def test_the_dossier_tells_whose_turn_it_is_and_shows_no_approval_before_the_pass(office):
    item = office.sent()
    finance = client_of(office.cast["finance"])
    url = reverse("dossier:show", args=[item.code])
    shown = finance.get(url).content.decode()
    assert "财政办联审岗(牵头)" in shown and "出联审意见" in shown
    assert reverse("budget:decide", args=[item.pk]) not in shown
    office.all_agree(item)
    assert "汇总联审意见" in finance.get(url).content.decode()
    actions.conclude(item.pk, by=office.desks["财政办"])
    shown = finance.get(url).content.decode()
    assert reverse("budget:decide", args=[item.pk]) in shown and "联审下结论" in shown
