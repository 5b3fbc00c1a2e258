"""What this version has: rooms are built one after another, and the program offers only what is there."""

import importlib.util


def is_built(module: str) -> bool:
    """Whether this version has a module, its packages included."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
