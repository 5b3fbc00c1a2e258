"""Tables: keys point upstream and cannot be walked back; money is whole 分."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.source import ORDER, modules, room_of, short, tree

KEYS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
MONEY = re.compile(r"fen|yuan|money|price|amount|cost|balance|paid")


def calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last part of its name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield node, name


def keys_to_other_rooms(module: ast.Module, own: str) -> Iterator[tuple[ast.Call, str]]:
    """Foreign keys written as `room.Model` that leave the room, with the room they point to."""
    for call, name in calls(module):
        target = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "to"), None)
        if name in KEYS and isinstance(target, ast.Constant) and "." in str(target.value):
            room = str(target.value).split(".")[0]
            if room != own:
                yield call, room


def walkable_back(module: ast.Module, own: str) -> list[int]:
    """Lines of keys to another room from which that room could filter backwards."""
    return [
        call.lineno
        for call, _ in keys_to_other_rooms(module, own)
        if not any(k.arg == "related_name" and getattr(k.value, "value", "") == "+" for k in call.keywords)
    ]


def downstream(module: ast.Module, own: str) -> list[tuple[int, str]]:
    """Keys that point to a later room."""
    place = {room: number for number, room in enumerate(ORDER)}
    return [
        (call.lineno, room)
        for call, room in keys_to_other_rooms(module, own)
        if place.get(room, -1) > place.get(own, len(ORDER))
    ]


def inexact_money(module: ast.Module) -> list[int]:
    """Lines of columns that could hold a fraction of a 分: any float, and a decimal whose name speaks of money."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            kind = getattr(node.value.func, "attr", getattr(node.value.func, "id", ""))
            name = getattr(node.targets[0], "id", "")
            if kind == "FloatField" or (kind == "DecimalField" and MONEY.search(name)):
                found.append(node.lineno)
    return found


def model_files() -> list[tuple[str, str, ast.Module]]:
    return [
        (short(p), room_of(p), tree(p))
        for p in modules()
        if p.name == "models.py" or p.parent.name == "models"
    ]


def test_keys_to_other_rooms_cannot_be_walked_back():
    assert [f"{n}:{line}" for n, room, t in model_files() for line in walkable_back(t, room)] == []


def test_keys_point_upstream():
    assert [f"{n}:{line} → {to}" for n, room, t in model_files() for line, to in downstream(t, room)] == []


def test_money_is_whole():
    assert [f"{n}:{line}" for n, _, t in model_files() for line in inexact_money(t)] == []


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ('ForeignKey("trail.Subject", PROTECT, related_name="+")', False),
        ('ForeignKey(Award, PROTECT, related_name="lots")', False),
        ('ForeignKey("contracts.Award", PROTECT)', False),
        ('ForeignKey("trail.Subject", PROTECT)', True),
        ('OneToOneField(to="plans.PlanItem", on_delete=PROTECT, related_name="contract")', True),
    ],
)
def test_the_check_sees_a_way_back(key: str, bad: bool):
    assert bool(walkable_back(ast.parse(f"x = models.{key}"), "contracts")) is bad


@pytest.mark.parametrize(("room", "bad"), [("plans", False), ("trail", False), ("payments", True)])
def test_the_check_sees_a_key_downstream(room: str, bad: bool):
    key = ast.parse(f'x = models.ForeignKey("{room}.Thing", PROTECT, related_name="+")')
    assert bool(downstream(key, "contracts")) is bad


@pytest.mark.parametrize(
    ("column", "bad"),
    [
        ("price_fen = FenField()", False),
        ("quantity = models.DecimalField()", False),
        ("share = models.FloatField()", True),
        ("price = models.DecimalField()", True),
        ("amount_yuan = DecimalField()", True),
    ],
)
def test_the_check_sees_inexact_money(column: str, bad: bool):
    assert bool(inexact_money(ast.parse(column))) is bad
