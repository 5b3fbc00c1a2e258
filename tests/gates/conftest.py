"""A cast in a database of its own, for what a test transaction would hide."""

from __future__ import annotations

import pytest

from tests import cast as people


@pytest.fixture
def stage(fresh_db):
    """(cast, logins): 青山镇 ready to buy, in a database of its own."""
    return people.install(), fresh_db
