"""The cast and its visits, for this room's pages."""

from tests.visits import cast, plain_static

__all__ = ["cast", "plain_static"]
