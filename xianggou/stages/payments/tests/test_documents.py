"""The payment request: how the sum came about, from which lines, on what it rests."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from xianggou.core.money import Fen
from xianggou.stages.payments import documents
from xianggou.stages.payments.documents import CheckLine, PaymentRequestFacts, SourcePart

FACTS = PaymentRequestFacts(
    number="清财购付〔2023〕31号",
    project="青山镇示例项目（示例数据）",
    project_code="QL2023-104-001",
    payer="清岚县青山镇人民政府",
    kind="阶段",
    contract_number="清财购合〔2023〕12号",
    contract_fen=Fen(371_680_50),
    amended_fen=Fen(10_000_00),
    acceptance_number="清财购验〔2023〕21号",
    accepted_on=date(2023, 7, 3),
    payee="甲 & 乙 <公司>",
    payee_code="91590102MA5K42NK1G",
    bank="清岚农商行",
    account="6222000000001234567",
    invoice_numbers=("23502000000012345678",),
    invoiced_on=date(2023, 7, 6),
    due_fen=Fen(130_088_17),
    deducted_fen=Fen(3_902_65),
    net_fen=Fen(126_185_52),
    paid_before_fen=Fen(50_000_00),
    sources=(
        SourcePart("2023-F6", "人居环境", Fen(100_000_00), Fen(100_000_00)),
        SourcePart("2023-本级", "镇本级", Fen(26_185_52), Fen(26_185_52)),
    ),
    checks=(CheckLine("年度计划", "无计划不预算", passed=True), CheckLine("收款人", "合同第七条", passed=False, note="账号不一致")),
    due_on=date(2023, 8, 7),
    due_basis="收到发票后",
    requested_by="付款经办岗",
    requested_on=date(2023, 7, 7),
    made_on=date(2023, 7, 7),
)  # fmt: skip


def texts(facts: PaymentRequestFacts) -> tuple[str, str]:
    reader = PdfReader(io.BytesIO(documents.payment_request_pdf(facts)))
    body = Document(io.BytesIO(documents.payment_request_word(facts))).element.body
    return (
        "".join("".join(page.extract_text().split()) for page in reader.pages),
        "".join("".join((node.text or "").split()) for node in body.iter(qn("w:t"))),
    )


def table(facts: PaymentRequestFacts, caption: str) -> tuple[tuple[str, ...], ...]:
    return next(
        b for b in documents.payment_request_paper(facts).blocks if getattr(b, "caption", "") == caption
    ).rows


def test_the_computation_leads_to_the_sum_and_to_what_is_left_of_the_contract():
    assert [row[-1] for row in table(FACTS, "计算表")] == [
        "381,680.50", "130,088.17", "3,902.65", "50,000.00", "176,185.52", "205,494.98", "126,185.52",
    ]  # fmt: skip


def test_the_lines_add_up():
    assert table(FACTS, "指标明细")[-1] == ("合计", "", "126,185.52", "126,185.52")


def test_payee_code_account_invoice_and_failed_check_are_there():
    for shown in texts(FACTS):
        for wanted in (
            "甲&乙<公司>", "91590102MA5K42NK1G", "6222000000001234567", "23502000000012345678",
            "不符", "账号不一致", "人民币壹拾贰万陆仟壹佰捌拾伍元伍角贰分", "付款期限：2023年8月7日",
        ):  # fmt: skip
            assert wanted in shown, wanted


def test_an_advance_without_acceptance_says_so_in_every_empty_place():
    advance = replace(FACTS, acceptance_number="", accepted_on=None, advance_clause="合同第七条第2款")
    for shown in texts(advance):
        assert "验收书编号无" in shown
        assert "验收日期无" in shown
        assert "合同第七条第2款" in shown
