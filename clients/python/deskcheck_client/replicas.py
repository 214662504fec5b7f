"""Several servers of the same verifier: which one a call asks first, and which it passes over."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256

from deskcheck_client.errors import ClientError, ConnectionFailedError, StatusError
from deskcheck_client.requests import Call

PASSED_OVER = 5.0  # seconds for which a replica that does not answer is asked last
_LONGEST = 60.0  # seconds, whatever a server asks for
_STATUSES = frozenset({502, 503})  # another replica may take the call now


class Replicas:
    """Base URLs and what is known of them; one client's, and safe to use from its threads.

    Each problem has its own order of them (rendezvous hashing), so that all clients ask the same
    one first, and one that is gone moves only the problems that it had. `clock` gives seconds.
    """

    def __init__(self, urls: tuple[str, ...], clock: Callable[[], float] = time.monotonic) -> None:
        self._urls = urls
        self._clock = clock
        self._until: Mapping[str, float] = {}  # replaced as a whole, for threads

    def in_order(self, call: Call) -> tuple[str, ...]:
        """All of them, the one to ask first in front and those that are passed over at the end."""
        now, until = self._clock(), self._until
        key = (call.affinity or "").encode() or call.content or call.path.encode()
        ordered = sorted(self._urls, key=lambda url: _weight(url, key), reverse=True)
        return tuple(sorted(ordered, key=lambda url: max(until.get(url, 0.0) - now, 0.0)))

    @contextmanager
    def asking(self, url: str) -> Iterator[None]:
        """Remember how a replica does: one that takes no call is passed over for a while."""
        try:
            yield
        except ClientError as error:
            if elsewhere(error):
                self._until = {**self._until, url: self._clock() + _wait(error)}
            raise
        if url in self._until:
            self._until = {one: until for one, until in self._until.items() if one != url}


def elsewhere(error: ClientError) -> bool:
    """Whether another replica may take the call that one has failed."""
    if isinstance(error, StatusError):
        return error.status in _STATUSES
    return isinstance(error, ConnectionFailedError)


def _wait(error: ClientError) -> float:
    asked = error.retry_after if isinstance(error, StatusError) else None
    return PASSED_OVER if asked is None else min(asked, _LONGEST)


def _weight(url: str, key: bytes) -> bytes:
    return sha256(url.encode() + b"\n" + sha256(key).digest()).digest()
