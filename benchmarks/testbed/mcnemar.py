"""Two verifiers on the same lists: is the difference more than chance?"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from scipy.stats import binomtest

from benchmarks.testbed.figures import McNemar
from deskcheck_models.evaluation.bootstrap import Resampling, estimate

RIGHT, WRONG, MISSING = "1", "0", "-"


def mcnemar(
    split: str,
    signs: Mapping[str, str],
    problems: Sequence[str],
    *,
    draws: int,
    seed: int,
) -> list[McNemar]:
    """Of every two verifiers; `signs` has for each of them one sign a list, `problems` its problem.

    Lists that one of the two has not answered are left out of their comparison.
    """
    found = []
    for (one, mine), (other, theirs) in combinations(signs.items(), 2):
        both = [
            (a == RIGHT, b == RIGHT, problem)
            for a, b, problem in zip(mine, theirs, problems, strict=True)
            if MISSING not in (a, b)
        ]
        if both:
            found.append(_compared(split, one, other, both, draws, seed))
    return found


def _compared(
    split: str, one: str, other: str, both: Sequence[tuple[bool, bool, str]], draws: int, seed: int
) -> McNemar:
    only_one = sum(a and not b for a, b, _ in both)
    only_other = sum(b and not a for a, b, _ in both)
    resampling = Resampling([problem for *_, problem in both], draws=draws, seed=seed)
    return McNemar(
        split,
        one,
        other,
        only_one,
        only_other,
        _p(only_one, only_other),
        estimate(resampling.mean([float(a) - float(b) for a, b, _ in both])),
    )


def _p(only_one: int, only_other: int) -> float:
    """Two-sided and exact: under chance each of the lists in question goes either way."""
    if only_one + only_other == 0:
        return 1.0
    return float(binomtest(only_one, only_one + only_other, 0.5).pvalue)
