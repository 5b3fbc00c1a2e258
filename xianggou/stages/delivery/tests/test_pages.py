import html
import re
from datetime import date

import pytest
from django.urls import reverse

from tests.cast import set_clock
from tests.sending import once_key, send
from tests.stories import purchase
from tests.visits import client_of, expected_counts, statements
from xianggou.core.actor import Actor
from xianggou.core.findings import Refused
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.delivery import actions, queries
from xianggou.stages.delivery.models import Acceptance

pytestmark = pytest.mark.django_db
PANEL = {
    "rows": "3",
    "part_0": "lead", "name_0": "李验收", "body_0": "社会事务办", "opinion_0": "符合约定", "has_signed_0": "on",
    "part_1": "industry", "name_1": "王住建", "body_1": "县住建局", "opinion_1": "同意", "has_signed_1": "on",
    "part_2": "user", "name_2": "村民代表", "body_2": "石桥村", "opinion_2": "满意", "has_signed_2": "on",
}  # fmt: skip


def convened(cast):
    contract = purchase.signed(cast)
    set_clock("2023-12-31 10:00")
    (plan,) = contracted.instalments(contract)
    return actions.convene(
        contract.pk, by=cast["accepter"], instalment_id=plan.pk, delivered_on=date(2023, 12, 30)
    )


def judged(acceptance, lost=0):
    typed = {"accepted_on": "2023-12-31", **PANEL}
    for n, i in enumerate(contracted.indicators(acceptance.contract)):
        typed |= {f"actual_{i.pk}": "达到", f"lost_{i.pk}": str(lost if n == 0 else 0)}
    return typed


# convene


def test_convening_opens_the_acceptance_of_one_instalment(cast):
    (plan,) = contracted.instalments(purchase.signed(cast))
    url = reverse("delivery:convene", args=[plan.pk])
    answer = send(client_of(cast["accepter"]), url, delivered_on="2023-03-01", quantity="600吨")
    made = Acceptance.objects.get()
    assert answer.url == reverse("delivery:accept", args=[made.pk])
    assert made.quantity == "600吨"


