"""How the command line speaks: Chinese first, English where the terminal asks for it; results apart from messages.

These words cannot come from Django's catalogue: half the commands run without Django, and `start` speaks before
there is a database.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from typing import Any, NoReturn

DONE, REFUSED, MISUSE = 0, 1, 2


def speaks_english() -> bool:
    """Whether the terminal's language is English: XIANGGOU_LANG, then the usual variables."""
    for name in ("XIANGGOU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("en")
    return False


def both(zh: str, en: str) -> str:
    """The sentence in the reader's language."""
    return en if speaks_english() else zh


def tell(text: str) -> None:
    """A message or progress: to standard error, at once."""
    print(text, file=sys.stderr, flush=True)


def give(text: str) -> None:
    """A result: to standard output."""
    print(text, flush=True)


def give_json(value: Any) -> None:
    """A result for machines: one document, keys in the order given."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str), flush=True)


def use_utf8() -> None:
    """UTF-8 whatever the terminal's locale says; an unprintable character never ends a command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class Parser(argparse.ArgumentParser):
    """argparse that explains itself in both languages and leaves with 2 on misuse."""

    def __init__(self, command: str, zh: str, en: str, **more: Any) -> None:
        """`command` as typed after `xianggou`; one sentence in each language."""
        prog = f"xianggou {command}".strip()
        super().__init__(prog=prog, description=both(zh, en), add_help=False, allow_abbrev=False, **more)
        self._positionals.title = both("参数", "arguments")
        self._optionals.title = both("选项", "options")
        self.add_argument("-h", "--help", action="help", help=both("显示本说明", "show this help"))

    def format_usage(self) -> str:
        """The usage line with its heading in the reader's language."""
        return super().format_usage().replace("usage:", both("用法:", "usage:"), 1)

    def format_help(self) -> str:
        """The help page with its headings in the reader's language."""
        return super().format_help().replace("usage:", both("用法:", "usage:"), 1)

    def error(self, message: str) -> NoReturn:
        """Misuse: the usage line, what was wrong, exit code 2."""
        tell(self.format_usage().rstrip())
        tell(both(f"{self.prog}: {_in_chinese(message)}", f"{self.prog}: {message}"))
        raise SystemExit(MISUSE)

    def add_json(self) -> None:
        """The switch that every command with a result has."""
        self.add_argument("--json", action="store_true", help=both("以 JSON 输出", "print JSON"))

    def add_data(self) -> None:
        """The switch of every command that works on an installation."""
        told = both("数据目录（数据库、文件、日志）", "data folder (database, files, logs)")
        self.add_argument("--data", metavar="DIR", help=told)


_ARGPARSE = (
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"the following arguments are required: (.*)", r"缺少参数：\1"),
    (r"argument (.*): expected one argument", r"参数 \1 需要一个值"),
    (r"argument (.*): expected at least one argument", r"参数 \1 至少需要一个值"),
    (r"argument (.*): invalid (\w+) value: (.*)", r"参数 \1 的值不对：\3"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"参数 \1 没有 \2 这一项，可选：\3"),
    (r"argument (.*): not allowed with argument (.*)", r"参数 \1 不能与 \2 同用"),
)


def _in_chinese(message: str) -> str:
    for pattern, chinese in _ARGPARSE:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, chinese, message, count=1, flags=re.DOTALL)
    return message
