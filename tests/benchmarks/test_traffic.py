"""What loads a server: requests that all differ, on time, and answers that are read aright."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import islice

import pytest

from benchmarks.traffic.bodies import requests
from benchmarks.traffic.flow import LOST, arrivals, closed_loop, open_loop
from benchmarks.traffic.wire import Reply, Wire

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[Wire]:
    """A wire to a server that answers as the handler does."""
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    wire = Wire(*server.sockets[0].getsockname()[:2])
    async with server:
        yield wire
        await wire.close()


async def at_once() -> Reply:
    """A server that has nothing to do."""
    return Reply(200, None, b"")


def test_requests_differ_in_their_problem_and_announce_their_length() -> None:
    """More than there are problems in the demonstration, and each may name a time."""
    sent = list(islice(requests("a:1", candidates=4, timeout_ms=50), 8))
    bodies = [json.loads(one.partition(b"\r\n\r\n")[2]) for one in sent]

    assert len({body["problem"] for body in bodies}) == 8
    assert all(len(set(body["candidates"])) == 4 for body in bodies)
    assert all(body["timeout_ms"] == 50 for body in bodies)
    for one in sent:
        head, _, content = one.partition(b"\r\n\r\n")
        assert f"content-length: {len(content)}" in head.decode()


def test_a_wire_reads_status_time_and_body_and_keeps_its_connection() -> None:
    """Two replies come over one connection."""
    opened = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        for _ in range(2):
            await reader.readexactly(4)
            writer.write(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno")
        writer.close()

    async def both() -> list[Reply]:
        async with listening(handler) as wire:
            return [await wire.exchange(b"ping") for _ in range(2)]

    assert asyncio.run(both()) == [Reply(503, 7, b"no")] * 2
    assert opened == 1


def test_a_reply_that_breaks_off_is_no_reply() -> None:
    """The error reaches the caller, who counts it as lost."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(4)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf")
        writer.close()

    async def broken() -> int:
        async with listening(handler) as wire:
            with pytest.raises(EOFError):
                await wire.exchange(b"ping")
            flow = await closed_loop(lambda: wire.exchange(b"ping"), at_once=1, seconds=0.01)
            return flow.answers[0].status

    assert asyncio.run(broken()) == LOST


def test_arrivals_are_the_same_in_every_run_and_as_many_as_asked() -> None:
    """A thousand per second for ten seconds, within three per cent."""
    times = list(arrivals(1000, 10))

    assert times == list(arrivals(1000, 10)) == sorted(times)
    assert times[-1] < 10
    assert len(times) == pytest.approx(10_000, rel=0.03)


def test_an_open_loop_counts_from_when_a_request_was_due() -> None:
    """One that waits for the loop has waited for the server."""

    async def stalled() -> float:
        asyncio.get_running_loop().call_later(0.02, time.sleep, 0.1)
        flow = await open_loop(at_once, rate=500, seconds=0.2, most=500)
        return max(answer.seconds for answer in flow.answers)

    assert asyncio.run(stalled()) > 0.05


def test_an_open_loop_is_bounded_and_says_what_it_did_not_send() -> None:
    """A server that never answers holds no more than so many requests."""
    working = most = 0

    async def never() -> Reply:
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(0.3)
        working -= 1
        return Reply(200, None, b"")

    flow = asyncio.run(open_loop(never, rate=200, seconds=0.2, most=5))

    assert most == len(flow.answers) == 5
    assert flow.unsent == len(list(arrivals(200, 0.2))) - 5
