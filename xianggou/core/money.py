"""Money as whole 分, so that sums, shares and official papers agree to the last 分.

Amounts live as `Fen`; names that hold one end in `_fen`. People read 元 and 万元 through
the functions here; reading what people typed is the business of `base.sheets`.
"""

from collections.abc import Sequence
from typing import NewType

Fen = NewType("Fen", int)

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_FEN_PER_YUAN = 100
_FEN_PER_WAN = 1_0000_00


def split(whole: Fen, weights: Sequence[int]) -> tuple[Fen, ...]:
    """Divide an amount by weights so that the parts add up to it exactly.

    Each part gets its share rounded down; the 分 left over go to the largest remainders,
    the earlier part first where remainders are equal.
    """
    if not weights or min(weights) < 0 or sum(weights) == 0:
        raise ValueError("weights must be zero or more, and not all zero")
    sign, size, total = (-1 if whole < 0 else 1), abs(whole), sum(weights)
    parts = [size * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % total), i))
    for i in by_remainder[: size - sum(parts)]:
        parts[i] += 1
    return tuple(Fen(sign * part) for part in parts)


def share_of(whole: Fen, bp: int) -> Fen:
    """The part of an amount that a rate in basis points makes, rounded half up once."""
    return rounded(whole * bp, 10_000)


def rounded(dividend: int, divisor: int) -> Fen:
    """A quotient as whole 分, half rounded away from zero."""
    sign = -1 if (dividend < 0) != (divisor < 0) else 1
    dividend, divisor = abs(dividend), abs(divisor)
    return Fen(sign * ((2 * dividend + divisor) // (2 * divisor)))


def exceeds_share(part: int, whole: int, bp: int) -> bool:
    """Whether a part is more than its allowed share: multiplied, never divided."""
    return part * 10_000 > whole * bp


def yuan(fen: int) -> str:
    """An amount in 元 with two places and thousands marks: `1,234.50`."""
    whole, rest = divmod(abs(fen), _FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def wan(fen: int) -> str:
    """An amount in 万元 with two places, for summaries; the exact 元 belong beside it."""
    hundredths = rounded(abs(fen), _FEN_PER_WAN // 100)
    whole, rest = divmod(hundredths, 100)
    return f"{'-' if fen < 0 and hundredths else ''}{whole:,}.{rest:02d}"


def capitals(fen: int) -> str:
    """An amount in the capital numerals that contracts and vouchers carry (大写金额)."""
    whole, rest = divmod(abs(fen), _FEN_PER_YUAN)
    jiao, cents = divmod(rest, 10)
    text = "负" if fen < 0 else ""
    if whole or not rest:
        text += _integer(whole) + "元"
    if not rest:
        return text + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif whole:
        text += "零"
    return text + (_DIGITS[cents] + "分" if cents else "整")


def from_capitals(text: str) -> Fen:
    """The amount that capital numerals name; the inverse of `capitals`."""
    body = text.removeprefix("负").removesuffix("整")
    whole_text, mark, tail = body.rpartition("元")
    fen = _value(whole_text) * _FEN_PER_YUAN if mark else 0
    tail = tail.removeprefix("零")
    if "角" in tail:
        digit, _, tail = tail.partition("角")
        fen += _digit(digit) * 10
    if tail:
        fen += _digit(tail.removesuffix("分"))
    if capitals(-fen if text.startswith("负") else fen) != text:
        raise ValueError(f"not a capital amount: {text!r}")
    return Fen(-fen if text.startswith("负") else fen)


def _integer(number: int) -> str:
    """Capital numerals of a whole number, by groups of 亿 and 万."""
    for unit, name in ((1_0000_0000, "亿"), (1_0000, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if low and low < unit // 10 else ""
            return _integer(high) + name + gap + (_integer(low) if low else "")
    text, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if pending and text else "") + _DIGITS[digit] + _PLACES[place]
            pending = False
        else:
            pending = True
    return text or _DIGITS[0]


def _value(text: str) -> int:
    """The whole number that capital numerals name."""
    for name, unit in (("亿", 1_0000_0000), ("万", 1_0000)):
        if name in text:
            high, _, low = text.rpartition(name)
            return _value(high) * unit + _value(low)
    total, digit = 0, 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        elif sign in _PLACES[1:]:
            total, digit = total + digit * int(10 ** _PLACES.index(sign)), 0
        else:
            raise ValueError(f"not a capital numeral: {sign!r}")
    return total + digit


def _digit(sign: str) -> int:
    """One capital digit."""
    if len(sign) != 1 or sign not in _DIGITS:
        raise ValueError(f"not a capital digit: {sign!r}")
    return _DIGITS.index(sign)
