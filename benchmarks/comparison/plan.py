"""What is measured on which problem, so that a run is bounded before it starts."""

from dataclasses import dataclass

from benchmarks.comparison.tested import TestWay

CASCADES = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Plan:
    """Numbers of candidates, workers, and how often the costly ways are measured.

    `candidates` is the number that the headline is about. Every `every`-th problem is also tested
    with all its candidates up to the largest size, and with fewer workers than `workers`.
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

    def test_ways(self, index: int) -> list[TestWay]:
        """What the problem of this number is tested with."""
        ways = [self.headline, self.first_failure, self.cheap]
        ways.append(TestWay(complete=False, workers=self.workers, stop_early=True))
        if index % self.every == 0:
            ways += [
                TestWay(complete=True, workers=workers, stop_early=stop_early)
                for workers in self.worker_counts
                if workers != self.workers
                for stop_early in (True, False)
            ]
        return ways

    def tested_candidates(self, way: TestWay, index: int) -> int:
        """How many candidates a way runs at most; smaller sizes are read off the same run."""
        wide = way in (self.headline, self.first_failure) and index % self.every == 0
        return max(self.sizes) if wide else self.candidates
