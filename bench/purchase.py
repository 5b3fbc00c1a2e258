"""One purchase over the API against the same steps by hand: `xianggou bench purchase`.

The product and the bare site run under the same command on the same database server, with durability on; the steps by
hand run in this process. In each round all three go one after another, so that a busy machine is busy for all.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench import flow, rig
from bench.floor.hand import Hand
from bench.floor.seed import Handed, seed

PURCHASE_FEN, CLIENTS, BUDGET_PARTS, HOLDS = 5000_00, 32, 500, 1024
WARM = 8  # both worker processes have loaded what they load once


@dataclass
class Lap:
    """What a number of purchases took."""

    wall: list[float] = field(default_factory=list)
    app: float = 0.0
    database: float = 0.0

    def cpu_ms(self) -> float:
        """Processor time of application and database for one purchase."""
        return (self.app + self.database) / len(self.wall) * 1000

    def wall_ms(self) -> float:
        """Median time of one purchase, one client."""
        return statistics.median(self.wall) * 1000


def lap(one: Callable[[], object], app: Callable[[], float], base: rig.Rig, times: int) -> Lap:
    """Do it so many times, watching the processes."""
    found = Lap()
    app_before, database_before = app(), rig.database_cpu(base)
    for _ in range(times):
        began = time.perf_counter()
        one()
        found.wall.append(time.perf_counter() - began)
    found.app, found.database = app() - app_before, rig.database_cpu(base) - database_before
    return found


def whole(call: flow.Call, base: rig.Rig) -> Callable[[], object]:
    """From need to payment in the first township."""
    told = base.told

    def one() -> object:
        facts = flow.item_facts(
            told["place_code"],
            told["one_town"]["town_code"],
            told["year"],
            told["catalogue_code"],
            PURCHASE_FEN,
        )
        return flow.bought(call, flow.approved(call, facts), PURCHASE_FEN, base.suppliers)

    return one


def one_client(
    base: rig.Rig, servers: list[rig.Served], tokens: dict[str, str], rounds: int, times: int
) -> dict[str, Any]:
    """Rounds of the three, one after another."""
    product, bare = servers
    ours = flow.Http(product.port, {**base.told["tokens"], **base.told["one_town"]["tokens"]})
    minimal = flow.Http(bare.port, tokens)
    with psycopg.connect(base.floor_url(), autocommit=True, prepare_threshold=2) as connection:
        handed = Handed(Hand(connection), tokens)
        systems: dict[str, tuple[flow.Call, Callable[[], float]]] = {
            "product": (ours, product.cpu), "bare site": (minimal, bare.cpu), "by hand": (handed, time.process_time)
        }  # fmt: skip
        for call, _ in systems.values():
            for _ in range(WARM):
                whole(call, base)()
        ours.times.clear()
        minimal.times.clear()
        laps: list[dict[str, Lap]] = []
        for _ in range(rounds):
            laps.append(
                {name: lap(whole(call, base), app, base, times) for name, (call, app) in systems.items()}
            )
        counted = dict(handed.hand.by_step)
    ours.close()
    minimal.close()
    return {"laps": laps, "steps": ours.times, "bare_steps": minimal.times, "by_hand": counted}


def crowd(
    port: int, tokens: dict[str, str], work: Callable[[flow.Http, int], object], clients: int = CLIENTS
) -> tuple[float, Counter[str]]:
    """So many clients at once.  Gives: seconds, and how often each answer was given."""
    answers: Counter[str] = Counter()
    gate, guard = threading.Barrier(clients + 1), threading.Lock()

    def run(number: int) -> None:
        call = flow.Http(port, tokens)
        gate.wait()
        try:
            work(call, number)
        except (flow.Failed, OSError) as failed:
            with guard:
                answers[f"ended by {getattr(failed, 'status', failed)}"] += 1
        with guard:
            answers["flows"] += (call.times and len(call.times.get("payments/pay", ()))) or 0
        call.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, answers


def one_line_or_many(
    base: rig.Rig, port: int, tokens: dict[str, str], items: list[int], flows: int
) -> dict[str, Any]:
    """Purchases by 32 clients on one line, then on a line each, twice in turn.  Gives: flows a second."""
    hold = base.told["lines"][0]["hold_fen"]
    found: dict[str, list[float]] = {"one": [], "many": []}
    answers: Counter[str] = Counter()
    for turn in range(4):
        way = ("one", "many", "many", "one")[turn]

        def work(call: flow.Http, number: int, way: str = way) -> None:
            item = items[0 if way == "one" else number % len(items)]
            for _ in range(flows):
                flow.bought(call, item, hold, base.suppliers, part=True)

        seconds, told = crowd(port, tokens, work)
        found[way].append(told["flows"] / seconds)
        answers.update(told)
    rate = {way: statistics.mean(values) for way, values in found.items()}
    return {**rate, "ratio": rate["one"] / rate["many"], "answers": dict(answers)}


def runs_out(base: rig.Rig, port: int, tokens: dict[str, str]) -> Counter[str]:
    """1,024 holds by 32 clients on a line with money for 500."""
    told, hold = base.told, 100_00
    facts = flow.item_facts(
        told["place_code"],
        told["lines"][1]["town_code"],
        told["year"],
        told["catalogue_code"],
        BUDGET_PARTS * hold,
    )
    maker = flow.Http(port, tokens)
    item = flow.approved(maker, facts)
    maker.close()
    counted: Counter[str] = Counter()
    guard = threading.Lock()

    def work(call: flow.Http, number: int) -> None:
        for _ in range(HOLDS // CLIENTS):
            try:
                call("buyer", f"/plan-items/{item}/procedure", {"hold_fen": hold})
                answer = "held"
            except flow.Failed as failed:
                answer = f"refused {failed.status}"
            with guard:
                counted[answer] += 1

    crowd(port, tokens, work)
    return counted


def report(found: dict[str, Any], counted: dict[str, Any]) -> None:
    """The tables."""
    laps: list[dict[str, Lap]] = found["laps"]
    rows = []
    for name in ("product", "bare site", "by hand"):
        cpu = rig.median_of(laps, lambda one, name=name: one[name].cpu_ms())
        ratio_cpu = rig.median_of(laps, lambda one, name=name: one["product"].cpu_ms() / one[name].cpu_ms())
        ratio_wall = rig.median_of(
            laps, lambda one, name=name: one["product"].wall_ms() / one[name].wall_ms()
        )
        app = rig.median_of(laps, lambda one, name=name: one[name].app / len(one[name].wall) * 1000)
        wall = rig.median_of(laps, lambda one, name=name: one[name].wall_ms())
        rows.append((name, cpu, app, cpu - app, wall, ratio_cpu, ratio_wall))
    head = (
        "one purchase, need to payment",
        "CPU ms",
        "app",
        "database",
        "wall ms",
        "product ÷ CPU",
        "product ÷ wall",
    )
    rig.table("One client", head, rows)
    by_hand = found["by_hand"]
    steps = [
        (step, counted["steps"].get(step, 0), statistics.median(times) * 1000, rig.p95(times) * 1000,
         statistics.median(found["bare_steps"][step]) * 1000, rig.p95(found["bare_steps"][step]) * 1000)
        for step, times in found["steps"].items()
    ]  # fmt: skip
    rig.table("Steps", ("step", "statements", "median ms", "p95", "bare site", "p95"), steps)
    print(
        f"\n  statements of a purchase: product {counted['all']}, by hand {sum(by_hand.values())} ({by_hand})"
    )
    print(f"  slowest step by p95: {max((p, s) for s, _, _, p, *_ in steps)}")


def main(argv: list[str]) -> int:
    """Gives: 0."""
    parser = argparse.ArgumentParser("xianggou bench purchase")
    parser.add_argument(
        "--data", help="data folder; a new one is made, filled, and thrown away when not given"
    )
    parser.add_argument("--purchases", type=int, default=10_000, help="how many to fill a new folder with")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=10, help="purchases of each system in a round")
    parser.add_argument("--flows", type=int, default=2, help="purchases of each of the 32 clients")
    parser.add_argument("--only", choices=("one", "crowd", "profile"))
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="xg-bench-") as thrown:
        folder = Path(asked.data) if asked.data else Path(thrown) / "data"
        with rig.rigged(folder, asked.purchases) as base:
            tokens, items = seed(base)
            with rig.served(base) as servers:
                if asked.only in (None, "one"):
                    counted = rig.inside(base, "statements")
                    report(one_client(base, servers, tokens, asked.rounds, asked.times), counted)
                if asked.only in (None, "profile"):
                    told = rig.inside(base, "profile")
                    rows = [(part, f"{share:.1%}") for part, share in told["parts"].items()]
                    rig.table(
                        f"Where a purchase's time goes in one process ({told['ms']} ms, profiled)",
                        ("part", "share"),
                        rows,
                    )
                if asked.only in (None, "crowd"):
                    crowds(base, servers, tokens, items, asked.flows)
    print(f"\n{rig.NOTE}")
    return 0


def crowds(
    base: rig.Rig, servers: list[rig.Served], tokens: dict[str, str], items: list[int], flows: int
) -> None:
    """32 clients: one line against many, a line that runs out."""
    own = [line["item_id"] for line in base.told["lines"]]
    rows, told = [], []
    for server, known, lines in ((servers[0], base.told["tokens"], own), (servers[1], tokens, items)):
        found = one_line_or_many(base, server.port, known, lines, flows)
        rows.append((server.name, found["one"], found["many"], found["ratio"]))
        told.append(f"{server.name}: {found['answers']}")
    rig.table("32 clients, purchases a second", ("", "one line", "32 lines", "one ÷ many"), rows)
    print("  " + "; ".join(told))
    out = runs_out(base, servers[0].port, base.told["tokens"])
    print(f"  {HOLDS} holds for {BUDGET_PARTS} parts: {dict(out)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
