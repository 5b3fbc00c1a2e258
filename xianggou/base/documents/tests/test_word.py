"""A paper as Word: fonts by name, text as text, parts that can be found again after editing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn
from jinja2.exceptions import SecurityError

from xianggou.base.documents import reading, word
from xianggou.base.documents.paper import Heading, Para
from xianggou.base.documents.tests.test_pdf import PAPER, with_text

PARTED = replace(
    PAPER,
    blocks=(
        Heading("第一条　时间", part="time"),
        Para("自春至冬。"),
        Heading("第二条　范围", part="scope"),
        Para("全镇。"),
    ),
)


def text_of(data: bytes) -> str:
    doc = Document(io.BytesIO(data))
    return "\n".join(node.text or "" for node in doc.element.body.iter(qn("w:t")))


def template(*lines: str) -> bytes:
    doc = Document()
    for line in lines:
        doc.add_paragraph(line)
    out = io.BytesIO()
    doc.save(out)
    return out.getvalue()


def test_the_same_paper_gives_the_same_bytes():
    assert word.build(PAPER) == word.build(replace(PAPER))


def test_the_file_is_dated_as_the_paper_and_not_as_today():
    core = Document(io.BytesIO(word.build(PAPER))).core_properties
    assert core.created.date() == core.modified.date() == PAPER.made_on
    with zipfile.ZipFile(io.BytesIO(word.build(PAPER))) as box:
        assert {part.date_time[:3] for part in box.infolist()} == {(2023, 4, 10)}


def test_the_office_fonts_are_named_for_chinese_and_latin():
    doc = Document(io.BytesIO(word.build(PAPER)))
    fonts = doc.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} == {"仿宋_GB2312"}
    assert doc.styles["Title"].element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert not any("Theme" in a for a in doc.styles["Heading 1"].element.rPr.rFonts.attrib)


@pytest.mark.parametrize("text", ["甲 & 乙 <公司>", "{{ 7*7 }}", '#read("/etc/passwd")', "䶮", "]]><w:p/>"])
def test_text_comes_out_as_it_was_typed(text):
    assert text_of(word.build(with_text(text))).split("\n").count(text) == 4


def test_number_digest_and_trail_stand_in_the_foot():
    doc = Document(io.BytesIO(word.build(PAPER)))
    foot = "\n".join(p.text for p in doc.sections[0].footer.paragraphs)
    assert "编号 清财购〔2023〕12号" in foot
    assert PAPER.digest()[:32] in foot
    assert "留痕 57 条" in foot


def test_a_template_keeps_special_characters():
    filled = word.fill(template("甲方：{{ 甲方 }}"), {"甲方": "甲 & 乙 <公司>"}, PAPER)
    assert "甲方：甲 & 乙 <公司>" in text_of(filled)


def test_facts_are_not_read_as_template():
    filled = word.fill(template("{{ 甲方 }}"), {"甲方": "{{ 7*7 }}"}, PAPER)
    assert "{{ 7*7 }}" in text_of(filled)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    ],
)
def test_a_template_cannot_run_python(attack):
    with pytest.raises(SecurityError):
        word.fill(template(attack), {}, PAPER)


def test_parts_are_read_back():
    assert reading.parts(word.build(PARTED)) == {"time": "自春至冬。", "scope": "全镇。"}


def test_edits_are_read_back_and_a_deleted_part_is_missing():
    doc = Document(io.BytesIO(word.build(PARTED)))
    doc.paragraphs[-1].add_run("含集镇。")
    for paragraph in [p for p in doc.paragraphs if "时间" in p.text or "自春" in p.text]:
        paragraph._p.getparent().remove(paragraph._p)
    out = io.BytesIO()
    doc.save(out)
    assert reading.parts(out.getvalue()) == {"scope": "全镇。含集镇。"}


def test_what_is_no_word_file_is_refused_in_words():
    with pytest.raises(reading.UnreadableWord, match="docx"):
        reading.parts(b"<html></html>")


def test_a_word_file_with_an_entity_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word.build(PARTED))) as box, zipfile.ZipFile(out, "w") as bad:
        for part in box.infolist():
            text = box.read(part)
            if part.filename == "word/document.xml":
                text = text.replace(b"<w:document", b'<!DOCTYPE w [<!ENTITY a "b">]><w:document', 1)
            bad.writestr(part.filename, text)
    with pytest.raises(reading.UnreadableWord, match="文档类型声明"):
        reading.parts(out.getvalue())
