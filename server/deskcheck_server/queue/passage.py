"""One group on its way from admission to its score, known to whatever runs in its task."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from time import time_ns

from deskcheck_server.queue.admission import Place
from deskcheck_server.queue.priority import Priority
from deskcheck_server.queue.waiting_line import WaitingLine


class Stage(StrEnum):
    """What a group waits for, as a message says it."""

    OTHERS = "the request's other groups"
    PROGRAMS = "its programs to be found and tokenised"
    LINE = "its turn at the engine"
    ENGINE = "the engine"


@dataclass(slots=True)
class Passage:
    """Where a group stands: what it waits for now, and how many seconds it stood in the line.

    `began` is when its ranking did, in nanoseconds since 1970; `batches` holds what the engine was
    given for it: sequences and tokens.
    """

    place: Place
    line: WaitingLine
    priority: Priority
    waits_for: Stage = Stage.OTHERS
    began: int = field(default_factory=time_ns)
    queued: float = 0.0
    batches: list[tuple[int, int]] = field(default_factory=list)


# The engine's interface knows nothing of requests, so the task of a group carries its passage.
CURRENT: ContextVar[Passage | None] = ContextVar("passage", default=None)
