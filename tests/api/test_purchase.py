"""One purchase over HTTP; refusals by role, key and rule; statements counted."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast as people
from tests.api.driver import Driver
from xianggou.stages.plans import actions as plans
from xianggou.stages.plans.models import PlanItem

pytestmark = [pytest.mark.story, pytest.mark.django_db]
MOST_STATEMENTS = 300
RECORD = Path(__file__).resolve().parents[2] / "docs" / "api-purchase.json"


@pytest.fixture
def driver(county_a):
    return Driver(county_a)


def test_a_purchase_over_http_is_paid_net_of_its_deduction(driver):
    paid = driver.buy()
    assert (paid["status"], paid["amount_fen"]) == ("paid", 11_5000_00 - 3450_00)
    dossier = driver.record[-1]["answer"]
    assert (dossier["stage"], dossier["status"]) == ("payments", "paid")
    assert dossier["money"] == {"held": 0, "committed": 0, "payable": 0, "paid": 11_5000_00 - 3450_00}


def test_the_recorded_purchase_in_the_documents_is_what_the_api_says(driver):
    driver.buy()
    shown = json.loads(json.dumps(driver.record, default=str))
    stable = [
        {**one, "path": "/".join("{id}" if p.isdigit() else p for p in one["path"].split("/"))}
        for one in shown
    ]
    text = json.dumps([_without_ids(one) for one in stable], ensure_ascii=False, indent=1) + "\n"
    assert RECORD.is_file() and RECORD.read_text(encoding="utf-8") == text, (
        f"{RECORD.name} is out of date: write it anew with XIANGGOU_RECORD=1"
        if not _rewritten(text)
        else f"{RECORD.name} was written anew; look at it and commit it"
    )


def _rewritten(text):
    if os.environ.get("XIANGGOU_RECORD") != "1":
        return False
    RECORD.write_text(text, encoding="utf-8")
    return True


def _without_ids(value):
    """Ids differ from run to run; the shapes do not."""
    if isinstance(value, dict):
        return {
            k: ("{id}" if k == "id" or k.endswith("_id") else "…" if k == "number" else _without_ids(v))
            for k, v in value.items()
        }
    return [_without_ids(v) for v in value] if isinstance(value, list) else value


def test_a_purchase_takes_few_statements(driver):
    for login in (
        "needs",
        "finance",
        "buyer",
        "checker",
        "contracts",
        "accepter",
        "payer",
        "vice",
        "treasury",
        "audit",
    ):
        driver.token(login)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        driver.buy()
    real = [q for q in seen if "SAVEPOINT" not in q["sql"] and "xg_set_clock" not in q["sql"]]
    assert len(real) <= MOST_STATEMENTS, len(real)


def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(driver):
    item = driver.plan()
    driver.call("finance", "POST", f"/plan-items/{item['id']}/approval", {})
    path = f"/plan-items/{item['id']}/procedure"
    first = driver.call("buyer", "POST", path, {}, key="k-1")
    assert driver.call("buyer", "POST", path, {}, key="k-1") == first
    assert driver.call("buyer", "POST", path, {"why": "x"}, key="k-1", status=409)["error"] == "once_key"


def test_without_a_key_nothing_is_done(driver):
    answer = Client().post(
        "/api/v1/plan-items", data="{}", content_type="application/json",
        headers={"Authorization": f"Bearer {driver.token('needs')}"},
    )  # fmt: skip
    assert answer.status_code == 400


@pytest.mark.parametrize(("login", "status"), [("buyer", 403), ("audit", 403), ("foreign_needs", 404)])
def test_the_wrong_seat_cannot_send_a_plan_item(driver, login, status):
    item = driver.plan()
    driver.call(login, "POST", f"/plan-items/{item['id']}/submit", status=status)


def test_nobody_is_let_in_without_a_token(driver):
    answer = Client().get("/api/v1/plan-items")
    assert answer.status_code == 401
    assert Client().get("/api/v1/plan-items", headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_refusal_tells_clause_and_next_step(driver):
    body = {
        **people.facts(ex_ante={}, feasibility=""),
        "place_code": people.PLACE,
        "town_code": people.QINGSHAN,
    }
    item = driver.call("needs", "POST", "/plan-items", body)
    told = driver.call("needs", "POST", f"/plan-items/{item['id']}/submit", status=422)
    codes = {f["code"] for f in told["findings"]}
    assert {"plans.submit.no_ex_ante", "plans.submit.no_feasibility", "plans.submit.no_targets"} <= codes
    assert all(f["what"] and f["then"] and f["cites"] for f in told["findings"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"budget_fen": -1}, {"budget_fen": 0}, {"budget_fen": 0.5}, {"budget_fen": 10**18}, {"budget_fen": "3万"},
        {"name": "a\x00b"}, {"starts_on": "2023.3.1"}, {"unknown": 1}, {"year": 99999}, {"sources": {"F6": 1}},
        {"quantity": "many"}, {"ends_on": "2023-02-30"},
    ],
)  # fmt: skip
def test_bad_input_is_a_clear_400_and_writes_nothing(driver, wrong):
    body = {**people.facts(), "place_code": people.PLACE, "town_code": people.QINGSHAN, **wrong}
    told = driver.call("needs", "POST", "/plan-items", body, status=400)
    assert told["problems"] and all(p["what"] for p in told["problems"])
    assert not PlanItem.objects.exists()


def test_a_page_of_a_list_is_one_query_longer_for_no_row(driver):
    def count():
        with CaptureQueriesContext(connection) as seen:
            driver.call("audit", "GET", "/plan-items")
        return len(seen)

    driver.plan()
    driver.token("audit")
    one = count()
    for n in range(60):
        plans.draft(
            where=driver.cast.here,
            by=driver.cast["needs"],
            **people.facts(name=f"第{n}项", budget_fen=100_00, sources={"OWN": 100_00}),
        )
    assert count() == one
    page = driver.call("audit", "GET", "/plan-items")
    assert len(page["items"]) == 50
    rest = driver.call("audit", "GET", f"/plan-items?after={page['next']}")
    assert (len(rest["items"]), rest["next"]) == (11, None)
