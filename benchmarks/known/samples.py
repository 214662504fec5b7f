"""Figures over graded samples of a policy: pass@1, best of N, and the oracle."""

from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.known.item import ScoredItem
from deskcheck_models.evaluation.bootstrap import Resampling, estimate
from deskcheck_models.evaluation.measures import best_of, oracle, random_choice

SIZES = (2, 4, 8, 16, 32, 64)


def sample_figures(items: Sequence[ScoredItem], seed: int) -> dict[str, object]:
    """For each number of samples over the problems that have as many, whatever their labels.

    Choosing among fewer samples than a problem has is the exact mean over all choices of so many.
    Intervals draw problems again.
    """
    rows = []
    for size in SIZES:
        large = [one for one in items if len(one.item.texts) >= size]
        if large:
            rows.append({"size": size, "problems": len(large), **_at(large, size, seed)})
    return {
        "items": len(items),
        "samples": sum(len(one.item.texts) for one in items),
        "problems_without_a_right_sample": sum(not one.right for one in items),
        "best_of": rows,
    }


def _at(items: Sequence[ScoredItem], size: int, seed: int) -> dict[str, object]:
    labels = [[True] * len(one.right) + [False] * len(one.wrong) for one in items]
    scores = [(*one.right, *one.wrong) for one in items]
    pairs = list(zip(scores, labels, strict=True))
    resampling = Resampling([one.item.name for one in items], seed=seed)
    return {
        "pass_at_1": asdict(estimate(resampling.mean([random_choice(one) for one in labels]))),
        "best_of_n": asdict(estimate(resampling.mean([best_of(*one, size) for one in pairs]))),
        "oracle": asdict(estimate(resampling.mean([oracle(one, size) for one in labels]))),
    }
