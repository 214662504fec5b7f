"""Waiting for what happens in another thread."""

from collections.abc import Callable
from time import monotonic, sleep


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Until it has happened; an error where it takes too long."""
    until = monotonic() + seconds
    while not happened():
        if monotonic() > until:
            raise AssertionError(f"it did not happen within {seconds:g} s")
        sleep(0.005)
