"""Cell readers: from what stands in a cell to a typed value, exactly, or to a finding that says why not.

A reader is bound to a sheet (`bind(ctx, unit)`) and then called with one value at a time. It gives the value
itself, or `Found` when there is something to say. Money is read with Decimal and becomes integer 分; a float
is only ever its shortest printed form. No reader guesses where two readings are possible.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xianggou.base.sheets.workbook import Value, as_shown

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context


@dataclass(frozen=True, slots=True)
class Found:
    """A finding about one cell, with the value read in spite of it (None when there is none)."""

    code: str
    value: Any = None
    read_as: str = ""
    details: dict[str, Any] = field(default_factory=dict)


One = Callable[[Value], Any]
Reader = Callable[["Context", str], One]

BLANKS = "\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff"
_OUTER = re.compile(rf"^[{BLANKS}]|[{BLANKS}]$")
_CARE = re.compile(rf"[\s{BLANKS}\x00-\x1f\x7f]|^[=+@-]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n|_x000D_)+[ \t]*")
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_INNER = re.compile(rf"(?<={_HAN})[ \t{BLANKS}]+(?={_HAN})")
_FORMULA_LIKE = re.compile(r"^[=+@-](?!\d[\d.,]*$)")
LONGEST = 4000


def trimmed(text: str) -> str:
    """Text without white space of any kind at its ends."""
    return text.strip().strip(BLANKS).strip()


def name(limit: int = 200) -> Reader:
    """A name or short term: inner blanks between Chinese characters and line breaks are taken out, and said."""

    def bind(_ctx: Context, _unit: str) -> One:
        def one(raw: Value) -> Any:
            if type(raw) is not str:
                return as_shown(raw) or None
            if len(raw) <= limit and not _CARE.search(raw):
                return raw
            return _careful(raw, limit, join=True)

        return one

    return bind


def text(limit: int = LONGEST) -> Reader:
    """Free text: kept as it is, line breaks too; only its ends are trimmed."""

    def bind(_ctx: Context, _unit: str) -> One:
        def one(raw: Value) -> Any:
            if type(raw) is not str:
                return as_shown(raw) or None
            if len(raw) <= limit and not _CARE.search(raw):
                return raw
            return _careful(raw, limit, join=False)

        return one

    return bind


def _careful(raw: str, limit: int, *, join: bool) -> Any:
    clean = trimmed(raw)
    if not clean:
        return None
    if _CONTROL.search(clean):
        return Found("control_char")
    if len(clean) > limit:
        return Found("too_long", details={"length": len(clean), "limit": limit})
    code = "nbsp" if _OUTER.search(raw) else ""
    if join and _BREAK.search(clean):
        clean, code = _BREAK.sub("", clean), "line_break"
    if join and _INNER.search(clean):
        clean, code = _INNER.sub("", clean), code or "space_in_name"
    if not code and _FORMULA_LIKE.match(clean):
        code = "formula_like_text"
    return Found(code, clean, clean) if code else clean


def code(width: int = 0, form: str = "", shape: str = "") -> Reader:
    """A code. `width`: figures it must have; leading zeros lost to a number format are put back, and said."""
    shape_of = re.compile(shape) if shape else None

    def bind(_ctx: Context, _unit: str) -> One:
        def one(raw: Value) -> Any:
            clean = as_shown(raw) if type(raw) is not str else raw
            found = _careful(clean, 64, join=True) if _CARE.search(clean) else clean
            if type(found) is Found:
                if found.value is None:
                    return found
                clean = str(found.value)
            elif found is None:
                return None
            if width and clean.isascii() and clean.isdigit() and len(clean) < width:
                return Found("zero_lost", clean.zfill(width), clean.zfill(width))
            if shape_of and not shape_of.fullmatch(clean):
                return Found("code_form", details={"form": form})
            return Found(found.code, clean, clean) if type(found) is Found else clean

        return one

    return bind


_SPLIT = re.compile(r"[;；、,，/\s]+")


def codes(width: int = 0) -> Reader:
    """Several codes in one cell, parted by `;` or 、; gives a tuple."""

    def bind(ctx: Context, unit: str) -> One:
        single = code(width)(ctx, unit)

        def one(raw: Value) -> Any:
            parts = [p for p in _SPLIT.split(trimmed(as_shown(raw))) if p]
            read = [single(p) for p in parts]
            values = tuple(r.value if type(r) is Found else r for r in read)
            found = next((r for r in read if type(r) is Found), None)
            if found:
                return Found(
                    found.code,
                    values if None not in values else None,
                    ";".join(map(str, values)),
                    found.details,
                )
            return values or None

        return one

    return bind


def choice(*options: str, **aliases: str) -> Reader:
    """One of a closed list of words."""
    allowed = {o: o for o in options} | aliases

    def bind(ctx: Context, unit: str) -> One:
        read = name()(ctx, unit)

        def one(raw: Value) -> Any:
            found = read(raw)
            word = found.value if type(found) is Found else found
            if word is None:
                return found
            if word not in allowed:
                return Found("unknown_choice", details={"choices": "、".join(options)})
            return Found(found.code, allowed[word], allowed[word]) if type(found) is Found else allowed[word]

        return one

    return bind


_YES = {
    "是": True,
    "否": False,
    "√": True,
    "有": True,
    "无": False,
    "可": True,
    "不可": False,
    "Y": True,
    "N": False,
    "×": False,
}


def yes_no() -> Reader:
    """是 or 否, as a boolean."""

    def bind(ctx: Context, unit: str) -> One:
        read = name()(ctx, unit)

        def one(raw: Value) -> Any:
            if isinstance(raw, bool):
                return raw
            found = read(raw)
            word = found.value if type(found) is Found else found
            if word is None:
                return found
            if word not in _YES:
                return Found("unknown_choice", details={"choices": "是、否"})
            return Found(found.code, _YES[word], word) if type(found) is Found else _YES[word]

        return one

    return bind


_SEPARATORS = re.compile(rf"[\s\-－—{BLANKS}]+")
_ELEVEN = re.compile(r"1[0-9]{10}")


def phone() -> Reader:
    """A mobile number of eleven digits; blanks and hyphens are taken out, letters are never guessed."""

    def bind(_ctx: Context, _unit: str) -> One:
        def one(raw: Value) -> Any:
            written = as_shown(raw)
            if _ELEVEN.fullmatch(written):
                return written
            clean = _SEPARATORS.sub("", written)
            if not clean:
                return None
            if _ELEVEN.fullmatch(clean):
                return Found("phone_separators", clean, clean)
            half = unicodedata.normalize("NFKC", clean)
            if _ELEVEN.fullmatch(half):
                return Found("fullwidth_digit", half, half)
            return Found("phone_wrong")

        return one

    return bind


def serial() -> Reader:
    """The column 序号: kept for comparing rows, never judged."""

    def bind(_ctx: Context, _unit: str) -> One:
        return lambda raw: trimmed(as_shown(raw)) or None

    return bind


def ignored() -> Reader:
    """A column that belongs to the table but is not taken over."""
    return serial()


def town() -> Reader:
    """A township by its full name, or by its name without 镇/乡/街道 where only one fits."""

    def bind(ctx: Context, unit: str) -> One:
        read = name()(ctx, unit)
        known = ctx.known

        def one(raw: Value) -> Any:
            found = read(raw)
            word = found.value if type(found) is Found else found
            if word is None or not known.towns:
                return found
            fit, is_full = known.town(word)
            if fit is None:
                return Found("unknown_town")
            if is_full:
                return Found(found.code, fit.name, fit.name) if type(found) is Found else fit.name
            return Found("town_alias", fit.name, fit.name)

        return one

    return bind


def klass() -> Reader:
    """A catalogue class by its full name, or by a short one that only one class fits."""

    def bind(ctx: Context, unit: str) -> One:
        read = name()(ctx, unit)
        classes = sorted(set(ctx.known.class_names.values()))

        def one(raw: Value) -> Any:
            found = read(raw)
            word = found.value if type(found) is Found else found
            if word is None or not classes or word in classes:
                return found
            fits = [c for c in classes if word in c or _is_short_for(word, c)]
            return Found("class_alias", fits[0], fits[0]) if len(fits) == 1 else found

        return one

    return bind


def _is_short_for(word: str, full: str) -> bool:
    """Whether the characters of a short name stand in the full one in this order: 公服 for 公共服务."""
    rest = iter(full)
    return len(word) >= 2 and all(c in rest for c in word)


def year() -> Reader:
    """A year: 2023 or 2023年."""

    def bind(_ctx: Context, _unit: str) -> One:
        def one(raw: Value) -> Any:
            if isinstance(raw, dt.date):
                return raw.year
            found = re.fullmatch(r"((?:19|20)\d\d)(?:年度?)?", trimmed(as_shown(raw)))
            return int(found.group(1)) if found else Found("date_unreadable")

        return one

    return bind
