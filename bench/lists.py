"""List pages and API lists against a bare page of the same rows: `xianggou bench lists`.

With two data folders (few purchases, many) the same page is timed on both in the same rounds. The deep page begins
half-way down by keyset. Each address: the product, then the bare page with the same rows under the same command.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import secrets
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench import rig
from bench.floor.seed import seed

# address of the product, name of the bare list, rows whose middle is the deep page
PAGES = (
    ("/plans/", "plans", "plans_planitem WHERE year = extract(year FROM now())::int"),  # this year only
    ("/procurement/", "procurement", "procurement_procedure"),
    ("/contracts/", "contracts", "contracts_contract"),
    ("/payments/", "payments", "payments_payment"),
)
LISTS = (
    ("/api/v1/plan-items", "plan-items", "plans_planitem"),
    ("/api/v1/procedures", "procurement", "procurement_procedure"),
    ("/api/v1/contracts", "contracts", "contracts_contract"),
    ("/api/v1/payments", "payments", "payments_payment"),
)


@dataclass
class Reader:
    """The county's finance seat, signed in by cookie; reads the product and, with the same session, the bare site."""

    servers: list[rig.Served]
    told: dict[str, Any]
    cookie: str = ""
    open: dict[int, http.client.HTTPConnection] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Open the session.  Raises: SystemExit when it is refused."""
        body = {"login": self.told["logins"]["finance"], "password": self.told["password"]}
        connection = self._to(self.servers[0].port)
        headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(8)}
        connection.request("POST", "/api/v1/session", json.dumps(body), headers)
        answer = connection.getresponse()
        told = answer.read().decode()
        if answer.status != http.client.OK:
            raise SystemExit(f"cannot sign in: {answer.status} {told}")
        cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        self.cookie = "; ".join(cookies)

    def _to(self, port: int) -> http.client.HTTPConnection:
        if port not in self.open:
            self.open[port] = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        return self.open[port]

    def get(self, port: int, address: str) -> tuple[float, int, int]:
        """Seconds, status and length of an answer. A connection that was closed while idle is opened anew, untimed."""
        for left in (1, 0):
            connection = self._to(port)
            began = time.perf_counter()
            try:
                connection.request(
                    "GET", address, headers={"Cookie": self.cookie, "Accept-Language": "zh-hans"}
                )
                answer = connection.getresponse()
                length = len(answer.read())
            except (http.client.RemoteDisconnected, ConnectionError):
                self.open.pop(port).close()
                if not left:
                    raise
                continue
            return time.perf_counter() - began, answer.status, length
        raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to time: a label and what to get from which server."""

    label: str
    whose: str  # product or bare
    reader: Reader
    port: int
    address: str


def middle(base: rig.Rig, table: str) -> int:
    """The key half-way down."""
    with psycopg.connect(base.here.urls().app) as connection:
        found = connection.execute(
            f"SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY id) FROM {table}"
        ).fetchone()
    return int(found[0]) if found and found[0] else 0


def mark(key: int) -> str:
    """The place of a row as an address carries it."""
    return base64.urlsafe_b64encode(json.dumps([key]).encode()).decode().rstrip("=")


def asked_of(base: rig.Rig, servers: list[rig.Served], size: str) -> list[Asked]:
    """First and deep page of each list, of the product and bare."""
    reader = Reader(servers, base.told)
    reader.sign_in()
    product, bare = (server.port for server in servers)
    found = []
    for address, name, table in PAGES + LISTS:
        deep = middle(base, table)
        machine = address.startswith("/api/")
        for where, after in (("first", ""), ("deep", f"?after={deep if machine else mark(deep)}")):
            label = f"{size} {address} {where}"
            kept = f"/floor/{name}/?format={'json' if machine else 'html'}" + (
                f"&after={deep}" if after else ""
            )
            found += [
                Asked(label, "product", reader, product, address + after),
                Asked(label, "bare", reader, bare, kept),
            ]
    return found


