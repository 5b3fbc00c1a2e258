"""One step of the floor: who asks, the once-key, the entry, the move of money, in one transaction by hand-written SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg


class Refused(Exception):
    """The step is not allowed; nothing was written."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks."""

    id: int
    role: str
    town: str


@dataclass
class Hand:
    """A connection, and how many statements went over it (BEGIN and COMMIT not counted)."""

    connection: psycopg.Connection
    statements: int = 0
    by_step: dict[str, int] = field(default_factory=dict)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement.  Gives: its rows, none for one that returns nothing."""
        self.statements += 1
        cursor = self.connection.execute(sql, values)
        return cursor.fetchall() if cursor.description else []

    def one(self, sql: str, *values: Any) -> tuple[Any, ...]:
        """The only row.  Raises: Refused when there is none."""
        rows = self.ask(sql, *values)
        if not rows:
            raise Refused("no such row")
        return rows[0]

    def perform(
        self, step: str, role: str, work: Work, token: str, key: str, told: dict[str, Any]
    ) -> dict[str, Any]:
        """Do a step once: the same key gives the same answer.  Raises: Refused."""
        before = self.statements
        digest = hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
        with self.connection.transaction():
            asked = self.ask(
                "SELECT id, role, town FROM account WHERE digest = %s",
                hashlib.sha256(token.encode()).hexdigest(),
            )
            if not asked or asked[0][1] != role:
                raise Refused(f"{step}: not granted")
            by = Account(*asked[0])
            if not self.ask(
                "INSERT INTO once (account_id, key, digest) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING 1",
                by.id, key, digest,
            ):  # fmt: skip
                was, answer = self.one(
                    "SELECT digest, answer FROM once WHERE account_id = %s AND key = %s", by.id, key
                )
                if was != digest:
                    raise Refused("another body under the same key")
                return dict(answer)
            given = work(self, by, told)
            self.ask(
                "UPDATE once SET answer = %s WHERE account_id = %s AND key = %s",
                json.dumps(given, default=str), by.id, key,
            )  # fmt: skip
        self.by_step[step] = self.statements - before
        return given

    def entry(self, subject: int, verb: str, obj: str, obj_id: int, by: Account, **told: Any) -> int:
        """Write an entry, numbered without a gap on its dossier and chained by its hash.  Gives: its id."""
        seq, before = self.one(
            "UPDATE subject SET last_seq = last_seq + 1 WHERE id = %s RETURNING last_seq, last_hash", subject
        )
        text = json.dumps(told, sort_keys=True, default=str)
        hashed = hashlib.sha256(f"{before}|{seq}|{verb}|{obj}|{obj_id}|{by.id}|{text}".encode()).hexdigest()
        found = self.one(
            """WITH chained AS (UPDATE subject SET last_hash = %s WHERE id = %s)
               INSERT INTO entry (subject_id, seq, verb, object, object_id, account_id, at, told, hash)
               VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp(), %s, %s) RETURNING id""",
            hashed,
            subject,
            subject,
            seq,
            verb,
            obj,
            obj_id,
            by.id,
            text,
            hashed,
        )
        return int(found[0])

    def move(
        self, kind: str, entry: int, dossier: int, frm: str, too: str, parts: Sequence[tuple[int, int]]
    ) -> None:
        """Move money of lines from one bucket to another, both legs, the shared account locked last."""
        shared = {"source", "available"}
        src, dst = (0 if frm in shared else dossier), (0 if too in shared else dossier)
        (voucher,) = self.one(
            "INSERT INTO voucher (kind, dossier_id, entry_id, fen) VALUES (%s, %s, %s, %s) RETURNING id",
            kind, dossier, entry, sum(fen for _, fen in parts),
        )  # fmt: skip
        for line, fen in parts:
            self.ask(
                """INSERT INTO money (line_id, dossier_id, bucket) VALUES (%s, %s, %s), (%s, %s, %s)
                   ON CONFLICT DO NOTHING""", line, src, frm, line, dst, too,
            )  # fmt: skip
            legs = [("from", src, frm, -fen), ("to", dst, too, fen)]
            found: dict[str, tuple[Any, ...]] = {}
            for name, owner, bucket, change in sorted(legs, key=lambda leg: leg[1] == 0):
                found[name] = self.one(
                    """UPDATE money SET fen = fen + %s, seq = seq + 1 WHERE line_id = %s AND dossier_id = %s AND bucket = %s
                       RETURNING id, seq, fen""", change, line, owner, bucket,
                )  # fmt: skip
            self.ask(
                """INSERT INTO transfer (voucher_id, from_id, from_seq, from_after, to_id, to_seq, to_after, fen)
                   VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""", voucher, *found["from"], *found["to"], fen,
            )  # fmt: skip

    def held(self, dossier: int, bucket: str) -> list[tuple[int, int]]:
        """What a dossier has in a bucket, by line."""
        return self.ask(
            "SELECT line_id, fen FROM money WHERE dossier_id = %s AND bucket = %s AND fen > 0 ORDER BY 1",
            dossier,
            bucket,
        )

    def number(self, kind: str, year: int) -> str:
        """The next number of a series, without a gap."""
        (last,) = self.one(
            """INSERT INTO number VALUES (%s, %s, 1) ON CONFLICT (kind, year) DO UPDATE SET last = number.last + 1
               RETURNING last""", kind, year,
        )  # fmt: skip
        return f"{kind}〔{year}〕{last}号"


Work = Callable[[Hand, Account, dict[str, Any]], dict[str, Any]]


def need(holds: bool, why: str) -> None:
    """A gate.  Raises: Refused."""
    if not holds:
        raise Refused(why)
