import re
from datetime import date

import pytest
from django.urls import reverse

from tests.stories import purchase
from tests.visits import client_of
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.procurement import actions as procurement
from xianggou.web.dossier import shown
from xianggou.web.dossier.ahead import ahead
from xianggou.web.dossier.gathered import gather

pytestmark = pytest.mark.django_db
STAGES = [
    "事权",
    "需求",
    "资源",
    "目录",
    "项目",
    "计划",
    "预算",
    "采购",
    "合同",
    "履约",
    "支付",
    "评价",
    "结果应用",
]
LATER = {"需求", "资源", "项目", "评价", "结果应用"}


def code_of(row):
    return Subject.objects.get(pk=row.dossier_id).code


def page_of(cast, row, login="audit", *, every=False):
    gathered = gather(code_of(row), cast[login])
    return shown.page(gathered, cast[login], trails.today(), every=every)


def url_of(row, query=""):
    return reverse("dossier:show", args=[code_of(row)]) + query


def shapes(page):
    return {str(s.label): s.shape for s in page.stages}


# The life


@pytest.mark.parametrize(
    ("story", "action", "here"),
    [
        ("plan", "budget.approve", "预算"),
        ("approved", "procurement.start", "采购"),
        ("started", "procurement.quote", "采购"),
        ("awarded", "contracts.draft", "合同"),
        ("drafted", "contracts.sign", "合同"),
        ("signed", "delivery.convene", "履约"),
        ("accepted", "payments.request", "支付"),
        ("requested", "payments.approve", "支付"),
        ("paid", "contracts.close", "合同"),
    ],
)
def test_at_each_step_the_page_says_what_comes_next_and_in_whose_hands_it_lies(cast, story, action, here):
    row = getattr(purchase, story)(cast)
    gathered = gather(code_of(row), cast["audit"])
    step = ahead(gathered, trails.today())
    page = page_of(cast, row)
    assert step.action == action
    assert [str(s.label) for s in page.stages] == STAGES
    assert [str(s.label) for s in page.stages if s.current] == [here]
    assert all(shapes(page)[name] == "none" for name in LATER)
    holders = {
        "budget.approve": "finance", "procurement.start": "buyer", "procurement.quote": "buyer",
        "contracts.draft": "contracts", "contracts.sign": "contracts", "delivery.convene": "accepter",
        "payments.request": "payer", "payments.approve": "vice", "contracts.close": "contracts",
    }  # fmt: skip
    assert page.holder.name == cast[holders[action]].name
    assert client_of(cast["audit"]).get(url_of(row)).status_code == 200


def test_money_adds_up_to_the_fen_at_every_step(cast):
    payment = purchase.paid(cast, points=3)
    line = page_of(cast, payment).line
    assert line.balances and line.approved_fen == 12_0000_00
    assert (line.paid_fen, line.available_fen) == (111_550_00, 8_450_00)


def test_a_stopped_dossier_says_by_which_clause_who_holds_it_and_until_when(cast):
    contract = purchase.drafted(cast)
    first = contracted.clauses(contract)[0]
    contracts.edit(contract.pk, by=cast["contracts"], version=contract.version, clauses={first.name: ""})
    page = page_of(cast, contract)
    html = client_of(cast["contracts"]).get(url_of(contract)).content.decode()
    assert [f.code for f in page.verdict.findings if f.blocks] == ["contracts.sign.clause_missing"]
    assert page.holder.until.on == date(2023, 3, 31) and page.holder.name == cast["contracts"].name
    assert shapes(page)["合同"] == "stop"
    assert "stopline" in html and "contracts.sign.clause_missing" in html and first.name in html


# Buttons


@pytest.mark.parametrize(
    ("story", "login", "label"),
    [
        ("approved", "buyer", "启动采购"),
        ("started", "buyer", "登记报价"),
        ("awarded", "contracts", "起草合同"),
        ("drafted", "contracts", "签订"),
        ("signed", "accepter", "组织验收"),
        ("accepted", "payer", "申请付款"),
        ("requested", "vice", "同意付款"),
    ],
)
def test_the_primary_button_is_the_act_that_goes_on(cast, story, login, label):
    row = getattr(purchase, story)(cast)
    found = page_of(cast, row, login).actions
    assert [str(a.label) for a in found if a.primary] == [label]
    assert len(found) <= 3
    assert client_of(cast[login]).get(found[0].url).status_code == 200


def test_a_reader_has_no_buttons(cast):
    assert page_of(cast, purchase.drafted(cast), "audit").actions == []


# The trail


def test_great_acts_come_first_and_every_entry_is_one_click_away(cast):
    payment = purchase.paid(cast, points=3)
    count = trails.count(payment.dossier_id)
    great, every = page_of(cast, payment), page_of(cast, payment, every=True)
    told = [str(e.what) for e in great.entries]
    assert any("支付 111,550.00 元" in t for t in told) and any("扣 3,450.00 元退回预算线" in t for t in told)
    assert len([t for t in told if t.startswith("预算批复")]) == 1
    assert len([e for e in every.entries if e.code]) == count
    assert great.is_gapless and great.count == count
    html = client_of(cast["audit"]).get(url_of(payment, "?all=1")).content.decode()
    assert "payments.pay" in html and f"{count} 条" in html


def test_deductions_and_missing_papers_are_told(cast):
    acceptance = purchase.accepted(cast, points=3)
    page = page_of(cast, acceptance)
    assert any("3,450.00" in str(r.word) for r in page.remarks)
    award = purchase.awarded(cast)
    assert [f.missing for f in page_of(cast, award).files if "合同" in str(f.name)] == [True]


def test_every_paper_on_the_page_can_be_opened_by_who_sees_it(cast):
    payment = purchase.paid(cast)
    client = client_of(cast["audit"])
    html = client.get(url_of(payment)).content.decode()
    papers = re.findall(r'href="([^"]+\.pdf)"', html)
    assert len(papers) == 5
    assert {client.get(p).status_code for p in papers} == {200}


def test_an_ended_procedure_can_be_followed_by_another(cast):
    procedure = purchase.started(cast)
    procurement.fail(procedure.pk, by=cast["buyer"], why="没有合格报价")
    page = page_of(cast, procedure, "buyer")
    assert [str(a.label) for a in page.actions] == ["启动采购"]
    assert page.line.held_fen == 0 and page.line.available_fen == 12_0000_00


# Who may see


def test_another_township_does_not_know_of_a_dossier(cast):
    row = purchase.started(cast)
    assert client_of(cast["foreign"]).get(url_of(row)).status_code == 404
    assert client_of(cast["buyer"]).get(reverse("dossier:show", args=["nothing"])).status_code == 404


def test_nobody_posts_to_a_dossier(cast):
    row = purchase.started(cast)
    assert client_of(cast["buyer"]).post(url_of(row)).status_code == 405
