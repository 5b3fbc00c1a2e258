"""What may be uploaded where: a closed list per kind of document, with the largest size of each.

Scripts, web pages, vector images, archives and the old binary Office formats are in no list.
"""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1024 * 1024

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
SUFFIXES = {"pdf": "pdf", "docx": "docx", "xlsx": "xlsx", "jpg": "jpg", "jpeg": "jpg", "png": "png"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place where files are handed in: which types, how large, and to how many pixels a side pictures are drawn down."""

    types: tuple[str, ...]
    size_max: int
    side_max: int | None = None


# Keyed by the kind of document (文书类别) that the file is.
PLACES: dict[str, Place] = {
    "issued": Place(("pdf", "docx", "xlsx"), 30 * _MB),  # made by the software itself
    "contract": Place(("pdf", "docx"), 20 * _MB),
    "signed_scan": Place(("pdf", "jpg", "png"), 30 * _MB),
    "quote": Place(("pdf", "docx", "xlsx", "jpg", "png"), 20 * _MB),
    "evidence": Place(("pdf", "docx", "xlsx", "jpg", "png"), 30 * _MB),
    "photo": Place(("jpg", "png"), 15 * _MB),
    "voice_photo": Place(("jpg", "png"), 10 * _MB, 1600),  # from anybody, without an account
    "invoice": Place(("pdf", "jpg", "png"), 10 * _MB),
    "certificate": Place(("pdf", "jpg", "png"), 10 * _MB),
    "policy": Place(("pdf", "docx"), 30 * _MB),
    "workbook": Place(("xlsx",), 30 * _MB),
}
