"""JSON to a server and its reply's bytes back, over connections that cost their sender little."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from benchmarks.traffic.bodies import post
from benchmarks.traffic.wire import Wire

CALL_SECONDS = 600.0


class JsonCalls:
    """The calls of one server; `name` says in messages whose."""

    def __init__(self, name: str, wire: Wire, host: str) -> None:
        self._name = name
        self._wire = wire
        self._host = host

    async def post(self, path: str, body: Mapping[str, object]) -> bytes:
        """What it replies.

        Raises SystemExit for another status than 200, TimeoutError where it takes ten minutes.
        """
        request = post(self._host, json.dumps(body).encode(), path)
        async with asyncio.timeout(CALL_SECONDS):
            reply = await self._wire.exchange(request)
        if reply.status != 200:
            text = reply.content.decode("utf-8", "replace")
            raise SystemExit(f"{self._name} answered {path} with {reply.status}: {text}")
        return reply.content


@asynccontextmanager
async def json_calls(name: str, host: str, port: int) -> AsyncIterator[JsonCalls]:
    """Calls over a wire of their own."""
    wire = Wire(host, port)
    try:
        yield JsonCalls(name, wire, host)
    finally:
        await wire.close()
