"""How well texts find their class, item and offer, and how fast and how well capacities are shared out.

`texts` and `district` read the given sample data (XIANGGOU_SHARED or the sibling folder); `county` and `province` are
invented (`bench/counties.py`). Nothing here needs a database. Seconds depend on the machine; the rest does not.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from bench.counties import County
from bench.rig import ROOT, table
from xianggou.core.likeness import Heard, Index
from xianggou.stages.matching.sharing.allocate import Frame, Result, allocate
from xianggou.stages.matching.sharing.bottlenecks import bottlenecks
from xianggou.stages.matching.sharing.problem import Demand, Pair, Problem, Supply
from xianggou.stages.matching.sharing.reasons import unmet
from xianggou.stages.matching.sharing.shares import Shares

SHARED = Path(os.environ.get("XIANGGOU_SHARED") or ROOT.parent / "shared")
Ranked = Callable[[str], list[str]]


def _found(ranked: Ranked, rows: Sequence[tuple[str, Sequence[str]]]) -> tuple[object, ...]:
    """How often the first, one of three, one of five is right, the mean of 1/place, and milliseconds a text."""
    places, since = [], time.perf_counter()
    for text, right in rows:
        order = ranked(text)
        places.append(next((n for n, key in enumerate(order, 1) if key in right), 0))
    ms = 1000 * (time.perf_counter() - since) / max(len(rows), 1)
    hits = [sum(1 for p in places if 0 < p <= most) / len(places) for most in (1, 3, 5)]
    mrr = sum(1 / p for p in places if p) / len(places)
    return len(rows), *(f"{h:.3f}" for h in hits), f"{mrr:.3f}", f"{ms:.2f}"


HEAD = ("", "texts", "R@1", "R@3", "R@5", "MRR", "ms")


def _words(row: Mapping[str, Any]) -> str:
    return " ".join((row["title"], row.get("note") or "", *row.get("aliases", ())))


def _meets(need: Mapping[str, Any], offer: Mapping[str, Any]) -> bool:
    """What structure alone finds: the class or the catalogue item, and the people."""
    same = need["class"] == offer["class"] or (need["catalogue"] and need["catalogue"] == offer["catalogue"])
    groups = {*need["groups"]}, {*offer["groups"]}
    return bool(same) and ("all" in groups[0] | groups[1] or not groups[0].isdisjoint(groups[1]))


def texts() -> None:
    """Catalogue item, class and offer from text alone; rarity is learnt from the same unlabelled needs."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in (SHARED / "data" / "matching-dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        rows.setdefault(row["kind"], []).append(row)
    items = {row["id"]: row for row in rows["catalogue"]}
    offers = {row["id"]: row for row in rows["resource"]}
    offer_words = {
        key: f"{_words(row)} {_words(items[row['catalogue']]) if row['catalogue'] else ''}"
        for key, row in offers.items()
    }
    classes = {row["id"]: row["name"] for row in rows["class"] if "." in row["id"]}
    for row in (*items.values(), *offers.values()):
        classes[row["class"]] = f"{classes.get(row['class'], '')} {_words(row)}"
    told = []
    for column in ("text", "text_official"):
        heard = Heard(need[column] for need in rows["need"])
        asks = {need[column]: need for need in rows["need"]}

        def ranked(documents: Mapping[str, str], heard: Heard = heard) -> Ranked:
            index = Index(documents, heard)
            return lambda text: [one.key for one in index.like(text, len(documents))]

        by_words = ranked(offer_words)

        def of_class(text: str, asks: Mapping[str, Any] = asks, by_words: Ranked = by_words) -> list[str]:
            return [
                key for key in dict.fromkeys((*by_words(text), *offers)) if _meets(asks[text], offers[key])
            ]

        kinds: list[tuple[str, Ranked, Callable[[Mapping[str, Any]], list[str]]]] = [
            ("catalogue item", ranked({k: _words(r) for k, r in items.items()}), lambda n: [n["catalogue"]]),
            ("class", ranked(classes), lambda n: [n["class"]]),
            ("offer, text alone", ranked(offer_words), lambda n: n["resources"]),
            ("offer, class and group confirmed", of_class, lambda n: n["resources"]),
        ]
        for name, order, right in kinds:
            pairs = [(n[column], right(n)) for n in rows["need"] if any(right(n))]
            told.append((f"{column}: {name}", *_found(order, pairs)))
    table("labelled needs (matching-dev.jsonl)", HEAD, told)


