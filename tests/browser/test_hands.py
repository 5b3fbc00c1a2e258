"""Hands other than a mouse with script: no script at all, keys alone, a double click, a session that ends in between."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from tests.cast import PASSWORD, set_clock
from tests.stories import purchase
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.contracts.models import Contract
from xianggou.stages.delivery.models import Acceptance
from xianggou.stages.payments.models import Payment
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.procurement.models import Award, Procedure, Quote

pytestmark = pytest.mark.browser
MOST_TABS = 80
HERE = "document.activeElement"
SEEN = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none';
}"""


def tab_to(page, selector):
    """Press Tab until that element has the focus; at each stop the focus can be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate(f"{HERE}.outerHTML.slice(0, 200)")
        if page.evaluate(f"s => {HERE}.matches(s)", selector):
            return
    pytest.fail(f"Tab never reaches {selector} on {page.url}")


# Without script ------------------------------------------------------------------------------


def test_without_script_a_list_is_narrowed(desk, site):
    purchase.plan(site[0], name="送审的那一项", sources={"OWN": 12_0000_00})
    purchase.approved(site[0], name="批复的那一项", sources={"OWN": 12_0000_00})
    clerk = desk("needs", java_script_enabled=False)
    clerk.page.goto("/plans/?year=2023")
    assert "送审的那一项" in clerk.text() and "批复的那一项" in clerk.text()
    clerk.page.locator("a.chip[href*='status=approved']").click()
    assert "批复的那一项" in clerk.text() and "送审的那一项" not in clerk.text()
    clerk.page.fill("main input[type=search]", "没有这样的")
    clerk.page.locator("main form.search button").click()
    assert "q=" in clerk.page.url and "status=approved" in clerk.page.url
    assert "没有符合的计划项目" in clerk.text()


def test_without_script_finance_approves_and_the_buyer_starts(desk, site):
    item = purchase.plan(site[0])
    finance = desk("finance", java_script_enabled=False)
    finance.page.goto("/budget/queue/")
    finance.page.locator("input[name=item]").check()
    finance.press("看合计，批复勾选的")
    finance.press("批复这 1 项")
    item.refresh_from_db()
    assert item.status == "approved"
    buyer = desk("buyer", java_script_enabled=False)
    buyer.page.goto(f"/procurement/items/{item.pk}/start/")
    buyer.press("启动并预留")
    assert re.search(r"/procurement/\d+/$", buyer.page.url) and Procedure.objects.count() == 1


def test_without_script_a_payment_is_refused_mended_by_the_offer_and_asked(desk, site):
    acceptance = purchase.accepted(site[0], points=3)
    payer = desk("payer", java_script_enabled=False)
    payer.page.goto(f"/payments/instalments/{acceptance.instalment_id}/request/")
    payer.fill(amount_fen="115000", invoice_no="FP-009", invoiced_on="2023-12-31")
    payer.press("申请付款")
    payer.page.locator("details.clause summary").first.click()
    assert payer.page.locator("details.clause .gist").first.is_visible()
    payer.press("改为 111,550.00 元")
    assert payer.page.locator("[name=amount_fen]").input_value() == "111550.00"
    assert payer.page.locator("[name=invoice_no]").input_value() == "FP-009" and not Payment.objects.exists()
    payer.page.locator("main button.primary").click()
    payer.page.wait_for_url(re.compile(r"/payments/\d+/$"))
    assert Payment.objects.get().amount_fen == 11_1550_00


# By keys alone -------------------------------------------------------------------------------


def test_by_keys_alone_one_signs_in_and_approves(chromium, site):
    item = purchase.plan(site[0])
    context = chromium.new_context(base_url=site[1], locale="zh-CN")
    page = context.new_page()
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{HERE}.classList.contains('skip')")  # the first stop leads to the content
    page.keyboard.press("Enter")
    tab_to(page, "[name=login]")
    page.keyboard.type("finance")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    tab_to(page, f"main a[href='/budget/queue/{item.pk}/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/budget/queue/*/")
    tab_to(page, "#approve button.primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".notice.done").count() == 1
    item.refresh_from_db()
    assert item.status == "approved"
    context.close()


# Twice, and later ----------------------------------------------------------------------------


def test_a_double_click_makes_one_act(desk, site):
    item = purchase.approved(site[0])
    buyer = desk("buyer")
    buyer.page.goto(f"/procurement/items/{item.pk}/start/")
    buyer.page.get_by_role("button", name="启动并预留").dblclick()
    buyer.page.wait_for_url(re.compile(r"/procurement/\d+/$"))
    assert Procedure.objects.count() == 1


def sent_twice(person, address, **typed):
    """Open a form, fill it, and send what a browser would send, two times over.  Gives: where both led."""
    person.page.goto(address)
    person.fill(**typed)
    entries = person.page.evaluate(
        "() => [...new FormData(document.querySelector('main form[method=post]')).entries()]"
    )
    answers = [
        person.context.request.post(
            address,
            data=urlencode([tuple(entry) for entry in entries]),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": person.page.url},
        )
        for _ in range(2)
    ]
    assert [(a.status, a.url) for a in answers] == [(200, answers[0].url)] * 2, address
    assert not answers[0].url.endswith(address), "the form came back"
    return answers[0].url


def last(model):
    return model.objects.order_by("pk").last().pk


def test_every_step_sent_twice_is_done_once_and_answered_twice(desk, site):
    item = purchase.approved(site[0])
    sent_twice(desk("buyer"), f"/procurement/items/{item.pk}/start/")
    quotes = {}
    for n, (uscc, name, fen) in enumerate(purchase.QUOTES):
        quotes |= {f"uscc_{n}": uscc, f"name_{n}": name, f"price_fen_{n}": str(fen // 100)}
    sent_twice(desk("buyer"), f"/procurement/{last(Procedure)}/quotes/", **quotes)
    assert Quote.objects.count() == len(purchase.QUOTES)
    sent_twice(desk("checker"), f"/procurement/{last(Procedure)}/award/")
    payee = {"payee_account": "5901 0000 1111", "payee_bank": "示例农商行"}
    sent_twice(desk("contracts"), f"/contracts/awards/{last(Award)}/draft/", **payee)
    sent_twice(desk("contracts"), f"/contracts/{last(Contract)}/sign/")
    set_clock("2023-12-31 10:00")
    (instalment,) = contracts.instalments(Contract.objects.get())
    sent_twice(desk("accepter"), f"/delivery/instalments/{instalment.pk}/convene/", quantity="600吨")
    found = {f"actual_{i.pk}": "达到" for i in contracts.indicators(Contract.objects.get())}
    panel = {
        f"{name}_{n}": word for n in range(3) for name, word in (("name", f"李{n}"), ("opinion", "同意"))
    }
    signed = {f"has_signed_{n}": True for n in range(3)}
    sent_twice(desk("accepter"), f"/delivery/{last(Acceptance)}/accept/", **found, **panel, **signed)
    sent_twice(desk("payer"), f"/payments/instalments/{instalment.pk}/request/", invoice_no="FP-002")
    sent_twice(desk("vice"), f"/payments/{last(Payment)}/approve/")
    sent_twice(desk("treasury"), f"/payments/{last(Payment)}/pay/", voucher_no="ZF-002")
    one_of_each = (Procedure, Award, Contract, Acceptance, Payment)
    assert [model.objects.count() for model in one_of_each] == [1] * len(one_of_each)
    assert Payment.objects.get().status == "paid"


def test_what_was_typed_is_back_after_signing_out_and_in(desk):
    clerk = desk("needs")
    page = clerk.page
    page.goto("/plans/new/?year=2023")
    slow = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
    clerk.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    clerk.fill(name="写了一半的项目", quantity="12")
    page.locator("[name=quantity]").blur()
    page.locator(".draft.saved").wait_for()  # said only when all that is typed is kept
    page.locator("details.menu:not(.only-phone) summary").click()
    with page.expect_navigation():
        page.locator("details.menu:not(.only-phone) button", has_text="退出").click()
    page.goto("/plans/new/?year=2023")
    assert "/sign-in/" in page.url
    clerk.fill(login="needs", password=PASSWORD)
    page.locator("main button.primary").click()
    page.wait_for_url("**/plans/new/**")
    assert page.locator("[name=name]").input_value() == "写了一半的项目"
    assert page.locator("[name=quantity]").input_value() == "12"
    assert not PlanItem.objects.exists()
