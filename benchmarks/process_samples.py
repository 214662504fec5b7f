"""Memory and descriptors of a process with its descendants, program by program, again and again."""

import os
import statistics
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.own_process import family

PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 2**20
MODULE = "-m"


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process and its descendants hold, `at` seconds after the first look.

    `programs` holds the MiB of each program that they run: a module or a file, by its last name.
    """

    at: float
    programs: Mapping[str, float]
    descriptors: int

    @property
    def mib(self) -> float:
        """Of all of them."""
        return sum(self.programs.values())


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
    programs: Counter[str] = Counter()
    for number in members:
        programs[_program(number)] += _pages(number)
    mib = {name: pages * PAGE / MIB for name, pages in programs.items() if pages}
    return Sample(at, mib, sum(map(_descriptors, members)))


def growth(
    earlier: Sequence[Sample], later: Sequence[Sample], of: Callable[[Sample], float]
) -> float:
    """The median of the later samples less that of the earlier ones."""
    return round(statistics.median(map(of, later)) - statistics.median(map(of, earlier)), 2)


def thirds(samples: Sequence[Sample]) -> tuple[Sequence[Sample], ...]:
    """At least three samples in three parts; what is left over goes to the second."""
    third = len(samples) // 3
    return samples[:third], samples[third:-third], samples[-third:]


def _program(number: int) -> str:
    """The module or file that a process runs."""
    try:
        words = Path(f"/proc/{number}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # it has ended meanwhile
    first, *rest = words.rstrip("\0").split("\0")
    if not Path(first).name.startswith("python"):
        return Path(first).name
    if MODULE in rest[:-1]:
        return rest[rest.index(MODULE) + 1].rpartition(".")[2]
    return Path(rest[0]).name if rest and not rest[0].startswith("-") else "python"


def _pages(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0


def _descriptors(number: int) -> int:
    try:
        return len(os.listdir(f"/proc/{number}/fd"))
    except OSError:
        return 0
