import io

import openpyxl
import pytest
from django.urls import reverse

from tests.sending import once_key, send
from tests.stories import purchase
from tests.visits import client_of, expected_counts, statements
from xianggou.core.findings import Refused
from xianggou.stages.procurement import actions, queries
from xianggou.stages.procurement.models import Procedure, Quote

pytestmark = pytest.mark.django_db


def rows_typed(*, first: int = 0, rows: int = 3):
    typed = {"rows": str(rows)}
    for n, (uscc, name, fen) in enumerate(purchase.QUOTES[first:]):
        typed |= {
            f"uscc_{n}": uscc,
            f"name_{n}": name,
            f"kind_{n}": "企业",
            f"price_fen_{n}": f"{fen / 100:.2f}",
            f"quoted_on_{n}": "2023-03-01",
            f"is_valid_{n}": "on",
        }
    return typed


def quoted(cast):
    procedure = purchase.started(cast)
    send(client_of(cast["buyer"]), reverse("procurement:quote", args=[procedure.pk]), **rows_typed())
    return procedure


# start


def test_start_shows_the_place_s_way_and_holds_the_money(cast):
    item = purchase.approved(cast)
    url = reverse("procurement:start", args=[item.pk])
    page = client_of(cast["buyer"]).get(url).content.decode()
    assert "询价比选" in page and "采购领导小组" in page and "120,000.00" in page
    answer = send(client_of(cast["buyer"]), url, why="")
    made = Procedure.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("procurement:detail", args=[made.pk])
    assert made.hold_fen == 12_0000_00


def test_a_double_click_starts_once(cast):
    item = purchase.approved(cast)
    url = reverse("procurement:start", args=[item.pk])
    client = client_of(cast["buyer"])
    key = once_key(client.get(url))
    first, second = (client.post(url, {"once": key, "why": ""}) for _ in range(2))
    assert first.status_code == 302
    assert second.status_code in (302, 404)
    assert Procedure.objects.count() == 1


@pytest.mark.parametrize(
    ("login", "status"), [("payer", 403), ("vice", 403), ("foreign", 404), ("industry", 403)]
)
def test_the_wrong_seat_starts_nothing(cast, login, status):
    item = purchase.approved(cast)
    url = reverse("procurement:start", args=[item.pk])
    assert client_of(cast[login]).get(url).status_code == status
    assert client_of(cast[login]).post(url, {"why": ""}).status_code == status
    assert Procedure.objects.count() == 0


# quotes


def test_three_quotes_are_recorded_at_once_and_make_three_suppliers(cast):
    procedure = purchase.started(cast)
    answer = send(client_of(cast["buyer"]), reverse("procurement:quote", args=[procedure.pk]), **rows_typed())
    assert answer.status_code == 302
    assert [q.price_fen for q in queries.quotes(procedure)] == [q[2] for q in purchase.QUOTES]


