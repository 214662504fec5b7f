"""uvicorn's server, with an end that loses no request and takes no longer than it may."""

import asyncio
import socket
from contextlib import suppress
from time import monotonic
from types import FrameType

import uvicorn

from deskcheck_server.life.exit_bound import ExitBound
from deskcheck_server.life.readiness import Readiness, State

BACKLOG = 2048  # connections that wait to be taken
CLOSING_SECONDS = 25.0  # for what remains when no request does; vLLM may take 20 of them
FORCED_SECONDS = 5.0  # from a second signal to the end
TICK_SECONDS = 0.1


class DrainingServer(uvicorn.Server):
    """Told to stop, it says so at once, takes requests for a pause, and finishes what it accepted.

    A second signal drops what is in work. `ends_without_engine` makes it stop where the engine has
    ended; `without_engine` says afterwards that it did.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        readiness: Readiness,
        bound: ExitBound,
        *,
        pause: float = 0.0,
        ends_without_engine: bool = False,
    ) -> None:
        super().__init__(config)
        self.without_engine = False
        self._readiness = readiness
        self._bound = bound
        self._pause = pause
        self._ends_without_engine = ends_without_engine
        self._leaves_at: float | None = None
        self._hurried = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections; asyncio would let no more wait than it takes at once."""
        await super().startup(sockets)
        for bound in sockets or ():
            bound.listen(BACKLOG)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal: leave the load balancer, then stop; at the second one, drop all work."""
        if self._leaves_at is None:
            self._leave(self._pause)
            return
        self._hurried = True
        self._leaves_at = monotonic()
        self._bound.within(FORCED_SECONDS)

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop now, which uvicorn asks ten times a second."""
        lost = self._ends_without_engine and self._readiness.state is State.ENGINE_DOWN
        if lost and self._leaves_at is None:
            self.without_engine = True
            self._leave(0.0)
        leaves = self._leaves_at is not None and monotonic() >= self._leaves_at
        return await super().on_tick(counter) or leaves

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what was accepted, as long as nobody hurries."""
        hurrying = asyncio.create_task(self._hurry())
        try:
            await super().shutdown(sockets)
        finally:
            hurrying.cancel()
            with suppress(asyncio.CancelledError):
                await hurrying

    def _leave(self, pause: float) -> None:
        self._readiness.stopping()
        self._leaves_at = monotonic() + pause
        drain = self.config.timeout_graceful_shutdown or 0
        self._bound.within(pause + drain + CLOSING_SECONDS)

    async def _hurry(self) -> None:
        while not self._hurried:
            await asyncio.sleep(TICK_SECONDS)
        for task in self.server_state.tasks:
            task.cancel()
