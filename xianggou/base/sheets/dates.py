"""Readers of dates and months in the forms offices write; what has two readings is refused, never guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from xianggou.base.sheets.readers import BLANKS, Found, One, Reader, trimmed
from xianggou.base.sheets.workbook import Value, as_shown

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context

_EPOCH = dt.date(1899, 12, 30)
_DAYS_1904 = 1462
_SERIALS = (10_000, 80_000)  # 1927 to 2119: what a bare number in a date column can mean
_FIRST, _LAST = 1900, 2100

_CN = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0", "0": "0"}
_CN_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_NUMERALS = re.compile(r"[〇零○一二三四五六七八九十]")

_ISO = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T]0?0:00(?::00)?(?:\.0+)?)?")
_DOT = re.compile(r"(\d{4})[.。·](\d{1,2})[.。·](\d{1,2})")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_EIGHT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月份?|[-/.](\d{1,2}))")
_SIX = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(\d{4})年?")
_SHORT = re.compile(r"\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{1,2})|\d{2}年\d{1,2}月\d{1,2}日?|\d{1,2}月\d{1,2}日")


def from_serial(number: float, *, is_1904: bool = False) -> dt.date:
    """The date a spreadsheet's day number means."""
    return _EPOCH + dt.timedelta(days=int(number) + (_DAYS_1904 if is_1904 else 0))


def arabic(written: str) -> str:
    """Chinese numerals of a date in figures: 二〇二三年三月十五日 → 2023年3月15日."""
    tens = _CN_TENS.sub(lambda m: f"{_CN[m[1]] if m[1] else '1'}{_CN[m[2]] if m[2] else '0'}", written)
    return "".join(_CN.get(c, c) if c in "〇零○一二三四五六七八九" else c for c in tens)


def day() -> Reader:
    """A date to the day."""

    def bind(ctx: Context, _unit: str) -> One:
        is_1904, is_word = ctx.date_1904, ctx.is_word

        def one(raw: Value) -> Any:
            if isinstance(raw, dt.date):
                return _in_range(raw)
            if type(raw) is float or type(raw) is int:
                return _number(raw, is_1904)
            found = _day_text(as_shown(raw), is_1904)
            if is_word and type(found) is Found and found.code == "date_cn":
                return found.value
            return found

        return one

    return bind


def _in_range(found: dt.date) -> Any:
    if isinstance(found, dt.datetime):
        found = found.date()
    return found if _FIRST <= found.year <= _LAST else Found("date_out_of_range")


def _number(number: float, is_1904: bool) -> Any:
    if number == int(number) and _EIGHT.fullmatch(str(int(number))):
        return _made("date_8digits", *_EIGHT.fullmatch(str(int(number))).groups())  # type: ignore[union-attr]
    if number == int(number) and _SIX.fullmatch(str(int(number))):
        return _month_only()
    if _SERIALS[0] <= number <= _SERIALS[1]:
        found = from_serial(number, is_1904=is_1904)
        return Found("date_serial", found, found.isoformat())
    return Found("date_unreadable")


def _day_text(raw: str, is_1904: bool) -> Any:
    clean = trimmed(raw)
    if not clean:
        return None
    half = re.sub(rf"[\s{BLANKS}]+", "", unicodedata.normalize("NFKC", clean)) if ":" not in clean else clean
    is_chinese = bool(_NUMERALS.search(half))
    half = arabic(half) if is_chinese else half
    if found := _ISO.fullmatch(half):
        return _made(
            "fullwidth_digit" if half != clean and not is_chinese and " " not in clean else "",
            found[1],
            found[3],
            found[4],
        )
    if found := _DOT.fullmatch(half):
        return _made("date_dot", *found.groups())
    if found := _CHINESE.fullmatch(half):
        return _made("date_cn_numerals" if is_chinese else "date_cn", *found.groups())
    if found := _EIGHT.fullmatch(half):
        return _made("date_8digits", *found.groups())
    if _MONTH.fullmatch(half) or _SIX.fullmatch(half) or _YEAR.fullmatch(half):
        return _month_only()
    if re.fullmatch(r"\d{5}", half):
        return _number(int(half), is_1904)
    return Found("date_ambiguous" if _SHORT.fullmatch(half) else "date_unreadable")


def _month_only() -> Found:
    return Found("date_month_only", details={"example": "2023-03-01"})


def _made(code: str, year: str, month: str, date: str) -> Any:
    try:
        found = dt.date(int(year), int(month), int(date))
    except ValueError:
        return Found("date_impossible")
    if not _FIRST <= found.year <= _LAST:
        return Found("date_out_of_range")
    return Found(code, found, found.isoformat()) if code else found


def month() -> Reader:
    """A month (出生年月), as its first day; a full date is as good."""

    def bind(ctx: Context, unit: str) -> One:
        full = day()(ctx, unit)

        def one(raw: Value) -> Any:
            if isinstance(raw, dt.date):
                return _in_range(raw)
            written = trimmed(as_shown(raw))
            half = arabic(re.sub(rf"[\s{BLANKS}]+", "", unicodedata.normalize("NFKC", written)))
            found = _MONTH.fullmatch(half) or _SIX.fullmatch(half)
            if found:
                parts = [g for g in found.groups() if g]
                read = _made("month_text", parts[0], parts[1], "1")
                return Found("month_text", read.value, read.read_as[:7]) if read.value else read
            return full(raw)

        return one

    return bind
