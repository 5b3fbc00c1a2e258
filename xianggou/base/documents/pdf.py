"""A paper as PDF/A: typst lays out a fixed template, the paper goes in as JSON and never as markup."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from xianggou.base.documents.fonts import Faces, faces, folders
from xianggou.base.documents.paper import Paper, cleaned

_TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"
_GETA = "〓"  # the printer's mark for a sort that is missing from the case


class UnprintablePaper(RuntimeError):
    """The layout failed: a defect of the template or of a room's blocks, never of what a person typed."""


def render(paper: Paper) -> bytes:
    """The paper as PDF/A-2; the same paper gives the same bytes.  Raises: NoChineseFont, UnprintablePaper."""
    paper = cleaned(paper)
    with_fonts = faces(folders())
    told = json.dumps(_told(paper, with_fonts), ensure_ascii=False)
    try:
        return _compiled(told, with_fonts)
    except typst.TypstError as error:
        raise UnprintablePaper(str(error)) from error


def _compiled(told: str, with_fonts: Faces) -> bytes:
    """One run of the layout engine: no system fonts, no files but the template, no network."""
    return typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=list(with_fonts.folders),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"paper": told},
        pdf_standards="a-2a",
    )


def _told(paper: Paper, with_fonts: Faces) -> dict[str, object]:
    """What the template is given: the paper, its foot, the fonts to use, and which characters are missing."""
    body = paper.body()
    missing = with_fonts.missing(json.dumps(body, ensure_ascii=False))
    swap = {c: f"{_GETA}(U+{ord(c):04X})" for c in missing}
    told = _swapped(body, swap)
    assert isinstance(told, dict)
    lacking = "字库缺字：" + "、".join(f"U+{ord(c):04X}" for c in missing) if missing else ""
    number, proof = paper.foot_lines()
    return told | {
        "size": paper.size,
        "date": [paper.made_on.year, paper.made_on.month, paper.made_on.day],
        "foot": [number, f"{proof} · {lacking}" if lacking else proof],
        "mark": paper.mark(),
        "demo": paper.foot.demo,
        "draft": not paper.number,
        "fonts": with_fonts.roles,
    }


def _swapped(value: object, swap: dict[str, str]) -> object:
    """The same data with each missing character replaced by a visible stand-in."""
    if isinstance(value, str):
        return "".join(swap.get(c, c) for c in value) if swap else value
    if isinstance(value, dict):
        return {key: _swapped(item, swap) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_swapped(item, swap) for item in value]
    return value
