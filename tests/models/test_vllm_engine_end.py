"""How a vLLM engine ends: closed while it works, interrupted, or killed."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from deskcheck_models.engine import TokenGroup
from deskcheck_models.errors import EngineError
from tests.models.descendants import descendants, living
from tests.models.random_checkpoint import random_tokens
from tests.models.random_classifier import LONGEST
from tests.models.served_classifier import (
    MARKS,
    ServedClassifier,
    served_classifier,
)

pytestmark = MARKS

SMALL = TokenGroup(prefix=(5, 6, 7), suffixes=((8,), (9,)))
LARGE = TokenGroup(
    prefix=(4,), suffixes=tuple(random_tokens(LONGEST - 1, seed) for seed in range(64))
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedClassifier]:
    with served_classifier(tmp_path) as served:
        yield served


async def refusal(served: ServedClassifier, end: Callable[[], Awaitable[None]]) -> object:
    """What a large group raises when the engine is ended while it is being scored."""
    working = asyncio.create_task(served.engine.score(LARGE))
    await asyncio.sleep(0.05)
    await end()
    await asyncio.wait([working], timeout=20)
    return working.exception()


def test_closing_fails_what_is_in_flight_and_leaves_no_process(served: ServedClassifier) -> None:
    """Interrupts of the terminal do not end the engine; closing does, at once and for good."""
    processes = descendants()
    send(signal.SIGINT, processes)
    served.score(SMALL)

    refused = served.run(refusal(served, served.engine.close))

    assert isinstance(refused, EngineError)
    assert processes
    assert ended(processes)
    with pytest.raises(EngineError, match="closed"):
        served.score(SMALL)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_an_engine_ended_from_outside_fails_its_group_and_all_later_ones(
    served: ServedClassifier, ending: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody waits for an engine that is dead."""
    caplog.set_level(logging.CRITICAL, logger="vllm")  # a kept record would keep its sockets

    async def end() -> None:
        send(ending, descendants())

    assert isinstance(served.run(refusal(served, end)), EngineError)
    with pytest.raises(EngineError, match="restart"):
        served.score(SMALL)


def test_the_end_of_one_process_is_the_end_of_all(served: ServedClassifier) -> None:
    """Where several engines stand side by side, groups would wait for the one that is gone."""
    engines = [process for process in sorted(descendants()) if titled(process, b"EngineCore")]
    os.kill(engines[0], signal.SIGKILL)
    served.run(noticed(served))

    with pytest.raises(EngineError, match="restart"):
        served.score(LARGE)


async def noticed(served: ServedClassifier) -> None:
    """Wait, at most twenty seconds, until the engine calls itself ended."""
    async with asyncio.timeout(20):
        while served.engine.alive:
            await asyncio.sleep(0.05)


def titled(process: int, title: bytes) -> bool:
    """Whether a process goes by this name."""
    return title in Path(f"/proc/{process}/cmdline").read_bytes()


def ended(processes: set[int]) -> bool:
    """Whether none is left; one that did not end in time was killed, which takes a moment."""
    deadline = time.monotonic() + 5
    while any(map(living, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(living, processes))


def send(ending: signal.Signals, processes: set[int]) -> None:
    """Send the signal to all of them."""
    for process in processes:
        os.kill(process, ending)
