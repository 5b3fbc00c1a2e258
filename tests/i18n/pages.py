"""What a page says, as pieces of text; and which Chinese is somebody's data and not ours to translate."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import connection

from tests.house.source import ROOT

HAN = re.compile(r"[一-鿿]")
SAID = {"alt", "aria-label", "placeholder", "title", "data-label", "content"}
SILENT = {"script", "style"}
VOID = {"input", "meta", "link", "br", "img", "use", "hr", "col", "path", "base"}
SHORT = 4


class Text(HTMLParser):
    """Text nodes and spoken attributes of a page, those in `<textarea>`, `lang="zh-hans"` and inputs left out."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        quiet = tag in SILENT or tag == "textarea" or given.get("lang") == "zh-hans"
        if not self.hushed():
            self.pieces += [str(v) for name, v in attrs if name in SAID and v]
            if tag == "input" and given.get("type") in {"submit", "button"}:
                self.pieces.append(given.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, quiet and tag != "html"))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.hushed():
            self.pieces.append(" ".join(data.split()))

    def hushed(self) -> bool:
        return any(quiet for _, quiet in self.open)


def said(html: str) -> list[str]:
    """The pieces of text on a page."""
    reader = Text()
    reader.feed(html)
    return reader.pieces


def strings(value: Any) -> Iterator[str]:
    """Every text inside a value, names of fields included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(name)
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


@cache
def shipped() -> frozenset[str]:
    """Chinese texts of law and packs: clauses, titles, names of places and things."""
    found: set[str] = set()
    for path in [*(ROOT / "law" / "statutes").glob("*.toml"), *(ROOT / "packs").rglob("*.toml")]:
        found |= set(strings(tomllib.loads(path.read_text("utf-8"))))
    for path in (ROOT / "packs").rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found |= {cell for row in list(csv.reader(lines))[1:] for cell in row}
    return frozenset(text for text in found if HAN.search(text))


def stored() -> set[str]:
    """Chinese texts in the database's text and JSON columns: what people wrote and what was imported."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            names = [
                f.column
                for f in model._meta.local_concrete_fields
                if f.get_internal_type() in {"CharField", "TextField", "JSONField"} and not f.choices
            ]
            if not names or not model._meta.managed:
                continue
            columns = ", ".join(f'to_jsonb("{name}")' for name in names)
            cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                for value in row:
                    found |= set(strings(json.loads(value) if isinstance(value, str) else value))
    return {text for text in found if HAN.search(text)}


def foreign(pieces: list[str], data: list[str]) -> list[str]:
    """Pieces in which Chinese is left once the data is taken out; `data` longest first."""
    left = []
    for piece in pieces:
        rest = piece
        if HAN.search(rest):
            for text in data:
                if HAN.search(rest) is None:
                    break
                text = " ".join(text.split())
                if len(text) > SHORT:
                    rest = rest.replace(text, " ")
                elif text in rest:  # a short word must stand alone: 验收 in 验收不合格 proves nothing
                    rest = re.sub(rf"(?<![一-鿿]){re.escape(text)}(?![一-鿿])", " ", rest)
        if HAN.search(rest):
            left.append(piece)
    return left
