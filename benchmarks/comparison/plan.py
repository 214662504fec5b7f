"""What is measured on which problem, so that a run is bounded before it starts."""

from dataclasses import dataclass

from benchmarks.comparison.tested import TestWay

CASCADES = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Plan:
    """Numbers of candidates, workers, and how often the costly ways are measured.

    `candidates` is the number that the headline is about. Every problem is measured up to it first;
    then every `every`-th one again with all its candidates up to the largest size, and with fewer
    workers than `workers`, so that what takes longest comes last where time runs out.
    """

    candidates: int
    sizes: tuple[int, ...]
    workers: int
    every: int

    @property
    def headline(self) -> TestWay:
        """The tests that ranking is compared with: all of them, on all workers."""
        return TestWay(complete=True, workers=self.workers, stop_early=False)

    @property
    def first_failure(self) -> TestWay:
        """The same, but a program's first failure ends it; it cannot tell which passes most."""
        return TestWay(complete=True, workers=self.workers, stop_early=True)

    @property
    def cheap(self) -> TestWay:
        """The original tests alone: few, and without the extended ones' numpy."""
        return TestWay(complete=False, workers=self.workers, stop_early=False)

    @property
    def worker_counts(self) -> tuple[int, ...]:
        """1, 2, 4 and so on up to all, and all."""
        powers = {1 << power for power in range(self.workers.bit_length())}
        return tuple(sorted(powers | {self.workers}))

    @property
    def common_ways(self) -> list[TestWay]:
        """What every problem is tested with, at the headline's number of candidates."""
        original = TestWay(complete=False, workers=self.workers, stop_early=True)
        return [self.headline, self.first_failure, self.cheap, original]

    @property
    def wide_ways(self) -> list[TestWay]:
        """What some problems are tested with, at the largest number of candidates."""
        return [self.headline, self.first_failure] if self.larger_sizes else []

    @property
    def narrow_ways(self) -> list[TestWay]:
        """The tests on fewer workers, at the headline's number of candidates, of some problems."""
        return [
            TestWay(complete=True, workers=workers, stop_early=stop_early)
            for workers in self.worker_counts
            if workers != self.workers
            for stop_early in (True, False)
        ]

    @property
    def common_sizes(self) -> tuple[int, ...]:
        """Up to the headline's number of candidates, which comes first: later ones find the
        problem's tokens in the prefix cache."""
        others = [size for size in self.sizes if size < self.candidates]
        return (self.candidates, *others)

    @property
    def larger_sizes(self) -> tuple[int, ...]:
        """Beyond the headline's number of candidates."""
        return tuple(size for size in self.sizes if size > self.candidates)

    def steps(self, problems: int) -> int:
        """Problems to be measured, those that are measured again counted twice."""
        return problems + len(range(0, problems, self.every))
