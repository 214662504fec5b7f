"""The latest end of a process that was told to stop."""

import multiprocessing
import os
from threading import Timer

from structlog.stdlib import BoundLogger

EXIT_CODE = 1  # not the 0 of an orderly end


class ExitBound:
    """Ends the process where its orderly end takes too long.

    What it ends is not cleaned up after: processes that were started through multiprocessing (as
    vLLM's are) are killed, others see their parent gone.
    """

    def __init__(self, log: BoundLogger) -> None:
        self._log = log
        self._timer: Timer | None = None

    def within(self, seconds: float) -> None:
        """End the process after so many seconds, and not after what was said before."""
        self.lift()
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def lift(self) -> None:
        """Nothing more is bounded."""
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self._log.error("ended by force", reason="stopping took too long")
        for child in multiprocessing.active_children():
            child.kill()
        os._exit(EXIT_CODE)
