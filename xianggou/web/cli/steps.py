"""The steps of a start that need Django, each in a process of its own: `python -m xianggou.web.cli.steps STEP`.

Making tables needs the owner's login and filling them must not have it; a process has one login, so there are two.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from pathlib import Path

from django.conf import settings

from xianggou.web.cli import erasing
from xianggou.web.cli.words import both, give, tell, use_utf8

MIGRATE_LOCK = 7_203_115  # one process migrates at a time, also on a shared server


def tables(kind: str) -> None:
    """As the owner: migrate, grant, and mark a newborn database for ever as `kind` (real or demo)."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from xianggou.web import grants

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATE_LOCK])
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        tell(both(f"建表：{len(waiting)} 步…", f"tables: {len(waiting)} migrations…"))
        call_command("migrate", interactive=False, verbosity=0)
    grants.apply()
    grants.birth(kind)


def fill() -> None:
    """As the application: play the demo year into an empty database, by calling the actions."""
    play = importlib.import_module("xianggou.demo.play")
    code = play.main([])
    if code:
        raise SystemExit(code)


def ready() -> None:
    """Load the whole site once, so that what is broken is told here and not by a worker that dies again and again.

    Prints the demo's accounts, for `start` to show once it serves.
    """
    importlib.import_module("xianggou.web.wsgi")
    importlib.import_module(settings.ROOT_URLCONF)
    from xianggou.base.people.actions import DEMO_PASSWORD
    from xianggou.base.people.queries import demo_accounts

    accounts = demo_accounts()
    if accounts:
        give(
            both(
                f"演示账号（密码都是 {DEMO_PASSWORD}）：",
                f"demo accounts (all with the password {DEMO_PASSWORD}):",
            )
        )
    for account in accounts:
        give(f"  {account['login']:<20}{account['name']}  {account['seats']}")


def nightly() -> None:
    """As the application: what is due once a day."""
    erased = sum(row["erased"] for row in erasing.erased())
    if erased:
        tell(
            both(
                f"已删除到期的联系方式、原话和照片 {erased} 份。", f"erased {erased} pieces of personal data."
            )
        )


def static() -> None:
    """Gather stylesheets, scripts and pictures, when any of them changed."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            digest.update(name.encode() + Path(storage.path(name)).read_bytes())
    target = Path(settings.STATIC_ROOT)
    seal = target / ".gathered"
    if seal.exists() and seal.read_text() == digest.hexdigest():
        return
    target.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    seal.write_text(digest.hexdigest())


def may_be_filled() -> bool:
    """Whether this is a demo's database in which no place has been recorded yet."""
    from xianggou.base.places.models import Place
    from xianggou.base.trail.models import Installation

    return Installation.objects.filter(kind="demo").exists() and not Place.objects.exists()


def main(argv: list[str]) -> int:
    """Run one step.  Gives: 0, or 3 for the question `may-be-filled` answered with no."""
    import django

    use_utf8()
    django.setup()
    match argv:
        case ["tables", ("real" | "demo") as kind]:
            tables(kind)
        case ["may-be-filled"]:
            return 0 if may_be_filled() else 3
        case ["fill"]:
            fill()
        case ["nightly"]:
            nightly()
        case ["ready"]:
            static()
            ready()
        case _:
            raise ValueError(f"no such step: {argv}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
