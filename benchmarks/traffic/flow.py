"""Requests in a closed loop, so many at a time, or in an open one, whatever the server does."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

from benchmarks.traffic.wire import Reply

Send = Callable[[], Awaitable[Reply]]

LOST = 0  # the status of a request that no reply came to
SEED = 20261126


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one request; `seconds` count from when it was due, `at` from the beginning."""

    at: float
    seconds: float
    status: int
    retry_after: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """All answers to what was sent within so many seconds.

    `unsent` were due while too many were on their way; `processor_seconds` is what sending cost.
    """

    seconds: float
    answers: tuple[Answer, ...]
    unsent: int
    processor_seconds: float


async def closed_loop(send: Send, *, at_once: int, seconds: float) -> Flow:
    """So many senders, each of which sends again as soon as it is answered."""
    began, used = perf_counter(), time.process_time()
    answers: list[Answer] = []

    async def sender() -> None:
        while (now := perf_counter()) - began < seconds:
            answers.append(await _answer(send, began, due=now))

    await asyncio.gather(*(sender() for _ in range(at_once)))
    lasted = perf_counter() - began
    return Flow(lasted, tuple(answers), 0, time.process_time() - used)


async def open_loop(send: Send, *, rate: float, seconds: float, most: int) -> Flow:
    """Requests at random times, so many per second on average, and the same times in every run.

    No more than `most` are on their way at once. Returns when all are answered.
    """
    began, used = perf_counter(), time.process_time()
    answers: list[Answer] = []
    sent: set[asyncio.Task[None]] = set()
    unsent = 0

    async def one(due: float) -> None:
        answers.append(await _answer(send, began, due=due))

    for gap in arrivals(rate, seconds):
        due = began + gap
        await asyncio.sleep(max(due - perf_counter(), 0.0))
        if len(sent) >= most:
            unsent += 1
            continue
        task = asyncio.create_task(one(due))
        sent.add(task)
        task.add_done_callback(sent.discard)
    await asyncio.gather(*sent)
    return Flow(seconds, tuple(answers), unsent, time.process_time() - used)


def arrivals(rate: float, seconds: float) -> Iterator[float]:
    """The times of a Poisson process, from its beginning; the same ones for the same arguments."""
    draw = random.Random(SEED)
    at = draw.expovariate(rate)
    while at < seconds:
        yield at
        at += draw.expovariate(rate)


async def _answer(send: Send, began: float, *, due: float) -> Answer:
    try:
        reply = await send()
    except (OSError, EOFError):
        reply = Reply(LOST, None, b"")
    now = perf_counter()
    return Answer(now - began, now - due, reply.status, reply.retry_after)
