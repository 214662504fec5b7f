"""An engine around engines: where one ends, the next is started, and scoring goes on."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from time import monotonic

from structlog.stdlib import BoundLogger

from deskcheck_models.engine import Engine, Logit, TokenGroup
from deskcheck_models.errors import EngineEndedError, EngineError, ModelError
from deskcheck_server.errors import EngineDownError
from deskcheck_server.life.barren_time import BarrenTime
from deskcheck_server.life.restart_delay import RestartDelay

Load = Callable[[], Engine]
Check = Callable[[Engine], Awaitable[None]]

LOOK_SECONDS = 0.2  # between two looks at an engine that nobody asks
FAILURES = 3  # in a row, without a score in between: such an engine is ended


class SupervisedEngine:
    """Scores with an engine that `load` makes and `check` has let pass.

    While one is missing, every call is refused at once. One that fails again and again, or has
    worked for `patience` seconds without finishing any group, counts as one that has ended.
    """

    def __init__(
        self, load: Load, check: Check, *, log: BoundLogger, patience: float = math.inf
    ) -> None:
        """Load the first engine; blocks, and raises what `load` raises."""
        self._load = load
        self._check = check
        self._log = log
        self._patience = patience
        began = monotonic()
        self._engine = load()
        self._load_seconds = monotonic() - began
        self._failures = 0
        self._barren = BarrenTime()
        self._back_at: float | None = None  # on the monotonic clock, while none is there
        self._delay = RestartDelay()

    @property
    def name(self) -> str:
        """The name of the engine within."""
        return self._engine.name

    @property
    def max_tokens(self) -> int:
        """The longest sequence, prefix included, that can be scored."""
        return self._engine.max_tokens

    @property
    def resolution(self) -> float:
        """That of the engine within."""
        return self._engine.resolution

    @property
    def alive(self) -> bool:
        """Whether there is an engine that can score now."""
        hangs = self._barren.seconds >= self._patience
        return self._engine.alive and self._failures < FAILURES and not hangs

    async def check(self) -> None:
        """Let the first engine pass; raises what the check raises."""
        await self._check(self._engine)

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One logit per suffix, in order.

        Raises EngineDownError where the engine ends or is missing, with the seconds until the next
        one may be there; otherwise what the engine raises.
        """
        if not self.alive:
            raise self._down()
        engine = self._engine
        try:
            with self._barren.group():
                logits = await engine.score(group)
        except EngineEndedError as error:
            raise self._down() from error
        except EngineError:
            self._failures += engine is self._engine
            raise
        self._failures = 0
        return logits

    async def close(self) -> None:
        """Close the engine within."""
        await self._engine.close()

    @asynccontextmanager
    async def watched(self, restarted: Callable[[], None]) -> AsyncIterator[None]:
        """Start the next engine whenever one ends, and tell when it is there, until the block ends.

        An engine that is just being started is waited for, and closed.
        """
        watching = asyncio.create_task(self._watch(restarted))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self, restarted: Callable[[], None]) -> None:
        while True:
            began = monotonic()
            while self.alive:
                await asyncio.sleep(LOOK_SECONDS)
            self._log.error("engine ended", engine=self.name, reason=self._reason())
            await self._replace(self._delay.after(monotonic() - began))
            restarted()

    def _reason(self) -> str:
        if not self._engine.alive:
            return "it died"
        if self._failures >= FAILURES:
            return f"it failed {self._failures} times in a row"
        return f"it finished nothing in {self._barren.seconds:.0f} s of work"

    async def _replace(self, delay: float) -> None:
        """Try until the next engine is there."""
        while not await self._replaced(delay):
            delay = self._delay.after(0.0)

    async def _replaced(self, delay: float) -> bool:
        self._back_at = monotonic() + delay + self._load_seconds
        await asyncio.sleep(delay)
        began = monotonic()
        try:
            await self._engine.close()  # what is left of it holds memory
            engine = await self._started()
        except Exception as error:  # noqa: BLE001 - whatever it was, the next try may go well
            told = str(error) if isinstance(error, ModelError) else type(error).__name__
            self._log.error("engine not started", reason=told)
            return False
        self._engine, self._failures, self._back_at = engine, 0, None
        self._barren = BarrenTime()
        self._log.warning("engine started again", seconds=round(monotonic() - began, 1))
        return True

    async def _started(self) -> Engine:
        loading = asyncio.create_task(asyncio.to_thread(self._load))
        try:
            engine = await asyncio.shield(loading)
        except asyncio.CancelledError:  # the thread cannot be stopped, and what it makes must be
            engine = await loading
            await engine.close()
            raise
        try:
            await self._check(engine)
        except BaseException:
            await engine.close()
            raise
        return engine

    def _down(self) -> EngineDownError:
        left = self._load_seconds if self._back_at is None else self._back_at - monotonic()
        seconds = max(math.ceil(left), 1)
        return EngineDownError(
            f"the engine has ended, and the next one may be there in {seconds} s: come again then",
            retry_after=seconds,
        )
