"""So many requests per second for each key, with a second's worth at once."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from deskcheck_server.access.keys import Key
from deskcheck_server.errors import RateLimitedError

LONGEST_WAIT = 60  # seconds


@dataclass(slots=True)
class _Bucket:
    """What a key may still ask at a time."""

    requests: float
    at: float


class RateLimits:
    """The buckets of all keys that have a rate; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: Key) -> None:
        """Count one request; raises RateLimitedError where the rate is used up.

        A key that was away has a second's worth of requests, and one in any case.
        """
        rate = key.requests_per_second
        if rate is None:
            return
        now, most = self._clock(), max(rate, 1.0)
        bucket = self._buckets.setdefault(key.name, _Bucket(most, now))
        bucket.requests = min(most, bucket.requests + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.requests < 1.0:
            wait = min(max(math.ceil((1.0 - bucket.requests) / rate), 1), LONGEST_WAIT)
            raise RateLimitedError(
                f"this key may ask {rate:g} times per second: try again in {wait} s",
                retry_after=wait,
            )
        bucket.requests -= 1.0
