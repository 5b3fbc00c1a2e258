"""The house as text and as syntax trees, for the tests in this folder."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "xianggou"
SKIPPED = {".git", ".venv", ".run", "data", "node_modules", "__pycache__", "build", "dist"}
BINARY = {
    ".png",
    ".jpg",
    ".ico",
    ".woff2",
    ".pdf",
    ".docx",
    ".xlsx",
    ".xls",
    ".doc",
    ".zip",
    ".mo",
    ".pyc",
    ".otf",
}

# The walking order: who stands later may know who stands earlier.
BASE = ["trail", "access", "files", "pages", "sheets", "documents", "places", "people", "ledger", "reviews"]
STAGES = [
    "duties", "funds", "catalogue", "standards", "suppliers", "needs", "resources", "matching", "plans",
    "unified", "joint_review", "budget", "intentions",
    "procurement", "contracts", "delivery", "payments", "evaluation", "outcomes",
]  # fmt: skip
ORDER = [*BASE, *STAGES]


def files(under: Path = ROOT, *suffixes: str) -> Iterator[Path]:
    """Every file of the project below `under`, generated and installed things left out."""
    for folder, folders, names in os.walk(under):
        inside = [name for name in folders if not (name in SKIPPED or name.endswith((".egg-info", "_cache")))]
        folders[:] = sorted(
            name for name in inside if not (Path(folder) == ROOT and name.startswith(".") and name != ".ci")
        )
        for name in sorted(names):
            path = Path(folder, name)
            if not suffixes or path.suffix in suffixes:
                yield path


def modules(under: Path = PACKAGE, *, with_tests: bool = False) -> Iterator[Path]:
    """Every Python module, without migrations."""
    for path in files(under, ".py"):
        parts = path.relative_to(ROOT).parts
        if "migrations" not in parts and (with_tests or "tests" not in parts):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def short(path: Path) -> str:
    """A path as messages name it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def room_of(path: Path) -> str:
    """`duties` for a file of xianggou/stages/duties, `` for a file of no room."""
    parts = path.relative_to(PACKAGE).parts if path.is_relative_to(PACKAGE) else ()
    return parts[1] if len(parts) > 2 and parts[0] in ("base", "stages") else ""


def docstrings(module: ast.Module) -> set[int]:
    """The ids of the constants that are docstrings."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found
