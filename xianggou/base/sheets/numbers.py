"""Readers of money, counts and quantities. Exact: Decimal from the printed form, then integers."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from xianggou.base.sheets.readers import BLANKS, Found, One, Reader, trimmed
from xianggou.base.sheets.workbook import Value, as_shown

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context

FEN = {
    "元": Decimal(100),
    "千元": Decimal(100_000),
    "万元": Decimal(1_000_000),
    "亿元": Decimal(10_000_000_000),
}
FEN_MAX = 10**15  # ten thousand billion 元 is beyond any county and far inside a bigint

_NOTHING = frozenset({"—", "——", "-", "--", "－", "–", "/", "／", "无", "\\", "、"})
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_UNIT = re.compile(r"[¥¥]?([+-]?[\d,]+(?:\.\d+)?)(亿元?|千万元?|百万元?|万元?|千元?|元|圆|块)(整|正)?")
_YEN = re.compile(r"[¥¥]([+-]?[\d,]+(?:\.\d+)?)(元)?")
_RANGE = re.compile(r"[¥¥]?[\d.,]+(?:万|元|万元)?(?:-|~|—|–|至|到)[¥¥]?[\d.,]+(?:亿|万|千|元|万元)*(?:左右)?")
_RATE = re.compile(r".*(下浮|上浮|费率|折扣|[%%‰]).*")
_APPROX = re.compile(
    r"(?:约|大约|近|大概|不少于|超过)?(\d+(?:,\d{3})*)(?:余|多|来)?(人|户|名|个|件|次|亩|吨|台|处|项|公里|场次?)?(?:余|多|左右|上下|以上)?"
)
_UNITS = {"亿": "亿元", "千万": "千万", "百万": "百万", "万": "万元", "千": "千元", "圆": "元", "块": "元"}
_BIG = {"千万": Decimal(1_000_000_000), "百万": Decimal(100_000_000)}
_WIDE = re.compile(r"[０-９．]")
_WIDTHS = str.maketrans(",。", ",.")


def exact(number: float | int) -> Decimal:
    """A stored number as the decimal a person sees: fifteen figures, as spreadsheets keep."""
    return Decimal(f"{number:.15g}") if isinstance(number, float) else Decimal(number)


def narrow(written: str) -> str:
    """Figures, points and signs half-width, without any white space."""
    half = unicodedata.normalize("NFKC", written).translate(_WIDTHS).replace("−", "-")
    return re.sub(rf"[\s{BLANKS}]+", "", half)


def yuan(fen: int) -> str:
    """分 as 元 with two places."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def in_unit(fen: int, unit: str) -> str:
    """分 in the unit of the sheet, without trailing zeros."""
    return plain_decimal(Decimal(fen) / FEN[unit])


def plain_decimal(number: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def money() -> Reader:
    """Money in the unit of the sheet, as integer 分."""

    def bind(ctx: Context, unit: str) -> One:
        factor = FEN[unit]
        is_typed = ctx.typed

        def one(raw: Value) -> Any:
            if type(raw) is float or type(raw) is int:
                return _fen(exact(raw) * factor)
            if type(raw) is not str:
                return Found("text_in_number")
            return _money_text(raw, factor, is_typed)

        return one

    return bind


def _fen(fen: Decimal) -> Any:
    whole = int(fen)
    if whole != fen:
        return Found("below_fen")
    if whole < 0:
        return Found("negative_amount")
    return Found("too_large") if whole > FEN_MAX else whole


def _money_text(raw: str, factor: Decimal, is_typed: bool) -> Any:
    clean = trimmed(raw)
    if not clean:
        return None
    if clean in _NOTHING:
        return Found("text_over_number", 0, "0.00")
    half = narrow(clean)
    is_wide = bool(_WIDE.search(clean))
    code, number = "", None
    if _PLAIN.fullmatch(half):
        number = _decimal(half) * factor
        code = "fullwidth_digit" if is_wide else "number_text" if is_typed else ""
    elif _GROUPED.fullmatch(half):
        number, code = _decimal(half) * factor, "thousands_sep"
    elif found := _WITH_UNIT.fullmatch(half):
        unit = _UNITS.get(found.group(2).removesuffix("元"), "元")
        number = _decimal(found.group(1)) * (_BIG.get(unit) or FEN[unit])
        code = "unit_explicit" if unit == "元" else "amount_with_unit"
    elif found := _YEN.fullmatch(half):
        number, code = _decimal(found.group(1)) * FEN["元"], "unit_explicit"
    if number is None:
        return Found(_unreadable(half))
    read = _fen(number)
    if type(read) is Found or not code:
        return read
    return Found(code, read, yuan(read))


def _unreadable(half: str) -> str:
    if _RANGE.fullmatch(half):
        return "range_amount"
    return "price_rate" if _RATE.fullmatch(half) else "text_in_number"


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written.replace(",", ""))
    except InvalidOperation:
        return Decimal("NaN")


