"""Connections are used again, and there is a bound to them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deskcheck_client import AsyncClient, Client
from tests.clients import wire

REPLY = wire.line(wire.ranking())
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


class CountingServer:
    """Answers every request after a moment, and counts connections."""

    def __init__(self) -> None:
        self.opened = 0
        self.open = 0
        self.most = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        self.opened += 1
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(line for line in head.lower().split(b"\r\n") if b"length" in line)
                await reader.readexactly(int(length.partition(b":")[2]))
                await asyncio.sleep(0.01)
                writer.write(HEAD % len(REPLY) + REPLY)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self.open -= 1
            writer.close()


@asynccontextmanager
async def counting() -> AsyncIterator[tuple[str, CountingServer]]:
    """The server on a free port."""
    server = CountingServer()
    async with await asyncio.start_server(server.talk, "127.0.0.1", 0, backlog=1024) as listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", server


def test_calls_one_after_another_share_a_connection() -> None:
    """A hundred calls, one connection."""

    def call(url: str) -> None:
        with Client(url) as client:
            for _ in range(100):
                client.rerank("add", ["a", "b"])

    async def opened() -> int:
        async with counting() as (url, server):
            await asyncio.to_thread(call, url)
            return server.opened

    assert asyncio.run(opened()) == 1


def test_calls_at_once_share_a_bounded_pool() -> None:
    """A trainer may start as many as it likes; what the first have opened serves the rest."""

    async def opened() -> tuple[int, int]:
        async with counting() as (url, server), AsyncClient(url) as client:
            for _ in range(2):
                await asyncio.gather(*[client.rerank("add", ["a", "b"]) for _ in range(300)])
            return server.opened, server.most

    assert asyncio.run(opened()) == (128, 128)
