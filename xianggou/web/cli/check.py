"""`xianggou check`: whether this installation is sound, asked of every room that has something to say.

A room offers `checks.py` with `checks()`, giving rows that have `name`, `ok` and `detail`; nothing is registered,
so a room cannot be forgotten.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from xianggou.web.cli.built import is_built
from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, REFUSED, Parser, both, give, give_json, tell
from xianggou.web.logins import Check, prove_roles

CLOCK_SECONDS = 5


class Checked(Protocol):
    """What a room's check gives."""

    @property
    def name(self) -> str: ...
    @property
    def ok(self) -> bool: ...
    @property
    def detail(self) -> str: ...


def main(argv: list[str]) -> int:
    """Gives: 0 when everything is sound, 1 when anything is not."""
    parser = Parser(
        "check", "检查本套安装：数据库、登录、触发器、账册、留痕。", "Whether this installation is sound."
    )
    parser.add_data()
    parser.add_json()
    asked = parser.parse_args(argv)
    here = Installation(asked.data)
    if not here.made():
        tell(
            both(f"{here.folder} 中还没有数据库，请先 xianggou start。", f"no database in {here.folder} yet.")
        )
        return REFUSED
    with here.opened():
        urls = here.urls()
        found = [*prove_roles(urls.app, urls.owner), *own_checks(), *room_checks()]
    sound = all(check.ok for check in found)
    if asked.json:
        rows = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in found]
        give_json({"ok": sound, "checks": rows})
    else:
        for check in found:
            give(f"{'✓' if check.ok else '✗'} {check.name}" + (f"  {check.detail}" if not check.ok else ""))
        broken = sum(not check.ok for check in found)
        give(both(f"{len(found)} 项检查，{broken} 项不符。", f"{len(found)} checks, {broken} broken."))
    return DONE if sound else REFUSED


def own_checks() -> Iterator[Check]:
    """What belongs to no room: migrations, triggers switched off, the clock."""
    from django.db import connection

    from xianggou.web.cli.status import pending

    waiting = pending()
    yield Check("database.migrations", not waiting, "、".join(waiting))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(string_agg(c.relname || '.' || t.tgname, '、'), '') FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgenabled <> 'O'"
        )
        off = cursor.fetchone()[0]
        yield Check("database.triggers_are_on", not off, off)
        cursor.execute("SELECT extract(epoch FROM clock_timestamp() - %s::timestamptz)", [_now()])
        seconds = float(cursor.fetchone()[0])
        yield Check("clock", abs(seconds) <= CLOCK_SECONDS, f"数据库与本机相差 {seconds:+.1f} 秒")


def room_checks() -> Iterator[Checked]:
    """What each installed room says of itself."""
    from django.apps import apps
    from django.db import DatabaseError

    for app in apps.get_app_configs():
        if app.name.startswith("xianggou.") and is_built(f"{app.name}.checks"):
            offered: Iterable[Checked] = importlib.import_module(f"{app.name}.checks").checks()
            try:
                yield from offered
            except DatabaseError as error:  # one room that cannot answer must not hide the others
                yield Check(f"{app.label}: asking", ok=False, detail=str(error).strip())


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat()
