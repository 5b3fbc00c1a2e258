import pytest
from django.urls import reverse

from tests.sending import once_key, send
from tests.stories import purchase
from tests.visits import client_of, expected_counts, statements
from xianggou.core.findings import Refused
from xianggou.stages.contracts import actions, queries
from xianggou.stages.contracts.models import Contract

pytestmark = pytest.mark.django_db
TERMS = {
    "price_fen": "115000.00",
    "starts_on": "2023.4.1",
    "ends_on": "2023-12-31",
    "pay_days": "30",
    "payee_name": "澜川丰澜环境服务有限公司",
    "payee_account": purchase.ACCOUNT,
    "payee_bank": "示例农商行",
    "rows": "2",
    "title_0": "上半期",
    "amount_fen_0": "60000",
    "condition_0": "验收合格",
    "title_1": "下半期",
    "amount_fen_1": "55000",
    "condition_1": "验收合格",
}


def edited(contract, **changes):
    typed = TERMS | {"version": str(contract.version)}
    typed |= {f"part_{c.order}": c.text for c in queries.clauses(contract)}
    return typed | changes


# draft


def test_a_contract_is_drafted_from_its_award_with_all_that_is_known(cast):
    award = purchase.awarded(cast)
    url = reverse("contracts:draft", args=[award.pk])
    page = client_of(cast["contracts"]).get(url).content.decode()
    assert "115000.00" in page and purchase.ACCOUNT in page
    answer = send(client_of(cast["contracts"]), url, **TERMS)
    contract = Contract.objects.get()
    assert answer.url == reverse("contracts:edit", args=[contract.pk])
    assert [i.amount_fen for i in queries.instalments(contract)] == [60_000_00, 55_000_00]
    assert all(c.text for c in queries.clauses(contract))


def test_a_plan_that_does_not_add_up_keeps_what_was_typed(cast):
    award = purchase.awarded(cast)
    url = reverse("contracts:draft", args=[award.pk])
    answer = send(client_of(cast["contracts"]), url, **(TERMS | {"amount_fen_1": "54999.99"}))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "114999.99" in page and "54999.99" in page and "下半期" in page
    assert not Contract.objects.exists()


def test_a_double_click_drafts_once(cast):
    award = purchase.awarded(cast)
    url = reverse("contracts:draft", args=[award.pk])
    client = client_of(cast["contracts"])
    key = once_key(client.get(url))
    answers = [client.post(url, {"once": key, **TERMS}) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302] and answers[0].url == answers[1].url
    assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    ("login", "status"), [("buyer", 403), ("payer", 403), ("treasury", 403), ("foreign", 403)]
)
def test_the_wrong_seat_drafts_nothing(cast, login, status):
    award = purchase.awarded(cast)
    url = reverse("contracts:draft", args=[award.pk])
    assert client_of(cast[login]).get(url).status_code == status
    assert client_of(cast[login]).post(url, TERMS).status_code == status
    assert not Contract.objects.exists()


# edit


def test_each_part_has_its_box_and_says_whether_it_is_filled(cast):
    contract = purchase.drafted(cast)
    url = reverse("contracts:edit", args=[contract.pk])
    first = queries.clauses(contract)[0]
    answer = send(client_of(cast["contracts"]), url, **edited(contract, **{f"part_{first.order}": ""}))
    assert answer.status_code == 302
    page = client_of(cast["contracts"]).get(url).content.decode()
    assert "还没有写，必备" in page and "还缺 1 项必备内容" in page


