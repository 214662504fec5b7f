"""The bundled client with two real servers: who is asked, and who takes over."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from deskcheck_client import AsyncClient, Client, Group, TimedOutError
from tests.server.answers import ADD, PROBLEM, SUBTRACT
from tests.server.live_server import LiveServer, fake_reranker, live_server
from tests.server.waiting import wait_until
from tests.server.watched_engine import WatchedEngine

PROBLEMS = [f"Write function {number}." for number in range(12)]


class Pair:
    """Two servers, their engines, and a client of both."""

    def __init__(self, stack: ExitStack, seconds: float = 0.0) -> None:
        self.engines = [WatchedEngine(seconds=seconds) for _ in range(2)]
        self.ends = [ExitStack() for _ in range(2)]
        self.servers: list[LiveServer] = []
        for engine, end in zip(self.engines, self.ends, strict=True):
            stack.push(end)
            self.servers.append(end.enter_context(live_server(fake_reranker(engine))))

    @property
    def urls(self) -> list[str]:
        """Where they listen."""
        return [server.url for server in self.servers]

    @property
    def begun(self) -> list[int]:
        """How many groups each engine has been given."""
        return [len(engine.begun) for engine in self.engines]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two fast servers."""
    with ExitStack() as stack:
        yield Pair(stack)


@pytest.fixture
def slow_pair() -> Iterator[Pair]:
    """Two servers whose engines take a minute."""
    with ExitStack() as stack:
        yield Pair(stack, seconds=60)


def test_groups_of_one_problem_go_to_one_server(pair: Pair) -> None:
    """From clients of their own, and from a score call; other problems use the other server too."""
    for answers in ([ADD], [SUBTRACT]):
        with Client(pair.urls) as client:
            client.rerank(PROBLEM, answers)
            client.score([Group(PROBLEM, answers), Group(PROBLEM, answers)])
    one = sorted(pair.begun)
    with Client(pair.urls) as client:
        for problem in PROBLEMS:
            client.rerank(problem, [ADD])

    assert one == [0, 6]
    assert min(pair.begun) > 0


def test_a_server_that_goes_is_replaced_without_a_retry(pair: Pair) -> None:
    """Every call is answered, and with the same scores."""
    with Client(pair.urls, retries=0) as client:
        before = [client.rerank(problem, [ADD, SUBTRACT]).results for problem in PROBLEMS]
        pair.ends[0].close()
        after = [client.rerank(problem, [ADD, SUBTRACT]).results for problem in PROBLEMS]

    assert before == after


def test_a_draining_server_is_replaced_as_soon_as_it_refuses(pair: Pair) -> None:
    """Its readiness is off; what it is asked none the less goes to the other one."""
    pair.servers[0].readiness.stopping()
    with Client(pair.urls, retries=0) as client:
        ready = client.ready()
        pair.servers[1].readiness.stopping()
        both = client.ready()

    assert (ready, both) == (True, False)


def test_a_cancelled_call_frees_the_engine_that_has_it(slow_pair: Pair) -> None:
    """Closing the connection reaches the server that was asked."""

    async def cancel() -> None:
        async with AsyncClient(slow_pair.urls) as client:
            call = asyncio.create_task(client.rerank(PROBLEM, [ADD]))
            while not any(slow_pair.begun):
                await asyncio.sleep(0.01)
            call.cancel()
            await asyncio.wait([call])

    asyncio.run(asyncio.wait_for(cancel(), 20))

    wait_until(lambda: sum(len(engine.dropped) for engine in slow_pair.engines) == 1)


def test_a_call_whose_time_is_over_is_dropped_by_the_server(slow_pair: Pair) -> None:
    """It was told how long the client waits, and does not wait for a hang-up."""
    with Client(slow_pair.urls, timeout=3.0, retries=0) as client, pytest.raises(TimedOutError):
        client.rerank(PROBLEM, [ADD])

    wait_until(lambda: sum(len(engine.dropped) for engine in slow_pair.engines) >= 1)
    assert all(server.figure("deskcheck_pending_tokens") == 0 for server in slow_pair.servers)
