"""The one place where an uploaded file is opened: a process of its own, with little memory, little time and no network.

Run as `python -m xianggou.base.sheets.child`, it reads a file from standard input and answers with JSON lines. Whatever
the file does to it, the process that asked lives and gets a problem in words.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from xianggou.base.sheets import container, csvs, docx, xls, xlsx
from xianggou.base.sheets.limits import MB, Limits
from xianggou.base.sheets.problems import Problem, Unreadable
from xianggou.base.sheets.workbook import Formula, Range, Row, Sheet, Workbook

_ROOT = str(Path(__file__).resolve().parents[3])


def read(data: bytes, name: str, limits: Limits | None = None) -> Workbook | Unreadable:
    """Read a file in a child process.

    Gives: the workbook, or (never raised) an `Unreadable` with the problem that says why not.
    """
    limits = limits or Limits.for_size(len(data))
    if len(data) > limits.file_bytes:
        size, limit = (f"{n // MB}MB" for n in (len(data), limits.file_bytes))
        return container.refuse("too_big", size=size, limit=limit)
    with tempfile.TemporaryFile() as handed:
        handed.write(json.dumps({"name": name, "limits": asdict(limits)}).encode() + b"\n")
        handed.write(data)
        handed.seek(0)
        return _answered(handed, name, data, limits)


def _answered(handed: BinaryIO, name: str, data: bytes, limits: Limits) -> Workbook | Unreadable:
    environment = {"PYTHONPATH": _ROOT, "PATH": os.defpath, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            [sys.executable, "-m", "xianggou.base.sheets.child"],
            stdin=handed,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            cwd="/",
            close_fds=True,
        ) as process,
    ):
        watch = _Watch(process, limits.wall_seconds)
        try:
            assert process.stdout is not None
            found = _assembled(process.stdout, name, data)
        finally:
            watch.over()
        process.wait()
        if found is not None:
            return found
        return container.refuse("reader_stopped", cause=_cause(process.returncode, watch.fired))


class _Watch:
    """Ends the child when the clock on the wall runs out (a child that sleeps uses no CPU)."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: int) -> None:
        self.process, self.fired = process, False
        self.timer = threading.Timer(seconds, self.fire)
        self.timer.daemon = True
        self.timer.start()

    def fire(self) -> None:
        """The time is over."""
        self.fired = True
        self.process.kill()

    def over(self) -> None:
        """The child answered in time."""
        self.timer.cancel()


def _cause(code: int, is_late: bool) -> str:
    if is_late or -code in (signal.SIGXCPU, signal.SIGKILL):
        return "用时过长"
    return "占用内存过多" if -code in (signal.SIGABRT, signal.SIGSEGV) or code == 3 else "文件无法读取"


def _assembled(lines: Any, name: str, data: bytes) -> Workbook | Unreadable | None:
    """Put the child's answer together; None when it broke off."""
    workbook = Workbook(name, "", digest=hashlib.sha256(data).hexdigest())
    sheet = Sheet("")
    for line in lines:
        try:
            part = json.loads(line)
        except ValueError:
            return None
        if isinstance(part, list):
            number, is_hidden, values = part
            sheet.rows.append(
                Row(number, [_value(v) if type(v) is dict else v for v in values], bool(is_hidden))
            )
        elif "problem" in part:
            return Unreadable(Problem(**part["problem"]))
        elif "sheet" in part:
            sheet = _sheet(part["sheet"])
            workbook.sheets.append(sheet)
        elif "workbook" in part:
            for key, value in part["workbook"].items():
                setattr(workbook, key, value)
        elif "end" in part:
            return workbook
    return None


def _sheet(told: dict[str, Any]) -> Sheet:
    return Sheet(
        told["name"],
        hidden=told["hidden"],
        merged=[Range(*m) for m in told["merged"]],
        formulas={(r, c): Formula(t, bool(k), e) for r, c, t, k, e in told["formulas"]},
        hidden_columns=set(told["hidden_columns"]),
    )


def _value(told: dict[str, str]) -> dt.date:
    return dt.date.fromisoformat(told["d"])


def open_file(data: bytes, name: str, limits: Limits) -> Workbook:
    """Read a file in this very process: only the child, tests of readers and benchmarks do so. Raises: Unreadable."""
    kind = container.kind_of(data, name)
    if kind == "csv":
        sheet, encoding = csvs.sheet(data, limits)
        return Workbook(name, "csv", [sheet], encoding=encoding)
    if kind == "xls":
        sheets, is_1904 = xls.sheets(data, limits)
        return Workbook(name, "xls", sheets, date_1904=is_1904)
    archive, kind = container.opened(data, limits)
    if kind == "docx":
        tables, paragraphs = docx.tables(archive, limits)
        return Workbook(name, "docx", tables, text_before=paragraphs[:200])
    sheets, is_1904 = xlsx.sheets(data, archive, limits)
    return Workbook(name, "xlsx", sheets, date_1904=is_1904)


def told(workbook: Workbook) -> Iterator[str]:
    """A workbook as JSON lines."""
    about = {k: getattr(workbook, k) for k in ("format", "encoding", "date_1904", "text_before")}
    yield _json({"workbook": about})
    for sheet in workbook.sheets:
        yield _json(
            {
                "sheet": {
                    "name": sheet.name,
                    "hidden": sheet.hidden,
                    "merged": [(m.top, m.left, m.bottom, m.right) for m in sheet.merged],
                    "formulas": [
                        (r, c, f.text, int(f.cached), f.error) for (r, c), f in sheet.formulas.items()
                    ],
                    "hidden_columns": sorted(sheet.hidden_columns)[:1024],
                }
            }
        )
        for row in sheet.rows:
            yield _json([row.number, int(row.hidden), row.values])
    yield _json({"end": True})


def _json(part: Any) -> str:
    return (
        json.dumps(part, ensure_ascii=False, separators=(",", ":"), default=lambda d: {"d": d.isoformat()})
        + "\n"
    )


def _confine(limits: Limits) -> None:
    """Give up what reading a file does not need: memory, time, files, processes, the network."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))

    def deny(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(
            (
                "socket.",
                "subprocess.",
                "os.exec",
                "os.fork",
                "os.posix_spawn",
                "os.system",
                "ctypes.",
                "shutil.",
                "os.remove",
                "os.rename",
            )
        ):
            raise PermissionError(event)
        if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            raise PermissionError(event)

    sys.addaudithook(deny)


def main() -> int:
    """Read standard input, answer on standard output."""
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(head)
    limits = Limits(**asked["limits"])
    _confine(limits)
    gc.disable()  # a short life: sweeping millions of cells would cost more than reading them
    write = sys.stdout.write
    try:
        workbook = open_file(data, asked["name"], limits)
        for line in told(workbook):
            write(line)
    except Unreadable as refusal:
        write(_json({"problem": asdict(refusal.problem)}))
    except MemoryError:
        return 3
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
