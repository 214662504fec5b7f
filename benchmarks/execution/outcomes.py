"""What became of a program under its tests."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How one test ended."""

    PASSED = "passed"
    FAILED = "failed"  # a wrong answer
    ERROR = "error"  # an exception, a crash, or an end before the tests
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output limit"


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """One test; `detail` is for people.

    Tests are numbered from 1 in the order in which they ran. What went wrong outside of any test,
    such as a program that does not parse, has the number 0.
    """

    __test__ = False  # pytest would take the name for a class of tests

    number: int
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All outcomes of one program, and what running it took.

    `cpu_seconds` counts the processes of the run; it is too low for one that crashed, and for one
    whose children were not waited for. Not every test is there where the first failure ended it.
    """

    outcomes: tuple[TestOutcome, ...]
    seconds: float
    cpu_seconds: float

    @property
    def passed(self) -> bool:
        """Whether every test passed, and there was one."""
        return bool(self.outcomes) and self.passes == len(self.outcomes)

    @property
    def passes(self) -> int:
        """How many tests passed."""
        return sum(one.outcome is Outcome.PASSED for one in self.outcomes)

    @property
    def worst(self) -> TestOutcome:
        """The first outcome that is not a pass, else the last one; raises IndexError for none."""
        return next(
            (one for one in self.outcomes if one.outcome is not Outcome.PASSED), self.outcomes[-1]
        )
