"""Files that want to harm or are no workbooks: each is refused in words, and the process that asked lives."""

import struct
import zipfile

import pytest

from tests.sheets.made import HEAD, package, with_part, xlsx
from xianggou.base.sheets.child import open_file, read
from xianggou.base.sheets.limits import Limits
from xianggou.base.sheets.problems import Unreadable

GOOD = xlsx([HEAD, [1, "甲口镇", "保洁", 100, 3]])
MAIN = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'
SHEET = "xl/worksheets/sheet1.xml"


def refused(data, name="表.xlsx", **options):
    found = read(data, name, **options)
    assert isinstance(found, Unreadable), found
    words = found.problem.as_dict()
    assert words["severity"] == "refuse" and all(words[k] for k in ("what", "why", "then"))
    return found.problem


CELLS = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


def test_two_cells_far_apart_are_refused_and_the_cell_named():
    data = with_part(GOOD, SHEET, MAIN % CELLS)
    assert len(data) < 8000
    problem = refused(data)
    assert problem.code == "too_many_cells"
    assert problem.details["cell"] == "XFD1048576"


def test_a_far_cell_is_found_in_every_disguise():
    far = (
        b'<sheetData><row r="1048576"><c r="A1"><v>1</v></c></row><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>',
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"/></row></sheetData>',
        b"<sheetData><row r='1048576'><c r='XFD&#49;048576'/></row></sheetData>",
    )
    for cells in far:
        assert refused(with_part(GOOD, SHEET, MAIN % cells)).code == "too_many_cells"
    prefixed = (
        (MAIN % CELLS)
        .replace(b"xmlns=", b"xmlns:x=")
        .replace(b"<", b"<x:")
        .replace(b"<x:/", b"</x:")
        .replace(b"<x:?", b"<?")
    )
    assert refused(with_part(GOOD, SHEET, prefixed)).code == "too_many_cells"


def test_an_empty_row_at_the_end_of_the_sheet_costs_nothing():
    rows = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="1048576" hidden="1"/></sheetData>'
    assert not isinstance(read(with_part(GOOD, SHEET, MAIN % rows), "表.xlsx"), Unreadable)


def test_a_zip_bomb_is_refused_while_it_unpacks():
    body = b"<x>" + b" " * (90 * 1024 * 1024) + b"</x>"
    data = with_part(GOOD, "xl/sharedStrings.xml", body)
    assert len(data) < 200_000
    assert refused(data).code == "zip_bomb"


def test_many_parts_are_refused():
    assert (
        refused(package(**{"xl/workbook.xml": "<x/>"}, **{f"xl/{i}.xml": "<x/>" for i in range(2100)})).code
        == "too_many_parts"
    )


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/activeX/activeX1.bin", "embedded"),
        ("xl/embeddings/oleObject1.bin", "embedded"),
        ("xl/externalLinks/externalLink1.xml", "external_link"),
        ("xl/connections.xml", "external_link"),
        ("../evil.xml", "bad_part"),
        ("/etc/passwd", "bad_part"),
        ("XL/WORKBOOK.XML", "bad_part"),
    ],
)
def test_a_part_that_has_no_business_there_is_refused(part, code):
    assert refused(with_part(GOOD, part, b"<x/>")).code == code


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"])
def test_a_document_type_is_refused_in_every_part(part):
    body = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    assert refused(with_part(GOOD, part, body)).code == "doctype"


ENDLESS = (b"<x><!--%s--></x>", b"<x a='%s'/>", b"<x><?p %s?></x>", b"<x %s='1'/>")


@pytest.mark.parametrize("part", [SHEET, "docProps/app.xml"])
@pytest.mark.parametrize("shape", ENDLESS)
def test_a_token_of_megabytes_is_given_up_early(part, shape):
    # Well-formed, so that only its length can be what refuses it: 60 MB of it would take a minute.
    data = with_part(GOOD, part, shape % (b"x" * 4_000_000))
    assert len(data) < 20_000
    assert refused(data).code == "bad_xml"


def test_a_long_text_is_no_endless_token():
    text = b"<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>%s</t></is></c></row></sheetData>" % (
        b"x" * 30_000
    )
    wide = (MAIN % text).replace(b"<sheetData>", b"<!--" + b"y" * 900_000 + b"--><sheetData>")
    assert not isinstance(read(with_part(GOOD, SHEET, wide), "表.xlsx"), Unreadable)


def test_broken_xml_is_named():
    problem = refused(with_part(GOOD, SHEET, b"<worksheet><sheetData>"))
    assert (problem.code, problem.details["part"]) == ("bad_xml", SHEET)


