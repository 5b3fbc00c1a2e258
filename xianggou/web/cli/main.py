"""The program `xianggou`: finds the command, runs it, and turns what it raises into an exit code.

Each command lives in a module of its own with `main(argv) -> int`, imported only when it is called: a command
that needs no database imports no Django.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import xianggou
from xianggou.web.cli.built import is_built
from xianggou.web.cli.words import DONE, MISUSE, REFUSED, both, give, tell, use_utf8


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, the module that does it, one sentence in each language."""

    name: str
    module: str
    zh: str
    en: str
    passes_name: bool = False  # the module serves several commands and wants to know which

    def exists(self) -> bool:
        """Whether its room has been built."""
        return is_built(self.module)

    def run(self, argv: list[str]) -> int:
        """Gives: the exit code."""
        main: Callable[[list[str]], int | None] = importlib.import_module(self.module).main
        return main([self.name, *argv] if self.passes_name else argv) or DONE


CLI = "xianggou.web.cli"
COMMANDS = (
    Command("start", f"{CLI}.start", "启动数据库与网站", "start database and site"),
    Command("stop", f"{CLI}.stop", "停止", "stop them"),
    Command("status", f"{CLI}.status", "运行状态与版本", "what runs, and in which version"),
    Command("check", f"{CLI}.check", "检查本套安装是否完好", "whether this installation is sound"),
    Command("demo", f"{CLI}.demo", "按步骤演示数据", "play the demo years"),
    Command("place", f"{CLI}.places", "开通地方、转入正式运行", "open a place, let it go live"),
    Command("account", f"{CLI}.accounts", "开账号、发接口令牌", "open accounts, issue tokens"),
    Command("erase", f"{CLI}.erasing", "删除到期的联系方式", "erase contact data in time"),
    Command("quarter", f"{CLI}.calling", "按季度征集资源", "call for the quarter's resources"),
    Command("import", f"{CLI}.importing", "导入单位的表格", "import an office's workbook"),
    Command("export", f"{CLI}.exporting", "导出清单、账册", "export a list or the books"),
    Command(
        "law",
        "xianggou.core.law_cli",
        "查法规参数、跑法规用例",
        "the law's parameters and cases",
        passes_name=True,
    ),
    Command(
        "codes",
        "xianggou.core.law_cli",
        "校验统一社会信用代码",
        "check unified credit codes",
        passes_name=True,
    ),
    Command("verify", f"{CLI}.verify", "离线核验导出的留痕", "check an exported trail offline"),
    Command("backup", f"{CLI}.backup", "备份", "back up"),
    Command("restore", f"{CLI}.restore", "恢复", "restore a backup"),
    Command("restore-drill", f"{CLI}.restore_drill", "恢复演练", "rehearse a restore"),
    Command("bench", f"{CLI}.bench", "性能测试", "run a benchmark"),
)


def existing() -> Iterator[Command]:
    """The commands that this version has."""
    return (command for command in COMMANDS if command.exists())


def usage() -> str:
    """The page of `xianggou --help`."""
    lines = [
        both("乡购：乡镇政府购买服务全过程管理", "Xianggou: township purchase of public services"),
        "",
        both("用法: xianggou 命令 [参数…]", "usage: xianggou COMMAND [ARGUMENTS…]"),
        "",
        both("命令:", "commands:"),
        *(f"  {command.name:<15}{both(command.zh, command.en)}" for command in existing()),
        "",
        both("xianggou 命令 --help 看该命令的参数；", "xianggou COMMAND --help explains one command;"),
        both(
            "--version 看版本。退出码：0 完成，1 输入被退回，2 用法错误。",
            "--version prints the version. Exit: 0 done, 1 input refused, 2 misuse.",
        ),
    ]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Gives: 0 done, 1 refused, 2 misuse."""
    use_utf8()
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in ("-h", "--help", "help"):
        give(usage())
        return DONE if words else MISUSE
    if words[0] == "--version":
        give(xianggou.__version__)
        return DONE
    for command in existing():
        if command.name == words[0]:
            return _run(command, words[1:])
    tell(
        both(
            f"xianggou: 没有命令“{words[0]}”，见 xianggou --help",
            f"xianggou: no command '{words[0]}', see --help",
        )
    )
    return MISUSE


def _run(command: Command, argv: list[str]) -> int:
    try:
        return command.run(argv)
    except SystemExit as leaving:  # argparse: --help, misuse
        return leaving.code if isinstance(leaving.code, int) else REFUSED
    except KeyboardInterrupt:
        tell(both("已中断", "interrupted"))
        return 130
    except BrokenPipeError:  # `xianggou … | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except refusals() as refused:
        tell(str(refused))
        return REFUSED


def refusals() -> tuple[type[Exception], ...]:
    """What is an answer and not a defect. Modules not yet imported cannot have raised theirs."""
    named = (
        ("xianggou.web.postgres", "ClusterFailed"),
        ("xianggou.core.findings", "Refused"),
        ("xianggou.core.findings", "BadInput"),
        ("xianggou.core.law", "LawError"),
        ("psycopg", "OperationalError"),
        ("django.db.utils", "OperationalError"),
    )
    found = (getattr(sys.modules.get(module), name, None) for module, name in named)
    return tuple(kind for kind in found if isinstance(kind, type) and issubclass(kind, Exception))
