"""`xianggou account`: open the sign-in of whoever holds a seat, or issue a machine's token; shown once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, MISUSE, REFUSED, Parser, both, give, give_json, tell

if TYPE_CHECKING:
    from argparse import Namespace

PASSWORD_BYTES = 12  # sixteen characters


def main(argv: list[str]) -> int:
    """Gives: 0 done, 1 refused, 2 misuse."""
    parser = Parser("account", "开账号、发接口令牌、列岗位。", "Open accounts, issue tokens, list seats.")
    verbs = ("seats", "open", "token")
    parser.add_argument("verb", choices=verbs, metavar="|".join(verbs), help=both("做什么", "what to do"))
    parser.add_argument("login", nargs="?", default="", metavar="LOGIN", help=both("账号名", "sign-in name"))
    told = both("地方：区划代码、实践包名或名称", "place: division code, pack or name")
    parser.add_argument("--place", required=True, metavar="P", help=told)
    parser.add_argument("--seat", default="", metavar="CODE", help=both("岗位编号", "code of the seat"))
    told = both("令牌有效天数", "days that the token is good for")
    parser.add_argument("--days", type=int, default=365, metavar="N", help=told)
    parser.add_data()
    parser.add_json()
    asked = parser.parse_args(argv)
    if asked.verb != "seats" and not (asked.login and asked.seat):
        tell(both("写明账号名和 --seat 岗位编号", "name LOGIN and --seat CODE"))
        return MISUSE
    here = Installation(asked.data)
    if not here.made():
        tell(both(f"{here.folder} 中还没有数据库，请先 xianggou start", f"no database in {here.folder} yet"))
        return REFUSED
    with here.opened():
        return run(asked)


def run(asked: Namespace) -> int:
    """Do it, Django being set up.  Gives: the exit code."""
    from xianggou.base.access.roles import Where
    from xianggou.base.people import accounts, queries
    from xianggou.base.places.models import Place
    from xianggou.base.trail import queries as trails
    from xianggou.core.actor import SYSTEM
    from xianggou.core.findings import BadInput
    from xianggou.web.imports import door

    try:
        where = Where(door.place_of(asked.place).code)
        if asked.verb == "seats":
            rows = queries.holders_on(trails.today(), where.place_code)
            told = [{n: row[n] for n in ("seat", "title", "body", "name", "function")} for row in rows]
            if asked.json:
                give_json({"seats": told})
            else:
                for row in told:
                    give("  ".join(str(value) for value in row.values()))
            return DONE
        if asked.verb == "token":
            secret = accounts.issue_token(
                where=where, by=SYSTEM, login=asked.login, seat_code=asked.seat, label="cli", days=asked.days
            )
        else:
            secret = secrets.token_urlsafe(PASSWORD_BYTES)
            accounts.open_account(
                where=where, by=SYSTEM, login=asked.login, seat_code=asked.seat, password=secret
            )
    except Place.DoesNotExist:
        tell(both(f"没有地方“{asked.place}”", f"no place '{asked.place}'"))
        return REFUSED
    except BadInput as bad:
        for problem in bad.problems:
            tell(f"{problem.what}；{problem.then}")
        return REFUSED
    if asked.json:
        give_json({"login": asked.login, "secret": secret})
    else:
        tell(both("只显示这一次，请妥善保存：", "Shown this once; keep it safe:"))
        give(secret)
    return DONE
