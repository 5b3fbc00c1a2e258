"""What cannot be cut: a lecture needs twenty people, a road is swept whole or not. Solved only where it is broken.

Sharing out knows nothing of it, since whole-number programs of a county take minutes; here the connected pairs of what
is broken are solved again in whole numbers, and where that finds nothing, what is broken is taken back. Pure.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from xianggou.core.programs import Floats, Program, Rows
from xianggou.stages.matching.sharing.problem import Problem
from xianggou.stages.matching.sharing.shares import Shares

_SECONDS = 10.0


def keep_batches(problem: Problem, shares: Shares) -> None:
    """Leave no offer below its smallest batch and no whole need cut."""
    broken = _broken(shares)
    if not broken:
        return
    for part in _components(shares, broken):
        _solve_again(problem, shares, part)
    while broken := _broken(shares):
        for at in broken:
            shares.give(at, shares.pairs[at].pair.least - shares.units[at])


def _broken(shares: Shares) -> list[int]:
    """The pairs that give units which they may not give alone; what people fixed is theirs to answer for."""
    found = set()
    for supply_id, of in shares.of_supply.items():
        least = shares.pairs[of[0]].supply.batch_min
        if least > 1 and 0 < shares.used(supply_id) < least:
            found |= {at for at in of if shares.units[at] > shares.pairs[at].pair.least}
    for demand_id, of in shares.of_demand.items():
        demand = shares.pairs[of[0]].demand
        if demand.is_divisible:
            continue
        givers = shares.givers(demand_id)
        if givers and (len(givers) > 1 or shares.units[givers[0]] < demand.quantity):
            found |= {at for at in givers if shares.units[at] > shares.pairs[at].pair.least}
    return sorted(found)


def _components(shares: Shares, broken: list[int]) -> list[list[int]]:
    """The pairs connected with the broken ones, through their needs and offers."""
    seen: set[int] = set()
    parts = []
    for start in broken:
        if start in seen:
            continue
        part, todo = {start}, [start]
        while todo:
            one = shares.pairs[todo.pop()]
            near = {*shares.of_demand[one.demand.id], *shares.of_supply[one.supply.id]} - part
            part |= near
            todo += near
        seen |= part
        parts.append(sorted(part))
    return parts


def _solve_again(problem: Problem, shares: Shares, part: list[int]) -> None:
    """Share out one component again in whole numbers, with what is left to it."""
    before = {at: shares.units[at] for at in part}
    for at in part:
        shares.give(at, -shares.units[at])
    pairs = [shares.pairs[at] for at in part]
    width = len(part)
    switches: dict[tuple[str, int], int] = {}
    for i, one in enumerate(pairs):
        if not one.demand.is_divisible and not one.pair.least:
            switches["pair", i] = width + len(switches)
        if one.supply.batch_min > 1 and ("supply", one.supply.id) not in switches:
            switches["supply", one.supply.id] = width + len(switches)
    rows = _rows(shares, part, switches)
    stay = problem.policy.stay_bp / 10_000
    gain = [u.demand.weight * (1 + stay * bool(u.pair.published)) for u in pairs] + [0.0] * len(switches)
    least = [float(u.pair.least) for u in pairs] + [0.0] * len(switches)
    most = [float(u.most) for u in pairs] + [1.0] * len(switches)
    answer = Program(
        np.array(gain), np.array(least), np.array(most), rows, whole=np.ones(len(gain), np.bool_)
    ).best(seconds=_SECONDS)
    for i, at in enumerate(part):
        shares.give(at, round(answer.columns[i]) if answer.is_found else before[at])


def _rows(shares: Shares, part: list[int], switches: dict[tuple[str, int], int]) -> Rows:
    rows = Rows()
    by_demand, by_supply, by_line = defaultdict(list), defaultdict(list), defaultdict(list)
    for i, at in enumerate(part):
        one = shares.pairs[at]
        by_demand[one.demand.id].append(i)
        by_supply[one.supply.id].append(i)
        if one.supply.line and one.supply.unit_cost_fen:
            by_line[one.supply.line].append(i)
        if ("pair", i) in switches:
            whole = _row([1.0, -float(one.demand.quantity)])
            rows.add(np.array([i, switches["pair", i]]), whole, lower=0.0, upper=0.0)
    for demand_id, of in by_demand.items():
        rows.add(np.array(of), np.ones(len(of)), upper=float(shares.wanted[demand_id]))
    for supply_id, of in by_supply.items():
        rows.add(np.array(of), np.ones(len(of)), upper=float(shares.left[supply_id]))
        if ("supply", supply_id) in switches:
            supply = shares.pairs[part[of[0]]].supply
            columns = np.array([*of, switches["supply", supply_id]])
            ones = [1.0] * len(of)
            rows.add(columns, _row([*ones, -float(supply.capacity)]), upper=0.0)
            rows.add(columns, _row([*ones, -float(supply.batch_min)]), lower=0.0)
    for line, of in by_line.items():
        costs = [float(shares.pairs[part[i]].supply.unit_cost_fen) for i in of]
        rows.add(np.array(of), _row(costs), upper=float(shares.free_fen.get(line, 0)))
    return rows


def _row(factors: list[float]) -> Floats:
    return np.array(factors)
