"""The end of the time that one request may take."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic

from deskcheck_server.errors import FieldError
from deskcheck_server.wording import shortened

HEADER = "x-request-timeout-ms"  # as gateways pass on what is left of a caller's time


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock, `seconds` after the request came."""

    began: float
    seconds: float

    @classmethod
    def read(cls, headers: Mapping[str, str], *, longest: float) -> "Deadline":
        """The deadline of a request that comes now: its header's, and at most so many seconds.

        Raises FieldError for a header that is no whole number of milliseconds above zero.
        """
        return cls(monotonic(), longest).within(_milliseconds(headers.get(HEADER)))

    def within(self, milliseconds: int | None) -> "Deadline":
        """The same, or sooner where fewer milliseconds are asked for."""
        # Compared as it is: a body may hold a whole number that is too large for a division.
        if milliseconds is None or milliseconds >= self.seconds * 1000:
            return self
        return replace(self, seconds=milliseconds / 1000)

    def left(self) -> float:
        """The seconds left; zero or less where the time is over."""
        return self.began + self.seconds - monotonic()


def _milliseconds(given: str | None) -> int | None:
    if given is None:
        return None
    # Twelve digits are thousands of years, and quick to convert.
    if not (given.isascii() and given.isdecimal() and len(given) <= 12 and int(given) > 0):
        raise FieldError(
            f"{HEADER} is {shortened(given)}; give whole milliseconds, 1 or more", param=HEADER
        )
    return int(given)
