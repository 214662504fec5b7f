"""An engine without a model, for tests and dry runs: scores are a checksum of the token ids."""

import asyncio
from collections.abc import Sequence
from threading import Event
from time import monotonic
from zlib import crc32

from deskcheck_models.engine import Logit, TokenGroup
from deskcheck_models.errors import EngineEndedError, EngineError

NOTICED_SECONDS = 0.05  # a death in the middle of a group


class FakeEngine:
    """Answers with scores from -10 to 10 that depend on a sequence's ids and its adapter alone.

    `seconds` is how long each group takes; `failing` makes every call raise EngineError. It dies
    when `death` is set, from any thread. It says nothing of how good a program is.
    """

    name = "fake"
    resolution = 1e-6

    def __init__(
        self,
        *,
        max_tokens: int = 4096,
        seconds: float = 0.0,
        failing: bool = False,
        death: Event | None = None,
    ) -> None:
        self.max_tokens = max_tokens
        self._seconds = seconds
        self._failing = failing
        self._death = death or Event()
        self._closed = False

    @property
    def alive(self) -> bool:
        """Until it dies or is closed."""
        return not (self._closed or self._death.is_set())

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One checksum per suffix; the prefix counts as cached for all but the first."""
        await self._work()
        if self._failing:
            raise EngineError("the fake engine was told to fail")
        shared = len(group.prefix)
        return [
            Logit(_checksum((*group.prefix, *suffix), group.adapter), shared if place else 0)
            for place, suffix in enumerate(group.suffixes)
        ]

    async def close(self) -> None:
        """Later calls raise EngineEndedError."""
        self._closed = True

    async def _work(self) -> None:
        self._check()
        until = monotonic() + self._seconds
        while (left := until - monotonic()) > NOTICED_SECONDS:
            await asyncio.sleep(NOTICED_SECONDS)
            self._check()
        await asyncio.sleep(max(left, 0.0))
        self._check()

    def _check(self) -> None:
        if self._closed:
            raise EngineEndedError("the fake engine is closed")
        if self._death.is_set():
            raise EngineEndedError("the fake engine has died")


def _checksum(tokens: Sequence[int], adapter: str | None) -> float:
    packed = b"".join(token.to_bytes(4, "little") for token in tokens) + (adapter or "").encode()
    return crc32(packed) % 2_000_001 / 100_000 - 10.0
