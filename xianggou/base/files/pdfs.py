"""Looks through a PDF for what acts when it is opened: scripts, launches, attached files, encryption.

No PDF reader runs here. Names are looked for in the raw bytes and in every unpacked object stream, in plain and
in escaped spelling (/J#61vaScript); what can't be looked into is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_OBJECTS_MAX = 200_000
_UNPACKED_MAX = 64 * 1024 * 1024
_FORBIDDEN = {
    "JavaScript": gettext_lazy("脚本"),
    "Launch": gettext_lazy("启动程序的动作"),
    "EmbeddedFile": gettext_lazy("附件"),
    "EmbeddedFiles": gettext_lazy("附件"),
    "RichMedia": gettext_lazy("多媒体"),
    "XFA": gettext_lazy("动态表单"),
    "SubmitForm": gettext_lazy("提交表单的动作"),
    "ImportData": gettext_lazy("导入数据的动作"),
    "GoToE": gettext_lazy("转到附件的动作"),
    "Rendition": gettext_lazy("多媒体动作"),
}
# A name ends before a delimiter or white space (ISO 32000-1, 7.2).
_END = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"
_STREAM = re.compile(rb"stream\r?\n")
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")


def _spelt(name: str) -> bytes:
    """A pattern for a name in which any character may be written as #hex."""
    return b"".join(rb"(?:%c|#(?i:%02x))" % (ord(c), ord(c)) for c in name)


_NAMES = {name: re.compile(rb"/" + _spelt(name) + _END) for name in _FORBIDDEN}
_ENCRYPT = re.compile(rb"/" + _spelt("Encrypt") + _END)
_OBJSTM = re.compile(rb"/" + _spelt("ObjStm") + _END)
_FIRST = re.compile(rb"/" + _spelt("First") + _END)
_FILTER = re.compile(rb"/" + _spelt("Filter") + _END + rb"\s*(\[\s*/[^\s/<>\[\]()]+\s*\]|/[^\s/<>\[\]()]+)?")
_PARMS = re.compile(rb"/" + _spelt("DecodeParms") + _END)
_FLATE = {b"/FlateDecode", b"/Fl"}


def problem(data: bytes) -> str:
    """Why this PDF may not be kept, in words for the person; empty when it may."""
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-4096:]:
        return _("PDF 不完整或已损坏，请重新生成后上传")
    if _ENCRYPT.search(data):
        return _("PDF 已加密，请取消密码后重新上传")
    if sum(1 for _found in _OBJECT.finditer(data)) > _OBJECTS_MAX:
        return _("PDF 内部对象过多，请重新打印为 PDF 后上传")
    try:
        for part in (data, *_object_streams(data)):
            for name, pattern in _NAMES.items():
                if pattern.search(part):
                    return _("PDF 含有%(what)s，请重新打印为 PDF 后上传") % {"what": _FORBIDDEN[name]}
    except Unreadable:
        return _("PDF 内部结构不常见，无法检查，请重新打印为 PDF 后上传")
    return ""


class Unreadable(ValueError):
    """An object stream that can't be looked into."""


def _object_streams(data: bytes) -> Iterator[bytes]:
    """Each object stream unpacked.

    All between two `stream` words may be the dictionary of the second: a decoy inside it can't hide the rest.
    """
    left, view, begin = _UNPACKED_MAX, memoryview(data), 0
    for found in _STREAM.finditer(data):
        head, begin = data[begin : found.start()], found.end()
        declared = bool(_OBJSTM.search(head))
        if not declared and not _FIRST.search(head):
            continue
        packings = [match.group(1) for match in _FILTER.finditer(head)]
        if not packings:
            continue  # not packed: the raw bytes were searched already
        if any(p is None or p.strip(b"[] \t\r\n\f\0") not in _FLATE for p in packings) or (
            declared and _PARMS.search(head)
        ):
            if declared:
                raise Unreadable
            continue
        try:
            plain = zlib.decompressobj().decompress(view[begin:], left + 1)
        except zlib.error as error:
            if declared:
                raise Unreadable from error
            continue
        left -= len(plain)
        if left < 0:
            raise Unreadable
        yield plain
