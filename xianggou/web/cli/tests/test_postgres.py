"""The launcher: made once, mended after a kill, never taking another's process or folder for its own."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from xianggou.web.postgres import Cluster, ClusterFailed, find_binaries, given_urls, temporary

CONNECTS = """
import sys, psycopg
from pathlib import Path
from xianggou.web.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), fast=True)
cluster.ensure()
with psycopg.connect(cluster.url()) as c:
    print(c.execute("select pg_postmaster_start_time()").fetchone()[0].isoformat())
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: sockets lie beside the data."""
    with tempfile.TemporaryDirectory(prefix="xg-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    made = Cluster(folder)
    made.ensure()
    yield made
    made.stop()


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_many_at_once_make_one_server(folder: Path):
    order = [sys.executable, "-c", CONNECTS, str(folder)]
    racers = [subprocess.Popen(order, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    try:
        started = {racer.communicate(timeout=120)[0].strip() for racer in racers}
        assert len(started) == 1 and "" not in started
    finally:
        Cluster(folder).stop()


def test_a_kill_loses_nothing_that_was_acknowledged(cluster: Cluster):
    acknowledged = 0

    def write() -> None:
        nonlocal acknowledged
        try:
            with psycopg.connect(cluster.url(), autocommit=True) as writer:
                while True:
                    writer.execute("INSERT INTO kept DEFAULT VALUES")
                    acknowledged += 1
        except psycopg.Error:
            return

    with psycopg.connect(cluster.url(), autocommit=True) as admin:
        admin.execute("CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)")
    writing = threading.Thread(target=write)
    writing.start()
    while acknowledged < 50:
        assert writing.is_alive()
    os.kill(postmaster(cluster), signal.SIGKILL)
    writing.join(30)
    cluster.ensure()
    with psycopg.connect(cluster.url()) as admin:
        (kept,) = admin.execute("SELECT count(*) FROM kept").fetchone() or (0,)
    assert kept >= acknowledged >= 50


def test_another_launcher_mends_a_server_whose_zombie_nobody_reaped(cluster: Cluster):
    dead = postmaster(cluster)
    os.kill(dead, signal.SIGKILL)  # it stays a zombie: its parent, this process, has not asked for it
    other = Cluster(cluster.folder)
    other.ensure()
    assert other.running() and postmaster(other) != dead


def test_a_number_that_now_belongs_to_another_program_is_not_waited_for(cluster: Cluster):
    cluster.stop()
    mine = cluster.data / "postmaster.pid"
    mine.write_text(
        f"{os.getpid()}\n{cluster.data}\n1\n5432\n{cluster.folder / 'socket'}\n\n  1  99999999\nready\n"
    )
    cluster.ensure()
    assert cluster.running() and postmaster(cluster) != os.getpid()


def test_half_a_cluster_is_never_taken_for_a_whole_one(folder: Path):
    (folder / "postgres.new-1" / "base").mkdir(parents=True)
    with_rest = Cluster(folder, fast=True)
    with_rest.ensure()
    assert with_rest.running() and list(folder.glob("postgres.new*")) == []
    with_rest.stop()
    assert not with_rest.running()


def test_a_long_chinese_path_with_blanks_and_quotes_works(folder: Path):
    deep = folder / "乡镇 政府购买服务" / ('数据目录"$HOME' * 6)
    cluster = Cluster(deep, fast=True)
    cluster.ensure()
    try:
        assert psycopg.connect(cluster.url()).execute("SELECT 1").fetchone() == (1,)
        assert not (deep / "socket").exists(), "too long for a socket, so it lies elsewhere"
    finally:
        cluster.stop()


def test_only_this_account_can_reach_it(cluster: Cluster):
    assert cluster.data.stat().st_mode & 0o077 == 0
    assert (cluster.folder / "socket").stat().st_mode & 0o077 == 0
    with psycopg.connect(cluster.url()) as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_socket_folder_that_somebody_else_laid_there_is_refused(folder: Path):
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (folder / "socket").symlink_to(elsewhere)
    with pytest.raises(ClusterFailed, match="不属于"):
        Cluster(folder, fast=True).ensure()


def test_data_of_another_major_version_is_left_alone(cluster: Cluster):
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ClusterFailed, match="PG_BIN"):
        cluster.ensure()


def test_a_server_that_cannot_start_says_why(cluster: Cluster):
    cluster.stop()
    with (cluster.data / "postgresql.conf").open("a") as conf:
        conf.write("\nno_such_setting = 1\n")
    with pytest.raises(ClusterFailed, match="no_such_setting"):
        cluster.ensure()


def test_a_folder_without_programs_is_refused(tmp_path: Path):
    with pytest.raises(ClusterFailed, match="PG_BIN"):
        find_binaries({"PG_BIN": str(tmp_path)})


@pytest.mark.parametrize("alone", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_one_address_alone_is_refused(alone: str):
    with pytest.raises(ClusterFailed, match="DATABASE_OWNER_URL"):
        given_urls({alone: "postgresql://x"})


def test_both_addresses_are_taken_as_they_are():
    given = given_urls({"DATABASE_URL": "postgresql://a", "DATABASE_OWNER_URL": "postgresql://o"})
    assert given is not None and given.environment()["DATABASE_URL"] == "postgresql://a"
    assert given_urls({}) is None


def test_a_temporary_cluster_leaves_nothing():
    with temporary() as cluster:
        folder, pid = cluster.folder, postmaster(cluster)
        assert psycopg.connect(cluster.url()).execute("SHOW fsync").fetchone() == ("off",)
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
