"""The clock of the house: set only where the database was born as demo or training."""

from __future__ import annotations

import psycopg
import pytest

pytestmark = pytest.mark.gate


def test_a_demo_clock_can_be_set_by_the_application(fresh_db):
    with fresh_db.connect() as app:
        app.execute("SELECT xg_set_clock('2023-03-01 09:00+08')")
        shown = app.execute("SELECT xg_now()::date::text").fetchone()
    assert shown == ("2023-03-01",)


def test_a_real_clock_is_never_set_by_any_login(fresh_db):
    with fresh_db.connect("owner") as owner:
        owner.execute("ALTER TABLE trail_installation DISABLE TRIGGER ALL")
        owner.execute("UPDATE trail_installation SET kind = 'real', clock_shift = NULL")
        owner.execute("ALTER TABLE trail_installation ENABLE TRIGGER ALL")
    for login in ("app", "owner"):
        with fresh_db.connect(login) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute("SELECT xg_set_clock('2023-03-01 09:00+08')")
        assert refused.value.sqlstate == "XG017"


def test_the_mark_of_a_demo_cannot_be_removed(fresh_db):
    with fresh_db.connect() as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("UPDATE trail_installation SET kind = 'real'")
    for statement in ("UPDATE trail_installation SET kind = 'real'", "DELETE FROM trail_installation"):
        with fresh_db.connect("owner") as owner, pytest.raises(psycopg.Error) as refused:
            owner.execute(statement)
        assert refused.value.sqlstate == "XG009"