def test_a_double_click_convenes_once(cast):
    (plan,) = contracted.instalments(purchase.signed(cast))
    url = reverse("delivery:convene", args=[plan.pk])
    client = client_of(cast["accepter"])
    key = once_key(client.get(url))
    answers = [client.post(url, {"once": key, "delivered_on": "2023-03-01"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert Acceptance.objects.count() == 1


@pytest.mark.parametrize(("login", "status"), [("contracts", 403), ("payer", 403), ("foreign", 403)])
def test_the_wrong_seat_convenes_nothing(cast, login, status):
    (plan,) = contracted.instalments(purchase.signed(cast))
    url = reverse("delivery:convene", args=[plan.pk])
    assert client_of(cast[login]).get(url).status_code == status
    assert client_of(cast[login]).post(url, {"delivered_on": "2023-03-01"}).status_code == status
    assert not Acceptance.objects.exists()


# accept


def test_the_deductions_are_shown_step_by_step_before_anything_is_concluded(cast):
    acceptance = convened(cast)
    url = reverse("delivery:accept", args=[acceptance.pk])
    answer = send(client_of(cast["accepter"]), url, **judged(acceptance, lost=3), compute="1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "115,000.00 × 3 分 × 1%" in page and "−3,450.00" in page and "111,550.00" in page
    acceptance.refresh_from_db()
    assert acceptance.status == "open"


def test_while_one_types_the_sums_come_for_what_can_be_read_so_far(cast):
    acceptance = convened(cast)
    first = contracted.indicators(acceptance.contract)[0]
    answer = client_of(cast["accepter"]).post(
        reverse("delivery:accept", args=[acceptance.pk]),
        {"compute": "1", "rows": "3", f"lost_{first.pk}": "5"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200 and "109,250.00" in answer.content.decode()


def test_a_draft_comes_back_with_its_sums(cast):
    acceptance = convened(cast)
    client = client_of(cast["accepter"])
    url = reverse("delivery:accept", args=[acceptance.pk])
    draft = re.search(r'data-draft="([^"]+)"', client.get(url).content.decode()).group(1)
    first = contracted.indicators(acceptance.contract)[0]
    client.post(html.unescape(draft), {f"lost_{first.pk}": "5"})
    assert "109,250.00" in client.get(url).content.decode()


def test_accepting_books_what_is_due_and_what_is_deducted(cast):
    acceptance = convened(cast)
    url = reverse("delivery:accept", args=[acceptance.pk])
    assert send(client_of(cast["accepter"]), url, **judged(acceptance, lost=3)).status_code == 302
    acceptance.refresh_from_db()
    assert (acceptance.accrued_fen, acceptance.deducted_fen) == (111_550_00, 3450_00)


def test_a_panel_without_a_user_is_refused_and_keeps_what_was_typed(cast):
    acceptance = convened(cast)
    url = reverse("delivery:accept", args=[acceptance.pk])
    typed = judged(acceptance) | {"part_2": "member", "remark": "写在备注里"}
    answer = send(client_of(cast["accepter"]), url, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "delivery.accept.no_users" in page and "写在备注里" in page and "村民代表" in page
    acceptance.refresh_from_db()
    assert acceptance.status == "open"


def test_points_beyond_the_weight_are_refused_beside_the_box(cast):
    acceptance = convened(cast)
    url = reverse("delivery:accept", args=[acceptance.pk])
    answer = send(client_of(cast["accepter"]), url, **judged(acceptance, lost=31))
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


def test_another_member_is_added_without_script(cast):
    acceptance = convened(cast)
    url = reverse("delivery:accept", args=[acceptance.pk])
    page = send(client_of(cast["accepter"]), url, **judged(acceptance), more="1").content.decode()
    assert 'name="name_3"' in page and "王住建" in page


def test_a_double_click_accepts_once(cast):
    acceptance = convened(cast)
    url = reverse("delivery:accept", args=[acceptance.pk])
    client = client_of(cast["accepter"])
    key = once_key(client.get(url))
    answers = [client.post(url, {"once": key, **judged(acceptance)}) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert len(queries.members(acceptance)) == 3


@pytest.mark.parametrize(("login", "status"), [("contracts", 403), ("payer", 403), ("treasury", 403)])
def test_the_wrong_seat_accepts_and_rejects_nothing(cast, login, status):
    acceptance = convened(cast)
    for verb in ("accept", "reject"):
        url = reverse(f"delivery:{verb}", args=[acceptance.pk])
        assert client_of(cast[login]).get(url).status_code == status
        assert client_of(cast[login]).post(url, judged(acceptance) | {"why": "x"}).status_code == status
    acceptance.refresh_from_db()
    assert acceptance.status == "open"


def test_a_closed_button_says_the_code_by_which_the_server_refuses(cast):
    acceptance = convened(cast)
    signer = cast["contracts"]
    both = Actor(
        kind="person", person_id=signer.person_id, account_id=signer.account_id, name=signer.name,
        seats=(*signer.seats, *cast["accepter"].seats),
    )  # fmt: skip
    row = queries.locked(acceptance.pk)
    closed = [a for a in queries.open_actions(row, both, date(2023, 12, 31)) if not a.open]
    results = [
        {"indicator_id": i.pk, "actual": "达到", "points_lost": 0}
        for i in contracted.indicators(acceptance.contract)
    ]
    with pytest.raises(Refused) as refused:
        actions.accept(acceptance.pk, by=both, results=results, members=purchase.MEMBERS)
    assert [a.code for a in closed] == ["delivery.accept.buyer_accepts"]
    assert closed[0].code in refused.value.verdict.codes


# reject


def test_rejecting_needs_a_reason_and_leaves_the_instalment_to_be_accepted_again(cast):
    acceptance = convened(cast)
    url = reverse("delivery:reject", args=[acceptance.pk])
    assert send(client_of(cast["accepter"]), url, why="").status_code == 400
    assert send(client_of(cast["accepter"]), url, why="两个村没有清运").status_code == 302
    acceptance.refresh_from_db()
    assert acceptance.status == "failed"
    assert [w.verb for w in queries.waiting_for(cast["accepter"])] == ["delivery.convene"]


# reading


def test_another_township_does_not_know_of_an_acceptance(cast):
    acceptance = purchase.accepted(cast)
    for url in (
        reverse("delivery:detail", args=[acceptance.pk]),
        reverse("delivery:paper", args=[acceptance.pk, "pdf"]),
    ):
        assert client_of(cast["foreign"]).get(url).status_code == 404


def test_the_certificate_comes_as_word_and_pdf_once_it_is_concluded(cast):
    acceptance = purchase.accepted(cast, points=3)
    for kind, head in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client_of(cast["industry"]).get(reverse("delivery:paper", args=[acceptance.pk, kind]))
        assert answer.status_code == 200 and answer.content.startswith(head)


def test_an_open_acceptance_has_no_certificate(cast):
    acceptance = convened(cast)
    url = reverse("delivery:paper", args=[acceptance.pk, "pdf"])
    assert client_of(cast["accepter"]).get(url).status_code == 404


def test_what_waits_follows_the_state(cast):
    contract = purchase.signed(cast)
    assert [w.verb for w in queries.waiting_for(cast["accepter"])] == ["delivery.convene"]
    (plan,) = contracted.instalments(contract)
    actions.convene(contract.pk, by=cast["accepter"], instalment_id=plan.pk, delivered_on=date(2023, 3, 1))
    assert [w.verb for w in queries.waiting_for(cast["accepter"])] == ["delivery.accept"]
    assert queries.waiting_for(cast["payer"]) == []


def test_the_list_leaves_as_it_stands_on_the_screen(cast):
    purchase.accepted(cast)
    answer = client_of(cast["audit"]).get(reverse("delivery:list"), {"format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("验收,") and "115000.00" in lines[1] and len(lines) == 2


def test_the_list_asks_the_same_number_of_questions_for_1_and_100_rows(cast):
    contract = contracts.edit(
        purchase.drafted(cast).pk, by=cast["contracts"], version=1,
        instalments=[{"title": f"第{n}期", "amount_fen": 1150_00} for n in range(1, 101)],
    )  # fmt: skip
    contracts.sign(contract.pk, by=cast["contracts"])
    client = client_of(cast["accepter"])
    counted = []
    for n, plan in enumerate(contracted.instalments(contract)):
        actions.convene(
            contract.pk, by=cast["accepter"], instalment_id=plan.pk, delivered_on=date(2023, 3, 1)
        )
        if n in (0, 99):
            counted.append(statements(client, reverse("delivery:list")))
    assert counted == [expected_counts(__file__)["delivery:list"]] * 2
