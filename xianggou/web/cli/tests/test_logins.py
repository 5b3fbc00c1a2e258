"""The logins as they must be, and a check that sees each way of spoiling them."""

from collections.abc import Iterator

import psycopg
import pytest

from xianggou.web.logins import APP, AUDIT, OWNER, ensure_roles, prove_roles
from xianggou.web.postgres import Cluster, Urls, make_roles, temporary

pytestmark = pytest.mark.gate  # also on the oldest PostgreSQL we promise
DB = "offices"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with temporary() as made:
        made.prepare(DB)
        yield made


def broken(cluster: Cluster, dbname: str = DB) -> set[str]:
    urls = cluster.urls(dbname)
    return {check.name for check in prove_roles(urls.app, urls.owner) if not check.ok}


def as_admin(cluster: Cluster, statement: str, dbname: str = DB) -> None:
    with psycopg.connect(cluster.url(dbname=dbname), autocommit=True) as admin:
        admin.execute(statement)


def test_new_logins_are_as_they_must_be(cluster: Cluster):
    assert broken(cluster) == set()


def test_making_them_again_changes_nothing(cluster: Cluster):
    def state() -> list[tuple]:
        with psycopg.connect(cluster.url(dbname=DB)) as admin:
            roles = "SELECT rolname, rolsuper, rolbypassrls, rolconfig FROM pg_roles WHERE rolname LIKE 'xg%' ORDER BY 1"
            spaces = "SELECT nspname, nspacl::text, nspowner FROM pg_namespace ORDER BY 1"
            databases = "SELECT datname, datacl::text, datdba FROM pg_database ORDER BY 1"
            return [row for asked in (roles, spaces, databases) for row in admin.execute(asked)]

    before = state()
    ensure_roles(cluster.url(), DB)
    assert state() == before and len(before) > len(("owner", "app", "audit", "seal"))


@pytest.mark.parametrize(
    ("spoil", "mend", "seen"),
    [
        ("ALTER ROLE xg_app SUPERUSER", "ALTER ROLE xg_app NOSUPERUSER", "logins.app_has_no_powers"),
        ("ALTER ROLE xg_app BYPASSRLS", "ALTER ROLE xg_app NOBYPASSRLS", "logins.app_has_no_powers"),
        ("GRANT xg_owner TO xg_app", "REVOKE xg_owner FROM xg_app", "logins.app_is_not_owner"),
        (
            "ALTER ROLE xg_app SET lock_timeout = 0",
            "ALTER ROLE xg_app SET lock_timeout = '5s'",
            "logins.app_lock_timeout",
        ),
        (
            "GRANT CREATE ON SCHEMA public TO xg_app",
            "REVOKE CREATE ON SCHEMA public FROM xg_app",
            "logins.app_makes_no_tables",
        ),
        ("DROP EXTENSION btree_gist", "CREATE EXTENSION btree_gist", "database.extensions"),
        (
            "CREATE TABLE his (); ALTER TABLE his OWNER TO xg_app",
            "DROP TABLE his",
            "logins.app_owns_nothing",
        ),
    ],
)
def test_a_spoilt_login_is_seen(cluster: Cluster, spoil: str, mend: str, seen: str):
    as_admin(cluster, spoil)
    try:
        assert seen in broken(cluster)
    finally:
        as_admin(cluster, mend)
    assert broken(cluster) == set()


def test_a_database_whose_locale_knows_no_chinese_is_seen(cluster: Cluster):
    as_admin(cluster, "CREATE DATABASE deaf OWNER xg_owner TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    ensure_roles(cluster.url(), "deaf")
    assert "database.locale" in broken(cluster, "deaf")


def test_one_login_for_both_is_seen(cluster: Cluster):
    owner = cluster.urls(DB).owner
    assert "logins.two_logins" in {c.name for c in prove_roles(owner, owner) if not c.ok}


def test_an_administrator_who_is_no_superuser_can_make_them(cluster: Cluster):
    as_admin(cluster, "CREATE ROLE rented LOGIN CREATEROLE CREATEDB")
    for login in ("xg_owner", "xg_app", "xg_audit", "xg_seal"):  # he administers the logins of this server
        as_admin(cluster, f"GRANT {login} TO rented WITH ADMIN OPTION")
    make_roles(cluster.url("rented"), Urls(cluster.url(APP, "county"), cluster.url(OWNER, "county")))
    assert broken(cluster, "county") == set()


def test_logins_of_another_name_are_told(cluster: Cluster):
    as_admin(cluster, "CREATE ROLE web LOGIN; GRANT CONNECT ON DATABASE offices TO web")
    named = {c.name for c in prove_roles(cluster.url("web", DB), cluster.urls(DB).owner) if not c.ok}
    assert "logins.names" in named


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE t ()", "CREATE TEMP TABLE t ()", "CREATE SCHEMA s", "SET ROLE xg_owner",
     "SET session_replication_role = replica"],
)  # fmt: skip
def test_the_application_is_refused(cluster: Cluster, statement: str):
    with psycopg.connect(cluster.urls(DB).app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_a_function_of_the_owner_is_nobodys_until_granted(cluster: Cluster):
    with psycopg.connect(cluster.urls(DB).owner, autocommit=True) as owner:
        owner.execute("CREATE FUNCTION secret() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with psycopg.connect(cluster.url(APP, DB)) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT secret()")


def test_the_auditor_cannot_write(cluster: Cluster):
    with psycopg.connect(cluster.url(AUDIT, DB)) as audit:
        assert audit.execute("SHOW default_transaction_read_only").fetchone() == ("on",)


def test_a_stranger_cannot_enter(cluster: Cluster):
    as_admin(cluster, "CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(cluster.url("stranger", DB))
