"""Memory and descriptors of a process with its descendants, looked at again and again."""

import os
import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from benchmarks.own_process import family

PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process and its descendants hold, `at` seconds after the first look."""

    at: float
    mib: float
    descriptors: int


@dataclass(frozen=True, slots=True)
class Growth:
    """How much more is held in the last third of the samples than in the first, by the median."""

    mib: float
    descriptors: float


@contextmanager
def sampled(root: int, every: float = 1.0) -> Iterator[list[Sample]]:
    """Samples of a process that grow in a thread while the block runs. Linux only."""
    samples: list[Sample] = []
    ended = threading.Event()
    began = perf_counter()

    def look() -> None:
        while not ended.is_set():
            samples.append(sample(root, perf_counter() - began))
            ended.wait(every)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def sample(root: int, at: float = 0.0) -> Sample:
    """What is held now; pages that two processes share count twice."""
    members = family(root)
    return Sample(at, sum(map(_mib, members)), sum(map(_descriptors, members)))


def growth(samples: Sequence[Sample]) -> Growth:
    """Of at least three samples."""
    third = len(samples) // 3
    first, last = samples[:third], samples[-third:]
    return Growth(
        mib=round(
            statistics.median(one.mib for one in last)
            - statistics.median(one.mib for one in first),
            2,
        ),
        descriptors=statistics.median(one.descriptors for one in last)
        - statistics.median(one.descriptors for one in first),
    )


def _mib(number: int) -> float:
    try:
        with open(f"/proc/{number}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * PAGE / MIB
    except OSError:
        return 0.0  # it has ended meanwhile


def _descriptors(number: int) -> int:
    try:
        return len(os.listdir(f"/proc/{number}/fd"))
    except OSError:
        return 0
