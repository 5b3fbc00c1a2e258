"""Each block of commands in a document runs; those that take long or change the machine are parsed word by word."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import ONLY_PARSED, ROOT, Block, blocks, documents
from tests.docs.test_complete import SUBCOMMANDS, help_of, options
from xianggou.web.cli.main import existing

SECONDS = 60
BLOCKS = [block for path in documents() for block in blocks(path)]
KNOWN = [c.name for c in existing()]


def run(block: Block, data: Path) -> subprocess.CompletedProcess[str]:
    """Run a block at the top of the checkout, as somebody who installed it would."""
    where = {"PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}", "XIANGGOU_DATA": str(data)}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "XIANGGOU_"))}
    return subprocess.run(
        ["sh", "-eu", "-c", block.text],
        cwd=ROOT, env={**kept, **where}, capture_output=True, text=True, timeout=SECONDS, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def wrong_words(text: str) -> list[str]:
    """Commands of ours that don't exist, options they don't have, scripts that are not there."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        while words and re.fullmatch(r"[A-Z][A-Z0-9_]*=.*", words[0]):
            words.pop(0)
        if not words:
            continue
        if words[0].startswith(("scripts/", ".ci/")) and not os.access(ROOT / words[0], os.X_OK):
            found.append(words[0])
        ours = words[0].endswith("xianggou") or words[0] == "scripts/start"
        if ours:
            found += _misused(["start", *words[1:]] if words[0] == "scripts/start" else words[1:])
    return found


def _misused(words: list[str]) -> list[str]:
    if not words or words[0].startswith("--"):
        return []
    if words[0] not in KNOWN:
        return [words[0]]
    command = words[0]
    verbs = SUBCOMMANDS.get(command)
    wrong = [words[1]] if verbs and words[1] not in verbs else []
    known = {*options(command), "--help"}
    return wrong + [w for w in words if w.startswith("--") and w.split("=")[0] not in known]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_commands_are_written_rightly(block: Block):
    checked = subprocess.run(["sh", "-n"], input=block.text, capture_output=True, text=True, check=False)
    assert checked.stderr == ""
    assert wrong_words(block.text) == []


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.is_run], ids=str)
def test_commands_run(block: Block, tmp_path: Path):
    done = run(block, tmp_path)
    assert done.returncode == 0, f"{block.text}\n{done.stdout}\n{done.stderr}"


def test_some_blocks_are_run():
    assert [b for b in BLOCKS if b.is_run], f"every block begins with “{ONLY_PARSED}”: nothing is proved"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("xianggou law check --json", []), ("xianggou law check --xml", ["--xml"]), ("xianggou fly", ["fly"]),
        ("scripts/start --empty", []), ("scripts/gone", ["scripts/gone"]), ("A=1 xianggou status", []),
        ("xianggou law burn", ["burn"]), ("xianggou export ledger \\\n  --format=csv", []), ("ls --color", []),
    ],
)  # fmt: skip
def test_the_check_sees_a_wrong_word(text: str, wrong: list[str]):
    assert wrong_words(text) == wrong


def test_a_block_that_fails_is_seen(tmp_path: Path):
    assert run(Block("x", 1, "false\n"), tmp_path).returncode != 0
    assert help_of("law", "list")