def test_quotes_come_back_as_typed_when_one_is_wrong(cast):
    procedure = purchase.started(cast)
    typed = rows_typed() | {"price_fen_1": "3万"}
    answer = send(client_of(cast["buyer"]), reverse("procurement:quote", args=[procedure.pk]), **typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "3 万元写成 30000" in page
    assert all(name in page for _, name, _ in purchase.QUOTES)
    assert Quote.objects.count() == 0


def test_a_bad_credit_code_is_refused_and_nothing_is_half_saved(cast):
    procedure = purchase.started(cast)
    typed = rows_typed() | {"uscc_2": "91590121MA9KF4MP9X"}
    answer = send(client_of(cast["buyer"]), reverse("procurement:quote", args=[procedure.pk]), **typed)
    assert answer.status_code == 422
    assert Quote.objects.count() == 0


def test_another_row_is_added_without_script_and_keeps_what_was_typed(cast):
    procedure = purchase.started(cast)
    answer = send(
        client_of(cast["buyer"]), reverse("procurement:quote", args=[procedure.pk]), **rows_typed(), more="1"
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="rows" value="4"' in page and 'name="uscc_3"' in page and purchase.QUOTES[0][1] in page
    assert Quote.objects.count() == 0


@pytest.mark.parametrize(("login", "status"), [("checker", 403), ("foreign", 404)])
def test_the_wrong_seat_records_no_quote(cast, login, status):
    procedure = purchase.started(cast)
    url = reverse("procurement:quote", args=[procedure.pk])
    assert client_of(cast[login]).post(url, rows_typed()).status_code == status
    assert Quote.objects.count() == 0


# award


def test_the_lowest_quote_is_marked_and_awarded(cast):
    procedure = quoted(cast)
    url = reverse("procurement:award", args=[procedure.pk])
    page = client_of(cast["checker"]).get(url).content.decode()
    assert "最低有效价" in page
    lowest = queries.quotes(procedure)[0]
    answer = send(client_of(cast["checker"]), url, supplier=str(lowest.supplier_id), why="价格最低")
    assert answer.status_code == 302
    assert queries.standing_award(procedure).price_fen == 11_5000_00


def test_too_few_quotes_are_refused_keep_the_choice_and_ask_a_reason(cast):
    procedure = purchase.started(cast)
    send(client_of(cast["buyer"]), reverse("procurement:quote", args=[procedure.pk]), **rows_typed(first=1))
    url = reverse("procurement:award", args=[procedure.pk])
    chosen = queries.quotes(procedure)[1]
    answer = send(client_of(cast["checker"]), url, supplier=str(chosen.supplier_id), why="试着定")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "procurement.below_limit.too_few_quotes" in page
    assert f'value="{chosen.supplier_id}" checked' in page and "试着定" in page
    assert 'name="reason-procurement.below_limit.too_few_quotes"' in page
    assert queries.standing_award(procedure) is None


@pytest.mark.parametrize(("login", "status"), [("buyer", 403), ("foreign", 403), ("payer", 403)])
def test_the_wrong_seat_awards_nothing(cast, login, status):
    procedure = quoted(cast)
    url = reverse("procurement:award", args=[procedure.pk])
    assert client_of(cast[login]).get(url).status_code == status
    assert client_of(cast[login]).post(url, {"supplier": "1"}).status_code == status
    assert queries.standing_award(procedure) is None


# ending


@pytest.mark.parametrize(("verb", "status"), [("fail", "failed"), ("cancel", "cancelled")])
def test_ending_gives_the_money_back_and_needs_a_reason(cast, verb, status):
    procedure = purchase.started(cast)
    url = reverse(f"procurement:{verb}", args=[procedure.pk])
    assert send(client_of(cast["buyer"]), url, why="").status_code == 400
    assert send(client_of(cast["buyer"]), url, why="没有合格的报价").status_code == 302
    procedure.refresh_from_db()
    assert (procedure.status, procedure.released_fen) == (status, 12_0000_00)


@pytest.mark.parametrize(("login", "status"), [("payer", 403), ("foreign", 404)])
def test_the_wrong_seat_ends_nothing(cast, login, status):
    procedure = purchase.started(cast)
    for verb in ("fail", "cancel"):
        assert (
            client_of(cast[login])
            .post(reverse(f"procurement:{verb}", args=[procedure.pk]), {"why": "x"})
            .status_code
            == status
        )


# reading


def test_another_township_does_not_know_of_a_procedure(cast):
    procedure = quoted(cast)
    for name in ("detail",):
        assert (
            client_of(cast["foreign"]).get(reverse(f"procurement:{name}", args=[procedure.pk])).status_code
            == 404
        )
    paper = reverse("procurement:paper", args=[procedure.pk, "comparison", "docx"])
    assert client_of(cast["foreign"]).get(paper).status_code == 404
    assert procedure.title not in client_of(cast["foreign"]).get(reverse("procurement:list")).content.decode()


def test_papers_come_as_word_and_pdf(cast):
    award = purchase.awarded(cast)
    for paper in ("comparison", "award-letter"):
        for kind, head in (("docx", b"PK"), ("pdf", b"%PDF")):
            answer = client_of(cast["checker"]).get(
                reverse("procurement:paper", args=[award.procedure_id, paper, kind])
            )
            assert answer.status_code == 200 and answer.content.startswith(head)
    nothing = reverse("procurement:paper", args=[award.procedure_id, "comparison", "exe"])
    assert client_of(cast["checker"]).get(nothing).status_code == 404


def test_a_closed_button_says_the_code_by_which_the_server_refuses(cast):
    procedure = quoted(cast)
    buyer = cast["buyer"]
    both = type(buyer)(
        kind="person", person_id=buyer.person_id, account_id=buyer.account_id, name=buyer.name,
        seats=(*buyer.seats, *cast["checker"].seats),
    )  # fmt: skip
    row = queries.seen_by(both).get(pk=procedure.pk)
    closed = [a for a in queries.open_actions(row, both, 3) if not a.open]
    assert [a.code for a in closed] == ["procurement.below_limit.same_person"]
    with pytest.raises(Refused) as refused:
        actions.award(procedure.pk, by=both, supplier_id=queries.quotes(procedure)[0].supplier_id)
    assert closed[0].code in refused.value.verdict.codes


def test_what_waits_follows_the_state(cast):
    item = purchase.approved(cast)
    assert [w.verb for w in queries.waiting_for(cast["buyer"])] == ["procurement.start"]
    assert queries.waiting_for(cast["foreign"]) == []
    send(client_of(cast["buyer"]), reverse("procurement:start", args=[item.pk]), why="")
    procedure = Procedure.objects.get()
    assert [w.verb for w in queries.waiting_for(cast["buyer"])] == ["procurement.quote"]
    assert queries.waiting_for(cast["checker"]) == []
    send(client_of(cast["buyer"]), reverse("procurement:quote", args=[procedure.pk]), **rows_typed())
    assert queries.waiting_for(cast["buyer"]) == []
    assert [w.verb for w in queries.waiting_for(cast["checker"])] == ["procurement.award"]


def test_the_list_leaves_as_it_stands_on_the_screen(cast):
    first = purchase.started(cast, name="路灯维护", budget_fen=3_0000_00, sources={"OWN": 3_0000_00})
    purchase.started(cast, name="河道保洁", budget_fen=4_0000_00, sources={"OWN": 4_0000_00})
    answer = client_of(cast["buyer"]).get(reverse("procurement:list"), {"q": "路灯", "format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert [str(h) for h in rows[0]] == [
        "采购", "方式", "预算(元)", "承接主体", "成交价(元)", "启动日期", "状态", "编号",
    ]  # fmt: skip
    assert len(rows) == 2
    assert (rows[1][0], rows[1][2], rows[1][7]) == ("路灯维护", 30000, first.code)


def test_a_seat_without_the_right_takes_no_list_away(cast):
    client = client_of(cast["checker"])
    assert client.get(reverse("procurement:list"), {"format": "xlsx"}).status_code == 403
    assert "您的岗位不导出清单" in client.get(reverse("procurement:list")).content.decode()


def test_the_list_asks_the_same_number_of_questions_for_1_and_100_rows(cast):
    client = client_of(cast["buyer"])
    purchase.awarded(cast)
    counted = []
    for more in (0, 99):
        for n in range(more):
            purchase.started(cast, name=f"保洁{n}", budget_fen=1000_00, sources={"OWN": 1000_00})
        counted.append(statements(client, reverse("procurement:list")))
    assert counted == [expected_counts(__file__)["procurement:list"]] * 2
