"""A paper as Word: built block by block, or filled into an office's own template in a sandbox.

Fonts are only named (仿宋_GB2312, 方正小标宋简体, 黑体, 楷体_GB2312), so that the office's own Word shows them. Each
part heading carries a bookmark, by which an edited file can be read back (`reading.py`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from xianggou.base.documents.paper import Grid, Heading, Paper, Para, Signatures, Table, cleaned

BODY, TITLE, BLACK, KAI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
PART_MARK = "xg_part_"  # a bookmark's name begins with this; the part's own name follows

_SIZES = {"letter": (16, 29), "contract": (14, 25), "form": (12, 21)}
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "l": WD_ALIGN_PARAGRAPH.LEFT,
    "c": WD_ALIGN_PARAGRAPH.CENTER,
    "r": WD_ALIGN_PARAGRAPH.RIGHT,
}
_WIDTH_MM = 156


def build(paper: Paper) -> bytes:
    """The paper as .docx; the same paper gives the same bytes."""
    paper = cleaned(paper)
    doc = Document()
    body_pt, line_pt = _SIZES[paper.size]
    _page(doc, paper)
    _styles(doc, body_pt, line_pt)
    if paper.issuer:
        _line(doc, paper.issuer, TITLE, 30, red=True)
        _line(doc, paper.number, BODY, body_pt)
        _red_rule(doc.paragraphs[-1])
    _line(doc, paper.title, TITLE, 22, style="Title")
    if paper.number and not paper.issuer:
        _line(doc, f"编号：{paper.number}", BODY, min(body_pt, 14))
    mark = 0
    for number, block in enumerate(paper.blocks):
        match block:
            case Heading():
                mark += 1
                _heading(doc, block, body_pt, mark)
            case Para():
                after = paper.blocks[number + 1 : number + 2]
                _para(doc, block, body_pt, stays=any(isinstance(b, Signatures) for b in after))
            case Grid():
                _grid(doc, block)
            case Table():
                _table(doc, block)
            case Signatures():
                _signatures(doc, block, body_pt)
    return _settled(doc, paper)


def fill(template: bytes, facts: Mapping[str, object], paper: Paper) -> bytes:
    """An office's own .docx template with the facts filled in.

    The template is untrusted: its expressions run in Jinja's sandbox, and every value is escaped, so that
    甲 & 乙 <公司> stays what it is.  Raises: jinja2.exceptions.TemplateError.
    """
    office = DocxTemplate(io.BytesIO(template))
    office.render(dict(facts), jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    return _settled(office.docx, paper)


def _page(doc: Doc, paper: Paper) -> None:
    """A4 with the margins of GB/T 9704; mark in the head, number and page in the foot."""
    section = doc.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(20)
    if paper.mark():
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(head, paper.mark(), BLACK, 9, red=True)
    pages = section.footer.paragraphs[0]
    pages.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(pages, "— ", TITLE, 14)
    _page_number(pages)
    _run(pages, " —", TITLE, 14)
    for line in paper.foot_lines():
        _run(section.footer.add_paragraph(style="Footer"), line, BLACK, 7.5)


def _page_number(paragraph: Paragraph) -> None:
    """The field that Word fills with the page's number."""
    run = _run(paragraph, "", TITLE, 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            node = OxmlElement("w:fldChar")
            node.set(qn("w:fldCharType"), kind)
        else:
            node = OxmlElement("w:instrText")
            node.text = text
        run._r.append(node)


def _styles(doc: Doc, body_pt: int, line_pt: int) -> None:
    """Body, headings and table cells as named styles, so that an office can restyle them in one place."""
    normal = doc.styles["Normal"]
    _font(normal, BODY, body_pt)
    form = normal.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line_pt)
    form.space_before = form.space_after = Pt(0)
    for name, face in (("Title", TITLE), ("Heading 1", BLACK), ("Heading 2", KAI)):
        style = doc.styles[name]
        _font(style, face, 22 if name == "Title" else body_pt)
        style.font.bold = name == "Title"
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.keep_with_next = True
        if name == "Title":
            border = style.element.pPr.find(qn("w:pBdr"))
            if border is not None:
                style.element.pPr.remove(border)
            style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            style.paragraph_format.space_after = Pt(8)
    cell = doc.styles.add_style("表格", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    _font(cell, BODY, 10.5)
    cell.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)


def _font(style: Any, face: str, size: float) -> None:
    """Name a face for Chinese and Latin alike."""
    style.font.name, style.font.size = face, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), face)


def _run(paragraph: Paragraph, text: str, face: str = "", size: float = 0, *, red: bool = False) -> Any:
    """Text in a face of its own, or in the paragraph's."""
    run = paragraph.add_run(text)
    if face:
        _font(run, face, size)
    if red:
        run.font.color.rgb = RGBColor(0xC0, 0, 0)
    return run


def _line(doc: Doc, text: str, face: str, size: float, *, red: bool = False, style: str = "") -> None:
    """A centred line of the head."""
    paragraph = doc.add_paragraph(style=style or None)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if size > 20:
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _run(paragraph, text, face, size, red=red)


