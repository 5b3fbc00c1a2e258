"""Which class, matter or catalogue item a text is about: words in common, the rarer the more they count.

Single characters and pairs of neighbours are the words (BM25, k1 = 1.2, b = 0.6). It proposes with its reasons and
decides nothing. Pure: texts in, an order out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORDS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
_K1, _B = 1.2, 0.6
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Likely:
    """One proposal: what, how it compares with the best (in per cent of it), and the words it rests on."""

    key: str
    share: int
    words: tuple[str, ...]


def tokens(text: str) -> list[str]:
    """Every character and every pair of neighbours of a text, without marks between."""
    found: list[str] = []
    for run in _WORDS.split(text.lower()):
        found += list(run)
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


class Index:
    """Documents by key, ready to be asked. `also`: texts that only teach which words are common."""

    def __init__(self, documents: Mapping[str, str], also: Iterable[str] = ()) -> None:
        self.keys: Sequence[str] = list(documents)
        bags = [Counter(tokens(text)) for text in documents.values()]
        self.lengths = [sum(bag.values()) for bag in bags]
        self.mean = sum(self.lengths) / len(self.lengths) if self.lengths else 1.0
        self.postings: dict[str, list[tuple[int, int]]] = {}
        seen: Counter[str] = Counter()
        for at, bag in enumerate(bags):
            seen.update(bag.keys())
            for word, times in bag.items():
                self.postings.setdefault(word, []).append((at, times))
        number = len(bags)
        for text in also:
            number += 1
            seen.update(set(tokens(text)))
        self.rarity = {w: math.log(1 + (number - seen[w] + 0.5) / (seen[w] + 0.5)) for w in self.postings}

    def like(self, text: str, most: int = 3) -> list[Likely]:
        """The documents nearest to a text, best first."""
        scores: Counter[int] = Counter()
        why: dict[int, list[tuple[float, str]]] = {}
        for word in set(tokens(text)):
            for at, times in self.postings.get(word, ()):
                worn = times + _K1 * (1 - _B + _B * self.lengths[at] / self.mean)
                gain = self.rarity[word] * times * (_K1 + 1) / worn
                scores[at] += gain  # type: ignore[assignment]
                if len(word) > 1:
                    why.setdefault(at, []).append((gain, word))
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], self.keys[pair[0]]))[:most]
        if not ranked:
            return []
        best = ranked[0][1]
        return [
            Likely(
                self.keys[at],
                round(100 * score / best) if best else 0,
                tuple(w for _, w in sorted(why.get(at, ()), key=lambda p: (-p[0], p[1]))[:_SHOWN]),
            )
            for at, score in ranked
        ]


def alike(text: str, others: Mapping[str, str], most: int = 5, *, least: int = 25) -> list[Likely]:
    """Other texts that may tell of the same matter: the share of pairs in common, in per cent of the shorter one."""
    mine = {w for w in tokens(text) if len(w) > 1}
    found = []
    for key, other in others.items():
        theirs = {w for w in tokens(other) if len(w) > 1}
        common = mine & theirs
        if not common:
            continue
        share = 100 * len(common) // max(1, min(len(mine), len(theirs)))
        if share >= least:
            found.append(Likely(key, share, tuple(sorted(common))[:_SHOWN]))
    return sorted(found, key=lambda one: (-one.share, one.key))[:most]
