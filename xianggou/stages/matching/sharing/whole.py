"""From fractions to whole units: round down, then hand out what is left one by one to whom it is due. Pure, exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from xianggou.core.programs import Floats, Ints
from xianggou.stages.matching.sharing.shares import Shares

_NEAR = 1e-6  # a solver's 6.999999 is seven


@dataclass(frozen=True)
class Claim:
    """A township or a protected group: its pairs, and what it could have had alone."""

    name: str
    pairs: Ints
    alone: float

    def worth(self, shares: Shares) -> float:
        """What it has in hand."""
        return float(sum(shares.pairs[at].demand.weight * shares.units[at] for at in self.pairs.tolist()))


def hand_out(shares: Shares, chosen: Floats, claims: Sequence[Claim], *, at_least: float) -> None:
    """Give the whole part of what was chosen, then the rest: the heaviest unit until the value is kept, then the worst served.

    What people fixed is given first; nothing is given beyond what is left, whatever the solver's tolerances were.
    """
    for one in shares.pairs:
        shares.give(one.at, one.pair.least)
    # The heavier first: should a limit be passed by a tolerance, the lightest unit is the one that does not fit.
    for one in sorted(shares.pairs, key=lambda u: (-u.demand.weight, u.at)):
        shares.give(one.at, int(chosen[one.at] + _NEAR) - shares.units[one.at])
    worth = {claim.name: claim.worth(shares) for claim in claims}
    alone = {claim.name: claim.alone for claim in claims}
    whose: dict[int, list[str]] = defaultdict(list)
    for claim in claims:
        for at in claim.pairs.tolist():
            whose[at].append(claim.name)
    value = sum(one.demand.weight * shares.units[one.at] for one in shares.pairs)
    open_pairs = [one.at for one in shares.pairs if shares.room(one.at)]

    def coverage(at: int) -> float:
        return round(min((worth[name] / alone[name] for name in whose[at]), default=1.0), 9)

    while open_pairs := [at for at in open_pairs if shares.room(at)]:
        weight = {at: shares.pairs[at].demand.weight for at in open_pairs}
        if value < at_least * (1 - _NEAR):
            best = min(open_pairs, key=lambda at: (-weight[at], coverage(at), at))
        else:
            best = min(open_pairs, key=lambda at: (coverage(at), -weight[at], at))
        shares.give(best, 1)
        value += weight[best]
        for name in whose[best]:
            worth[name] += weight[best]
