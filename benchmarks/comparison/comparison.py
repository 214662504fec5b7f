"""One problem after the other, each by every way in turn, so that a busy moment hits all alike."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from benchmarks.comparison.cascade import cascaded
from benchmarks.comparison.defects import Defects
from benchmarks.comparison.histograms import Histograms
from benchmarks.comparison.label_check import LabelCheck
from benchmarks.comparison.labelled_problems import LabelledProblem
from benchmarks.comparison.measurements import Measurement, Measurements
from benchmarks.comparison.plan import CASCADES, Plan
from benchmarks.comparison.ranking_servers import Ranked, RankingServer
from benchmarks.comparison.tested import TestWay, read_off
from benchmarks.execution import Executor
from deskcheck_client import ClientError

Late = Callable[[], bool]


class Comparison:
    """Measures problems; everything it finds is kept in its public attributes."""

    def __init__(
        self,
        plan: Plan,
        servers: Sequence[RankingServer],
        executors: Mapping[int, Executor],
        histograms: Histograms,
        defects: Defects,
    ) -> None:
        """`executors` holds one for every count of workers that the plan names."""
        self._plan = plan
        self._servers = servers
        self._executors = executors
        self._histograms = histograms
        self.defects = defects
        self.measurements = Measurements()
        self.labels = LabelCheck()
        self.tokens: Counter[str] = Counter()
        self.tests_per_program: list[int] = []
        self.seconds_per_program: list[float] = []

    def measure(
        self, problems: Sequence[LabelledProblem], late: Late, advance: Callable[[], None]
    ) -> int:
        """Measure problems until all are done or it is late; gives how many were.

        What is not reached is a defect, by name.
        """
        done: list[LabelledProblem] = []
        for problem in problems:
            if late():
                self.defects.add("not reached in time", problem.id)
                continue
            self._measure(problem)
            done.append(problem)
            advance()
        for problem in done[:: self._plan.every]:
            if late():
                self.defects.add("not reached in time at larger sizes", problem.id)
                continue
            self._measure_more(problem)
            advance()
        return len(done)

    def _measure(self, problem: LabelledProblem) -> None:
        self._note_one_sided(problem)
        rankings = [self._rankings(server, problem) for server in self._servers]
        for way in self._plan.common_ways:
            self._test(problem, way, self._plan.common_sizes)
        for server, ranked in zip(self._servers, rankings, strict=True):
            for ranking in ranked:
                self._cascade(server.contestant.way, problem, ranking)

    def _measure_more(self, problem: LabelledProblem) -> None:
        """With more candidates, and on fewer workers."""
        for server in self._servers:
            for size in self._plan.larger_sizes:
                self._ranked(server, problem, size)
        for way in self._plan.wide_ways:
            self._test(problem, way, self._plan.larger_sizes)
        for way in self._plan.narrow_ways:
            self._test(problem, way, self._plan.common_sizes)

    def _note_one_sided(self, problem: LabelledProblem) -> None:
        labels = [candidate.label for candidate in problem.candidates[: self._plan.candidates]]
        if all(labels):
            self.defects.add("all candidates pass", problem.id, "any choice is right")
        elif not any(labels):
            self.defects.add("no candidate passes", problem.id, "no choice is right")

    def _rankings(self, server: RankingServer, problem: LabelledProblem) -> list[Ranked]:
        """Rank at every common size; gives the headline's ranking, or nothing where it failed."""
        headline, *_ = (self._ranked(server, problem, size) for size in self._plan.common_sizes)
        return headline

    def _ranked(self, server: RankingServer, problem: LabelledProblem, size: int) -> list[Ranked]:
        """Rank so many candidates; nothing where there are fewer, or where it failed."""
        way = server.contestant.way
        if size > len(problem.candidates):
            return []
        try:
            ranked = server.rank(problem.text, problem.programs[:size])
        except ClientError as error:
            self.defects.add(
                "ranking failed", f"{problem.id}, {size} candidates, {way}", str(error)
            )
            return []
        best = ranked.order[0]
        label = problem.candidates[best].label
        self._keep(
            Measurement(way, problem.id, size, ranked.seconds, ranked.cpu_seconds, best, label)
        )
        self.tokens[f"{way}, {size} candidates, sent"] += ranked.tokens
        self.tokens[f"{way}, {size} candidates, cached"] += ranked.cached_tokens
        return [ranked]

    def _test(self, problem: LabelledProblem, way: TestWay, sizes: Sequence[int]) -> None:
        """Run the tests once, with the most candidates, and read every size off that run."""
        execution = self._executors[way.workers].run_all(
            problem.programs[: max(sizes)], way.suite(problem), stop_early=way.stop_early
        )
        for size in sizes:
            if size <= len(execution.verdicts):
                self._keep(read_off(way.name, problem, execution, size))
        if way == self._plan.headline and self._plan.candidates in sizes:
            self.labels.add(problem, execution)
            self.tests_per_program.append(max(len(one.outcomes) for one in execution.verdicts))
            self.seconds_per_program += [one.seconds for one in execution.verdicts]

    def _cascade(self, way: str, problem: LabelledProblem, ranked: Ranked) -> None:
        programs = [problem.programs[index] for index in ranked.order[: max(CASCADES)]]
        executor = self._executors[self._plan.workers]
        execution = executor.run_all(programs, problem.complete, stop_early=True)
        for top in CASCADES:
            if top <= len(programs):
                self._keep(cascaded(way, problem, ranked, execution, top))

    def _keep(self, measurement: Measurement) -> None:
        self.measurements.add(measurement)
        self._histograms.observe(measurement)
