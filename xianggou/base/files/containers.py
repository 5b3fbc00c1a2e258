"""Looks into Word and Excel containers before anything parses them: size, paths, macros, links, entities.

A 1.4 MB file can unpack to hundreds of megabytes, so every part is unpacked in pieces and counted while it streams.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from xianggou.base.files.tokens import Fed

_PARTS = 2000
_PART_BYTES = 64 * 1024 * 1024
_ALL_BYTES = 128 * 1024 * 1024
_PIECE = 64 * 1024
_MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}
# What makes a document do something, or fetch something, when it is opened.
_ACTIVE = (
    "vbaproject",
    "activex",
    "embeddings/",
    "/externallinks/",
    "connections.xml",
    "customui",
    "oleobject",
)


class Forbidden(ValueError):
    """Something in the container that no office document needs; the text is shown to the person."""


def problem(data: bytes, kind: str) -> str:
    """Why this is not a safe `kind` (docx or xlsx), in words for the person; empty when it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            _listed(box)
            _streamed(box, kind)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, RuntimeError):
        return _("不是有效的 .%(kind)s 文件，或文件已损坏、加密；请用办公软件打开后另存为 .%(kind)s") % {
            "kind": kind
        }
    except zlib.error:
        return _("文件已损坏；请用办公软件打开后另存为 .%(kind)s") % {"kind": kind}
    except Forbidden as found:
        return str(found)
    return ""


def _listed(box: zipfile.ZipFile) -> None:
    """The table of contents: number of parts, paths, doubles, encryption, active parts."""
    parts = box.infolist()
    if len(parts) > _PARTS:
        raise Forbidden(_("文件内部部件过多，请精简后重新上传"))
    seen: set[str] = set()
    for part in parts:
        name = part.filename.replace("\\", "/").lower()
        if name in seen:
            raise Forbidden(_("文件内部有重名部件，不予接收"))
        seen.add(name)
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise Forbidden(_("文件内部路径异常，不予接收"))
        if part.flag_bits & 0x1:
            raise Forbidden(_("文件已加密，请取消密码后重新上传"))
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Forbidden(_("文件压缩方式不常见，请用办公软件另存后重新上传"))
        if any(word in name for word in _ACTIVE):
            raise Forbidden(_("文件含有宏、控件、嵌入对象或外部连接，请去除后重新上传"))


def _streamed(box: zipfile.ZipFile, kind: str) -> None:
    """The contents, in pieces: real sizes, no DOCTYPE, no link to the outside but plain hyperlinks."""
    main_part, main_type = _MAIN[kind]
    names = set(box.namelist())
    if main_part not in names or "[Content_Types].xml" not in names:
        raise Forbidden(_("内容不是 .%(kind)s 文件") % {"kind": kind})
    total = 0
    for part in box.infolist():
        is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
        watch = _Watch(part.filename) if is_xml else None
        size = 0
        with box.open(part) as stream:
            for piece in _pieces(stream):
                size += len(piece)
                total += len(piece)
                if size > _PART_BYTES or total > _ALL_BYTES:
                    raise Forbidden(_("文件展开后过大，请删去多余内容后重新上传"))
                if watch:
                    watch.feed(piece)
        if watch:
            watch.close()
    types = box.read("[Content_Types].xml").decode("utf-8", "replace")
    if main_type not in types or "macroEnabled" in types:
        raise Forbidden(
            _("内容不是普通的 .%(kind)s 文件（可能含宏或为模板），请另存为 .%(kind)s") % {"kind": kind}
        )


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in small pieces."""
    while piece := stream.read(_PIECE):
        yield piece


class _Watch:
    """A real XML parser that only looks for what is forbidden."""

    def __init__(self, name: str) -> None:
        self.is_relation = name.lower().endswith(".rels")
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        if self.is_relation:
            self.parser.StartElementHandler = self._relation
        self.fed = Fed(self.parser)

    def feed(self, piece: bytes) -> None:
        """The next piece of the part."""
        try:
            self.fed.piece(piece)
        except expat.ExpatError as error:
            raise Forbidden(_("文件内部结构已损坏，请用办公软件打开后另存")) from error

    def close(self) -> None:
        """The end of the part."""
        try:
            self.fed.end()
        except expat.ExpatError as error:
            raise Forbidden(_("文件内部结构已损坏，请用办公软件打开后另存")) from error

    def _doctype(self, *_ignored: object) -> None:
        raise Forbidden(_("文件内部含有文档类型声明，不予接收"))

    def _relation(self, _name: str, attributes: dict[str, str]) -> None:
        outside = attributes.get("TargetMode", "").lower() == "external"
        if outside and not attributes.get("Type", "").endswith("/hyperlink"):
            raise Forbidden(_("文件引用了外部内容（模板、图片或数据），请去除后重新上传"))
