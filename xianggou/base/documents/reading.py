"""Reads the parts of a Word file that came back edited, in a child process with limits.

Parts are found by the bookmarks that `word.py` set at their headings. The file is untrusted: its container is
checked first, and the parsing runs where memory and time are bounded.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterator

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn

from xianggou.base.documents.word import PART_MARK
from xianggou.base.files import containers

_MEMORY = 600 * 1024 * 1024
_CPU_SECONDS = 20


class UnreadableWord(ValueError):
    """The bytes are no Word file that can be read safely; the text says why."""


def parts(data: bytes) -> dict[str, str]:
    """Part name → text below its heading, tables as tab-separated lines.  Raises: UnreadableWord."""
    reason = containers.problem(data, "docx")
    if reason:
        raise UnreadableWord(reason)
    try:
        child = subprocess.run(
            [sys.executable, "-m", "xianggou.base.documents.reading"],
            input=data,
            capture_output=True,
            timeout=2 * _CPU_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableWord(_("文件过于复杂，读取超时，请精简后重新上传")) from error
    if child.returncode:
        raise UnreadableWord(_("文件已损坏或不是 Word 文档，请用 Word 打开另存为 .docx 后重新上传"))
    found = json.loads(child.stdout)
    return {str(name): str(text) for name, text in found.items()}


def _lines(data: io.BytesIO) -> Iterator[tuple[str, str]]:
    """(part, line) for each paragraph and table row of the body, in order."""
    body = Document(data).element.body
    part = ""
    for child in body.iterchildren():
        for mark in child.iter(qn("w:bookmarkStart")):
            name = mark.get(qn("w:name")) or ""
            if name.startswith(PART_MARK):
                part = name.removeprefix(PART_MARK)
                break
        else:
            for line in _text_of(child):
                yield part, line


def _text_of(child: object) -> Iterator[str]:
    """The lines of one paragraph or table."""
    if child.tag == qn("w:tbl"):  # type: ignore[attr-defined]
        for row in child.iter(qn("w:tr")):  # type: ignore[attr-defined]
            cells = ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
            yield "\t".join(cells)
    elif child.tag == qn("w:p"):  # type: ignore[attr-defined]
        yield "".join(t.text or "" for t in child.iter(qn("w:t")))  # type: ignore[attr-defined]


def _main() -> None:
    """The child: bytes on stdin, JSON on stdout."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    found: dict[str, list[str]] = {}
    for part, line in _lines(io.BytesIO(sys.stdin.buffer.read())):
        if part:
            found.setdefault(part, []).append(line)
    json.dump({name: "\n".join(lines).strip() for name, lines in found.items()}, sys.stdout)


if __name__ == "__main__":
    _main()
