"""`xianggou erase`: erase personal data whose day has passed; `start` does it by itself, others by a nightly timer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, REFUSED, Parser, both, give, give_json, tell

if TYPE_CHECKING:
    from argparse import Namespace


def main(argv: list[str]) -> int:
    """Gives: 0 done (also when nothing was due), 1 refused (no database)."""
    parser = Parser(
        "erase",
        "删除到期的联系方式、原话和照片；xianggou start 每天自己做一次。",
        "Erase contact data and photos whose day has passed; `xianggou start` does it daily.",
    )
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
    """Do it for every place, Django being set up.  Gives: the exit code."""
    rows = erased()
    if asked.json:
        give_json({"places": rows})
    else:
        for row in rows:
            give(f"{row['code']}  {row['name']}  {row['erased']}")
    return DONE


def erased() -> list[dict[str, Any]]:
    """Erase what is due in every place.  Gives: place by place how much."""
    from xianggou.base.access.roles import Where
    from xianggou.base.files import actions as files
    from xianggou.base.places.models import Place
    from xianggou.core.actor import SYSTEM
    from xianggou.stages.needs import actions

    files.sweep_passing()
    return [
        {
            "code": place.code,
            "name": place.name,
            "erased": actions.erase_contacts(where=Where(place.code), by=SYSTEM),
        }
        for place in Place.objects.order_by("code")
    ]
