"""The loop that model cards show, as one way of scoring: padded batches of 16 whole sequences.

It is a little faster here than on the cards: without a mask, which right padding does not need.
"""

import asyncio
from pathlib import Path

from benchmarks.load import LoadGroup
from benchmarks.transformers_peer import TransformersPeer
from deskcheck_models.checkpoints.checkpoint import read_checkpoint

BATCH = 16


class TransformersLoop:
    """Transformers in float32 in this process; needs torch and transformers, as vLLM does."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load the weights."""
        self._peer = TransformersPeer(read_checkpoint(folder), threads)

    async def scores(self, group: LoadGroup) -> list[float]:
        """The raw logits, in the order of the candidates."""
        return await asyncio.to_thread(self._peer.score, group.tokens, BATCH)
