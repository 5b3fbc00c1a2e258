"""`xianggou place`: open a place under its pack in an installation without the demo, and let it go live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, REFUSED, Parser, both, give, give_json, tell

if TYPE_CHECKING:
    from argparse import Namespace


def main(argv: list[str]) -> int:
    """Gives: 0 done, 1 refused (no database, an unknown pack or place)."""
    parser = Parser(
        "place", "开通地方、转入正式运行、列出地方。", "Open a place, let it go live, list places."
    )
    verbs = ("list", "open", "go-live")
    parser.add_argument("verb", choices=verbs, metavar="|".join(verbs), help=both("做什么", "what to do"))
    told = both("实践包名（如 county-a）", "name of its pack (as county-a)")
    parser.add_argument("pack", nargs="?", default="", metavar="PACK", help=told)
    parser.add_data()
    parser.add_json()
    asked = parser.parse_args(argv)
    here = Installation(asked.data)
    if not here.made():
        tell(both(f"{here.folder} 中还没有数据库，请先 xianggou start", f"no database in {here.folder} yet"))
        return REFUSED
    with here.opened():
        return run(asked)


def run(asked: Namespace) -> int:
    """Do it, Django being set up.  Gives: the exit code."""
    from xianggou.base.access.roles import Where
    from xianggou.base.places import actions
    from xianggou.base.places.models import Place
    from xianggou.core.actor import SYSTEM
    from xianggou.core.findings import Stale
    from xianggou.core.law import library

    if asked.verb != "list":
        packs = library().pack_files
        if asked.pack not in packs:
            known = ", ".join(sorted(packs))
            tell(both(f"没有实践包“{asked.pack}”，现有：{known}", f"no pack '{asked.pack}'; known: {known}"))
            return REFUSED
        try:
            if asked.verb == "open":
                actions.open_place(asked.pack, by=SYSTEM, where=Where(library().pack(asked.pack).code))
            else:
                actions.go_live(Place.objects.get(slug=asked.pack).pk, by=SYSTEM)
        except Place.DoesNotExist:
            tell(both(f"{asked.pack} 还没有开通，先 place open", f"{asked.pack} is not open yet: place open"))
            return REFUSED
        except Stale:
            tell(both(f"{asked.pack} 已经正式运行", f"{asked.pack} is live already"))
            return REFUSED
    rows = list(Place.objects.order_by("code").values("code", "slug", "name", "status"))
    if asked.json:
        give_json({"places": rows})
    else:
        for row in rows:
            give(f"{row['code']}  {row['slug']}  {row['name']}  {row['status']}")
    return DONE
