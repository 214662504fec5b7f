"""What a request asks for, in our own words: a dialect's body after its translation."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from deskcheck_models.group import Group
from deskcheck_server.queue.priority import Priority
from deskcheck_server.scored import Scored


@dataclass(frozen=True, slots=True)
class Asked:
    """Groups to rank and how to word the reply.

    `problem` is the place of a group's problem in the body, `{}` standing for the group's number;
    `timeout_ms` is None where the body names no time.
    """

    groups: tuple[Group, ...]
    model: str | None
    problem: str
    reply: Callable[[Scored], BaseModel]
    priority: Priority = Priority.INTERACTIVE
    timeout_ms: int | None = None

    @property
    def candidates(self) -> int:
        """Candidates of all groups."""
        return sum(len(group.candidates) for group in self.groups)
