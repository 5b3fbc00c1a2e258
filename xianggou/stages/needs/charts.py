"""The crossed table drawn: one picture a group, one bar an area, one part a class; the same figures, server-made SVG.

Pure: rows of the table in, shapes out. All bars of a page have one scale, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from xianggou.base.pages.bars import percent

MOST_PARTS, MOST_BARS, MOST_PICTURES = 8, 15, 12


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: what, how many, from where to where in percent, which of the fills."""

    label: str
    figure: int
    x: str
    width: str
    fill: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the table, drawn; `said` for those who hear the page."""

    name: str
    total: int
    parts: tuple[Part, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The rows of one group, the largest first; `left` more stand in the table only."""

    title: str
    total: int
    bars: tuple[Bar, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All pictures of a page and the names of the fills."""

    pictures: tuple[Picture, ...]
    legend: tuple[tuple[str, str], ...]
    left: int


def drawn(rows: Sequence[dict[str, Any]], heads: Sequence[str]) -> Chart:
    """The table's rows as pictures; columns beyond the fills are one part together."""
    names = list(heads[:MOST_PARTS])
    if len(heads) > MOST_PARTS:
        names[-1] = gettext("其余")
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row.get("split", ""), []).append(row)
    largest = max((row["sum"] for row in rows), default=0)
    pictures = [
        Picture(
            title,
            sum(row["sum"] for row in own),
            tuple(_bar(row, names, len(heads), largest) for row in own[:MOST_BARS] if row["sum"]),
            max(0, len(own) - MOST_BARS),
        )
        for title, own in groups.items()
    ]
    pictures.sort(key=lambda one: -one.total)
    legend = tuple((f"k{n}", name) for n, name in enumerate(names))
    return Chart(tuple(pictures[:MOST_PICTURES]), legend, max(0, len(pictures) - MOST_PICTURES))


def _bar(row: dict[str, Any], names: Sequence[str], columns: int, largest: int) -> Bar:
    figures = [row[f"c{n}"] for n in range(columns)]
    if columns > len(names):
        figures = [*figures[: len(names) - 1], sum(figures[len(names) - 1 :])]
    parts, before = [], 0
    for n, (name, figure) in enumerate(zip(names, figures, strict=True)):
        if figure:
            x, end = before * 10_000 // largest, (before + figure) * 10_000 // largest
            parts.append(Part(name, figure, percent(x), percent(end - x), f"k{n}"))
        before += figure
    said = gettext("，").join(f"{part.label} {part.figure}" for part in parts)
    return Bar(row["name"], row["sum"], tuple(parts), f"{row['name']} {row['sum']}: {said}")
