"""What a long run does, told on standard error as it begins."""

import sys
from time import perf_counter


class Diary:
    """Writes a line for each part, with the seconds since the run began."""

    def __init__(self) -> None:
        self._began = perf_counter()

    def tell(self, doing: str) -> None:
        """Say what is done next."""
        sys.stderr.write(f"[{perf_counter() - self._began:4.0f} s] {doing}\n")
        sys.stderr.flush()
