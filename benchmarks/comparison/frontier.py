"""Which ways are worth their time: none other is as quick and selects better."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.comparison.measurements import Figures


@dataclass(frozen=True, slots=True)
class Point:
    """A way's median seconds and the pass rate of what it selects."""

    way: str
    p50_seconds: float
    pass_rate: float
    on_frontier: bool


def frontier(ways: Sequence[Figures]) -> list[Point]:
    """All ways, quickest first; a way is on the frontier if no quicker one selects as well."""
    points = []
    best = -1.0
    for one in sorted(ways, key=lambda way: (way.p50_seconds, -way.pass_rate)):
        points.append(Point(one.way, one.p50_seconds, one.pass_rate, one.pass_rate > best))
        best = max(best, one.pass_rate)
    return points
