"""What waits, times out; and what is abandoned is closed."""

import asyncio
import socket
import threading
import time

import pytest

from deskcheck_client import (
    AsyncClient,
    Client,
    ConnectionFailedError,
    Group,
    ServerError,
    TimedOutError,
)
from tests.clients import wire
from tests.clients.conftest import Connect
from tests.clients.scripted_server import Scripted, ScriptedServer, reply


def test_a_silent_server_is_given_up(connect: Connect, server: ScriptedServer) -> None:
    """The timeout holds for the call with all its attempts, not for each of them."""
    server.play(*[Scripted(delay=5.0)] * 3)
    began = time.monotonic()

    with pytest.raises(TimedOutError, match="no reply in time"):
        connect(timeout=0.4, retries=2).rerank("add", ["a"])

    assert time.monotonic() - began < 1.5


def test_a_server_that_gives_up_with_the_client_is_a_timeout(
    connect: Connect, server: ScriptedServer
) -> None:
    """The server knows how long the client waits, and may be the first to say that it is over."""
    late = reply(wire.error("too late", "deadline_exceeded"), 504)
    server.play(Scripted([], 504, delay=0.0), Scripted(late.pieces, 504, delay=0.6))
    client = connect(timeout=0.5, retries=0)
    with pytest.raises(ServerError):
        client.rerank("add", ["a"])
    with pytest.raises(TimedOutError):
        client.rerank("add", ["a"])

    assert len(server.requests) == 2


def test_a_trickling_server_is_given_up(connect: Connect, server: ScriptedServer) -> None:
    """Bytes that keep coming do not keep a call alive beyond its time."""
    server.play(Scripted([b" ", 0.05] * 40))
    began = time.monotonic()

    with pytest.raises(TimedOutError, match=r"no full reply in 0\.4 s"):
        connect(timeout=0.4, retries=0).rerank("add", ["a"])

    assert time.monotonic() - began < 1.5


def test_nobody_listening_is_a_failed_connection() -> None:
    """A refused connection names the address and asks whether the server is up."""
    with Client(_free_address(), retries=0) as client:
        with pytest.raises(ConnectionFailedError, match="is the server up") as caught:
            client.rerank("add", ["a"])

        assert not isinstance(caught.value, TimedOutError)
        assert not client.ready()


def test_a_stream_is_bounded_by_its_silences(connect: Connect, server: ScriptedServer) -> None:
    """A stream whose next line does not come is given up."""
    server.play(Scripted([wire.group_line(0), threading.Event()]))

    with pytest.raises(TimedOutError):
        connect(timeout=0.4).streamed([Group("p", ["a"]), Group("q", ["b"])])

    assert len(server.requests) == 1


def test_a_cancelled_call_closes_its_connection(server: ScriptedServer) -> None:
    """Cancelling the task hangs up, so that the server can drop the work."""
    held = threading.Event()
    server.play(Scripted([b" ", held, *[b" " * 65536] * 64]))

    async def cancel() -> None:
        async with AsyncClient(server.url) as client, asyncio.timeout(0.2):
            await client.rerank("add", ["a"])

    with pytest.raises(TimeoutError):
        asyncio.run(cancel())
    held.set()

    assert server.closed_early.wait(5.0)


def _free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
