"""The township's request and finance's approval, as Word, PDF and workbook, from live rows."""

from __future__ import annotations

import io

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from tests import cast as people
from tests.stories import purchase
from tests.visits import client_of
from xianggou.stages.budget import actions
from xianggou.stages.budget.models import Approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def cut(cast):
    """An approval cut to three quarters."""
    item = purchase.plan(cast)
    return actions.approve(item.pk, by=cast["finance"], amount_fen=9_0000_01, why="单价偏高 <b>")


def word_of(answer):
    found = Document(io.BytesIO(answer.content))
    cells = [c.text for t in found.tables for row in t.rows for c in row.cells]
    return "\n".join([p.text for p in found.paragraphs] + cells)


def test_the_approval_says_what_was_cut_why_and_on_which_lines(cast, cut):
    url = f"/budget/approvals/{cut.pk}/approval"
    for login in ("finance", "mayor"):
        text = word_of(client_of(cast[login]).get(f"{url}.docx"))
        assert "核减29,999.99元" in text and "单价偏高 <b>" in text and "捌" not in text
        assert "玖万元零壹分" in text and "第六十三条" in text and cut.document in text
        assert (
            "F6 环境整治专项资金" in text and "镇本级" in text and "75,000.01" in text and "15,000.00" in text
        )
        assert "清岚县财政局" in text and "青山镇人民政府" in text
    pdf = PdfReader(io.BytesIO(client_of(cast["finance"]).get(f"{url}.pdf").content))
    assert cut.document in "".join(page.extract_text() for page in pdf.pages)


def test_a_paper_is_not_for_other_townships(cast, cut):
    foreign = client_of(cast["foreign_needs"])
    for url in (
        f"/budget/approvals/{cut.pk}/approval.pdf",
        f"/budget/request/2023/{people.QINGSHAN}.xlsx",
        "/budget/request/2023/x.pdf",
    ):
        assert foreign.get(url).status_code == 404
    mine = client_of(cast["finance"])
    assert mine.get(f"/budget/approvals/{cut.pk}/approval.exe").status_code == 404
    assert mine.get(f"/budget/request/2023/{people.QINGSHAN}.exe").status_code == 404
    assert client_of(cast["industry"]).get("/budget/approvals/").status_code == 403


def test_the_request_adds_up_to_the_fen(cast):
    purchase.plan(cast, budget_fen=333_33, sources={"F6": 111_11, "OWN": 222_22}, quantity=2, name="甲")
    purchase.plan(cast, budget_fen=666_68, sources={"F6": 666_68}, quantity=4, name="乙")
    needs = client_of(cast["needs"])
    sheet = openpyxl.load_workbook(
        io.BytesIO(needs.get(f"/budget/request/2023/{people.QINGSHAN}.xlsx").content)
    )
    rows = list(sheet.active.iter_rows(values_only=True))
    assert [row[5] for row in rows[1:]] == [333.33, 666.68, 1000.01]
    assert rows[1][6] == "F6 环境整治专项资金 111.11元；镇本级 222.22元" and rows[1][7] == "否"
    text = word_of(needs.get(f"/budget/request/2023/{people.QINGSHAN}.docx"))
    assert "1,000.01" in text and "壹仟元零壹分" in text and f"YS-2023-{people.QINGSHAN}" in text
    assert needs.get(f"/budget/request/2023/{people.QINGSHAN}.pdf").content[:5] == b"%PDF-"


def test_the_pages_of_papers(cast, cut):
    page = client_of(cast["finance"]).get("/budget/approvals/?year=2023").content.decode()
    assert cut.document in page and "单价偏高 &lt;b&gt;" in page and "青山镇" in page
    page = client_of(cast["needs"]).get("/budget/request/?year=2023").content.decode()
    assert "青山镇 2023 年预算申报表" in page and "120,000.00" in page and ".xlsx" in page
    empty = (
        client_of(cast["finance"]).get(f"/budget/request/?year=2023&town={people.BAISHUI}").content.decode()
    )
    assert "还没有送审的计划" in empty and ".xlsx" not in empty
    assert Approval.objects.count() == 1