def _red_rule(paragraph: Paragraph) -> None:
    """The red line under the head of an official letter."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", "C00000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    form = paragraph._p.get_or_add_pPr()
    form.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    paragraph.paragraph_format.space_after = Pt(14)


def _heading(doc: Doc, block: Heading, body_pt: int, number: int) -> None:
    """A heading with the bookmark of its part."""
    paragraph = doc.add_paragraph(style=f"Heading {block.level}")
    paragraph.paragraph_format.first_line_indent = Pt(2 * body_pt)
    if block.part:
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), str(number))
        start.set(qn("w:name"), PART_MARK + block.part)
        end.set(qn("w:id"), str(number))
        paragraph._p.append(start)
        _run(paragraph, block.text)
        paragraph._p.append(end)
    else:
        _run(paragraph, block.text)


def _para(doc: Doc, block: Para, body_pt: int, *, stays: bool = False) -> None:
    """Running text, indented by two characters; `stays` keeps it on the page of what follows."""
    paragraph = doc.add_paragraph()
    paragraph.paragraph_format.keep_with_next = stays
    paragraph.alignment = _ALIGN[block.align]
    if block.align == "right":
        paragraph.paragraph_format.right_indent = Pt(2 * body_pt)
    if block.indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * body_pt)
    if block.strong:
        _run(paragraph, block.text, BLACK, body_pt)
    else:
        _run(paragraph, block.text)


def _cell(cell: Any, text: str, align: str, *, strong: bool = False, shade: str = "") -> None:
    """One cell: text as text, line breaks kept."""
    paragraph = cell.paragraphs[0]
    paragraph.style = "表格"
    paragraph.alignment = _ALIGN[align]
    if strong:
        _run(paragraph, text, BLACK, 10.5)
    else:
        _run(paragraph, text)
    if shade:
        fill = OxmlElement("w:shd")
        fill.set(qn("w:val"), "clear")
        fill.set(qn("w:fill"), shade)
        cell._tc.get_or_add_tcPr().append(fill)


def _ruled(doc: Doc, rows: int, shares: tuple[int, ...]) -> Any:
    """An empty ruled table over the whole width."""
    table = doc.add_table(rows=rows, cols=len(shares), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(_WIDTH_MM * share / sum(shares))  # the grid, and each cell of the column
        for cell in column.cells:
            cell.width = column.width
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


def _grid(doc: Doc, block: Grid) -> None:
    """Label and value pairs."""
    columns = block.columns
    rows = -(-len(block.pairs) // columns)
    table = _ruled(doc, rows, (31, 41) * columns if columns == 2 else (31, 113))
    for index, (label, value) in enumerate(block.pairs):
        row, column = divmod(index, columns)
        _cell(table.cell(row, 2 * column), label, "c", shade="F6F6F6")
        last_alone = columns == 2 and index == len(block.pairs) - 1 and column == 0
        box = table.cell(row, 2 * column + 1)
        if last_alone:
            box = box.merge(table.cell(row, 3))
        _cell(box, value, "l")
    _gap(doc)


def _table(doc: Doc, block: Table) -> None:
    """A table whose head repeats on each page."""
    if block.caption or block.unit:
        caption = doc.add_paragraph(style="表格")
        caption.paragraph_format.keep_with_next = True
        _run(caption, "　".join(t for t in (block.caption, block.unit) if t), BLACK, 10.5)
    table = _ruled(doc, 1 + len(block.rows), block.widths)
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        _cell(cell, text, "c", strong=True, shade="F0F0F0")
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for number, row in enumerate(block.rows):
        strong = block.total and number == len(block.rows) - 1
        before_total = block.total and number == len(block.rows) - 2
        for cell, text, align in zip(table.rows[number + 1].cells, row, block.align, strict=True):
            _cell(cell, text, align, strong=strong)
            cell.paragraphs[0].paragraph_format.keep_with_next = before_total
    _gap(doc)


def _gap(doc: Doc) -> None:
    """A narrow line after a table, so that two tables never grow together."""
    form = doc.add_paragraph(style="表格").paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(6)


def _signatures(doc: Doc, block: Signatures, body_pt: int) -> None:
    """Signature boxes side by side, kept on one page."""
    table = doc.add_table(rows=1, cols=len(block.boxes))
    for cell, (title, lines) in zip(table.rows[0].cells, block.boxes, strict=True):
        _run(cell.paragraphs[0], title, BLACK, min(body_pt, 14))
        for line in lines:
            _run(cell.add_paragraph(), line, BODY, min(body_pt, 14))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _settled(doc: Doc, paper: Paper) -> bytes:
    """The file's bytes with every date inside it set to the paper's own, so that they can be compared."""
    made_at = datetime.combine(paper.made_on, time())
    core = doc.core_properties
    core.title, core.subject, core.identifier = paper.title, paper.kind, paper.number
    core.author, core.last_modified_by, core.comments = paper.issuer or "乡购", "乡购", ""
    core.created = core.modified = made_at
    core.revision = 1
    first = io.BytesIO()
    doc.save(first)
    settled = io.BytesIO()
    stamp = (paper.made_on.year, paper.made_on.month, paper.made_on.day, 0, 0, 0)
    with zipfile.ZipFile(first) as read, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as write:
        for part in read.infolist():
            entry = zipfile.ZipInfo(part.filename, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            write.writestr(entry, read.read(part))
    return settled.getvalue()
