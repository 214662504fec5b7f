"""Scores as probabilities: a logistic fit on some problems, measured on others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.testbed.figures import Bin, Calibration

BINS = 10
Numbers = NDArray[np.float64]


class Logistic:
    """The chance to pass, of a score."""

    def __init__(self, slope: float, intercept: float) -> None:
        self.slope = slope
        self.intercept = intercept

    @classmethod
    def fitted(cls, scores: Sequence[float], passed: Sequence[bool]) -> "Logistic":
        """By the likelihood, with a little pull to slope 0 for scores that separate the labels.

        Both labels must occur.
        """
        values, labels = np.asarray(scores, float), np.asarray(passed, float)

        def loss(parameters: Numbers) -> float:
            slope, intercept = parameters
            logits = slope * values + intercept
            return float(np.mean(np.logaddexp(0.0, logits) - labels * logits) + 1e-6 * slope**2)

        found = minimize(loss, np.zeros(2), method="BFGS")
        return cls(float(found.x[0]), float(found.x[1]))

    def probability(self, scores: Sequence[float]) -> Numbers:
        """Of each score; minus infinity, which is no score, has none and gives 0."""
        values = np.asarray(scores, float)
        known = np.isfinite(values)
        chances = expit(self.slope * np.where(known, values, 0.0) + self.intercept)
        found: Numbers = np.where(known, chances, 0.0)
        return found


def calibration(
    logistic: Logistic, fitted_on: int, scores: Sequence[float], passed: Sequence[bool]
) -> Calibration:
    """How far the probabilities are from what happened; there must be a program."""
    chances, labels = logistic.probability(scores), np.asarray(passed, float)
    places = np.minimum((chances * BINS).astype(int), BINS - 1)
    bins = tuple(
        Bin(
            place / BINS,
            (place + 1) / BINS,
            int(np.sum(places == place)),
            float(chances[places == place].mean()),
            float(labels[places == place].mean()),
        )
        for place in sorted(set(places.tolist()))
    )
    apart = [one.programs * abs(one.mean_probability - one.pass_rate) for one in bins]
    base = float(labels.mean())
    return Calibration(
        logistic.slope,
        logistic.intercept,
        fitted_on,
        len(labels),
        sum(apart) / len(labels),
        float(np.mean((chances - labels) ** 2)),
        base * (1 - base),
        bins,
    )
