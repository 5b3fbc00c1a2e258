"""费随事转: a duty is admitted with its money in one act, both or neither; the database lets no half of it stand."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction

from tests import admitting
from tests import cast as casting
from tests.visits import client_of, once
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.duties import queries as duties
from xianggou.stages.duties.models import Admission
from xianggou.stages.funds import actions, queries
from xianggou.stages.funds.models import Fund, Share

pytestmark = pytest.mark.django_db
MONEY = 30_0000_01
SHARES = {casting.QINGSHAN: 20_0000_01, casting.BAISHUI: 10_0000_00}
SAID = {"decided_by": "县级政府", "document": "清府阅〔2023〕5号（示例）", "why": "群众反映集中"}


@pytest.fixture
def waiting(cast) -> Admission:
    """An application that brings money and waits for the county."""
    return admitting.reviewed(cast, money_fen=MONEY)


def moved(cast, admission, **more) -> Fund:
    return actions.move_down(
        admission.pk, by=cast["county_head"], **{"shares": SHARES, **SAID, **more}
    )  # fmt: skip


def nothing_was_done(admission: Admission) -> bool:
    admission.refresh_from_db()
    return admission.status == "reviewed" and not Fund.objects.filter(kind="duty").exists()


def test_the_duty_stands_on_the_list_and_its_money_in_the_pockets_at_once(cast, waiting):
    before = queries.pocket(casting.PLACE, casting.QINGSHAN, 2023)
    fund = moved(cast, waiting)
    waiting.refresh_from_db()
    duty = duties.duty(casting.PLACE, waiting.duty_code)
    assert waiting.status == "admitted" and duty is not None and duty.money_fen == MONEY == fund.amount_fen
    assert (fund.kind, fund.duty_codes, fund.document) == ("duty", [duty.code], "清岚县财预〔2023〕1号")
    after = queries.pocket(casting.PLACE, casting.QINGSHAN, 2023)
    assert after.total_fen - before.total_fen == 20_0000_01 == after.shares[fund.code]
    assert not after.terms[fund.code].allow("0101", "D052") and after.terms[fund.code].allow("", duty.code)
    assert duty.code not in {d.code for d in queries.unfunded(cast["finance"], casting.PLACE, 2023)}
    acts = Entry.objects.filter(verb__in=["duties.decide", "funds.move_down"]).values_list("tx", flat=True)
    assert len(set(acts)) == 1
    with pytest.raises(Stale):
        moved(cast, waiting)
    assert Fund.objects.filter(kind="duty").count() == 1


@pytest.mark.parametrize("fen", [10_0000_00 - 1, 10_0000_00 + 1])
def test_shares_one_fen_off_decide_nothing(cast, waiting, fen):
    with pytest.raises(Refused) as refused:
        moved(cast, waiting, shares={**SHARES, casting.BAISHUI: fen})
    assert "duties.admit.money_not_moved" in refused.value.verdict.codes
    assert nothing_was_done(waiting)


@pytest.mark.parametrize(
    "more",
    [
        {"shares": {}},
        {"shares": {"590199999": MONEY}},
        {"shares": {casting.QINGSHAN: MONEY + 1, casting.BAISHUI: -1}},
        {"on": date(2023, 3, 2)},
        {"expected_on": date(2022, 1, 1)},
        {"notice": "文" * 81},
        {"scope": "a\x00b"},
        {"factors": {casting.QINGSHAN: 10**13}},
    ],
)
def test_input_that_cannot_stand_decides_nothing(cast, waiting, more):
    with pytest.raises(BadInput):
        moved(cast, waiting, **more)
    assert nothing_was_done(waiting)


def test_only_the_county_decides(cast, waiting):
    for login in ("finance", "treasury", "industry", "jurist", "mayor", "accountant"):
        with pytest.raises(NotGranted):
            actions.move_down(waiting.pk, by=cast[login], shares=SHARES, **SAID)
    assert nothing_was_done(waiting)


def test_an_application_without_review_gets_no_money(cast):
    admission = admitting.sent(cast, money_fen=MONEY)
    with pytest.raises(Stale):
        moved(cast, admission)
    assert not Fund.objects.filter(kind="duty").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_share SET amount_fen = amount_fen - 1 WHERE fund_id = {fund}",
        "DELETE FROM funds_share WHERE fund_id = {fund}",
        "UPDATE funds_fund SET admission_id = NULL WHERE id = {fund}",
        "UPDATE funds_fund SET amount_fen = 1 WHERE id = {fund}",
        "UPDATE funds_fund SET kind = 'general' WHERE id = {fund}",
        """UPDATE funds_fund SET duty_codes = '["D001"]' WHERE id = {fund}""",
    ],
)
def test_raw_sql_parts_no_duty_from_its_money(cast, waiting, statement):
    fund = moved(cast, waiting)
    told = pytest.raises(Error, match=r"XG043|permission denied")
    with told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(fund=fund.pk))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_raw_sql_sends_no_money_for_a_duty_that_is_not_admitted(cast, waiting):
    with pytest.raises(Error, match="XG043"), transaction.atomic(), connection.cursor() as cursor:
        fund = Fund.objects.create(
            place_code=casting.PLACE, year=2023, code="S9", name="示例", department="", level="", document="x",
            amount_fen=MONEY, kind="duty", admission=waiting, duty_codes=[""],
        )  # fmt: skip
        Share.objects.create(fund=fund, town_code=casting.QINGSHAN, amount_fen=MONEY)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_list_changes_no_money_that_follows_a_duty(cast, waiting):
    fund = moved(cast, waiting)
    row = {"fund_code": fund.code, "town_code": casting.QINGSHAN, "amount_fen": 1}
    with pytest.raises(BadInput) as refused:
        actions.load(where=cast.county, by=cast["finance"], year=2023, shares=[row])
    assert [p.code for p in refused.value.problems] == ["settled"]


def test_the_county_decides_on_one_page_with_shares_by_a_factor(cast, waiting):
    head = client_of(cast["county_head"])
    url = f"/funds/duties/{waiting.pk}/"
    assert url in head.get(f"/duties/admissions/{waiting.pk}/").content.decode()
    page = head.get(url).content.decode()
    assert 'value="300000.01"' in page and "农村厕所粪污清掏管护" in page
    # proposed by what the register of places knows of the townships, for a person to look at
    assert 'value="户籍人口"' in page and page.count('value="20000"') == 2
    shares = [Decimal(v) for v in re.findall(r'share_\d+" value="([0-9.]+)"', page)]
    assert sum(shares) == Decimal("300000.01") and len(shares) > 2
    villages = head.post(url, once(**SAID, total_fen="300000.01", divide="villages")).content.decode()
    assert 'value="村（社区）数"' in villages and 'value="9' in villages
    typed = {
        **SAID, "on": "2023-03-01", "total_fen": "300000.01", "factor": "户籍人口",
        f"factor_{casting.QINGSHAN}": "2", f"factor_{casting.BAISHUI}": "1",
    }  # fmt: skip
    divided = head.post(url, once(**typed, divide="1")).content.decode()
    assert 'value="200000.01"' in divided and 'value="100000.00"' in divided and nothing_was_done(waiting)

    short = once(**{**typed, "total_fen": "300000.00"}, **{f"share_{casting.QINGSHAN}": "300000.00"})
    refused = head.post(url, short)
    assert refused.status_code == 422 and "duties.admit.money_not_moved" in refused.content.decode()
    assert nothing_was_done(waiting)

    sent = once(
        **typed, **{f"share_{casting.QINGSHAN}": "200000.01", f"share_{casting.BAISHUI}": "100000.00"}
    )
    for _again in range(2):
        answer = head.post(url, sent)
        assert answer.status_code == 302, answer.content.decode()
    fund = Fund.objects.get(kind="duty")
    assert client_of(cast["finance"]).get(f"/funds/{fund.pk}/notice.docx").status_code == 200
    assert head.get(url).url == f"/duties/admissions/{waiting.pk}/"
    assert client_of(cast["finance"]).get(url).status_code == 403
