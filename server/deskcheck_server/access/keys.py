"""The keys that callers show, kept as digests and compared in constant time."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from deskcheck_server.queue.priority import Priority

SHORTEST = 8  # characters: less is guessed


@dataclass(frozen=True, slots=True)
class Key:
    """What one key allows; the key itself is not kept, and `name` may be logged."""

    name: str
    digest: bytes = field(repr=False)
    requests_per_second: float | None = None
    priority: Priority = Priority.INTERACTIVE  # bulk makes bulk of all its requests


class Keyring:
    """Some keys; a server without any is open to all."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._keys = tuple(keys)

    def __bool__(self) -> bool:
        return bool(self._keys)

    def __add__(self, other: "Keyring") -> "Keyring":
        return Keyring((*self._keys, *other._keys))

    def find(self, given: str) -> Key | None:
        """The key that was shown; takes as long for a wrong one as for any right one."""
        digest = digest_of(given)
        found = None
        for key in self._keys:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found


def digest_of(text: str) -> bytes:
    """What is kept of a key: of one length, so that a comparison tells nothing of the key's."""
    return sha256(text.encode("utf-8", "surrogateescape")).digest()


def fault_of(text: str) -> str | None:
    """Why a text cannot be a key, without showing it; None where it can."""
    if len(text) < SHORTEST:
        return f"has {len(text)} characters; give at least {SHORTEST}"
    if not all("!" <= letter <= "~" for letter in text):
        return "holds a space, line end or non-ASCII character; remove it"
    return None


def plain_keys(text: str) -> Keyring:
    """The keys of a comma-separated list, named by their place."""
    return Keyring(
        Key(f"key {place}", digest_of(part)) for place, part in enumerate(parts(text), 1)
    )


def parts(text: str) -> list[str]:
    """The keys of a comma-separated list, as they are."""
    return [part.strip() for part in text.split(",")]
