"""Way (b): executing the given tests, and choosing what passes most of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.comparison.labelled_problems import LabelledProblem
from benchmarks.comparison.measurements import Measurement
from benchmarks.execution import Asserts, Execution, Verdict


@dataclass(frozen=True, slots=True)
class TestWay:
    """Which tests, on how many workers, and whether a program's first failure ends it."""

    __test__ = False  # pytest would take the name for a class of tests

    complete: bool
    workers: int
    stop_early: bool

    @property
    def name(self) -> str:
        """Its name among the ways."""
        tests = "complete" if self.complete else "original"
        workers = f"{self.workers} worker{'s' if self.workers > 1 else ''}"
        return f"{tests} tests, {workers}, {'first failure' if self.stop_early else 'all'}"

    def suite(self, problem: LabelledProblem) -> Asserts:
        """The tests of a problem."""
        return problem.complete if self.complete else problem.original


def chosen(verdicts: Sequence[Verdict]) -> int:
    """The program that passed everything, else most; the first of several."""
    return max(
        range(len(verdicts)),
        key=lambda index: (verdicts[index].passed, verdicts[index].passes, -index),
    )


def read_off(
    name: str, problem: LabelledProblem, execution: Execution, candidates: int
) -> Measurement:
    """What testing the first `candidates` took, out of a run of as many or more."""
    verdicts = execution.verdicts[:candidates]
    selected = chosen(verdicts)
    return Measurement(
        way=name,
        problem=problem.id,
        candidates=candidates,
        seconds=max(execution.finished[:candidates]),
        cpu_seconds=sum(verdict.cpu_seconds for verdict in verdicts),
        selected=selected,
        passes=problem.candidates[selected].label,
    )
