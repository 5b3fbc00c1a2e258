"""What a text is about: words in common with other texts, the rarer the more they count.

Single characters and pairs of neighbours are the words (BM25). It proposes with its reasons and decides nothing.
Pure: texts in, an order out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_MARKS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_K1, _B = 1.2, 0.6
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Likely:
    """One proposal: what, how it compares with the best (in per cent of it), and the words it rests on."""

    key: str
    share: int
    words: tuple[str, ...]


def tokens(text: str) -> list[str]:
    """Every character and every pair of neighbours of a text, marks left out."""
    plain = _MARKS.sub("", text.lower())
    return [*plain, *map("".join, pairwise(plain))]


class Heard:
    """Which words are common where people speak: learnt from texts that nobody has to sort."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.number = 0
        self.seen: Counter[str] = Counter()
        for text in texts:
            self.number += 1
            self.seen.update(set(tokens(text)))


class Index:
    """Documents by key, ready to be asked; `heard` teaches which of their words are common."""

    def __init__(self, documents: Mapping[str, str], heard: Heard | None = None) -> None:
        self.keys: Sequence[str] = list(documents)
        bags = [Counter(tokens(text)) for text in documents.values()]
        lengths = [sum(bag.values()) for bag in bags]
        mean = sum(lengths) / len(lengths) if any(lengths) else 1.0
        self._gains: dict[str, list[tuple[int, float]]] = {}
        within: Counter[str] = Counter()
        for bag in bags:
            within.update(bag.keys())
        number = len(bags) + (heard.number if heard else 0)
        rarity = {}
        for word, in_documents in within.items():
            has = in_documents + (heard.seen[word] if heard else 0)
            rarity[word] = math.log(1 + (number - has + 0.5) / (has + 0.5))
        for at, bag in enumerate(bags):
            worn = _K1 * (1 - _B + _B * lengths[at] / mean)
            for word, times in bag.items():
                gain = rarity[word] * times * (_K1 + 1) / (times + worn)
                self._gains.setdefault(word, []).append((at, gain))

    def like(self, text: str, most: int = 3) -> list[Likely]:
        """The documents nearest to a text, best first."""
        asked = set(tokens(text))
        scores = self._scores(asked)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], self.keys[pair[0]]))[:most]
        if not ranked or ranked[0][1] <= 0:
            return []
        best = ranked[0][1]
        return [
            Likely(self.keys[at], round(100 * score / best), self._why(at, asked)) for at, score in ranked
        ]

    def _scores(self, asked: set[str]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for word in sorted(asked & self._gains.keys()):  # in one order, so that sums are the same every time
            for at, gain in self._gains[word]:
                scores[at] = scores.get(at, 0.0) + gain
        return scores

    def _why(self, at: int, asked: set[str]) -> tuple[str, ...]:
        """The pairs in common that count most; single characters where there is no pair."""
        found = [
            (gain, word)
            for word in asked & self._gains.keys()
            for one, gain in self._gains[word]
            if one == at
        ]
        found = [(gain, word) for gain, word in found if len(word) > 1] or found
        return tuple(word for _, word in sorted(found, key=lambda p: (-p[0], p[1]))[:_SHOWN])


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
