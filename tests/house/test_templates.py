"""Every page has a title, every template is used, and nothing in one needs a weaker content policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, files, modules

EXTENDS = re.compile(r"{%\s*extends\s")
TITLE = re.compile(r"{%\s*block\s+title\s*%}(?!\s*{%\s*endblock)\s*\S")
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)[^>]*>|javascript:|<style""", re.IGNORECASE
)
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)


def has_no_title(text: str) -> bool:
    """A page: it extends another or is a whole document, and gives no title."""
    text = COMMENT.sub("", text)
    is_page = bool(EXTENDS.search(text) or re.search(r"<html\b", text, re.IGNORECASE))
    return is_page and not (TITLE.search(text) or re.search(r"<title>\s*(?!</title>)\S", text))


def inline(text: str) -> list[str]:
    """Styles and scripts written into the page: the content policy forbids them, so they would not work."""
    return [found.group().strip() for found in INLINE.finditer(COMMENT.sub("", text))]


def templates() -> list[Path]:
    return [p for p in files(PACKAGE, ".html") if "templates" in p.parts]


def template_name(path: Path) -> str:
    """The name by which code and other templates call it."""
    return path.as_posix().rpartition("/templates/")[2]


def test_every_page_has_a_title():
    pages = [
        p for p in templates() if not p.name.startswith("base")
    ]  # layouts leave the title to their pages
    assert [template_name(p) for p in pages if has_no_title(p.read_text("utf-8"))] == []


def test_nothing_is_inline():
    found = [f"{template_name(p)}: {hit}" for p in templates() for hit in inline(p.read_text("utf-8"))]
    assert found == []


def test_no_template_is_dead():
    sources = {p: p.read_text("utf-8") for p in [*templates(), *modules()]}
    framework = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    dead = [
        template_name(page)
        for page in templates()
        if template_name(page) not in framework
        and not any(template_name(page) in text for path, text in sources.items() if path != page)
    ]
    assert dead == []


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ('{% extends "base.html" %}{% block title %}{% translate "计划" %}{% endblock %}', False),
        ('<div class="piece"></div>', False),
        ('{% extends "base.html" %}{% block main %}{% endblock %}', True),
        ('{% extends "base.html" %}{% block title %}{% endblock %}', True),
        ("<html><head><title></title></head></html>", True),
    ],
)
def test_the_check_sees_a_missing_title(text: str, bad: bool):
    assert has_no_title(text) is bad


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ('<script src="/a.js"></script><p class="style">', False),
        ("{# style= #}", False),
        ('<p style="color:red">', True),
        ("<script>alert(1)</script>", True),
        ('<a onclick="go()">', True),
        ('<a href="javascript:go()">', True),
    ],
)
def test_the_check_sees_inline_code(text: str, bad: bool):
    assert bool(inline(text)) is bad
