"""What the repository must not carry: traces of the machine it was written on, unpinned libraries, broken scripts."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.source import BINARY, ROOT, files, short

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-test.lock")
SCRIPTS = ["scripts/install", "scripts/start", "scripts/check", "scripts/test", "scripts/lock", ".ci/run"]
SOMEBODYS_HOME = re.compile(r"(?<![\w.<>])/(?:home|Users)/(?!runner\b)[a-z][\w-]*/")


def pinned(lock: str) -> dict[str, str]:
    """Library → version, as a lock file says."""
    return {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock, re.MULTILINE)
    }


def wanted(requirements: list[str]) -> dict[str, str]:
    """Library → version, as pyproject.toml says; extras in brackets left out."""
    return pinned("\n".join(re.sub(r"\[.*?\]", "", line) for line in requirements))


def unhashed(lock: str) -> list[str]:
    """Libraries that a lock names without the hash of any file."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        if re.match(r"[A-Za-z0-9._-]+==", block) and "--hash=sha256:" not in block:
            found.append(block.split("==")[0])
    return found


def machine_traces(text: str, here: Path) -> list[str]:
    """Places of the machine at hand, or of somebody's home."""
    own = [
        f"{place}/"
        for place in {str(here), str(here.parent), str(Path.home())}
        if place.count("/") >= 1 and place != "/"
    ]
    found = [place for place in own if re.search(rf"(?<![\w.~]){re.escape(place)}", text)]
    return found + SOMEBODYS_HOME.findall(text)


def test_nothing_names_the_machine_it_was_written_on():
    found = {}
    for path in files():
        if path.suffix in BINARY or path.stat().st_size > 2_000_000:
            continue
        if traces := machine_traces(path.read_text("utf-8", "replace"), ROOT):
            found[short(path)] = traces
    assert found == {}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_host_and_hash_every_file(name: str):
    lock = (ROOT / name).read_text("utf-8")
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock
    assert unhashed(lock) == []


def test_locks_hold_what_the_project_wants():
    runtime, tests = (pinned((ROOT / name).read_text("utf-8")) for name in LOCKS)
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    assert wanted(PROJECT["dependencies"]).items() <= runtime.items()
    assert wanted([*PROJECT["dependencies"], *extras]).items() <= tests.items()
    assert runtime.items() <= tests.items(), "what is tested is what is installed"


def test_every_library_is_wanted_in_one_version():
    lines = [*PROJECT["dependencies"], *(x for e in PROJECT["optional-dependencies"].values() for x in e)]
    assert [line for line in lines if "==" not in line] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_run_in_a_plain_shell(name: str):
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", path], capture_output=True, check=False).stderr == b""


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("see docs/start.md, /usr/lib/postgresql, /tmp", False),
        ("open /srv/builds/xianggou/README.md", True),
        ("cd /srv/builds/shared", True),
        ("in /home/" + "someone/notes", True),
    ],
)
def test_the_check_sees_a_trace(text: str, bad: bool):
    assert bool(machine_traces(text, Path("/srv/builds/xianggou"))) is bad


@pytest.mark.parametrize(
    ("lock", "bad"),
    [
        ("a==1 \\\n    --hash=sha256:00\nb==2 \\\n    --hash=sha256:11\n", []),
        ("a==1\nb==2 \\\n    --hash=sha256:1\n", ["a"]),
    ],
)
def test_the_check_sees_a_missing_hash(lock: str, bad: list[str]):
    assert unhashed(lock) == bad


def test_the_check_reads_pins():
    assert pinned("Django==5.2 \\\n  --hash=x\npsycopg-binary==3.3 ; x\n") == {
        "django": "5.2",
        "psycopg-binary": "3.3",
    }
    assert wanted(["psycopg[binary,pool]==3.3.9"]) == {"psycopg": "3.3.9"}
