"""Scores of sequences, kept from request to request within a bound."""

import math
from collections import OrderedDict


class ScoreCache:
    """The scores of the sequences used last; the one unused for longest is dropped first.

    `entries` is the most that it holds; one takes up to 256 bytes. It lives in the memory of one
    process and belongs to one thread. `hits` counts the sequences that needed no pass through the
    model, `misses` those that got one.
    """

    def __init__(self, entries: int) -> None:
        self.hits = 0
        self.misses = 0
        self._most = entries
        self._scores: OrderedDict[bytes, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._scores)

    def find(self, key: bytes) -> float | None:
        """The score under this key, or None where it is not kept."""
        score = self._scores.get(key)
        if score is not None:
            self._scores.move_to_end(key)
        return score

    def keep(self, key: bytes, score: float) -> None:
        """Keep a score, and drop the oldest one for it; NaN and infinity are not kept."""
        if not math.isfinite(score):
            return
        self._scores[key] = score
        self._scores.move_to_end(key)
        if len(self._scores) > self._most:
            self._scores.popitem(last=False)