def count() -> Reader:
    """A number of people, households and the like: a whole number, not below zero."""

    def bind(ctx: Context, _unit: str) -> One:
        is_typed = ctx.typed

        def one(raw: Value) -> Any:
            if type(raw) is float or type(raw) is int:
                if raw != int(raw):
                    return Found("not_whole")
                return int(raw) if raw >= 0 else Found("negative_amount")
            read = quantity_text(raw, is_typed)
            number = read.value if type(read) is Found else read
            if number is None:
                return read
            if number != int(number):
                return Found("not_whole")
            return Found(read.code, int(number), str(int(number))) if type(read) is Found else int(number)

        return one

    return bind


def quantity() -> Reader:
    """A quantity: a decimal not below zero."""

    def bind(ctx: Context, _unit: str) -> One:
        is_typed = ctx.typed

        def one(raw: Value) -> Any:
            if type(raw) is float or type(raw) is int:
                return exact(raw) if raw >= 0 else Found("negative_amount")
            return quantity_text(raw, is_typed)

        return one

    return bind


def quantity_text(raw: Value, is_typed: bool) -> Any:
    """A number written as text; about-numbers (约30人, 30余人) are read and said."""
    if not isinstance(raw, str):
        return Found("text_in_number")
    clean = trimmed(raw)
    if not clean:
        return None
    if clean in _NOTHING:
        return Found("text_over_number", Decimal(0), "0")
    half = narrow(clean)
    if _PLAIN.fullmatch(half):
        number = Decimal(half)
        if number < 0:
            return Found("negative_amount")
        code = "fullwidth_digit" if _WIDE.search(clean) else "number_text" if is_typed else ""
        return Found(code, number, plain_decimal(number)) if code else number
    if _GROUPED.fullmatch(half):
        number = _decimal(half)
        return (
            Found("thousands_sep", number, plain_decimal(number)) if number >= 0 else Found("negative_amount")
        )
    if found := _APPROX.fullmatch(half):
        number = _decimal(found.group(1))
        is_about = half != f"{found.group(1)}{found.group(2) or ''}"
        return Found("approx_number" if is_about else "number_text", number, plain_decimal(number))
    return Found(_unreadable(half))


def percent() -> Reader:
    """A rate as a number of per cent, in basis points: 98 → 9800."""

    def bind(ctx: Context, _unit: str) -> One:
        is_typed = ctx.typed

        def one(raw: Value) -> Any:
            if type(raw) is float or type(raw) is int:
                return _basis(exact(raw), None)
            half = narrow(trimmed(as_shown(raw)))
            if half.endswith("%") and _PLAIN.fullmatch(half[:-1]):
                return _basis(Decimal(half[:-1]), "percent_text")
            if _PLAIN.fullmatch(half):
                return _basis(Decimal(half), "number_text" if is_typed else None)
            return Found("text_in_number") if half else None

        return one

    return bind


def _basis(number: Decimal, code: str | None) -> Any:
    points = number * 100
    if points != int(points):
        return Found("not_whole")
    if points < 0:
        return Found("negative_amount")
    return Found(code, int(points), plain_decimal(number)) if code else int(points)
