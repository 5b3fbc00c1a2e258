"""What the application's login tries by hand inside a test's own transaction."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction


def state_of(sql: str, *values: object, then: tuple[str, tuple[object, ...]] | None = None) -> str:
    """SQLSTATE with which the database refuses what the application's login tries, "" where it does not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            if then is not None:
                cursor.execute(*then)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except DatabaseError as refused:
        return str(refused.__cause__.sqlstate)
    return ""
