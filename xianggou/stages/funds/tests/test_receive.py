"""Money that arrives: never more than was sent, whole or in parts, taken back by a negative one; the database agrees."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import Error, connection, transaction

from tests import cast as casting
from tests.visits import client_of, once
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Stale
from xianggou.stages.funds import actions, queries
from xianggou.stages.funds.models import Fund, Receipt, Share

pytestmark = pytest.mark.django_db
INSERT = "INSERT INTO funds_receipt (share_id, amount_fen, received_on, voucher, recorded_by, undoes_id) "


def issued(cast, fen: int = 30_0000_00, **more) -> Share:
    facts = {
        "kind": "special",
        "name": "示例资金",
        "duty_codes": ["D052"],
        "is_budgeted": False,
        "year": 2023,
        **more,
    }
    fund = actions.issue(where=cast.county, by=cast["finance"], shares={casting.QINGSHAN: fen}, **facts)
    return fund.shares.get()


def agreed() -> None:
    """Let the gates that wait for the end of the transaction speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_money_comes_in_parts_until_it_is_whole(cast):
    share = issued(cast)
    actions.receive(share.pk, by=cast["accountant"], amount_fen=10_0000_00, voucher="拨1")
    actions.receive(share.pk, by=cast["treasury"], amount_fen=20_0000_00, voucher="拨2")
    share.refresh_from_db()
    agreed()
    assert (share.received_fen, share.left_fen) == (30_0000_00, 0)
    assert Entry.objects.filter(verb="funds.receive", object_id=share.pk).count() == 2


@pytest.mark.parametrize(
    ("fen", "voucher", "on", "column"),
    [
        (30_0000_01, "拨1", date(2023, 3, 1), "amount_fen"),
        (0, "拨1", date(2023, 3, 1), "amount_fen"),
        (-1, "拨1", date(2023, 3, 1), "amount_fen"),
        (1, " ", date(2023, 3, 1), "voucher"),
        (1, "拨" * 61, date(2023, 3, 1), "voucher"),
        (1, "拨1", date(2023, 3, 2), "received_on"),
        (1, "拨1", date(2022, 12, 31), "received_on"),
    ],
)
def test_what_cannot_have_arrived_is_refused(cast, fen, voucher, on, column):
    share = issued(cast)
    with pytest.raises(BadInput) as refused:
        actions.receive(share.pk, by=cast["accountant"], amount_fen=fen, voucher=voucher, received_on=on)
    assert {p.column for p in refused.value.problems} == {column}
    assert not Receipt.objects.filter(share=share).exists()


@pytest.mark.parametrize("login", ["foreign", "payer", "finance", "mayor", "audit"])
def test_only_the_accountant_of_the_township_and_the_treasury_record_it(cast, login):
    share = issued(cast)
    with pytest.raises(NotGranted):
        actions.receive(share.pk, by=cast[login], amount_fen=1, voucher="拨1")


def test_a_wrong_receipt_is_taken_back_once_and_whole(cast):
    share = issued(cast)
    wrong = actions.receive(share.pk, by=cast["accountant"], amount_fen=10_0000_00, voucher="拨1")
    back = actions.undo_receipt(wrong.pk, by=cast["accountant"], why="登到了别的资金")
    share.refresh_from_db()
    agreed()
    assert (back.amount_fen, share.received_fen) == (-10_0000_00, 0)
    for one in (wrong, back):
        with pytest.raises(Stale):
            actions.undo_receipt(one.pk, by=cast["accountant"], why="再冲一次")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_share SET received_fen = 1 WHERE id = {share}",
        INSERT + "VALUES ({share}, 100, '2023-03-01', 'x', 1, NULL)",
        INSERT + "VALUES ({share}, -5, '2023-03-01', 'x', 1, {other})",
        "UPDATE funds_receipt SET amount_fen = 1 WHERE id = {other}",
        "DELETE FROM funds_receipt WHERE id = {other}",
        "UPDATE funds_share SET received_fen = amount_fen + 1 WHERE id = {share}",
    ],
)
def test_raw_sql_makes_no_money_arrive(cast, statement):
    share = issued(cast)
    other = Receipt.objects.first().pk
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(share=share.pk, other=other))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_list_cannot_make_a_share_smaller_than_what_arrived(cast):
    share = issued(cast)
    actions.receive(share.pk, by=cast["accountant"], amount_fen=10_0000_00, voucher="拨1")
    row = {"fund_code": share.fund.code, "town_code": casting.QINGSHAN, "amount_fen": 9_9999_99}
    with pytest.raises(BadInput):
        actions.load(where=cast.county, by=cast["finance"], year=2023, shares=[row])


