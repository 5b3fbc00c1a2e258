"""Every action is granted to somebody, leaves a trail under its own name, explains itself, and is tested."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, files, modules, room_of, short, tree

ROLES = PACKAGE / "base" / "access" / "roles.toml"
TRAIL_VERBS = {"born", "move", "moved", "note", "noted", "record"}


@dataclass(frozen=True)
class Found:
    """An action as it stands in the source."""

    code: str
    path: Path
    function: ast.FunctionDef


def actions_in(module: ast.Module, path: Path) -> Iterator[Found]:
    """Functions decorated with `@action("room.verb", …)`."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                named = isinstance(mark, ast.Call) and getattr(
                    mark.func, "id", getattr(mark.func, "attr", "")
                )
                if isinstance(mark, ast.Call) and named == "action" and mark.args:
                    yield Found(str(ast.literal_eval(mark.args[0])), path, node)


def trails(module: ast.Module, function: ast.FunctionDef, code: str) -> bool:
    """Whether the action, or a function of its own module that it calls, writes an entry under its code."""
    local = {n.name: n for n in module.body if isinstance(n, ast.FunctionDef)}
    todo, seen = [function], set()
    while todo:
        here = todo.pop()
        seen.add(here.name)
        for node in ast.walk(here):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                named = {
                    str(a.value) for a in node.args if isinstance(a, ast.Constant) and "." in str(a.value)
                }
                if name in TRAIL_VERBS and (code in named or not named):  # not named: the verb is a variable
                    return True
                if name in local and name not in seen:
                    todo.append(local[name])
    return False


def granted(table: str) -> set[str]:
    """Every action code that some post of the access table has."""
    return {code for post in tomllib.loads(table).values() for code in post["actions"]}


def all_actions() -> list[Found]:
    return [
        found
        for path in modules()
        if path.stem == "actions" or path.parent.name == "actions"
        for found in actions_in(tree(path), path)
    ]


def test_an_action_is_named_after_its_room():
    assert [
        f"{short(a.path)}: {a.code}" for a in all_actions() if a.code.split(".")[0] != room_of(a.path)
    ] == []


def test_every_action_is_granted_to_somebody():
    missing = {a.code for a in all_actions()} - granted(ROLES.read_text("utf-8"))
    assert missing == set(), "no row of roles.toml has them: nobody could ever do them"


def test_every_action_leaves_a_trail():
    assert [a.code for a in all_actions() if not trails(tree(a.path), a.function, a.code)] == []


def test_every_action_explains_itself():
    assert [a.code for a in all_actions() if not ast.get_docstring(a.function)] == []


def test_every_action_is_tested():
    texts = [
        p.read_text("utf-8") for p in files(ROOT, ".py") if "tests" in p.parts and "house" not in p.parts
    ]
    told = "\n".join(texts)
    untested = [
        a.code for a in all_actions() if a.code not in told and f"actions.{a.function.name}(" not in told
        and f"{room_of(a.path)}.{a.function.name}(" not in told
    ]  # fmt: skip
    assert untested == []


SIGN = """
from xianggou.base.access.actions import action
@action("contracts.sign", on=locked)
def sign(contract, *, by):
    {body}
def _remember(contract):
    trail.move(contract, "contracts.sign", 1)
"""


@pytest.mark.parametrize(
    ("body", "good"),
    [
        ('trail.move(contract, "contracts.sign", Status.SIGNED, by=by)', True),
        ("_remember(contract)", True),
        ("trail.born(contract, verb, by=by)", True),
        ("contract.save()", False),
        ('trail.move(contract, "contracts.close", Status.CLOSED, by=by)', False),
    ],
)
def test_the_check_sees_an_action_without_a_trail(body: str, good: bool):
    module = ast.parse(SIGN.replace("{body}", body))
    (found,) = actions_in(module, Path("contracts/actions.py"))
    assert found.code == "contracts.sign"
    assert trails(module, found.function, found.code) is good


def test_the_check_reads_the_access_table():
    table = (
        '[a]\ntitle = "x"\nscope = "town"\nactions = ["contracts.sign"]\n[b]\nactions = ["payments.pay"]\n'
    )
    assert granted(table) == {"contracts.sign", "payments.pay"}
