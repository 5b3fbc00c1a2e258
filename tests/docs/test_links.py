"""Every link between documents leads somewhere, and every picture is there and small."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.pages import DOCS, ROOT, anchor, anchors, documents, links

MOST_BYTES = 150 * 1024


def broken(path: Path) -> list[str]:
    """Links of a document that lead nowhere."""
    found = []
    for _, target in links(path.read_text("utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, name = unquote(target).partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or (
            name and there.suffix == ".md" and name not in anchors(there.read_text("utf-8"))
        ):
            found.append(target)
    return found


@pytest.mark.parametrize("path", documents(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path):
    assert broken(path) == []


def test_every_document_can_be_reached_from_the_readme():
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for _, target in links(path.read_text("utf-8")):
            there = (path.parent / unquote(target).partition("#")[0]).resolve()
            if there.suffix == ".md" and there.is_file() and there not in seen:
                waiting.append(there)
    assert [str(p.relative_to(ROOT)) for p in documents() if p not in seen] == []


def test_pictures_are_small_and_all_of_them_are_shown():
    pictures = sorted((DOCS / "pictures").glob("*.png"))
    assert pictures, "a reader wants to see the product"
    assert [p.name for p in pictures if p.stat().st_size > MOST_BYTES] == []
    shown = {
        (path.parent / target).resolve()
        for path in documents()
        for is_picture, target in links(path.read_text("utf-8"))
        if is_picture
    }
    assert [p.name for p in pictures if p.resolve() not in shown] == []


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("[a](there.md)", []), ("[a](gone.md)", ["gone.md"]), ("[a](there.md#the-end)", []),
        ("[a](there.md#gone)", ["there.md#gone"]), ("```\n[a](gone.md)\n```", []),
    ],
)  # fmt: skip
def test_the_check_sees_a_broken_link(tmp_path: Path, text: str, bad: list[str]):
    (tmp_path / "there.md").write_text("# The end\n", "utf-8")
    (tmp_path / "page.md").write_text(text, "utf-8")
    assert broken(tmp_path / "page.md") == bad


def test_headings_get_the_names_that_viewers_give_them():
    assert anchor("两条命令 Two commands") == "两条命令-two-commands"
    assert anchor("`xianggou start`") == "xianggou-start"
