"""How long to wait before an engine is started again."""

LONGEST = 60.0
STABLE_SECONDS = 60.0  # an engine that lived so long did not fail over its start


class RestartDelay:
    """No delay after a long life; after short ones, a second, doubled each time up to a minute."""

    def __init__(self) -> None:
        self._next = 0.0

    def after(self, lived: float) -> float:
        """The seconds to wait for an engine that follows one of so many seconds."""
        delay = 0.0 if lived >= STABLE_SECONDS else self._next
        self._next = min(max(2 * delay, 1.0), LONGEST)
        return delay