def district() -> None:
    """District C's 248 needs: catalogue items with the names of its matters as their other names."""
    folder = SHARED / "data" / "district-c" / "clean"

    def read(file: str, sheet: str) -> list[dict[str, Any]]:
        head, *rows = CalamineWorkbook.from_path(str(folder / file)).get_sheet_by_name(sheet).to_python()
        return [dict(zip(head, row, strict=True)) for row in rows]

    needs = read("01-needs.xlsx", "需求清单")
    plain = {
        r["目录编码"]: f"{r['服务项目']} {r['服务内容']}"
        for r in read("07-guidance-catalogue.xlsx", "指导性目录")
    }
    named = {
        code: " ".join((words, *sorted({n["事项"] for n in needs if n["目录编码"] == code})))
        for code, words in plain.items()
    }
    heard = Heard(n["需求描述"] for n in needs)
    rows = [(n["需求描述"], [n["目录编码"]]) for n in needs if n["目录编码"]]
    told = []
    for name, documents in (("without the matters' names", plain), ("with them", named)):
        index = Index(documents, heard)
        ranked = _found(lambda t, i=index, d=documents: [o.key for o in i.like(t, len(d))], rows)  # type: ignore[misc]
        told.append((name, *ranked))
    table("District C: catalogue item of a need", HEAD, told)


def _worst(problem: Problem, result: Result, frame: Frame) -> float:
    """The worst-served township or group of a result that knew nothing of floors."""
    shares = Shares(problem, frame.pairs)
    units = {(g.demand, g.supply): g.units for g in result.given}
    for one in frame.pairs:
        shares.give(one.at, units.get((one.demand.id, one.supply.id), 0))
    return min((c.worth(shares) / c.alone for c in frame.claims(problem)), default=1.0)


def _one_county(seed: int, scarce: int, needs: int, offers: int) -> tuple[object, ...]:
    county = County(seed, needs=needs, offers=offers, scarce=scarce)
    since = time.perf_counter()
    problem, asked, verdicts = county.problem()
    judged = time.perf_counter()
    result = allocate(problem)
    shared = time.perf_counter()
    reasons = unmet(problem, asked, verdicts, result)
    explained = time.perf_counter()
    bottlenecks(problem, result)
    ended = time.perf_counter()
    without = _worst(problem, allocate(county.without_floor(problem)), Frame(problem))
    published = {(g.demand, g.supply): g.units for g in result.given}
    moved = []
    for turn in range(3):
        later, _, _ = county.changed(turn).problem(published)
        now = {(g.demand, g.supply) for g in allocate(later).given}
        moved.append(len(now ^ set(published)) / max(len(published), 1))
    steps = (judged - since, shared - judged, explained - shared, ended - explained, ended - since)
    return (
        f"{seed}, 1/{scarce}", len(problem.pairs), *(f"{s:.1f}" for s in steps), result.proof, f"{result.gap_bp / 100:.2f} %",
        f"{result.worth / max(result.bound, 1):.4f}", f"{result.floor_bp / 10_000:.3f}", f"{without:.3f}",
        f"{statistics.median(moved):.3f}", len(result.given), len(reasons),
    )  # fmt: skip


