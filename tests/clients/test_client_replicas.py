"""Several base URLs: one first for each problem, and others where it takes no calls."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_client import (
    AsyncClient,
    ConnectionFailedError,
    Group,
    InputError,
    OverloadedError,
    RejectedError,
)
from deskcheck_client.replicas import PASSED_OVER, Replicas
from deskcheck_client.requests import READY, rerank_call
from tests.clients import wire
from tests.clients.both_clients import AnyClient, Awaited, Blocking
from tests.clients.scripted_server import Scripted, ScriptedServer, reply

Open = Callable[[Sequence[str]], AnyClient]

GOOD = reply(wire.ranking())
DRAINING = reply(wire.error("the server is stopping", "stopping"), 503, retry_after="5")


def in_order(urls: Sequence[str], problem: str) -> tuple[str, ...]:
    """The base URLs in the order in which a new client asks them about a problem."""
    return Replicas(tuple(urls)).in_order(rerank_call(problem, ["a", "b"], {}))


def free_address() -> str:
    """Where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def servers() -> Iterator[tuple[ScriptedServer, ScriptedServer]]:
    """The server that "add" asks first, and another."""
    with ScriptedServer() as one, ScriptedServer() as other:
        first = in_order([one.url, other.url], "add")[0]
        yield (one, other) if first == one.url else (other, one)


