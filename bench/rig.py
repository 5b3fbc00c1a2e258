"""The rig of a run: an installation filled for measuring, the servers under test, what the processes used."""

from __future__ import annotations

import json
import os
import secrets
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from xianggou.web.cli import serving
from xianggou.web.cli.installation import Installation

TICK = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parents[1]
KEPT = "bench.json"  # in the data folder: what the filling told (tokens of invented people)
UP_SECONDS = 60
FIRST_PORT = 8741


@dataclass
class Rig:
    """An installation whose database runs with durability on."""

    here: Installation
    told: dict[str, Any]

    @property
    def suppliers(self) -> list[dict[str, Any]]:
        """Three suppliers of the register, as quotes name them."""
        return list(self.told["suppliers"])

    def floor_url(self) -> str:
        """The floor's own database, as the application's login."""
        return self.here.cluster.urls("floor").app


def make(folder: str | Path | None, purchases: int, towns: int = 300, suppliers: int = 2000) -> int:
    """Make the database if there is none, and fill it; what the filling told is printed and kept beside it.

    Gives: the exit code of the filling (1: the database is in use).
    """
    here = Installation(folder)
    ran = here.given is not None or (here.made() and here.cluster.running())
    try:
        if here.given is None:
            here.cluster.prepare()
        owner = {**os.environ, **here.environment(owner=True), "PYTHONPATH": str(ROOT)}
        subprocess.run(
            [sys.executable, "-m", "xianggou.web.cli.steps", "tables", "demo"], env=owner, check=True
        )
        order = [sys.executable, "-m", "bench.fill", f"--purchases={purchases}", f"--towns={towns}"]
        order.append(f"--suppliers={suppliers}")
        done = subprocess.run(order, env=owner, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    finally:
        if not ran and here.made():
            here.cluster.stop()
    if done.returncode == 0:
        kept = here.folder / KEPT
        kept.touch(mode=0o600)
        kept.write_text(done.stdout, "utf-8")
        print(done.stdout)
    return done.returncode


@contextmanager
def rigged(folder: Path, purchases: int) -> Iterator[Rig]:
    """The installation in `folder`, filled first if it is new; its database ends with the run if it did not run before."""
    here = Installation(folder)
    if here.given is not None:
        raise SystemExit("measure on the embedded server: leave DATABASE_URL unset")
    ran = here.made() and here.cluster.running()
    try:
        if not (here.folder / KEPT).exists() and (code := make(folder, purchases)):
            raise SystemExit(code)
        here.cluster.ensure()
        yield Rig(here, json.loads((here.folder / KEPT).read_text("utf-8")))
    finally:
        if not ran and here.made():
            here.cluster.stop()


class Served:
    """A server under test and its processes."""

    def __init__(self, name: str, rig: Rig, application: str, port: int, **environment: str) -> None:
        self.name, self.port, self.application = name, port, application
        mark = secrets.token_hex(8)
        self.server = serving.Server(
            {**rig.here.environment(), "PYTHONPATH": str(ROOT), **environment}, mark, rig.here.folder / f"{name}.log",
            "127.0.0.1", port,
        )  # fmt: skip

    def __enter__(self) -> Served:
        with mock.patch.object(serving, "APPLICATION", self.application):  # the same command for all
            self.server.start()
        if not self.server.answers(UP_SECONDS):
            self.server.stop()
            raise SystemExit(f"{self.name} did not start:\n{self.server.last_words()}")
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    def cpu(self) -> float:
        """Seconds of processor that its processes used so far."""
        return sum(_used(pid) for pid in serving.carrying(self.server.mark))


@contextmanager
def served(rig: Rig, *, port: int = FIRST_PORT) -> Iterator[list[Served]]:
    """The product, and the bare site, under the product's own command."""
    subprocess.run(
        [sys.executable, "-m", "xianggou.web.cli.steps", "ready"], check=True, stdout=subprocess.DEVNULL,
        env={**os.environ, **rig.here.environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    with ExitStack() as stack:
        bare = Served("bare site", rig, "bench.floor.site:application", port + 1, FLOOR_URL=rig.floor_url())
        product = Served("product", rig, serving.APPLICATION, port)
        found = [stack.enter_context(product), stack.enter_context(bare)]
        yield found


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _used(pid: int) -> float:
    try:
        fields = _stat(pid)
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def database_cpu(rig: Rig) -> float:
    """Seconds of processor that the database used so far: its main process, those it has, those that ended."""
    main = int((rig.here.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    fields = _stat(main)
    total = sum(int(field) for field in fields[11:15]) / TICK
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int(_stat(int(process.name))[1]) == main:
                total += _used(int(process.name))
        except OSError:
            continue
    return total


def inside(rig: Rig, *order: str) -> dict[str, Any]:
    """Run `python -m bench.inside …` as the application and read what it found."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", *order], check=True, stdout=subprocess.PIPE, encoding="utf-8",
        input=json.dumps(rig.told), env={**os.environ, **rig.here.environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def median_of(rounds: Sequence[Any], what: Callable[[Any], float]) -> float:
    """The median over rounds."""
    return statistics.median(what(one) for one in rounds)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a small table."""
    cells = [[f"{c:.2f}" if isinstance(c, float) else str(c) for c in row] for row in rows]
    widths = [max(len(line[n]) for line in [list(head), *cells]) for n in range(len(head))]
    print(f"\n{title}")
    for line in [list(head), *cells]:
        print(
            "  "
            + "  ".join(
                text.ljust(w) if n == 0 else text.rjust(w)
                for n, (text, w) in enumerate(zip(line, widths, strict=True))
            )
        )


NOTE = "只比同一次运行中的比值；绝对时间随机器忙闲而变。 / Only ratios inside one run count; absolute times do not."
