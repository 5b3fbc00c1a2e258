"""`xianggou start`: from nothing, or from whatever a crash left, to a site that answers; Ctrl-C ends all of it."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from types import FrameType

import psycopg

import xianggou
from xianggou.web.cli.built import is_built
from xianggou.web.cli.installation import Installation, port_is_free
from xianggou.web.cli.serving import MARK, Server, sweep
from xianggou.web.cli.words import DONE, REFUSED, Parser, both, give, tell
from xianggou.web.logins import prove_roles
from xianggou.web.postgres import ClusterFailed, make_roles

UP_SECONDS = 60
WATCH_SECONDS, DAY_SECONDS = 1.0, 86_400.0
FILLING = "filling"  # lies in the data folder while the demo is being played


class Stopped(BaseException):
    """Somebody asked us to end: Ctrl-C, `xianggou stop`, the system going down."""


def main(argv: list[str]) -> int:
    """Gives: 0 when it was asked to end, or serves already; 1 when it cannot serve."""
    parser = Parser("start", "启动数据库与网站；首次启动会建库并载入演示数据。", "Start database and site.")
    parser.add_data()
    parser.add_argument(
        "--port", type=int, default=8000, help=both("端口，默认 8000", "port, 8000 by default")
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help=both("监听地址，默认仅本机", "address to listen on")
    )
    parser.add_argument(
        "--empty", action="store_true", help=both("不载入演示数据", "without the demo's data")
    )
    asked = parser.parse_args(argv)
    here = Installation(asked.data)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with here.serving_lock() as ours:
            if not ours:
                address = here.noted().get("address", "")
                tell(both(f"已在运行：{address}（停止：xianggou stop）", f"already running: {address}"))
                return DONE
            return _serve(here, asked.host, asked.port, empty=asked.empty)
    except Stopped:
        return DONE


def _serve(here: Installation, host: str, port: int, *, empty: bool) -> int:
    """Everything that runs is ended again on the way out, whatever the reason."""
    began = time.monotonic()
    mark, marks = secrets.token_hex(8), here.noted().get("marks", [])
    here.note(pid=os.getpid(), marks=[mark, *marks])  # from here on, a kill can be swept up
    if left := sum(sweep(old) for old in marks):
        tell(both(f"已清理上次异常退出留下的 {left} 个进程。", f"ended {left} processes left by a crash."))
    if not port_is_free(host, port):
        tell(
            both(
                f"端口 {port} 已被占用；请换一个：--port {port + 1}",
                f"port {port} is taken; try --port {port + 1}",
            )
        )
        here.note()
        return REFUSED
    server: Server | None = None
    try:
        _database(here)
        _step(here, mark, "tables", "real" if empty else "demo", owner=True)
        if not empty:
            _fill(here, mark)
        accounts = _step(here, mark, "ready").stdout
        server = Server(here.environment(), mark, here.log, host, port)
        here.note(
            pid=os.getpid(),
            marks=[mark],
            address=server.address,
            since=time.time(),
            version=xianggou.__version__,
        )
        server.start()
        if not server.answers(UP_SECONDS):
            tell(both("网站没有启动成功，日志末尾：", "the site did not start; the end of its log:"))
            tell(server.last_words())
            return REFUSED
        _announce(here, server, time.monotonic() - began, accounts)
        return _watch(here, server, mark)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave the database behind
        if server is not None:
            server.stop()
        else:
            sweep(mark)
        if here.given is None and here.made():
            here.cluster.stop()
        here.note()
        tell(both("已停止。", "stopped."))


def _database(here: Installation) -> None:
    if here.given is None:
        if not here.made():
            tell(both(f"建立数据库：{here.folder}…", f"making the database in {here.folder}…"))
        here.cluster.prepare()
        return
    if admin := os.environ.get("DATABASE_ADMIN_URL"):
        make_roles(admin, here.given)
    hint = both(
        "给出 DATABASE_ADMIN_URL（管理员登录），start 会建立库和登录。",
        "Give DATABASE_ADMIN_URL (an administrator's login) and start makes database and logins.",
    )
    try:
        broken = [check for check in prove_roles(here.given.app, here.given.owner) if not check.ok]
    except psycopg.OperationalError as error:
        raise ClusterFailed(f"{str(error).strip()}\n{hint}") from error
    if broken:
        listed = "\n".join(f"  {check.name}: {check.detail}" for check in broken)
        raise ClusterFailed(
            both("自备数据库尚不符合要求：", "this server is not as it must be:") + f"\n{listed}\n{hint}"
        )


def _fill(here: Installation, mark: str) -> None:
    """Play the demo into an empty database. A play that was cut off is thrown away: nobody has worked on it yet."""
    if not is_built("xianggou.demo.play"):
        return
    playing = here.folder / FILLING
    if playing.exists() and here.given is None:
        tell(both("上次载入演示数据时中断，重新载入。", "the demo was cut off last time; playing it again."))
        here.cluster.drop()
        here.cluster.prepare()
        _step(here, mark, "tables", "demo", owner=True)
    elif playing.exists():
        raise ClusterFailed(
            both(
                "上次载入演示数据时中断；请管理员清空该数据库后重新启动。",
                "the demo was cut off; empty that database.",
            )
        )
    elif _step(here, mark, "may-be-filled", may_say_no=True).returncode != 0:
        return
    playing.touch()
    _step(here, mark, "fill")
    playing.unlink()


def _step(
    here: Installation, mark: str, *step: str, owner: bool = False, may_say_no: bool = False
) -> subprocess.CompletedProcess[str]:
    """One step in a process of its own; what it tells passes through, what it gives comes back."""
    done = subprocess.run(
        [sys.executable, "-m", "xianggou.web.cli.steps", *step],
        env={**os.environ, **here.environment(owner=owner), MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        check=False,
    )
    code, name = done.returncode, " ".join(step)
    if code and not (may_say_no and code == 3):
        raise ClusterFailed(
            both(f"步骤 {name} 没有完成（{code}），原因见上。", f"step {name} failed ({code}), see above.")
        )
    return done


def _announce(here: Installation, server: Server, seconds: float, accounts: str) -> None:
    give(
        both(
            f"乡购已启动（{seconds:.1f} 秒）：{server.address}",
            f"Xianggou is up ({seconds:.1f} s): {server.address}",
        )
    )
    if accounts:
        give(accounts.rstrip())
    give(both(f"数据目录：{here.folder}", f"data folder: {here.folder}"))
    give(both("按 Ctrl-C 停止。", "Ctrl-C stops it."))


def _watch(here: Installation, server: Server, mark: str) -> int:
    """Until asked to end. A database that was killed is mended while the site goes on; once a day what is due is done."""
    due = time.monotonic()
    while server.alive():
        time.sleep(WATCH_SECONDS)
        if time.monotonic() >= due:
            due += DAY_SECONDS
            _nightly(here, mark)
        if here.given is None and not here.cluster.running():
            tell(both("数据库意外停止，正在恢复…", "the database went down; mending it…"))
            here.cluster.ensure()
    tell(both("网站意外停止，日志末尾：", "the site went down; the end of its log:"))
    tell(server.last_words())
    return REFUSED


def _nightly(here: Installation, mark: str) -> None:
    """What is due once a day; when it fails the site goes on, and the next day tries again."""
    try:
        _step(here, mark, "nightly")
    except ClusterFailed as failed:
        tell(str(failed))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
