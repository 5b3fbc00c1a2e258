"""Which part of the house a profiled function belongs to."""

from __future__ import annotations

PARTS = (
    ("/xianggou/core/", "rules and law"),
    ("rules", "rules and law"),
    ("/xianggou/base/trail/", "trail"),
    ("/xianggou/base/ledger/", "ledger"),
    ("/xianggou/base/access/", "access and once-keys"),
    ("/xianggou/base/people/", "access and once-keys"),
    ("/xianggou/", "actions, queries and API of the rooms"),
    ("/psycopg", "psycopg, waiting for the database included"),
    ("/django/db/backends/", "Django's connection and cursors"),
    ("/django/db/", "ORM"),
    ("/ninja/", "HTTP: ninja and pydantic"),
    ("/pydantic", "HTTP: ninja and pydantic"),
    ("/django/", "HTTP: Django's handlers and middleware"),
    ("/bench/", "the driver"),
    ("/json/", "JSON"),
)


def room_of(file: str, name: str) -> str:
    """The part by the file's path; built-in functions by their name."""
    if file == "~":
        if "psycopg" in name or "PGconn" in name or ("select" in name and "epoll" in name):
            return "psycopg, waiting for the database included"
        return "built-in functions"
    in_rules = "/xianggou/stages/" in file and ("/rules" in file)
    for part, room in PARTS:
        if part == "rules":
            if in_rules:
                return room
        elif part in file:
            return room
    return "the rest of Python"
