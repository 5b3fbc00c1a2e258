import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from tests import cast as people
from tests.sending import once_key, send
from tests.stories import purchase
from tests.visits import client_of, expected_counts, statements
from xianggou.core.actor import Actor
from xianggou.core.findings import Refused
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.funds import actions as funds
from xianggou.stages.funds.models import Share
from xianggou.stages.payments import actions, queries
from xianggou.stages.payments.models import Payment

pytestmark = pytest.mark.django_db
INVOICE = {"invoice_no": "FP-001", "invoiced_on": "2023-12-31"}


def asking(acceptance):
    return reverse("payments:request", args=[acceptance.instalment_id])


# request


def test_the_amount_stands_there_with_its_working_and_in_capitals(cast):
    acceptance = purchase.accepted(cast, points=3)
    page = client_of(cast["payer"]).get(asking(acceptance)).content.decode()
    assert 'value="111550.00"' in page and "壹拾壹万壹仟伍佰伍拾元整" in page
    assert "−3,450.00" in page and "未购买不支付" in page


def test_asking_for_what_is_due_makes_one_request(cast):
    acceptance = purchase.accepted(cast, points=3)
    answer = send(client_of(cast["payer"]), asking(acceptance), amount_fen="111,550.00", **INVOICE)
    payment = Payment.objects.get()
    assert answer.url == reverse("payments:detail", args=[payment.pk])
    assert (payment.amount_fen, str(payment.due_on)) == (111_550_00, "2024-01-30")


def test_one_fen_too_much_is_refused_beside_the_amount_with_the_right_one_offered(cast):
    acceptance = purchase.accepted(cast, points=3)
    typed = INVOICE | {"amount_fen": "111550.01", "why": "按合同付款"}
    answer = send(client_of(cast["payer"]), asking(acceptance), **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "payments.pay.over_commitment" in page
    assert "改为 111,550.00 元" in page and 'value="amount_fen:111550.00"' in page
    assert 'value="111550.01"' in page and "按合同付款" in page and "FP-001" in page
    assert not Payment.objects.exists()


def test_the_offered_amount_is_taken_without_script_and_sends_nothing(cast):
    acceptance = purchase.accepted(cast, points=3)
    typed = INVOICE | {"amount_fen": "115000", "take": "amount_fen:111550.00"}
    answer = send(client_of(cast["payer"]), asking(acceptance), **typed)
    assert answer.status_code == 200 and 'value="111550.00"' in answer.content.decode()
    assert not Payment.objects.exists()


def test_what_is_not_accepted_is_refused_and_said_before(cast):
    contract = purchase.signed(cast)
    (plan,) = contracted.instalments(contract)
    url = reverse("payments:request", args=[plan.pk])
    before = client_of(cast["payer"]).get(url).content.decode()
    assert "payments.pay.not_accepted" in before
    answer = send(client_of(cast["payer"]), url, amount_fen="100", **INVOICE)
    assert answer.status_code == 422
    assert "payments.pay.not_accepted" in answer.content.decode()
    assert not Payment.objects.exists()


def test_a_double_click_asks_once(cast):
    acceptance = purchase.accepted(cast)
    client = client_of(cast["payer"])
    key = once_key(client.get(asking(acceptance)))
    typed = {"once": key, "amount_fen": "115000", **INVOICE}
    answers = [client.post(asking(acceptance), typed) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302] and answers[0].url == answers[1].url
    assert Payment.objects.count() == 1


def test_the_same_form_with_other_content_is_a_conflict(cast):
    acceptance = purchase.accepted(cast)
    client = client_of(cast["payer"])
    key = once_key(client.get(asking(acceptance)))
    assert (
        client.post(asking(acceptance), {"once": key, "amount_fen": "115000", **INVOICE}).status_code == 302
    )
    answer = client.post(asking(acceptance), {"once": key, "amount_fen": "100", **INVOICE})
    assert answer.status_code == 409
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("login", "status"), [("buyer", 403), ("vice", 403), ("treasury", 403), ("foreign", 403)]
)
def test_the_wrong_seat_asks_for_nothing(cast, login, status):
    acceptance = purchase.accepted(cast)
    assert client_of(cast[login]).get(asking(acceptance)).status_code == status
    typed = {"amount_fen": "115000", **INVOICE}
    assert client_of(cast[login]).post(asking(acceptance), typed).status_code == status
    assert not Payment.objects.exists()


