"""From measurements to the figures of the result file; all is JSON."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.comparison.break_even import break_even, fitted, holds_from
from benchmarks.comparison.cascade import cascade_way
from benchmarks.comparison.comparison import Comparison
from benchmarks.comparison.errors import NoRankingError
from benchmarks.comparison.frontier import frontier
from benchmarks.comparison.generation import Generation
from benchmarks.comparison.labelled_problems import LabelledProblem
from benchmarks.comparison.measurements import Measurement, Measurements, figures, percentile
from benchmarks.comparison.plan import CASCADES, Plan
from benchmarks.comparison.speedup import Speedup, speedup
from benchmarks.comparison.start_cost import StartCost
from benchmarks.comparison.tested import TestWay

TARGET = 10.0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a finished comparison says; `ways` are the servers' names, the first is the headline."""

    plan: Plan
    ways: tuple[str, ...]
    comparison: Comparison
    problems: Sequence[LabelledProblem]
    start: StartCost
    generation: Generation

    def headline(self) -> dict[str, object]:
        """The last line of the benchmark; raises NoRankingError where nothing was ranked."""
        found = self._speedup(self.ways[0], self.plan.headline)
        stopping = self._speedup(self.ways[0], self.plan.first_failure)
        cheap = self._speedup(self.ways[0], self.plan.cheap)
        return {
            "speedup_p50": found.p50,
            "speedup_p95": found.p95,
            "problems": found.problems,
            "candidates": self.plan.candidates,
            "selected_pass_rate": self._pass_rate(self.ways[0]),
            "tests_pass_rate": self._pass_rate(self.plan.headline.name),
            "first_failure_speedup_p50": stopping.p50,
            "first_failure_speedup_p95": stopping.p95,
            "original_tests_speedup_p50": cheap.p50,
            "original_tests_speedup_p95": cheap.p95,
            "original_tests_pass_rate": self._pass_rate(self.plan.cheap.name),
            **self._bounds(),
        }

    def figures(self) -> dict[str, object]:
        """Everything, the headline first."""
        comparison = self.comparison
        return {
            **self.headline(),
            "ways": comparison.measurements.table(),
            "speedups": self._speedups(),
            "frontier": self._frontier(),
            "generate_then_execute": self._generated(),
            "break_even": {way: self._break_even(way) for way in self.ways},
            "tests": self._tests(),
            "tokens": dict(comparison.tokens),
            "samples": self._samples(),
            "labels": comparison.labels.summary(),
            "defects": comparison.defects.summary(),
        }

    def _speedup(self, way: str, tests: TestWay) -> Speedup:
        pairs = self.comparison.measurements.paired(way, tests.name, self.plan.candidates)
        if not pairs:
            counts = self.comparison.defects.counts()
            raise NoRankingError(f"no problem was ranked and tested; on the way: {counts}")
        return speedup(pairs)

    def _speedups(self) -> list[dict[str, object]]:
        """Of every server against every kind of tests, at every size that both have."""
        measured = self.comparison.measurements
        rows: list[dict[str, object]] = []
        for way in self.ways:
            for tests in (*self.plan.common_ways, *self.plan.narrow_ways):
                for size in self.plan.sizes:
                    if pairs := measured.paired(way, tests.name, size):
                        against = {"way": way, "against": tests.name, "candidates": size}
                        rows.append(against | asdict(speedup(pairs)))
        return rows

    def _pass_rate(self, way: str) -> float:
        return figures(self.comparison.measurements.of(way, self.plan.candidates)).pass_rate

    def _bounds(self) -> dict[str, object]:
        """What choosing at random comes to, and what no way can exceed."""
        headline = self.comparison.measurements.of(self.plan.headline.name, self.plan.candidates)
        measured = {one.problem for one in headline}
        labels = [
            [candidate.label for candidate in problem.candidates[: self.plan.candidates]]
            for problem in self.problems
            if problem.id in measured
        ]
        return {
            "random_pass_rate": round(statistics.fmean(map(statistics.fmean, labels)), 4),
            "oracle_pass_rate": round(statistics.fmean(map(any, labels)), 4),
        }

    def _frontier(self) -> list[dict[str, object]]:
        """At the headline's size, over the problems that every way has measured."""
        size, measured = self.plan.candidates, self.comparison.measurements
        names = self._frontier_ways()
        shared = _shared_problems(measured, names, size)
        ways = [
            figures(kept)
            for name in names
            if (kept := [one for one in measured.of(name, size) if one.problem in shared])
        ]
        return [asdict(point) for point in frontier(ways)]

    def _samples(self) -> dict[str, object]:
        """Problem by problem at the headline's size, so that two results can be paired."""
        size, measured = self.plan.candidates, self.comparison.measurements
        kept = {name: measured.of(name, size) for name in self._frontier_ways()}
        return {
            "candidates": size,
            "seconds": {
                name: {one.problem: round(one.seconds, 5) for one in of}
                for name, of in kept.items()
            },
            "passes": {
                name: {one.problem: int(one.passes) for one in of} for name, of in kept.items()
            },
        }

    def _frontier_ways(self) -> list[str]:
        """Those that can be measured on every problem."""
        tests = (self.plan.headline, self.plan.first_failure, self.plan.cheap)
        cascades = [cascade_way(way, top) for way in self.ways for top in CASCADES]
        return [*self.ways, *cascades, *(way.name for way in tests)]

    def _generated(self) -> dict[str, object]:
        """Way (c): generation modelled, execution as measured for the tests that are given."""
        generation = self.generation
        pairs = self.comparison.measurements.paired(
            self.ways[0], self.plan.headline.name, self.plan.candidates
        )
        both = [generation.seconds + tests.seconds for _, tests in pairs]
        ratios = [slow / fast.seconds for slow, (fast, _) in zip(both, pairs, strict=True)]
        return {
            "modelled": "generation: stated tokens at a stated rate; nothing was generated",
            "measured": f"execution, with the given tests in their place: {pairs[0][1].way}",
            **asdict(generation),
            "generation_seconds": round(generation.seconds, 3),
            "p50_seconds": round(percentile(both, 50), 3),
            "p95_seconds": round(percentile(both, 95), 3),
            "speedup_p50_of_problems": round(percentile(ratios, 50), 1),
        }

    def _break_even(self, way: str) -> dict[str, object]:
        """At which number of candidates, and which cost of tests, ranking stops being faster."""
        rerank, tests = self._medians(way)
        if self.plan.candidates not in rerank:
            return {"missing": "nothing was ranked and tested"}
        line, workers = fitted(rerank), self.plan.workers
        # By the median, as the line is: a few endless loops would raise the mean.
        cost = round(tests[self.plan.candidates] * workers / self.plan.candidates, 5)
        empty = self.start.empty_seconds
        return {
            "rerank_line": asdict(line),
            "median_cost_per_program": cost,
            "ten_times_at_that_cost": holds_from(line, cost, workers, TARGET),
            "equal_at_that_cost": holds_from(line, cost, workers, 1.0),
            "ten_times_if_tests_took_no_time": holds_from(line, empty, workers, TARGET),
            "ten_times_if_starts_took_no_time": holds_from(
                line, max(0.0, cost - self.start.numpy_seconds), workers, TARGET
            ),
            "by_candidates": [
                asdict(row)
                for row in break_even(rerank, tests, workers=workers, tests_each=self._tests_each())
            ],
        }

    def _medians(self, way: str) -> tuple[dict[int, float], dict[int, float]]:
        """Median seconds by size of ranking and of the headline's tests, over the same problems."""
        rerank: dict[int, float] = {}
        tests: dict[int, float] = {}
        for size in self.plan.sizes:
            name = self.plan.headline.name
            if pairs := self.comparison.measurements.paired(way, name, size):
                rerank[size] = _median([one for one, _ in pairs])
                tests[size] = _median([other for _, other in pairs])
        return rerank, tests

    def _cost_per_program(self) -> float:
        """Mean seconds that a worker spends on one program, with its start."""
        return round(statistics.fmean(self.comparison.seconds_per_program), 5)

    def _tests_each(self) -> float:
        return float(statistics.median(self.comparison.tests_per_program))

    def _tests(self) -> Mapping[str, object]:
        """How many tests a program meets, and what they cost."""
        counts = self.comparison.tests_per_program
        cost = self._cost_per_program()
        return {
            "median_per_program": self._tests_each(),
            "fewest_per_program": min(counts),
            "most_per_program": max(counts),
            "mean_seconds_per_program": cost,
            "mean_seconds_per_test": round(cost * len(counts) / sum(counts), 7),
            **asdict(self.start),
        }


def _shared_problems(measured: Measurements, names: Sequence[str], size: int) -> set[str]:
    """The problems of all ways that measured any."""
    sets = [{one.problem for one in measured.of(name, size)} for name in names]
    return set.intersection(*(found for found in sets if found))


def _median(measurements: Sequence[Measurement]) -> float:
    return percentile([one.seconds for one in measurements], 50)
