"""How long an engine has worked without finishing anything."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic


class BarrenTime:
    """The time in which an engine had groups to score, since it last finished one.

    Pauses without any group do not count. For one thread; `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._groups = 0
        self._before = 0.0  # until `_since`
        self._since = 0.0  # where there are groups

    @property
    def seconds(self) -> float:
        """Up to now."""
        return self._before + (self._clock() - self._since if self._groups else 0.0)

    @contextmanager
    def group(self) -> Iterator[None]:
        """The engine has a group as long as the block runs; ended well, it has finished one."""
        if not self._groups:
            self._since = self._clock()
        self._groups += 1
        try:
            yield
        except BaseException:
            self._before = self.seconds
            raise
        else:
            self._before = 0.0
        finally:
            self._since = self._clock()
            self._groups -= 1
