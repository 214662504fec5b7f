"""How many bytes of bodies may be in memory at once, over all connections."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deskcheck_server.errors import OverloadedError

BODIES = 16  # of the largest size: many callers may send at once, and memory stays bounded


class BodyRoom:
    """Room for `most` bytes of bodies that arrive or wait to be parsed."""

    def __init__(self, most: int) -> None:
        self.held = 0
        self._most = most

    @contextmanager
    def enter(self) -> Iterator[Callable[[int], None]]:
        """Give a function that takes room for so many bytes more; all is given back at the end.

        The function raises OverloadedError where there is no room. Only bytes that have come take
        room: a length that is announced and never sent keeps nobody out.
        """
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            if self.held + size > self._most:
                raise OverloadedError(
                    f"{self.held} bytes of other requests are arriving: try again in 1 s",
                    retry_after=1,
                )
            self.held += size
            taken += size

        try:
            yield take
        finally:
            self.held -= taken
