"""Tests run on a real PostgreSQL, as the application's login; the owner's login only builds the database.

Without DATABASE_URL and DATABASE_OWNER_URL a throw-away embedded server serves the whole run.
`db` wraps a test in a transaction; `fresh_db` gives a database of its own, for races, crashes and raw SQL.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.conf import settings

from xianggou.web import postgres
from xianggou.web.settings import database

TEMPLATE = "xg_test"
CHROMIUM = next(
    filter(
        None,
        (
            os.environ.get("XIANGGOU_CHROMIUM") or os.environ.get("CHROMIUM"),
            *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
        ),
    ),
    "",
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before Django reads its settings."""
    os.environ.setdefault("XIANGGOU_TEST", "1")
    # pages are tried without collecting the static files first
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if "DATABASE_URL" not in os.environ:
        running = postgres.temporary()
        cluster = running.__enter__()
        config.add_cleanup(lambda: running.__exit__(None, None, None))
        urls = cluster.prepare(TEMPLATE + worker)
        os.environ.update(urls.environment())
        os.environ["XIANGGOU_TEST_ADMIN"] = cluster.url(dbname="postgres")
        # pytest-django has read the settings before any conftest: tell them where the server is
        settings.DATABASES["default"].update(database(urls.app))


@dataclass(frozen=True, slots=True)
class Logins:
    """Addresses of one test database by login."""

    app: str
    owner: str

    def connect(self, login: str = "app", **options: Any) -> psycopg.Connection:
        return psycopg.connect(getattr(self, login), **options)


def _as_owner(settings: Any, connections: Any, work: Any) -> None:
    """Do `work` with Django's default connection on the owner's login."""
    mine = dict(connections["default"].settings_dict)
    connections["default"].close()
    connections["default"].settings_dict.update(USER=os.environ.get("XIANGGOU_TEST_OWNER", "xg_owner"))
    try:
        work()
    finally:
        connections["default"].close()
        connections["default"].settings_dict.update(USER=mine["USER"])


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test begins in Chinese: a request in English leaves its language active in the thread."""
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
    yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Migrate and grant as the owner; then everything runs as the application."""
    from django.core.management import call_command
    from django.db import connections

    from xianggou.web import grants

    def build() -> None:
        call_command("migrate", verbosity=0, interactive=False)
        grants.apply()
        grants.birth("demo")

    with django_db_blocker.unblock():
        _as_owner(None, connections, build)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture
def fresh_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[Logins]:
    """A database of its own, copied from the migrated one; Django's default connection points to it."""
    from django.db import connections

    default = connections["default"]
    default.close()
    name = f"{default.settings_dict['NAME']}_{os.getpid()}_{os.urandom(3).hex()}"
    admin_url = os.environ["XIANGGOU_TEST_ADMIN"]
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{default.settings_dict["NAME"]}" OWNER xg_owner')
        for statement in (
            f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC',
            f'GRANT CONNECT ON DATABASE "{name}" TO xg_app, xg_audit, xg_seal',
        ):
            admin.execute(statement)
    before = default.settings_dict["NAME"]
    default.settings_dict["NAME"] = name
    make = psycopg.conninfo.make_conninfo
    logins = Logins(
        app=make(os.environ["DATABASE_URL"], dbname=name),
        owner=make(os.environ["DATABASE_OWNER_URL"], dbname=name),
    )
    with django_db_blocker.unblock():
        yield logins
        connections.close_all()
    default.settings_dict["NAME"] = before
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, for one module: its event loop holds the thread, and only one may at a time."""
    from django.db import connections

    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium in CI")
        pytest.skip("no Chromium here: the pages are NOT tested in a browser")
    connections.close_all()  # inside the browser's event loop Django keeps other connections
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the loop runs in this thread
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
