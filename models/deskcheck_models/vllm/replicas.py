"""Which copy of the weights scores a program: the one that knows its problem, if it has time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

PART_PROGRAMS = 8  # at least in each part: a part computes the prefix again, for all of its own


class Replicas:
    """Tokens that each of several copies still has to compute.

    It belongs to one event loop and waits for nothing. Where groups are `divisible`, a large one
    that finds several copies idle is divided among these.
    """

    def __init__(self, count: int, *, divisible: bool = False) -> None:
        self._waiting = [0] * count
        self._divisible = divisible

    @contextmanager
    def taken(self, prefix: tuple[int, ...], lengths: Sequence[int]) -> Iterator[list[int]]:
        """The index of a copy for each suffix of these lengths, charged with it until the end.

        A prefix has a home, whose cache may hold it. It goes elsewhere only where another copy
        would begin sooner by more than the prefix costs to compute.
        """
        copies = self._copies(prefix, lengths)
        tokens = dict.fromkeys(copies, len(prefix))
        for copy, length in zip(copies, lengths, strict=True):
            tokens[copy] += length
        self._charge(tokens, 1)
        try:
            yield copies
        finally:
            self._charge(tokens, -1)

    def _charge(self, tokens: dict[int, int], sign: int) -> None:
        for copy, count in tokens.items():
            self._waiting[copy] += sign * count

    def _copies(self, prefix: tuple[int, ...], lengths: Sequence[int]) -> list[int]:
        chosen = self._chosen(prefix)
        if not self._divisible or self._waiting[chosen]:
            return [chosen] * len(lengths)
        idle = [copy for copy, tokens in enumerate(self._waiting) if not tokens and copy != chosen]
        worth = sum(lengths) // max(len(prefix), 1)  # a part holds no less than the prefix
        parts = max(min(len(lengths) // PART_PROGRAMS, worth), 1)
        return _divided(lengths, [chosen, *idle][:parts])

    def _chosen(self, prefix: tuple[int, ...]) -> int:
        home = hash(prefix) % len(self._waiting)
        lightest = min(range(len(self._waiting)), key=self._waiting.__getitem__)
        behind = self._waiting[home] - self._waiting[lightest]
        return lightest if behind > len(prefix) else home


def _divided(lengths: Sequence[int], copies: Sequence[int]) -> list[int]:
    """A copy for each suffix: about the same tokens for each copy, and neighbours together."""
    total = sum(lengths)
    before = accumulate(lengths, initial=0)
    return [
        copies[(2 * start + length) * len(copies) // (2 * total + 1)]
        for start, length in zip(before, lengths, strict=False)
    ]
