"""Every refusal has its sentences, and every sentence shown has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, files, modules, room_of, short, tree

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
CODE = re.compile(r"[a-z_]+(\.[a-z0-9_]+){2,}")
MARKERS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext"}
IN_TEMPLATES = re.compile(r"""{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
HAN = re.compile(r"[一-鿿]")


def broken_codes(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Codes of findings that a rule can give."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "broken" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def worded(module: ast.Module) -> set[str]:
    """Codes that a wording module has sentences for: keys of its dictionaries."""
    return {
        str(key.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and CODE.fullmatch(key.value)
    }


def catalogue(text: str) -> dict[str, str]:
    """Sentence → translation, from a .po file; fuzzy entries count as missing."""
    found: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if start := re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?|msgctxt)\s+(".*")', line):
                name, quoted = start.groups()
                fields[name] = ast.literal_eval(quoted)
            elif line.startswith('"') and name:
                fields[name] += ast.literal_eval(line)
        if fields.get("msgid"):
            said = fields.get("msgstr") or fields.get("msgstr[0]", "")
            found[fields["msgid"]] = "" if "#, fuzzy" in block else said
    return found


def sentences() -> Iterator[tuple[Path, str]]:
    """Every Chinese sentence marked for translation, in code and templates."""
    for path in modules():
        for node in ast.walk(tree(path)):
            name = (
                getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            )
            if name in MARKERS and isinstance(node, ast.Call):
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and HAN.search(str(argument.value)):
                        yield path, argument.value
    for path in files(PACKAGE, ".html"):
        for found in IN_TEMPLATES.finditer(path.read_text("utf-8")):
            yield path, found.group(1) or found.group(2)


def test_every_finding_has_its_words():
    missing = []
    for path in modules():
        if path.name == "rules.py" and room_of(path):
            words = path.with_name("wording.py")
            known = worded(tree(words)) if words.exists() else set()
            missing += [f"{short(path)}:{n} {c}" for n, c in broken_codes(tree(path)) if c not in known]
    assert missing == []


def test_every_sentence_has_its_english():
    if not CATALOGUE.exists():
        pytest.skip("no English catalogue yet")
    known = catalogue(CATALOGUE.read_text("utf-8"))
    assert sorted({f"{short(p)}: {s}" for p, s in sentences() if not known.get(s)}) == []


def test_the_check_sees_a_wordless_finding():
    rule = ast.parse('yield within.broken("contracts.sign.late", days=days)')
    assert list(broken_codes(rule)) == [(1, "contracts.sign.late")]
    assert worded(ast.parse('W = {"contracts.sign.late": Wording()}')) == {"contracts.sign.late"}
    assert worded(ast.parse('W = {"contracts": 1}')) == set()


@pytest.mark.parametrize(
    ("po", "english"),
    [
        ('msgid "计划"\nmsgstr "plan"\n', "plan"),
        ('msgid ""\n"计"\n"划"\nmsgstr ""\n"pl"\n"an"\n', "plan"),
        ('msgid "计划"\nmsgstr ""\n', ""),
        ('#, fuzzy\nmsgid "计划"\nmsgstr "plane"\n', ""),
    ],
)
def test_the_check_reads_a_catalogue(po: str, english: str):
    assert catalogue('msgid ""\nmsgstr ""\n"Language: en"\n\n' + po)["计划"] == english