# approve, pay, return


def test_a_request_is_approved_and_paid_by_two_others(cast):
    payment = purchase.requested(cast)
    approve, pay = (reverse(f"payments:{v}", args=[payment.pk]) for v in ("approve", "pay"))
    assert send(client_of(cast["vice"]), approve, why="同意").status_code == 302
    answer = send(client_of(cast["treasury"]), pay, paid_on="2023-12-31", voucher_no="ZF-7")
    payment.refresh_from_db()
    assert answer.status_code == 302
    assert (payment.status, payment.voucher_no) == ("paid", "ZF-7")


def test_a_double_click_pays_once(cast):
    payment = purchase.requested(cast)
    actions.approve(payment.pk, by=cast["vice"])
    url = reverse("payments:pay", args=[payment.pk])
    client = client_of(cast["treasury"])
    typed = {"once": once_key(client.get(url)), "paid_on": "2023-12-31", "voucher_no": "ZF-7"}
    assert [client.post(url, typed).status_code for _ in range(2)] == [302, 302]
    assert queries.paid_fen(payment.contract_id) == payment.amount_fen


def test_a_payment_without_a_voucher_number_keeps_what_was_typed(cast):
    payment = purchase.requested(cast)
    actions.approve(payment.pk, by=cast["vice"])
    url = reverse("payments:pay", args=[payment.pk])
    answer = send(client_of(cast["treasury"]), url, paid_on="2023-12-31", voucher_no="", why="年底付清")
    assert answer.status_code == 400 and "年底付清" in answer.content.decode()


def test_a_request_goes_back_with_its_reason_and_can_be_asked_again(cast):
    payment = purchase.requested(cast)
    url = reverse("payments:return", args=[payment.pk])
    assert send(client_of(cast["vice"]), url, why="").status_code == 400
    assert send(client_of(cast["vice"]), url, why="发票号不对").status_code == 302
    assert [w.verb for w in queries.waiting_for(cast["payer"])] == ["payments.request"]


@pytest.mark.parametrize(
    ("verb", "login", "status"),
    [
        ("approve", "payer", 403),
        ("approve", "treasury", 403),
        ("approve", "foreign", 403),
        ("pay", "vice", 403),
        ("pay", "accountant", 403),
        ("return", "payer", 403),
        ("return", "foreign", 403),
    ],
)
def test_the_wrong_seat_moves_no_payment(cast, verb, login, status):
    payment = purchase.requested(cast)
    url = reverse(f"payments:{verb}", args=[payment.pk])
    assert client_of(cast[login]).get(url).status_code == status
    typed = {"why": "x", "paid_on": "2023-12-31", "voucher_no": "ZF-7"}
    assert client_of(cast[login]).post(url, typed).status_code == status
    payment.refresh_from_db()
    assert payment.status == "requested"


def test_a_closed_button_says_the_code_by_which_the_server_refuses(cast):
    payment = purchase.requested(cast)
    asker = cast["payer"]
    both = Actor(
        kind="person", person_id=asker.person_id, account_id=asker.account_id, name=asker.name,
        seats=(*asker.seats, *cast["vice"].seats),
    )  # fmt: skip
    row = queries.locked(payment.pk)
    closed = [a for a in queries.open_actions(row, both, row.requested_on) if not a.open]
    with pytest.raises(Refused) as refused:
        actions.approve(payment.pk, by=both)
    assert [a.code for a in closed] == ["payments.pay.same_person"]
    assert closed[0].code in refused.value.verdict.codes


# reading


