"""Figures, dates and shapes as people read them; the template library offers them as filters.

Money arrives as int 分 and leaves as text with two places; 万元 always carry the exact 元 with them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.shapes import SHAPES, Deadline
from xianggou.core import money

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MINUS = "−"
SHAPE_WORDS = {
    "none": _("未开始"),
    "run": _("办理中"),
    "soon": _("临期"),
    "late": _("逾期"),
    "stop": _("被挡住"),
    "done": _("办结"),
    "back": _("退回"),
}
_MARKUP = re.compile("[&<>\"']").search
UNKNOWN = SafeString('<span class="quiet">—</span>')


def escaped(value: object) -> str:
    """Text as HTML holds it; what is safe already stays. (Django's own does the same, slower: it expects promises.)"""
    words = str(value)
    return words if isinstance(words, SafeString) or not _MARKUP(words) else html.escape(words)


def text(value: object) -> SafeString:
    """A value as escaped text; “—” when there is none."""
    return UNKNOWN if value is None or value == "" else SafeString(escaped(value))


def signed(text: str) -> str:
    """A figure with the true minus sign."""
    return text.replace("-", MINUS)


def yuan(fen: int | None) -> SafeString:
    """An amount of 分 as exact 元; unknown is “—”, zero is grey."""
    return UNKNOWN if fen is None else _amount(fen, "", yuan_text(fen))


def wan(fen: int | None) -> SafeString:
    """An amount of 分 in 万元; the exact 元 come on hover and on focus."""
    return UNKNOWN if fen is None else _amount(fen, _exact(_in_yuan(), yuan_text(fen)), wan_text(fen))


def switched(fen: int | None, unit: str) -> SafeString:
    """An amount of 分 in the unit that the page's switch shows; script can turn it without a reload."""
    return switching(unit)(fen)


def switching(unit: str) -> Callable[[int | None], SafeString]:
    """What writes amounts in the page's unit: a list has hundreds, and its words are looked up once."""
    said = _in_yuan() if unit != "yuan" else ""

    def write(fen: int | None) -> SafeString:
        if fen is None:
            return UNKNOWN
        exact, rounded = yuan_text(fen), wan_text(fen)
        turned = f' data-yuan="{exact}" data-wan="{rounded}"'
        return _amount(fen, (_exact(said, exact) if said else "") + turned, rounded if said else exact)

    return write


def _in_yuan() -> str:
    """The exact amount in words, as HTML, with the place for its figure."""
    return escaped(gettext("%(yuan)s 元"))


def _exact(said: str, figure: str) -> str:
    """The attributes by which an amount tells its exact 元."""
    words = said % {"yuan": figure}
    return f' tabindex="0" title="{words}" data-exact="{words}"'


def _amount(fen: int, attributes: str, shown: str) -> SafeString:
    """The element of an amount: what it tells, what is shown."""
    return SafeString(f'<span class="amt{"" if fen else " zero"}"{attributes}>{shown}</span>')


def unit_word(unit: str) -> SafeString:
    """The word for a page's unit; follows the switch."""
    yuan, wan = escaped(gettext("元")), escaped(gettext("万元"))
    word = yuan if unit == "yuan" else wan
    return SafeString(f'<span data-unit-name data-yuan="{yuan}" data-wan="{wan}">{word}</span>')


def yuan_text(fen: int | None) -> str:
    """Exact 元 as bare text, for titles and sentences."""
    return "—" if fen is None else signed(money.yuan(fen))


def wan_text(fen: int | None) -> str:
    """万元 as bare text, for titles and sentences."""
    return "—" if fen is None else signed(money.wan(fen))


def capitals(fen: int | None) -> str:
    """An amount in the capital numerals of vouchers (大写金额)."""
    return "" if fen is None else money.capitals(fen)


def local(value: date | datetime) -> date | datetime:
    """An aware moment in the installation's zone; a date as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: object, form: str = "") -> str:
    """A date as tables show it (2025-11-18); with "task" as tasks do (11月18日 周二)."""
    if value is None or value == "":
        return "—"
    if not isinstance(value, date):
        return str(value)
    value = local(value)
    if form == "task":
        if (get_language() or "").startswith("en"):
            return f"{value:%d %b %a}"
        return f"{value.month}月{value.day}日 {WEEKDAYS[value.weekday()]}"
    return f"{value:%Y-%m-%d}"


def moment(value: datetime | date | str | None) -> str:
    """A moment to the minute; a date or a word as it is."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    return day(value) if isinstance(value, date) else str(value)


def size(count: int | None) -> str:
    """A file size in KB or MB."""
    if count is None:
        return ""
    return f"{count / 1048576:.1f} MB" if count >= 1048576 else f"{max(1, round(count / 1024))} KB"


def left(due: Deadline) -> str:
    """What is left to a deadline, in working days where they are counted."""
    if due.days_left < 0:
        return gettext("晚 %(days)s 日") % {"days": -due.days_left}
    if due.days_left == 0:
        return gettext("今天到期")
    if due.working_left is not None:
        return gettext("还剩 %(days)s 个工作日") % {"days": due.working_left}
    return gettext("还剩 %(days)s 天") % {"days": due.days_left}


def deadline(due: Deadline | None) -> SafeString:
    """A deadline in a row: date, shape when near or passed, what is left."""
    if due is None:
        return UNKNOWN
    text = f"{day(due.on, 'task')} {due.at}".strip()
    if due.provisional:
        text += pgettext("deadline", "（暂定）")
    if due.shape == "none":
        return format_html('<span class="nowrap">{}</span><span class="note left">{}</span>', text, left(due))
    return format_html('{}<span class="note left">{}</span>', status(due.shape, text), left(due))


@cache
def shape(kind: str) -> SafeString:
    """One of the seven shapes alone; always beside a word."""
    if kind not in SHAPES:
        raise ValueError(f"no such shape: {kind!r}")
    return format_html('<svg class="g" aria-hidden="true" focusable="false"><use href="#g-{}"/></svg>', kind)


def status(kind: str, word: object, pill: bool = False) -> SafeString:
    """A status: shape, word, colour."""
    more = " pill" if pill else ""
    return SafeString(f'<span class="st st-{kind}{more}">{shape(kind)}{escaped(word)}</span>')


def shape_word(kind: str) -> str:
    """The plain word of a shape, for those who hear the page."""
    return str(SHAPE_WORDS[kind])
