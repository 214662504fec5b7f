"""An engine around an engine: groups of requests wait in line before it, and are counted."""

from collections.abc import Sequence
from time import perf_counter

from deskcheck_models.engine import Engine, Logit, TokenGroup
from deskcheck_server.queue.passage import CURRENT, Passage, Stage


class LinedEngine:
    """Scores the group of a request when its turn comes; what has no passage goes straight on.

    Here a group's tokens are known, so its place in the queue is corrected. Inside a score cache it
    sees only what must be computed.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        """The name of the engine within."""
        return self._engine.name

    @property
    def max_tokens(self) -> int:
        """The longest sequence, prefix included, that can be scored."""
        return self._engine.max_tokens

    @property
    def resolution(self) -> float:
        """That of the engine within."""
        return self._engine.resolution

    @property
    def alive(self) -> bool:
        """Whether the engine within can score."""
        return self._engine.alive

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One logit per suffix, in order; raises what the engine raises.

        On cancellation the group leaves the line, or the engine is told to drop it.
        """
        passage = CURRENT.get()
        if passage is None:
            return await self._engine.score(group)
        return await self._in_turn(group, passage)

    async def close(self) -> None:
        """Close the engine within."""
        await self._engine.close()

    async def _in_turn(self, group: TokenGroup, passage: Passage) -> Sequence[Logit]:
        tokens = len(group.prefix) + sum(map(len, group.suffixes))
        passage.place.correct(tokens)
        passage.waits_for = Stage.LINE
        began = perf_counter()
        async with passage.line.turn(tokens, passage.priority):
            passage.queued += perf_counter() - began
            passage.waits_for = Stage.ENGINE
            passage.batches.append((len(group.suffixes), tokens))
            logits = await self._engine.score(group)
        passage.place.computed(tokens)
        return logits
