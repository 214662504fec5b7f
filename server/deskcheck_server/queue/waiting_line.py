"""The line before the engine: who is next, and how much is in the engine at once."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from deskcheck_server.queue.priority import SHARES, Priority


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A group in the line; `turn` ends when it may begin."""

    tokens: int
    turn: asyncio.Future[None]


class WaitingLine:
    """Lets groups into the engine while it holds fewer than `most` tokens.

    A group larger than that goes alone. Each priority keeps its order of arrival, and while both
    wait each gets its share of the tokens: whoever has had less of it is next, and groups that fit
    sooner do not overtake. A priority that had nothing to do saves nothing up.
    """

    def __init__(self, most: int) -> None:
        self.running = 0  # tokens in the engine
        self._most = most
        self._lines: dict[Priority, deque[_Waiting]] = {name: deque() for name in Priority}
        self._had = dict.fromkeys(Priority, 0.0)  # tokens begun, divided by the share
        self._now = 0.0  # what the one that began last had before

    @asynccontextmanager
    async def turn(self, tokens: int, priority: Priority) -> AsyncIterator[None]:
        """Wait for a turn, and hold so many tokens of the engine until the block ends.

        Who is cancelled while waiting leaves the line.
        """
        await self._wait(tokens, priority)
        try:
            yield
        finally:
            self.running -= tokens
            self._let_in()

    async def _wait(self, tokens: int, priority: Priority) -> None:
        line = self._lines[priority]
        if not line:
            self._had[priority] = max(self._had[priority], self._now)
        waiting = _Waiting(tokens, asyncio.get_running_loop().create_future())
        line.append(waiting)
        self._let_in()
        try:
            await waiting.turn
        except asyncio.CancelledError:
            self._give_up(waiting, line)
            raise

    def _give_up(self, waiting: _Waiting, line: deque[_Waiting]) -> None:
        if waiting in line:
            line.remove(waiting)
        elif not waiting.turn.cancelled():  # its turn had come in the same moment
            self.running -= waiting.tokens
        self._let_in()

    def _let_in(self) -> None:
        while (priority := self._next()) is not None:
            waiting = self._lines[priority][0]
            if self.running and self.running + waiting.tokens > self._most:
                return
            self._lines[priority].popleft()
            if not waiting.turn.cancelled():  # who is cancelled leaves a moment later
                self._begin(waiting, priority)

    def _begin(self, waiting: _Waiting, priority: Priority) -> None:
        self._now = self._had[priority]
        self._had[priority] += waiting.tokens / SHARES[priority]
        self.running += waiting.tokens
        waiting.turn.set_result(None)

    def _next(self) -> Priority | None:
        """The priority that has had least of its share, of those in the line."""
        present = [name for name in Priority if self._lines[name]]
        return min(present, key=lambda name: self._had[name], default=None)
