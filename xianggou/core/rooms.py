"""Finds the rooms' rules and wordings without knowing the rooms: what lies in the house is loaded."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

_HOUSE = Path(__file__).resolve().parents[1]
_PARTS = ("base", "stages", "oversight")


def modules_named(kind: str) -> Iterator[ModuleType]:
    """The module of a kind (`rules`, `wording`) of every room that has one."""
    for part in _PARTS:
        for room in sorted((_HOUSE / part).glob("*")):
            if (room / f"{kind}.py").is_file() or (room / kind / "__init__.py").is_file():
                yield importlib.import_module(f"xianggou.{part}.{room.name}.{kind}")


def load_rules() -> tuple[ModuleType, ...]:
    """Register the rules of every room."""
    return tuple(modules_named("rules"))
