"""Whether a set of items can be paid from its lines, to the 分, and which line pays how much of which."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from xianggou.stages.plans.choose.facts import Candidate, Problem, Stop

Split = dict[int, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Payment:
    """How a set is paid; or, with `short`, the items that their lines can't pay together."""

    split: Split
    left: dict[str, int]
    short: Stop | None = None


def pay(candidates: Collection[Candidate], lines: Mapping[str, int]) -> Payment:
    """Whole-number maximum flow from items to lines, starting from what their authors wish."""
    left = {code: max(free, 0) for code, free in lines.items()}
    split: Split = {}
    paid_by: dict[str, set[int]] = defaultdict(set)
    items = {c.id: c for c in sorted(candidates, key=lambda c: (len(c.lines), c.id))}
    for item in items.values():
        owed = item.cost_fen
        split[item.id] = {}
        wishes = item.wished_fen or (item.cost_fen,) * len(item.lines)
        for line, wish in zip(item.lines, wishes, strict=True):
            owed -= _take(item.id, line, min(wish, owed, left.get(line, 0)), split, left, paid_by)
        while owed:
            path, seen = _way(item.id, items, left, paid_by)
            if not path:
                return _short(seen, items, split, left, lines)
            owed -= _along(path, owed, split, left, paid_by)
    return Payment(split, left)


def _take(
    item: int, line: str, fen: int, split: Split, left: dict[str, int], paid_by: dict[str, set[int]]
) -> int:
    """Let a line pay a part."""
    if fen > 0:
        split[item][line] = split[item].get(line, 0) + fen
        left[line] -= fen
        paid_by[line].add(item)
    return max(fen, 0)


def _way(
    start: int, items: Mapping[int, Candidate], left: Mapping[str, int], paid_by: Mapping[str, set[int]]
) -> tuple[list[tuple[int, str]], set[int]]:
    """The shortest chain of items making room for each other that ends at a line with money, and all items seen."""
    came: dict[int, tuple[int, str] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        item = waiting.popleft()
        for line in items[item].lines:
            if left.get(line, 0) > 0:
                path = [(item, line)]
                while (step := came[path[-1][0]]) is not None:
                    path.append(step)
                return path[::-1], set(came)
            for other in sorted(paid_by.get(line, ())):
                if other not in came:
                    came[other] = (item, line)
                    waiting.append(other)
    return [], set(came)


def _along(
    path: list[tuple[int, str]], owed: int, split: Split, left: dict[str, int], paid_by: dict[str, set[int]]
) -> int:
    """Push as much as the chain bears: each item takes its line over from the next, the last one free money."""
    fen = min(owed, left[path[-1][1]], *(split[path[k + 1][0]][path[k][1]] for k in range(len(path) - 1)))
    left[path[-1][1]] -= fen
    for k, (item, line) in enumerate(path):
        split[item][line] = split[item].get(line, 0) + fen
        paid_by[line].add(item)
        if k + 1 < len(path):
            after = path[k + 1][0]
            split[after][line] -= fen
            if not split[after][line]:
                del split[after][line]
                paid_by[line].discard(after)
    return fen


def _short(
    seen: set[int],
    items: Mapping[int, Candidate],
    split: Split,
    left: dict[str, int],
    lines: Mapping[str, int],
) -> Payment:
    """All items reached have spent all lines reached: those together are short, by so much."""
    codes = tuple(sorted({line for i in seen for line in items[i].lines}))
    over = sum(items[i].cost_fen for i in seen) - sum(max(lines.get(code, 0), 0) for code in codes)
    return Payment(split, left, Stop("line_short", tuple(sorted(seen)), codes, 0, over))


def broken(problem: Problem, chosen: Collection[int]) -> Stop | None:
    """The first thing about money that a set breaks: lines of this year, then later years."""
    if short := pay([problem.by_id[i] for i in chosen], problem.lines).short:
        return short
    for year, most in enumerate(problem.later_fen, 1):
        if most is not None and (over := problem.cost(chosen, year) - most) > 0:
            bearing = tuple(sorted(i for i in chosen if sum(problem.by_id[i].later_fen[year - 1 : year])))
            if bearing:
                return Stop("year_over", bearing, (), year, over)
    return None
