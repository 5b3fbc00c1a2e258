"""`@asks`: what a view asks of the access table. A view that asks nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

View = Callable[..., Any]


def asks(action: str) -> Callable[[View], View]:
    """Say which row of the access table a view needs; the middleware asks it before the view runs."""

    def wrap(view: View) -> View:
        view.asks = action  # type: ignore[attr-defined]
        return view

    return wrap
