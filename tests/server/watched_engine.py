"""An engine that remembers what it was given, and what was taken from it again."""

import asyncio
from collections.abc import Sequence

from deskcheck_models import FakeEngine, TokenGroup
from deskcheck_models.engine import Logit


class WatchedEngine(FakeEngine):
    """A FakeEngine that counts, for tests in another thread than the server's.

    `begun` holds the number of tokens of each group, `dropped` those that were cancelled.
    """

    def __init__(self, *, seconds: float = 0.0) -> None:
        super().__init__(seconds=seconds)
        self.begun: list[int] = []
        self.dropped: list[int] = []

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """As the FakeEngine, and remember."""
        tokens = len(group.prefix) + sum(map(len, group.suffixes))
        self.begun.append(tokens)
        try:
            return await super().score(group)
        except asyncio.CancelledError:
            self.dropped.append(tokens)
            raise
