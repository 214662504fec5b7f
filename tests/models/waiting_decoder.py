"""A decoder that tests can hold, to see what an engine has begun."""

import asyncio
import threading
from collections.abc import Sequence

from deskcheck_models.checkpoints.checkpoint import Checkpoint
from deskcheck_models.checkpoints.weights import read_weights
from deskcheck_models.embedded.decoder import Decoder
from deskcheck_models.embedded.prefix_cache import AttentionState

PATIENCE_SECONDS = 30


class WaitingDecoder(Decoder):
    """Its logits wait for a sign, or its prefixes; it notes the lengths of all that were begun."""

    def __init__(self, checkpoint: Checkpoint, *, at_prefix: bool = False) -> None:
        super().__init__(checkpoint, read_weights(checkpoint), threads=1)
        self.sign = threading.Event()
        self.prefixes: list[int] = []
        self.suffixes: list[int] = []
        self._at_prefix = at_prefix

    @property
    def begun(self) -> int:
        """How many logits were begun."""
        return len(self.suffixes)

    def state(self, tokens: Sequence[int]) -> AttentionState:
        """As the decoder does, after the sign where prefixes wait."""
        self.prefixes.append(len(tokens))
        if self._at_prefix:
            self.sign.wait(PATIENCE_SECONDS)
        return super().state(tokens)

    def logit(self, tokens: Sequence[int], state: AttentionState) -> float:
        """As the decoder does, after the sign where logits wait."""
        self.suffixes.append(len(tokens))
        if not self._at_prefix:
            self.sign.wait(PATIENCE_SECONDS)
        return super().logit(tokens, state)

    async def wait_for_begun(self, count: int) -> None:
        """Return once that many logits were begun."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.begun < count:
                await asyncio.sleep(0.001)

    async def wait_for_prefix(self) -> None:
        """Return once a prefix was begun."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self.prefixes:
                await asyncio.sleep(0.001)
