"""Ranking figures over one group of labelled programs: exact, by counting, without draws.

Equal scores are no order. Every figure is what a random order among them would give on average, so
a rule that gives every program the same score is exactly a random choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import comb, sqrt


@dataclass(frozen=True, slots=True)
class Pairs:
    """How the pairs of a passing and a failing program came out; what is left is the wrong way."""

    right: int
    tied: int
    count: int

    @property
    def share(self) -> float:
        """Share of pairs in the right order, a tie as one half."""
        return (self.right + self.tied / 2) / self.count


def pairs(chosen: Sequence[float], rejected: Sequence[float]) -> Pairs:
    """Compare every chosen score with every rejected one; neither side may be empty."""
    right = sum(a > b for a in chosen for b in rejected)
    tied = sum(a == b for a in chosen for b in rejected)
    return Pairs(right, tied, len(chosen) * len(rejected))


def auc(chosen: Sequence[float], rejected: Sequence[float]) -> float:
    """Share of pairs in which the chosen score is higher; a tie counts one half."""
    return pairs(chosen, rejected).share


def tau_b(chosen: Sequence[float], rejected: Sequence[float]) -> float:
    """Kendall's tau-b of the scores with the labels, from -1 to 1.

    Two programs of one label are tied in truth, and the b corrects for ties on either side. Where
    all scores are equal the quotient is undefined; 0 is given, as such scores say nothing (others
    give -1, which puts a random order below 0).
    """
    compared = pairs(chosen, rejected)
    wrong = compared.count - compared.right - compared.tied
    apart = _untied([*chosen, *rejected])
    if apart == 0:
        return 0.0
    return (compared.right - wrong) / sqrt(apart * compared.count)


def _untied(scores: Sequence[float]) -> int:
    """Pairs of any two programs whose scores differ."""
    tied = sum(comb(len(list(equal)), 2) for _, equal in groupby(sorted(scores)))
    return comb(len(scores), 2) - tied


def random_choice(passed: Sequence[bool]) -> float:
    """Chance that a program drawn blindly passed."""
    return sum(passed) / len(passed)


def best_of(scores: Sequence[float], passed: Sequence[bool], size: int) -> float:
    """Chance that the best-scored of `size` programs, drawn without replacement, passed.

    Over all subsets of that size, each as likely as any other; where there are fewer programs, all
    are drawn. A score is the best of a draw where none of the programs above it was drawn and one
    of those that have it was.
    """
    count = len(scores)
    size = min(size, count)
    ranked = sorted(zip(scores, passed, strict=True), key=lambda one: -one[0])
    chance, above = 0.0, 0
    for _, equal in groupby(ranked, key=lambda one: one[0]):
        labels = [label for _, label in equal]
        hits = comb(count - above, size) - comb(count - above - len(labels), size)
        chance += hits * random_choice(labels)
        above += len(labels)
    return chance / comb(count, size)


def oracle(passed: Sequence[bool], size: int) -> float:
    """Chance that any of `size` programs, drawn without replacement, passed."""
    size = min(size, len(passed))
    return 1.0 - comb(len(passed) - sum(passed), size) / comb(len(passed), size)
