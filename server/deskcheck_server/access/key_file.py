"""A TOML file of keys: one table per key, read again when it changes.

[trainer]
key = "a secret of eight characters or more"
requests_per_second = 50
priority = "bulk"
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from structlog.stdlib import BoundLogger

from deskcheck_server.access.keys import Key, Keyring, digest_of, fault_of
from deskcheck_server.errors import SettingsError
from deskcheck_server.queue.priority import Priority

FIELDS = frozenset({"key", "requests_per_second", "priority"})
MOST_REQUESTS = 1_000_000  # per second; a whole number of TOML may be larger than any float
LOOK_SECONDS = 1.0  # between two looks at the file

Stamp = tuple[int, int, int]


class KeyFile:
    """The keys of a file; where it vanishes or breaks, the last good ones stay.

    Raises SettingsError where it cannot be used at the start. `clock` gives seconds.
    """

    def __init__(
        self, file: Path, *, log: BoundLogger, clock: Callable[[], float] = monotonic
    ) -> None:
        self._file = file
        self._log = log
        self._clock = clock
        self._looked = clock()
        self._stamp = _stamp(file)
        self._kept = read_keys(file)

    @property
    def keys(self) -> Keyring:
        """The keys of now; looks at the file once a second at most."""
        now = self._clock()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._look()
        return self._kept

    def _look(self) -> None:
        stamp = _stamp(self._file)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._kept = read_keys(self._file)
        except SettingsError as error:
            self._log.warning("last good keys kept", reason=str(error))
        else:
            self._log.info("keys read again", file=str(self._file))


def read_keys(file: Path) -> Keyring:
    """The keys of a file; raises SettingsError naming the table and the remedy, never a key."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"api_key_file {file} cannot be read: {error.strerror}; check the path"
        ) from error
    except ValueError as error:  # TOML syntax, or not UTF-8; where it is, and not what
        place = str(error).rpartition("(")[2].rstrip(")")
        raise SettingsError(
            f"api_key_file {file} is not TOML ({place}): write a table for each key, such as "
            '[trainer] and key = "..."'
        ) from None
    if not tables:
        raise SettingsError(f"api_key_file {file} holds no key: leave it out to serve without keys")
    return Keyring(_key(name, table, file) for name, table in tables.items())


def _stamp(file: Path) -> Stamp | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _key(name: str, table: object, file: Path) -> Key:
    if not isinstance(table, dict):
        raise SettingsError(f"api_key_file {file}: entry without a table; write [name] before it")
    refused = _refusal(table)
    if refused is not None:
        raise SettingsError(f"api_key_file {file}: [{name}] {refused}")
    return Key(
        name=name,
        digest=digest_of(str(table["key"])),
        requests_per_second=table.get("requests_per_second"),
        priority=Priority(table.get("priority", Priority.INTERACTIVE)),
    )


def _refusal(table: dict[str, object]) -> str | None:
    """Why a table is none of a key, or None."""
    key, rate = table.get("key"), table.get("requests_per_second", 1)
    if unknown := sorted(table.keys() - FIELDS):
        return f"has {len(unknown)} unknown fields; give {', '.join(sorted(FIELDS))} alone"
    if not isinstance(key, str):
        return "has no key; give it as a text"
    if fault := fault_of(key):
        return f"key {fault}"
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate <= MOST_REQUESTS:
        told = f"give a number above 0, {MOST_REQUESTS} at most, or leave it out"
        return f"requests_per_second is {rate!r:.40}; {told}"
    if table.get("priority", "bulk") not in list(Priority):
        return f"priority is {table['priority']!r:.40}; give 'interactive' or 'bulk'"
    return None