def test_another_township_does_not_know_of_a_payment(cast):
    payment = purchase.requested(cast)
    for url in (
        reverse("payments:detail", args=[payment.pk]),
        reverse("payments:paper", args=[payment.pk, "pdf"]),
    ):
        assert client_of(cast["foreign"]).get(url).status_code == 404


def test_the_request_form_comes_as_word_and_pdf(cast):
    payment = purchase.paid(cast)
    for kind, head in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client_of(cast["audit"]).get(reverse("payments:paper", args=[payment.pk, kind]))
        assert answer.status_code == 200 and answer.content.startswith(head)


def test_what_waits_follows_the_state_and_names_the_last_day(cast):
    acceptance = purchase.accepted(cast)
    (waits,) = queries.waiting_for(cast["payer"])
    assert (waits.verb, str(waits.due_on), waits.amount_fen) == ("payments.request", "2024-01-30", 11_5000_00)
    send(client_of(cast["payer"]), asking(acceptance), amount_fen="115000", **INVOICE)
    assert queries.waiting_for(cast["payer"]) == []
    assert [w.verb for w in queries.waiting_for(cast["vice"])] == ["payments.approve"]
    actions.approve(Payment.objects.get().pk, by=cast["vice"])
    assert [w.verb for w in queries.waiting_for(cast["treasury"])] == ["payments.pay"]


def test_the_list_leaves_as_it_stands_on_the_screen(cast):
    purchase.requested(cast)
    answer = client_of(cast["payer"]).get(reverse("payments:list"), {"format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("付款,") and "115000.00" in lines[1] and len(lines) == 2


def test_the_list_asks_the_same_number_of_questions_for_1_and_100_rows(cast):
    payment = purchase.requested(cast)
    client = client_of(cast["payer"])
    counted = [statements(client, reverse("payments:list"))]
    for n in range(99):
        actions.return_request(payment.pk, by=cast["vice"], why="再看")
        payment = actions.request(
            payment.contract_id, by=cast["payer"], instalment_id=payment.instalment_id, invoice_no=f"FP-{n}",
            invoiced_on=payment.invoiced_on,
        )  # fmt: skip
    counted.append(statements(client, reverse("payments:list")))
    assert counted == [expected_counts(__file__)["payments:list"]] * 2


# money that has not arrived


def taken_back(cast) -> Share:
    """The cast's fund, as if it had not arrived yet."""
    share = Share.objects.get(town_code=people.QINGSHAN)
    funds.undo_receipt(share.receipts.get().pk, by=cast["treasury"], why="登错了")
    return share


def test_an_earmarked_fund_pays_no_more_than_has_arrived(cast):
    share = taken_back(cast)
    payment = purchase.requested(cast)
    actions.approve(payment.pk, by=cast["vice"])
    part = payment.amount_fen * 10 // 12
    funds.receive(share.pk, by=cast["accountant"], amount_fen=part - 100, voucher="拨1")
    with pytest.raises(Refused) as refused:
        actions.pay(payment.pk, by=cast["treasury"], voucher_no="支1")
    (finding,) = [f for f in refused.value.verdict.findings if f.code == "payments.pay.not_received"]
    assert finding.values["received_fen"] == part - 100 and finding.values["short_fen"] in (99, 100, 101)
    page = client_of(cast["treasury"]).get(reverse("payments:pay", args=[payment.pk])).content.decode()
    assert "payments.pay.not_received" in page and "环境整治专项资金已到" in page

    funds.receive(share.pk, by=cast["accountant"], amount_fen=200, voucher="拨2")
    actions.pay(payment.pk, by=cast["treasury"], voucher_no="支1")
    assert Payment.objects.get(pk=payment.pk).status == Payment.Status.PAID


def test_what_was_paid_out_cannot_be_taken_back_as_never_arrived(cast):
    purchase.paid(cast)
    receipt = Share.objects.get(town_code=people.QINGSHAN).receipts.get()
    with pytest.raises(Error, match="XG042"), transaction.atomic():
        funds.undo_receipt(receipt.pk, by=cast["treasury"], why="登错了")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
