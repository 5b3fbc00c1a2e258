"""Before the purchase over HTTP: duties with their money, catalogue, receipts, unified purchase, intention; refusals told."""

from __future__ import annotations

import pytest

from tests import admitting
from tests import cast as people
from tests.api.driver import Driver
from tests.stories import purchase as story
from xianggou.stages.catalogue.tests.asked import FACTS, PRICES
from xianggou.stages.funds.models import Share
from xianggou.stages.funds.tests.test_move_down import MONEY, SAID, SHARES
from xianggou.stages.unified.tests.test_unified import SMALL, TERMS, theirs

pytestmark = pytest.mark.django_db


@pytest.fixture
def driver():
    return Driver(people.install())


def codes(told):
    return {f["code"] for f in told["findings"]}


def test_a_duty_is_applied_for_heard_and_comes_down_with_its_money(driver):
    call = driver.call
    facts = admitting.stated(money_fen=MONEY) | {"place_code": people.PLACE}
    made = call("industry", "POST", "/admissions", {**facts, "basis": ""})
    told = call("industry", "POST", f"/admissions/{made['id']}/submit", status=422)
    assert "duties.admit.no_basis" in codes(told)
    admission = admitting.reviewed(driver.cast, money_fen=MONEY)
    assert call("audit", "GET", "/admissions?status=reviewed")["items"][0]["id"] == admission.pk
    path = f"/admissions/{admission.pk}/move-down"
    short = {**SAID, "shares": {people.QINGSHAN: 1}}
    assert "duties.admit.money_not_moved" in codes(call("county_head", "POST", path, short, status=422))
    call("finance", "POST", path, {**SAID, "shares": SHARES}, status=403)
    fund = call("county_head", "POST", path, {**SAID, "shares": SHARES}, key="once")
    assert call("county_head", "POST", path, {**SAID, "shares": SHARES}, key="once") == fund
    assert fund["amount_fen"] == MONEY
    share = Share.objects.get(fund_id=fund["id"], town_code=people.QINGSHAN)
    receipts = f"/fund-shares/{share.pk}/receipts"
    call("treasury", "POST", receipts, {"amount_fen": share.amount_fen + 1, "voucher": "拨1"}, status=400)
    call("foreign", "POST", receipts, {"amount_fen": 1, "voucher": "拨1"}, status=403)
    receipt = call("treasury", "POST", receipts, {"amount_fen": 100, "voucher": "拨1"})
    assert call("treasury", "POST", f"/receipts/{receipt['id']}/undo", {"why": "登错"})["amount_fen"] == -100
    assert {s["town_code"] for s in call("payer", "GET", "/fund-shares")["items"]} == {people.QINGSHAN}


def test_an_objection_is_raised_and_answered(driver):
    said = {
        "place_code": people.PLACE,
        "town_code": people.QINGSHAN,
        "matter": "代收资料",
        "department": "县公安局",
    }
    made = driver.call("mayor", "POST", "/objections", said)
    path = f"/objections/{made['id']}/answer"
    driver.call("mayor", "POST", path, {"finding": "upheld", "answer": "收回"}, status=403)
    told = driver.call("keeper", "POST", path, {"finding": "upheld", "answer": "收回"})
    assert (told["status"], told["finding"]) == ("answered", "upheld")


def test_a_proposal_is_screened_reviewed_in_order_and_issued(driver):
    call = driver.call
    body = {
        **FACTS, "prices": PRICES, "place_code": people.PLACE, "town_code": people.QINGSHAN, "source": "township",
        "proposer": "青山镇社会事务办", "name": "村级路灯管护", "why": "村里报修多", "evidence": "",
    }  # fmt: skip
    row = call("needs", "POST", "/catalogue-proposals", body)
    path = f"/catalogue-proposals/{row['id']}"
    assert "catalogue.enter.screening_missing" in codes(
        call("finance", "POST", f"{path}/screen", {}, status=422)
    )
    call("needs", "POST", f"{path}/edit", {"version": row["version"], "evidence": "特种作业目录"})
    call("finance", "POST", f"{path}/screen", {})
    assert "reviews.opine.out_of_turn" in codes(
        call("jurist", "POST", f"{path}/review", {"choice": "pass"}, status=422)
    )
    for login in ("checker", "industry", "jurist"):
        row = call(login, "POST", f"{path}/review", {"choice": "pass", "reason": "看过"})
    assert row["status"] == "passed"
    draft = {
        "place_code": people.PLACE, "label": "2023年第2版", "effective_on": "2023-03-01", "reason": "年度调整",
        "continuing": "照原版办完", "consulted": "县住建局：同意", "proposals": [row["id"]],
    }  # fmt: skip
    made = call("finance", "POST", "/catalogue-adjustments", draft)
    issued = call("finance", "POST", f"/catalogue-adjustments/{made['id']}/issue", {})
    assert (issued["status"], issued["document"]) == ("issued", "清岚县购服目〔2023〕1号")
    carry = {"place_code": people.PLACE, "town_code": people.QINGSHAN, "code": "0102", "reason": "要买"}
    carried = call("needs", "POST", "/carried-out", carry)
    assert call("finance", "POST", f"/carried-out/{carried['id']}/confirm", {})["status"] == "confirmed"


def test_townships_answer_and_the_market_is_told(driver):
    call = driver.call
    two = [story.plan(driver.cast, **SMALL), theirs(driver.cast, name="白水镇2023年垃圾收集转运")]
    body = {
        "place_code": people.PLACE, "year": 2023, "catalogue_code": "0101", "unit": "吨", "lead_code": people.BUREAU,
        "item_ids": [item.pk for item in two], **TERMS,
    }  # fmt: skip
    made = call("industry", "POST", "/unified-purchases", body)
    path = f"/unified-purchases/{made['id']}"
    (mine,) = call("needs", "GET", path)["parts"]
    assert mine["town_code"] == people.QINGSHAN
    whole = call("industry", "GET", path)["parts"]
    assert "unified.confirm.unanswered" in codes(call("industry", "POST", f"{path}/confirm", {}, status=422))
    call("needs", "POST", f"/unified-parts/{whole[1]['id']}/delegate", {}, status=404)
    for one, login in zip(whole, ("needs", "foreign_needs"), strict=True):
        call(login, "POST", f"/unified-parts/{one['id']}/delegate", {})
    assert call("industry", "POST", f"{path}/confirm", {})["status"] == "confirmed"
    told = call("county_buyer", "POST", f"{path}/intention", {"summary": "两镇垃圾收集转运"})
    row = f"/intentions/{told['id']}"
    assert "intentions.publish.incomplete" in codes(
        call("county_buyer", "POST", f"{row}/publish", {}, status=422)
    )
    call("county_buyer", "POST", f"{row}/edit", {"version": 1, "expected_on": "2023-05-09"})
    told = call("county_buyer", "POST", f"{row}/publish", {})
    assert (told["status"], told["expected_on"], told["budget_fen"]) == ("published", "2023-05-01", 2_0000_02)
