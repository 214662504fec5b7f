"""A reply of one JSON value per line, sent as they come."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from deskcheck_server.edge.disconnect import unless_gone


class LineStream(Response):
    """Sends pieces as they come; an error before the first piece is still answered as an error.

    Where the caller hangs up, the pieces' generator is closed and ClientGoneError raised.
    """

    media_type = "application/x-ndjson"

    def __init__(self, pieces: AsyncGenerator[bytes, None]) -> None:
        super().__init__()
        # Length zero was computed for a body that is not known yet.
        del self.headers["content-length"]
        self.headers["x-accel-buffering"] = "no"  # nginx would collect the lines
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await unless_gone(receive, self._sent(send))

    async def _sent(self, send: Send) -> None:
        started = False
        async with aclosing(self._pieces) as pieces:
            async for piece in pieces:
                if not started:
                    await send(self._start())
                    started = True
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _start(self) -> dict[str, object]:
        return {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }
