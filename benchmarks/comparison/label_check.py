"""Whether our own run of the tests agrees with the labels that the data carries."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from benchmarks.comparison.labelled_problems import LabelledProblem
from benchmarks.execution import Execution

NAMED = 200  # all are counted


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A program, by the SHA-256 of its text, on which label and run differ."""

    problem: str
    program: str
    label: bool
    passed: bool
    outcome: str
    detail: str


class LabelCheck:
    """Counts programs and keeps the disagreements."""

    def __init__(self) -> None:
        self.programs = 0
        self.disagreements: list[Disagreement] = []

    def add(self, problem: LabelledProblem, execution: Execution) -> None:
        """Compare the run of all complete tests with the labels of the same candidates."""
        for candidate, verdict in zip(problem.candidates, execution.verdicts, strict=False):
            self.programs += 1
            if verdict.passed != candidate.label:
                worst = verdict.worst
                digest = hashlib.sha256(candidate.program.encode()).hexdigest()
                self.disagreements.append(
                    Disagreement(
                        problem=problem.id,
                        program=digest[:16],
                        label=candidate.label,
                        passed=verdict.passed,
                        outcome=worst.outcome.value,
                        detail=worst.detail,
                    )
                )

    def join(self, programs: int, disagreements: Iterable[Disagreement]) -> None:
        """Count programs that were compared elsewhere."""
        self.programs += programs
        self.disagreements += disagreements

    def summary(self) -> dict[str, object]:
        """Counts, and the first disagreements by name, as JSON."""
        return {
            "programs": self.programs,
            "disagreements": len(self.disagreements),
            "named": [asdict(one) for one in self.disagreements[:NAMED]],
        }
