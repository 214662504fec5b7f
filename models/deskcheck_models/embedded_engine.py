"""The embedded engine: a checkpoint scored in this process, on the CPU, with no torch."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from deskcheck_models.cache.single_flight import SingleFlight, first_landed
from deskcheck_models.checkpoints.checkpoint import Checkpoint, read_checkpoint
from deskcheck_models.checkpoints.weights import read_weights
from deskcheck_models.embedded.decoder import Decoder
from deskcheck_models.embedded.prefix_cache import AttentionState, PrefixCache
from deskcheck_models.engine import Logit, TokenGroup
from deskcheck_models.errors import (
    CheckpointError,
    EngineEndedError,
    EngineError,
    TooLongError,
)
from deskcheck_models.usable_cores import usable_cores

Result = TypeVar("Result")

_CACHE_BYTES = 256 * 1024 * 1024


class EmbeddedEngine:
    """An Engine over ONNX Runtime, in float32.

    A group's prefix is read once, or taken from the cache, or from another group that reads it
    now; then every suffix is run alone against the prefix's keys and values. So a score depends on
    its own tokens and on where the prefix ends, and on nothing else. The logit is that of the last
    token, even where it is the pad token (transformers would step back to the token before).
    """

    def __init__(
        self, checkpoint: Checkpoint, decoder: Decoder, *, threads: int, cache_bytes: int
    ) -> None:
        """Score with a loaded decoder; most callers use load."""
        self._checkpoint = checkpoint
        self._decoder: Decoder | None = decoder  # None once closed
        self._threads = threads
        self._cache = PrefixCache(cache_bytes)
        self._flights: SingleFlight[tuple[int, ...], AttentionState] = SingleFlight()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embedded-engine")

    @classmethod
    def load(
        cls, folder: Path, *, threads: int | None = None, cache_bytes: int = _CACHE_BYTES
    ) -> "EmbeddedEngine":
        """Load a one-label classifier in the Hugging Face layout.

        `threads` defaults to the cores that this process may use; `cache_bytes` bounds the keys
        and values kept for prefixes from call to call, 0 keeps none. Blocks while it reads the
        weights. Raises CheckpointError where the folder cannot be served, EngineError for a
        number of threads below one.
        """
        threads = usable_cores() if threads is None else threads
        if threads < 1:
            raise EngineError(f"threads is {threads}; give 1 or more, or None for all cores.")
        checkpoint = read_checkpoint(folder)
        try:
            decoder = Decoder(checkpoint, read_weights(checkpoint), threads=threads)
        except MemoryError as error:
            raise CheckpointError(
                f"{folder} does not fit in memory as float32; use a smaller verifier or vLLM."
            ) from error
        return cls(checkpoint, decoder, threads=threads, cache_bytes=cache_bytes)

    @property
    def name(self) -> str:
        """Always embedded."""
        return "embedded"

    @property
    def max_tokens(self) -> int:
        """The number of positions that the checkpoint was made for."""
        return self._checkpoint.max_positions

    @property
    def resolution(self) -> float:
        """The distance from transformers allowed; the same group repeats to the last bit."""
        return 1e-4

    @property
    def alive(self) -> bool:
        """Until it is closed."""
        return self._decoder is not None

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One logit per suffix, in order.

        The suffix for which the prefix was read counts none of it as cached. When the caller is
        cancelled, what has not begun is dropped; a run that has begun ends unheard. Raises
        EngineError for an empty suffix or an unknown token id, EngineEndedError once it is closed,
        TooLongError for a sequence beyond max_tokens.
        """
        self._open_decoder()
        self._check(group)
        if not group.suffixes:
            return ()
        state, read_here = await self._state(group.prefix)
        cached = [len(group.prefix)] * len(group.suffixes)
        if read_here:
            cached[0] = 0
        scores = await self._score_suffixes(group.suffixes, state)
        return tuple(map(Logit, scores, cached))

    async def close(self) -> None:
        """Wait for the runs that have begun, then free weights, threads and cache.

        What waits in the queue raises EngineEndedError, as later calls do.
        """
        self._decoder = None
        await asyncio.to_thread(self._pool.shutdown)
        self._cache.clear()

    async def _state(self, prefix: tuple[int, ...]) -> tuple[AttentionState, bool]:
        """The state of the prefix, and whether it was read for this call."""
        while (state := self._cache.find(prefix)) is None:
            flights = self._flights.under_way([prefix])
            if not flights:
                return await self._read(prefix), True
            if landed := await first_landed(flights):
                return landed[prefix], False
        return state, False

    async def _read(self, prefix: tuple[int, ...]) -> AttentionState:
        with self._flights.making([prefix]) as landed:
            state = await self._in_pool(lambda decoder: decoder.state(prefix).apart())
            self._cache.keep(prefix, state)
            landed(prefix, state)
        return state

    async def _score_suffixes(
        self, suffixes: Sequence[tuple[int, ...]], state: AttentionState
    ) -> list[float]:
        # No more of one group in the queue than can run, so that groups take turns.
        turn = asyncio.Semaphore(self._threads)

        async def score_one(suffix: tuple[int, ...]) -> float:
            async with turn:
                return await self._in_pool(lambda decoder: decoder.logit(suffix, state))

        # The longest first: begun last, it would keep one thread busy while the others are idle.
        order = sorted(range(len(suffixes)), key=lambda place: -len(suffixes[place]))
        tasks = {place: asyncio.create_task(score_one(suffixes[place])) for place in order}
        try:
            return await asyncio.gather(*(tasks[place] for place in range(len(suffixes))))
        finally:
            for task in tasks.values():
                task.cancel()

    async def _in_pool(self, job: Callable[[Decoder], Result]) -> Result:
        """Run the job in a thread of the pool; if the caller is cancelled first, never run it."""
        self._open_decoder()
        future = self._pool.submit(lambda: job(self._open_decoder()))
        return await asyncio.wrap_future(future)

    def _open_decoder(self) -> Decoder:
        if self._decoder is None:
            raise EngineEndedError("the embedded engine is closed; load the checkpoint again.")
        return self._decoder

    def _check(self, group: TokenGroup) -> None:
        if group.adapter is not None:
            raise EngineError(f"the embedded engine has no adapter {group.adapter!r}; use vllm.")
        self._check_vocabulary(group.prefix)
        for index, suffix in enumerate(group.suffixes):
            if not suffix:
                raise EngineError(f"suffix {index} is empty; a sequence needs a token of its own.")
            length = len(group.prefix) + len(suffix)
            if length > self.max_tokens:
                raise TooLongError(
                    f"sequence {index} has {length} tokens; this verifier reads {self.max_tokens}. "
                    "Shorten the problem or the program."
                )
            self._check_vocabulary(suffix)

    def _check_vocabulary(self, tokens: tuple[int, ...]) -> None:
        size = self._checkpoint.vocabulary_size
        for token in (min(tokens, default=0), max(tokens, default=0)):
            if not 0 <= token < size:
                raise EngineError(
                    f"token id {token} is outside the vocabulary of {size}; "
                    "use the tokenizer of the same folder."
                )
