"""The phases of a request, in their order, and the seconds spent in each."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from time import perf_counter, time_ns

from deskcheck_models.reranker import Timing


class Phase(StrEnum):
    """What is done for a request; all but the first and the last for each group by itself."""

    READ = "read"  # the body arrives, is parsed and checked
    EXTRACT = "extract"  # the programs are found, with the wait for a worker
    RENDER = "render"  # template and tokenizer
    QUEUE = "queue"  # the line before the engine
    ENGINE = "engine"  # the forward pass
    RANK = "rank"  # shaping and ranking
    WRITE = "write"  # the reply is worded and sent, as fast as the caller takes it


Spent = Mapping[Phase, float]


def spent_by(timing: Timing, *, queued: float) -> Spent:
    """The seconds of one group in the five phases that are its own.

    `queued` is how much of its engine time it stood in line.
    """
    return {
        Phase.EXTRACT: timing.extract,
        Phase.RENDER: timing.render,
        Phase.QUEUE: queued,
        Phase.ENGINE: max(timing.engine - queued, 0.0),
        Phase.RANK: timing.rank,
    }


class Stopwatch:
    """Seconds of one request by phase; those of several groups are summed, as in its reply.

    `bounds` holds when the phases that were watched here first began and last ended, in nanoseconds
    since 1970.
    """

    def __init__(self) -> None:
        self.seconds: dict[Phase, float] = {}
        self.bounds: dict[Phase, tuple[int, int]] = {}

    def add(self, spent: Spent) -> None:
        """Count seconds that were measured elsewhere."""
        for phase, seconds in spent.items():
            self.seconds[phase] = self.seconds.get(phase, 0.0) + seconds

    @contextmanager
    def during(self, phase: Phase) -> Iterator[None]:
        """Count the seconds of the block, however it ends."""
        began, since = perf_counter(), time_ns()
        try:
            yield
        finally:
            self.add({phase: perf_counter() - began})
            self.bounds[phase] = (self.bounds.get(phase, (since, since))[0], time_ns())
