"""One problem after the other, as far as time allows; what an earlier run measured is kept."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.findings import Findings
from benchmarks.comparison.histograms import Histograms
from benchmarks.comparison.journal import Journal
from benchmarks.comparison.label_check import LabelCheck
from benchmarks.comparison.labelled_problems import LabelledProblem
from benchmarks.comparison.measurements import Measurements
from benchmarks.comparison.one_problem import RANKING_FAILED, OneProblem
from benchmarks.comparison.plan import Plan
from benchmarks.comparison.ranking_servers import RankingServer
from benchmarks.execution import Executor

NOT_REACHED = "not reached in time"
NOT_REACHED_LARGER = "not reached in time at larger sizes"

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
        journal: Journal,
    ) -> None:
        """`executors` holds one for every count of workers that the plan names."""
        self._plan = plan
        self._servers = servers
        self._executors = executors
        self._histograms = histograms
        self._journal = journal
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
            if self._step(problem.id, self._one(problem).common, late):
                done.append(problem)
                advance()
            else:
                self.defects.add(NOT_REACHED, problem.id)
        for problem in done[:: self._plan.every]:
            if self._step(f"{problem.id}, larger sizes", self._one(problem).more, late):
                advance()
            else:
                self.defects.add(NOT_REACHED_LARGER, problem.id)
        return len(done)

    @property
    def complete(self) -> bool:
        """Whether every problem was reached and ranked."""
        return not {NOT_REACHED, NOT_REACHED_LARGER, RANKING_FAILED} & self.defects.counts().keys()

    def _one(self, problem: LabelledProblem) -> OneProblem:
        return OneProblem(self._plan, self._servers, self._executors, problem)

    def _step(self, name: str, measure: Callable[[], Findings], late: Late) -> bool:
        """Take a step, or what the journal has of it; false where it is too late for it."""
        found = self._journal.find(name)
        if found is None:
            if late():
                return False
            found = measure()
            if all(defect.kind != RANKING_FAILED for defect in found.defects):
                self._journal.add(name, found)
        self._keep(found)
        return True

    def _keep(self, found: Findings) -> None:
        for measurement in found.measurements:
            self.measurements.add(measurement)
            self._histograms.observe(measurement)
        self.labels.join(found.programs_checked, found.disagreements)
        self.tokens.update(found.tokens)
        self.tests_per_program += found.tests_per_program
        self.seconds_per_program += found.seconds_per_program
        for defect in found.defects:
            self.defects.add(defect.kind, defect.where, defect.detail)
