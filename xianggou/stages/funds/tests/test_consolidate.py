"""Funds joined by a decision, and the papers of the pocket: sums agree to the 分 wherever they stand."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.db import Error, connection, transaction
from docx import Document
from pypdf import PdfReader

from tests import cast as casting
from tests.visits import client_of, once
from xianggou.base.access.actions import NotGranted
from xianggou.core.findings import BadInput
from xianggou.stages.funds import actions, queries
from xianggou.stages.funds.models import Consolidation, Fund, Share

pytestmark = pytest.mark.django_db
DECISION = {
    "document": "清府纪要〔2023〕4号（示例）", "decided_on": date(2023, 2, 20), "decided_by": "县政府常务会议",
}  # fmt: skip


def join(cast, decisions, **more):
    return actions.consolidate(
        where=cast.county, by=cast["finance"], year=2023, decisions=decisions, **{**DECISION, **more}
    )


def test_the_newest_decision_about_a_fund_holds(cast):
    Fund.objects.update(catalogue_codes=["0101"])
    assert not queries.pocket(casting.PLACE, casting.QINGSHAN, 2023).terms["F6"].allow("0301", "D036")
    join(cast, {"F6": (True, "统筹使用")})
    assert queries.pocket(casting.PLACE, casting.QINGSHAN, 2023).terms["F6"].allow("0301", "D036")
    join(cast, {"F6": (False, "只用于环境整治")}, decided_on=date(2023, 2, 21))
    assert not queries.pocket(casting.PLACE, casting.QINGSHAN, 2023).terms["F6"].allow("0301", "D036")
    assert [c.purpose_before for c in Consolidation.objects.order_by("id")] == ["只用于目录 0101", "统筹使用"]


@pytest.mark.parametrize(
    ("decisions", "more"),
    [
        ({}, {}),
        ({"F9": (True, "统筹")}, {}),
        ({"F6": (True, "  ")}, {}),
        ({"F6": (True, "统" * 301)}, {}),
        ({"F6": (True, "统筹")}, {"document": ""}),
        ({"F6": (True, "统筹")}, {"document": "文" * 81}),
        ({"F6": (True, "统筹")}, {"decided_by": " "}),
        ({"F6": (True, "统\x00筹")}, {}),
        ({"F6": (True, "统筹")}, {"decided_on": date(2023, 3, 2)}),
    ],
)
def test_a_decision_that_lacks_something_is_refused_whole(cast, decisions, more):
    with pytest.raises(BadInput):
        join(cast, decisions, **more)
    assert not Consolidation.objects.exists()


def test_only_county_finance_records_a_decision(cast):
    for login in ("treasury", "needs", "industry", "accountant"):
        with pytest.raises(NotGranted):
            actions.consolidate(
                where=cast.county, by=cast[login], year=2023, decisions={"F6": (True, "x")}, **DECISION
            )


def test_raw_sql_lifts_no_purpose(cast):
    statement = (
        "INSERT INTO funds_consolidation (fund_id, document, decided_on, decided_by_body, is_lifted,"
        " purpose_before, purpose_after, amount_fen, recorded_by) VALUES (%s, 'x', '2023-02-20', 'x', true, '', 'x', %s, 1)"
    )
    fund = Fund.objects.get()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [fund.pk, fund.amount_fen])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_page_records_a_decision_once_and_shows_it(cast):
    clerk = client_of(cast["finance"])
    typed = once(
        document="清府纪要〔2023〕4号（示例）", decided_on="2023.2.20", decided_by="县政府常务会议", lift_F6="lift",
        purpose_F6="统筹用于人居环境",
    )  # fmt: skip
    for _again in range(2):
        assert clerk.post("/funds/joined/decide/?year=2023", typed).url == "/funds/joined/?year=2023"
    assert Consolidation.objects.count() == 1
    page = clerk.get("/funds/joined/").content.decode()
    assert "用途放开" in page and "县政府常务会议" in page and 'data-yuan="1,000,000.00"' in page
    fund = clerk.get(f"/funds/{Fund.objects.get().pk}/").content.decode()
    assert "统筹用于人居环境" in fund and "清府纪要〔2023〕4号" in fund
    empty = clerk.post("/funds/joined/decide/?year=2023", once(document="", decided_on="", decided_by=""))
    assert empty.status_code == 400


# Papers --------------------------------------------------------------------------------------


def cells(data: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_consolidation_sheet_agrees_by_row_by_column_and_whole(cast):
    Share.objects.filter(town_code=casting.BAISHUI).update(amount_fen=50_0000_01)
    Fund.objects.update(amount_fen=100_0000_01, factor="户籍人口")
    join(cast, {"F6": (False, "只用于环境整治")})
    clerk = client_of(cast["finance"])
    rows = cells(clerk.get("/funds/joined/2023.xlsx").content)
    assert rows[-1] == ["合计", 1000000.01, 1000000.01]
    assert [row[1] for row in rows[2:-1]] == [500000, 500000.01]
    text = "\n".join(
        cell.text
        for table in Document(io.BytesIO(clerk.get("/funds/joined/2023.docx").content)).tables
        for row in table.rows
        for cell in row.cells
    )
    for said in ("环境整治专项资金", "清府纪要〔2023〕4号", "没有限定用途", "只用于环境整治", "1,000,000.01"):
        assert said in text, said
    assert clerk.get("/funds/joined/2023.pdf").status_code == 404
    assert client_of(cast["accountant"]).get("/funds/joined/2023.xlsx").status_code == 404


def test_the_release_notice_says_what_was_sent_in_word_pdf_and_workbook(cast):
    sent = {
        "kind": "special",
        "name": "公厕管护资金",
        "duty_codes": ["D052"],
        "is_budgeted": False,
        "year": 2023,
    }
    fund = actions.issue(
        where=cast.county, by=cast["finance"], shares={casting.QINGSHAN: 666_67, casting.BAISHUI: 333_34},
        forbidden="人员工资福利", **sent,
    )  # fmt: skip
    clerk = client_of(cast["finance"])
    url = f"/funds/{fund.pk}/notice"
    word = Document(io.BytesIO(clerk.get(f"{url}.docx").content))
    text = "\n".join([*(p.text for p in word.paragraphs), *(c.text for t in word.tables for c in t._cells)])
    reader = PdfReader(io.BytesIO(clerk.get(f"{url}.pdf").content))
    printed = "".join(page.extract_text() for page in reader.pages).replace(" ", "").replace("\n", "")
    for said in (
        "公厕管护资金",
        "清岚县财预〔2023〕1号",
        "1,000.01",
        "666.67",
        "农村生活垃圾治理",
        "人员工资福利",
    ):
        assert said in text.replace("\n", ""), said
        assert said in printed, said
    assert cells(clerk.get(f"{url}.xlsx").content)[-1][-1] == 1000.01
    assert client_of(cast["accountant"]).get(f"{url}.pdf").status_code == 404
    assert clerk.get(f"{url}.exe").status_code == 404


def test_duties_without_money_are_listed_for_county_and_township(cast):
    Fund.objects.update(duty_codes=["D052"])
    clerk = client_of(cast["finance"])
    page = clerk.get("/funds/unfunded/").content.decode()
    assert "/duties/D001/" in page and "/duties/D052/" not in page and "费随事转" in page
    share = Share.objects.get(town_code=casting.BAISHUI)
    actions.undo_receipt(share.receipts.get().pk, by=cast["treasury"], why="登错了")
    Share.objects.filter(pk=share.pk).update(amount_fen=0)
    own = client_of(cast["foreign_needs"]).get("/funds/unfunded/?only=buy").content.decode()
    assert "/duties/D052/" in own and "/duties/D001/" not in own
