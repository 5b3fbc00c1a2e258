"""`xianggou stop`: ends what `start` started, from another terminal, and what a killed start left behind."""

from __future__ import annotations

import os
import signal
import time

from xianggou.web.cli.installation import Installation
from xianggou.web.cli.serving import sweep
from xianggou.web.cli.words import DONE, REFUSED, Parser, both, tell

STOP_SECONDS = 60


def main(argv: list[str]) -> int:
    """Gives: 0 when nothing runs any more."""
    parser = Parser("stop", "停止网站与自带数据库。", "Stop the site and its own database.")
    parser.add_data()
    here = Installation(parser.parse_args(argv).data)
    noted = here.noted()
    did = False
    if here.is_served() and noted.get("pid"):
        os.kill(int(noted["pid"]), signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while here.is_served() and time.monotonic() < deadline:
            time.sleep(0.05)
        did = True
    if here.is_served():
        tell(both(f"{STOP_SECONDS} 秒内没有停下。", f"did not stop within {STOP_SECONDS} s."))
        return REFUSED
    did = sum(sweep(mark) for mark in noted.get("marks", [])) > 0 or did
    if here.given is None and here.made() and here.cluster.running():
        here.cluster.stop()
        did = True
    tell(both("已停止。", "stopped.") if did else both("没有在运行。", "nothing was running."))
    return DONE
