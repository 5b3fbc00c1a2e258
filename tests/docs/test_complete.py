"""Undocumented means red: settings, commands, tables and addresses of the API all stand in a document."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tests.docs.pages import ROOT, read, section
from xianggou.base.sheets.kinds import SERIAL, find_kinds
from xianggou.core import packs as policy
from xianggou.web.api.urls import api
from xianggou.web.cli.main import existing, main
from xianggou.web.imports import packs, rights

# Names of the environment: asked for in Python as quoted strings, in shell by name.
IN_PYTHON = re.compile(
    r"""["'](XIANGGOU_[A-Z0-9_]+|DATABASE_[A-Z0-9_]+|PG_BIN|PG15_BIN|CHROMIUM|XDG_DATA_HOME)["']"""
)
IN_SHELL = re.compile(r"\b(XIANGGOU_[A-Z0-9_]+|DATABASE_[A-Z0-9_]+|PG_BIN|PG15_BIN|CHROMIUM)\b")
ASKED = re.compile(r"\$\{([A-Z][A-Z0-9_]+)[:}-]")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
PLACES = ("docs/operators.md", "docs/contributors.md")
SUBCOMMANDS = {
    "law": ("list", "show", "check", "cases"),
    "codes": ("check",),
    "bench": ("fill", "purchase", "lists", "sheets", "together", "choosing", "matching"),
}
ELSEWHERE = {
    ("bench", verb) for verb in ("purchase", "lists", "sheets", "together", "choosing", "matching")
}  # explained by a process of their own


def settings() -> dict[str, str]:
    """Every name of the environment that the code reads, and a file that does."""
    found: dict[str, str] = {}
    for path in sources():
        text = path.read_text("utf-8")
        names = (
            IN_PYTHON.findall(text) if path.suffix == ".py" else IN_SHELL.findall(text) + ASKED.findall(text)
        )
        for name in names:
            found.setdefault(name, str(path.relative_to(ROOT)))
    return found


def sources() -> Iterator[Path]:
    """Code and scripts that run, the tests' own settings included."""
    yield ROOT / "conftest.py"
    for folder in ("xianggou", "tests", "bench"):
        yield from sorted(p for p in (ROOT / folder).rglob("*.py") if p.parent.name != "docs")
    for folder in ("scripts", ".ci"):
        yield from sorted(p for p in (ROOT / folder).iterdir() if p.suffix == "" and p.is_file())


def help_of(*words: str) -> str:
    """What a command says with --help."""
    return said_by(lambda: main([*words, "--help"]))


def said_by(call) -> str:
    """Everything printed by a call."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
        call()
    return heard.getvalue()


def options(command: str) -> set[str]:
    """The options of a command and its sub-commands."""
    shown = [
        help_of(command),
        *(
            help_of(command, verb)
            for verb in SUBCOMMANDS.get(command, ())
            if (command, verb) not in ELSEWHERE
        ),
    ]
    return set(OPTION.findall("\n".join(shown))) - {"--help"}


def tables() -> Iterator[tuple[str, type[Model]]]:
    """Every table of the house's own rooms."""
    for model in apps.get_models():
        if model.__module__.startswith("xianggou."):
            yield model._meta.db_table, model


@pytest.mark.parametrize("name", sorted(settings()))
def test_every_setting_is_explained(name: str):
    assert any(f"`{name}" in read(place) for place in PLACES), f"{name} is read in {settings()[name]}"


def test_no_setting_is_explained_that_nothing_reads():
    known = settings()
    told = {
        n for place in PLACES for n in re.findall(r"`(XIANGGOU_[A-Z0-9_]+|DATABASE_[A-Z0-9_]+)", read(place))
    }
    assert sorted(told - known.keys()) == []


@pytest.mark.parametrize("command", [c.name for c in existing()])
def test_every_command_and_option_is_explained(command: str):
    told = section(read("docs/commands.md"), f"xianggou {command}")
    assert told, f"docs/commands.md has no heading “xianggou {command}”"
    assert sorted(o for o in options(command) if f"`{o}" not in told) == []
    assert sorted(set(OPTION.findall(told)) - {*options(command), "--help"}) == [], (
        "an option that the command does not have"
    )


@pytest.mark.parametrize("command", sorted(SUBCOMMANDS))
def test_every_sub_command_is_explained(command: str):
    verbs = re.findall(r"^ {2,4}([a-z]+)  +\S", help_of(command), re.MULTILINE)
    assert sorted(verbs) == sorted(SUBCOMMANDS[command])
    told = section(read("docs/commands.md"), f"xianggou {command}")
    assert [v for v in verbs if f"`{command} {v}" not in told] == []


def test_only_commands_that_exist_have_a_heading():
    told = re.findall(r"^## xianggou (\S+)$", read("docs/commands.md"), re.MULTILINE)
    assert told == [c.name for c in existing()]


def test_every_table_has_its_line_under_its_room():
    page = read("docs/data.md")
    missing = [
        t for t, m in tables() if f"| `{t}` |" not in section(page, heading_of(page, m._meta.app_label))
    ]
    assert missing == []
    told = set(re.findall(r"^\| `([a-z]+_[a-z]+)` \|", page, re.MULTILINE))
    assert sorted(told - {t for t, _ in tables()}) == [], "tables that are gone"


def heading_of(page: str, room: str) -> str:
    """The heading that begins with a room's name."""
    found = re.search(rf"^## ({room}\b.*)$", page, re.MULTILINE)
    return found[1] if found else ""


def test_every_address_of_the_api_is_explained():
    page = read("docs/api.md")
    paths = api.get_openapi_schema()["paths"]
    wanted = [
        f"`{method.upper()} {path.removeprefix('/api/v1')}`"
        for path, verbs in paths.items()
        for method in verbs
    ]
    assert [w for w in wanted if w not in page] == []
    told = re.findall(r"`((?:GET|POST) /[^`]*)`", page)
    assert sorted({f"`{t}`" for t in told} - set(wanted)) == [], "addresses that are gone"


def test_every_key_of_a_pack_is_explained():
    page = read("docs/adopters.md")
    keys = (
        policy._TOP
        | policy._LOCAL
        | policy._BANDS
        | policy._BAND
        | set(policy.ResultBand.__dataclass_fields__)
    )
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def test_every_list_of_a_pack_is_explained_with_its_columns():
    page = read("docs/adopters.md")
    kinds = {name: kind for name, kind in find_kinds().items() if name in rights.WAYS}
    assert [name for name in kinds if f"`{name}`" not in page] == []
    columns = {
        c.title for kind in kinds.values() for table in kind.tables for c in table.columns if c.name != SERIAL
    }
    assert [title for title in sorted(columns) if title not in page] == []
    stems = [stem for stems in packs.STEMS.values() for stem in stems]
    assert [stem for stem in stems if f"`{stem}" not in page] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('os.environ.get("XIANGGOU_X")', ["XIANGGOU_X"]),
        ("settings.XIANGGOU_X", []),
        ('["DATABASE_URL"]', ["DATABASE_URL"]),
    ],
)
def test_the_check_sees_a_setting(text: str, found: list[str]):
    assert IN_PYTHON.findall(text) == found
