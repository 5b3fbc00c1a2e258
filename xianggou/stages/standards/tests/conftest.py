"""The cast and its visits, and two departments, for this room's tests."""

from tests.bureaus import bureaus
from tests.visits import cast, plain_static

__all__ = ["bureaus", "cast", "plain_static"]
