"""Fixtures of the pages' tests."""

from tests.visits import cast, plain_static

__all__ = ["cast", "plain_static"]