def test_a_link_to_another_file_is_refused():
    relations = b'<Relationships xmlns="x"><Relationship Id="r1" Type="http://x/externalLinkPath" Target="file:///x" TargetMode="External"/></Relationships>'
    assert refused(with_part(GOOD, "xl/worksheets/_rels/sheet1.xml.rels", relations)).code == "external_link"


def test_an_encrypted_part_is_refused():
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        data[at + offset] |= 1
    assert refused(bytes(data)).code == "bad_part"


def test_a_file_cut_off_is_refused():
    for length in (len(GOOD) // 2, len(GOOD) - 30, 60):
        assert refused(GOOD[:length]).code == "cut_off"


def test_a_damaged_part_is_refused():
    with zipfile.ZipFile(__import__("io").BytesIO(GOOD)) as archive:
        info = archive.getinfo(SHEET)
    at = info.header_offset + 30 + len(info.filename) + 8
    data = GOOD[:at] + b"\xff\xff\xff\xff" + GOOD[at + 4 :]
    assert refused(data).code in ("cut_off", "bad_xml")


def ole(*names):
    """A small OLE2 container with empty streams of these names."""
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
    )
    head += struct.pack("<8I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE)[:0]
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for name, kind in (("Root Entry", 5), *((n, 2) for n in names)):
        raw = name.encode("utf-16-le") + b"\0\0"
        entries += (
            raw.ljust(64, b"\0")
            + struct.pack("<HB", len(raw), kind)
            + b"\0" * 49
            + struct.pack("<IIQ", 0xFFFFFFFE, 0, 0)[:12]
        )
    return head[:512].ljust(512, b"\0") + fat + entries.ljust(512, b"\0")


def test_an_encrypted_workbook_an_old_document_and_an_empty_container_are_told_apart():
    assert refused(ole("EncryptedPackage", "EncryptionInfo")).code == "encrypted"
    assert refused(ole("WordDocument", "1Table"), "旧.doc").code == "old_doc"
    assert refused(ole("Something"), "x.xls").code == "not_a_workbook"
    assert refused(ole("Workbook")[:700], "x.xls").code in ("cut_off", "not_a_workbook")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "空.xlsx", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "空.csv", "empty_file"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "表.xls", "html_named_xls"),
        (b'<?xml version="1.0"?><Workbook><Worksheet/></Workbook>', "表.xls", "not_a_workbook"),
        (b"%PDF-1.7 ...", "表.xlsx", "not_a_workbook"),
        ("乡镇,金额\n甲口镇,1\x00\n".encode(), "表.csv", "nul_byte"),
        (bytes(range(128, 256)) * 3, "表.csv", "unknown_encoding"),
        ("乡镇,金额\n甲口镇,1\n".encode("utf-16-le"), "表.csv", "unknown_encoding"),
        (b"PK\x03\x04 not really", "表.xlsx", "cut_off"),
        (package(**{"a.txt": "x"}), "表.xlsx", "not_a_workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_content(data, name, code):
    assert refused(data, name).code == code


def test_a_workbook_is_known_by_its_content_whatever_its_name():
    for name in ("表.csv", "表.xls", "表", "表.docx"):
        assert read(GOOD, name).format == "xlsx"


def test_a_file_over_the_limit_is_not_even_opened():
    problem = refused(GOOD, limits=Limits(file_bytes=1000))
    assert problem.code == "too_big"


def test_a_reader_that_takes_too_much_memory_dies_alone():
    problem = refused(b"a,b,c\n" * 1_000_000, "表.csv", limits=Limits(memory_bytes=90 * 1024 * 1024))
    assert (problem.code, problem.details["cause"]) == ("reader_stopped", "占用内存过多")


def test_a_reader_that_takes_too_long_is_ended():
    problem = refused(b"a,b,c\n" * 1_000_000, "表.csv", limits=Limits(wall_seconds=0.2))
    assert (problem.code, problem.details["cause"]) == ("reader_stopped", "用时过长")


def test_encodings_are_proved():
    text = "序号,乡镇\n1,㙍口镇\n"
    for encoding, told in (
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ):
        book = read(text.encode(encoding), "表.csv")
        assert (book.encoding, book.sheets[0].rows[1].values) == (told, ["1", "㙍口镇"])


def test_the_child_gives_what_reading_in_the_process_gives():
    inside, outside = open_file(GOOD, "表.xlsx", Limits()), read(GOOD, "表.xlsx")
    assert inside.sheets == outside.sheets
    assert outside.digest
