"""A start, another start, a kill of everything, a start again, and an end that leaves nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from xianggou.web.cli.serving import carrying

pytestmark = pytest.mark.slow


class Running:
    """`xianggou …` as a person runs it, on a folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        named = ("DATABASE_", "XIANGGOU_", "DJANGO_")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(named)}
        self.process: subprocess.Popen[str] | None = None

    def order(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "xianggou", *words, "--data", str(self.folder)]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.order(*words), env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )

    def start(self) -> list[str]:
        self.process = subprocess.Popen(
            self.order("start", "--empty", "--port", str(self.port)),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        said: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said.append(line.strip())
            if "Ctrl-C" in line:
                return said
        raise AssertionError("\n".join(said))

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def status(self) -> dict:
        return json.loads(self.run("status", "--json").stdout)


@pytest.fixture
def running() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="xg-", ignore_cleanup_errors=True) as name:
        it = Running(Path(name))
        yield it
        it.run("stop")
        if it.process is not None:
            it.process.wait(30)


def noted(folder: Path) -> dict:
    return json.loads((folder / "serving.json").read_text())


def test_it_starts_is_mended_and_ends(running: Running):
    first = running.start()
    assert any(f"http://127.0.0.1:{running.port}" in line for line in first)
    assert any(str(running.folder) in line for line in first)
    assert running.answers()
    assert running.status()["running"] is True and running.status()["migrations_pending"] == []

    again = running.run("start", "--port", str(running.port))
    assert again.returncode == 0 and str(running.port) in again.stderr, (
        "a second start says where the first is"
    )

    # The database is killed under the running site: it comes back by itself.
    os.kill(int((running.folder / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while running.status()["database"] is None and time.monotonic() < deadline:
        time.sleep(0.2)
    assert running.status()["database"] == "embedded"

    # Everything but the web workers is killed: the next start sweeps them up and serves on the same port.
    mark = noted(running.folder)["marks"][0]
    assert running.process is not None
    running.process.kill()
    os.kill(int((running.folder / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    running.process.wait(10)
    assert carrying(mark) != []
    running.start()
    assert carrying(mark) == [] and running.answers()

    # Ctrl-C ends all of it.
    mark = noted(running.folder)["marks"][0]
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert carrying(mark) == [] and not running.answers()
    assert not (running.folder / "postgres" / "postmaster.pid").exists()
    assert running.status()["running"] is False


def test_a_taken_port_is_told_before_anything_is_started(running: Running):
    with socket.socket() as other:
        other.bind(("127.0.0.1", running.port))
        other.listen()
        told = running.run("start", "--empty", "--port", str(running.port))
    assert told.returncode == 1 and f"--port {running.port + 1}" in told.stderr
    assert not (running.folder / "postgres").exists()
