"""The money bar: six parts of a budget line drawn to scale in SVG, which prints and needs no style attribute."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.figures import wan_text
from xianggou.base.pages.shapes import MoneyLine, Text

# Order of the bar, dark to light: what has gone first, what is still free last.
PARTS: tuple[tuple[str, Text, str], ...] = (
    ("paid", _("已付"), ""),
    ("payable", _("已验收待付"), ""),
    ("committed", _("已签约未验收"), ""),
    ("held", _("预留"), "url(#p-held)"),
    ("given_back", _("已交回"), "url(#p-given-back)"),
    ("available", _("可用"), ""),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar; x and width are percent with two places, as text for the SVG."""

    name: str
    label: Text
    fen: int
    x: str
    width: str
    fill: str
    note: Text


def parts(line: MoneyLine) -> list[Part]:
    """The six parts to scale. A part below zero has no width; the figures beneath still show it."""
    amounts = [(name, label, fill, int(getattr(line, f"{name}_fen"))) for name, label, fill in PARTS]
    whole = sum(max(0, fen) for _name, _label, _fill, fen in amounts)
    drawn, before = [], 0
    for name, label, fill, fen in amounts:
        here = max(0, fen)
        x = before * 10_000 // whole if whole else 0
        end = (before + here) * 10_000 // whole if whole else 0
        drawn.append(Part(name, label, fen, percent(x), percent(end - x), fill, line.notes.get(name, "")))
        before += here
    return drawn


def percent(hundredths: int) -> str:
    """Hundredths of a percent as SVG wants them."""
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def said(line: MoneyLine) -> str:
    """The bar in words, for those who hear the page."""
    shown = [f"{label} {wan_text(getattr(line, f'{name}_fen'))}" for name, label, _fill in PARTS]
    return gettext("批复 %(approved)s 万元：%(parts)s") % {
        "approved": wan_text(line.approved_fen),
        "parts": gettext("，").join(shown),
    }
