"""`xianggou status`: what runs, where, in which version, and what waits to be done."""

from __future__ import annotations

import platform
import time
from typing import Any

import xianggou
from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, Parser, both, give, give_json


def main(argv: list[str]) -> int:
    """Gives: 0, running or not."""
    parser = Parser(
        "status", "显示运行状态、版本与数据目录。", "Show what runs, versions and the data folder."
    )
    parser.add_data()
    parser.add_json()
    asked = parser.parse_args(argv)
    found = facts(Installation(asked.data))
    if asked.json:
        give_json(found)
        return DONE
    words = {
        "running": both("运行中", "running"),
        "address": both("地址", "address"),
        "data": both("数据目录", "data folder"),
        "versions": both("版本", "versions"),
        "database": both("数据库", "database"),
        "migrations_pending": both("待升级的表结构", "migrations pending"),
        "last_backup": both("最近备份", "last backup"),
        "jobs": both("定时任务", "jobs"),
    }
    for key, word in words.items():
        give(f"{word}: {_plain(found[key])}")
    return DONE


def facts(here: Installation) -> dict[str, Any]:
    """What `status --json` prints. A database that does not run is not started for this."""
    served = here.is_served()
    noted = here.noted() if served else {}
    reachable = here.given is not None or (here.made() and here.cluster.running())
    found: dict[str, Any] = {
        "running": served,
        "address": noted.get("address"),
        "since": time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(noted["since"]))
        if noted.get("since")
        else None,
        "data": str(here.folder),
        "versions": {"xianggou": xianggou.__version__, "python": platform.python_version()},
        "database": ("given" if here.given else "embedded") if reachable else None,
        "migrations_pending": None,
        "last_backup": None,
        "jobs": {},
    }
    if reachable:
        with here.opened():
            found["versions"] |= _versions()
            found["migrations_pending"] = pending()
    return found


def pending() -> list[str]:
    """Migrations that this version has and the database has not.  Queries: one."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in waiting]


def _versions() -> dict[str, str]:
    import django
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return {"django": django.__version__, "postgresql": cursor.fetchone()[0].split()[0]}


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return both("；", "; ").join(f"{k} {v}" for k, v in value.items()) or "–"
    if isinstance(value, list):
        return both("、", ", ").join(map(str, value)) or both("无", "none")
    if isinstance(value, bool):
        return both("是", "yes") if value else both("否", "no")
    return "–" if value is None else str(value)
