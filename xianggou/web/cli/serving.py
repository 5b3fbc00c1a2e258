"""The web server as a child process: started, watched, ended, and swept up when its starter was killed.

Every process of one start carries the same random mark in its environment. After a kill -9 the next start finds
whatever is left by that mark; a process number alone could by then belong to somebody else.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

MARK = "XIANGGOU_MARK"
APPLICATION = "xianggou.web.wsgi:application"
WORKERS, THREADS = 2, 4
END_SECONDS = 15


class Server:
    """granian with our application, in a session of its own so that we choose the order of ending."""

    def __init__(self, environment: dict[str, str], mark: str, log: Path, host: str, port: int) -> None:
        """Nothing runs yet."""
        self.environment = {**os.environ, **environment, MARK: mark}
        self.mark, self.log, self.host, self.port = mark, log, host, port
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def start(self) -> None:
        """Start it; `answers` tells when it serves."""
        order = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
        order += ["--host", self.host, "--port", str(self.port)]
        order += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
        order += ["--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning"]
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*order, APPLICATION],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def alive(self) -> bool:
        """Whether its main process still runs."""
        return self._child is not None and self._child.poll() is None

    def answers(self, seconds: float) -> bool:
        """Whether it gives any HTTP answer within `seconds`; an error page is an answer too."""
        deadline = time.monotonic() + seconds
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while self.alive() and time.monotonic() < deadline:
            try:
                direct.open(f"{self.address}/", timeout=5).close()
                return True
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Let running requests finish, then end whatever does not end."""
        if self._child is not None and self.alive():
            self._child.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(END_SECONDS)
        sweep(self.mark)

    def last_words(self, lines: int = 12) -> str:
        """The end of its log, for the message when it did not start."""
        try:
            return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""


def sweep(mark: str) -> int:
    """End every process that carries `mark`, politely first.  Gives: how many there were."""
    found = carrying(mark)
    for how, seconds in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
        left = carrying(mark)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
        deadline = time.monotonic() + seconds
        while carrying(mark) and time.monotonic() < deadline:
            time.sleep(0.05)
    return len(found)


def carrying(mark: str) -> list[int]:
    """The processes, other than this one, whose environment carries `mark`."""
    if not mark:
        return []
    wanted = f"{MARK}={mark}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(process.name) != os.getpid() and wanted in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found
