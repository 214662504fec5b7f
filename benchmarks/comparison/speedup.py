"""How many times faster one way is than another, over the problems that both did."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.comparison.measurements import Measurement, percentile


@dataclass(frozen=True, slots=True)
class Speedup:
    """Ratios of medians and of 95th percentiles, and the spread of each problem's own ratio."""

    p50: float
    p95: float
    problems: int
    median_of_problems: float
    least_of_95_percent: float  # 95 % of the problems have at least this


def speedup(pairs: Sequence[tuple[Measurement, Measurement]]) -> Speedup:
    """Of pairs (fast, slow) of the same problems; there must be one at least."""
    fast = [one.seconds for one, _ in pairs]
    slow = [other.seconds for _, other in pairs]
    ratios = [other.seconds / one.seconds for one, other in pairs]
    return Speedup(
        p50=round(percentile(slow, 50) / percentile(fast, 50), 2),
        p95=round(percentile(slow, 95) / percentile(fast, 95), 2),
        problems=len(pairs),
        median_of_problems=round(percentile(ratios, 50), 2),
        least_of_95_percent=round(percentile(ratios, 5), 2),
    )
