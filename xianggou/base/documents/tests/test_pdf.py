"""A paper as PDF: what goes in as text comes out as text, on every page with its number and its mark."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from xianggou.base.documents import fonts, pdf
from xianggou.base.documents.paper import Foot, Grid, Heading, Paper, Para, Signatures, Table

PAPER = Paper(
    kind="test.paper",
    title="示例文书",
    number="清财购〔2023〕12号",
    made_on=date(2023, 4, 10),
    blocks=(
        Grid((("项目", "青山镇示例项目"), ("统一社会信用代码", "91590102MA5K42NK1G"), ("备注", "无"))),
        Heading("一、正文"),
        Para("首段。"),
        Table(
            head=("项目", "金额"),
            rows=(("服务", "1,234.50"), ("合计", "1,234.50")),
            widths=(3, 1),
            align="lr",
            total=True,
        ),
        Signatures((("甲方（盖章）", ("签字：",)), ("乙方（盖章）", ("签字：",)))),
    ),
    foot=Foot(trail_entries=57, trail_head="9f8e7d6c5b4a3928aa"),
)


def text_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def squeezed(data: bytes) -> str:
    return "".join(text_of(data).split())


def with_text(text: str) -> Paper:
    return replace(PAPER, blocks=(Para(text), Grid(((text, text),)), Heading(text)))


def test_the_same_paper_gives_the_same_bytes():
    assert pdf.render(PAPER) == pdf.render(replace(PAPER))


def test_one_changed_fen_changes_the_bytes_and_the_digest_at_the_foot():
    other = replace(PAPER, blocks=(*PAPER.blocks[:-2], Para("1,234.51")))
    assert other.digest() != PAPER.digest()
    assert other.digest()[:32] in squeezed(pdf.render(other))


def test_it_is_an_archival_pdf_with_its_fonts_inside():
    reader = PdfReader(io.BytesIO(pdf.render(PAPER)))
    marks = reader.xmp_metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "示例文书"
    assert reader.metadata.creation_date_raw.startswith("D:20230410")
    raw = marks.stream.get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in raw
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile3" in inner or "/FontFile2" in inner


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "#{ panic() }",
        ']; #eval("1") [',
        "{{ 7*7 }} {% for x in y %}",
        "*甲* _乙_ `丙` $x^2$ <label> @ref",
        "甲 & 乙 <公司>",
        "\\u{41} \\ // 注释",
        "=HYPERLINK(1)",
    ],
)
def test_markup_in_the_facts_is_printed_as_it_was_typed(hostile):
    shown = squeezed(pdf.render(with_text(hostile)))
    assert shown.count("".join(hostile.split())) == 4
    assert "root:" not in shown


@pytest.mark.parametrize(
    "name",
    [
        "䶮𠅤合作社",
        "㛃",
        "𬒗",
        "軍東",
        "𬱖",
        "买买提·吐尔逊·阿不都热合曼",
        "镕喆堃",
        "𫍽",
        "清岚县" + "很长的名称" * 30,
        "91590102MA5K42NK1G",
    ],
)
def test_rare_and_long_names_are_all_there(name):
    assert squeezed(pdf.render(with_text(name))).count(name) == 4


def test_a_code_of_eighteen_characters_is_not_broken_in_a_wide_cell():
    assert "91590102MA5K42NK1G" in text_of(pdf.render(PAPER))


def test_a_character_without_a_font_is_a_visible_mark_and_not_an_empty_box():
    shown = squeezed(pdf.render(with_text("甲\ue000乙")))
    assert "甲〓(U+E000)乙" in shown
    assert "字库缺字：U+E000" in shown


def test_without_any_chinese_font_the_paper_is_refused_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "folders", lambda: (str(tmp_path),))
    with pytest.raises(fonts.NoChineseFont, match="fonts-noto-cjk"):
        pdf.render(PAPER)


def test_every_page_names_the_number_the_trail_and_the_page():
    long = replace(PAPER, blocks=tuple(Para(f"第{n}段。" + "文字" * 60) for n in range(40)))
    pages = PdfReader(io.BytesIO(pdf.render(long))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        shown = "".join(page.extract_text().split())
        assert "编号清财购〔2023〕12号" in shown
        assert f"第{number}页，共{len(pages)}页" in shown
        assert "留痕57条，末条9f8e7d6c5b4a3928" in shown


def test_a_demo_paper_says_so_on_each_page_with_its_set_clock_and_a_real_one_does_not():
    demo = replace(PAPER, foot=Foot(demo=True, clock_on=date(2023, 4, 10)))
    shown = squeezed(pdf.render(demo))
    assert "示例数据演示用，不作凭证（时钟设定为2023年4月10日）" in shown
    assert "示例数据" not in squeezed(pdf.render(PAPER))


def test_a_paper_without_a_number_is_a_draft():
    shown = squeezed(pdf.render(replace(PAPER, number="")))
    assert "草稿，未编号" in shown
    assert "草稿" not in squeezed(pdf.render(PAPER))


def test_control_and_direction_marks_never_reach_the_paper():
    shown = squeezed(pdf.render(with_text("甲\x00\u202e乙\u200b丙")))
    assert shown.count("甲乙丙") == 4


def test_a_table_with_a_ragged_row_is_a_defect():
    with pytest.raises(ValueError, match="each row"):
        Table(head=("甲", "乙"), rows=(("只有一格",),), widths=(1, 1), align="ll")