def test_somebody_else_s_change_is_shown_and_mine_stays(cast):
    contract = purchase.drafted(cast)
    url = reverse("contracts:edit", args=[contract.pk])
    typed = edited(contract, payee_bank="我写的银行")
    actions.edit(contract.pk, by=cast["contracts"], version=contract.version, payee_bank="别人写的银行")
    answer = send(client_of(cast["contracts"]), url, **typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的银行" in page and "别人写的银行" in page
    contract.refresh_from_db()
    assert contract.payee_bank == "别人写的银行"


@pytest.mark.parametrize(("login", "status"), [("buyer", 403), ("mayor", 403)])
def test_the_wrong_seat_edits_signs_drops_closes_nothing(cast, login, status):
    contract = purchase.drafted(cast)
    for verb in ("edit", "sign", "drop", "close"):
        url = reverse(f"contracts:{verb}", args=[contract.pk])
        assert client_of(cast[login]).get(url).status_code == status
        assert client_of(cast[login]).post(url, {"why": "x", "signed_on": "2023-03-02"}).status_code == status
    contract.refresh_from_db()
    assert contract.status == "draft"


# sign


def test_signing_turns_the_hold_into_a_commitment(cast):
    contract = purchase.drafted(cast)
    url = reverse("contracts:sign", args=[contract.pk])
    answer = send(client_of(cast["contracts"]), url, signed_on="2023-03-01")
    contract.refresh_from_db()
    assert answer.status_code == 302
    assert (contract.status, contract.released_fen) == ("signed", 5000_00)


def test_a_missing_part_is_named_before_and_refused_on_signing(cast):
    contract = purchase.drafted(cast)
    first = queries.clauses(contract)[0]
    actions.edit(contract.pk, by=cast["contracts"], version=contract.version, clauses={first.name: ""})
    url = reverse("contracts:sign", args=[contract.pk])
    before = client_of(cast["contracts"]).get(url)
    assert before.status_code == 200 and "contracts.sign.clause_missing" in before.content.decode()
    answer = send(client_of(cast["contracts"]), url, signed_on="2023-03-01", why="写在这里的话")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "contracts.sign.clause_missing" in page and first.name in page and "写在这里的话" in page


def test_a_closed_button_says_the_code_by_which_the_server_refuses(cast):
    contract = purchase.drafted(cast)
    first = queries.clauses(contract)[0]
    actions.edit(contract.pk, by=cast["contracts"], version=contract.version, clauses={first.name: ""})
    row = queries.locked(contract.pk)
    closed = [a for a in queries.open_actions(row, cast["contracts"], row.award.notified_on) if not a.open]
    with pytest.raises(Refused) as refused:
        actions.sign(contract.pk, by=cast["contracts"])
    assert [a.code for a in closed] == ["contracts.sign.clause_missing"]
    assert closed[0].code in refused.value.verdict.codes


def test_a_double_click_signs_once(cast):
    contract = purchase.drafted(cast)
    url = reverse("contracts:sign", args=[contract.pk])
    client = client_of(cast["contracts"])
    key = once_key(client.get(url))
    answers = [client.post(url, {"once": key, "signed_on": "2023-03-01"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]


# ending


def test_a_draft_is_dropped_with_a_reason(cast):
    contract = purchase.drafted(cast)
    url = reverse("contracts:drop", args=[contract.pk])
    assert send(client_of(cast["contracts"]), url, why="").status_code == 400
    assert send(client_of(cast["contracts"]), url, why="条款谈不拢").status_code == 302
    contract.refresh_from_db()
    assert contract.status == "dropped"


def test_closing_gives_back_what_was_not_accepted(cast):
    contract = purchase.signed(cast)
    assert (
        send(client_of(cast["contracts"]), reverse("contracts:close", args=[contract.pk])).status_code == 302
    )
    contract.refresh_from_db()
    assert (contract.status, contract.uncommitted_fen) == ("closed", 11_5000_00)


# reading


def test_another_township_does_not_know_of_a_contract(cast):
    contract = purchase.drafted(cast)
    for url in (
        reverse("contracts:detail", args=[contract.pk]),
        reverse("contracts:paper", args=[contract.pk, "docx"]),
    ):
        assert client_of(cast["foreign"]).get(url).status_code == 404
    assert contract.title not in client_of(cast["foreign"]).get(reverse("contracts:list")).content.decode()


def test_the_contract_comes_as_word_and_pdf(cast):
    contract = purchase.signed(cast)
    for kind, head in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client_of(cast["audit"]).get(reverse("contracts:paper", args=[contract.pk, kind]))
        assert answer.status_code == 200 and answer.content.startswith(head)
    assert (
        client_of(cast["audit"]).get(reverse("contracts:paper", args=[contract.pk, "exe"])).status_code == 404
    )


def test_what_waits_follows_the_state_and_names_the_last_day(cast):
    award = purchase.awarded(cast)
    (waits,) = queries.waiting_for(cast["contracts"])
    assert (waits.verb, str(waits.due_on)) == ("contracts.draft", "2023-03-31")
    assert queries.waiting_for(cast["buyer"]) == []
    send(client_of(cast["contracts"]), reverse("contracts:draft", args=[award.pk]), **TERMS)
    (waits,) = queries.waiting_for(cast["contracts"])
    assert waits.verb == "contracts.sign"


def test_the_list_leaves_as_it_stands_on_the_screen(cast):
    purchase.signed(cast)
    answer = client_of(cast["contracts"]).get(reverse("contracts:list"), {"format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("合同,") and "115000.00" in lines[1] and len(lines) == 2


def test_the_list_asks_the_same_number_of_questions_for_1_and_100_rows(cast):
    contract = purchase.signed(cast)
    client = client_of(cast["contracts"])
    url = reverse("contracts:list")
    counted = [statements(client, url)]
    for n in range(99):
        actions.draft(
            contract.award_id, by=cast["contracts"], starts_on=contract.starts_on, ends_on=contract.ends_on,
            price_fen=1_00 + n,
        )  # fmt: skip
    counted.append(statements(client, url))
    assert counted == [expected_counts(__file__)["contracts:list"]] * 2
