"""The comparison record and the award letter: every quote is there, the refused ones with their reason."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from xianggou.core.money import Fen
from xianggou.stages.procurement import documents
from xianggou.stages.procurement.documents import AwardLetterFacts, ComparisonFacts, PanelMember, QuoteLine

ZONE = ZoneInfo("Asia/Shanghai")

COMPARISON = ComparisonFacts(
    number="清财购比〔2023〕9号",
    project="青山镇示例项目（示例数据）",
    project_code="QL2023-104-001",
    buyer="清岚县青山镇人民政府",
    buyer_code="11590121MB1234567X",
    method="询价比选",
    internal_rule="清财采〔2023〕3号（示例）",
    budget_line="2023-590121104-F6",
    ceiling_fen=Fen(380_000_00),
    least_quotes=3,
    invited=("甲公司", "乙公司", "丙 & 丁 <公司>"),
    invited_how="随机抽取",
    criterion="满足要求的最低价。",
    opened_at=datetime(2023, 4, 3, 10, 0, tzinfo=ZONE),
    place="二楼会议室",
    quotes=(
        QuoteLine("丙 & 丁 <公司>", "91590100MA5K00002Y", Fen(369_000_00), datetime(2023, 4, 3, 9, 48, tzinfo=ZONE), "", "未附行驶证"),
        QuoteLine("甲公司", "91590102MA5K42NK1G", Fen(371_680_50), datetime(2023, 4, 3, 9, 12, tzinfo=ZONE), "全部满足", rank=1),
        QuoteLine("乙公司", "91590121MA5K00001X", Fen(378_000_00), datetime(2023, 4, 3, 9, 20, tzinfo=ZONE), "全部满足", rank=2),
    ),
    panel=(PanelMember("程某", "财政办主任", without_interest=True), PanelMember("李某", "社会事务办", without_interest=False)),
    winner="甲公司",
    price_fen=Fen(371_680_50),
    reason="满足要求且价格最低。",
    made_on=date(2023, 4, 3),
)  # fmt: skip

AWARD = AwardLetterFacts(
    number="清财购成〔2023〕9号",
    issuer="清岚县青山镇人民政府",
    supplier="甲公司",
    credit_code="91590102MA5K42NK1G",
    project="青山镇示例项目（示例数据）",
    project_code="QL2023-104-001",
    method="询价比选",
    price_fen=Fen(371_680_50),
    content="清运。",
    starts_on=date(2023, 4, 10),
    ends_on=date(2023, 12, 31),
    sign_by=date(2023, 5, 4),
    sign_basis="示例依据",
    contact="采购经办岗",
    made_on=date(2023, 4, 4),
)


def pdf_text(data: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


def word_text(data: bytes) -> str:
    nodes = Document(io.BytesIO(data)).element.body.iter(qn("w:t"))
    return "".join("".join((node.text or "").split()) for node in nodes)


def comparison_texts(facts: ComparisonFacts) -> tuple[str, str]:
    return pdf_text(documents.comparison_pdf(facts)), word_text(documents.comparison_word(facts))


def test_every_quote_stands_in_the_order_of_its_receipt():
    for shown in comparison_texts(COMPARISON):
        places = [shown.index(price) for price in ("371,680.50", "378,000.00", "369,000.00")]
        assert places == sorted(places)
        assert "无效：未附行驶证" in shown
        assert "收到报价3份，其中有效2份、无效1份" in shown
        assert "丙&丁<公司>" in shown
        assert "91590100MA5K00002Y" in shown


def test_a_refused_quote_has_no_rank_even_if_one_was_given():
    quotes = (replace(COMPARISON.quotes[0], rank=1), *COMPARISON.quotes[1:])
    table = next(
        b
        for b in documents.comparison_paper(replace(COMPARISON, quotes=quotes)).blocks
        if getattr(b, "caption", "") == "报价对比"
    )
    assert [row[-1] for row in table.rows] == ["1", "2", "/"]


def test_a_missing_declaration_of_interest_is_shown():
    for shown in comparison_texts(COMPARISON):
        assert "未声明" in shown


def test_the_letter_names_price_in_both_forms_and_the_last_day():
    for shown in (pdf_text(documents.award_letter_pdf(AWARD)), word_text(documents.award_letter_word(AWARD))):
        assert "人民币叁拾柒万壹仟陆佰捌拾元伍角整（¥371,680.50元）" in shown
        assert "请于2023年5月4日前（含当日）" in shown
        assert "91590102MA5K42NK1G" in shown
        assert "清财购成〔2023〕9号" in shown


@pytest.mark.parametrize("make", [documents.comparison_pdf, documents.comparison_word])
def test_the_same_comparison_gives_the_same_bytes(make):
    assert make(COMPARISON) == make(replace(COMPARISON))
