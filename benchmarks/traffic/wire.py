"""An HTTP/1.1 client that costs little: bytes go out as they are, and connections are used again.

It shares the cores with the server that it loads, so it reads of a reply only what a benchmark
needs: the status, `retry-after` and the body.
"""

import asyncio
from dataclasses import dataclass

END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """A status with its body; `retry_after` is None where the server names no time."""

    status: int
    retry_after: int | None
    content: bytes


@dataclass(frozen=True, slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Wire:
    """Connections to one address; each exchange takes an idle one, or opens a new one.

    It keeps at most so many idle ones.
    """

    def __init__(self, host: str, port: int, *, kept: int = 64) -> None:
        self._kept = kept
        self._host = host
        self._port = port
        self._idle: list[_Connection] = []

    async def exchange(self, request: bytes, *, newcomer: bool = False) -> Reply:
        """The reply to a request, over a new connection where a newcomer sends it.

        Raises OSError or EOFError where none comes.
        """
        known = None if newcomer else self._open_one()
        connection = known or await self._opened()
        try:
            connection.writer.write(request)
            reply = await _reply(connection.reader)
        except BaseException:
            connection.writer.transport.abort()
            raise
        if len(self._idle) < self._kept and not newcomer:
            self._idle.append(connection)
        else:
            connection.writer.close()
        return reply

    async def close(self) -> None:
        """Close what is idle; to be called when nothing is exchanged any more."""
        for connection in self._idle:
            connection.writer.close()
        self._idle.clear()

    def _open_one(self) -> _Connection | None:
        """The one that was used last, None where the server has closed all that were idle."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.reader.at_eof() and connection.reader.exception() is None:
                return connection
            connection.writer.close()
        return None

    async def _opened(self) -> _Connection:
        return _Connection(*await asyncio.open_connection(self._host, self._port))


async def _reply(reader: asyncio.StreamReader) -> Reply:
    head = await reader.readuntil(END)
    first, *lines = head.decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    content = await reader.readexactly(int(headers["content-length"]))
    retry_after = headers.get("retry-after")
    return Reply(int(first.split()[1]), int(retry_after) if retry_after else None, content)