def timed(asked: list[Asked], rounds: int, times: int) -> dict[tuple[str, str], list[list[float]]]:
    """(label, whose) → the seconds of each round."""
    found: dict[tuple[str, str], list[list[float]]] = {}
    for one in asked:
        for _ in range(4):
            _, status, _ = one.reader.get(one.port, one.address)
        if status != http.client.OK:
            raise SystemExit(f"{one.address}: {status}")
    for _ in range(rounds):
        for one in asked:
            seconds = [one.reader.get(one.port, one.address)[0] for _ in range(times)]
            found.setdefault((one.label, one.whose), []).append(seconds)
    return found


def report(found: dict[tuple[str, str], list[list[float]]], sizes: list[str]) -> None:
    """The tables."""

    def typical(label: str, whose: str) -> float:
        return statistics.median(statistics.median(one) for one in found[(label, whose)]) * 1000

    def slow(label: str, whose: str) -> float:
        return statistics.median(rig.p95(one) for one in found[(label, whose)]) * 1000

    def ratio(over: str, under: str, whose: str = "product", beside: str = "product") -> float:
        pairs = zip(found[(over, whose)], found[(under, beside)], strict=True)
        return statistics.median(statistics.median(a) / statistics.median(b) for a, b in pairs)

    labels = list(dict.fromkeys(label for label, _ in found))
    rows = [
        (label, typical(label, "product"), slow(label, "product"), typical(label, "bare"), slow(label, "bare"),
         ratio(label, label, beside="bare"), slow(label, "product") / slow(label, "bare"))
        for label in labels
    ]  # fmt: skip
    rig.table("Pages", ("", "ms", "p95", "bare ms", "p95", "÷ bare", "p95 ÷ p95"), rows)
    rows = []
    for address, _, _ in PAGES + LISTS:
        line: list[object] = [address]
        line += [ratio(f"{size} {address} deep", f"{size} {address} first") for size in sizes]
        if len(sizes) > 1:
            line += [
                ratio(f"{sizes[1]} {address} {w}", f"{sizes[0]} {address} {w}") for w in ("first", "deep")
            ]
        rows.append(line)
    head = ["", *(f"deep ÷ first, {size}" for size in sizes)]
    head += ["many ÷ few, first", "many ÷ few, deep"] if len(sizes) > 1 else []
    rig.table("The same page", head, rows)


def counted(base: rig.Rig) -> None:
    """Statements of each page with one row and with a hundred, and the dearest statement."""
    base.told["addresses"] = [address for address, _, _ in PAGES + LISTS]
    found = rig.inside(base, "pages")
    rows = [
        (address, one["1"]["statements"], one["100"]["statements"], one["100"]["bytes"], *one["100"]["slowest"][:1])
        for address, one in found.items()
        if address != "sign_in"
    ]  # fmt: skip
    rig.table("Statements", ("", "1 row", "100 rows", "bytes", "dearest statement ms"), rows)
    for address, one in found.items():
        if address != "sign_in":
            print(f"  {address}: {' '.join(one['100']['slowest'][1].split())[:200]}")


def main(argv: list[str]) -> int:
    """Gives: 0."""
    parser = argparse.ArgumentParser("xianggou bench lists")
    parser.add_argument(
        "--data", help="folder with few purchases; made, filled and thrown away when not given"
    )
    parser.add_argument("--many", help="folder with many purchases, filled before by `xianggou bench fill`")
    parser.add_argument("--purchases", type=int, default=10_000, help="how many to fill a new folder with")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=12)
    asked = parser.parse_args(argv)
    with ExitStack() as stack:
        thrown = stack.enter_context(tempfile.TemporaryDirectory(prefix="xg-bench-"))
        folders = [Path(asked.data) if asked.data else Path(thrown) / "data"]
        folders += [Path(asked.many)] if asked.many else []
        questions, sizes = [], []
        for number, folder in enumerate(folders):
            base = stack.enter_context(rig.rigged(folder, asked.purchases))
            seed(base)  # the bare site has its own database, whether it is asked for purchases or not
            servers = stack.enter_context(rig.served(base, port=rig.FIRST_PORT + 2 * number))
            sizes.append(f"{base.told['purchases']:,}")
            questions += asked_of(base, servers, sizes[-1])
            counted(base)
        report(timed(questions, asked.rounds, asked.times), sizes)
    print(f"\n{rig.NOTE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
