"""The documents as the tests of this folder read them: files, headings, links, blocks of commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ONLY_PARSED = "# 只看不跑"  # a block that starts so takes long, needs a server or changes the machine
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def documents() -> list[Path]:
    """Every document that a person reads."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def read(name: str) -> str:
    """A document's text, by its path from the top of the checkout."""
    return (ROOT / name).read_text("utf-8")


def prose(text: str) -> str:
    """A document without its blocks of code: what stands there is no link and no heading."""
    return FENCE.sub("", text)


def links(text: str) -> Iterator[tuple[bool, str]]:
    """(is a picture, where it leads) of every link."""
    for bang, target in LINK.findall(prose(text)):
        yield bang == "!", target


def anchors(text: str) -> set[str]:
    """The names by which headings can be linked to, as the usual viewers make them."""
    return {anchor(title) for title in HEADING.findall(prose(text))}


def anchor(title: str) -> str:
    """A heading's name: lower case, marks dropped, blanks to hyphens."""
    plain = re.sub(r"[`*_]|\[|\]\([^)]*\)", "", title.strip().lower())
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next of its rank or higher; empty where there is none."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        rank = re.match(r"(#+) ", line)
        if rank and line[len(rank[1]) :].strip() == title:
            rest = lines[number + 1 :]
            stops = (i for i, later in enumerate(rest) if re.match(rf"#{{1,{len(rank[1])}}} ", later))
            return "\n".join(rest[: next(stops, len(rest))])
    return ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of shell commands in a document."""

    document: str
    number: int
    text: str

    @property
    def is_run(self) -> bool:
        """Whether a test runs it; else it is only parsed."""
        return not self.text.lstrip().startswith(ONLY_PARSED)

    def __str__(self) -> str:
        """The name of its test."""
        return f"{self.document}#{self.number}"


def blocks(path: Path) -> list[Block]:
    """The ```sh blocks of a document."""
    name = str(path.relative_to(ROOT))
    shells = [body for language, body in FENCE.findall(path.read_text("utf-8")) if language == "sh"]
    return [Block(name, number, body) for number, body in enumerate(shells, 1)]
