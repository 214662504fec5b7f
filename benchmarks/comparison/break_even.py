"""Where ranking stops being so many times faster than tests: two straight lines and their ratio.

Ranking n candidates takes `fixed + per_candidate * n` seconds, testing them takes
`cost * n / workers` where a program's tests cost so many seconds each. Both come from measured
medians by least squares; that they are lines is the model's only assumption.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Line:
    """Seconds against the number of candidates."""

    fixed: float
    per_candidate: float

    def at(self, candidates: int) -> float:
        """Seconds for so many."""
        return self.fixed + self.per_candidate * candidates


@dataclass(frozen=True, slots=True)
class BreakEven:
    """One number of candidates, and the cost of a program's tests below which the claim fails."""

    candidates: int
    rerank_seconds: float
    tests_seconds: float
    speedup: float
    cost_for_ten_times: float  # seconds that one program's tests must take
    cost_for_equal: float
    cost_of_one_test_for_ten_times: float  # at the tests that programs met, start and all


def fitted(seconds: Mapping[int, float]) -> Line:
    """The line through measured medians by number of candidates.

    One point gives a line through the origin. A fixed part below 0 is taken as 0.
    """
    sizes, medians = np.array(list(seconds), float), np.array(list(seconds.values()))
    if len(seconds) > 1:
        slope, fixed = np.polyfit(sizes, medians, 1)
        if fixed >= 0:
            return Line(float(fixed), float(slope))
    return Line(0.0, float((sizes @ medians) / (sizes @ sizes)))


def break_even(
    rerank: Mapping[int, float], tests: Mapping[int, float], *, workers: int, tests_each: float
) -> list[BreakEven]:
    """A row for every number of candidates that both medians were measured at."""
    return [
        BreakEven(
            candidates=candidates,
            rerank_seconds=round(rerank[candidates], 5),
            tests_seconds=round(tests[candidates], 5),
            speedup=round(tests[candidates] / rerank[candidates], 2),
            cost_for_ten_times=round(10 * rerank[candidates] * workers / candidates, 5),
            cost_for_equal=round(rerank[candidates] * workers / candidates, 5),
            cost_of_one_test_for_ten_times=round(
                10 * rerank[candidates] * workers / candidates / tests_each, 7
            ),
        )
        for candidates in sorted(rerank.keys() & tests.keys())
    ]


def holds_from(rerank: Line, cost: float, workers: int, times: float) -> str:
    """From how many candidates on ranking is so many times faster, in words.

    Testing grows with every candidate and ranking starts with a fixed part, so the ratio grows with
    the number of candidates up to `cost / workers / per_candidate`.
    """
    gained = cost / workers - times * rerank.per_candidate
    if gained <= 0:
        return "at no number of candidates"
    return f"from {max(1, math.ceil(times * rerank.fixed / gained))} candidates on"
