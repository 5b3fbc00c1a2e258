"""Reading what people type: amounts in 元 and dates, as offices write them; what can't be read says how to mend it.

Full-width digits and signs, thousands commas and spaces are accepted; words, units, thirds of a 分 are not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext

from xianggou.core.money import Fen

FEN_MAX = 1_0000_0000_0000_00  # 1 万亿元: more than any budget of a county; keeps sums within 64 bits
_AMOUNT = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?")
_DAY = re.compile(r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?")


class Unreadable(ValueError):
    """What was typed can't be read; the message says what was seen and how to write it."""


def plain(text: str) -> str:
    """Text with full-width digits, letters and signs made half-width, and outer space gone."""
    wide = unicodedata.normalize("NFKC", text).strip()
    return wide.replace("−", "-").replace("–", "-").replace("，", ",").replace("。", ".").replace("：", ":")


def yuan_typed(text: str, *, least_fen: int = 0) -> Fen:
    """The 分 of an amount typed in 元.

    Raises: Unreadable, with the value seen and how to mend it.
    """
    seen = plain(text)
    bare = seen.removeprefix("¥").removeprefix("￥").removesuffix("元").strip().replace(" ", "")
    if "万" in bare or "亿" in bare or "千" in bare or "百" in bare:
        raise Unreadable(
            gettext("“%(seen)s”带了单位；这里按元填数字，3 万元写成 30000") % {"seen": text.strip()}
        )
    if re.fullmatch(r"[-+]?\d+(\.\d+)?[eE][-+]?\d+", bare):
        raise Unreadable(gettext("“%(seen)s”是科学记数；把数字写全，单位元") % {"seen": text.strip()})
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        raise Unreadable(
            gettext("“%(seen)s”读不成金额；只写数字，单位元，最多两位小数，如 98500.00")
            % {"seen": text.strip()[:40]}
        )
    sign, whole, decimals = match.group(1), match.group(2).replace(",", ""), match.group(3) or ""
    if decimals.rstrip("0")[2:]:
        raise Unreadable(
            gettext("“%(seen)s”小数超过两位，比 1 分还小；写到分为止") % {"seen": text.strip()[:40]}
        )
    if len(whole.lstrip("0")) > 13:
        raise Unreadable(gettext("“%(seen)s”太大，位数看着不对；核对后重写") % {"seen": text.strip()[:40]})
    fen = int(whole) * 100 + int((decimals.rstrip("0") + "00")[:2])
    fen = -fen if sign == "-" else fen
    if abs(fen) > FEN_MAX:
        raise Unreadable(gettext("“%(seen)s”太大，位数看着不对；核对后重写") % {"seen": text.strip()[:40]})
    if fen < least_fen:
        if fen < 0:
            raise Unreadable(
                gettext("“%(seen)s”是负数；这里填正数，退回或扣减另有办法登记") % {"seen": text.strip()[:40]}
            )
        raise Unreadable(gettext("金额要大于 0，写的是“%(seen)s”") % {"seen": text.strip()[:40]})
    return Fen(fen)


def day_typed(text: str) -> date:
    """The date of 2023-03-01, 2023.3.1, 2023/3/1, 2023年3月1日 or 20230301.

    Raises: Unreadable, naming the part that does not exist.
    """
    seen = plain(text)
    if re.fullmatch(r"(19|20)\d{6}", seen):
        seen = f"{seen[:4]}-{seen[4:6]}-{seen[6:]}"
    match = _DAY.fullmatch(seen)
    if match is None:
        raise Unreadable(gettext("“%(seen)s”读不成日期；写成 2025-11-02 这样") % {"seen": text.strip()[:40]})
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        raise Unreadable(
            gettext("“%(seen)s”没有 %(month)s 月；写成 2025-11-02 这样")
            % {"seen": text.strip()[:40], "month": month}
        )
    if not 1949 <= year <= 2100:
        raise Unreadable(gettext("“%(seen)s”的年份不对；核对后重写") % {"seen": text.strip()[:40]})
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(
            gettext("%(year)s 年 %(month)s 月没有 %(day)s 日；核对后重写")
            % {"year": year, "month": month, "day": day}
        ) from None


def said_clean(text: str, *, length: int) -> str:
    """Text without what a database or a paper can't hold.

    Raises: Unreadable for NUL and other control marks, for halves of characters and for text too long.
    """
    if "\x00" in text or any(unicodedata.category(mark) == "Cs" for mark in text):
        raise Unreadable(gettext("文字里有看不见的坏字符；重新打一遍，不要整段粘贴"))
    control = [m for m in text if unicodedata.category(m) == "Cc" and m not in "\n\r\t"]
    if control:
        raise Unreadable(gettext("文字里有看不见的控制符；重新打一遍，不要整段粘贴"))
    if len(text) > length:
        raise Unreadable(
            gettext("写了 %(n)s 个字，最多 %(most)s 个；删短或作附件") % {"n": len(text), "most": length}
        )
    return text
