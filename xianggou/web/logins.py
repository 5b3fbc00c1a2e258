"""The database's logins: who may do what before any rule of ours is asked.

The owner makes tables and never serves; the application serves and owns nothing, so that a mistake or a break-in
in the web process cannot rewrite the ledger or switch a trigger off. What each login may do with each *table* is
granted after migrating, by the access room; here are the logins, the database and what everybody loses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER, APP, AUDIT, SEAL = "xg_owner", "xg_app", "xg_audit", "xg_seal"
SERVING = (APP, AUDIT, SEAL)
EXTENSIONS = ("pg_trgm", "btree_gist")
FLOOR = 15
LOCK_NUMBER = 7_203_114  # any number, the same in every process that makes logins

# Nobody holds a lock or a transaction for long: the next clerk waits behind it.
SETTINGS: Mapping[str, Mapping[str, str]] = {
    OWNER: {"search_path": "public, pg_temp"},
    APP: {
        "search_path": "public, pg_temp",
        "lock_timeout": "5s",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "60s",
    },
    SEAL: {
        "search_path": "public, pg_temp",
        "lock_timeout": "5s",
        "statement_timeout": "60s",
        "idle_in_transaction_session_timeout": "60s",
    },
    AUDIT: {
        "search_path": "public, pg_temp",
        "default_transaction_read_only": "on",
        "statement_timeout": "60s",
        "idle_in_transaction_session_timeout": "60s",
    },
}
NO_POWERS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS LOGIN"
POWERLESS = (
    "SELECT 1 FROM pg_roles WHERE rolname = %s AND rolcanlogin"
    " AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing an installation must have, and whether it has it. `detail` says what was found or what to do."""

    name: str
    ok: bool
    detail: str = ""


def ensure_roles(admin_url: str, dbname: str, *, passwords: Mapping[str, str] | None = None) -> None:
    """Make or mend the four logins, the database `dbname` and its extensions; a second call changes nothing.

    `passwords` (login → password) is for a server reached over a network; the embedded one is reached by a
    socket that only its own account can open.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        for login in SETTINGS:
            _make_login(admin, login, (passwords or {}).get(login))
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [dbname]).fetchone()
        if not known:
            _make_database(admin, dbname)
        inside = psycopg.conninfo.make_conninfo(admin_url, dbname=dbname)
        with psycopg.connect(inside) as database:
            for statement in _inside(dbname):
                database.execute(statement)


def prove_roles(app_url: str, owner_url: str) -> list[Check]:
    """What must be true of the two logins that serve and migrate, on any server. Changes nothing."""
    with psycopg.connect(owner_url) as owner, psycopg.connect(app_url) as app:
        return [*_prove_server(owner), *_prove_app(app), *_prove_owner(owner, app)]


def _make_login(admin: psycopg.Connection, login: str, password: str | None) -> None:
    name = sql.Identifier(login)
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login]).fetchone():
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
    if not admin.execute(POWERLESS, [login]).fetchone():  # only a superuser may even repeat NOSUPERUSER
        admin.execute(sql.SQL("ALTER ROLE {} " + NO_POWERS).format(name))
    if password:
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
    for setting, value in SETTINGS[login].items():
        words = sql.SQL(value) if setting == "search_path" else sql.Literal(value)
        admin.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(setting), words))


def _make_database(admin: psycopg.Connection, dbname: str) -> None:
    """From template0, with a locale that knows Chinese characters, whatever the server's own default is."""
    if admin.info.server_version >= 17_0000:
        how = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    else:
        how = "LOCALE_PROVIDER libc LOCALE 'C.UTF-8'"
    # A superuser may give the database to anyone; an administrator of a rented server must be a member first.
    me = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if me != (True,):
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' " + how).format(
            sql.Identifier(dbname), sql.Identifier(OWNER)
        )
    )


def _inside(dbname: str) -> Iterator[sql.SQL | sql.Composed]:
    """What is given and taken inside the database. PUBLIC loses everything that is not named here."""
    database, owner = sql.Identifier(dbname), sql.Identifier(OWNER)
    serving = sql.SQL(", ").join(map(sql.Identifier, SERVING))
    for extension in EXTENSIONS:
        yield sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension))
    yield sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner)
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database)
    yield sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, serving)
    yield sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(serving)
    for kind in ("EXECUTE ON FUNCTIONS", "USAGE ON TYPES"):
        yield sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE " + kind + " FROM PUBLIC").format(owner)


def _prove_server(owner: psycopg.Connection) -> Iterable[Check]:
    major = owner.info.server_version // 10000
    yield Check("database.version", major >= FLOOR, f"PostgreSQL {major}（最低 {FLOOR}）")
    coded = owner.execute("SHOW server_encoding").fetchone()
    yield Check("database.encoding", coded == ("UTF8",), str(coded and coded[0]))
    have = {row[0] for row in owner.execute("SELECT extname FROM pg_extension")}
    missing = [name for name in EXTENSIONS if name not in have]
    yield Check("database.extensions", not missing, "缺 " + "、".join(missing) if missing else "")
    if "pg_trgm" in have:
        seen = owner.execute("SELECT show_trgm('清运') <> '{}'").fetchone()
        yield Check(
            "database.locale", seen == (True,), "pg_trgm 能否识别汉字：数据库的 LC_CTYPE 应为 C.UTF-8"
        )


def _prove_app(app: psycopg.Connection) -> Iterable[Check]:
    powers = app.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    yield Check(
        "logins.app_has_no_powers", powers == (False,) * 5, "服务登录不得有超级用户、建库、建角色等权力"
    )
    owned = app.execute(
        "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    ).fetchone()
    yield Check("logins.app_owns_nothing", owned == (0,), "服务登录不得拥有任何表")
    creates = app.execute(
        "SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'TEMP')"
    ).fetchone()
    yield Check("logins.app_makes_no_tables", creates == (False, False), "服务登录不得在库中建表或建临时表")
    for name, wanted in SETTINGS[APP].items():
        if name.endswith("_timeout"):
            found = app.execute("SELECT current_setting(%s)", [name]).fetchone()
            same = app.execute(
                "SELECT %s::interval = current_setting(%s)::interval", [wanted, name]
            ).fetchone()
            yield Check(f"logins.app_{name}", same == (True,), f"应为 {wanted}，现为 {found and found[0]}")


def _prove_owner(owner: psycopg.Connection, app: psycopg.Connection) -> Iterable[Check]:
    here = "SELECT current_database(), (SELECT system_identifier FROM pg_control_system())"
    try:
        same = owner.execute(here).fetchone() == app.execute(here).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        owner.rollback()
        app.rollback()
        same = owner.info.dbname == app.info.dbname
    yield Check("logins.one_database", same, "两个地址须指向同一个数据库")
    found = f"{owner.info.user}、{app.info.user}"
    yield Check(
        "logins.names", found == f"{OWNER}、{APP}", f"应为 {OWNER}、{APP}（授权按名书写），现为 {found}"
    )
    yield Check("logins.two_logins", owner.info.user != app.info.user, "建表与服务须是两个登录")
    member = app.execute(
        "SELECT pg_has_role(current_user, r.oid, 'MEMBER') FROM pg_roles r WHERE rolname = %s",
        [owner.info.user],
    ).fetchone()
    yield Check("logins.app_is_not_owner", member == (False,), "服务登录不得是建表登录的成员")
    may = owner.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone()
    yield Check("logins.owner_makes_tables", may == (True,), "建表登录须能在 public 中建表")
