"""Small files made for the tests: pictures, PDFs, Office containers, each as it should be or with one thing wrong."""

from __future__ import annotations

import io
import zipfile
import zlib

from docx import Document
from openpyxl import Workbook
from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), *, gps: bool = False) -> bytes:
    image = Image.new("RGB", size, (10, 120, 30))
    out = io.BytesIO()
    if gps:
        exif = Image.Exif()
        exif[0x010F] = "某牌相机"
        exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 30.0, 0.0), 3: "E", 4: (106.0, 30.0, 0.0)})
        image.save(out, kind, exif=exif)
    else:
        image.save(out, kind)
    return out.getvalue()


def pdf(extra: bytes = b"", trailer: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n"
        + extra
        + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 4/Root 1 0 R"
        + trailer
        + b">>\nstartxref\n0\n%%EOF\n"
    )


def object_stream(inside: bytes, head: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode") -> bytes:
    packed = zlib.compress(inside)
    return b"9 0 obj\n<<%b/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (head, len(packed), packed)


def docx() -> bytes:
    out = io.BytesIO()
    doc = Document()
    doc.add_paragraph("示例数据")
    doc.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "示例数据"
    book.save(out)
    return out.getvalue()


def repacked(
    data: bytes, *, add: dict[str, bytes] | None = None, change: dict[str, tuple[bytes, bytes]] | None = None
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as box, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in box.infolist():
            text = box.read(part)
            for name, (old, by) in (change or {}).items():
                if name == part.filename:
                    assert old in text
                    text = text.replace(old, by, 1)
            new.writestr(part.filename, text)
        for name, text in (add or {}).items():
            new.writestr(name, text)
    return out.getvalue()
