"""`python -m bench.fill`: the filling, in a process with the owner's login. Called by `xianggou bench fill`."""

from __future__ import annotations

import argparse
import importlib
import json
import sys

import django

FEWEST_TOWNS, MOST_TOWNS, FEWEST_SUPPLIERS = 32, 899, 3


def main(argv: list[str]) -> int:
    """Gives: 0, 1 when the database is in use, 2 on misuse."""
    parser = argparse.ArgumentParser("bench.fill")
    parser.add_argument("--purchases", type=int, required=True)
    parser.add_argument("--towns", type=int, default=300)
    parser.add_argument("--suppliers", type=int, default=2000)
    asked = parser.parse_args(argv)
    fits = FEWEST_TOWNS <= asked.towns <= MOST_TOWNS and FEWEST_SUPPLIERS <= asked.suppliers < 10**8
    if asked.purchases < 1 or not fits:
        parser.error(f"purchases ≥ 1, {FEWEST_TOWNS} ≤ towns ≤ {MOST_TOWNS}, suppliers ≥ {FEWEST_SUPPLIERS}")
    django.setup()
    filling = importlib.import_module("bench.fill.filling")
    if found := filling.in_use():
        filling.say(
            f"数据库已在使用（已有{found}），不填充；请换一个空的数据目录。 / in use: nothing was written."
        )
        return 1
    print(
        json.dumps(filling.fill(asked.purchases, asked.towns, asked.suppliers), ensure_ascii=False, indent=1)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
