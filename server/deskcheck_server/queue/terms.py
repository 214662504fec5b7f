"""What a request may have: how long, and how urgently."""

from dataclasses import dataclass

from deskcheck_server.access.keys import Key
from deskcheck_server.asked import Asked
from deskcheck_server.queue.deadline import Deadline
from deskcheck_server.queue.priority import Priority


@dataclass(frozen=True, slots=True)
class Terms:
    """When the request's time is over, and which line it waits in."""

    deadline: Deadline
    priority: Priority


def terms_of(asked: Asked, deadline: Deadline, key: Key | None) -> Terms:
    """What the body asks for, as far as the header's deadline and the key allow it."""
    bulk = key is not None and key.priority is Priority.BULK
    return Terms(deadline.within(asked.timeout_ms), Priority.BULK if bulk else asked.priority)
