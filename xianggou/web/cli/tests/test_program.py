"""The program: what it lists, how it answers misuse, and that it stays light where no database is needed."""

import subprocess
import sys

import pytest

from xianggou.web.cli.main import COMMANDS, existing, main
from xianggou.web.cli.words import MISUSE


def speak(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("XIANGGOU_LANG", language)


def test_help_lists_what_exists_and_nothing_else(capsys: pytest.CaptureFixture[str]):
    assert main(["--help"]) == 0
    page = capsys.readouterr().out
    listed = {line.split()[0] for line in page.splitlines() if line.startswith("  ")}
    assert listed == {command.name for command in existing()} >= {"start", "stop", "status", "check"}


@pytest.mark.parametrize(("language", "word"), [("zh", "用法"), ("en_US.UTF-8", "usage")])
def test_help_speaks_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, word: str
):
    speak(monkeypatch, language)
    for argv in (["--help"], ["start", "--help"], ["check", "--help"]):
        assert main(argv) == 0
        assert word in capsys.readouterr().out


def test_every_command_is_told_in_both_languages():
    assert [c.name for c in COMMANDS if not (c.zh and c.en and c.en.isascii() and not c.zh.isascii())] == []


@pytest.mark.parametrize("argv", [[], ["nonsense"], ["check", "--nonsense"], ["start", "--port", "x"]])
def test_misuse_leaves_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], argv: list[str]
):
    speak(monkeypatch, "zh")
    assert main(argv) == MISUSE
    said = capsys.readouterr()
    assert any("一" <= letter <= "鿿" for letter in said.out + said.err)


def test_the_program_loads_no_django_before_it_knows_the_command():
    order = (
        "import sys; from xianggou.web.cli.main import main; main(['--help']); print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", order], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.skipif(
    not any(c.name == "law" for c in existing()), reason="the law's commands are not built yet"
)
def test_the_laws_commands_load_no_django():
    order = "import sys; from xianggou.web.cli.main import main; main(['law', 'check']); print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", order], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_nothing_but_ascii_terminals_break_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "xianggou", "--help"],
        env={"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    assert "乡购" in done.stdout.decode("utf-8")


def test_check_without_a_database_says_what_to_do(tmp_path, capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert "xianggou start" in capsys.readouterr().err