@pytest.fixture(params=[Blocking, Awaited])
def opened(request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens either client with these base URLs and no retries."""
    clients: list[AnyClient] = []

    def open_client(urls: Sequence[str]) -> AnyClient:
        clients.append(request.param(urls, timeout=10.0, retries=0))
        return clients[-1]

    yield open_client
    for client in clients:
        client.close()


def test_a_problem_stays_with_its_replica(
    opened: Open, servers: tuple[ScriptedServer, ScriptedServer]
) -> None:
    """Whatever the order of the addresses, and in every client."""
    first, second = servers
    first.play(*[GOOD] * 4)
    for urls in ([first.url, second.url], [second.url, first.url]):
        client = opened(urls)
        client.rerank("add", ["a", "b"])
        client.rerank("add", ["a", "b"])

    assert (len(first.requests), len(second.requests)) == (4, 0)


@given(st.sets(st.text("abc", min_size=1), min_size=2, max_size=8), st.integers(0, 7))
def test_a_replica_that_goes_moves_its_own_problems_only(names: set[str], gone: int) -> None:
    """The others keep their first one."""
    urls = sorted(names)
    left = [url for place, url in enumerate(urls) if place != gone % len(urls)]
    for number in range(20):
        before = in_order(urls, f"problem {number}")

        assert in_order(left, f"problem {number}") == tuple(url for url in before if url in left)


def test_problems_are_spread() -> None:
    """Evenly enough: no replica of four has more than half of the problems."""
    urls = [f"http://replica-{number}:8000" for number in range(4)]
    firsts = [in_order(urls, f"problem {number}")[0] for number in range(400)]

    assert all(50 < firsts.count(url) < 200 for url in urls)


def test_a_dead_replica_is_passed_over(opened: Open) -> None:
    """The call is answered without a retry, and the next ones do not even try the dead one."""
    with ScriptedServer() as alive:
        dead = free_address()
        problem = next(p for p in map(str, range(99)) if in_order([dead, alive.url], p)[0] == dead)
        alive.play(GOOD, GOOD)
        client = opened([dead, alive.url])
        client.rerank(problem, ["a", "b"])
        client.rerank(problem, ["a", "b"])

        assert len(alive.requests) == 2


def test_a_draining_replica_is_passed_over_as_long_as_it_asks(
    opened: Open, servers: tuple[ScriptedServer, ScriptedServer]
) -> None:
    """It is asked once, the other one twice, and nobody waits."""
    first, second = servers
    first.play(DRAINING)
    second.play(GOOD, GOOD)
    client = opened([first.url, second.url])
    began = time.monotonic()
    client.rerank("add", ["a", "b"])
    client.rerank("add", ["a", "b"])

    assert (len(first.requests), len(second.requests)) == (1, 2)
    assert time.monotonic() - began < 3


def test_a_stream_is_opened_elsewhere_too(
    opened: Open, servers: tuple[ScriptedServer, ScriptedServer]
) -> None:
    """Before its first line."""
    first, second = servers
    first.play(DRAINING)
    second.play(Scripted([wire.group_line(0), wire.line(wire.summary())]))

    assert len(opened([first.url, second.url]).streamed([Group("add", ["a"])])) == 1


@pytest.mark.parametrize(("status", "kind"), [(422, RejectedError), (429, OverloadedError)])
def test_a_refusal_that_means_the_caller_is_not_taken_elsewhere(
    opened: Open, servers: tuple[ScriptedServer, ScriptedServer], status: int, kind: type[Exception]
) -> None:
    """A wrong request is wrong for all, and a used-up rate is not got round."""
    first, second = servers
    first.play(reply(wire.error("no"), status, retry_after="1"))
    with pytest.raises(kind):
        opened([first.url, second.url]).rerank("add", ["a", "b"])

    assert len(second.requests) == 0


def test_nobody_left_is_an_error(opened: Open) -> None:
    """The last one's; and nothing is ready."""
    client = opened([free_address(), free_address()])
    with pytest.raises(ConnectionFailedError, match="is the server up"):
        client.rerank("add", ["a", "b"])

    assert not client.ready()


def test_one_ready_replica_is_ready(
    opened: Open, servers: tuple[ScriptedServer, ScriptedServer]
) -> None:
    """The others may be away."""
    urls = {server.url: server for server in servers}
    first, last = Replicas(tuple(urls)).in_order(READY)
    urls[first].play(DRAINING)
    urls[last].play(reply({"status": "ready"}))

    assert opened(list(urls)).ready()


def test_a_replica_is_asked_again_after_a_while() -> None:
    """And at once after it has taken a call."""
    now = 100.0
    replicas = Replicas(("http://a", "http://b"), lambda: now)
    call = rerank_call("add", ["a"], {})
    first, second = replicas.in_order(call)
    with failing(ConnectionFailedError("reset")), replicas.asking(first):
        raise ConnectionFailedError("reset")

    assert replicas.in_order(call) == (second, first)
    now += PASSED_OVER + 0.1
    assert replicas.in_order(call) == (first, second)

    with failing(ConnectionFailedError("reset")), replicas.asking(first):
        raise ConnectionFailedError("reset")
    with replicas.asking(first):
        pass
    assert replicas.in_order(call) == (first, second)


def test_cancelling_reaches_the_replica_that_was_asked(
    servers: tuple[ScriptedServer, ScriptedServer],
) -> None:
    """Its connection is closed, so that it drops the work."""
    first, second = servers
    held = threading.Event()
    first.play(DRAINING)
    second.play(Scripted([b" ", held, *[b" " * 65536] * 64]))

    async def cancel() -> None:
        async with AsyncClient([first.url, second.url]) as client, asyncio.timeout(0.5):
            await client.rerank("add", ["a"])

    with pytest.raises(TimeoutError):
        asyncio.run(cancel())
    held.set()

    assert second.closed_early.wait(5.0)


@pytest.mark.parametrize("urls", [["http://a", "b"], ["http://a", 5], "http://a,", [""]])
def test_every_address_is_checked(urls: Sequence[str]) -> None:
    """Before the first call."""
    with pytest.raises(InputError, match="base_url"):
        Blocking(urls)


def test_addresses_may_stand_in_one_variable(
    servers: tuple[ScriptedServer, ScriptedServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Separated by commas."""
    first, second = servers
    first.play(GOOD)
    monkeypatch.setenv("DESKCHECK_URL", f"{second.url}/, {first.url}")
    with Blocking() as client:
        client.rerank("add", ["a", "b"])

    assert len(first.requests) == 1


@contextmanager
def failing(error: Exception) -> Iterator[None]:
    """Expects such an error."""
    with pytest.raises(type(error)):
        yield