def county(seeds: int, needs: int, offers: int) -> None:
    """25 townships: seconds of each step, distance from the proven most, floor, what a change of 1 % moves."""
    rows = [_one_county(seed, scarce, needs, offers) for scarce in (1, 3) for seed in range(1, seeds + 1)]
    head = (
        "seed, capacity", "pairs", "judge s", "share s", "why s", "bottlenecks s", "all s", "proof", "gap", "value kept", "floor",
        "floor without", "moved by 1 %", "given", "unmet",
    )  # fmt: skip
    table(f"counties of 25 townships, {needs} needs, {offers} offers", head, rows)
    print(f"memory: {_megabytes()} MiB")


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def part_of_province(first: int, step: int, counties: int) -> dict[str, float]:
    """Every `step`-th county: pairs, draft and reasons of each."""
    kept, floors, needs, unproven = [], [], 0, 0
    for seed in range(first, counties, step):
        county = County(1000 + seed, needs=6667, scarce=3)
        problem, asked, verdicts = county.problem()
        result = allocate(problem)
        unmet(problem, asked, verdicts, result)
        needs += len(asked)
        kept.append(result.worth / max(result.bound, 1))
        floors.append(result.floor_bp / 10_000)
        unproven += result.bound == 0
    return {
        "needs": needs, "kept": min(kept, default=1.0), "floor": min(floors, default=1.0), "unproven": unproven,
        "memory": _megabytes(),
    }  # fmt: skip


def province(counties: int, processes: int) -> None:
    """A province is a loop of counties: offers belong to a county."""
    since = time.perf_counter()
    order = [sys.executable, "-m", "bench.matching", "part"]
    running = [
        subprocess.Popen(
            [*order, str(n), str(processes), str(counties)], stdout=subprocess.PIPE, encoding="utf-8"
        )
        for n in range(min(processes, counties))
    ]
    parts = [json.loads(one.communicate()[0]) for one in running]
    seconds = time.perf_counter() - since
    row = (
        counties, sum(p["needs"] for p in parts), f"{seconds:.0f}", f"{min(p['kept'] for p in parts):.4f}",
        f"{min(p['floor'] for p in parts):.3f}", sum(p["unproven"] for p in parts), max(p["memory"] for p in parts),
    )  # fmt: skip
    table(
        f"province, {processes} processes",
        (
            "counties",
            "needs",
            "seconds",
            "worst value kept",
            "worst floor",
            "without a proof",
            "MiB a process",
        ),
        [row],
    )


def one_fen() -> None:
    """Lines that hold the best set less one 分, and 1,000 lines of any size: how many results cost more than there is."""
    over = 0
    for seed in range(1300):
        costs = [5_0000_00 + (seed * 7919 + n * 104729) % 115_0000_00 for n in range(4)]
        free = sum(costs[:3]) - 1 if seed < 300 else (seed * 15485863) % sum(costs)
        demands = [Demand(n, "x", 1, 1, 1 + n) for n in range(4)]
        supplies = [Supply(n, 1, cost, "L") for n, cost in enumerate(costs)]
        problem = Problem.of(demands, supplies, [Pair(n, n) for n in range(4)], {"L": free})
        over += sum(g.cost_fen for g in allocate(problem).given) > free
    table("money", ("cases", "over by one 分 or more"), [(1300, over)])


def main(argv: list[str]) -> int:
    """Print the tables asked for."""
    if argv[:1] == ["part"]:
        print(json.dumps(part_of_province(*(int(n) for n in argv[1:4]))))
        return 0
    parser = argparse.ArgumentParser("xianggou bench matching", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument(
        "what",
        nargs="*",
        default=["texts", "district", "county", "money"],
        help="texts, district, county, province, money",
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--needs", type=int, default=6000)
    parser.add_argument("--offers", type=int, default=600)
    parser.add_argument(
        "--counties", type=int, default=60, help="counties of the province (25 townships each)"
    )
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(argv)
    benches: dict[str, Callable[[], None]] = {
        "texts": texts, "district": district, "county": lambda: county(given.seeds, given.needs, given.offers),
        "province": lambda: province(given.counties, given.processes), "money": one_fen,
    }  # fmt: skip
    for name in given.what:
        if name not in benches:
            parser.error(f"{name}: one of {', '.join(benches)}")
        benches[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
