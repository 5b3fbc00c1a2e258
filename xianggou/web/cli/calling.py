"""`xianggou quarter`: call departments for the quarter's resources and remind who has not sent; for the nightly timer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, REFUSED, Parser, both, give, give_json, tell

if TYPE_CHECKING:
    from argparse import Namespace


def main(argv: list[str]) -> int:
    """Gives: 0 done (also when nothing was due), 1 refused (no database)."""
    parser = Parser(
        "quarter",
        "到时开本季度的资源征集，提醒还没有报送的部门；每天夜里由定时任务运行。",
        "Call for the quarter's resources when due and remind who has not sent; run nightly by a timer.",
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
    from xianggou.base.places.models import Place
    from xianggou.stages.resources import actions

    rows = []
    for place in Place.objects.order_by("code"):
        opened = actions.open_due(place.code)
        rows.append(
            {
                "code": place.code,
                "name": place.name,
                "opened": f"{opened.year}-Q{opened.quarter}" if opened is not None else "",
                "reminded": actions.remind_due(place.code),
            }
        )
    if asked.json:
        give_json({"places": rows})
    else:
        for row in rows:
            give(f"{row['code']}  {row['name']}  {row['opened'] or '—'}  {row['reminded']}")
    return DONE
