"""The hook for a virus scanner: clamd over its socket where one is set up, else a plain “not scanned”.

Silence is never taken for clean: a scanner that can't answer gives UNKNOWN, and the file's row says so.
"""

from __future__ import annotations

import os
import socket
from enum import StrEnum
from pathlib import Path

_PIECE = 64 * 1024


class Verdict(StrEnum):
    """What the scanner said."""

    CLEAN = "clean"
    FOUND = "found"
    UNKNOWN = "unknown"  # a scanner is set up and gave no answer
    NOT_SCANNED = "unscanned"  # no scanner is set up


def scan(path: Path) -> Verdict:
    """Ask the scanner about a file on disk; `XIANGGOU_CLAMD` is its socket's path or host:port."""
    address = os.environ.get("XIANGGOU_CLAMD", "")
    if not address:
        return Verdict.NOT_SCANNED
    try:
        with _connected(address) as line, path.open("rb") as stream:
            line.sendall(b"zINSTREAM\0")
            while piece := stream.read(_PIECE):
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall((0).to_bytes(4, "big"))
            answer = _answer(line)
    except OSError:
        return Verdict.UNKNOWN
    if answer.endswith(b" OK"):
        return Verdict.CLEAN
    return Verdict.FOUND if answer.endswith(b" FOUND") else Verdict.UNKNOWN


def _connected(address: str) -> socket.socket:
    """A connection to the scanner that gives up after half a minute."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(30)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=30)


def _answer(line: socket.socket) -> bytes:
    """The scanner's line, up to its closing NUL."""
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        piece = line.recv(1024)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0")
