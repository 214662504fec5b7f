"""An engine that tests can hold while it scores, and that tells what it was given."""

import asyncio
from collections.abc import Sequence

from deskcheck_models import EngineError, FakeEngine, Logit, TokenGroup


class HeldEngine(FakeEngine):
    """Scores as the fake engine does once it is let go; notes every group, and those dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.sign = asyncio.Event()
        self.groups: list[TokenGroup] = []
        self.dropped: list[TokenGroup] = []
        self.failures = 0  # how many of the next groups fail

    @property
    def suffixes(self) -> list[int]:
        """The sizes of the groups that it was given."""
        return [len(group.suffixes) for group in self.groups]

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """Checksums, after the sign."""
        self.groups.append(group)
        try:
            await self.sign.wait()
        except asyncio.CancelledError:
            self.dropped.append(group)
            raise
        if self.failures:
            self.failures -= 1
            raise EngineError("the held engine was told to fail")
        return await super().score(group)


async def settled() -> None:
    """Let everything run that can run now."""
    for _ in range(10):
        await asyncio.sleep(0)
