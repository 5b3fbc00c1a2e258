"""What may be kept: by name and content together, in each place its own list."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from xianggou.base.files import kinds
from xianggou.base.files.inspect import RefusedFile, inspected, tidy_name
from xianggou.base.files.tests import samples


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (samples.pdf(), "验收书.pdf", "evidence"),
        (samples.docx(), "合同.docx", "contract"),
        (samples.xlsx(), "台账.xlsx", "workbook"),
        (samples.picture(), "照片.JPG", "photo"),
        (samples.picture("PNG"), "截图.png", "photo"),
        (samples.pdf(samples.object_stream(b"4 0 <</Type/Font>>")), "新.pdf", "evidence"),
    ],
)
def test_good_files_are_kept(data, name, kind):
    kept = inspected(data, name, kind)
    assert kept.name == name
    assert kept.media_type == kinds.MEDIA[kept.type]


@pytest.mark.parametrize(
    "name",
    [
        "a.svg",
        "a.html",
        "a.htm",
        "a.xml",
        "a.js",
        "a.zip",
        "a.rar",
        "a.doc",
        "a.xls",
        "a.docm",
        "a.exe",
        "a.pdf.exe",
        "a",
        "pdf",
    ],
)
def test_other_types_are_refused_whatever_they_hold(name):
    with pytest.raises(RefusedFile, match="范围"):
        inspected(samples.pdf(), name, "evidence")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "a.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png"),
        (samples.picture("PNG"), "a.jpg"),
        (samples.pdf(), "a.docx"),
        (b"MZ\x90\x00", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx"),
        (b" " + samples.pdf(), "a.pdf"),
        (samples.xlsx(), "a.docx"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(data, name):
    with pytest.raises(RefusedFile):
        inspected(data, name, "evidence")


def test_a_type_that_is_good_elsewhere_is_refused_here():
    with pytest.raises(RefusedFile, match="范围"):
        inspected(samples.docx(), "发票.docx", "invoice")


def test_size_is_limited_to_the_byte(monkeypatch):
    data = samples.pdf()
    monkeypatch.setitem(kinds.PLACES, "invoice", kinds.Place(("pdf",), len(data)))
    inspected(data, "a.pdf", "invoice")
    monkeypatch.setitem(kinds.PLACES, "invoice", kinds.Place(("pdf",), len(data) - 1))
    with pytest.raises(RefusedFile, match="超过"):
        inspected(data, "a.pdf", "invoice")


def test_an_empty_file_is_refused():
    with pytest.raises(RefusedFile, match="空文件"):
        inspected(b"", "a.pdf", "invoice")


def test_a_photo_loses_where_and_with_what_it_was_taken():
    data = samples.picture(gps=True)
    assert "某牌相机".encode() in data or Image.open(io.BytesIO(data)).getexif()
    kept = inspected(data, "a.jpg", "photo")
    assert not Image.open(io.BytesIO(kept.data)).getexif()
    assert b"Exif" not in kept.data


def test_a_picture_with_something_glued_to_its_end_loses_it():
    kept = inspected(samples.picture() + b"<script>alert(1)</script>", "a.jpg", "photo")
    assert b"<script>" not in kept.data


@pytest.mark.parametrize("size", [(20_000, 20_000), (8_000, 6_251)])
def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn(size, monkeypatch):
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    monkeypatch.setattr(ImageOps, "exif_transpose", lambda _picture: pytest.fail("it was drawn"))
    with pytest.raises(RefusedFile, match="像素"):
        inspected(out.getvalue(), "a.png", "photo")


def test_a_broken_picture_is_refused():
    with pytest.raises(RefusedFile):
        inspected(samples.picture()[:200], "a.jpg", "photo")


@pytest.mark.parametrize(
    "extra",
    [
        b"4 0 obj\n<</S/JavaScript/JS(app.alert(1))>>\nendobj\n",
        b"4 0 obj\n<</S/J#61vaScript/JS(app.alert(1))>>\nendobj\n",
        b"4 0 obj\n<</S/Launch/F(cmd.exe)>>\nendobj\n",
        b"4 0 obj\n<</Type/Filespec/EF<</F 5 0 R>>>>\nendobj\n5 0 obj\n<</Type/EmbeddedFile/Length 0>>\nendobj\n",
        samples.object_stream(b"4 0 <</S/JavaScript/JS(x)>>"),
        samples.object_stream(
            b"4 0 <</S/JavaScript/JS(x)>>", b"/Type/Obj#53tm/X(obj)/N 1/First 4/Filter/FlateDecode"
        ),
        samples.object_stream(b"4 0 <</S/JavaScript/JS(x)>>", b"/N 1/First 4/Filter/FlateDecode"),
        samples.object_stream(b"4 0", b"/Type/ObjStm/N 1/First 4/Filter[/ASCIIHexDecode/FlateDecode]"),
        samples.object_stream(b"4 0", b"/Type/ObjStm/N 1/First 4/Filter 7 0 R"),
        samples.object_stream(
            b"4 0", b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12>>"
        ),
    ],
)
def test_a_pdf_that_acts_or_hides_is_refused(extra):
    with pytest.raises(RefusedFile, match="PDF"):
        inspected(samples.pdf(extra), "a.pdf", "evidence")


def test_an_encrypted_and_a_cut_pdf_are_refused():
    with pytest.raises(RefusedFile, match="加密"):
        inspected(samples.pdf(trailer=b"/Encrypt 8 0 R"), "a.pdf", "evidence")
    with pytest.raises(RefusedFile, match="不完整"):
        inspected(samples.pdf()[:-30], "a.pdf", "evidence")


def test_an_object_stream_that_unpacks_too_far_is_refused():
    bomb = samples.pdf(samples.object_stream(b"\0" * 80_000_000))
    assert len(bomb) < 200_000
    with pytest.raises(RefusedFile, match="无法检查"):
        inspected(bomb, "a.pdf", "evidence")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (samples.repacked(samples.docx(), add={"word/vbaProject.bin": b"x"}), "宏"),
        (samples.repacked(samples.docx(), add={"word/embeddings/oleObject1.bin": b"x"}), "嵌入"),
        (samples.repacked(samples.docx(), add={"word/activeX/activeX1.xml": b"<a/>"}), "控件"),
        (samples.repacked(samples.docx(), add={"../../etc/cron.d/x": b"x"}), "路径"),
        (samples.repacked(samples.docx(), add={"WORD/document.xml": b"<a/>"}), "重名"),
        (samples.repacked(samples.docx(), add={"word/big.bin": b"\0" * 70_000_000}), "过大"),
        (
            samples.repacked(
                samples.docx(), change={"word/document.xml": (b"<w:document", b"<!DOCTYPE a><w:document")}
            ),
            "文档类型声明",
        ),
        (
            samples.repacked(
                samples.docx(),
                change={
                    "word/_rels/document.xml.rels": (
                        b"</Relationships>",
                        b'<Relationship Id="r9" Type="x/template" Target="http://a" TargetMode="External"/></Relationships>',
                    )
                },
            ),
            "外部内容",
        ),
        (
            samples.repacked(
                samples.docx(), change={"[Content_Types].xml": (b"document.main+xml", b"template.main+xml")}
            ),
            "普通",
        ),
        (
            samples.repacked(samples.docx(), add={"word/a.xml": b"<a><!--" + b"x" * 4_000_000 + b"--></a>"}),
            "损坏",
        ),
        (samples.docx()[:-40], "docx"),
    ],
)
def test_a_word_file_that_carries_more_than_a_document_is_refused(data, why):
    with pytest.raises(RefusedFile, match=why):
        inspected(data, "a.docx", "contract")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\桌面\\合同.pdf", "合同.pdf"),
        ("合\u202efdp.exe同\x00.pdf", "合fdp.exe同.pdf"),
        ("x\r\nSet-Cookie: a.pdf", "xSet-Cookie: a.pdf"),
        ("", "未命名"),
        ("..", "未命名"),
    ],
)
def test_names_lose_paths_and_invisible_signs(typed, kept):
    assert tidy_name(typed) == kept


def test_a_name_of_255_characters_is_kept_and_one_more_is_refused_with_the_limit():
    assert inspected(samples.pdf(), "长" * 251 + ".pdf", "evidence").name.endswith("长.pdf")
    with pytest.raises(RefusedFile, match="255"):
        inspected(samples.pdf(), "长" * 252 + ".pdf", "evidence")


def test_a_chinese_name_with_signs_is_kept_as_it_is():
    name = "清溪镇2024年第3季度（补充）#附件%1𠮷.pdf"
    assert inspected(samples.pdf(), name, "evidence").name == name
