"""Official papers are Chinese, whichever language their maker reads."""

from __future__ import annotations

import io

import docx
import pytest

from tests.i18n.pages import HAN
from tests.stories import purchase
from tests.visits import cast, client_of, plain_static

pytestmark = pytest.mark.django_db
__all__ = ["cast", "plain_static"]


def words(data: bytes) -> list[str]:
    """Paragraphs and cells of a Word file."""
    paper = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in paper.paragraphs] + cells


def test_papers_made_by_an_english_reader_are_the_same_chinese_papers(cast):
    payment = purchase.requested(cast)
    procedure_id = payment.contract.award.procedure_id
    papers = [
        ("contracts", f"/contracts/{payment.contract_id}/contract.docx"),
        ("accepter", f"/delivery/{payment.acceptance_id}/certificate.docx"),
        ("payer", f"/payments/{payment.pk}/request.docx"),
        ("buyer", f"/procurement/{procedure_id}/comparison.docx"),
        ("buyer", f"/procurement/{procedure_id}/award-letter.docx"),
    ]
    for login, address in papers:
        made = {}
        for language in ("zh-hans", "en"):
            client = client_of(cast[login])
            client.cookies["django_language"] = language
            answer = client.get(address)
            assert answer.status_code == 200, address
            made[language] = words(b"".join(answer) if answer.streaming else answer.content)
        assert any(HAN.search(text) for text in made["zh-hans"])
        assert made["en"] == made["zh-hans"], address
