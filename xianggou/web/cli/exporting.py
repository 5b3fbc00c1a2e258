"""`xianggou export`: every list that a page shows, with the same filters and rights."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, MISUSE, REFUSED, Parser, both, tell

if TYPE_CHECKING:
    from argparse import Namespace

FORMATS = ("xlsx", "csv", "json")


def main(argv: list[str]) -> int:
    """Gives: 0 written, 1 not granted or bad filter, 2 misuse."""
    parser = Parser("export", "导出清单和账册。", "Export a list or the books.")
    parser.add_argument(
        "list", metavar="LIST", help=both("清单，如 plan、ledger", "which list, as plan or ledger")
    )
    told = both("筛选，如 year=2023，可写多次", "filter, as year=2023; may be repeated")
    parser.add_argument("--filter", action="append", default=[], metavar="K=V", help=told)
    parser.add_argument("--format", choices=FORMATS, default="csv", help=both("格式", "format"))
    told = both("地方；只有一个地方时可不写", "place; may be left out where there is only one")
    parser.add_argument("--place", metavar="P", help=told)
    told = both("以谁的权限（登录名）；不写则由系统", "with whose rights (sign-in name); else the system's")
    parser.add_argument("--as", dest="person", metavar="PERSON", help=told)
    parser.add_argument(
        "--out", metavar="FILE", help=both("写到文件；不写则到标准输出", "file; else standard output")
    )
    parser.add_data()
    asked = parser.parse_args(argv)
    if any("=" not in text for text in asked.filter):
        parser.error(both("筛选要写成 名=值", "a filter is NAME=VALUE"))
    here = Installation(asked.data)
    if not here.made():
        tell(both(f"{here.folder} 中还没有数据库，请先 xianggou start", f"no database in {here.folder} yet"))
        return REFUSED
    with here.opened():
        return run(asked)


def run(asked: Namespace) -> int:
    """Write the list, Django being set up.  Gives: the exit code."""
    from xianggou.base.access.actions import NotGranted
    from xianggou.base.places.models import Place
    from xianggou.core.actor import SYSTEM
    from xianggou.core.findings import BadInput
    from xianggou.web.imports import door, exports, rights

    if asked.list not in exports.LISTS:
        known = ", ".join(exports.LISTS)
        tell(both(f"没有清单“{asked.list}”，可用：{known}", f"no list '{asked.list}'; known: {known}"))
        return MISUSE
    try:
        place = door.place_of(asked.place) if asked.place else Place.objects.get()
    except (Place.DoesNotExist, Place.MultipleObjectsReturned):
        tell(both("用 --place 写明是哪个地方", "name the place with --place"))
        return MISUSE
    actor = rights.actor_of_login(asked.person) if asked.person else SYSTEM
    if actor is None:
        tell(both(f"没有账号“{asked.person}”", f"no account '{asked.person}'"))
        return MISUSE
    filters = dict(text.split("=", 1) for text in asked.filter)
    try:
        pieces = exports.export(asked.list, asked.format, actor, place.code, filters)
    except NotGranted as error:
        tell(both(f"这个账号不能导出（{error.action}）", f"not granted: {error.action}"))
        return REFUSED
    except BadInput as bad:
        tell("；".join(f"{p.what}，{p.then}" for p in bad.problems))
        return REFUSED
    if asked.out:
        with Path(asked.out).open("wb") as file:
            file.writelines(pieces)
    else:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    return DONE
