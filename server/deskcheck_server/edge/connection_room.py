"""How many connections may be open at once, and which one gives way where there are more."""

from typing import Generic, Protocol, TypeVar


class Occupant(Protocol):
    """What takes a place."""

    def give_way(self) -> None:
        """Close at once."""


One = TypeVar("One", bound=Occupant)


class ConnectionRoom(Generic[One]):
    """Room for `most` connections.

    A connection without a request in work gives way to a new one: first those that were never
    answered, then those that were, each in the order in which they began to wait. So a crowd of
    idle strangers does not shut out a load balancer.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._strangers: dict[One, None] = {}  # wait for their first request; in order
        self._known: dict[One, None] = {}  # wait for their next one
        self._working: set[One] = set()

    def __len__(self) -> int:
        return len(self._strangers) + len(self._known) + len(self._working)

    def enter(self, one: One) -> bool:
        """Take a place, another's where none is free; False where all have a request in work."""
        if len(self) >= self._most and not self._clear():
            return False
        self._strangers[one] = None
        return True

    def works(self, one: One) -> None:
        """It has a request in work: it gives way to nobody. Saying it again changes nothing."""
        if one not in self._working:
            self._strangers.pop(one, None)
            self._known.pop(one, None)
            self._working.add(one)

    def waits(self, one: One) -> None:
        """It has no request in work. Saying it again changes nothing."""
        if one in self._working:
            self._working.discard(one)
            self._known[one] = None

    def leave(self, one: One) -> None:
        """Give the place back; leaving again changes nothing."""
        self._strangers.pop(one, None)
        self._known.pop(one, None)
        self._working.discard(one)

    def _clear(self) -> bool:
        waiting = self._strangers or self._known
        if not waiting:
            return False
        first = next(iter(waiting))
        self.leave(first)
        first.give_way()
        return True
