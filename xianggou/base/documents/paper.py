"""A paper before it is Word or PDF: blocks of plain text, so that both outputs say the same words.

A room's `documents.py` makes a `Paper` from its facts. Text is only ever text: no output reads markup in it.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]

_NOTHING = "无"


@dataclass(frozen=True, slots=True)
class Heading:
    """A clause or section title. `part` names it for software that reads an edited Word file back."""

    text: str
    level: Literal[1, 2] = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph of running text."""

    text: str
    indent: bool = True
    align: Align = "left"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Label and value pairs in a ruled box, `columns` pairs to a row."""

    pairs: tuple[tuple[str, str], ...]
    columns: Literal[1, 2] = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose head repeats on each page. `widths` are shares; `align` is one letter a column: l, c, r."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    align: str
    caption: str = ""
    unit: str = ""
    total: bool = False

    def __post_init__(self) -> None:
        """A table with ragged rows is a defect of the room that made it."""
        width = len(self.head)
        if len(self.widths) != width or len(self.align) != width or set(self.align) - set("lcr"):
            raise ValueError(f"widths and align must name each of the {width} columns")
        if any(len(row) != width for row in self.rows):
            raise ValueError("each row needs a cell for each column")


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signature boxes side by side: title and lines to be filled by hand or seal."""

    boxes: tuple[tuple[str, tuple[str, ...]], ...]


Block = Heading | Para | Grid | Table | Signatures


@dataclass(frozen=True, slots=True)
class Foot:
    """What the foot of every page says about where the paper came from.

    `trail_entries` and `trail_head` are the trail of the dossier when the paper was made; `clock_on` is the
    set clock of a demo or training database.
    """

    trail_entries: int = 0
    trail_head: str = ""
    demo: bool = False
    clock_on: date | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One official paper. Without a number it is a draft and says so on each page.

    `size` chooses the look: `letter` is the 22 × 28 grid of GB/T 9704, `contract` a denser one for long
    texts, `form` for tables. `issuer` prints a red head.
    """

    kind: str
    title: str
    number: str
    made_on: date
    blocks: tuple[Block, ...]
    size: Literal["letter", "contract", "form"] = "contract"
    issuer: str = ""
    foot: Foot = field(default_factory=Foot)

    def body(self) -> dict[str, object]:
        """What the paper says, without where it was printed from: the base of its digest."""
        return {
            "kind": self.kind,
            "title": self.title,
            "number": self.number,
            "made_on": self.made_on.isoformat(),
            "issuer": self.issuer,
            "blocks": [_block(b) for b in self.blocks],
        }

    def digest(self) -> str:
        """SHA-256 of the wording, equal for the Word and the PDF of the same facts."""
        text = json.dumps(self.body(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def foot_lines(self) -> tuple[str, str]:
        """The two small lines at the foot: the number, then digest and trail."""
        proof = f"内容摘要 SHA-256 {self.digest()[:32]}"
        if self.foot.trail_entries:
            head = f"，末条 {self.foot.trail_head[:16]}" if self.foot.trail_head else ""
            proof += f" · 留痕 {self.foot.trail_entries} 条{head}"
        return (f"编号 {self.number}" if self.number else "草稿，未编号"), proof

    def mark(self) -> str:
        """The warning that a demo paper or a draft carries on each page; empty for a real one."""
        marks = []
        if self.foot.demo:
            clock = f"（时钟设定为 {chinese_date(self.foot.clock_on)}）" if self.foot.clock_on else ""
            marks.append(f"示例数据 演示用，不作凭证{clock}")
        if not self.number:
            marks.append("草稿")
        return " · ".join(marks)


def _block(block: Block) -> dict[str, object]:
    """One block as plain data, its kind beside its fields."""
    fields = {name: getattr(block, name) for name in block.__dataclass_fields__}
    return {"block": type(block).__name__.lower(), **fields}


def chinese_date(day: date | None) -> str:
    """2026年3月1日, as official papers write it; a blank to be filled when there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　年　月　日"


def or_nothing(text: str) -> str:
    """The text, or 无: an empty place on a paper could be filled by hand unseen."""
    return text.strip() or _NOTHING


def paragraphs(text: str) -> tuple[Para, ...]:
    """Each typed line as a paragraph; 无 when there is nothing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(Para(line) for line in lines or [_NOTHING])


def clean(text: str) -> str:
    """Text without what no paper can show: control characters, direction marks, lone surrogates.

    Composed form (NFC) is kept; compatibility characters are not folded, since a name is a name.
    """
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return unicodedata.normalize("NFC", "".join(kept)).replace("\t", " ")


def cleaned(paper: Paper) -> Paper:
    """The same paper with every text made printable."""
    return Paper(
        kind=paper.kind,
        title=clean(paper.title),
        number=clean(paper.number),
        made_on=paper.made_on,
        blocks=tuple(_cleaned(b) for b in paper.blocks),
        size=paper.size,
        issuer=clean(paper.issuer),
        foot=paper.foot,
    )


def _cleaned(block: Block) -> Block:
    """One block made printable."""
    match block:
        case Heading():
            return Heading(clean(block.text), block.level, block.part)
        case Para():
            return Para(clean(block.text), block.indent, block.align, block.strong)
        case Grid():
            return Grid(tuple((clean(a), clean(b)) for a, b in block.pairs), block.columns)
        case Table():
            return Table(
                head=_row(block.head),
                rows=tuple(_row(row) for row in block.rows),
                widths=block.widths,
                align=block.align,
                caption=clean(block.caption),
                unit=clean(block.unit),
                total=block.total,
            )
        case Signatures():
            return Signatures(tuple((clean(title), _row(lines)) for title, lines in block.boxes))


def _row(cells: Iterable[str]) -> tuple[str, ...]:
    """A row of texts made printable."""
    return tuple(clean(cell) for cell in cells)
