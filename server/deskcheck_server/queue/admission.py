"""How much may be pending at once, in tokens to compute; a request is let in whole or not at all.

Interactive and bulk work have a queue each, so that neither can keep the other out.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from deskcheck_server.errors import OverloadedError, RequestTooLargeError
from deskcheck_server.queue.drain_rate import DrainRate
from deskcheck_server.queue.priority import SHARES, Priority

LONGEST_WAIT = 60  # seconds
IN_TIME = 0.8  # of a request's time: rates are measured, and what is late was computed for nothing


@dataclass(frozen=True, slots=True)
class Load:
    """One group before it is let in; `tokens` is an estimate."""

    tokens: int
    candidates: int


class Admission:
    """Counts the tokens in work or waiting, and refuses more than `most` of a priority.

    What could not be begun before its deadline is refused as well: it would only wait in vain.
    """

    def __init__(self, most: int, rate: DrainRate) -> None:
        self.candidates = 0
        self._most = most
        self._rate = rate
        self._tokens = dict.fromkeys(Priority, 0)

    @property
    def tokens(self) -> int:
        """Tokens in work or waiting, of all priorities."""
        return sum(self._tokens.values())

    @contextmanager
    def admit(
        self, loads: Sequence[Load], *, priority: Priority, seconds: float
    ) -> "Iterator[tuple[Place, ...]]":
        """Hold the groups of one request until its end; each place may be left before.

        `seconds` is how long the request may take. Raises OverloadedError where too much is
        pending, RequestTooLargeError where even an idle server would refuse.
        """
        self._check(sum(load.tokens for load in loads), priority, seconds)
        places = tuple(Place(self, load, priority) for load in loads)
        try:
            yield places
        finally:
            for place in places:
                place.leave()

    def change(self, priority: Priority, *, tokens: int, candidates: int = 0) -> None:
        """Add to what is pending, or take from it; for places."""
        self._tokens[priority] += tokens
        self.candidates += candidates
        self._rate.busy(self.candidates > 0)

    def done(self, tokens: int) -> None:
        """Count tokens that are done with; for places."""
        self._rate.done(tokens)

    def _check(self, tokens: int, priority: Priority, seconds: float) -> None:
        if tokens > self._most:
            raise RequestTooLargeError(
                f"the request has about {tokens} tokens, and this server holds {self._most} at "
                "once: send it in several requests"
            )
        pending = self._tokens[priority]
        excess = pending + tokens - self._most
        if excess > 0:
            told = f"{tokens} more would exceed {self._most}"
            raise self._overloaded(pending, told, self._wait(excess, priority) or 0.0)
        wait = self._wait(pending + tokens, priority) if pending else None
        if wait is not None and wait > IN_TIME * seconds:
            told = f"with {tokens} more they take about {wait:.1f} s of the request's {seconds:g} s"
            raise self._overloaded(pending, told, wait - IN_TIME * seconds)

    def wait(self, priority: Priority) -> int:
        """Whole seconds until what is pending of a priority is done, within bounds."""
        return _bounded(self._wait(self._tokens[priority], priority) or 0.0)

    def _wait(self, tokens: int, priority: Priority) -> float | None:
        """Seconds until so many tokens of a priority are done, None where the rate is unknown.

        The other priority takes its share meanwhile, or less where it has not that much to do.
        """
        rate = self._rate.per_second
        if rate is None:
            return None
        others = self.tokens - self._tokens[priority]
        return min((tokens + others) / rate, tokens / (rate * SHARES[priority]))

    def _overloaded(self, pending: int, told: str, wait: float) -> OverloadedError:
        seconds = _bounded(wait)
        return OverloadedError(
            f"{pending} tokens are pending, and {told}: try again in {seconds} s",
            retry_after=seconds,
        )


def _bounded(seconds: float) -> int:
    return min(max(math.ceil(seconds), 1), LONGEST_WAIT)


class Place:
    """What one admitted group holds of the queue."""

    def __init__(self, admission: Admission, load: Load, priority: Priority) -> None:
        self._admission = admission
        self._load = load
        self._priority = priority
        self._tokens = load.tokens
        self._left = False
        admission.change(priority, tokens=load.tokens, candidates=load.candidates)

    def correct(self, tokens: int) -> None:
        """Hold so many tokens, now that they are known."""
        if self._left:
            return
        self._admission.change(self._priority, tokens=tokens - self._tokens)
        self._tokens = tokens

    def computed(self, tokens: int) -> None:
        """Hold nothing more: the engine has computed these tokens."""
        self.correct(0)
        self._admission.done(tokens)

    def finish(self) -> None:
        """Leave with an answer: what the engine was spared (invalid, or cached) counts as done."""
        self._admission.done(self._tokens)
        self.leave()

    def leave(self) -> None:
        """Give all back; leaving again changes nothing."""
        if self._left:
            return
        self.correct(0)
        self._left = True
        self._admission.change(self._priority, tokens=0, candidates=-self._load.candidates)