# Sending -------------------------------------------------------------------------------------


def test_money_sent_on_top_of_the_budget_is_pocket_at_once(cast):
    before = queries.pocket(casting.PLACE, casting.QINGSHAN, 2023)
    share = issued(cast)
    after = queries.pocket(casting.PLACE, casting.QINGSHAN, 2023)
    assert after.total_fen - before.total_fen == 30_0000_00 == after.shares[share.fund.code]
    assert queries.pockets(casting.PLACE, 2023)[casting.QINGSHAN].purchases_fen == after.total_fen
    assert queries.purchases_by_town(casting.PLACE, 2023)[casting.QINGSHAN] == after.total_fen
    assert share.fund.document == "清岚县财预〔2023〕1号" and share.fund.code == "F7"


def test_money_in_the_budget_adds_nothing_and_a_general_transfer_is_no_fund_to_choose(cast):
    before = queries.pocket(casting.PLACE, casting.QINGSHAN, 2023)
    issued(cast, is_budgeted=True)
    general = issued(cast, kind="general", duty_codes=[], document="清财预〔2023〕1号（示例）")
    after = queries.pocket(casting.PLACE, casting.QINGSHAN, 2023)
    assert after.total_fen == before.total_fen + 30_0000_00
    assert general.fund.code == "Y1" and "Y1" not in after.shares


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"duty_codes": []}, "funds.issue.no_duty"),
        ({"duty_codes": ["D999"]}, "funds.issue.unknown_duty"),
        ({"name": " "}, "funds.issue.name"),
        ({"name": "资" * 121}, "too_long"),
        ({"name": "资\x00金"}, "nul"),
        ({"kind": "gift"}, "funds.issue.kind"),
        ({"issued_on": date(2023, 3, 2)}, "funds.issue.future"),
        ({"expected_on": date(2023, 1, 1)}, "funds.issue.expected"),
        ({"shares": {}}, "funds.issue.no_share"),
        ({"shares": {"590199999": 100}}, "funds.issue.foreign_town"),
        ({"shares": {casting.QINGSHAN: 0}}, "funds.issue.nothing"),
        ({"shares": {casting.QINGSHAN: -100}}, "funds.issue.nothing"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_every_problem(cast, more, code):
    facts = {
        "kind": "special", "name": "示例资金", "duty_codes": ["D052"], "is_budgeted": False, "year": 2023,
        "shares": {casting.QINGSHAN: 100}, **more,
    }  # fmt: skip
    with pytest.raises(BadInput) as refused:
        actions.issue(where=cast.county, by=cast["finance"], **facts)
    assert code in {p.code for p in refused.value.problems}
    assert Fund.objects.count() == 1


def test_only_finance_sends_money_down(cast):
    for login in ("treasury", "needs", "industry", "accountant"):
        with pytest.raises(NotGranted):
            actions.issue(
                where=cast.county, by=cast[login], year=2023, kind="general", name="示例", is_budgeted=True,
                shares={casting.QINGSHAN: 1},
            )  # fmt: skip


# Pages ---------------------------------------------------------------------------------------

TYPED = {
    "kind": "special", "name": "农村公厕管护资金", "document": "", "issued_on": "2023-03-01", "budgeted": "no",
    "duty_codes": "D052", "scope": "", "forbidden": "人员工资福利",
}  # fmt: skip


def test_finance_divides_by_a_factor_to_the_fen_and_sends(cast):
    clerk = client_of(cast["finance"])
    typed = {
        **TYPED, "factor": "户籍人口", "total_fen": "1000.01", f"factor_{casting.QINGSHAN}": "2",
        f"factor_{casting.BAISHUI}": "1",
    }  # fmt: skip
    divided = clerk.post("/funds/issue/", once(**typed, divide="1"))
    page = divided.content.decode()
    assert divided.status_code == 200 and 'value="666.67"' in page and 'value="333.34"' in page
    assert Fund.objects.count() == 1

    sent = once(**typed, **{f"share_{casting.QINGSHAN}": "666.67", f"share_{casting.BAISHUI}": "333.34"})
    answer = clerk.post("/funds/issue/", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert clerk.post("/funds/issue/", sent).url == answer.url
    fund = Fund.objects.get(name="农村公厕管护资金")
    assert fund.amount_fen == 1000_01 and answer.url == f"/funds/{fund.pk}/"
    shown = clerk.get(answer.url).content.decode()
    assert "清岚县财预〔2023〕1号" in shown and "未到" in shown and "人员工资福利" in shown


@pytest.mark.parametrize("amount", ["", "-1", "0.005", "1e9", "三万", "99999999999999"])
def test_a_share_that_cannot_be_read_is_told_and_nothing_is_sent(cast, amount):
    typed = once(**TYPED, **{f"share_{casting.QINGSHAN}": amount})
    answer = client_of(cast["finance"]).post("/funds/issue/", typed)
    assert answer.status_code == 400 and "农村公厕管护资金" in answer.content.decode()
    assert Fund.objects.count() == 1


def test_shares_that_miss_the_total_are_told(cast):
    typed = once(**TYPED, total_fen="１００．００", **{f"share_{casting.QINGSHAN}": "99.99"})
    answer = client_of(cast["finance"]).post("/funds/issue/", typed)
    assert answer.status_code == 400 and "不一致" in answer.content.decode()


def test_the_accountant_records_what_came_and_takes_it_back(cast):
    share = issued(cast)
    clerk = client_of(cast["accountant"])
    assert "登记到账" in clerk.get(f"/funds/shares/{share.pk}/").content.decode()
    typed = once(amount_fen="100000.00", received_on="2023-03-01", voucher="国库回单7")
    for _again in range(2):
        assert clerk.post(f"/funds/shares/{share.pk}/", typed).status_code == 302
    receipt = Receipt.objects.get(share=share)
    too_much = once(amount_fen="200000.01", received_on="2023-03-01", voucher="国库回单8")
    answer = clerk.post(f"/funds/shares/{share.pk}/", too_much)
    assert answer.status_code == 400 and "还没到的是 200,000.00 元" in answer.content.decode()
    assert clerk.post(f"/funds/receipts/{receipt.pk}/undo/", once(why="")).status_code == 400
    assert clerk.post(f"/funds/receipts/{receipt.pk}/undo/", once(why="登错资金")).status_code == 302
    page = clerk.get(f"/funds/shares/{share.pk}/").content.decode()
    assert "已冲回" in page and "100,000.00" in page and Receipt.objects.filter(share=share).count() == 2
    gone = client_of(cast["foreign"]).get(f"/funds/shares/{share.pk}/")
    assert gone.status_code == 404


def test_what_has_not_arrived_waits_for_the_accountant(cast):
    share = issued(cast)
    (waiting,) = queries.waiting_for(cast["accountant"])
    assert waiting.amount_fen == 30_0000_00 and waiting.url == f"/funds/shares/{share.pk}/"
    assert queries.waiting_for(cast["mayor"]) == [] == queries.waiting_for(cast["finance"])
