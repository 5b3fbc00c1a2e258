"""The wheel carries what an installation needs beside the code: law, packs, pages, words, SQL."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, files

CARRIED = {".html", ".css", ".js", ".svg", ".sql", ".toml", ".typ", ".csv", ".docx", ".mo"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    order = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_carries_everything(wheel: Path):
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        p.relative_to(ROOT).as_posix()
        for p in files(PACKAGE)
        if p.suffix in CARRIED | {".py"} and "tests" not in p.parts
    }
    for folder, place in (("law", "xianggou/shipped_data/law"), ("packs", "xianggou/shipped_data/packs")):
        wanted |= {f"{place}/{p.relative_to(ROOT / folder).as_posix()}" for p in files(ROOT / folder)}
    assert sorted(wanted - inside) == []


@pytest.mark.slow
def test_the_wheel_carries_no_tests_and_no_secrets(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    assert [
        n for n in names if "/tests/" in n or n.startswith(("tests/", "data/")) or n.endswith(".key")
    ] == []


@pytest.mark.slow
def test_the_installed_wheel_finds_its_law(wheel: Path, tmp_path: Path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    order = "import sys; sys.path.insert(0, sys.argv[1]); from xianggou.web.cli.main import main; sys.exit(main(['law', 'check']))"
    done = subprocess.run(
        [sys.executable, "-c", order, str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where = "import sys; sys.path.insert(0, sys.argv[1]); import xianggou; print(xianggou.shipped('law'))"
    told = subprocess.run(
        [sys.executable, "-c", where, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip().startswith(str(tmp_path))
