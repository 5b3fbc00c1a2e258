"""Tests run on a real PostgreSQL, as the application's login; the owner's login only builds the database.

Without DATABASE_URL and DATABASE_OWNER_URL a throw-away embedded server serves the whole run.
`db` wraps a test in a transaction; `fresh_db` gives a database of its own, for races, crashes and raw SQL.
`county_a` and `district_b` give a database in which the cast already sits: laid once, used by many.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from xianggou.web import postgres
from xianggou.web.programs import find_binaries
from xianggou.web.settings import database

TEMPLATE = "xg_test"
TO_KEEP = pytest.StashKey[tuple[postgres.Cluster, Path]]()
KEPT = 4  # clusters of other code or another PostgreSQL
ROOT = Path(__file__).parent
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


def _built() -> Path:
    """Where the migrated cluster of exactly this code and this PostgreSQL lies, once a run has built it."""
    code = hashlib.sha256(str(find_binaries()).encode())
    for path in sorted((ROOT / "xianggou").rglob("*")):
        if path.suffix in {".py", ".sql", ".toml"} and "tests" not in path.parts:
            code.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return ROOT / ".run" / "built" / code.hexdigest()[:16]


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before Django reads its settings."""
    os.environ.setdefault("XIANGGOU_TEST", "1")
    # pages are tried without collecting the static files first
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    if "DATABASE_URL" not in os.environ:
        built = _built()
        is_built = built.is_dir()
        running = postgres.temporary(begun=built if is_built else None)
        cluster = running.__enter__()
        config.add_cleanup(lambda: running.__exit__(None, None, None))
        if not is_built:
            config.stash[TO_KEEP] = cluster, built
        urls = cluster.prepare(TEMPLATE)
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


def _as_owner(work: Any) -> None:
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
def django_db_setup(django_db_blocker: Any, pytestconfig: pytest.Config) -> Iterator[None]:
    """Migrate and grant as the owner; then everything runs as the application.

    A cluster of our own is kept for the next run of the same code, which then begins with a copy.
    """
    from django.core.management import call_command

    from xianggou.web import grants

    def build() -> None:
        call_command("migrate", verbosity=0, interactive=False)
        grants.apply()
        grants.birth("demo")

    given = "XIANGGOU_TEST_ADMIN" not in os.environ
    to_keep = pytestconfig.stash.get(TO_KEEP, None)
    if given or to_keep:
        with django_db_blocker.unblock():
            _as_owner(build)
    if to_keep:
        cluster, built = to_keep
        built.parent.mkdir(parents=True, exist_ok=True)
        for old in sorted(built.parent.iterdir(), key=lambda p: p.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        cluster.keep(built)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


PLACES = {"county_a": "county-a", "district_b": "district-b"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The database is chosen before anything opens a transaction in it."""
    for item in items:
        names = getattr(item, "fixturenames", [])
        if "whose_database" in names:
            names.remove("whose_database")
            names.insert(0, "whose_database")


class Peopled:
    """Databases in which the cast already sits, by the fixture's name: each laid when it is first asked for."""

    def __init__(self) -> None:
        self.empty = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])["dbname"]
        self.laid: dict[str, Any] = {}

    def serve(self, place: str | None) -> None:
        """Point Django's default connection to a place's database, or back from one to the empty one."""
        if place and place not in self.laid:
            from tests import cast

            _serve(self.empty)
            connections["default"].close()  # a template must have no one in it
            _copy(self.empty, f"{self.empty}_{place}")
            _serve(f"{self.empty}_{place}")
            self.laid[place] = cast.install(pack=PLACES[place])
        if place:
            _serve(f"{self.empty}_{place}")
        elif connections["default"].settings_dict["NAME"] in {f"{self.empty}_{p}" for p in self.laid}:
            _serve(self.empty)  # any other database is served by a fixture that lives longer than a test


def _serve(name: str) -> None:
    default = connections["default"]
    if default.settings_dict["NAME"] != name:
        default.close()
        default.settings_dict["NAME"] = name


def _copy(template: str, name: str) -> None:
    with psycopg.connect(os.environ["XIANGGOU_TEST_ADMIN"], autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER xg_owner')
        admin.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO xg_app, xg_audit, xg_seal')


@pytest.fixture(scope="session")
def peopled() -> Peopled:
    """The databases with people in them."""
    return Peopled()


@pytest.fixture(autouse=True)
def whose_database(request: pytest.FixtureRequest, peopled: Peopled) -> None:
    """The empty database, or the one whose place the test asks for."""
    place = next((p for p in PLACES if p in request.fixturenames), None)
    if place and place not in peopled.laid:
        request.getfixturevalue("django_db_setup")
        with request.getfixturevalue("django_db_blocker").unblock():
            peopled.serve(place)
    else:
        peopled.serve(place)


@pytest.fixture
def county_a(peopled: Peopled) -> Any:
    """The cast under County A's pack."""
    return peopled.laid["county_a"]


@pytest.fixture
def district_b(peopled: Peopled) -> Any:
    """The cast under District B's pack."""
    return peopled.laid["district_b"]


@pytest.fixture
def fresh_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[Logins]:
    """A database of its own, copied from the migrated one; Django's default connection points to it."""
    default = connections["default"]
    default.close()
    before = default.settings_dict["NAME"]
    name = f"{before}_{os.getpid()}_{os.urandom(3).hex()}"
    _copy(before, name)
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
    with psycopg.connect(os.environ["XIANGGOU_TEST_ADMIN"], autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, for one module: its event loop holds the thread, and only one may at a time."""
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
