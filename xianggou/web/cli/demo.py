"""`xianggou demo`: play the sample places into a demo database, or take up a play that was cut off."""

from __future__ import annotations

import importlib

from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, REFUSED, Parser, both, tell


def main(argv: list[str]) -> int:
    """Gives: 0 played, 1 refused (no database, a real one, an unknown place)."""
    parser = Parser(
        "demo",
        "把示例地方按步骤演示到演示库；已有的不重复，中断的接着办。",
        "Play the sample places into a demo database; what is there stays, what was cut off goes on.",
    )
    told = both("地方（如 county-a）；不写则全部", "which places (as county-a); all when none is named")
    parser.add_argument("places", nargs="*", metavar="PLACE", help=told)
    told = both("随机种子：同一个数得到同样的记录", "seed of chance: the same number gives the same records")
    parser.add_argument("--seed", type=int, default=None, metavar="N", help=told)
    parser.add_data()
    asked = parser.parse_args(argv)
    here = Installation(asked.data)
    if not here.made():
        tell(both(f"{here.folder} 中还没有数据库，请先 xianggou start", f"no database in {here.folder} yet"))
        return REFUSED
    with here.opened():
        # the demo stands above the front door, so it is only named here
        play = importlib.import_module("xianggou.demo.play")
        findings = importlib.import_module("xianggou.core.findings")
        seed = play.SEED if asked.seed is None else asked.seed
        try:
            play.main(asked.places, seed=seed)
        except findings.BadInput as bad:
            for problem in bad.problems:
                tell(f"{problem.what}；{problem.then}")
            return REFUSED
    return DONE
