"""The acceptance certificate: each standard with its result, each deduction leading to what is payable."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from xianggou.core.money import Fen
from xianggou.stages.delivery import documents
from xianggou.stages.delivery.documents import AcceptanceFacts, DeductionStep, Member, StandardResult

FACTS = AcceptanceFacts(
    number="清财购验〔2023〕21号",
    project="青山镇示例项目（示例数据）",
    contract_number="清财购合〔2023〕12号",
    buyer="清岚县青山镇人民政府",
    supplier="甲 & 乙 <公司>",
    supplier_code="91590102MA5K42NK1G",
    stage="第1期",
    period_from=date(2023, 4, 10),
    period_to=date(2023, 6, 30),
    quantity="872.6吨",
    standards=(
        StandardResult("数量", "月均清运量", "≥320吨", "323.1吨", "地磅单", is_met=True),
        StandardResult("质量", "合格率", "≥95%", "92%", "抽查记录", is_met=False),
        StandardResult("时效", "日产日清率", "≥98%", "97%", "轨迹", is_met=False),
    ),
    users_opinion="11个村满意；石桥村有意见。",
    members=(Member("李某", "社会事务办", "购买主体", agrees=True), Member("陈某", "村民代表", "服务对象", agrees=False, opinion="雨天有延迟")),
    due_fen=Fen(130_088_17),
    deductions=(
        DeductionStep("合格率", "每低1个百分点扣1分", "3分×1%", Fen(3_902_65)),
        DeductionStep("日产日清率", "每低1个百分点扣1分", "1分×1%", Fen(1_300_88)),
    ),
    payable_fen=Fen(124_884_64),
    conclusion="整改后合格",
    accepted_on=date(2023, 7, 3),
    made_on=date(2023, 7, 3),
)  # fmt: skip


def texts(facts: AcceptanceFacts) -> tuple[str, str]:
    reader = PdfReader(io.BytesIO(documents.acceptance_pdf(facts)))
    body = Document(io.BytesIO(documents.acceptance_word(facts))).element.body
    return (
        "".join("".join(page.extract_text().split()) for page in reader.pages),
        "".join("".join((node.text or "").split()) for node in body.iter(qn("w:t"))),
    )


def test_each_standard_stands_with_target_finding_and_result():
    for shown in texts(FACTS):
        for standard in FACTS.standards:
            for word in (standard.name, standard.target, standard.actual, standard.evidence):
                assert word in shown
        assert "考核指标3项，达到1项，未达到2项" in shown


def test_the_deductions_lead_step_by_step_to_what_is_payable():
    table = next(
        b for b in documents.acceptance_paper(FACTS).blocks if getattr(b, "caption", "") == "扣减计算"
    )
    assert [row[-2:] for row in table.rows] == [
        ("130,088.17", "130,088.17"),
        ("-3,902.65", "126,185.52"),
        ("-1,300.88", "124,884.64"),
        ("", "124,884.64"),
    ]


def test_members_sides_and_dissent_are_kept():
    for shown in texts(FACTS):
        assert "不同意，雨天有延迟" in shown
        assert "服务对象" in shown
        assert "11个村满意；石桥村有意见。" in shown


def test_without_deductions_it_says_so_and_the_sum_stands_in_capitals():
    clean = replace(FACTS, deductions=(), payable_fen=Fen(130_088_17))
    for shown in texts(clean):
        assert "本期无扣减。本期可支付金额：人民币壹拾叁万零捌拾捌元壹角柒分（¥130,088.17元）" in shown
