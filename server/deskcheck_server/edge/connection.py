"""One connection under limits of time: whoever is slow, silent or deaf is closed."""

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from deskcheck_server.edge.connection_room import ConnectionRoom
from deskcheck_server.edge.patience import PACE, SECONDS
from deskcheck_server.schemas.error_reply import ErrorBody, ErrorReply

HEAD_BYTES = 16 * 1024

INVALID_HTTP = ErrorReply(
    error=ErrorBody(
        message=f"this is no HTTP/1.1, or the headers are larger than {HEAD_BYTES // 1024} KiB: "
        "send fewer or shorter ones",
        type="invalid_request_error",
        param=None,
        code="invalid_http",
    )
)
FULL = ErrorReply(
    error=ErrorBody(
        message="as many requests are in work as this server has connections: try again in 1 s",
        type="overloaded_error",
        param=None,
        code="overloaded",
    )
)


class Connection(H11Protocol):
    """uvicorn's HTTP/1.1 over h11, whichever parsers are installed, with a place in a room.

    Before the first request and between requests uvicorn's own limit holds: a silent connection
    costs less than one that is closed and comes again, and gives way where places are few. While a
    request is in work its deadline does, and `body` sees to it that the body comes at a steady
    pace.
    """

    def __init__(
        self,
        room: ConnectionRoom["Connection"],
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._room = room
        self._owed = _Limit(self.loop)  # for what the caller is to send
        self._taken = _Limit(self.loop)  # for the caller to take what it is sent

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, or the place of a connection that waits, or be refused."""
        super().connection_made(transport)
        if not self._room.enter(self):
            self._refuse(503, FULL, b"retry-after: 1\r\n")
            return
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the room, and all limits behind."""
        self._room.leave(self)
        self._owed.lift()
        self._taken.lift()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()

    def data_received(self, data: bytes) -> None:
        """Take what the caller sends."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Go on to the next request, or to the rest of this one."""
        super().on_response_complete()
        self._look()

    def give_way(self) -> None:
        """Make place for another connection."""
        self.transport.abort()

    def pause_writing(self) -> None:
        """The caller takes less than it is sent."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """The caller has caught up."""
        super().resume_writing()
        self._taken.lift()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing came for so long that nothing will; what was not taken by now is dropped."""
        super().timeout_keep_alive_handler()
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; a request that is in work learns that its caller is gone."""
        if (error := sys.exception()) is not None:
            error.__traceback__ = None  # h11 raises it from a frame that holds it: a cycle
        self._refuse(400, INVALID_HTTP)
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _refuse(self, status: int, reply: ErrorReply, header: bytes = b"") -> None:
        """Answer without a request, unless a reply has begun, and close."""
        if self._replies():
            self.transport.abort()
            return
        content = reply.model_dump_json().encode()
        self.transport.write(
            b"HTTP/1.1 %d\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
            b"connection: close\r\n%b\r\n%b" % (status, len(content), header, content)
        )
        self.transport.close()

    def _look(self) -> None:
        """Set the limit for what the caller owes now, or lift it."""
        if self.transport.is_closing():
            self._watch()
            return
        idle = self.conn.their_state is h11.IDLE
        if idle:
            self._room.waits(self)
        else:
            self._room.works(self)
        begun = idle and self.timeout_keep_alive_task is None
        left = self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY
        if begun or left:
            self._owed.set(SECONDS, self.transport.abort)
        else:
            self._owed.lift()

    def _watch(self) -> None:
        """See to it that the caller takes what waits to be sent."""
        left = self.transport.get_write_buffer_size()
        self._taken.set(SECONDS, partial(self._check_taken, left))

    def _check_taken(self, before: int) -> None:
        self._taken.lift()
        if self.transport.get_write_buffer_size() > max(before - SECONDS * PACE, 0):
            self.transport.abort()
        elif self.flow.write_paused or self.transport.is_closing():
            self._watch()

    def _replies(self) -> bool:
        """Whether a reply has begun and not ended."""
        cycle = self.cycle
        return cycle is not None and cycle.response_started and not cycle.response_complete


class _Limit:
    """A time after which something is done; set again it goes on, and does not start anew."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handle: asyncio.TimerHandle | None = None

    def set(self, seconds: float, action: Callable[[], None]) -> None:
        if self._handle is None:
            self._handle = self._loop.call_later(seconds, action)

    def lift(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
