"""The outside of a file before anything opens it: what it really is, and whether its parts are decent.

Zip containers are unpacked as a stream and counted while they are, so a bomb is met before it grows; each XML
part goes through expat with declarations of entities refused. Nothing here trusts a size that the file states.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from xianggou.base.files.tokens import Fed
from xianggou.base.sheets.limits import Limits
from xianggou.base.sheets.problems import Problem, Unreadable

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 16
_TAG = re.compile(rb"<!?[A-Za-z]+[^<>]{0,40}>")
_TABLE_ROW = re.compile(rb"<tr\b[^>]*>(.{0,20000}?)</tr>", re.IGNORECASE | re.DOTALL)
_MACRO = re.compile(r"(vbaProject|vbaData|macrosheets|/macros?/)", re.IGNORECASE)
_EMBEDDED = re.compile(r"(/embeddings/|/activeX/|/ctrlProps/|oleObject)", re.IGNORECASE)
_EXTERNAL = re.compile(r"(/externalLinks/|/connections\.xml|/queryTables/|/customData/)", re.IGNORECASE)


def refuse(code: str, sheet: str = "", row: int = 0, value: str = "", **details: object) -> Unreadable:
    """The exception that ends the reading of a file with a problem in words."""
    return Unreadable(Problem(sheet, row, "", value, code, scope="file", details=details))


def kind_of(data: bytes, name: str) -> str:
    """What the content is: xlsx, docx, xls, csv. Raises: Unreadable for everything else."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise refuse("empty_file")
    if data.startswith(OLE):
        return "xls"
    if data.startswith(b"PK"):
        return "zip"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        head.startswith(
            (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<script", b"<style")
        )
        or b"<table" in head
    ):
        tag = _TAG.match(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
        rows = sum(1 for r in _TABLE_ROW.findall(data) if b"<td" in r.lower())
        raise refuse(
            "html_named_xls", "html", 1, tag.group().decode("ascii", "replace") if tag else "", rows=rows
        )
    if head.startswith(
        (
            b"<?xml",
            b"<",
            b"%pdf",
            b"{\\rtf",
            b"rar!",
            b"7z\xbc\xaf",
            b"\x1f\x8b",
            b"\x89png",
            b"\xff\xd8",
            b"gif8",
            b"\x7felf",
            b"mz",
        )
    ):
        raise refuse("not_a_workbook")
    if name.lower().endswith((".xls", ".xlsx", ".docx", ".doc", ".et", ".pdf")) and b"\x00" in data[:4096]:
        raise refuse("not_a_workbook")
    return "csv"


def opened(data: bytes, limits: Limits) -> tuple[zipfile.ZipFile, str]:
    """A zip container whose parts have all been counted and parsed, with the kind of document in it.

    Raises: Unreadable, naming the part.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError) as error:
        raise refuse("cut_off") from error
    if len(parts) > limits.parts:
        raise refuse("too_many_parts", count=len(parts))
    names = [p.filename for p in parts]
    _decent(parts, names)
    kind = "xlsx" if "xl/workbook.xml" in names else "docx" if "word/document.xml" in names else ""
    if not kind:
        raise refuse("not_a_workbook")
    spent = 0
    for part in parts:
        spent += _unpacked(archive, part, limits, spent)
    return archive, kind


def _decent(parts: list[zipfile.ZipInfo], names: list[str]) -> None:
    seen: set[str] = set()
    for part, name in zip(parts, names, strict=True):
        lower = name.lower()
        if (
            lower in seen
            or part.flag_bits & 0x1
            or name.startswith(("/", "\\"))
            or ".." in re.split(r"[/\\]", name)
            or ":" in name
        ):
            raise refuse("bad_part", part=name[:80])
        seen.add(lower)
        for pattern, code in ((_MACRO, "macros"), (_EMBEDDED, "embedded"), (_EXTERNAL, "external_link")):
            if pattern.search(f"/{name}"):
                raise refuse(code, part=name[:80])


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits, spent: int) -> int:
    """Unpack one part as a stream, counting; parse it if it is XML. Gives: its size."""
    size = 0
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml")) and not part.filename.startswith(
        "xl/worksheets/sheet"
    )
    fed = Fed(guarded_parser(part.filename)) if is_xml else None
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limits.part_bytes or spent + size > limits.all_bytes:
                    raise refuse("zip_bomb", size=f"{(spent + size) // (1024 * 1024)}MB以上")
                if fed is not None:
                    fed.piece(chunk)
            if fed is not None and size:
                fed.end()
    except expat.ExpatError as error:
        raise refuse("bad_xml", part=part.filename[:80]) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise refuse("cut_off") from error
    return size


def guarded_parser(part: str) -> expat.XMLParserType:
    """An expat parser that refuses document type declarations and links to other files."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise refuse("doctype", part=part)

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    if part.endswith(".rels"):

        def start(_tag: str, attributes: dict[str, str]) -> None:
            kind = attributes.get("Type", "").rsplit("/", 1)[-1]
            if attributes.get("TargetMode") == "External" and kind not in (
                "hyperlink",
                "attachedTemplate",
                "image",
            ):
                raise refuse("external_link", part=part)
            if kind in ("vbaProject", "oleObject", "control", "package", "externalLink", "connections"):
                raise refuse(
                    "embedded"
                    if kind in ("oleObject", "control", "package")
                    else "macros"
                    if kind == "vbaProject"
                    else "external_link",
                    part=part,
                )

        parser.StartElementHandler = start
    return parser
