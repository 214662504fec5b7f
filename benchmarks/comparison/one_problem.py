"""One problem by every way in turn, so that a busy moment hits all alike."""

from collections import Counter
from collections.abc import Mapping, Sequence

from benchmarks.comparison.cascade import cascaded
from benchmarks.comparison.defects import Defects
from benchmarks.comparison.findings import Findings
from benchmarks.comparison.label_check import LabelCheck
from benchmarks.comparison.labelled_problems import LabelledProblem
from benchmarks.comparison.measurements import Measurement
from benchmarks.comparison.plan import CASCADES, Plan
from benchmarks.comparison.ranking_servers import Ranked, RankingServer
from benchmarks.comparison.tested import TestWay, read_off
from benchmarks.execution import Executor
from deskcheck_client import ClientError

RANKING_FAILED = "ranking failed"


class OneProblem:
    """Measures a problem; for one step, at the end of which come its findings."""

    def __init__(
        self,
        plan: Plan,
        servers: Sequence[RankingServer],
        executors: Mapping[int, Executor],
        problem: LabelledProblem,
    ) -> None:
        self._plan = plan
        self._servers = servers
        self._executors = executors
        self._problem = problem
        self._measurements: list[Measurement] = []
        self._labels = LabelCheck()
        self._tokens: Counter[str] = Counter()
        self._tests_per_program: list[int] = []
        self._seconds_per_program: list[float] = []
        self._defects = Defects()

    def common(self) -> Findings:
        """Up to the headline's number of candidates, by the ways that every problem is measured."""
        self._note_one_sided()
        rankings = [self._rankings(server) for server in self._servers]
        for way in self._plan.common_ways:
            self._test(way, self._plan.common_sizes)
        for server, ranked in zip(self._servers, rankings, strict=True):
            for ranking in ranked:
                self._cascade(server.contestant.way, ranking)
        return self._findings()

    def more(self) -> Findings:
        """With more candidates, and on fewer workers."""
        for server in self._servers:
            for size in self._plan.larger_sizes:
                self._ranked(server, size)
        for way in self._plan.wide_ways:
            self._test(way, self._plan.larger_sizes)
        for way in self._plan.narrow_ways:
            self._test(way, self._plan.common_sizes)
        return self._findings()

    def _findings(self) -> Findings:
        return Findings(
            tuple(self._measurements),
            self._labels.programs,
            tuple(self._labels.disagreements),
            dict(self._tokens),
            tuple(self._tests_per_program),
            tuple(self._seconds_per_program),
            tuple(self._defects),
        )

    def _note_one_sided(self) -> None:
        candidates = self._problem.candidates[: self._plan.candidates]
        labels = [candidate.label for candidate in candidates]
        if all(labels):
            self._defects.add("all candidates pass", self._problem.id, "any choice is right")
        elif not any(labels):
            self._defects.add("no candidate passes", self._problem.id, "no choice is right")

    def _rankings(self, server: RankingServer) -> list[Ranked]:
        """Rank at every common size; gives the headline's ranking, or nothing where it failed."""
        headline, *_ = (self._ranked(server, size) for size in self._plan.common_sizes)
        return headline

    def _ranked(self, server: RankingServer, size: int) -> list[Ranked]:
        """Rank so many candidates; nothing where there are fewer, or where it failed."""
        way, problem = server.contestant.way, self._problem
        if size > len(problem.candidates):
            return []
        try:
            ranked = server.rank(problem.text, problem.programs[:size])
        except ClientError as error:
            self._defects.add(RANKING_FAILED, f"{problem.id}, {size} candidates, {way}", str(error))
            return []
        best = ranked.order[0]
        label = problem.candidates[best].label
        self._measurements.append(
            Measurement(way, problem.id, size, ranked.seconds, ranked.cpu_seconds, best, label)
        )
        self._tokens[f"{way}, {size} candidates, sent"] += ranked.tokens
        self._tokens[f"{way}, {size} candidates, cached"] += ranked.cached_tokens
        return [ranked]

    def _test(self, way: TestWay, sizes: Sequence[int]) -> None:
        """Run the tests once, with the most candidates, and read every size off that run."""
        problem = self._problem
        execution = self._executors[way.workers].run_all(
            problem.programs[: max(sizes)], way.suite(problem), stop_early=way.stop_early
        )
        for size in sizes:
            if size <= len(execution.verdicts):
                self._measurements.append(read_off(way.name, problem, execution, size))
        if way == self._plan.headline and self._plan.candidates in sizes:
            self._labels.add(problem, execution)
            self._tests_per_program.append(max(len(one.outcomes) for one in execution.verdicts))
            self._seconds_per_program += [one.seconds for one in execution.verdicts]

    def _cascade(self, way: str, ranked: Ranked) -> None:
        programs = [self._problem.programs[index] for index in ranked.order[: max(CASCADES)]]
        executor = self._executors[self._plan.workers]
        execution = executor.run_all(programs, self._problem.complete, stop_early=True)
        for top in CASCADES:
            if top <= len(programs):
                self._measurements.append(cascaded(way, self._problem, ranked, execution, top))
