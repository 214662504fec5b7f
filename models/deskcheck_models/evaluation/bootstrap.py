"""Bootstrap intervals that resample whole problems, the same draws for every figure.

Groups of one problem say much the same, so that problems are drawn and never groups. As all figures
of a run share the draws, the difference of two is taken draw by draw: a paired comparison, narrower
than what two separate intervals suggest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
"""One figure on the data itself, in place 0, and on every draw behind it."""

DRAWS = 2000


class Weighting(StrEnum):
    """What counts once in a mean."""

    GROUPS = "groups"
    PROBLEMS = "problems"  # a problem with seventy groups counts as much as one with a single group


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def estimate(samples: Samples) -> Estimate:
    """The figure of the data, between the 2.5th and the 97.5th percentile of the draws."""
    low, high = np.quantile(samples[1:], (0.025, 0.975))
    return Estimate(float(samples[0]), float(low), float(high))


class Resampling:
    """Draws of the problems that groups belong to; `problems[i]` is that of group i."""

    def __init__(
        self,
        problems: Sequence[str],
        *,
        weighting: Weighting = Weighting.GROUPS,
        draws: int = DRAWS,
        seed: int = 0,
    ) -> None:
        names, self._places = np.unique(np.array(problems), return_inverse=True)
        self.problems = len(names)
        self._weighting = weighting
        chance = np.random.default_rng(seed)
        drawn = chance.multinomial(self.problems, np.full(self.problems, 1 / self.problems), draws)
        self._counts = np.vstack([np.ones(self.problems), drawn])

    def mean(self, values: Sequence[float]) -> Samples:
        """The mean over groups, or over problems of their groups' mean."""
        return self.ratio(values, [1.0] * len(values))

    def ratio(self, parts: Sequence[float], wholes: Sequence[float]) -> Samples:
        """Sum of the parts over sum of the wholes, such as right pairs over all pairs.

        Where problems count once each, the mean over problems of that quotient. The wholes are
        above 0.
        """
        part, whole = self._by_problem(parts), self._by_problem(wholes)
        if self._weighting is Weighting.PROBLEMS:
            part, whole = part / whole, np.ones(self.problems)
        sampled: Samples = (self._counts @ part) / (self._counts @ whole)
        return sampled

    def _by_problem(self, values: Sequence[float]) -> Samples:
        weights = np.asarray(values, dtype=np.float64)
        sums = np.bincount(self._places, weights=weights, minlength=self.problems)
        return sums.astype(np.float64)
