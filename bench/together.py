"""How long approving many plan items together takes, against approving each alone, in one and the same process.

Each round approves some items one by one (a request each, as the API does) and the others by the page that takes
all without findings: what is compared is the time an item takes. The number series and the items are locked for one
part of a batch, so the longest part is what somebody else may have to wait for.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import rig

GOAL = 1.0  # an item of many is no dearer than an item alone


def main(argv: list[str]) -> int:
    """Print the ratios; 1 when the goal is missed."""
    parser = argparse.ArgumentParser("xianggou bench together", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, help="a folder filled by `bench fill`")
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="xianggou-bench-") as spare:
        folder = given.data or Path(spare) / "data"
        with rig.rigged(folder, 10_000) as here:
            env = {**os.environ, **here.here.environment(), "PYTHONPATH": str(rig.ROOT)}
            ready = [sys.executable, "-m", "xianggou.web.cli.steps", "ready"]
            subprocess.run(ready, check=True, stdout=subprocess.DEVNULL, env=env)
            done = subprocess.run(
                [sys.executable, "-m", "bench.office", str(given.items), str(given.rounds)],
                check=True, stdout=subprocess.PIPE, encoding="utf-8", input=json.dumps(here.told),
                env=env,
            )  # fmt: skip
    return told(json.loads(done.stdout.splitlines()[-1])["rounds"], given.items)


def told(found: list[dict[str, Any]], items: int) -> int:
    """Print what the rounds found."""
    ratio = rig.median_of(found, lambda one: sum(one["requests"]) / items / statistics.median(one["alone"]))
    longest = rig.median_of(found, lambda one: max(one["parts"]) / statistics.median(one["alone"]))
    request = rig.median_of(found, lambda one: max(one["requests"]))
    rows = [
        ("one of many ÷ one alone (time of the requests)", ratio),
        ("longest part ÷ one alone (how long locks are held)", longest),
        ("requests for all", rig.median_of(found, lambda one: len(one["requests"]))),
        ("longest request, seconds", request),
        ("the look before (facts and rules of all), seconds", rig.median_of(found, lambda one: one["looked"])),
        ("statements an item, all requests and pages", rig.median_of(found, lambda one: one["statements"] / items)),
        ("one alone, milliseconds", 1000 * rig.median_of(found, lambda one: statistics.median(one["alone"]))),
    ]  # fmt: skip
    rig.table(f"{items} plan items approved together, {len(found)} rounds", ("", "median"), rows)
    print(rig.NOTE)
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
