"""The ways of scoring that are compared, all with the same arguments of vLLM."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
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
LARGE_CACHE = 2**30  # nine thousand of one with the shape of Qwen3-0.6B: two groups
MAX_TOKENS = 4096
QUIET = {"HF_HUB_OFFLINE": "1", "VLLM_LOGGING_LEVEL": "ERROR", "VLLM_NO_USAGE_STATS": "1"}
ALL_CORES = {"VLLM_CPU_NUM_OF_RESERVED_CPU": "0"}
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
    """All three on one checkpoint; Deskcheck reads every candidate, duplicates too."""
    flags = ("--precision", precision, *EACH_READ, *_cache(cache_bytes))
    same = _same_arguments(precision, cache_bytes)
    variables = {**QUIET, **_same_cores()}
    async with AsyncExitStack() as stack:
        yield Trio(
            await stack.enter_async_context(deskcheck_serve(folder, *flags)),
            await stack.enter_async_context(_engine(folder, precision, cache_bytes)),
            await stack.enter_async_context(vllm_serve(folder, same, variables)),
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
    try:
        yield engine
    finally:
        await engine.close()


def _cache(size: int) -> tuple[str, str]:
    return "--engine-arguments", json.dumps({"kv_cache_memory_bytes": size})


def _same_arguments(precision: Precision, cache_bytes: int) -> Sequence[str]:
    """What Deskcheck says to vLLM, but for the layout of processes, which no flag allows."""
    return (
        *("--dtype", precision),
        *("--max-model-len", str(MAX_TOKENS)),
        *("--kv-cache-memory-bytes", str(cache_bytes)),
        *("--block-size", str(CPU_BLOCK_TOKENS)),
        *("--hf-overrides", json.dumps({"head_dtype": "float32"})),
        "--enforce-eager",
        "--enable-prefix-caching",
        "--disable-log-stats",
    )


def _same_cores() -> dict[str, str]:
    """What Deskcheck says of cores; where that is nothing, vLLM's own rule holds for both."""
    return {name: value for name, value in SWITCHES.items() if name.startswith("VLLM_CPU_")}


@asynccontextmanager
async def all_cores_serve(folder: Path) -> AsyncIterator[Way]:
    """Deskcheck with no core left free for what is not the forward pass."""
    flags = ("--precision", "float32", *EACH_READ, *_cache(BUNDLED_CACHE))
    async with deskcheck_serve(folder, *flags, variables=ALL_CORES) as http:
        yield Way("http_all_cores", http.scores, http.process)


@asynccontextmanager
async def default_serve(folder: Path) -> AsyncIterator[Way]:
    """`vllm serve` with its own arguments, but for the number format and the cache's size.

    Without these two it would compute in another precision, and take most of the memory.
    """
    flags = ("--dtype", "float32", "--kv-cache-memory-bytes", str(BUNDLED_CACHE))
    async with vllm_serve(folder, flags, QUIET) as peer:
        yield Way("vllm_serve_defaults", peer.ids, peer.process)
