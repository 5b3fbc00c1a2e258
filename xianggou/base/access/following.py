"""Codes by which somebody without an account follows what they told: one kind for every room."""

from __future__ import annotations

import secrets

FIGURES = 12


def new_code() -> str:
    """Twelve figures that can be read out on the phone; of a million million, so nobody guesses one."""
    return f"{secrets.randbelow(10**FIGURES):0{FIGURES}d}"


def shown(code: str) -> str:
    """A code in three groups, to be read out."""
    return f"{code[:4]} {code[4:8]} {code[8:]}"


def typed(text: str) -> str:
    """The code in what somebody typed, with any blanks and dashes; "" where it is none."""
    code = "".join(c for c in text if c.isdecimal() and c.isascii())
    return code if len(code) == FIGURES else ""
