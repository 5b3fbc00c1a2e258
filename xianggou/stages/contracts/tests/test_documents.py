"""The contract on paper: every part the law and the packs name, both outputs alike, nothing read as markup."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from xianggou.base.documents.paper import Foot
from xianggou.core.money import Fen
from xianggou.stages.contracts import documents
from xianggou.stages.contracts.documents import ContractFacts, Indicator, Party, Stage

LAW = ("内容", "期限", "数量", "质量", "价格", "资金结算方式", "各方权利义务", "违约责任")
PACK = ("时间", "范围", "内容", "服务要求", "绩效目标", "考核标准", "资金支付", "违约责任")

FACTS = ContractFacts(
    number="清财购合〔2023〕12号",
    project="青山镇2023年生活垃圾收集转运（示例数据）",
    project_code="QL2023-104-001",
    catalogue_item="0101 农村生活垃圾收集转运",
    method="限额以下比选",
    award_number="清财购成〔2023〕9号",
    basis=("《中华人民共和国民法典》",),
    buyer=Party("清岚县青山镇人民政府", "11590121MB1234567X"),
    supplier=Party(
        "甲 & 乙 <环境> 䶮公司", "91590102MA5K42NK1G", bank="清岚农商行", account="6222000000001234567"
    ),
    starts_on=date(2023, 4, 10),
    ends_on=date(2023, 12, 31),
    scope="全镇12个村。",
    content="定点收集、日常清运。",
    quantity="2,880吨",
    requirements="每日清运，车辆密闭。",
    quality="收集点周边无散落垃圾。",
    targets="清运全覆盖。",
    indicators=(
        Indicator("数量", "月均清运量", "≥320", "吨", "地磅单", 40, "每低1%扣0.5分"),
        Indicator("质量", "合格率", "≥95", "%", "月度抽查20点", 60, "每低1个百分点扣1分"),
    ),
    assessment="每扣1分，扣减当期应付价款的1%。",
    price_fen=Fen(371_680_50),
    linked_fen=Fen(111_504_15),
    stages=(
        Stage("首期", "阶段", Fen(260_176_35), "阶段验收合格", date(2023, 7, 10)),
        Stage("考核挂钩", "考核挂钩", Fen(111_504_15), "年度评价结果公布"),
    ),
    payment_days=30,
    payment_from="验收合格并收到发票之日",
    made_on=date(2023, 4, 10),
)


def pdf_text(facts: ContractFacts) -> str:
    reader = PdfReader(io.BytesIO(documents.contract_pdf(facts)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def word_text(facts: ContractFacts) -> str:
    body = Document(io.BytesIO(documents.contract_word(facts))).element.body
    return "".join("".join((node.text or "").split()) for node in body.iter(qn("w:t")))


@pytest.mark.parametrize("text_of", [pdf_text, word_text])
def test_it_says_all_that_law_and_packs_name(text_of):
    shown = text_of(FACTS)
    for wanted in (
        "第一条服务时间", "自2023年4月10日起，至2023年12月31日止，首尾两日均计算在内，共266日",
        "第二条服务范围全镇12个村。", "第三条服务内容和数量", "服务数量：2,880吨", "每日清运，车辆密闭。", "收集点周边无散落垃圾。",
        "第五条绩效目标清运全覆盖。", "第六条考核标准", "≥95%", "月度抽查20点", "每低1个百分点扣1分",
        "人民币叁拾柒万壹仟陆佰捌拾元伍角整（¥371,680.50元）", "260,176.35", "111,504.15", "30日内", "第八条违约责任", "第九条双方的权利和义务",
        "11590121MB1234567X", "91590102MA5K42NK1G", "6222000000001234567", "甲&乙<环境>䶮公司", "清财购合〔2023〕12号",
        "甲方（盖章）", "乙方（盖章）",
    ):  # fmt: skip
        assert wanted in shown, wanted


def test_a_full_contract_lacks_no_clause():
    assert documents.missing_clauses(FACTS, LAW) == ()
    assert documents.missing_clauses(FACTS, PACK) == ()


@pytest.mark.parametrize(
    ("emptied", "lacking"),
    [
        ({"scope": " "}, "范围"),
        ({"content": ""}, "内容"),
        ({"quantity": ""}, "数量"),
        ({"requirements": "\n"}, "服务要求"),
        ({"quality": ""}, "质量"),
        ({"targets": ""}, "绩效目标"),
        ({"indicators": ()}, "考核标准"),
        ({"price_fen": 0}, "价格"),
        ({"stages": ()}, "资金支付"),
        ({"payment_from": ""}, "资金结算方式"),
        ({"breach": ()}, "违约责任"),
        ({"supplier_duties": ()}, "各方权利义务"),
        ({"ends_on": date(2023, 4, 9)}, "期限"),
    ],
)
def test_an_empty_part_is_named(emptied, lacking):
    assert lacking in documents.missing_clauses(replace(FACTS, **emptied), (*LAW, *PACK))


def test_a_clause_nobody_wrote_is_missing_and_one_that_was_typed_has_its_own_article():
    assert documents.missing_clauses(FACTS, ("保密",)) == ("保密",)
    with_it = replace(FACTS, clauses=(("保密", "村民名册不外传。"),))
    assert documents.missing_clauses(with_it, ("保密",)) == ()
    assert "第十三条保密村民名册不外传。第十四条其他约定" in word_text(with_it)


def test_typed_clauses_fill_empty_parts_and_are_added_to_time_and_payment():
    typed = replace(
        FACTS,
        scope="",
        clauses=(
            ("范围", "只含三个村。"),
            ("时间", "节假日不停。"),
            ("违约责任", "逾期一日扣一分。\n可以解除。"),
        ),
    )
    shown = word_text(typed)
    assert "第二条服务范围只含三个村。" in shown
    assert "节假日不停。第二条" in shown
    assert "第八条违约责任1.逾期一日扣一分。2.可以解除。第九条" in shown
    assert documents.missing_clauses(typed, PACK) == ()


def test_the_indicator_and_payment_tables_add_up():
    shown = word_text(FACTS)
    assert "合计100" in shown
    assert "合计371,680.50" in shown


def test_the_same_facts_give_the_same_bytes():
    assert documents.contract_pdf(FACTS) == documents.contract_pdf(replace(FACTS))
    assert documents.contract_word(FACTS) == documents.contract_word(replace(FACTS))


def test_word_and_pdf_carry_the_same_digest():
    digest = documents.contract_paper(FACTS).digest()[:32]
    foot = Document(io.BytesIO(documents.contract_word(FACTS))).sections[0].footer
    assert digest in pdf_text(FACTS)
    assert any(digest in p.text for p in foot.paragraphs)


def test_markup_in_the_facts_stays_text():
    hostile = '#read("/etc/passwd"){{7*7}}'
    facts = replace(FACTS, scope=hostile, supplier=replace(FACTS.supplier, name=hostile))
    assert pdf_text(facts).count(hostile) == word_text(facts).count(hostile) == 3


def test_a_demo_contract_says_so():
    demo = replace(FACTS, foot=Foot(57, "ab" * 16, demo=True, clock_on=date(2023, 4, 10)))
    assert "示例数据演示用，不作凭证（时钟设定为2023年4月10日）" in pdf_text(demo)


def test_what_word_says_is_read_back_part_by_part():
    back = documents.read_contract_word(documents.contract_word(FACTS))
    assert back.missing == ()
    assert back.parts["scope"] == "全镇12个村。"
    assert "月均清运量\t≥320吨\t地磅单\t40" in back.parts["assessment"]


def test_a_part_deleted_in_word_is_missing():
    doc = Document(io.BytesIO(documents.contract_word(FACTS)))
    for paragraph in [p for p in doc.paragraphs if "服务范围" in p.text or p.text == "全镇12个村。"]:
        paragraph._p.getparent().remove(paragraph._p)
    out = io.BytesIO()
    doc.save(out)
    assert documents.read_contract_word(out.getvalue()).missing == ("服务范围",)


def test_an_office_can_use_a_template_of_its_own():
    doc = Document()
    doc.add_paragraph("甲方：{{ 甲方 }} 乙方：{{ 乙方 }} 价款：{{ 价款大写 }}")
    doc.add_paragraph("{% for 项 in 指标 %}{{ 项.名称 }}{{ 项.目标 }}；{% endfor %}")
    out = io.BytesIO()
    doc.save(out)
    filled = Document(io.BytesIO(documents.contract_word(FACTS, out.getvalue())))
    shown = "\n".join(p.text for p in filled.paragraphs)
    assert "乙方：甲 & 乙 <环境> 䶮公司 价款：叁拾柒万壹仟陆佰捌拾元伍角整" in shown
    assert "月均清运量≥320吨；合格率≥95%；" in shown
