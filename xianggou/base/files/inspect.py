"""Decides what a file really is, by name and content together, and whether it may be kept.

Images come back re-encoded, so that place, camera and thumbnails are gone; other files come back as they were.
"""

from __future__ import annotations

import io
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from xianggou.base.files import containers, pdfs
from xianggou.base.files.kinds import MEDIA, PLACES, SUFFIXES

_PIXELS_MAX = 50_000_000
_NAME_MAX = 255
_MAGIC = {b"%PDF-": "pdf", b"PK\x03\x04": "zip", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


class RefusedFile(ValueError):
    """The file may not be kept here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: its tidy name, type, and the bytes to keep."""

    name: str
    type: str
    media_type: str
    data: bytes


def inspected(data: bytes, name: str, kind: str) -> Inspected:
    """The file as it may be kept in this place.  Raises: RefusedFile; KeyError for an unknown kind."""
    place = PLACES[kind]
    tidy = tidy_name(name)
    told = SUFFIXES.get(PurePosixPath(tidy).suffix.lower().lstrip("."), "")
    allowed = "、".join(place.types)
    if told not in place.types:
        raise RefusedFile(
            _("“%(name)s”的类型不在此处可上传的范围（%(allowed)s）内，请另存为其中一种后重新上传")
            % {"name": tidy, "allowed": allowed}
        )
    if len(tidy) > _NAME_MAX:
        raise RefusedFile(
            _("文件名有%(length)s个字，超过%(limit)s个字，请改短后重新上传")
            % {"length": len(tidy), "limit": _NAME_MAX}
        )
    if not data:
        raise RefusedFile(_("“%(name)s”是空文件") % {"name": tidy})
    if len(data) > place.size_max:
        raise RefusedFile(
            _("“%(name)s”有%(size)s，超过此处的上限%(limit)s，请压缩或拆分")
            % {"name": tidy, "size": _mb(len(data)), "limit": _mb(place.size_max)}
        )
    found = next((t for magic, t in _MAGIC.items() if data.startswith(magic)), "")
    if found == "zip" and told in {"docx", "xlsx"}:
        found = told
    if found != told:
        raise RefusedFile(
            _("“%(name)s”的内容与扩展名不符，请用原软件打开后另存为 .%(type)s") % {"name": tidy, "type": told}
        )
    return Inspected(tidy, told, MEDIA[told], _kept(data, tidy, told, place.side_max))


def _kept(data: bytes, name: str, told: str, side_max: int | None) -> bytes:
    """The bytes to keep after a look inside."""
    if told in {"jpg", "png"}:
        return _redrawn(data, name, told, side_max)
    reason = pdfs.problem(data) if told == "pdf" else containers.problem(data, told)
    if reason:
        raise RefusedFile(f"“{name}”：{reason}")
    return data


def _redrawn(data: bytes, name: str, told: str, side_max: int | None = None) -> bytes:
    """The picture drawn anew, turned upright, without metadata, no larger than its place wants."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG" if told == "jpg" else "PNG",)) as picture:
                width, height = picture.size
                if width * height > _PIXELS_MAX:
                    raise RefusedFile(
                        _("“%(name)s”像素过多（%(width)s×%(height)s），请缩小后重新上传")
                        % {"name": name, "width": width, "height": height}
                    )
                upright = ImageOps.exif_transpose(picture)
                plain = upright.convert("RGB" if told == "jpg" else _mode(upright))
                if side_max is not None:
                    plain.thumbnail((side_max, side_max))
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFile(_("“%(name)s”不是有效的图片，或像素过多") % {"name": name}) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, RefusedFile):
            raise
        raise RefusedFile(_("“%(name)s”的图片已损坏，请重新拍摄或另存") % {"name": name}) from error
    # a new picture of the same pixels: nothing but pixels goes over
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    if told == "jpg":
        bare.save(out, "JPEG", quality=90)
    else:
        bare.save(out, "PNG", optimize=False)
    return out.getvalue()


def _mode(picture: Image.Image) -> str:
    """The plain mode that keeps what a PNG shows."""
    if picture.mode in {"1", "L"}:
        return "L"
    return "RGBA" if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info else "RGB"


def tidy_name(name: str) -> str:
    """A file's name without path, control and direction characters; otherwise as it was."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return unicodedata.normalize("NFC", shown).strip(" .") or _("未命名")


def _mb(size: int) -> str:
    """A size for people."""
    return f"{size / 1024 / 1024:.1f}MB"
