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
from benchmarks.comparison.tested import read_off
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
        done = 0
        for index, problem in enumerate(problems):
            if late():
                self.defects.add("not reached in time", problem.id)
                continue
            self._measure(index, problem)
            done += 1
            advance()
        return done

    def _measure(self, index: int, problem: LabelledProblem) -> None:
        self._note_one_sided(problem)
        rankings = [self._rankings(server, problem) for server in self._servers]
        self._test(index, problem)
        for server, ranked in zip(self._servers, rankings, strict=True):
            for ranking in ranked:
                self._cascade(server.contestant.way, problem, ranking)

    def _note_one_sided(self, problem: LabelledProblem) -> None:
        labels = [candidate.label for candidate in problem.candidates[: self._plan.candidates]]
        if all(labels):
            self.defects.add("all candidates pass", problem.id, "any choice is right")
        elif not any(labels):
            self.defects.add("no candidate passes", problem.id, "no choice is right")

    def _rankings(self, server: RankingServer, problem: LabelledProblem) -> list[Ranked]:
        """Rank at every size; gives the headline's ranking, or nothing where it failed.

        The headline's size comes first: later ones find the problem's tokens in the prefix cache.
        """
        others = [size for size in self._plan.sizes if size != self._plan.candidates]
        headline = []
        for size in (self._plan.candidates, *others):
            if size > len(problem.candidates):
                continue
            for ranked in self._ranked(server, problem, size):
                if size == self._plan.candidates:
                    headline.append(ranked)
        return headline

    def _ranked(self, server: RankingServer, problem: LabelledProblem, size: int) -> list[Ranked]:
        way = server.contestant.way
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

    def _test(self, index: int, problem: LabelledProblem) -> None:
        for way in self._plan.test_ways(index):
            most = self._plan.tested_candidates(way, index)
            execution = self._executors[way.workers].run_all(
                problem.programs[:most], way.suite(problem), stop_early=way.stop_early
            )
            for size in self._plan.sizes:
                if size <= len(execution.verdicts):
                    self._keep(read_off(way.name, problem, execution, size))
            if way == self._plan.headline:
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
