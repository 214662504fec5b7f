"""What starting a sandboxed interpreter costs before any test has run."""

import statistics
from dataclasses import dataclass

from benchmarks.execution import Asserts, Executor

ROUNDS = 9


@dataclass(frozen=True, slots=True)
class StartCost:
    """Median seconds of a program that does nothing, and of one that imports numpy only.

    The extended tests import numpy in every process, as they were published; a runner that keeps
    warm interpreters and forks them would save most of both.
    """

    empty_seconds: float
    numpy_seconds: float


def start_cost(executor: Executor) -> StartCost:
    """Measure one at a time; the first of each fills the disk's cache and is not counted."""
    nothing = Asserts.from_source("assert True")
    seconds = {
        program: statistics.median(
            [executor.run(program, nothing).seconds for _ in range(ROUNDS + 1)][1:]
        )
        for program in ("", "import numpy")
    }
    return StartCost(round(seconds[""], 5), round(seconds["import numpy"], 5))
