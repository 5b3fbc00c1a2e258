"""What a file is called says what is in it, and it holds no more than one can read."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import modules, short, tree

SAYS_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "managers",
    "base_utils",
    "tools",
}
SIGNALS = {"receiver", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "post_migrate"}
FUNCTION_LINES = 70
MODULE_LINES = 500  # past 400, ask what second thing lives there


def says_nothing(stem: str) -> bool:
    """Whether a module's name tells nothing of what it holds."""
    return stem in SAYS_NOTHING or any(stem.endswith(f"_{word}") for word in SAYS_NOTHING)


def long_functions(module: ast.Module) -> list[tuple[str, int]]:
    """Functions whose body, without the docstring, is longer than a screen: name and lines."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or node.lineno) - body[0].lineno + 1 if body else 0
            if lines > FUNCTION_LINES:
                found.append((node.name, lines))
    return found


def listens_to_signals(module: ast.Module) -> list[int]:
    """Lines that import or connect Django's model signals: work that happens behind an action's back."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("django"):
            listens = node.module.endswith(("signals", "dispatch"))
            found += [node.lineno] if listens and SIGNALS & {name.name for name in node.names} else []
    return found


def saves_itself(module: ast.Module) -> list[str]:
    """Classes that override `save` or `delete`."""
    return [
        node.name
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(part, ast.FunctionDef) and part.name in ("save", "delete") for part in node.body)
    ]


def test_no_module_is_called_nothing_in_particular():
    assert [
        short(p) for p in modules(with_tests=True) if says_nothing(p.stem) or says_nothing(p.parent.name)
    ] == []


def test_functions_fit_a_screen():
    found = [f"{short(p)}: {n} {lines}" for p in modules() for n, lines in long_functions(tree(p))]
    assert found == [], f"more than {FUNCTION_LINES} lines"


def test_modules_hold_one_thing():
    long = {short(p): len(p.read_text("utf-8").splitlines()) for p in modules()}
    assert {name: lines for name, lines in long.items() if lines > MODULE_LINES} == {}


def test_nothing_happens_by_signal():
    assert [f"{short(p)}:{n}" for p in modules() for n in listens_to_signals(tree(p))] == []


def test_no_model_overrides_save():
    found = [f"{short(p)}: {n}" for p in modules() if p.name == "models.py" for n in saves_itself(tree(p))]
    assert found == []


@pytest.mark.parametrize(("stem", "bad"), [("queries", False), ("helpers", True), ("date_utils", True)])
def test_the_check_sees_an_empty_name(stem: str, bad: bool):
    assert says_nothing(stem) is bad


@pytest.mark.parametrize(("lines", "bad"), [(FUNCTION_LINES, False), (FUNCTION_LINES + 1, True)])
def test_the_check_sees_a_long_function(lines: int, bad: bool):
    source = 'def f():\n    """Says.\n\n    Why.\n    """\n' + "    pass\n" * lines
    assert bool(long_functions(ast.parse(source))) is bad


@pytest.mark.parametrize(
    ("source", "bad"),
    [
        ("from django.db import models", False),
        ("from django.dispatch import receiver", True),
        ("from django.db.models.signals import post_save", True),
    ],
)
def test_the_check_sees_a_signal(source: str, bad: bool):
    assert bool(listens_to_signals(ast.parse(source))) is bad


@pytest.mark.parametrize(("method", "bad"), [("clean", False), ("save", True), ("delete", True)])
def test_the_check_sees_an_override(method: str, bad: bool):
    assert bool(saves_itself(ast.parse(f"class A:\n    def {method}(self):\n        pass\n"))) is bad
