"""Rooms know the rooms before them, and enter each other only by the front door."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, modules, room_of, short, tree

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS, PROJECT = PYPROJECT["tool"]["importlinter"]["contracts"], PYPROJECT["project"]
# The one place whose imports wait for the call: a command without a database must not load Django.
IMPORTS_WHEN_CALLED = ("xianggou/web/cli/", "xianggou/demo/__main__.py")
# What another room may open of a stage. Documents and sheets of a room are its own.
FRONT_DOOR = {"actions", "queries"}
# Settings, addresses and grants name every room; they hold no logic of a purchase.
OPENS_EVERY_ROOM = ("xianggou/web/", "xianggou/demo/")


def late_imports(module: ast.Module) -> list[int]:
    """Lines of imports inside a function."""
    lines = set()
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines |= {n.lineno for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)}
    return sorted(lines)


def loaded(module: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs; what stands under `if TYPE_CHECKING:` only names a type."""
    for node in ast.iter_child_nodes(module):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            continue
        yield node
        yield from loaded(node)


def back_doors(module: ast.Module, own_room: str) -> list[tuple[int, str]]:
    """Imports that open another stage anywhere but at its actions and queries."""
    found = []
    for node in loaded(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            opened = [f"{node.module}.{name.name}" for name in node.names]
        elif isinstance(node, ast.Import):
            opened = [name.name for name in node.names]
        else:
            continue
        for name in opened:
            parts = name.split(".")
            is_stage = parts[:2] == ["xianggou", "stages"] and len(parts) > 3
            if is_stage and parts[2] != own_room and parts[3] not in FRONT_DOOR:
                found.append((node.lineno, name))
    return found


def outside(module: ast.Module) -> set[str]:
    """Top-level packages that a module imports and that are neither Python's nor ours."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"xianggou", "tests", "bench", "conftest"}


def distributions(requirements: list[str]) -> set[str]:
    """Names of libraries as pyproject.toml asks for them."""
    return {re.split(r"[\[=<>~! ]", line)[0].lower().replace("_", "-") for line in requirements}


def undeclared(paths: Iterable[Path], declared: set[str]) -> list[str]:
    """Imports of libraries that nobody asked for: they are there by chance."""
    carriers = packages_distributions()
    return [
        f"{short(path)}: {package}"
        for path in paths
        for package in sorted(outside(tree(path)))
        if not {c.lower().replace("_", "-") for c in carriers.get(package, [package])} & declared
    ]


def test_every_library_imported_is_asked_for():
    runtime = distributions(PROJECT["dependencies"])
    extras = {name for lines in PROJECT["optional-dependencies"].values() for name in distributions(lines)}
    assert undeclared(modules(), runtime) == []
    tests = [p for p in modules(ROOT, with_tests=True) if "tests" in p.parts or p.name == "conftest.py"]
    assert undeclared(tests, runtime | extras) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os\nfrom xianggou.core import money", set()),
        ("import psycopg.errors", {"psycopg"}),
        ("from PIL import Image", {"PIL"}),
    ],
)
def test_the_check_sees_a_library(source: str, found: set[str]):
    assert outside(ast.parse(source)) == found
    assert distributions(["psycopg[binary,pool]==3.3.9", "Django_x>=1"]) == {"psycopg", "django-x"}


def test_no_contract_has_an_exception():
    kept = {"ignore_imports", "unmatched_ignore_imports_alerting"}
    assert [c["name"] for c in CONTRACTS if kept & set(c)] == []


def test_every_room_stands_in_the_walking_order():
    layers = {str(layer).strip("()") for contract in CONTRACTS for layer in contract.get("layers", [])}
    rooms = [p.parent for p in PACKAGE.glob("stages/*/apps.py")] + [
        p.parent for p in PACKAGE.glob("base/*/apps.py")
    ]
    named = {f"xianggou.stages.{p.name}" if p.parent.name == "stages" else p.name for p in rooms}
    assert named - layers == set(), "a room outside the import contracts is a room nobody guards"


def test_nothing_is_imported_inside_a_function():
    found = [
        f"{short(path)}:{line}"
        for path in modules()
        if not short(path).startswith(IMPORTS_WHEN_CALLED)
        for line in late_imports(tree(path))
    ]
    assert found == []


def test_rooms_enter_each_other_by_actions_and_queries():
    found = [
        f"{short(path)}:{line} opens {name}"
        for path in modules()
        if not short(path).startswith(OPENS_EVERY_ROOM)
        for line, name in back_doors(tree(path), room_of(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [("import os\ndef f():\n    return os\n", []), ("def f():\n    import os\n    return os\n", [2])],
)
def test_the_check_sees_a_late_import(source: str, lines: list[int]):
    assert late_imports(ast.parse(source)) == lines


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("from xianggou.stages.budget import actions, queries", 0),
        ("from xianggou.stages.budget.queries import line_of", 0),
        ("from xianggou.stages.plans.models import PlanItem", 0),
        ("from xianggou.stages.budget.models import Line", 1),
        ("from xianggou.stages.budget import models", 1),
        ("import xianggou.stages.budget.rules", 1),
        ("if TYPE_CHECKING:\n    from xianggou.stages.budget.models import Line", 0),
    ],
)
def test_the_check_sees_a_back_door(source: str, count: int):
    assert len(back_doors(ast.parse(source), "plans")) == count
