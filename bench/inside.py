"""`python -m bench.inside WHAT`: looks at the product from inside, in a process of its own with the application's login.

statements: how many SQL statements each step of a purchase takes; profile: where its processor time goes;
pages: how many statements each list page takes with few and with many rows. Reads what the filling told from its input.
"""

from __future__ import annotations

import cProfile
import importlib
import json
import pstats
import secrets
import sys
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import flow  # noqa: E402
from bench.wheres import room_of  # noqa: E402

LESS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")
PROFILED = 12


class Inside:
    """A call that goes through the whole site in this process, counting its statements."""

    def __init__(self, tokens: dict[str, str]) -> None:
        self.tokens, self.client, self.is_counting = tokens, Client(), True
        self.counted: dict[str, int] = {}
        self.seen: Counter[str] = Counter()

    def __call__(self, role: str, path: str, body: flow.Told) -> flow.Told:
        """POST a step.  Raises: flow.Failed."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}", "Idempotency-Key": secrets.token_hex(12)}
        with CaptureQueriesContext(connection) if self.is_counting else nullcontext([]) as seen:
            answer = self.client.post(
                f"/api/v1{path}",
                json.dumps(body, default=str),
                content_type="application/json",
                headers=headers,
            )
        if answer.status_code != 200:
            raise flow.Failed(answer.status_code, path, answer.content.decode())
        real = [q["sql"] for q in seen if not q["sql"].startswith((*LESS, "BEGIN", "COMMIT"))]
        self.counted[flow.step_of(path)] = len(real)
        self.seen.update(sql.split("WHERE")[0][:60] for sql in real)
        return dict(json.loads(answer.content))


def _purchase(call: Inside, told: dict[str, Any]) -> None:
    town = told["one_town"]["town_code"]
    facts = flow.item_facts(told["place_code"], town, told["year"], told["catalogue_code"], 5000_00)
    flow.bought(call, flow.approved(call, facts), 5000_00, told["suppliers"])


def _caller(told: dict[str, Any]) -> Inside:
    call = Inside({**told["tokens"], **told["one_town"]["tokens"]})
    for _ in range(2):  # what is loaded once is loaded now
        _purchase(call, told)
    return call


def statements(told: dict[str, Any]) -> dict[str, Any]:
    """Statements of each step."""
    call = _caller(told)
    call.seen.clear()
    _purchase(call, told)
    return {
        "steps": call.counted,
        "all": sum(call.counted.values()),
        "kinds": dict(call.seen.most_common(12)),
    }


def profile(told: dict[str, Any]) -> dict[str, Any]:
    """Share of the time spent in each part of the house, by the function's own file."""
    call = _caller(told)
    call.is_counting = False
    watched = cProfile.Profile(time.process_time)
    watched.enable()
    for _ in range(PROFILED):
        _purchase(call, told)
    watched.disable()
    parts: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, _) in pstats.Stats(watched).stats.items():  # type: ignore[attr-defined]
        parts[room_of(file, name)] += own
    whole = sum(parts.values())
    return {
        "ms": round(whole / PROFILED * 1000, 1),
        "parts": {part: round(own / whole, 3) for part, own in parts.most_common()},
    }


def pages(told: dict[str, Any]) -> dict[str, Any]:
    """Statements of each list with one row and with a hundred on the page."""
    paging = importlib.import_module("xianggou.base.pages.paging")
    machines = importlib.import_module("xianggou.base.access.machines")
    client = Client()
    sign = client.post(
        "/api/v1/session", json.dumps({"login": told["logins"]["finance"], "password": told["password"]}),
        content_type="application/json", headers={"Idempotency-Key": secrets.token_hex(8)},
    )  # fmt: skip
    found: dict[str, Any] = {"sign_in": sign.status_code}
    for address in told["addresses"]:
        for rows in (1, 100):
            paging.paged.__kwdefaults__["size"], machines.PAGE = rows, rows
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(address)
            asked = [q["sql"] for q in seen]
            slow = max(seen, key=lambda q: float(q["time"]), default={"sql": "", "time": "0"})
            found.setdefault(address, {})[rows] = {
                "status": answer.status_code, "statements": len(asked), "bytes": len(answer.content),
                "slowest": [round(float(slow["time"]) * 1000, 1), slow["sql"][:300]],
            }  # fmt: skip
        if found[address][100]["bytes"] < 2 * found[address][1]["bytes"]:
            told_rows = {rows: one["bytes"] for rows, one in found[address].items()}
            raise RuntimeError(
                f"{address}: a page of a hundred rows is no longer than one of one: {told_rows}"
            )
    return found


def main(argv: list[str]) -> int:
    """Print what was found as JSON, on one line."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    told = json.load(sys.stdin)
    found = {"statements": statements, "profile": profile, "pages": pages}[argv[0]](told)
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    assert Path(__file__).is_file()
    sys.exit(main(sys.argv[1:]))
