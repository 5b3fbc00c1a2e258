"""A cast in a database of its own, for what a test transaction would hide."""

from __future__ import annotations

import pytest


@pytest.fixture
def stage(county_a, fresh_db):
    """(cast, logins): 青山镇 ready to buy, in a database of its own."""
    return county_a, fresh_db
