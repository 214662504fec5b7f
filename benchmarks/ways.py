"""The ways of scoring that are compared: Deskcheck as users start it, its engine, `vllm serve`."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.closed_loop import Way
from benchmarks.deskcheck_serve import DeskcheckServe, deskcheck_serve
from benchmarks.load import LoadGroup
from benchmarks.vllm_serve import VllmServe, vllm_serve
from deskcheck_models.vllm.arguments import Precision
from deskcheck_models.vllm.environment import SWITCHES
from deskcheck_models.vllm.plan import CPU_BLOCK_TOKENS
from deskcheck_models.vllm_engine import VllmEngine

BUNDLED_CACHE = 2**28  # bytes: a hundred thousand tokens of the bundled verifier
LARGE_CACHE = 2**31  # in float32 nine thousand of one with the shape of Qwen3-0.6B: two groups
MAX_TOKENS = 4096
QUIET = {"HF_HUB_OFFLINE": "1", "VLLM_LOGGING_LEVEL": "ERROR", "VLLM_NO_USAGE_STATS": "1"}
ONE_CORE_LEFT = {"VLLM_CPU_NUM_OF_RESERVED_CPU": "1"}
EACH_READ = ("--no-share-duplicates", "--score-cache-entries", "0")


@dataclass(frozen=True, slots=True)
class Trio:
    """Deskcheck over HTTP, its engine in this process, and `vllm serve`, all ready."""

    http: DeskcheckServe
    engine: VllmEngine
    peer: VllmServe

    def ways(self) -> list[Way]:
        """The three ways that end in the same passes of vLLM."""
        return [
            Way("http", self.http.scores, self.http.process),
            Way("engine", self._in_process),
            Way("vllm_serve", self.peer.ids, self.peer.process),
        ]

    async def _in_process(self, group: LoadGroup) -> list[float]:
        return [logit.score for logit in await self.engine.score(group.tokens)]


@asynccontextmanager
async def trio(folder: Path, precision: Precision, cache_bytes: int) -> AsyncIterator[Trio]:
    """All three on one checkpoint; Deskcheck reads every candidate, duplicates too.

    `vllm serve` has its own defaults, but for the number format and the size of the cache: without
    these two it would compute in another precision, and take most of the memory.
    """
    flags = ("--precision", precision, *EACH_READ, *_cache(cache_bytes))
    theirs = ("--dtype", precision, "--kv-cache-memory-bytes", str(cache_bytes))
    async with AsyncExitStack() as stack:
        yield Trio(
            await stack.enter_async_context(deskcheck_serve(folder, *flags)),
            await stack.enter_async_context(_engine(folder, precision, cache_bytes)),
            await stack.enter_async_context(vllm_serve(folder, theirs, QUIET)),
        )


@asynccontextmanager
async def _engine(
    folder: Path, precision: Precision, cache_bytes: int
) -> AsyncIterator[VllmEngine]:
    engine = await asyncio.to_thread(
        VllmEngine.load,
        folder,
        max_tokens=MAX_TOKENS,
        precision=precision,
        cache_bytes=cache_bytes,
    )
    gc.collect()
    gc.freeze()  # as `deskcheck serve` does: collections would cost more than the calls
    try:
        yield engine
    finally:
        gc.unfreeze()
        await engine.close()


def _cache(size: int) -> tuple[str, str]:
    return "--engine-arguments", json.dumps({"kv_cache_memory_bytes": size})


@asynccontextmanager
async def one_core_left(folder: Path) -> AsyncIterator[Way]:
    """Deskcheck with a core left free for what is not the forward pass."""
    flags = ("--precision", "float32", *EACH_READ, *_cache(BUNDLED_CACHE))
    async with deskcheck_serve(folder, *flags, variables=ONE_CORE_LEFT) as http:
        yield Way("http_one_core_left", http.scores, http.process)


@asynccontextmanager
async def tuned_serve(folder: Path) -> AsyncIterator[Way]:
    """`vllm serve` told all that Deskcheck tells vLLM, but for processes, which no flag allows."""
    flags = (
        *("--dtype", "float32"),
        *("--max-model-len", str(MAX_TOKENS)),
        *("--kv-cache-memory-bytes", str(BUNDLED_CACHE)),
        *("--block-size", str(CPU_BLOCK_TOKENS)),
        *("--hf-overrides", json.dumps({"head_dtype": "float32"})),
        "--enforce-eager",
        "--enable-prefix-caching",
        "--disable-log-stats",
    )
    async with vllm_serve(folder, flags, {**QUIET, **_tuning()}) as peer:
        yield Way("vllm_serve_tuned", peer.ids, peer.process)


def _tuning() -> dict[str, str]:
    """What Deskcheck sets for speed alone: cores, sleeping threads, kept memory."""
    prefixes = ("MALLOC_", "OMP_", "VLLM_CPU_")
    return {name: value for name, value in SWITCHES.items() if name.startswith(prefixes)}
