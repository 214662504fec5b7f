"""A clock that tests move by hand."""


class HandClock:
    """Gives `now`, in seconds; starts at a number that nobody should take for zero."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
