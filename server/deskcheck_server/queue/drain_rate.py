"""How fast the queue empties, measured while there is something in it."""

from collections import deque
from collections.abc import Callable
from time import monotonic

WINDOW = 30.0  # seconds of work that are looked back on


class DrainRate:
    """Tokens per second over the last seconds in which anything was pending.

    Idle time does not count: a server that had nothing to do is not a slow one. `clock` gives
    seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._worked = 0.0  # seconds, up to the last time that it became idle
        self._since: float | None = None  # when it last became busy, None while it is idle
        self._done: deque[tuple[float, int]] = deque()  # after how much work, and how many tokens
        self._sum = 0

    def busy(self, now_busy: bool) -> None:
        """Say whether anything is pending; saying it again changes nothing."""
        if now_busy and self._since is None:
            self._since = self._clock()
        if not now_busy and self._since is not None:
            self._worked = self._seconds()
            self._since = None

    def done(self, tokens: int) -> None:
        """Count tokens that nobody waits for any more; those of dropped work are none."""
        worked = self._seconds()
        self._done.append((worked, tokens))
        self._sum += tokens
        # The last one stays, however old: a slow rate is known, and not unknown.
        while len(self._done) > 1 and self._done[0][0] < worked - WINDOW:
            self._sum -= self._done.popleft()[1]

    @property
    def per_second(self) -> float | None:
        """The rate, None before anything has been finished."""
        if not self._sum:
            return None
        worked = self._seconds()
        began = min(max(worked - WINDOW, 0.0), self._done[0][0])
        return self._sum / max(worked - began, 1e-3)

    def _seconds(self) -> float:
        running = 0.0 if self._since is None else self._clock() - self._since
        return self._worked + running
