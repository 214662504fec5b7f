"""Which copy of the weights scores a group: the one that knows its problem, if it is not behind."""

from collections.abc import Iterator
from contextlib import contextmanager


class Replicas:
    """Tokens that each of several copies still has to score.

    It belongs to one event loop and waits for nothing.
    """

    def __init__(self, count: int) -> None:
        self._waiting = [0] * count

    @contextmanager
    def taken(self, prefix: tuple[int, ...], tokens: int) -> Iterator[int]:
        """The index of the copy for a group of so many tokens, charged with them until the end.

        A prefix has a home, whose cache may hold it. It goes elsewhere only where another copy
        would begin sooner by more than the prefix costs to compute.
        """
        chosen = self._chosen(prefix)
        self._waiting[chosen] += tokens
        try:
            yield chosen
        finally:
            self._waiting[chosen] -= tokens

    def _chosen(self, prefix: tuple[int, ...]) -> int:
        home = hash(prefix) % len(self._waiting)
        lightest = min(range(len(self._waiting)), key=self._waiting.__getitem__)
        behind = self._waiting[home] - self._waiting[lightest]
        return lightest if behind > len(prefix) else home
