"""A baseline that any verifier has to beat: hashed word n-grams of the program, and nothing else.

Logistic loss on pair differences, as in Bradley-Terry, over a linear score. It trains in seconds,
never sees the problem, and learns the manners of writers rather than what a program does.
"""

import math
import random
import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np

from deskcheck_models.training.comparisons import Comparison

BUCKETS = 1 << 18
WORD = re.compile(r"\w+|[^\w\s]")


class WordGrams:
    """A linear score over the 1- to 3-grams of a program's words and signs."""

    def __init__(self) -> None:
        self._weights = np.zeros(BUCKETS)

    def score(self, program: str) -> float:
        """The sum of the weights of the program's grams, over the root of their number."""
        grams = _grams(program)
        return float(self._weights[grams].sum()) / math.sqrt(len(grams))

    def running(self, program: str) -> list[tuple[int, float]]:
        """The scores of a program's beginnings: where a word ends, and the score up to there."""
        seen: set[int] = set()
        total, points = 0.0, []
        words: list[str] = []
        for match in WORD.finditer(program):
            words.append(match[0])
            for size in range(1, min(3, len(words)) + 1):
                bucket = _bucket(words[-size:])
                total += 0.0 if bucket in seen else float(self._weights[bucket])
                seen.add(bucket)
            points.append((match.end(), total / math.sqrt(len(seen))))
        return points

    def learn(
        self,
        comparisons: Sequence[Comparison],
        *,
        epochs: int = 8,
        pairs: int = 12,
        rate: float = 0.125,
        seed: int = 0,
    ) -> None:
        """Stochastic gradient descent over at most `pairs` random pairs of each comparison."""
        chance = random.Random(seed)
        for _ in range(epochs):
            self._epoch([_pairs(one, pairs, chance) for one in comparisons], rate, chance)

    def learn_pairs(
        self,
        groups: Sequence[Sequence[tuple[str, str]]],
        *,
        epochs: int = 8,
        most: int = 12,
        rate: float = 0.125,
        seed: int = 0,
    ) -> None:
        """The same over at most `most` of the given pairs (chosen, rejected) of each group."""
        chance = random.Random(seed)
        for _ in range(epochs):
            drawn = [chance.sample(pairs, min(most, len(pairs))) for pairs in groups]
            self._epoch(drawn, rate, chance)

    def _epoch(
        self, drawn: Sequence[Sequence[tuple[str, str]]], rate: float, chance: random.Random
    ) -> None:
        flat = [pair for pairs in drawn for pair in pairs]
        chance.shuffle(flat)
        for chosen, rejected in flat:
            self._step(chosen, rejected, rate)

    def _step(self, chosen: str, rejected: str, rate: float) -> None:
        margin = self.score(chosen) - self.score(rejected)
        push = rate / (1.0 + math.exp(min(margin, 50.0)))
        for program, sign in ((chosen, 1.0), (rejected, -1.0)):
            grams = _grams(program)
            self._weights[grams] += sign * push / math.sqrt(len(grams))


def _pairs(one: Comparison, most: int, chance: random.Random) -> list[tuple[str, str]]:
    count = min(most, len(one.chosen) * len(one.rejected))
    return [(chance.choice(one.chosen), chance.choice(one.rejected)) for _ in range(count)]


@lru_cache(maxsize=200_000)
def _grams(program: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    words = WORD.findall(program)
    buckets = {
        _bucket(words[start : start + size])
        for size in (1, 2, 3)
        for start in range(len(words) - size + 1)
    }
    return np.array(sorted(buckets) or [0])


def _bucket(words: Sequence[str]) -> int:
    return crc32(" ".join(words).encode()) % BUCKETS
