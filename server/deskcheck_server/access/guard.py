"""Who may ask: every route wants a key but the probes."""

from collections.abc import Mapping

from deskcheck_server.access.key_file import KeyFile
from deskcheck_server.access.keys import Key, Keyring
from deskcheck_server.access.rate_limit import RateLimits
from deskcheck_server.errors import UnauthorizedError

PROBES = frozenset({"/livez", "/readyz"})
METRICS = "/metrics"


class Guard:
    """Checks the keys of requests; without any key of its own it lets everybody in."""

    def __init__(
        self,
        keys: Keyring | None = None,
        file: KeyFile | None = None,
        *,
        open_metrics: bool = False,
    ) -> None:
        self._plain = keys or Keyring()
        self._file = file
        self._open = PROBES | {METRICS} if open_metrics else PROBES
        self._limits = RateLimits()

    def check(self, path: str, headers: Mapping[str, str]) -> Key | None:
        """The key of a request, None where none is needed; raises UnauthorizedError."""
        keys = self._plain + self._file.keys if self._file else self._plain
        if path in self._open or not keys:
            return None
        given = _given(headers)
        if given is None:
            raise UnauthorizedError(
                "a key is needed: send it as authorization: Bearer KEY, or as x-api-key: KEY"
            )
        key = keys.find(given)
        if key is None:
            raise UnauthorizedError("the key is not known here: ask the operator for one")
        return key

    def count(self, key: Key | None) -> None:
        """Count a request; raises RateLimitedError where its key's rate is used up."""
        if key is not None:
            self._limits.take(key)


def _given(headers: Mapping[str, str]) -> str | None:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key:
        return key.strip()
    return headers.get("x-api-key") or None
