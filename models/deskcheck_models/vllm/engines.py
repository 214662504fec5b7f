"""Engines of vLLM that stand side by side: whether all live, waiting for them, dropping of work."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING

from deskcheck_models.engine import Logit
from deskcheck_models.errors import EngineEndedError

if TYPE_CHECKING:
    from vllm.v1.engine.async_llm import AsyncLLM

WATCH_SECONDS = 1.0
STOP_SECONDS = 20.0


def errored(engines: "Iterable[AsyncLLM]") -> bool:
    """Whether one of them has lost its process."""
    return any(engine.errored for engine in engines)


async def watched(
    engines: "Sequence[AsyncLLM]", work: Coroutine[object, object, list[Logit]]
) -> list[Logit]:
    """Wait for the work, and look whether the engines live while it waits.

    vLLM wakes its waiters when its process crashes, but not when it is stopped from outside. Raises
    EngineEndedError then, and what the work raises.
    """
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait([task], timeout=WATCH_SECONDS)
            if errored(engines) and not task.done():
                raise EngineEndedError("vLLM's process has ended; restart the engine")
        return task.result()
    finally:
        task.cancel()


async def aborted(engines: "Iterable[AsyncLLM]", requests: list[str]) -> None:
    """Have these dropped, whoever has them; finished ones are no longer known to an engine."""
    for engine in engines:
        await engine.abort(requests)


async def ended(engines: "Sequence[AsyncLLM]") -> None:
    """End vLLM's processes and wait for them, at most 20 seconds."""
    for engine in engines:
        if engine.output_handler is not None:
            engine.output_handler.cancel()  # it would log the wanted end as a failure
    await asyncio.gather(*(asyncio.to_thread(one.shutdown, STOP_SECONDS) for one in engines))
