"""Where the given material lies; tests that need it skip where it is absent, and fail in CI."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("XIANGGOU_SHARED") or ROOT.parent / "shared")


def domain(name):
    """A page of the given domain material."""
    path = SHARED / "domain" / name
    if not path.exists():
        reason = f"the given material is not at {SHARED}: set XIANGGOU_SHARED"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
