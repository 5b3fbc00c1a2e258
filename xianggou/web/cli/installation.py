"""One installation: its data folder, its database, the secret it signs with, and who is serving it right now."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xianggou
from xianggou.web.postgres import Cluster, Urls, given_urls


def default_folder() -> Path:
    """XIANGGOU_DATA, else `data` in a checkout, else the user's own data folder."""
    if chosen := os.environ.get("XIANGGOU_DATA"):
        return Path(chosen)
    above = Path(xianggou.__file__).resolve().parent.parent
    if (above / "pyproject.toml").is_file():
        return above / "data"
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "xianggou"


class Installation:
    """A data folder and what belongs to it. Knows no Django."""

    def __init__(self, folder: str | Path | None = None) -> None:
        """`folder` as given with `--data`, else the default one."""
        self.folder = Path(folder or default_folder()).expanduser().resolve()
        self.given = given_urls()
        self.log = self.folder / "server.log"
        self._cluster: Cluster | None = None

    @property
    def cluster(self) -> Cluster:
        """Our own PostgreSQL; asked for only when no server of one's own is given."""
        if self._cluster is None:
            self._cluster = Cluster(self.folder)
        return self._cluster

    def made(self) -> bool:
        """Whether there is a database to work on."""
        return self.given is not None or (self.folder / "postgres").is_dir()

    def urls(self) -> Urls:
        """Where the two logins find the database."""
        return self.given or self.cluster.urls()

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        """What a process of ours must know; `owner` for the few steps that make tables."""
        return {
            **self.urls().environment(),
            "XIANGGOU_DATA": str(self.folder),
            "XIANGGOU_SECRET_KEY": os.environ.get("XIANGGOU_SECRET_KEY") or self._secret(),
            "XIANGGOU_LOGIN": "owner" if owner else "app",
            "DJANGO_SETTINGS_MODULE": "xianggou.web.settings",
        }

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Django set up on this installation, as the application's login; a database that did not run ends again."""
        ours = self.given is None and not self.cluster.running()
        if self.given is None:
            self.cluster.ensure()
        os.environ.update(self.environment())
        import django

        django.setup()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
            if ours:
                self.cluster.stop()

    # --- who serves -------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def serving_lock(self) -> Iterator[bool]:
        """True for the one process that serves this folder; the lock ends with it, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "serving.lock").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def is_served(self) -> bool:
        """Whether a live process serves this folder."""
        if not (self.folder / "serving.lock").exists():
            return False
        with self.serving_lock() as free:
            return not free

    def note(self, **facts: Any) -> None:
        """Write down what runs, for `stop`, `status` and the mending of a kill."""
        beside = self.folder / "serving.json.new"
        beside.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
        beside.replace(self.folder / "serving.json")

    def noted(self) -> dict[str, Any]:
        """What was written down last; empty when nothing was."""
        try:
            found = json.loads((self.folder / "serving.json").read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _secret(self) -> str:
        """The key that signs sessions: made once, readable by this account only, the same for every worker."""
        place = self.folder / "secret.key"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not place.exists():
            beside = self.folder / f"secret.key.{os.getpid()}"
            beside.touch(mode=0o600)
            beside.write_text(secrets.token_urlsafe(48), "utf-8")
            with contextlib.suppress(FileExistsError):  # another process was first: its key counts
                os.link(beside, place)
            beside.unlink()
        return place.read_text("utf-8").strip()


def port_is_free(host: str, port: int) -> bool:
    """Whether we could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True
