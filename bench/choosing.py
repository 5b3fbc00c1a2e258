"""How long choosing under a budget takes: a township, a county of 25, what-if at 90–110 %, and the answers beside it.

Run: `xianggou bench choosing [TOWNS] [ITEMS]`. Townships are invented (costs, lines, needs shared by several items, one
pair that excludes each other, a minimum of a class, later years); no database. Every set is checked in whole numbers.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from xianggou.stages.plans.choose.facts import (  # noqa: E402
    Candidate,
    Demand,
    Minimum,
    Problem,
    Weights,
)
from xianggou.stages.plans.choose.proposal import (  # noqa: E402
    certainty,
    choose,
    moved,
    preview,
    why_not,
)
from xianggou.stages.plans.choose.settling import breaks  # noqa: E402

BUDGETS = (90, 95, 99, 101, 105, 110)
OTHERS = (Weights((1, 2, 3), 10), Weights((1, 3, 9), 3))


def township(seed: int, items: int) -> Problem:
    """About half of what is asked can be paid; six needs for each item."""
    dice = random.Random(seed)
    codes = [f"line{k}" for k in range(5)]
    demands = tuple(
        Demand(k, dice.randint(5, 1500), dice.choices((0, 1, 2), (70, 22, 8))[0], dice.random() < 0.3)
        for k in range(items * 6)
    )
    candidates = tuple(
        Candidate(
            k,
            dice.randint(5_000_000, 120_000_000),
            tuple(dice.sample(codes, dice.randint(1, 3))),
            demands=tuple(dice.sample(range(items * 6), dice.randint(2, 12))),
            group=f"class{dice.randrange(7)}",
            depends=(dice.randrange(items),) if dice.random() < 0.05 else (),
            later_fen=(dice.randint(0, 50_000_000),) if dice.random() < 0.3 else (),
            must="contract" if dice.random() < 0.05 else "",
        )
        for k in range(items)
    )
    whole = sum(c.cost_fen for c in candidates) * 55 // 100
    shares = [dice.randint(3, 9) for _ in codes]
    lines = {code: whole * share // sum(shares) for code, share in zip(codes, shares, strict=True)}
    return Problem(
        candidates,
        lines,
        Weights((1, 3, 9), 10),
        demands,
        excludes=((1, 2),),
        minimums=(Minimum("class1", items=1),),
        later_fen=(200_000_000,),
    )


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """What it answers, and its seconds on the wall."""
    start = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - start


def main() -> None:
    """Measure and tell."""
    if {"-h", "--help"} & set(sys.argv):
        print(__doc__)
        return
    towns, items = (int(sys.argv[k]) if len(sys.argv) > k else default for k, default in ((1, 25), (2, 40)))
    problems = [township(seed, items) for seed in range(towns)]
    answers, took = zip(*(timed(lambda p=p: choose(p)) for p in problems), strict=True)
    stopped = sum(bool(a.stops) for a in answers)
    print(
        f"{towns} townships of {items} items, {items * 6} needs, 5 lines; without a plan (commitments): {stopped}"
    )
    print(
        f"choice: {sum(took):.2f} s together, one {statistics.median(took):.3f} s, slowest {max(took):.2f} s"
    )
    print(f"proven: {sum(a.proven for a in answers)} of {towns - stopped}")
    wrong = [k for k, (p, a) in enumerate(zip(problems, answers, strict=True)) if breaks(p, a.chosen)]
    print(f"sets that break a rule or overspend: {len(wrong)}")
    pairs = [(p, a) for p, a in zip(problems, answers, strict=True) if not a.stops]
    quick, seconds = timed(lambda: [preview(p) for p, _ in pairs])
    part = [q.value / a.value for q, (_, a) in zip(quick, pairs, strict=True)]
    print(f"greedy: {seconds:.2f} s together, {statistics.mean(part):.3f} of the best, worst {min(part):.3f}")
    for free in (True, False):
        whole = 0.0
        for share in BUDGETS:
            asked = [
                replace(
                    p,
                    lines={c: f * share // 100 for c, f in p.lines.items()},
                    published=frozenset() if free else frozenset(a.chosen),
                )
                for p, a in pairs
            ]
            told, seconds = timed(lambda asked=asked: [choose(p) for p in asked])
            whole += seconds
            fine = [(t, a) for t, (_, a) in zip(told, pairs, strict=True) if not t.stops]
            moves = statistics.mean(sum(map(len, moved(a.chosen, t.chosen))) for t, a in fine)
            print(
                f"what-if {share} %, {'anew' if free else 'close to the published'}: {seconds:.2f} s, {moves:.1f} moved"
            )
        print(f"  six budgets: {whole:.1f} s")
    asked = [(p, a, i) for p, a in pairs for i in p.by_id if i not in a.chosen and i not in a.out]
    _, seconds = timed(lambda: [why_not(p, a, i) for p, a, i in asked])
    print(f"why not: {len(asked)} answers in {seconds:.1f} s")
    _, seconds = timed(lambda: [certainty(p, OTHERS) for p, _ in pairs])
    print(f"sure under {1 + len(OTHERS)} weights: {seconds:.1f} s")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
