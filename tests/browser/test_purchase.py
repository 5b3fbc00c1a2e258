"""The main job, typed in pages: one service from plan to payment, each step by its own person in their own browser."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from tests.cast import set_clock
from tests.stories import purchase
from xianggou.base.ledger import checks
from xianggou.base.ledger import queries as ledger
from xianggou.base.places import queries as places
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.contracts.models import Contract
from xianggou.stages.delivery.models import Acceptance
from xianggou.stages.payments.models import Payment
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.plans.tests.typed import typed
from xianggou.stages.procurement import queries as procurement
from xianggou.stages.procurement.models import Procedure

pytestmark = pytest.mark.browser
NOT_TYPED = {"once", "then"}
CONTRACT_PARTS = 8
PRICE_IN_CAPITALS = "壹拾壹万伍仟元整"


def shut(desk, address, *logins):
    """Each of these people meets a refusal there."""
    for login in logins:
        answer = desk(login).context.request.get(address)
        assert (login, answer.status) == (login, 403), address


def written_in(kind, data):
    """The text of a paper as it was downloaded."""
    if kind == "pdf":
        return "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    paper = Document(BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "".join([*(p.text for p in paper.paragraphs), *cells])


def exact_fen(figure):
    """The exact amount behind a figure of a page."""
    return round(Decimal(figure.get_attribute("data-yuan").replace(",", "")) * 100)


def plan_and_budget(desk):
    shut(desk, "/plans/new/", "buyer", "vice", "finance")
    clerk = desk("needs")
    clerk.page.goto("/plans/new/?year=2023")
    clerk.fill(**{n: v for n, v in typed(topic_1="", acceptance="").items() if n not in NOT_TYPED and v})
    clerk.press("存并送审")
    assert "事前评估" in clerk.text() and not PlanItem.objects.exists()
    assert clerk.page.evaluate("document.activeElement.hasAttribute('data-focus')")
    assert clerk.page.locator(".summary li").count() == clerk.page.locator(".finding.is-stop").count() == 2
    clerk.page.locator(".summary a", has_text="投入经济性").click()
    assert clerk.page.evaluate("location.hash") == "#id_topic_1"
    assert clerk.page.locator("[name=name]").input_value() == typed()["name"]
    clerk.page.locator("details.clause summary").first.click()
    assert clerk.page.locator("details.clause .gist").first.is_visible()
    clerk.fill(topic_1=typed()["topic_1"], acceptance=typed()["acceptance"])
    clerk.press("存并送审")
    item = PlanItem.objects.get()
    assert item.status == "submitted"
    shut(desk, "/budget/queue/", "needs", "vice", "treasury")
    finance = desk("finance")
    finance.page.goto("/budget/queue/")
    finance.page.locator("input[name=item]").check()
    finance.press("看合计，批复勾选的")
    finance.press("批复这 1 项")
    item.refresh_from_db()
    assert item.status == "approved"
    return item


def buy(desk, item):
    shut(desk, f"/procurement/items/{item.pk}/start/", "needs", "checker", "finance")
    buyer = desk("buyer")
    buyer.page.goto("/")
    buyer.page.get_by_role("link", name="启动采购").first.click()
    buyer.press("启动并预留")
    procedure = Procedure.objects.get()
    assert ledger.dossier_standing(item.dossier_id).held == item.budget_fen
    buyer.page.goto(f"/procurement/{procedure.pk}/quotes/")
    for n, (uscc, name, fen) in enumerate(purchase.QUOTES):
        buyer.fill(
            **{
                f"uscc_{n}": uscc,
                f"name_{n}": name,
                f"price_fen_{n}": f"{fen / 100:.2f}",
                f"quoted_on_{n}": "2023-03-01",
            }
        )
    buyer.press("登记报价")
    shut(desk, f"/procurement/{procedure.pk}/quotes/", "needs", "contracts")
    shut(desk, f"/procurement/{procedure.pk}/award/", "buyer", "contracts")  # who bought does not award
    checker = desk("checker")
    checker.page.goto(f"/procurement/{procedure.pk}/award/")
    lowest = procurement.quotes(procedure)[0]
    checker.page.locator(f"input[name=supplier][value='{lowest.supplier_id}']").check()
    checker.press("确定成交")
    return procurement.standing_award(procedure)


def agree(desk, award):
    shut(desk, f"/contracts/awards/{award.pk}/draft/", "buyer", "payer")
    clerk = desk("contracts")
    clerk.page.goto(f"/contracts/awards/{award.pk}/draft/")
    clerk.fill(
        starts_on="2023-04-01", ends_on="2023-12-31", payee_account="5901 0000 1111", payee_bank="示例农商行"
    )
    clerk.press("起草合同")
    contract = Contract.objects.get()
    parts = {name.strip() for name in clerk.page.locator(".part label").all_inner_texts()}
    asked = contracts.required_parts(places.law_on(contract.place_code, contract.starts_on))
    assert len(asked) >= CONTRACT_PARTS and set(asked) <= parts
    assert all(clerk.page.locator(".part textarea").evaluate_all("all => all.map(e => e.value.trim())"))
    shut(desk, f"/contracts/{contract.pk}/sign/", "buyer", "vice")
    clerk.page.goto(f"/contracts/{contract.pk}/sign/")
    clerk.press("签订")
    contract.refresh_from_db()
    assert contract.status == "signed"
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF")):
        data = clerk.context.request.get(f"/contracts/{contract.pk}/contract.{kind}").body()
        assert data.startswith(begins)
        assert PRICE_IN_CAPITALS in re.sub(r"\s", "", written_in(kind, data)), kind
    return contract


def accept(desk, contract):
    set_clock("2023-12-31 10:00")
    instalment = contracts.instalments(contract)[0]
    shut(desk, f"/delivery/instalments/{instalment.pk}/convene/", "contracts", "payer")
    accepter = desk("accepter")
    accepter.page.goto(f"/delivery/instalments/{instalment.pk}/convene/")
    accepter.fill(delivered_on="2023-12-30", quantity="600吨")
    accepter.press("开始验收")
    acceptance = Acceptance.objects.get()
    lost = {f"lost_{i.pk}": "3" if n == 0 else "0" for n, i in enumerate(contracts.indicators(contract))}
    met = {f"actual_{i.pk}": "达到" for i in contracts.indicators(contract)}
    panel = {}
    for n, (part, name) in enumerate((("lead", "李验收"), ("industry", "王住建"), ("user", "村民代表"))):
        panel |= {
            f"part_{n}": part,
            f"name_{n}": name,
            f"body_{n}": "某办",
            f"opinion_{n}": "同意",
            f"has_signed_{n}": True,
        }
    accepter.fill(accepted_on="2023-12-31", **lost, **met, **panel)
    accepter.press("出具验收书")
    acceptance.refresh_from_db()
    assert acceptance.status == "passed" and acceptance.deducted_fen == 3450_00
    return acceptance


def pay(desk, acceptance):
    shut(desk, f"/payments/instalments/{acceptance.instalment_id}/request/", "accepter", "vice")
    payer = desk("payer")
    payer.page.goto(f"/payments/instalments/{acceptance.instalment_id}/request/")
    payer.fill(amount_fen="115000.00", invoice_no="FP-001", invoiced_on="2023-12-31")
    payer.press("申请付款")
    assert "改为" in payer.text() and "111,550.00" in payer.text() and not Payment.objects.exists()
    assert payer.page.locator("[name=invoice_no]").input_value() == "FP-001"
    assert payer.page.locator(".finding .code", has_text="payments.pay.over_commitment").count() == 1
    payer.page.get_by_role("button", name="改为 111,550.00 元").click()
    assert payer.page.locator("[name=amount_fen]").input_value() == "111550.00"
    payer.press("再次送出")
    payment = Payment.objects.get()
    shut(desk, f"/payments/{payment.pk}/approve/", "payer", "treasury")
    vice = desk("vice")
    vice.page.goto(f"/payments/{payment.pk}/approve/")
    vice.page.locator("main button.primary").click()
    vice.page.wait_for_load_state()
    shut(desk, f"/payments/{payment.pk}/pay/", "payer", "vice")
    treasury = desk("treasury")
    treasury.page.goto(f"/payments/{payment.pk}/pay/")
    treasury.fill(paid_on="2023-12-31", voucher_no="ZF-001")
    treasury.page.locator("main button.primary").click()
    treasury.page.wait_for_load_state()
    payment.refresh_from_db()
    assert payment.status == "paid"
    return payment


def test_one_service_goes_from_plan_to_payment_in_pages(desk):
    item = plan_and_budget(desk)
    acceptance = accept(desk, agree(desk, buy(desk, item)))
    payment = pay(desk, acceptance)
    audit = desk("audit")
    audit.page.goto(f"/dossiers/{item.code}/")
    assert "编号连续" in audit.text() and "演练时钟" in audit.page.locator("aside.clock").inner_text()
    parts = {p.locator("dt").inner_text().strip(): p for p in audit.page.locator(".parts > div").all()}
    shown = {word: exact_fen(part.locator(".amt")) for word, part in parts.items()}
    assert shown["已付"] == 11_1550_00
    assert sum(shown.values()) == exact_fen(audit.page.locator(".sumline .amt").first) == 12_0000_00
    standing = ledger.dossier_standing(payment.dossier_id)
    assert (standing.paid, standing.payable, standing.committed, standing.held) == (11_1550_00, 0, 0, 0)
    assert not [c for c in checks.checks() if not c.ok]
