"""Visits to pages: a signed-in client for each of the cast, and the number of statements that a page takes."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast as people
from xianggou.base.people import middleware as who
from xianggou.core.actor import Actor

MOST_QUERIES = 10


@pytest.fixture(autouse=True)
def plain_static(settings: Any) -> None:
    """Pages name their stylesheet without the manifest that only an installation has."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def cast(county_a: people.Cast, db: None) -> people.Cast:
    """The cast in its place."""
    return county_a


def client_of(actor: Actor) -> Client:
    """A browser in which this actor has signed in."""
    client = Client()
    session = client.session
    session[who.ACCOUNT] = actor.account_id
    session[who.EPOCH] = 0
    session[who.SEEN] = int(time.time())
    session.save()
    return client


def statements(client: Client, url: str) -> int:
    """How many statements a page takes, once what a process remembers (place names, packs) is warm."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    return len([q for q in caught.captured_queries if "SAVEPOINT" not in q["sql"]])


def expected_counts(tests: str) -> dict[str, int]:
    """What `query_counts.json` beside a room's tests says."""
    counts: dict[str, int] = json.loads(Path(tests).with_name("query_counts.json").read_text("utf-8"))
    assert all(n <= MOST_QUERIES for n in counts.values()), counts
    return counts


def once(**typed: Any) -> dict[str, Any]:
    """A form's content with a once-key of its own."""
    return {"once": f"key-{time.monotonic_ns()}", **typed}
