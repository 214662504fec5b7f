"""Intervals of 95 % around a figure, and between two."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.report.values import Values

DEVIATIONS = 1.959964  # of a normal distribution, on either side of 95 %
DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure between two bounds."""

    value: float
    low: float
    high: float


def read_interval(values: Values) -> Interval:
    """An estimate as result files hold it."""
    return Interval(values.number("value"), values.number("low"), values.number("high"))


def share_interval(share: float, count: int) -> Interval:
    """Wilson's interval of a share of `count` independent trials, which keeps within 0 and 1."""
    if count == 0:
        return Interval(share, 0.0, 1.0)
    squared = DEVIATIONS**2
    middle = (share + squared / (2 * count)) / (1 + squared / count)
    spread = math.sqrt(max(0.0, share * (1 - share)) / count + squared / (4 * count**2))
    reach = DEVIATIONS / (1 + squared / count) * spread
    return Interval(share, min(share, middle - reach), max(share, middle + reach))


def mean_difference(
    before: Sequence[float], after: Sequence[float], clusters: Sequence[object], seed: int = 0
) -> Interval:
    """The mean of `after` less that of `before`, value by value of the same trials.

    Whole clusters, such as the lists of one problem, are drawn again, as they say much the same.
    """
    differences = np.asarray(after, float) - np.asarray(before, float)
    _, places = np.unique(np.array([str(each) for each in clusters]), return_inverse=True)
    sums, counts = np.bincount(places, weights=differences), np.bincount(places)
    drawn = np.random.default_rng(seed).integers(0, len(sums), (DRAWS, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(differences.mean()), float(low), float(high))
